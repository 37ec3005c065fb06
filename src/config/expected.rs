//! Entries in the configuration that must match something.

use std::collections::BTreeSet;

use globset::{Glob, GlobSetBuilder};

use super::places::Places;
use super::{ALLOWED, ATTACHMENTS, Config, IGNORED_LINKS};
use crate::diagnostic::{Finding, rules};
use crate::path::SitePath;
use crate::text::Span;

/// A pattern of files that should match one.
#[derive(Clone, Debug)]
pub(super) struct Expected {
    /// The key that holds it.
    key: String,
    pattern: String,
    /// Where it is in the configuration's file.
    span: Span,
    glob: Glob,
}

impl Expected {
    pub(super) fn new(key: &[&str], pattern: &str, span: Span, glob: &Glob) -> Self {
        Self { key: key.join("."), pattern: pattern.to_owned(), span, glob: glob.clone() }
    }
}

/// Entries of lists that are not patterns of files, each with its place.
#[derive(Clone, Debug, Default)]
pub(super) struct Listed {
    pub(super) allowed: Vec<(String, Span)>,
    pub(super) ignored_links: Vec<(String, Span)>,
    pub(super) endings: Vec<(String, Span)>,
}

impl Listed {
    /// The entries of each list with their places.
    pub(super) fn new(
        places: &Places<'_>,
        allowed: &[String],
        ignored_links: &[String],
        endings: &[String],
    ) -> Self {
        let listed = |path: &[&str], entries: &[String]| {
            let entry = |entry: &String| (entry.clone(), places.item(path, entry));
            entries.iter().map(entry).collect()
        };
        Self {
            allowed: listed(ALLOWED, allowed),
            ignored_links: listed(IGNORED_LINKS, ignored_links),
            endings: listed(ATTACHMENTS, endings),
        }
    }
}

/// What of the configuration's lists is used.
#[derive(Clone, Debug, Default)]
pub struct Used {
    /// Entries of `safety.allow`, by their place in the list.
    pub allowed: BTreeSet<usize>,
    /// Entries of `links.external.ignore`, by their place in the list.
    pub ignored_links: BTreeSet<usize>,
    /// The endings of all files, in lower case.
    pub endings: BTreeSet<String>,
}

impl Config {
    /// A warning for each entry of `safety.allow`, `links.external.ignore` and `attachments.allow` that is not
    /// `used`.
    pub fn unused(&self, used: &Used) -> Vec<Finding> {
        let finding = |span, message| {
            let help = "correct it, or remove it";
            Finding::new(&rules::CONFIG_MATCHES_NOTHING, &self.file, span, message).help(help)
        };
        let of = |list: &[(String, Span)],
                  is_used: &dyn Fn(usize, &str) -> bool,
                  message: &dyn Fn(&str) -> String| {
            let unused = list.iter().enumerate().filter(|(nth, (entry, _))| !is_used(*nth, entry));
            unused.map(|(_, (entry, span))| finding(*span, message(entry))).collect::<Vec<_>>()
        };
        let Listed { allowed, ignored_links, endings } = &self.listed;
        let mut findings = of(allowed, &|nth, _| used.allowed.contains(&nth), &|entry| {
            format!("`safety.allow`: `{entry}` matches nothing that would be reported")
        });
        findings.extend(of(ignored_links, &|nth, _| used.ignored_links.contains(&nth), &|entry| {
            format!("`links.external.ignore`: no page links to `{entry}`")
        }));
        findings.extend(of(endings, &|_, entry| used.endings.contains(&entry.to_lowercase()), &|entry| {
            format!("`attachments.allow`: no file ends in `.{entry}`")
        }));
        findings
    }

    /// A warning for each pattern and each collection of the file that matches none of `files`, of which
    /// `is_page` says which are pages. A pattern may also match what is `left_out`, such as a link to ignore.
    pub fn unmatched(
        &self,
        files: &[SitePath],
        left_out: &[SitePath],
        is_page: impl Fn(&SitePath) -> bool,
    ) -> Vec<Finding> {
        let finding = |span, message: String, help: String| {
            Finding::new(&rules::CONFIG_MATCHES_NOTHING, &self.file, span, message).help(help)
        };
        let matched = self.matched(files.iter().chain(left_out));
        let mut seen = BTreeSet::new();
        let pattern = |expected: &Expected| {
            // A folder to ignore has two patterns: itself and what is in it.
            let start = expected.span.start;
            let is_unmatched = !matched.contains(&start) && seen.insert((expected.key.clone(), start));
            let (key, pattern) = (&expected.key, &expected.pattern);
            let message = format!("`{key}`: no file matches `{pattern}`");
            let help =
                "patterns are relative to the root, and `**/` matches any folders; correct it, or remove it";
            is_unmatched.then(|| finding(expected.span, message, help.to_owned()))
        };
        let collections = self.collections.iter().filter_map(|collection| {
            let span = collection.folder_span?;
            let folder = self.content.join(collection.folder.as_str())?;
            let below = files.iter().filter(|file| file.below(&folder).is_some());
            let (count, has_page) =
                below.fold((0, false), |(count, found), file| (count + 1, found || is_page(file)));
            let what = if count == 0 { "there is no folder" } else { "no page is in" };
            let message = format!("`collections`: {what} `{folder}`");
            let help = match self.content.is_root() {
                true => "correct the name, or remove the line".to_owned(),
                false => {
                    format!(
                        "folders are relative to `{}`; correct the name, or remove the line",
                        self.content
                    )
                }
            };
            (!has_page).then(|| finding(span, message, help))
        });
        self.expected.iter().filter_map(pattern).chain(collections).collect()
    }

    /// Where the patterns are of which one matches any of `files`.
    fn matched<'a>(&self, files: impl Iterator<Item = &'a SitePath>) -> BTreeSet<usize> {
        let mut globs = GlobSetBuilder::new();
        for expected in &self.expected {
            globs.add(expected.glob.clone());
        }
        // Patterns that cannot be used together were refused when they were read.
        let Ok(globs) = globs.build() else {
            return self.expected.iter().map(|expected| expected.span.start).collect();
        };
        let matched: BTreeSet<usize> = files.flat_map(|file| globs.matches(file.as_str())).collect();
        matched.into_iter().map(|nth| self.expected[nth].span.start).collect()
    }
}
