//! A folder on the disk, opened once. What is below it is opened from its handle, without following
//! any link, so that neither a link nor a swap in between can lead elsewhere.

use std::ffi::{OsStr, OsString};
use std::fmt;
use std::fs::{File, Metadata};
use std::hash::{BuildHasher, RandomState};
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};
use std::time::UNIX_EPOCH;

#[cfg(not(unix))]
#[path = "folder/other.rs"]
mod system;
#[cfg(unix)]
#[path = "folder/unix.rs"]
mod system;

/// The largest file that is read. A page has a lower bound of its own.
const LARGEST: u64 = 256 << 20;

/// What a name in a folder stands for; links are not followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// A symbolic link, or something behind one.
    Link,
    /// A FIFO, a socket or a device.
    Other,
}

/// Why something is not opened although the system would allow it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Its path has a symbolic link in it.
    Link,
    /// It is a folder, a FIFO, a socket or a device.
    NotRegular,
    /// It is larger than any file may be.
    TooLarge,
}

impl Refusal {
    /// The refusal behind an error, if it is one.
    pub fn of(error: &io::Error) -> Option<Self> {
        error.get_ref()?.downcast_ref().copied()
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Link => "it is reached through a symbolic link, which is not followed",
            Self::NotRegular => "it is not a regular file",
            Self::TooLarge => "it is larger than 256 MiB",
        })
    }
}

impl std::error::Error for Refusal {}

impl From<Refusal> for io::Error {
    fn from(refusal: Refusal) -> Self {
        let kind = match refusal {
            Refusal::TooLarge => io::ErrorKind::FileTooLarge,
            Refusal::Link | Refusal::NotRegular => io::ErrorKind::Other,
        };
        Self::new(kind, refusal)
    }
}

/// An opened folder.
///
/// The paths that its methods take are relative to it and have neither `..` nor a root in them.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    handle: system::Handle,
}

impl Folder {
    /// Opens a folder by name. Links in `path` are followed: it is one that a person named.
    pub fn open(path: &Path) -> io::Result<Self> {
        Ok(Self { path: path.to_owned(), handle: system::open(path)? })
    }

    /// Where it was when it was opened, for messages and for the walk.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Opens a folder below this one.
    pub fn folder(&self, path: &Path) -> io::Result<Self> {
        let handle = system::folder(&self.handle, inner(path)?)?;
        Ok(Self { path: self.path.join(path), handle })
    }

    /// Opens a folder below this one; makes those on the way that are missing.
    pub fn make_folder(&self, path: &Path) -> io::Result<Self> {
        inner(path)?;
        let mut folder = self.folder(Path::new(""))?;
        for part in path.components() {
            let part: &Path = part.as_ref();
            folder = match folder.folder(part) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    // Another process may have been faster.
                    if let Err(error) = system::make_folder(&folder.handle, part.as_os_str())
                        && error.kind() != io::ErrorKind::AlreadyExists
                    {
                        return Err(error);
                    }
                    folder.folder(part)?
                }
                opened => opened?,
            };
        }
        Ok(folder)
    }

    /// Opens a regular file below this folder for reading. A FIFO or a device is refused, not waited for.
    pub fn file(&self, path: &Path) -> io::Result<File> {
        Ok(self.measured(path)?.0)
    }

    /// Opens a regular file below this folder; gives its length too.
    fn measured(&self, path: &Path) -> io::Result<(File, u64)> {
        let file = system::file(&self.handle, inner(path)?)?;
        let metadata = file.metadata()?;
        if metadata.is_file() { Ok((file, metadata.len())) } else { Err(Refusal::NotRegular.into()) }
    }

    /// The stamp of a regular file below this folder.
    pub fn stamp(&self, path: &Path) -> Option<Stamp> {
        stamp(&self.file(path).ok()?.metadata().ok()?)
    }

    /// Reads a regular file below this folder.
    pub fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.read_up_to(LARGEST, path)
    }

    /// As [`Folder::read`], if it is not larger than `largest`, also if it grows meanwhile.
    fn read_up_to(&self, largest: u64, path: &Path) -> io::Result<Vec<u8>> {
        let (file, length) = self.measured(path)?;
        if length > largest {
            return Err(Refusal::TooLarge.into());
        }
        // One byte more than expected, so that the end is noticed without growing.
        let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or(0) + 1);
        file.take(largest + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > largest { Err(Refusal::TooLarge.into()) } else { Ok(bytes) }
    }

    /// What is at a path; `None` when there is nothing. Anything but absence that keeps it from being
    /// looked at is an error.
    pub fn kind(&self, path: &Path) -> io::Result<Option<Kind>> {
        let path = inner(path)?;
        let Some(name) = path.file_name() else { return Ok(Some(Kind::Folder)) };
        let parent = path.parent().unwrap_or(Path::new(""));
        let found = system::folder(&self.handle, parent).and_then(|parent| system::kind(&parent, name));
        match found {
            Ok(kind) => Ok(Some(kind)),
            Err(error) if is_absence(&error) => Ok(None),
            Err(error) if Refusal::of(&error) == Some(Refusal::Link) => Ok(Some(Kind::Link)),
            Err(error) => Err(error),
        }
    }

    /// Creates a file directly in this folder, for writing. Whatever has that name already is an error.
    /// `is_private` lets nobody else read it.
    pub fn create(&self, name: &OsStr, is_private: bool) -> io::Result<File> {
        system::create(&self.handle, name, is_private)
    }

    /// Creates a file with a name that nobody can know before, for writing.
    pub fn create_unnamed(&self, is_private: bool) -> io::Result<(File, OsString)> {
        let name = OsString::from(format!(".opslore-{:016x}", random()));
        Ok((self.create(&name, is_private)?, name))
    }

    /// Gives a file directly in this folder another name. What had that name is replaced if
    /// `replaces` is set; otherwise it is an error.
    pub fn rename(&self, from: &OsStr, to: &OsStr, replaces: bool) -> io::Result<()> {
        system::rename(&self.handle, from, to, replaces)
    }

    /// Removes a file directly in this folder. A link is removed, not what it leads to.
    pub fn remove(&self, name: &OsStr) -> io::Result<()> {
        system::remove(&self.handle, name)
    }
}

/// What changes with every change of a file: its size, when it and its entry were changed, its number.
pub type Stamp = (u64, u128, i64, i64, u64);

/// The stamp of a regular file; nothing where the system has none.
#[cfg(unix)]
pub fn stamp(file: &Metadata) -> Option<Stamp> {
    use std::os::unix::fs::MetadataExt;
    let modified = file.modified().ok()?.duration_since(UNIX_EPOCH).ok()?.as_nanos();
    file.is_file().then(|| (file.len(), modified, file.ctime(), file.ctime_nsec(), file.ino()))
}

/// The stamp of a regular file; nothing where the system has none.
#[cfg(not(unix))]
pub fn stamp(_: &Metadata) -> Option<Stamp> {
    let _ = UNIX_EPOCH;
    None
}

/// Whether an error means that there is nothing, as opposed to nothing that could be looked at.
pub fn is_absence(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

/// A number that nobody can know before: the standard library's hash maps are seeded by the system.
pub fn random() -> u64 {
    RandomState::new().hash_one(std::process::id())
}

/// The path if it can only lead downwards.
fn inner(path: &Path) -> io::Result<&Path> {
    let is_inner = path.components().all(|part| matches!(part, Component::Normal(_)));
    if is_inner { Ok(path) } else { Err(io::ErrorKind::InvalidInput.into()) }
}

#[cfg(test)]
mod tests;
