//! The folder next to the destination in which a new site grows, and the swap that puts it in place.
//!
//! A run that is killed leaves its folder behind. The lock on its marker, which the system drops
//! with the process, tells such a leftover from a build that is still at work.

use std::ffi::OsStr;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use super::WriteError;
use super::destination::{CARRIED, MARKER};
use super::kept::ROLE;
use super::tree;
use crate::files::{Folder, is_absence, is_own_marker, random};

/// Where the site goes, and what its temporary neighbours are called.
pub(super) struct Place {
    pub(super) out: PathBuf,
    parent: PathBuf,
    prefix: String,
}

/// How the names of all folders begin that are next to a site of this name for its sake.
pub(super) fn prefix(name: &OsStr) -> String {
    format!(".{}.opslore-", name.to_string_lossy())
}

/// The folders that a killed run has left next to a site, whose names begin so.
pub(super) fn leftovers(parent: &Path, prefix: &str) -> io::Result<Vec<PathBuf>> {
    let mut leftovers = Vec::new();
    for entry in fs::read_dir(parent)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_ours = name.strip_prefix(prefix).is_some_and(|role| role != ROLE);
        if is_ours && entry.file_type()?.is_dir() {
            leftovers.push(entry.path());
        }
    }
    Ok(leftovers)
}

impl Place {
    /// Takes a destination apart; creates the folders around it.
    pub(super) fn new(out: &Path) -> Result<Self, WriteError> {
        let out = std::path::absolute(out).map_err(WriteError::io("find", out))?;
        let (Some(parent), Some(name)) = (out.parent(), out.file_name()) else {
            return Err(WriteError::destination(
                &out,
                "it has no name of its own; choose a folder with `--out`",
            ));
        };
        fs::create_dir_all(parent).map_err(WriteError::io("create the folder", parent))?;
        let prefix = prefix(name);
        Ok(Self { parent: parent.to_owned(), prefix, out })
    }

    /// Puts right what a killed run left: an old site that was just being replaced comes back,
    /// others' files in it return to the site, the rest is removed.
    pub(super) fn clean(&self) -> Result<(), WriteError> {
        let refused = || WriteError::io("read the folder", &self.parent);
        let parent = Folder::open(&self.parent).map_err(refused())?;
        let mut leftovers = leftovers(&self.parent, &self.prefix).map_err(refused())?;
        // `…-old-…` after `…-new-…`; an old site is only moved aside to make room for a new one.
        leftovers.sort();
        for leftover in leftovers.iter().rev() {
            let Some(_lock) = abandoned(&parent, leftover) else { continue };
            let is_old = leftover.to_string_lossy().contains(&format!("{}old-", self.prefix));
            if is_old && !exists(&self.out)? {
                fs::rename(leftover, &self.out).map_err(WriteError::io("restore the site from", leftover))?;
            } else {
                self.carry_from(leftover)?;
                let _ = tree::remove(leftover);
            }
        }
        Ok(())
    }

    /// Moves what others keep in a site from an old one to the present one.
    fn carry_from(&self, old: &Path) -> Result<(), WriteError> {
        for name in CARRIED {
            let (from, to) = (old.join(name), self.out.join(name));
            if exists(&from)? && exists(&self.out)? && !exists(&to)? {
                fs::rename(&from, &to).map_err(WriteError::io("keep", &from))?;
            }
        }
        Ok(())
    }

    fn neighbour(&self, role: &str, number: u64) -> PathBuf {
        self.parent.join(format!("{}{role}-{number:016x}", self.prefix))
    }
}

/// The marker of a folder whose run is over, locked. `None` while another build works in it, and for a
/// folder that opslore did not make, such as one that a commit brings.
fn abandoned(parent: &Folder, leftover: &Path) -> Option<File> {
    let opened =
        parent.folder(leftover.file_name()?.as_ref()).and_then(|folder| folder.file(MARKER.as_ref()));
    let Ok(marker) = opened else {
        // The marker is the first file to come and the last to go, so the folder should be empty.
        let _ = fs::remove_dir(leftover);
        return None;
    };
    let is_ours = marker.metadata().is_ok_and(|marker| is_own_marker(&marker));
    let is_at_work = matches!(marker.try_lock(), Err(TryLockError::WouldBlock));
    (is_ours && !is_at_work).then_some(marker)
}

/// Whether there is anything, be it a link to nothing.
fn exists(path: &Path) -> Result<bool, WriteError> {
    match fs::symlink_metadata(path) {
        Ok(_) => Ok(true),
        Err(error) if is_absence(&error) => Ok(false),
        Err(error) => Err(WriteError::io("look at", path)(error)),
    }
}

/// A folder next to the destination; removed when dropped.
pub(super) struct Staging {
    pub(super) folder: PathBuf,
    number: u64,
    lock: Option<File>,
}

impl Staging {
    /// Creates the folder with the marker in it.
    pub(super) fn new(place: &Place) -> Result<Self, WriteError> {
        let number = random();
        let folder = place.neighbour("new", number);
        fs::create_dir(&folder).map_err(WriteError::io("create the folder", &folder))?;
        let mut staging = Self { folder, number, lock: None };
        let marker = staging.folder.join(MARKER);
        tree::create_marker(&marker)?;
        let lock = File::open(&marker).map_err(WriteError::io("open", &marker))?;
        // Some file systems know no locks; then two builds at once are the user's to avoid.
        let _ = lock.try_lock();
        staging.lock = Some(lock);
        Ok(staging)
    }

    /// Puts the folder where the site is to be. The old site, if any, is gone afterwards.
    pub(super) fn put_in_place(mut self, place: &Place) -> Result<(), WriteError> {
        let refused = || WriteError::io("put the new site in place at", &place.out);
        // Windows moves no folder in which a file is open.
        if cfg!(windows) {
            self.lock = None;
        }
        if !exists(&place.out)? {
            return fs::rename(&self.folder, &place.out).map_err(refused());
        }
        if let Ok(permissions) = fs::metadata(&place.out).map(|old| old.permissions()) {
            let _ = fs::set_permissions(&self.folder, permissions);
        }
        match exchange(&self.folder, &place.out) {
            Err(error) if is_unsupported(&error) => {
                let aside = place.neighbour("old", self.number);
                // So that the next run knows it again if this one dies in between.
                tree::protect_marker(&place.out);
                swap_in_two(&self.folder, &place.out, &aside).map_err(refused())?;
                self.folder = aside;
            }
            done => done.map_err(refused())?,
        }
        // From here on `self.folder` is the old site. An error keeps it: what it holds is not ours.
        let old = std::mem::take(&mut self.folder);
        place.carry_from(&old)?;
        let _ = tree::remove(&old);
        Ok(())
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        if !self.folder.as_os_str().is_empty() {
            let _ = tree::remove(&self.folder);
        }
    }
}

/// Swaps two folders in one step: at no time is either name without one.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn exchange(a: &Path, b: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE)?)
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Whether the file system (or the kernel) cannot exchange at all. `EINVAL` is how many say so.
fn is_unsupported(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::Unsupported | io::ErrorKind::InvalidInput)
}

/// The swap without an atomic exchange: for a moment there is no site, and [`Place::clean`] of the
/// next run brings the old one back if this one dies in that moment.
fn swap_in_two(new: &Path, out: &Path, aside: &Path) -> io::Result<()> {
    fs::rename(out, aside)?;
    fs::rename(new, out).inspect_err(|_| {
        let _ = fs::rename(aside, out);
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(folder: &Path, text: &str) {
        fs::create_dir_all(folder).unwrap();
        tree::create_marker(&folder.join(MARKER)).unwrap();
        fs::write(folder.join("index.html"), text).unwrap();
    }

    fn index(folder: &Path) -> String {
        fs::read_to_string(folder.join("index.html")).unwrap()
    }

    #[test]
    fn an_old_site_moved_aside_comes_back() {
        let dir = tempfile::tempdir().unwrap();
        let place = Place::new(&dir.path().join("public")).unwrap();
        site(&place.neighbour("old", 0), "old");
        site(&place.neighbour("new", 0), "new");
        place.clean().unwrap();
        assert_eq!(index(&place.out), "old");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    #[test]
    fn what_others_keep_in_a_leftover_returns() {
        let dir = tempfile::tempdir().unwrap();
        let place = Place::new(&dir.path().join("public")).unwrap();
        site(&place.out, "new");
        site(&place.neighbour("new", 0), "old");
        fs::create_dir(place.neighbour("new", 0).join(".git")).unwrap();
        place.clean().unwrap();
        assert_eq!(index(&place.out), "new");
        assert!(place.out.join(".git").is_dir());
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    #[test]
    fn what_a_commit_brings_is_no_leftover() {
        let dir = tempfile::tempdir().unwrap();
        let place = Place::new(&dir.path().join("public")).unwrap();
        let [old, new] = ["old", "new"].map(|role| place.neighbour(role, 0));
        for folder in [&old, &new] {
            fs::create_dir(folder).unwrap();
            // As Git checks it out.
            fs::write(folder.join(MARKER), super::super::destination::MARKER_TEXT).unwrap();
            fs::write(folder.join("CNAME"), "evil.example.org").unwrap();
        }
        place.clean().unwrap();
        assert!(!place.out.exists());
        site(&place.out, "mine");
        place.clean().unwrap();
        assert!(old.exists() && new.exists() && !place.out.join("CNAME").exists());
    }

    #[test]
    fn a_build_at_work_is_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        let place = Place::new(&dir.path().join("public")).unwrap();
        let staging = Staging::new(&place).unwrap();
        place.clean().unwrap();
        assert!(staging.folder.is_dir());
        let second = Staging::new(&place).unwrap();
        assert_ne!(staging.folder, second.folder);
        drop((staging, second));
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
    }

    #[test]
    fn swaps_where_there_is_no_exchange() {
        let dir = tempfile::tempdir().unwrap();
        let [new, out, aside] = ["new", "out", "aside"].map(|name| dir.path().join(name));
        site(&new, "new");
        site(&out, "old");
        swap_in_two(&new, &out, &aside).unwrap();
        assert_eq!((index(&out), index(&aside)), ("new".into(), "old".into()));
        swap_in_two(&dir.path().join("none"), &out, &new).unwrap_err();
        assert_eq!(index(&out), "new");
    }
}
