//! What is wrong with a configuration, at the value that is wrong.

use globset::{Glob, GlobSet, GlobSetBuilder};
use jiff::tz::TimeZone;

use super::expected::Expected;
use super::is_address;
use super::places::Places;
use crate::diagnostic::policy::Level;
use crate::diagnostic::{Finding, Severity, rules};
use crate::path::SitePath;
use crate::text::{Source, Span};

/// Gathers everything that is wrong, so that all of it is fixed in one go.
pub(super) struct Problems<'a> {
    pub(super) source: &'a Source,
    /// Where its keys and values are.
    pub(super) places: &'a Places<'a>,
    /// Why the configuration cannot be used.
    pub(super) findings: Vec<Finding>,
    /// What it says in vain.
    pub(super) warnings: Vec<Finding>,
    /// Files that it expects to be there.
    pub(super) expected: Vec<Expected>,
}

impl<'a> Problems<'a> {
    /// None yet.
    pub(super) fn new(source: &'a Source, places: &'a Places<'a>) -> Self {
        Self { source, places, findings: Vec::new(), warnings: Vec::new(), expected: Vec::new() }
    }
}

impl Problems<'_> {
    /// Reports the value of the key `path`.
    pub(super) fn report(&mut self, path: &[&str], message: impl Into<String>, help: impl Into<String>) {
        self.report_at(self.places.value(path), message, help);
    }

    pub(super) fn report_at(&mut self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.findings.push(finding(self.source, span, message).help(help));
    }

    pub(super) fn address(&mut self, key: &str, address: &str) -> String {
        if !address.is_empty() && !is_address(address) {
            let message = format!("`{key}` is not a web address: `{address}`");
            self.report(&[key], message, "write a full address such as `https://docs.example.org/ops`");
        }
        address.trim_end_matches('/').to_owned()
    }

    pub(super) fn language(&mut self, tag: &str) -> String {
        let is_tag = !tag.is_empty() && tag.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        if !is_tag {
            let message = format!("`language` is not a language tag: `{tag}`");
            self.report(&["language"], message, "write a tag such as `en`, `de` or `pt-BR`");
        }
        tag.to_owned()
    }

    pub(super) fn time_zone(&mut self, name: &str) -> TimeZone {
        TimeZone::get(name).unwrap_or_else(|_| {
            let message = format!("`time_zone` is not a known zone: `{name}`");
            self.report(&["time_zone"], message, "write a name such as `UTC` or `Europe/Berlin`");
            TimeZone::UTC
        })
    }

    pub(super) fn folder(&mut self, key: &str, folder: &str) -> SitePath {
        SitePath::new(folder).unwrap_or_else(|| {
            let message = format!("`{key}` is outside the knowledge base: `{folder}`");
            self.report(&[key], message, "name a folder below the root, or `.` for the root itself");
            SitePath::root()
        })
    }

    pub(super) fn theme(&mut self, name: &str) -> String {
        if name.is_empty() || name.contains(['/', '\\']) || name.starts_with('.') {
            let message = format!("`theme` is not the name of a folder in `themes/`: `{name}`");
            self.report(&["theme"], message, "write the folder's name only");
        }
        name.to_owned()
    }

    pub(super) fn edit_url(&mut self, pattern: &str) -> String {
        if !pattern.is_empty() && !pattern.contains("{path}") {
            let message = "`edit_url` has no placeholder for the page's path".to_owned();
            self.report(&["edit_url"], message, "write `{path}` where the path belongs");
        }
        self.address("edit_url", pattern)
    }

    /// The patterns of the list that the key `path` holds. One that is wrong is reported where it is.
    pub(super) fn globs(&mut self, path: &[&str], patterns: &[String]) -> GlobSet {
        let mut globs = GlobSetBuilder::new();
        for pattern in patterns {
            match Glob::new(pattern) {
                Ok(glob) => drop(globs.add(glob)),
                Err(error) => self.wrong_pattern(path, pattern, &error),
            }
        }
        self.glob_set(path, &globs)
    }

    /// The patterns of `ignore`. What is never read cannot be ignored: it may come and go.
    pub(super) fn ignored(&mut self, patterns: &[String]) -> GlobSet {
        const PATH: &[&str] = &["ignore"];
        let is_read = |pattern: &str| {
            let names = || pattern.split('/').filter(|name| !matches!(*name, "." | ".."));
            !names().any(|name| name.starts_with('.') || name == "node_modules")
        };
        let mut all = Vec::with_capacity(patterns.len() * 2);
        for pattern in patterns {
            let with_contents = with_contents(pattern);
            let globs = with_contents.iter().filter_map(|pattern| Glob::new(pattern).ok());
            for glob in globs.filter(|_| is_read(pattern)) {
                self.expected.push(Expected::new(PATH, pattern, self.places.item(PATH, pattern), &glob));
            }
            all.extend(with_contents);
        }
        self.globs(PATH, &all)
    }

    /// The patterns of `include`, each of which names a page.
    pub(super) fn included(&mut self, patterns: &[String]) -> GlobSet {
        const PATH: &[&str] = &["include"];
        for (pattern, glob) in patterns.iter().filter_map(|pattern| Some((pattern, Glob::new(pattern).ok()?)))
        {
            self.expected.push(Expected::new(PATH, pattern, self.places.item(PATH, pattern), &glob));
        }
        self.globs(PATH, patterns)
    }

    /// How bad fields are that no schema knows; in the words of a schema.
    pub(super) fn unknown_keys(&mut self, said: Option<&str>) -> Option<Level> {
        match said? {
            "error" => Some(Level::Report(Severity::Error)),
            "warning" => Some(Level::Report(Severity::Warning)),
            "allow" => Some(Level::Off),
            other => {
                let message = format!("`unknown_keys` cannot be `{other}`");
                self.report(&["unknown_keys"], message, "write `error`, `warning` or `allow`");
                None
            }
        }
    }

    pub(super) fn wrong_pattern(&mut self, path: &[&str], pattern: &str, error: &globset::Error) {
        let span = self.places.item(path, pattern);
        let message = format!("`{}`: `{pattern}` is not a pattern: {}", path.join("."), error.kind());
        self.report_at(
            span,
            message,
            "put a special character in brackets to match it literally, such as \
                                       `[[]`",
        );
    }

    pub(super) fn glob_set(&mut self, path: &[&str], globs: &GlobSetBuilder) -> GlobSet {
        globs.build().unwrap_or_else(|error| {
            let message = format!("the patterns of `{}` cannot be used: {}", path.join("."), error.kind());
            self.report(path, message, "use fewer or shorter patterns");
            GlobSet::empty()
        })
    }
}

/// A pattern of `ignore` with what is below the folder that it may name. It starts at the root, also where
/// that is said.
fn with_contents(pattern: &str) -> Vec<String> {
    let plain = pattern.trim_start_matches("./").trim_matches('/');
    // A pattern that cannot be read is reported once, as it is written.
    if plain.is_empty() || Glob::new(plain).is_err() {
        return vec![pattern.to_owned()];
    }
    let below = (!plain.ends_with('*')).then(|| format!("{plain}/**"));
    below.into_iter().chain([plain.to_owned()]).collect()
}

/// A finding in the configuration's own file.
pub(super) fn finding(source: &Source, span: Span, message: impl Into<String>) -> Finding {
    Finding::new(&rules::CONFIG_INVALID, &source.path, span, message)
}
