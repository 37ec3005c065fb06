//! What the configuration names and expects to be there.

use globset::Glob;

use super::places::Places;
use crate::text::Span;

/// The keys of lists whose entries are looked at for use.
pub(super) const ALLOWED: &[&str] = &["safety", "allow"];

/// See [`ALLOWED`].
pub(super) const IGNORED_LINKS: &[&str] = &["links", "external", "ignore"];

/// See [`ALLOWED`].
pub(super) const ATTACHMENTS: &[&str] = &["attachments", "allow"];

/// A pattern of files that should match one.
#[derive(Clone, Debug)]
pub(super) struct Expected {
    /// The key that holds it.
    pub(super) key: String,
    pub(super) pattern: String,
    /// Where it stands in the configuration's file.
    pub(super) span: Span,
    pub(super) glob: Glob,
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
