//! Everything that is tested from outside, in one binary: it links once and runs fast.

mod support;

mod check;
mod cli;
