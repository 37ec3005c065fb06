//! The files as they were at a commit, compared with those on the disk by their hashes.
//!
//! Git itself compares a work tree by running whatever the repository sets up: filters, text
//! conversions, a monitor. Here it only lists the names and hashes of a commit.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use ring::digest::{self, SHA1_FOR_LEGACY_USE_ONLY, SHA256};

use crate::files::Files;
use crate::path::SitePath;

/// The files below the root at a commit.
#[derive(Debug)]
pub struct Base {
    root: PathBuf,
    /// The hash of each file, in hexadecimal.
    ids: BTreeMap<SitePath, String>,
    /// Earlier answers: a fix must not change what a check is about.
    known: RefCell<BTreeMap<SitePath, bool>>,
}

impl Base {
    /// Reads `git ls-tree -r -z --full-tree`. `prefix` is where `root` is within the repository, with
    /// a `/` at its end.
    pub(super) fn new(root: &Path, listing: &str, prefix: &str) -> Self {
        let entry = |entry: &str| {
            let (about, path) = entry.split_once('\t')?;
            let id = about.rsplit(' ').next()?.to_owned();
            Some((SitePath::new(path.strip_prefix(prefix)?)?, id))
        };
        let ids = listing.split('\0').filter_map(entry).collect();
        Self { root: root.to_owned(), ids, known: RefCell::default() }
    }

    /// Whether a file differs from the commit, or is new. CRLF for LF is not a difference; other
    /// conversions on checkout (LFS, `ident`) are. A folder differs when it is new.
    pub fn differs(&self, path: &SitePath, files: &dyn Files) -> bool {
        if let Some(known) = self.known.borrow().get(path) {
            return *known;
        }
        let differs = self.compare(path, files);
        self.known.borrow_mut().insert(path.clone(), differs);
        differs
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "Git keeps the target of a link, which is read but not followed"
    )]
    fn compare(&self, path: &SitePath, files: &dyn Files) -> bool {
        let id = self.ids.get(path).map(String::as_str);
        let on_disk = self.root.join(path.as_str());
        let Ok(found) = on_disk.symlink_metadata() else { return id.is_some() };
        if path.is_outside() {
            return false;
        }
        if found.is_symlink() {
            let target = std::fs::read_link(&on_disk).unwrap_or_default();
            return id.is_none_or(|id| !is_blob(target.as_os_str().as_encoded_bytes(), id));
        }
        if found.is_dir() {
            let is_below = |(other, _): (&SitePath, &String)| other.below(path).is_some();
            return !self.ids.range(path..).next().is_some_and(is_below);
        }
        let Some(id) = id else { return true };
        files.read(path).map_or(true, |bytes| !is_blob(&bytes, id) && !is_blob(&with_line_feeds(&bytes), id))
    }
}

/// Whether `id` is Git's hash of these bytes: SHA-1, or SHA-256 where the repository has that.
fn is_blob(bytes: &[u8], id: &str) -> bool {
    let algorithm = if id.len() == 64 { &SHA256 } else { &SHA1_FOR_LEGACY_USE_ONLY };
    let mut context = digest::Context::new(algorithm);
    context.update(format!("blob {}\0", bytes.len()).as_bytes());
    context.update(bytes);
    let hash = context.finish();
    hash.as_ref().iter().map(|byte| format!("{byte:02x}")).collect::<String>() == id
}

fn with_line_feeds(bytes: &[u8]) -> Vec<u8> {
    let next = bytes.iter().skip(1).chain(&[0]);
    let is_kept = |(byte, next): &(&u8, &u8)| **byte != b'\r' || **next != b'\n';
    bytes.iter().zip(next).filter(is_kept).map(|(byte, _)| *byte).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::Memory;

    // `printf 'a\n' | git hash-object --stdin`, in a repository of either kind.
    const SHA1: &str = "78981922613b2afb6025042ff6bd878ac1994e85";
    const SHA256: &str = "f8625e43f9e04f24291f77cdbe4c71b3c2a3b0003f60419b3ed06a058d766c8b";

    #[test]
    fn files_are_known_by_git_s_hashes() {
        assert!(is_blob(b"a\n", SHA1) && !is_blob(b"b\n", SHA1));
        assert!(is_blob(b"a\n", SHA256) && !is_blob(b"b\n", SHA256));
        assert_eq!(with_line_feeds(b"\r\na\r\n\rb\r"), b"\na\n\rb\r");
    }

    #[test]
    fn what_is_new_or_another_or_gone_differs() {
        let folder = tempfile::tempdir().unwrap();
        let path = |path: &str| SitePath::new(path).unwrap();
        let mut files = Memory::default();
        for name in ["old/a.md", "old/b.md", "old/new.md", "new/a.md"] {
            let on_disk = folder.path().join(name);
            std::fs::create_dir_all(on_disk.parent().unwrap()).unwrap();
            std::fs::write(on_disk, "a\n").unwrap();
            files.insert(path(name), *b"a\n");
        }
        let entry = |name: &str, id: &str| format!("100644 blob {id}\tkb/{name}\0");
        let other = SHA1.replace('7', "8");
        let listing = entry("old/a.md", SHA1) + &entry("old/b.md", &other) + &entry("gone.md", SHA1);
        let base = Base::new(folder.path(), &listing, "kb/");
        let differs = |name| base.differs(&path(name), &files);
        assert_eq!(["old/a.md", "old/b.md", "old/new.md", "gone.md"].map(differs), [false, true, true, true]);
        assert_eq!(["old", "new", "nowhere", ""].map(differs), [false, true, false, false]);
        // What was asked once stays so: a fix does not change what a check is about.
        files.insert(path("old/a.md"), *b"b\n");
        assert!(!base.differs(&path("old/a.md"), &files));
    }
}
