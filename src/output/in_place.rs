//! The fallback if a folder cannot be swapped for another: a volume is mounted on it, as in a
//! container, or its parent is not writable.
//!
//! All new contents are first written inside the folder, so that a full disk is noticed before
//! anything changes; then each file is replaced in one step, pages last, so that no page asks for a
//! file that is not there yet.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::WriteError;
use super::tree;
use super::write::{Change, Stage};
use crate::files::random;
use crate::path::SitePath;

/// Whether a folder is on another file system than its parent.
#[cfg(unix)]
pub(super) fn is_mounted(folder: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let device = |path: &Path| fs::metadata(path).map(|metadata| metadata.dev());
    match (device(folder), folder.parent().map(device)) {
        (Ok(own), Some(Ok(parents))) => own != parents,
        _ => false,
    }
}

#[cfg(not(unix))]
pub(super) fn is_mounted(_: &Path) -> bool {
    false
}

/// Whether a swap failed in a way that replacing files one by one would not.
pub(super) fn is_needed(error: &io::Error) -> bool {
    use io::ErrorKind::{CrossesDevices, PermissionDenied, ReadOnlyFilesystem, ResourceBusy};
    matches!(error.kind(), CrossesDevices | PermissionDenied | ReadOnlyFilesystem | ResourceBusy)
}

/// A folder inside the destination, removed when dropped. What a killed run leaves here is not of the site,
/// and the next one removes it.
pub(super) struct Inside {
    site: PathBuf,
    waiting: PathBuf,
}

impl Inside {
    /// Creates the folder in a site.
    pub(super) fn new(site: &Path) -> Result<Self, WriteError> {
        let waiting = site.join(format!(".opslore-new-{:016x}", random()));
        fs::create_dir(&waiting).map_err(WriteError::io("create the folder", &waiting))?;
        Ok(Self { site: site.to_owned(), waiting })
    }

    /// Files wait under their number: their names may be those of folders in the old site.
    fn waiting(&self, number: usize) -> PathBuf {
        self.waiting.join(number.to_string())
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        let _ = tree::remove(&self.waiting);
    }
}

impl Stage for Inside {
    fn add(&self, _: &[SitePath], number: usize, bytes: &[u8]) -> Result<(), WriteError> {
        tree::create_file(&self.waiting(number), bytes)
    }

    fn finish(self, paths: &[SitePath], change: &Change) -> Result<(), WriteError> {
        let changed = || change.changed.iter().map(|number| &paths[*number]);
        let (in_the_way, outdated): (Vec<&String>, Vec<&String>) = {
            let blocks = blockers(changed());
            change.removed.iter().partition(|path| blocks(path))
        };
        in_the_way.iter().try_for_each(|path| remove(&self.site, path))?;
        tree::create_folders(&self.site, changed())?;
        let is_page = |number: &usize| paths[*number].extension() == Some("html");
        let mut order = change.changed.clone();
        order.sort_by_key(is_page);
        for number in order {
            let to = self.site.join(paths[number].as_str());
            fs::rename(self.waiting(number), &to).map_err(WriteError::io("replace", &to))?;
        }
        outdated.iter().try_for_each(|path| remove(&self.site, path))
    }
}

/// Tells the removed files that have to go first: a folder takes their place, or they are in a
/// folder whose place a file takes.
fn blockers<'a>(changed: impl Iterator<Item = &'a SitePath>) -> impl Fn(&String) -> bool + 'a {
    let files: HashSet<&str> = changed.map(SitePath::as_str).collect();
    let folders: HashSet<&str> = files.iter().flat_map(|path| ancestors(path)).collect();
    move |path| folders.contains(path.as_str()) || ancestors(path).any(|folder| files.contains(folder))
}

fn ancestors(path: &str) -> impl Iterator<Item = &str> {
    path.rmatch_indices('/').map(|(slash, _)| &path[..slash])
}

/// Removes a file and the folders that are empty without it.
fn remove(folder: &Path, path: &str) -> Result<(), WriteError> {
    let file = folder.join(path);
    fs::remove_file(&file).map_err(WriteError::io("remove", &file))?;
    for parent in ancestors(path) {
        if fs::remove_dir(folder.join(parent)).is_err() {
            break;
        }
    }
    Ok(())
}
