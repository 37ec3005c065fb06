//! What is found.

use std::ops::Range;

/// A secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::safety) struct Secret {
    /// What it is, to be read behind «this looks like».
    pub(in crate::safety) what: &'static str,
    /// Its bytes.
    pub(in crate::safety) range: Range<usize>,
}

/// A secret and how it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::safety) struct Escaped {
    /// The secret, with its place in the text as it is written.
    pub(in crate::safety) secret: Secret,
    /// What a program or a browser makes of it.
    pub(in crate::safety) read: String,
}

/// What was found, by its place; of two in one another the first.
pub(super) fn in_order<T>(mut found: Vec<T>, range: impl Fn(&T) -> &Range<usize>) -> Vec<T> {
    found.sort_by_key(|one| range(one).start);
    found.dedup_by(|later, earlier| range(later).start < range(earlier).end);
    found
}
