//! Findings as text for a terminal and as data for machines: one small file for each format.

pub mod folded;
pub mod github;
pub mod gitlab;
pub mod human;
pub mod json;
pub mod junit;
mod mask;
pub mod panel;
pub(crate) mod plain;
pub mod sarif;
mod shown;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use serde::Serialize;

pub use folded::{Folded, folded};
pub use github::github;
pub use gitlab::gitlab;
pub use human::human;
pub use json::json;
pub use junit::junit;
pub use panel::{Doors, panel};
pub use sarif::sarif;
pub use shown::Shown;

use super::{Finding, Severity};
use crate::path::SitePath;
use crate::text::{LineIndex, Position, Span};

/// Where a format finds the text of a file; `None` for one that is binary or gone.
pub type Sources<'a> = &'a dyn Fn(&SitePath) -> Option<Arc<str>>;

/// A run of `check`, as the formats for CI services need to know it.
pub struct Report<'a> {
    /// The findings, in the order of [`crate::diagnostic::sort`], and their texts.
    pub shown: &'a Shown<'a>,
    /// What they come to.
    pub summary: Summary,
    /// Where the root is within its Git repository, with a `/` at its end; empty at the top. Code
    /// hosts name files from there.
    pub prefix: &'a str,
    /// The least severity that fails the run.
    pub failing: Severity,
    /// When the run was.
    pub now: Timestamp,
}

impl Report<'_> {
    /// The findings.
    pub fn findings(&self) -> &[Finding] {
        self.shown.findings()
    }

    /// A file as code hosts name it.
    pub fn file(&self, path: &SitePath) -> String {
        let shown = format!("{}{path}", self.prefix);
        let inner = SitePath::new(&shown).filter(|_| path.is_outside());
        inner.map_or(shown, |inner| inner.to_string())
    }

    /// Whether the finding fails the run.
    pub fn fails(&self, finding: &Finding) -> bool {
        finding.severity <= self.failing
    }
}

/// How a run ended, in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// The pages that were read.
    pub pages: usize,
    /// The findings that keep the site from being written.
    pub errors: usize,
    /// The findings worth fixing.
    pub warnings: usize,
}

impl Summary {
    /// Counts `findings`.
    pub fn of(findings: &[Finding], pages: usize) -> Self {
        let count = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
        Self { pages, errors: count(Severity::Error), warnings: count(Severity::Warning) }
    }

    /// «2 errors and 1 warning in 120 pages».
    pub fn line(&self) -> String {
        let found: Vec<String> = [(self.errors, "error"), (self.warnings, "warning")]
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| counted(count, word))
            .collect();
        let found = if found.is_empty() { "no errors".to_owned() } else { found.join(" and ") };
        format!("{found} in {}", counted(self.pages, "page"))
    }
}

/// «1 page», «2 pages».
pub(crate) fn counted(count: usize, word: &str) -> String {
    format!("{count} {word}{}", if count == 1 { "" } else { "s" })
}

/// The texts of all files that findings name, each asked for once.
pub(crate) struct Texts(BTreeMap<SitePath, Arc<str>>);

impl Texts {
    pub(crate) fn of(shown: &Shown<'_>) -> Self {
        let findings = shown.findings();
        let labels = findings.iter().flat_map(|finding| &finding.labels).map(|label| &label.path);
        let mut paths: Vec<&SitePath> = findings.iter().map(|finding| &finding.path).chain(labels).collect();
        paths.sort_unstable();
        paths.dedup();
        let text = |path: &SitePath| Some((path.clone(), shown.text(path)?));
        Self(paths.into_iter().filter_map(text).collect())
    }

    /// The lines of every text, each found once: a file may have thousands of findings.
    pub(crate) fn places(&self) -> Places<'_> {
        let lines = |text| {
            let secrets = str::match_indices(text, mask::is_mask).map(|(at, _)| at);
            Lines { text, index: LineIndex::new(text), secrets: secrets.collect() }
        };
        Places(self.0.iter().map(|(path, text)| (path, lines(text))).collect())
    }
}

/// Texts and where their lines begin.
pub(crate) struct Places<'a>(BTreeMap<&'a SitePath, Lines<'a>>);

struct Lines<'a> {
    text: &'a str,
    index: LineIndex<'a>,
    /// Where characters are in place of those of a secret.
    secrets: Vec<usize>,
}

impl Lines<'_> {
    /// The first character of a secret between two offsets.
    fn secret_between(&self, start: usize, end: usize) -> Option<usize> {
        let first = self.secrets.partition_point(|at| *at < start);
        self.secrets.get(first).copied().filter(|at| *at < end)
    }
}

impl<'a> Places<'a> {
    /// The text of a file, if there is one.
    pub(crate) fn text(&self, path: &SitePath) -> Option<&'a str> {
        self.0.get(path).map(|lines| lines.text)
    }

    /// Where a span starts and ends. Without a text it is on the first line, for want of a better. One
    /// that touches a secret ends where it starts, and one after a secret on the same line is at that: its
    /// length could be counted otherwise.
    pub(crate) fn range(&self, path: &SitePath, span: Span) -> (Position, Position) {
        let end = span.end.max(span.start);
        let Some(lines) = self.0.get(path) else {
            let position = |offset| Position { line: 1, column: 1, offset };
            return (position(span.start), position(end));
        };
        let position = |offset| lines.index.position(offset);
        if let Some(secret) = lines.secret_between(lines.index.line(span.start).start, span.start) {
            return (position(secret), position(secret));
        }
        let touched = lines.secret_between(span.start, end);
        let before_end = || lines.secret_between(lines.index.line(end).start, end);
        let end = if touched.or_else(before_end).is_some() { span.start } else { end };
        (position(span.start), position(end))
    }

    /// Whether [`Places::range`] says where a span is, to be edited there.
    pub(crate) fn is_exact(&self, path: &SitePath, span: Span) -> bool {
        let (start, end) = self.range(path, span);
        (start.offset, end.offset) == (span.start, span.end.max(span.start))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_up_in_words() {
        let line = |errors, warnings, pages| Summary { pages, errors, warnings }.line();
        assert_eq!(line(2, 1, 120), "2 errors and 1 warning in 120 pages");
        assert_eq!(line(0, 3, 1), "3 warnings in 1 page");
        assert_eq!(line(0, 0, 0), "no errors in 0 pages");
    }
}
