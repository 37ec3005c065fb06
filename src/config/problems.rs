//! What is wrong with a configuration, and where.

use globset::{Glob, GlobSet, GlobSetBuilder};
use jiff::tz::TimeZone;

use super::is_address;
use crate::diagnostic::{Finding, rules};
use crate::path::SitePath;
use crate::text::{Source, Span};

/// The bytes of a top-level key, or the file's start.
pub(super) fn key_span(source: &Source, key: &str) -> Span {
    let mut offset = 0;
    for line in source.text.split_inclusive('\n') {
        let is_key = line.strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with(':'));
        if is_key {
            return Span::new(offset, offset + key.len());
        }
        offset += line.len();
    }
    Span::at(0)
}

/// The bytes of a plain value behind a top-level key, on its line.
pub(super) fn value_span(source: &Source, key: &str) -> Span {
    let key = key_span(source, key);
    if key.start == key.end {
        return key;
    }
    let line = source.text[key.end..].lines().next().unwrap_or_default();
    let line = line.split(" #").next().unwrap_or_default();
    let value = line.trim_start_matches([' ', '\t', ':']);
    let start = key.end + line.len() - value.len();
    Span::new(start, start + value.trim_end().len())
}

/// The bytes of a key on one of the lines below a top-level key, or of that key.
pub(super) fn nested_key_span(source: &Source, parent: &str, key: &str) -> Span {
    let parent = key_span(source, parent);
    let mut offset = parent.end;
    for line in source.text[parent.end..].split_inclusive('\n') {
        let indent = line.len() - line.trim_start_matches([' ', '"', '\'']).len();
        let rest = line[indent..].strip_prefix(key).filter(|_| indent > 0);
        if rest.is_some_and(|rest| rest.trim_start_matches(['"', '\'', ' ']).starts_with(':')) {
            return Span::new(offset + indent, offset + indent + key.len());
        }
        offset += line.len();
    }
    parent
}

/// The bytes of an item in a list below a top-level key, or of that key.
pub(super) fn item_span(source: &Source, parent: &str, item: &str) -> Span {
    let parent = key_span(source, parent);
    let rest = &source.text[parent.end..];
    let is_inside = |line: &&str| !line.starts_with(|c: char| c.is_alphanumeric() || c == '_');
    let first = rest.find('\n').map_or(rest.len(), |end| end + 1);
    let inside: usize = rest[first..].split_inclusive('\n').take_while(is_inside).map(str::len).sum();
    let block = &rest[..first + inside];
    let is_edge = |c: Option<char>| c.is_none_or(|c| c.is_whitespace() || "[],:'\"-{}#".contains(c));
    let is_whole = |at: &usize| {
        is_edge(block[..*at].chars().next_back()) && is_edge(block[at + item.len()..].chars().next())
    };
    let at = block.match_indices(item).map(|(at, _)| at).find(is_whole).filter(|_| !item.is_empty());
    at.map_or(parent, |at| Span::new(parent.end + at, parent.end + at + item.len()))
}

/// The bytes of a value on one of the lines of a top-level key; its key where it is on other lines.
pub(super) fn nested_value_span(source: &Source, parent: &str, key: &str) -> Span {
    let parent = key_span(source, parent);
    let Some(start) = source.text[parent.end..].find(key).map(|at| parent.end + at) else { return parent };
    let end = start + key.len();
    let rest = source.text[end..].lines().next().unwrap_or_default();
    let rest = rest.split(" #").next().unwrap_or_default();
    let value = rest.trim_start_matches(['"', '\'', ' ', ':']);
    let offset = end + rest.len() - value.len();
    let value = value.trim_end_matches(['}', ' ']);
    if value.is_empty() { Span::new(start, end) } else { Span::new(offset, offset + value.len()) }
}

/// Gathers everything that is wrong, so that all of it is mended in one go.
pub(super) struct Problems<'a> {
    pub(super) source: &'a Source,
    /// Why the configuration cannot be used.
    pub(super) findings: Vec<Finding>,
    /// What it says in vain.
    pub(super) warnings: Vec<Finding>,
}

impl Problems<'_> {
    pub(super) fn report(&mut self, key: &str, message: String, help: impl Into<String>) {
        let span = key_span(self.source, key);
        self.findings.push(finding(self.source, span, message).help(help));
    }

    pub(super) fn address(&mut self, key: &str, address: &str) -> String {
        if !address.is_empty() && !is_address(address) {
            let message = format!("`{key}` is not a web address: `{address}`");
            self.report(key, message, "write a full address such as `https://docs.example.org/ops`");
        }
        address.trim_end_matches('/').to_owned()
    }

    pub(super) fn language(&mut self, tag: &str) -> String {
        let is_tag = !tag.is_empty() && tag.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        if !is_tag {
            let message = format!("`language` is not a language tag: `{tag}`");
            self.report("language", message, "write a tag such as `en`, `de` or `pt-BR`");
        }
        tag.to_owned()
    }

    pub(super) fn time_zone(&mut self, name: &str) -> TimeZone {
        TimeZone::get(name).unwrap_or_else(|_| {
            let message = format!("`time_zone` is not a known zone: `{name}`");
            self.report("time_zone", message, "write a name such as `UTC` or `Europe/Berlin`");
            TimeZone::UTC
        })
    }

    pub(super) fn folder(&mut self, key: &str, folder: &str) -> SitePath {
        SitePath::new(folder).unwrap_or_else(|| {
            let message = format!("`{key}` is outside the knowledge base: `{folder}`");
            self.report(key, message, "name a folder below the root, or `.` for the root itself");
            SitePath::root()
        })
    }

    pub(super) fn theme(&mut self, name: &str) -> String {
        if name.is_empty() || name.contains(['/', '\\']) || name.starts_with('.') {
            let message = format!("`theme` is not the name of a folder in `themes/`: `{name}`");
            self.report("theme", message, "write the folder's name only");
        }
        name.to_owned()
    }

    pub(super) fn edit_url(&mut self, pattern: &str) -> String {
        if !pattern.is_empty() && !pattern.contains("{path}") {
            let message = "`edit_url` does not say where the page's path goes".to_owned();
            self.report("edit_url", message, "write `{path}` where the path belongs");
        }
        self.address("edit_url", pattern)
    }

    pub(super) fn globs(&mut self, key: &str, patterns: &[String]) -> GlobSet {
        let mut globs = GlobSetBuilder::new();
        for pattern in patterns {
            match Glob::new(pattern) {
                Ok(glob) => {
                    globs.add(glob);
                }
                Err(error) => self.report(key, format!("`{key}`: {error}"), "see the pattern's brackets"),
            }
        }
        globs.build().unwrap_or_else(|error| {
            self.report(key, format!("`{key}`: {error}"), "use fewer or shorter patterns");
            GlobSet::empty()
        })
    }
}

/// A finding in the configuration's own file.
pub(super) fn finding(source: &Source, span: Span, message: impl Into<String>) -> Finding {
    Finding::new(&rules::CONFIG_INVALID, &source.path, span, message)
}
