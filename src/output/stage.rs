//! How a new site takes the place of the old one, whichever way that is.

use super::WriteError;
use crate::path::SitePath;
use crate::text::Hash;

/// A file of a site that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenFile {
    /// Its path below the site's root.
    pub path: SitePath,
    /// The hash of its contents.
    pub hash: Hash,
    /// The hash of what it was made from, where that is known.
    pub key: Option<Hash>,
}

/// Where new contents wait until all of them are there.
pub(super) trait Stage: Sync {
    /// Takes in a file that is new or changed. `paths` are those of the whole site, and `number` is the
    /// place of this one among them.
    fn add(&self, paths: &[SitePath], number: usize, bytes: &[u8]) -> Result<(), WriteError>;

    /// Puts the new site in the place of the old one.
    fn finish(self, paths: &[SitePath], change: &Change) -> Result<(), WriteError>
    where
        Self: Sized;
}

/// What turns an old site into a new one. Numbers are places among the paths of the new one.
#[derive(Debug, Default)]
pub(super) struct Change {
    pub(super) changed: Vec<usize>,
    pub(super) unchanged: Vec<usize>,
    pub(super) removed: Vec<String>,
    /// All that are there.
    pub(super) files: Vec<WrittenFile>,
}
