//! What the configuration names and expects to be there.

use std::collections::BTreeSet;

use globset::{Glob, GlobSetBuilder};

use super::Config;
use crate::diagnostic::{Finding, rules};
use crate::path::SitePath;
use crate::text::Span;

/// A pattern of files that should match one.
#[derive(Clone, Debug)]
pub(super) struct Expected {
    /// The key that holds it.
    key: String,
    pattern: String,
    /// Where it stands in the configuration's file.
    span: Span,
    glob: Glob,
}

impl Expected {
    pub(super) fn new(key: &[&str], pattern: &str, span: Span, glob: &Glob) -> Self {
        Self { key: key.join("."), pattern: pattern.to_owned(), span, glob: glob.clone() }
    }
}

impl Config {
    /// A warning for each pattern and each collection of the file that matches none of `files`, of which
    /// `is_page` says which are pages.
    pub fn unmatched(&self, files: &[SitePath], is_page: impl Fn(&SitePath) -> bool) -> Vec<Finding> {
        let finding = |span, message: String, help: String| {
            Finding::new(&rules::CONFIG_MATCHES_NOTHING, &self.file, span, message).help(help)
        };
        let matched = self.matched(files);
        let pattern = |(nth, expected): (usize, &Expected)| {
            let is_unmatched = !matched.contains(&nth);
            let (key, pattern) = (&expected.key, &expected.pattern);
            let message = format!("`{key}`: no file matches `{pattern}`");
            let help =
                "patterns start at the root, and `**/` stands for any folders; correct it, or remove it";
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
                    format!("folders are named from `{}`; correct the name, or remove the line", self.content)
                }
            };
            (!has_page).then(|| finding(span, message, help))
        });
        self.expected.iter().enumerate().filter_map(pattern).chain(collections).collect()
    }

    /// Which of the patterns match any of `files`, by their place in the list.
    fn matched(&self, files: &[SitePath]) -> BTreeSet<usize> {
        let mut globs = GlobSetBuilder::new();
        for expected in &self.expected {
            globs.add(expected.glob.clone());
        }
        // Patterns that cannot be used together were refused when they were read.
        let Ok(globs) = globs.build() else { return (0..self.expected.len()).collect() };
        files.iter().flat_map(|file| globs.matches(file.as_str())).collect()
    }
}
