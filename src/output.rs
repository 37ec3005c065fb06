//! A site as other modules see it: paths and the bytes of each ([`Contents`]). It is written ([`write_site`]) and
//! served file by file; tests compare it as a map ([`Output`]).

#![allow(clippy::disallowed_methods, reason = "this is the module that writes and removes")]

mod destination;
mod error;
mod file;
mod in_place;
mod kept;
mod replace;
mod staging;
mod tree;
mod write;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::path::{SitePath, folded};
use crate::text::{Hash, hash};

pub use destination::{MARKER, check_destination};
pub use error::WriteError;
pub use file::{ARCHIVE_COMMENT, check_archive, write_archive};
pub use kept::{Kept, Known, Prints};
pub use replace::{Over, create, text, write};
pub use write::{Done, Written, others_in, write_site};

/// The result for a file.
#[derive(Debug)]
pub enum Made {
    /// It was made, of what has this hash, if that is known.
    New(Arc<[u8]>, Option<Hash>),
    /// Its inputs are the same as those of the one that was written before.
    Same(Known),
}

/// The contents of a site, which need not be in memory all at once.
pub trait Contents: Send + Sync {
    /// The paths of all its files below its root, sorted.
    fn paths(&self) -> Vec<SitePath>;

    /// Whether there is a file at a path.
    fn has(&self, path: &SitePath) -> bool;

    /// The bytes of a file; `None` if it does not exist or cannot be rendered.
    fn bytes(&self, path: &SitePath) -> Option<Arc<[u8]>>;

    /// The same, unless the written file is known to be up to date.
    fn made(&self, path: &SitePath) -> Option<Made> {
        self.bytes(path).map(|bytes| Made::New(bytes, None))
    }

    /// Whether a file is best made last, because it depends on all others.
    fn waits_for_others(&self, _path: &SitePath) -> bool {
        false
    }

    /// The file whose path differs from `path` in letter case or the form of accents only.
    fn ignoring_case(&self, path: &SitePath) -> Option<SitePath> {
        let wanted = folded(path.as_str());
        self.paths().into_iter().find(|path| folded(path.as_str()) == wanted)
    }

    /// A hash of each file that pages load, such as style sheets and images.
    fn loaded(&self) -> BTreeMap<SitePath, Hash> {
        let paths = self.paths().into_iter().filter(|path| path.extension() != Some("html"));
        paths.filter_map(|path| Some((path.clone(), hash(&self.bytes(&path)?)))).collect()
    }
}

/// Every file of a site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Output {
    /// Path below the site's root to contents.
    pub files: BTreeMap<SitePath, Arc<[u8]>>,
}

impl Contents for Output {
    fn paths(&self) -> Vec<SitePath> {
        self.files.keys().cloned().collect()
    }

    fn has(&self, path: &SitePath) -> bool {
        self.files.contains_key(path)
    }

    fn bytes(&self, path: &SitePath) -> Option<Arc<[u8]>> {
        self.files.get(path).cloned()
    }
}

impl Output {
    /// The paths that differ between `earlier` and this: added, changed and removed, sorted.
    /// Contents that both share are not compared.
    pub fn changed_since(&self, earlier: &Output) -> Vec<SitePath> {
        let same = |a: &Arc<[u8]>, b: &Arc<[u8]>| Arc::ptr_eq(a, b) || a == b;
        let differs = |(path, bytes): &(&SitePath, &Arc<[u8]>)| {
            earlier.files.get(*path).is_none_or(|before| !same(before, bytes))
        };
        let changed = self.files.iter().filter(differs).map(|(path, _)| path);
        let removed = earlier.files.keys().filter(|path| !self.files.contains_key(*path));
        let mut paths: Vec<SitePath> = changed.chain(removed).cloned().collect();
        paths.sort();
        paths
    }
}

/// Two paths that cannot both exist on every file system: they differ only in letter case, or one would have to
/// be a folder for the other.
fn collision(paths: &[SitePath]) -> Option<(&SitePath, &SitePath)> {
    let mut seen: HashMap<String, &SitePath> = HashMap::with_capacity(paths.len());
    for path in paths {
        if let Some(first) = seen.insert(folded(path.as_str()), path) {
            return Some((first, path));
        }
    }
    let in_the_way = |path: &SitePath| -> Option<&SitePath> {
        std::iter::successors(Some(path.parent()), |folder| Some(folder.parent()))
            .take_while(|folder| !folder.is_root())
            .find_map(|folder| seen.get(&folded(folder.as_str())).copied())
    };
    paths.iter().find_map(|path| Some((in_the_way(path)?, path)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn output(files: &[(&str, &str)]) -> Output {
        let file = |(path, text): &(&str, &str)| (SitePath::new(path).unwrap(), Arc::from(text.as_bytes()));
        Output { files: files.iter().map(file).collect() }
    }

    #[test]
    fn tells_what_changed() {
        let before = output(&[("a", "1"), ("b", "2"), ("c", "3")]);
        let after = output(&[("a", "1"), ("b", "x"), ("d", "4")]);
        let changed: Vec<_> = after.changed_since(&before).iter().map(ToString::to_string).collect();
        assert_eq!(changed, ["b", "c", "d"]);
        assert!(before.changed_since(&before.clone()).is_empty());
    }

    #[test]
    fn finds_paths_that_cannot_live_together() {
        let pair = |files: &[(&str, &str)]| {
            let paths = output(files).paths();
            collision(&paths).map(|(a, b)| (a.to_string(), b.to_string()))
        };
        let is = |a: &str, b: &str| Some((a.to_owned(), b.to_owned()));
        assert_eq!(pair(&[("a/b", ""), ("a/c", ""), ("ab", "")]), None);
        assert_eq!(pair(&[("A/b.html", ""), ("a/B.html", "")]), is("A/b.html", "a/B.html"));
        assert_eq!(pair(&[("a", ""), ("a/b/c", "")]), is("a", "a/b/c"));
        assert_eq!(pair(&[("A", ""), ("a/b", "")]), is("A", "a/b"));
        assert_eq!(pair(&[("e\u{301}", ""), ("\u{c9}", "")]), is("e\u{301}", "\u{c9}"));
    }
}
