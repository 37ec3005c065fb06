//! Folders by name, where the standard library has no handles for them: each part of a path is looked
//! at before it is used. Whoever can change the folder between the two could still redirect a path.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::{Kind, Refusal};

pub(super) type Handle = PathBuf;

pub(super) fn open(path: &Path) -> io::Result<Handle> {
    match fs::metadata(path)?.is_dir() {
        true => Ok(path.to_owned()),
        false => Err(io::ErrorKind::NotADirectory.into()),
    }
}

pub(super) fn folder(handle: &Handle, path: &Path) -> io::Result<Handle> {
    open(&without_links(handle, path)?)
}

pub(super) fn file(handle: &Handle, path: &Path) -> io::Result<File> {
    let path = without_links(handle, path)?;
    // Before it is opened: opening a named pipe would wait.
    if !fs::metadata(&path)?.is_file() {
        return Err(Refusal::NotRegular.into());
    }
    File::open(path)
}

pub(super) fn make_folder(handle: &Handle, name: &OsStr) -> io::Result<()> {
    fs::create_dir(handle.join(name))
}

pub(super) fn kind(handle: &Handle, name: &OsStr) -> io::Result<Kind> {
    let kind = fs::symlink_metadata(handle.join(name))?.file_type();
    Ok(match () {
        () if kind.is_symlink() => Kind::Link,
        () if kind.is_dir() => Kind::Folder,
        () if kind.is_file() => Kind::File,
        () => Kind::Other,
    })
}

pub(super) fn create(handle: &Handle, name: &OsStr, _is_private: bool) -> io::Result<File> {
    File::create_new(handle.join(name))
}

pub(super) fn rename(handle: &Handle, from: &OsStr, to: &OsStr, replaces: bool) -> io::Result<()> {
    match kind(handle, to) {
        Ok(_) if !replaces => Err(io::ErrorKind::AlreadyExists.into()),
        _ => fs::rename(handle.join(from), handle.join(to)),
    }
}

pub(super) fn remove(handle: &Handle, name: &OsStr) -> io::Result<()> {
    fs::remove_file(handle.join(name))
}

/// The path below the folder, if none of its parts is a link.
fn without_links(handle: &Handle, path: &Path) -> io::Result<PathBuf> {
    let mut whole = handle.clone();
    for part in path.components() {
        if kind(&whole, part.as_os_str())? == Kind::Link {
            return Err(Refusal::Link.into());
        }
        whole.push(part);
    }
    Ok(whole)
}
