//! The site as a value: a sorted map of paths to bytes. It is written, served, compared and tested
//! as that map; only [`Output::write`] touches the disk.

#![allow(clippy::disallowed_methods, reason = "this is the module that writes and removes")]

mod destination;
mod error;
mod file;
mod in_place;
mod replace;
mod staging;
mod tree;
mod write;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use xxhash_rust::xxh3::Xxh3;

use crate::path::{SitePath, folded};
use crate::text::Hash;

pub use destination::{MARKER, check_destination};
pub use error::WriteError;
pub use file::{ARCHIVE_COMMENT, check_archive, write_archive};
pub use replace::{Over, create, text, write};
pub use write::Written;

/// Every file of the site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Output {
    /// Path below the site's root to contents.
    pub files: BTreeMap<SitePath, Arc<[u8]>>,
}

impl Output {
    /// A hash of all paths and contents: the same for the same site, on any machine.
    pub fn fingerprint(&self) -> Hash {
        let mut hash = Xxh3::new();
        for (path, bytes) in &self.files {
            // Lengths keep a path from running into its contents.
            hash.update(&(path.as_str().len() as u64).to_le_bytes());
            hash.update(path.as_str().as_bytes());
            hash.update(&(bytes.len() as u64).to_le_bytes());
            hash.update(bytes);
        }
        hash.digest128()
    }

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

    /// Two files that cannot both exist on every disk: their paths differ in letter case only, or
    /// one would have to be a folder for the other.
    pub fn collision(&self) -> Option<(&SitePath, &SitePath)> {
        let mut seen: HashMap<String, &SitePath> = HashMap::with_capacity(self.files.len());
        for path in self.files.keys() {
            if let Some(first) = seen.insert(folded(path.as_str()), path) {
                return Some((first, path));
            }
        }
        let in_the_way = |path: &SitePath| -> Option<&SitePath> {
            std::iter::successors(Some(path.parent()), |folder| Some(folder.parent()))
                .take_while(|folder| !folder.is_root())
                .find_map(|folder| seen.get(&folded(folder.as_str())).copied())
        };
        self.files.keys().find_map(|path| Some((in_the_way(path)?, path)))
    }
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
        assert_ne!(before.fingerprint(), after.fingerprint());
        assert_eq!(before.fingerprint(), before.clone().fingerprint());
        assert_ne!(output(&[("ab", "c")]).fingerprint(), output(&[("a", "bc")]).fingerprint());
    }

    #[test]
    fn finds_paths_that_cannot_live_together() {
        let pair = |files: &[(&str, &str)]| {
            let output = output(files);
            output.collision().map(|(a, b)| (a.to_string(), b.to_string()))
        };
        let is = |a: &str, b: &str| Some((a.to_owned(), b.to_owned()));
        assert_eq!(pair(&[("a/b", ""), ("a/c", ""), ("ab", "")]), None);
        assert_eq!(pair(&[("A/b.html", ""), ("a/B.html", "")]), is("A/b.html", "a/B.html"));
        assert_eq!(pair(&[("a", ""), ("a/b/c", "")]), is("a", "a/b/c"));
        assert_eq!(pair(&[("A", ""), ("a/b", "")]), is("A", "a/b"));
        assert_eq!(pair(&[("e\u{301}", ""), ("\u{c9}", "")]), is("e\u{301}", "\u{c9}"));
    }
}
