//! A folder that holds a site: what is in it, and changing it. Everything here is done in parallel
//! because a site is tens of thousands of small files.

use std::collections::{BTreeSet, HashSet};
use std::ffi::OsStr;
use std::fs::{self, File, FileTimes, OpenOptions};
use std::io::{self, Read, Write};
use std::path::Path;
use std::time::SystemTime;

use rayon::prelude::*;

use super::WriteError;
use crate::files::Folder;
use crate::path::SitePath;

/// The file that says a folder was written by opslore. Only a folder with it is ever replaced.
pub const MARKER: &str = crate::files::OUTPUT_MARKER;

/// What the marker says to a person who finds it.
pub(super) const MARKER_TEXT: &str =
    "opslore writes this folder: every build replaces all of it, except Git's files and those of hosts.\n";

/// What is in a folder: the relative paths of its regular files and of everything else but folders.
#[derive(Debug, Default)]
pub(super) struct Tree {
    pub(super) files: HashSet<String>,
    pub(super) others: Vec<String>,
}

impl Tree {
    /// Walks `folder` without following links, leaving out the top entries that `skip` names.
    pub(super) fn walk(folder: &Path, skip: &(dyn Fn(&str) -> bool + Sync)) -> Result<Self, WriteError> {
        let found = walk(folder, "", skip)?;
        let mut tree = Self::default();
        for (path, is_file) in found {
            match is_file {
                true => drop(tree.files.insert(path)),
                false => tree.others.push(path),
            }
        }
        Ok(tree)
    }
}

type Found = Vec<(String, bool)>;

fn walk(folder: &Path, relative: &str, skip: &(dyn Fn(&str) -> bool + Sync)) -> Result<Found, WriteError> {
    let refused = || WriteError::io("read the folder", folder);
    let mut found = Vec::new();
    let mut folders = Vec::new();
    for entry in fs::read_dir(folder).map_err(refused())? {
        let entry = entry.map_err(refused())?;
        // A name that is not UTF-8 is never one of ours, so what stands for it need not be exact.
        let name = entry.file_name().to_string_lossy().into_owned();
        if relative.is_empty() && skip(&name) {
            continue;
        }
        let path = if relative.is_empty() { name } else { format!("{relative}/{name}") };
        let kind = entry.file_type().map_err(refused())?;
        match kind.is_dir() {
            true => folders.push((entry.path(), path)),
            false => found.push((path, kind.is_file())),
        }
    }
    let deeper: Result<Vec<Found>, WriteError> =
        folders.par_iter().map(|(folder, path)| walk(folder, path, skip)).collect();
    found.extend(deeper?.into_iter().flatten());
    Ok(found)
}

/// Whether a file has exactly these bytes.
pub(super) fn has(mut file: &File, bytes: &[u8]) -> io::Result<bool> {
    if file.metadata()?.len() != bytes.len() as u64 {
        return Ok(false);
    }
    let mut buffer = [0; 32 * 1024];
    let mut rest = bytes;
    loop {
        let read = file.read(&mut buffer)?;
        match rest.split_at_checked(read) {
            Some((same, after)) if same == &buffer[..read] => rest = after,
            _ => return Ok(false),
        }
        if read == 0 {
            return Ok(rest.is_empty());
        }
    }
}

/// Creates the folders that `paths` need below `root`, parents first.
pub(super) fn create_folders<'a>(
    root: &Path,
    paths: impl Iterator<Item = &'a SitePath>,
) -> Result<(), WriteError> {
    let mut folders: BTreeSet<SitePath> = BTreeSet::new();
    for path in paths {
        let mut folder = path.parent();
        while !folder.is_root() && folders.insert(folder.clone()) {
            folder = folder.parent();
        }
    }
    let create = |folder: &SitePath| {
        let folder = root.join(folder.as_str());
        match fs::create_dir(&folder) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && is_folder(&folder) => Ok(()),
            done => done.map_err(WriteError::io("create the folder", &folder)),
        }
    };
    // Sorted, so that a parent comes before its children; independent trees run side by side.
    let folders: Vec<SitePath> = folders.into_iter().collect();
    let top = |path: &SitePath| path.parts().next().map(str::to_owned);
    folders
        .chunk_by(|a, b| top(a) == top(b))
        .par_bridge()
        .try_for_each(|tree| tree.iter().try_for_each(create))
}

/// Whether a path is a folder itself, not a link to one.
fn is_folder(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_dir())
}

/// Writes a new marker, which may not be written to: that tells ours from what a commit brings.
pub(super) fn create_marker(path: &Path) -> Result<(), WriteError> {
    let create = || {
        let mut options = OpenOptions::new();
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o444);
        options.write(true).create_new(true).open(path)?.write_all(MARKER_TEXT.as_bytes())
    };
    create().map_err(WriteError::io("write", path))?;
    protect_marker(path.parent().unwrap_or(path));
    Ok(())
}

/// Makes a folder's marker one of ours, if it has one. Who may not change its permissions loses nothing
/// but that: it is only taken for a commit's later.
pub(super) fn protect_marker(folder: &Path) {
    let protect = || -> io::Result<()> {
        let marker = Folder::open(folder)?.file(MARKER.as_ref())?;
        let mut permissions = marker.metadata()?.permissions();
        if !permissions.readonly() {
            permissions.set_readonly(true);
            marker.set_permissions(permissions)?;
        }
        Ok(())
    };
    let _ = protect();
}

/// Writes a new file; one that exists is an error, never overwritten.
pub(super) fn create_file(path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    let create = || {
        let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
        file.write_all(bytes)
    };
    create().map_err(WriteError::io("write", path))
}

/// Puts the file `old` at `new` too: the same file where the file system allows it, else a copy of the
/// same age.
///
/// A second link is safe: opslore never writes into an existing file, and the first link goes away
/// with the old site. A symbolic link that has taken the file's place since it was read is not kept.
pub(super) fn keep_file(old: &Path, new: &Path) -> Result<(), WriteError> {
    if fs::hard_link(old, new).is_ok() {
        if fs::symlink_metadata(new).is_ok_and(|new| new.is_file()) {
            return Ok(());
        }
        fs::remove_file(new).map_err(WriteError::io("replace", new))?;
    }
    let read = || -> io::Result<(Vec<u8>, Option<SystemTime>)> {
        let name = old.file_name().unwrap_or_default();
        let mut file = Folder::open(old.parent().unwrap_or(old))?.file(name.as_ref())?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        Ok((bytes, file.metadata().and_then(|file| file.modified()).ok()))
    };
    let (bytes, modified) = read().map_err(WriteError::io("read", old))?;
    create_file(new, &bytes)?;
    // The age only helps caches; without it the site is as good.
    let age = modified.map(|modified| FileTimes::new().set_modified(modified));
    let _ = age.map(|age| File::options().write(true).open(new)?.set_times(age));
    Ok(())
}

/// Removes a site with all that is in it; links are removed, not followed. The marker goes last, so
/// that what an interrupted removal leaves can still be told for what it is.
pub(super) fn remove(site: &Path) -> io::Result<()> {
    if !is_folder(site) {
        return fs::remove_file(site);
    }
    remove_entries(site, &|name| name == MARKER)?;
    match fs::remove_file(site.join(MARKER)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => fs::remove_dir(site),
    }
}

fn remove_entries(folder: &Path, keep: &(dyn Fn(&OsStr) -> bool + Sync)) -> io::Result<()> {
    let entries: Vec<fs::DirEntry> = fs::read_dir(folder)?.collect::<io::Result<_>>()?;
    entries.par_iter().filter(|entry| !keep(&entry.file_name())).try_for_each(|entry| {
        if !entry.file_type()?.is_dir() {
            return fs::remove_file(entry.path());
        }
        remove_entries(&entry.path(), &|_| false)?;
        fs::remove_dir(entry.path())
    })
}
