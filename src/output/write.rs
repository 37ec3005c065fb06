//! Writes a site: completely or not at all.
//!
//! The new site grows in a folder next to the destination, each file as it is made, then the two swap names
//! in one step. Until then a failure leaves the old site as it was; after it the new one is whole. A power
//! cut is not covered: flushing every file would take longer than the rest of a build.

use std::collections::HashSet;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;

use super::destination::{self, CARRIED, MARKER, MARKER_TEXT};
use super::in_place::Inside;
use super::staging::{Place, Staging};
use super::tree::{self, Tree};
use super::{Contents, Made, WriteError, collision, in_place};
use crate::files::Folder;
use crate::path::SitePath;
use crate::text::{Hash, hash};

/// What [`write_site`] did, in files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// New ones and those with new contents.
    pub written: usize,
    /// Those with unchanged contents and timestamps.
    pub unchanged: usize,
    /// Those that were in the folder but are not in the site.
    pub removed: usize,
}

/// A site that was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// How much there was to do.
    pub written: Written,
    /// Its files, without our marker.
    pub files: Vec<WrittenFile>,
}

/// A file of a site that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenFile {
    /// Its path below the site's root.
    pub path: SitePath,
    /// The hash of its contents.
    pub hash: Hash,
    /// The hash of its inputs, if known.
    pub key: Option<Hash>,
}

/// Makes `out_dir` contain exactly this site, apart from files of Git and hosting providers (`.git…`, `CNAME` and
/// the like). Nothing is touched if nothing has changed; unchanged files keep their timestamps; a failure or a
/// kill at any point leaves the complete old or new site. Files that cannot be rendered are left out, and
/// once all are rendered, `is_wanted` says whether this site replaces the old one: if not, nothing is
/// written, and the result is `None`.
///
/// The one exception is a folder that cannot be swapped: if a volume is mounted on it, or only it and not
/// its parent is writable, files are replaced one by one.
pub fn write_site(
    site: &dyn Contents,
    out_dir: &Path,
    is_wanted: &dyn Fn() -> bool,
) -> Result<Option<Done>, WriteError> {
    let site = Marked(site);
    let paths = site.paths();
    if let Some((first, second)) = collision(&paths) {
        return Err(WriteError::Collision { first: first.clone(), second: second.clone() });
    }
    let place = Place::new(out_dir)?;
    place.clean()?;
    let exists = destination::check(&place.out)?;
    let old = if exists { Old::look(&place.out, &paths)? } else { Old::default() };
    let round = Round { site: &site, paths: &paths, old: &old };
    let inside = || round.write(Inside::new(&place.out)?, is_wanted);
    let written = if exists && in_place::is_mounted(&place.out) {
        inside()
    } else {
        match Beside::new(&place).and_then(|beside| round.write(beside, is_wanted)) {
            Err(WriteError::Io { source, .. }) if exists && in_place::is_needed(&source) => inside(),
            done => done,
        }
    }?;
    if written.is_some() {
        tree::protect_marker(&place.out);
    }
    Ok(written)
}

/// Files that survive in an output folder: those of Git and of hosting providers.
pub fn others_in(site: &dyn Contents, out_dir: &Path) -> Vec<&'static str> {
    let paths = site.paths();
    let is_there = |name: &str| std::fs::symlink_metadata(out_dir.join(name)).is_ok();
    CARRIED.iter().copied().filter(|name| is_there(name) && !is_top(&paths, name)).collect()
}

fn is_top(paths: &[SitePath], name: &str) -> bool {
    paths.iter().any(|path| path.parts().next() == Some(name))
}

fn is_marker(path: &SitePath) -> bool {
    path.as_str() == MARKER
}

/// A site with our marker.
struct Marked<'a>(&'a dyn Contents);

impl Contents for Marked<'_> {
    fn paths(&self) -> Vec<SitePath> {
        let mut paths = self.0.paths();
        paths.extend(SitePath::new(MARKER));
        paths.sort();
        paths.dedup();
        paths
    }

    fn has(&self, path: &SitePath) -> bool {
        is_marker(path) || self.0.has(path)
    }

    fn bytes(&self, path: &SitePath) -> Option<Arc<[u8]>> {
        if is_marker(path) { Some(Arc::from(MARKER_TEXT.as_bytes())) } else { self.0.bytes(path) }
    }

    fn made(&self, path: &SitePath) -> Option<Made> {
        if is_marker(path) { self.bytes(path).map(|bytes| Made::New(bytes, None)) } else { self.0.made(path) }
    }

    fn waits_for_others(&self, path: &SitePath) -> bool {
        self.0.waits_for_others(path)
    }
}

/// The site that is there.
#[derive(Default)]
pub(super) struct Old {
    tree: Tree,
    folder: Option<Folder>,
}

impl Old {
    /// Lists the site in a folder, apart from what others keep in it that the new one does not have.
    pub(super) fn look(folder: &Path, paths: &[SitePath]) -> Result<Self, WriteError> {
        let is_theirs = |name: &str| CARRIED.contains(&name) && !is_top(paths, name);
        let tree = Tree::walk(folder, &is_theirs)?;
        let folder = Folder::open(folder).map_err(WriteError::io("read the folder", folder))?;
        Ok(Self { tree, folder: Some(folder) })
    }

    /// Whether a file exists with exactly these bytes. An unreadable file is written again.
    fn has(&self, path: &SitePath, bytes: &[u8]) -> bool {
        let Some(folder) = self.folder.as_ref().filter(|_| self.tree.files.contains(path.as_str())) else {
            return false;
        };
        let same = || tree::has(&folder.file(path.as_str().as_ref())?, bytes);
        same().unwrap_or(false)
    }

    /// Its files that a new site with these does not have.
    fn without(&self, present: &HashSet<&str>) -> Vec<String> {
        let all = self.tree.files.iter().chain(&self.tree.others);
        all.filter(|path| !present.contains(path.as_str())).cloned().collect()
    }
}

/// Where new contents wait until they are complete.
pub(super) trait Stage: Sync {
    /// Takes in a file that is new or changed. `paths` are those of the whole site, and `number` is the
    /// place of this one among them.
    fn add(&self, paths: &[SitePath], number: usize, bytes: &[u8]) -> Result<(), WriteError>;

    /// Puts the new site in the place of the old one.
    fn finish(self, paths: &[SitePath], change: &Change) -> Result<(), WriteError>
    where
        Self: Sized;
}

/// What turns an old site into a new one. Numbers are places among the paths of the new one.
#[derive(Debug, Default)]
pub(super) struct Change {
    pub(super) changed: Vec<usize>,
    pub(super) unchanged: Vec<usize>,
    pub(super) removed: Vec<String>,
    /// All that are there.
    files: Vec<WrittenFile>,
}

impl Change {
    /// The marker is not a file of the site, so it is not counted.
    fn counts(&self, paths: &[SitePath]) -> Written {
        let count = |numbers: &[usize]| numbers.iter().filter(|number| !is_marker(&paths[**number])).count();
        Written {
            written: count(&self.changed),
            unchanged: count(&self.unchanged),
            removed: self.removed.len(),
        }
    }
}

/// A site that is being written.
pub(super) struct Round<'a> {
    pub(super) site: &'a dyn Contents,
    pub(super) paths: &'a [SitePath],
    pub(super) old: &'a Old,
}

impl Round<'_> {
    pub(super) fn write(
        &self,
        stage: impl Stage,
        is_wanted: &dyn Fn() -> bool,
    ) -> Result<Option<Done>, WriteError> {
        let change = self.fill(&stage)?;
        if !is_wanted() {
            return Ok(None);
        }
        if !change.changed.is_empty() || !change.removed.is_empty() {
            stage.finish(self.paths, &change)?;
        }
        let written = change.counts(self.paths);
        let files = change.files.into_iter().filter(|file| !is_marker(&file.path)).collect();
        Ok(Some(Done { written, files }))
    }

    /// Renders every file, those that depend on the others last, and stages those that differ.
    fn fill(&self, stage: &impl Stage) -> Result<Change, WriteError> {
        let (last, first): (Vec<usize>, Vec<usize>) =
            (0..self.paths.len()).partition(|number| self.site.waits_for_others(&self.paths[*number]));
        let take = |number: usize| self.take(stage, number);
        let mut taken: Vec<Option<(usize, bool, WrittenFile)>> =
            first.into_par_iter().map(take).collect::<Result<_, _>>()?;
        taken.extend(last.into_iter().map(take).collect::<Result<Vec<_>, _>>()?);
        let (mut change, mut present) = (Change::default(), HashSet::new());
        for (number, is_same, file) in taken.into_iter().flatten() {
            change.files.push(file);
            present.insert(self.paths[number].as_str());
            if is_same { change.unchanged.push(number) } else { change.changed.push(number) }
        }
        change.removed = self.old.without(&present);
        Ok(change)
    }

    /// Renders a file, and stages it if it differs. Returns whether it is unchanged, or `None` if
    /// it cannot be rendered.
    fn take(
        &self,
        stage: &impl Stage,
        number: usize,
    ) -> Result<Option<(usize, bool, WrittenFile)>, WriteError> {
        let path = &self.paths[number];
        let file = |hash: Hash, key: Option<Hash>| WrittenFile { path: path.clone(), hash, key };
        Ok(match self.site.made(path) {
            Some(Made::Same(known)) => Some((number, true, file(known.hash, Some(known.key)))),
            Some(Made::New(bytes, key)) => {
                let is_same = self.old.has(path, &bytes);
                if !is_same {
                    stage.add(self.paths, number, &bytes)?;
                }
                Some((number, is_same, file(hash(&bytes), key)))
            }
            None => None,
        })
    }
}

/// A folder next to the destination. The folders in it are made as soon as something is to be written.
struct Beside<'a> {
    place: &'a Place,
    staging: Staging,
    has_folders: Mutex<bool>,
}

impl<'a> Beside<'a> {
    fn new(place: &'a Place) -> Result<Self, WriteError> {
        Ok(Self { place, staging: Staging::new(place)?, has_folders: Mutex::new(false) })
    }

    /// The folder, with all folders in it that the site needs.
    fn folder(&self, paths: &[SitePath]) -> Result<&Path, WriteError> {
        let mut has_folders = self.has_folders.lock().unwrap_or_else(PoisonError::into_inner);
        if !*has_folders {
            tree::create_folders(&self.staging.folder, paths.iter())?;
            *has_folders = true;
        }
        Ok(&self.staging.folder)
    }
}

impl Stage for Beside<'_> {
    fn add(&self, paths: &[SitePath], number: usize, bytes: &[u8]) -> Result<(), WriteError> {
        let folder = self.folder(paths)?;
        // A staging folder has a marker from the start.
        if is_marker(&paths[number]) {
            return Ok(());
        }
        tree::create_file(&folder.join(paths[number].as_str()), bytes)
    }

    fn finish(self, paths: &[SitePath], change: &Change) -> Result<(), WriteError> {
        let new = self.folder(paths)?;
        let kept = change.unchanged.par_iter().map(|number| &paths[*number]).filter(|path| !is_marker(path));
        kept.try_for_each(|path| {
            tree::keep_file(&self.place.out.join(path.as_str()), &new.join(path.as_str()))
        })?;
        self.staging.put_in_place(self.place)
    }
}

#[cfg(test)]
mod tests;
