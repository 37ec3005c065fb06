//! The way out where a folder cannot be swapped for another: a volume is mounted on it, as in a
//! container, or its parent may not be written.
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
use super::write::{Entry, Plan};
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

/// Turns the site in `folder` into the new one, file by file.
pub(super) fn update(plan: &Plan<'_>, folder: &Path) -> Result<(), WriteError> {
    // Inside the folder. What a killed run leaves here is not of the site, and the next one removes it.
    let stage = folder.join(format!(".opslore-new-{:016x}", random()));
    fs::create_dir(&stage).map_err(WriteError::io("create the folder", &stage))?;
    let done = fill(plan, &stage).and_then(|()| replace(plan, &stage, folder));
    let _ = tree::remove(&stage);
    done
}

/// Files wait under their number: their names may be those of folders in the old site.
fn waiting(stage: &Path, number: usize) -> PathBuf {
    stage.join(number.to_string())
}

fn fill(plan: &Plan<'_>, stage: &Path) -> Result<(), WriteError> {
    let write = |(number, (_, bytes)): (usize, &Entry<'_>)| tree::create_file(&waiting(stage, number), bytes);
    plan.changed.iter().enumerate().try_for_each(write)
}

fn replace(plan: &Plan<'_>, stage: &Path, folder: &Path) -> Result<(), WriteError> {
    let (in_the_way, outdated): (Vec<&String>, Vec<&String>) = {
        let blocks = blockers(plan);
        plan.removed.iter().partition(|path| blocks(path))
    };
    in_the_way.iter().try_for_each(|path| remove(folder, path))?;
    tree::create_folders(folder, plan.changed.iter().map(|(path, _)| *path))?;
    let is_page = |path: &SitePath| path.extension() == Some("html");
    let mut order: Vec<(usize, &SitePath)> = plan.changed.iter().map(|(path, _)| *path).enumerate().collect();
    order.sort_by_key(|(_, path)| is_page(path));
    for (number, path) in order {
        let to = folder.join(path.as_str());
        fs::rename(waiting(stage, number), &to).map_err(WriteError::io("replace", &to))?;
    }
    outdated.iter().try_for_each(|path| remove(folder, path))
}

/// Tells the removed files that have to go first: a folder takes their place, or they are in a
/// folder whose place a file takes.
fn blockers<'a>(plan: &'a Plan<'_>) -> impl Fn(&String) -> bool + 'a {
    let files: HashSet<&str> = plan.changed.iter().map(|(path, _)| path.as_str()).collect();
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
