//! Which findings a check is about: files and folders that were named, files that have changed.

use std::path::{Path, PathBuf};

use super::outcome::Failure;
use crate::files::Files;
use crate::history::{Base, History};
use crate::path::SitePath;

/// Which findings count.
pub(super) struct Scope<'a> {
    /// Files and folders that were named; none means all.
    paths: Vec<SitePath>,
    /// What has changed is what differs from these; `None` means all.
    base: Option<Base>,
    /// The files as they are.
    files: &'a dyn Files,
}

impl<'a> Scope<'a> {
    /// Resolves paths as given on the command line, and asks Git for the files that those of today
    /// are compared with.
    pub(super) fn new(
        root: &Path,
        files: &'a dyn Files,
        history: &History,
        paths: &[PathBuf],
        since: Option<&str>,
    ) -> Result<Self, Failure> {
        let paths = paths.iter().map(|path| below_root(root, path)).collect::<Result<_, _>>()?;
        let base = since.map(|revision| {
            history.base(revision).map_err(|problem| {
                Failure::new(format!("what changed since `{revision}` is unknown: {problem}"))
            })
        });
        Ok(Self { paths, base: base.transpose()?, files })
    }

    /// Whether a check is about findings in the file.
    pub(super) fn includes(&self, file: &SitePath) -> bool {
        let is_named = self.paths.is_empty() || self.paths.iter().any(|path| file.below(path).is_some());
        is_named && self.base.as_ref().is_none_or(|base| base.differs(file, self.files))
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
