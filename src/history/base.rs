//! The files as they were at a commit, compared with those on the disk by their hashes.
//!
//! Git itself compares a work tree by running what the repository sets up for it: filters, text
//! conversions, a monitor. Here it only lists the names and hashes of the commit.

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
    /// What was asked before: a fix must not change what a check is about.
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

    /// Whether a file is another than at the commit, or was not there. Line ends that Git converts on
    /// checkout are no difference; other conversions (LFS, `ident`) are. A folder differs when it is
    /// new.
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
