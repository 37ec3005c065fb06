//! The only access to the disk for reading: a folder, memory, or one on top of the other.

#![allow(clippy::disallowed_methods, reason = "this is the door")]

mod disk;
mod folder;
mod named;
mod observed;

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

use include_dir::{Dir, include_dir};

use crate::memo;
use crate::path::SitePath;
use crate::text::{Hash, hash};

pub use disk::{Disk, OUTPUT_MARKER, Outputs, is_own_marker};
pub use folder::{Folder, Kind, Refusal, Stamp, is_absence, random, stamp};
pub use named::{Guarded, Named, seen_from, split};
pub use observed::{Observed, Seen};

/// A source of files.
pub trait Files: Send + Sync {
    /// Every file, sorted. Symbolic links are not among them.
    fn paths(&self) -> Vec<SitePath>;

    /// The bytes of a file that [`Files::paths`] lists.
    fn read(&self, path: &SitePath) -> io::Result<Arc<[u8]>>;

    /// What is at a path with a part that begins with a dot: [`Files::paths`] may lack it, but such a file
    /// can be read anyway. Nothing that Git keeps in `.git` is there.
    fn hidden(&self, _path: &SitePath) -> Option<Kind> {
        None
    }

    /// A stamp that is equal as long as a file is unchanged; `None` if that is unknown without reading it, such
    /// as for a file that has just changed.
    fn stamp(&self, _path: &SitePath) -> Option<Stamp> {
        None
    }

    /// A hash of all files, names and contents.
    fn key(&self) -> Hash {
        let hash_of = |path: SitePath| {
            let bytes = self.read(&path).ok();
            (path, bytes.map(|bytes| hash(&bytes)))
        };
        memo::key(&self.paths().into_iter().map(hash_of).collect::<Vec<_>>())
    }

    /// Other entries, which are not read: symbolic links, unreadable files, skipped folders.
    fn left_out(&self) -> Vec<SitePath> {
        Vec::new()
    }

    /// The files below `folder`, sorted.
    fn paths_below(&self, folder: &SitePath) -> Vec<SitePath> {
        let is_below = |path: &SitePath| path.below(folder).is_some();
        self.paths().into_iter().filter(is_below).collect()
    }
}

/// Files in memory.
#[derive(Clone, Debug, Default)]
pub struct Memory(BTreeMap<SitePath, Arc<[u8]>>);

impl Memory {
    /// Adds a file, or replaces it.
    pub fn insert(&mut self, path: SitePath, bytes: impl Into<Arc<[u8]>>) {
        self.0.insert(path, bytes.into());
    }
}

impl Files for Memory {
    fn paths(&self) -> Vec<SitePath> {
        self.0.keys().cloned().collect()
    }

    fn read(&self, path: &SitePath) -> io::Result<Arc<[u8]>> {
        self.0.get(path).cloned().ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

/// One set of files on top of another, which takes precedence.
pub struct Layered {
    /// Asked first.
    pub over: Arc<dyn Files>,
    /// Asked for what the upper one lacks.
    pub under: Arc<dyn Files>,
}

impl Files for Layered {
    fn paths(&self) -> Vec<SitePath> {
        let mut paths = self.over.paths();
        paths.extend(self.under.paths());
        paths.sort();
        paths.dedup();
        paths
    }

    fn read(&self, path: &SitePath) -> io::Result<Arc<[u8]>> {
        self.over.read(path).or_else(|error| match error.kind() {
            // If neither has it, the system's own error says more: a listed file is gone.
            io::ErrorKind::NotFound => {
                self.under.read(path).map_err(|other| if is_absence(&other) { error } else { other })
            }
            _ => Err(error),
        })
    }

    fn hidden(&self, path: &SitePath) -> Option<Kind> {
        self.over.hidden(path).or_else(|| self.under.hidden(path))
    }

    fn left_out(&self) -> Vec<SitePath> {
        [self.over.left_out(), self.under.left_out()].concat()
    }
}

static SCHEMAS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/schemas");
static THEMES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/themes");

/// The schemas and the theme that come with the program, under `schemas/` and `themes/`.
pub fn built_in() -> Memory {
    let mut files = Memory::default();
    for (folder, dir) in [("schemas", &SCHEMAS), ("themes", &THEMES)] {
        let folder = SitePath::new(folder).unwrap_or_else(SitePath::root);
        insert_all(&mut files, &folder, dir);
    }
    files
}

fn insert_all(files: &mut Memory, folder: &SitePath, dir: &'static Dir<'static>) {
    for file in dir.files() {
        let path = file.path().to_str().and_then(|path| folder.join(path));
        if let Some(path) = path {
            files.insert(path, file.contents());
        }
    }
    for dir in dir.dirs() {
        insert_all(files, folder, dir);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_upper_layer_wins() {
        let path = |path| SitePath::new(path).unwrap();
        let mut over = Memory::default();
        let mut under = Memory::default();
        over.insert(path("a"), *b"over");
        under.insert(path("a"), *b"under");
        under.insert(path("b/c"), *b"under");
        let files = Layered { over: Arc::new(over), under: Arc::new(under) };
        assert_eq!(&*files.read(&path("a")).unwrap(), b"over");
        assert_eq!(&*files.read(&path("b/c")).unwrap(), b"under");
        assert_eq!(files.paths_below(&path("b")), [path("b/c")]);
        assert!(files.read(&path("d")).is_err());
    }

    /// Files of which each is gone when it is read.
    struct Gone;

    impl Files for Gone {
        fn paths(&self) -> Vec<SitePath> {
            SitePath::new("a").into_iter().collect()
        }

        fn read(&self, _: &SitePath) -> io::Result<Arc<[u8]>> {
            // ENOENT, as the system says it.
            Err(io::Error::from_raw_os_error(2))
        }
    }

    #[test]
    fn a_file_that_is_gone_is_an_error_of_the_system() {
        let files = Layered { over: Arc::new(Gone), under: Arc::new(Memory::default()) };
        let error = files.read(&SitePath::new("a").unwrap()).unwrap_err();
        assert_eq!(error.raw_os_error(), Some(2));
    }
}
