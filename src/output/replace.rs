//! Writes one file: completely or not at all, and never over a file that is not meant.
//!
//! The file is written under an unpredictable name, in a folder that was opened without
//! following links, and gets its own name in one step.

use std::ffi::OsStr;
use std::fs::{File, Permissions};
use std::io::{self, Read, Write};
use std::path::Path;

use super::tree;
use crate::files::{Folder, is_absence};
use crate::path::SitePath;

/// How much of a file is looked at to see whether it is one of ours.
const LARGEST: u64 = 256 << 20;

/// What a file may be written over.
pub enum Over<'a> {
    /// Nothing: it must not exist yet.
    Nothing,
    /// A file with exactly these bytes.
    Exactly(&'a [u8]),
    /// Nothing, an empty file, or one that opslore wrote, as this can tell.
    Ours(&'a dyn Fn(&File) -> io::Result<bool>),
}

impl Over<'_> {
    /// Looks at what is there. Gives its permissions, or `None` when there is nothing; what must not be
    /// replaced is an error.
    pub fn check(&self, folder: &Folder, name: &OsStr) -> io::Result<Option<Permissions>> {
        let refuse = |problem: &str| Err(io::Error::other(problem));
        let file = match folder.file(name.as_ref()) {
            Ok(file) => file,
            Err(error) if is_absence(&error) && !matches!(self, Self::Exactly(_)) => return Ok(None),
            Err(error) => return Err(error),
        };
        let metadata = file.metadata()?;
        match self {
            Self::Nothing => Err(io::ErrorKind::AlreadyExists.into()),
            Self::Exactly(bytes) if !tree::has(&file, bytes)? => {
                refuse("it changed during the check; run the command again")
            }
            Self::Ours(is_ours) if metadata.len() > 0 && !is_ours(&file)? => {
                refuse("the file was not written by opslore and was not touched; choose another name")
            }
            _ => Ok(Some(metadata.permissions())),
        }
    }
}

/// Writes a file below `folder`, and makes the folders it needs. It must not exist yet.
pub fn create(folder: &Folder, path: &SitePath, bytes: &[u8]) -> io::Result<()> {
    let parent = folder.make_folder(Path::new(path.parent().as_str()))?;
    write(&parent, path.file_name().as_ref(), bytes, &Over::Nothing)
}

/// Writes a file directly in `folder`. One that is replaced hands on its permissions.
pub fn write(folder: &Folder, name: &OsStr, bytes: &[u8], over: &Over<'_>) -> io::Result<()> {
    let old = over.check(folder, name)?;
    let (mut file, stage) = folder.create_unnamed(old.is_some())?;
    let written = file.write_all(bytes).and_then(|()| {
        if let Some(permissions) = old {
            file.set_permissions(permissions)?;
        }
        drop(file);
        // It may have changed in the meantime.
        let replaces = over.check(folder, name)?.is_some();
        folder.rename(&stage, name, replaces)
    });
    if written.is_err() {
        let _ = folder.remove(&stage);
    }
    written
}

/// The text of a file, to see whether it is one of ours.
pub fn text(file: &File) -> io::Result<String> {
    let mut bytes = Vec::new();
    file.take(LARGEST).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn folder() -> (tempfile::TempDir, Folder) {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::open(dir.path()).unwrap();
        (dir, folder)
    }

    fn names(dir: &Path) -> Vec<String> {
        let name = |entry: io::Result<fs::DirEntry>| entry.unwrap().file_name().into_string().unwrap();
        let mut names: Vec<String> = fs::read_dir(dir).unwrap().map(name).collect();
        names.sort();
        names
    }

    #[test]
    fn what_exists_is_not_created() {
        let (dir, folder) = folder();
        let path = SitePath::new("a/b/c.md").unwrap();
        create(&folder, &path, b"one").unwrap();
        assert_eq!(create(&folder, &path, b"two").unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(dir.path().join("a/b/c.md")).unwrap(), b"one");
        assert_eq!(names(&dir.path().join("a/b")), ["c.md"], "nothing is left beside it");
    }

    #[test]
    fn only_what_was_read_is_replaced() {
        let (dir, folder) = folder();
        let file = dir.path().join("a.md");
        let write = |old: &[u8]| write(&folder, "a.md".as_ref(), b"new", &Over::Exactly(old));
        assert_eq!(write(b"old").unwrap_err().kind(), io::ErrorKind::NotFound);
        fs::write(&file, "older").unwrap();
        assert!(write(b"old").unwrap_err().to_string().contains("it changed"));
        assert_eq!(fs::read(&file).unwrap(), b"older");
        write(b"older").unwrap();
        assert_eq!(
            (fs::read(&file).unwrap().as_slice(), names(dir.path())),
            (b"new".as_slice(), vec!["a.md".to_owned()])
        );
    }

    #[test]
    fn only_what_is_ours_is_replaced() {
        let (dir, folder) = folder();
        let is_ours = |file: &File| Ok(io::read_to_string(file)?.starts_with("ours"));
        let write = |text: &[u8]| write(&folder, "x".as_ref(), text, &Over::Ours(&is_ours));
        write(b"").unwrap();
        write(b"ours 1").unwrap();
        write(b"theirs").unwrap();
        assert!(write(b"ours 2").unwrap_err().to_string().contains("was not written by opslore"));
        assert_eq!(names(dir.path()), ["x"]);
    }

    #[cfg(unix)]
    #[test]
    fn permissions_stay_and_links_are_refused() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let (dir, folder) = folder();
        let [file, outside] = ["a.md", "outside"].map(|name| dir.path().join(name));
        fs::write(&file, "old").unwrap();
        fs::set_permissions(&file, Permissions::from_mode(0o750)).unwrap();
        write(&folder, "a.md".as_ref(), b"new", &Over::Exactly(b"old")).unwrap();
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o750);
        fs::write(&outside, "old").unwrap();
        symlink(&outside, dir.path().join("link")).unwrap();
        symlink(dir.path(), dir.path().join("linked")).unwrap();
        for over in [Over::Nothing, Over::Exactly(b"old"), Over::Ours(&|_| Ok(true))] {
            assert!(write(&folder, "link".as_ref(), b"new", &over).is_err());
        }
        assert!(create(&folder, &SitePath::new("linked/x").unwrap(), b"new").is_err());
        assert_eq!(fs::read(&outside).unwrap(), b"old");
        assert_eq!(names(dir.path()), ["a.md", "link", "linked", "outside"]);
    }
}
