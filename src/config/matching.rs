//! What the configuration names and nothing matches.

use std::collections::BTreeSet;

use globset::GlobSetBuilder;

use super::Config;
use super::expected::{Expected, Listed, Used};
use crate::diagnostic::{Finding, rules};
use crate::path::SitePath;
use crate::text::Span;

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

    /// Where the patterns stand of which one matches any of `files`.
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
