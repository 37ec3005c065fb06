//! Files that record what was read from them, to determine later whether reading them again
//! would give the same.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::{Files, Kind};
use crate::memo;
use crate::path::SitePath;
use crate::text::{hash, hex};

/// Files, observed.
pub struct Observed {
    files: Arc<dyn Files>,
    seen: Mutex<Seen>,
}

/// What was read: everything that depends on these files depends on this alone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// A hash of the list of all files, those included that are not read.
    list: String,
    /// A hash of each file that was read; none for one that could not be.
    read: BTreeMap<String, Option<String>>,
    /// What was found where a path is hidden: nothing, a file, or a folder.
    hidden: BTreeMap<String, Option<bool>>,
}

impl Observed {
    /// Observes files.
    pub fn new(files: Arc<dyn Files>) -> Self {
        let seen = Seen { list: list(&*files), ..Seen::default() };
        Self { files, seen: Mutex::new(seen) }
    }

    /// What was read so far.
    pub fn seen(&self) -> Seen {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Seen {
    /// Whether reading these files would give the same.
    pub fn holds(&self, files: &dyn Files) -> bool {
        let is_same = |(path, known): (&String, &Option<String>)| {
            let read = |path| files.read(&path).ok().map(|bytes| hex(hash(&bytes)));
            SitePath::new(path).is_some_and(|path| read(path) == *known)
        };
        let is_there = |(path, known): (&String, &Option<bool>)| {
            SitePath::new(path).is_some_and(|path| is_folder(files.hidden(&path)) == *known)
        };
        self.list == list(files) && self.hidden.iter().all(is_there) && self.read.par_iter().all(is_same)
    }
}

impl Files for Observed {
    fn paths(&self) -> Vec<SitePath> {
        self.files.paths()
    }

    fn read(&self, path: &SitePath) -> io::Result<Arc<[u8]>> {
        let bytes = self.files.read(path);
        let known = bytes.as_ref().ok().map(|bytes| hex(hash(bytes)));
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        // One that changed while it was read twice is like none that is there later.
        let before = seen.read.insert(path.to_string(), known.clone());
        if before.is_some_and(|before| before != known) {
            seen.read.insert(path.to_string(), None);
        }
        bytes
    }

    fn left_out(&self) -> Vec<SitePath> {
        self.files.left_out()
    }

    fn hidden(&self, path: &SitePath) -> Option<Kind> {
        let kind = self.files.hidden(path);
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.hidden.insert(path.to_string(), is_folder(kind));
        kind
    }
}

fn list(files: &dyn Files) -> String {
    let all = [files.paths(), files.left_out()];
    hex(memo::key(&all.map(|paths| paths.iter().map(ToString::to_string).collect::<Vec<_>>())))
}

fn is_folder(kind: Option<Kind>) -> Option<bool> {
    kind.map(|kind| kind == Kind::Folder)
}

#[cfg(test)]
mod tests {
    use super::super::Memory;
    use super::*;

    fn path(path: &str) -> SitePath {
        SitePath::new(path).unwrap()
    }

    #[test]
    fn only_what_was_read_has_to_stay_the_same() {
        let mut memory = Memory::default();
        memory.insert(path("read"), *b"1");
        memory.insert(path("unread"), *b"1");
        let observed = Observed::new(Arc::new(memory.clone()));
        observed.read(&path("read")).unwrap();
        observed.read(&path("missing")).unwrap_err();
        let seen: Seen = serde_json::from_str(&serde_json::to_string(&observed.seen()).unwrap()).unwrap();
        assert!(seen.holds(&memory));
        memory.insert(path("unread"), *b"2");
        assert!(seen.holds(&memory));
        let mut other = memory.clone();
        other.insert(path("read"), *b"2");
        assert!(!seen.holds(&other), "another text");
        memory.insert(path("missing"), *b"");
        assert!(!seen.holds(&memory), "a new file");
    }
}
