//! Folders by their descriptors: on Linux `openat2` refuses links in one call, elsewhere, and on
//! kernels before 5.6, each part of a path is opened from the one before.

use std::ffi::OsStr;
use std::fs::File;
use std::io;
use std::os::fd::OwnedFd;
use std::path::Path;

use rustix::fs::{self, AtFlags, CWD, FileType, Mode, OFlags};
use rustix::io::Errno;

use super::{Kind, Refusal};

pub(super) type Handle = OwnedFd;

/// What a folder is opened for: to look names up in it, which needs no right to list it.
#[cfg(any(target_os = "linux", target_os = "android"))]
const FOLDER: OFlags = OFlags::PATH.union(OFlags::DIRECTORY);
#[cfg(not(any(target_os = "linux", target_os = "android")))]
const FOLDER: OFlags = OFlags::RDONLY.union(OFlags::DIRECTORY);
/// Opening a FIFO does not wait for a writer, opening a terminal does not take it over.
const FILE: OFlags = OFlags::RDONLY.union(OFlags::NONBLOCK).union(OFlags::NOCTTY);

pub(super) fn open(path: &Path) -> io::Result<Handle> {
    Ok(fs::openat(CWD, path, FOLDER | OFlags::CLOEXEC, Mode::empty())?)
}

pub(super) fn folder(handle: &Handle, path: &Path) -> io::Result<Handle> {
    beneath(handle, path, FOLDER)
}

pub(super) fn file(handle: &Handle, path: &Path) -> io::Result<File> {
    match beneath(handle, path, FILE) {
        // A socket, or a device without a driver.
        Err(error) if error.raw_os_error() == Some(Errno::NXIO.raw_os_error()) => {
            Err(Refusal::NotRegular.into())
        }
        opened => opened.map(File::from),
    }
}

pub(super) fn make_folder(handle: &Handle, name: &OsStr) -> io::Result<()> {
    Ok(fs::mkdirat(handle, name, Mode::from_raw_mode(0o777))?)
}

pub(super) fn kind(handle: &Handle, name: &OsStr) -> io::Result<Kind> {
    let stat = fs::statat(handle, name, AtFlags::SYMLINK_NOFOLLOW)?;
    Ok(match FileType::from_raw_mode(stat.st_mode) {
        FileType::RegularFile => Kind::File,
        FileType::Directory => Kind::Folder,
        FileType::Symlink => Kind::Link,
        _ => Kind::Other,
    })
}

pub(super) fn create(handle: &Handle, name: &OsStr, is_private: bool) -> io::Result<File> {
    let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let mode = Mode::from_raw_mode(if is_private { 0o600 } else { 0o666 });
    Ok(File::from(fs::openat(handle, name, flags, mode)?))
}

pub(super) fn rename(handle: &Handle, from: &OsStr, to: &OsStr, replaces: bool) -> io::Result<()> {
    if replaces {
        return Ok(fs::renameat(handle, from, handle, to)?);
    }
    match rename_new(handle, from, to) {
        Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => match kind(handle, to) {
            Ok(_) => Err(io::ErrorKind::AlreadyExists.into()),
            Err(error) if super::is_absence(&error) => Ok(fs::renameat(handle, from, handle, to)?),
            Err(error) => Err(error),
        },
        done => Ok(done?),
    }
}

#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn rename_new(handle: &Handle, from: &OsStr, to: &OsStr) -> rustix::io::Result<()> {
    fs::renameat_with(handle, from, handle, to, fs::RenameFlags::NOREPLACE)
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn rename_new(_: &Handle, _: &OsStr, _: &OsStr) -> rustix::io::Result<()> {
    Err(Errno::NOTSUP)
}

pub(super) fn remove(handle: &Handle, name: &OsStr) -> io::Result<()> {
    Ok(fs::unlinkat(handle, name, AtFlags::empty())?)
}

/// Opens what is below a folder, without following any link.
fn beneath(handle: &Handle, path: &Path, flags: OFlags) -> io::Result<OwnedFd> {
    let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    match at_once(handle, path, flags) {
        // Not there, or kept from us by a filter that does not know it, as in older containers.
        Err(Errno::NOSYS | Errno::PERM | Errno::AGAIN) => in_steps(handle, path, flags),
        Err(Errno::LOOP) => Err(Refusal::Link.into()),
        opened => Ok(opened?),
    }
}

#[cfg(any(target_os = "linux", target_os = "android"))]
fn at_once(handle: &Handle, path: &Path, flags: OFlags) -> rustix::io::Result<OwnedFd> {
    use rustix::fs::ResolveFlags;
    let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS | ResolveFlags::NO_MAGICLINKS;
    fs::openat2(handle, path, flags | OFlags::CLOEXEC, Mode::empty(), resolve)
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn at_once(_: &Handle, _: &Path, _: OFlags) -> rustix::io::Result<OwnedFd> {
    Err(Errno::NOSYS)
}

/// As [`beneath`], one part of the path after the other.
pub(super) fn in_steps(handle: &Handle, path: &Path, flags: OFlags) -> io::Result<OwnedFd> {
    let mut parts = path.components().peekable();
    let mut folder: Option<OwnedFd> = None;
    while let Some(part) = parts.next() {
        let from = folder.as_ref().unwrap_or(handle);
        let wanted = if parts.peek().is_some() { FOLDER } else { flags };
        let name = part.as_os_str();
        match fs::openat(from, name, wanted | OFlags::NOFOLLOW | OFlags::CLOEXEC, Mode::empty()) {
            Ok(opened) => folder = Some(opened),
            // Systems differ in what they call a link that is not followed.
            Err(Errno::LOOP | Errno::MLINK | Errno::NOTDIR)
                if kind(from, name).is_ok_and(|kind| kind == Kind::Link) =>
            {
                return Err(Refusal::Link.into());
            }
            Err(error) => return Err(error.into()),
        }
    }
    folder.ok_or_else(|| io::ErrorKind::InvalidInput.into())
}
