//! What is kept of a build next to the site that it wrote: a file in a folder of its own, which Git is told
//! to ignore. Removing it costs nothing but time.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::destination::{self, CARRIED, MARKER};
use super::replace::{self, Over};
use super::staging::{leftovers, prefix};
use super::tree::Tree;
use super::write::WrittenFile;
use crate::files::{Folder, Stamp, is_own_marker, stamp};
use crate::path::SitePath;
use crate::text::{Hash, hash, hex};

/// The name of the file.
const NAME: &str = "last-build.json";
/// The end of the name of the folder; what is at work next to a site has another.
pub(super) const ROLE: &str = "kept";
/// Tells Git to leave the folder alone.
const IGNORED: &[u8] = b"*\n";

/// Every file of a written site, so that a change by somebody else is noticed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prints(BTreeMap<String, Print>);

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Print {
    hash: String,
    /// The hash of its inputs, if known.
    key: Option<String>,
    /// Nothing where the system could not say.
    stamp: Option<Stamp>,
}

/// A file that was written and not touched since.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    /// The hash of what it was made from.
    pub key: Hash,
    /// The hash of its contents.
    pub hash: Hash,
    /// In bytes.
    pub size: u64,
}

impl Prints {
    /// Of a site that was just written.
    pub fn of(out: &Path, files: &[WrittenFile]) -> Self {
        let print = |file: &WrittenFile| {
            let path = out.join(file.path.as_str());
            let stamp = fs::symlink_metadata(path).ok().and_then(|file| stamp(&file));
            (file.path.to_string(), Print { hash: hex(file.hash), key: file.key.map(hex), stamp })
        };
        Self(files.par_iter().map(print).collect())
    }

    /// The files of which it is known what they were made from, as far as nobody has touched them.
    pub fn untouched(&self, out: &Path) -> BTreeMap<SitePath, Known> {
        let Some(folder) = Folder::open(out).ok().filter(|_| is_ours(out)) else { return BTreeMap::new() };
        let known = |(path, print): (&String, &Print)| {
            let (key, hash) = (unhex(print.key.as_ref()?)?, unhex(&print.hash)?);
            let size = print.size_if_same(out, &folder, path)?;
            Some((SitePath::new(path)?, Known { key, hash, size }))
        };
        self.0.par_iter().filter_map(known).collect()
    }

    /// Whether a folder holds exactly this site, written by us. What Git and hosts keep there may be there
    /// too.
    pub fn are_of(&self, out: &Path) -> bool {
        if !is_ours(out) || has_leftovers(out) || !destination::check(out).unwrap_or(false) {
            return false;
        }
        let is_top = |name: &str| self.0.keys().any(|path| path.split('/').next() == Some(name));
        let is_theirs = |name: &str| name == MARKER || (CARRIED.contains(&name) && !is_top(name));
        let (Ok(tree), Ok(folder)) = (Tree::walk(out, &is_theirs), Folder::open(out)) else { return false };
        let is_same = |path: &String| self.0.get(path)?.size_if_same(out, &folder, path);
        tree.others.is_empty()
            && tree.files.len() == self.0.len()
            && tree.files.par_iter().all(|path| is_same(path).is_some())
    }

    /// What else there is at the top of the site: Git's files and those of hosts.
    pub fn others_in(&self, out: &Path) -> Vec<&'static str> {
        let is_top = |name: &str| self.0.keys().any(|path| path.split('/').next() == Some(name));
        let is_there = |name: &str| fs::symlink_metadata(out.join(name)).is_ok();
        CARRIED.iter().copied().filter(|name| is_there(name) && !is_top(name)).collect()
    }

    /// How many files there are.
    pub fn count(&self) -> usize {
        self.0.len()
    }
}

fn unhex(hash: &str) -> Option<Hash> {
    Hash::from_str_radix(hash, 16).ok()
}

/// Whether the site in a folder was written by us.
fn is_ours(out: &Path) -> bool {
    fs::symlink_metadata(out.join(MARKER)).is_ok_and(|marker| is_own_marker(&marker))
}

/// Whether a killed run left something next to a site, which the next build removes.
fn has_leftovers(out: &Path) -> bool {
    let (Some(parent), Some(name)) = (out.parent(), out.file_name()) else { return true };
    leftovers(parent, &prefix(name)).is_ok_and(|leftovers| !leftovers.is_empty())
}

impl Print {
    /// The size in bytes of a file that is as it was: nobody has touched it, or it has the same bytes anyway.
    fn size_if_same(&self, out: &Path, folder: &Folder, path: &str) -> Option<u64> {
        let file = fs::symlink_metadata(out.join(path)).ok()?;
        let now = stamp(&file);
        let is_untouched = now.is_some() && now == self.stamp;
        let has_bytes = || folder.read(path.as_ref()).is_ok_and(|bytes| hex(hash(&bytes)) == self.hash);
        (is_untouched || has_bytes()).then_some(file.len())
    }
}

/// Where something is kept of the builds that write to a folder.
#[derive(Debug)]
pub struct Kept(PathBuf);

impl Kept {
    /// Next to a site.
    pub fn beside(out: &Path) -> Option<Self> {
        Some(Self(out.with_file_name(prefix(out.file_name()?) + ROLE)))
    }

    /// What the last build left. Like our marker it is read-only: Git cannot check such a file out, so that
    /// no commit can say that a site it brings is the one that would be built.
    pub fn read(&self) -> Option<Vec<u8>> {
        let folder = Folder::open(self.0.parent()?).ok()?.folder(self.0.file_name()?.as_ref()).ok()?;
        let is_ours = folder
            .file(NAME.as_ref())
            .and_then(|file| file.metadata())
            .is_ok_and(|file| is_own_marker(&file));
        if is_ours { folder.read(NAME.as_ref()).ok() } else { None }
    }

    /// Leaves something for the next build.
    pub fn write(&self, bytes: &[u8]) -> io::Result<()> {
        let (Some(parent), Some(name)) = (self.0.parent(), self.0.file_name()) else { return Ok(()) };
        let folder = Folder::open(parent)?.make_folder(name.as_ref())?;
        let is_ours = |file: &fs::File| Ok(is_own_marker(&file.metadata()?));
        let ignored = Over::Exactly(IGNORED).check(&folder, ".gitignore".as_ref());
        if ignored.is_err() {
            replace::write(&folder, ".gitignore".as_ref(), IGNORED, &Over::Nothing)?;
        }
        self.forget();
        replace::write(&folder, NAME.as_ref(), bytes, &Over::Ours(&is_ours))?;
        let file = folder.file(NAME.as_ref())?;
        let mut permissions = file.metadata()?.permissions();
        permissions.set_readonly(true);
        file.set_permissions(permissions)
    }

    /// Forgets the last build: its site is about to change.
    pub fn forget(&self) {
        let folder = || Folder::open(self.0.parent()?).ok()?.folder(self.0.file_name()?.as_ref()).ok();
        let _ = folder().map(|folder| folder.remove(NAME.as_ref()));
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::output::{Output, write_site};

    fn written() -> (tempfile::TempDir, PathBuf, Prints) {
        let dir = tempfile::tempdir().unwrap();
        let out = dir.path().join("public");
        let file = |path: &str| (SitePath::new(path).unwrap(), Arc::from(*b"1"));
        let site = Output { files: [file("a/index.html"), file("b.css")].into() };
        let done = write_site(&site, &out, &|| true).unwrap().unwrap();
        let prints = Prints::of(&out, &done.files);
        (dir, out, prints)
    }

    #[test]
    fn a_site_that_somebody_changed_is_noticed() {
        let (_dir, out, prints) = written();
        assert_eq!(prints.count(), 2);
        assert!(prints.are_of(&out));
        fs::write(out.join("CNAME"), "example.org").unwrap();
        assert!(prints.are_of(&out), "a host's own file");
        fs::write(out.join("b.css"), "1").unwrap();
        assert!(prints.are_of(&out), "written again, with the same bytes");
        fs::write(out.join("b.css"), "2").unwrap();
        assert!(!prints.are_of(&out));
        fs::write(out.join("b.css"), "1").unwrap();
        let leftover = out.with_file_name(".public.opslore-new-1");
        fs::create_dir(&leftover).unwrap();
        assert!(!prints.are_of(&out), "a killed run has left something to be removed");
        fs::remove_dir(leftover).unwrap();
        fs::write(out.join("more.txt"), "").unwrap();
        assert!(!prints.are_of(&out), "one more");
        fs::remove_file(out.join("more.txt")).unwrap();
        assert!(prints.are_of(&out));
        fs::remove_file(out.join("b.css")).unwrap();
        assert!(!prints.are_of(&out), "one less");
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink("a/index.html", out.join("b.css")).unwrap();
            assert!(!prints.are_of(&out), "a link");
        }
    }

    #[test]
    fn a_site_that_a_commit_brings_is_not_believed() {
        let (_dir, out, prints) = written();
        let marker = out.join(MARKER);
        fs::remove_file(&marker).unwrap();
        // As Git checks it out.
        fs::write(&marker, super::super::destination::MARKER_TEXT).unwrap();
        assert!(!prints.are_of(&out));
    }

    #[test]
    fn what_is_kept_is_ours_alone() {
        let dir = tempfile::tempdir().unwrap();
        let kept = Kept::beside(&dir.path().join("public")).unwrap();
        assert_eq!(kept.read(), None);
        kept.write(b"one").unwrap();
        kept.write(b"two").unwrap();
        assert_eq!(kept.read().as_deref(), Some(&b"two"[..]));
        let file = dir.path().join(".public.opslore-kept").join(NAME);
        fs::remove_file(&file).unwrap();
        // As Git checks it out.
        fs::write(&file, "evil").unwrap();
        assert_eq!(kept.read(), None);
        kept.forget();
        assert!(!file.exists());
        assert_eq!(fs::read(file.with_file_name(".gitignore")).unwrap(), IGNORED);
    }
}
