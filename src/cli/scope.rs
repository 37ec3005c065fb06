//! Which findings a check is about: files and folders that were named, files that have changed.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::Failure;
use crate::diagnostic::Finding;
use crate::history::History;
use crate::path::SitePath;

/// Which findings count.
pub(super) struct Scope {
    /// Files and folders that were named; none means all.
    paths: Vec<SitePath>,
    /// Files that have changed; `None` means all.
    changed: Option<BTreeSet<SitePath>>,
}

impl Scope {
    /// Resolves paths as given on the command line, and asks Git what has changed since a revision.
    pub(super) fn new(root: &Path, paths: &[PathBuf], since: Option<&str>) -> Result<Self, Failure> {
        let paths = paths.iter().map(|path| below_root(root, path));
        let changed = since.map(|revision| {
            History::changed_since(root, revision).map_err(|error| {
                Failure::new(format!("Git cannot tell what changed since `{revision}`: {error}"))
            })
        });
        let changed = changed.transpose()?.map(|paths| paths.into_iter().collect());
        Ok(Self { paths: paths.collect::<Result<_, _>>()?, changed })
    }

    /// Whether a check is about the finding.
    pub(super) fn includes(&self, finding: &Finding) -> bool {
        let is_named =
            self.paths.is_empty() || self.paths.iter().any(|path| finding.path.below(path).is_some());
        is_named && self.changed.as_ref().is_none_or(|changed| changed.contains(&finding.path))
    }
}

/// A path as given on the command line, relative to the root. It may be relative to the current
/// folder or to the root.
#[expect(clippy::disallowed_methods, reason = "nothing is read: what counts is the name")]
fn below_root(root: &Path, path: &Path) -> Result<SitePath, Failure> {
    let found = path.canonicalize().or_else(|_| root.join(path).canonicalize());
    let found =
        found.map_err(|error| Failure::new(format!("`{}` cannot be opened: {error}", path.display())))?;
    let below = found.strip_prefix(root).ok().and_then(Path::to_str).and_then(SitePath::new);
    let outside = || format!("`{}` is not below the root `{}`", path.display(), root.display());
    below.ok_or_else(|| Failure::new(outside()))
}
