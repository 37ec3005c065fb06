//! Findings as text for a terminal and as data for machines: one small file for each format.
