//! Findings as text for a terminal and as data for machines: one small file for each format.

pub mod human;
pub mod json;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

pub use human::human;
pub use json::json;

use super::{Finding, Severity};
use crate::path::SitePath;
use crate::text::{LineIndex, Position, Span};

/// Where a format finds the text of a file; `None` for one that is binary or gone.
pub type Sources<'a> = &'a dyn Fn(&SitePath) -> Option<Arc<str>>;

/// How a run ended, in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// The pages that were read.
    pub pages: usize,
    /// The findings that keep the site from being written.
    pub errors: usize,
    /// The findings worth mending.
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

fn counted(count: usize, word: &str) -> String {
    format!("{count} {word}{}", if count == 1 { "" } else { "s" })
}

/// The texts of all files that findings name, each asked for once.
pub(crate) struct Texts(BTreeMap<SitePath, Arc<str>>);

impl Texts {
    pub(crate) fn of(findings: &[Finding], sources: Sources<'_>) -> Self {
        let labels = findings.iter().flat_map(|finding| &finding.labels).map(|label| &label.path);
        let mut paths: Vec<&SitePath> = findings.iter().map(|finding| &finding.path).chain(labels).collect();
        paths.sort_unstable();
        paths.dedup();
        Self(paths.into_iter().filter_map(|path| Some((path.clone(), sources(path)?))).collect())
    }

    /// The lines of every text, each found once: a file may have thousands of findings.
    pub(crate) fn places(&self) -> Places<'_> {
        Places(self.0.iter().map(|(path, text)| (path, (&**text, LineIndex::new(text)))).collect())
    }
}

/// Texts and where their lines begin.
pub(crate) struct Places<'a>(BTreeMap<&'a SitePath, (&'a str, LineIndex<'a>)>);

impl<'a> Places<'a> {
    /// The text of a file, if there is one.
    pub(crate) fn text(&self, path: &SitePath) -> Option<&'a str> {
        self.0.get(path).map(|(text, _)| *text)
    }

    /// Where a span starts and ends. Without a text it is on the first line, for want of a better.
    pub(crate) fn range(&self, path: &SitePath, span: Span) -> (Position, Position) {
        let position = |offset| match self.0.get(path) {
            Some((_, lines)) => lines.position(offset),
            None => Position { line: 1, column: 1, offset },
        };
        (position(span.start), position(span.end.max(span.start)))
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
