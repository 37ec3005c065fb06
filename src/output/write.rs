//! Writing a site: all of it, or nothing.
//!
//! The new site grows in a folder beside the destination, then the two swap names in one step. Until
//! then a failure leaves the old site as it was; after it the new one is whole. A power cut is not
//! covered: to flush every file would take longer than the rest of a build, and the next build
//! compares every byte and writes again what was lost.

use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use super::destination::{self, CARRIED, MARKER, MARKER_TEXT};
use super::staging::{Place, Staging};
use super::tree::{self, Tree};
use super::{Output, WriteError, in_place};
use crate::files::Folder;
use crate::path::SitePath;

/// What [`Output::write`] did, in files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// New ones and those with new contents.
    pub written: usize,
    /// Those that kept their contents and their age.
    pub unchanged: usize,
    /// Those that the folder had and the site has not.
    pub removed: usize,
}

/// A file of the site.
pub(super) type Entry<'a> = (&'a SitePath, &'a Arc<[u8]>);

/// What has to be done to turn an old site into a new one.
#[derive(Default)]
pub(super) struct Plan<'a> {
    pub(super) changed: Vec<Entry<'a>>,
    pub(super) unchanged: Vec<Entry<'a>>,
    pub(super) removed: Vec<String>,
}

impl Output {
    /// Makes `out_dir` hold exactly this site, apart from what Git and hosts keep there (`.git…`,
    /// `CNAME` and the like). Nothing is touched when nothing has changed; unchanged files keep
    /// their age; a failure or a kill at any point leaves the old site or the new one, whole.
    ///
    /// The one exception is a folder that cannot be swapped: where a volume is mounted on it, or
    /// only it and not its parent may be written, files are replaced one by one.
    pub fn write(&self, out_dir: &Path) -> Result<Written, WriteError> {
        if let Some((first, second)) = self.collision() {
            return Err(WriteError::Collision { first: first.clone(), second: second.clone() });
        }
        let site = self.with_marker();
        let place = Place::new(out_dir)?;
        place.clean()?;
        let exists = destination::check(&place.out)?;
        let plan = if exists { Plan::new(&site, &place.out)? } else { Plan::fresh(&site) };
        if !exists || !plan.is_empty() {
            carry_out(&plan, &place, exists)?;
        }
        tree::protect_marker(&place.out);
        Ok(plan.counts())
    }

    /// What a written site keeps that is not of this one: Git's files and those of hosts.
    pub fn kept(&self, out_dir: &Path) -> Vec<&'static str> {
        let is_top = |name: &str| self.files.keys().any(|path| path.parts().next() == Some(name));
        let is_there = |name: &str| std::fs::symlink_metadata(out_dir.join(name)).is_ok();
        CARRIED.iter().copied().filter(|name| is_there(name) && !is_top(name)).collect()
    }

    fn with_marker(&self) -> Self {
        let mut site = self.clone();
        if let Some(marker) = SitePath::new(MARKER) {
            site.files.entry(marker).or_insert_with(|| Arc::from(MARKER_TEXT.as_bytes()));
        }
        site
    }
}

impl<'a> Plan<'a> {
    fn fresh(site: &'a Output) -> Self {
        Self { changed: site.files.iter().collect(), ..Self::default() }
    }

    /// Compares a site with the one in `folder`, sizes first, then bytes.
    fn new(site: &'a Output, folder: &Path) -> Result<Self, WriteError> {
        let is_theirs = |name: &str| {
            let is_top = |path: &SitePath| path.parts().next() == Some(name);
            CARRIED.contains(&name) && !site.files.keys().any(is_top)
        };
        let old = Tree::walk(folder, &is_theirs)?;
        let opened = Folder::open(folder).map_err(WriteError::io("read the folder", folder))?;
        let has = |path: &SitePath, bytes: &[u8]| tree::has(&opened.file(path.as_str().as_ref())?, bytes);
        // What cannot be read is written again.
        let same = |(path, bytes): &Entry<'_>| {
            old.files.contains(path.as_str()) && has(path, bytes).unwrap_or(false)
        };
        let entries: Vec<Entry<'a>> = site.files.iter().collect();
        let (unchanged, changed) = entries.into_par_iter().partition(same);
        let present: HashSet<&str> = site.files.keys().map(SitePath::as_str).collect();
        let gone = |path: &String| !present.contains(path.as_str());
        let removed = old.files.into_iter().chain(old.others).filter(gone).collect();
        Ok(Self { changed, unchanged, removed })
    }

    fn is_empty(&self) -> bool {
        self.changed.is_empty() && self.removed.is_empty()
    }

    /// The marker is not a file of the site, so it is not counted.
    fn counts(&self) -> Written {
        let count =
            |entries: &[Entry<'_>]| entries.iter().filter(|(path, _)| path.as_str() != MARKER).count();
        Written {
            written: count(&self.changed),
            unchanged: count(&self.unchanged),
            removed: self.removed.len(),
        }
    }
}

fn carry_out(plan: &Plan<'_>, place: &Place, exists: bool) -> Result<(), WriteError> {
    if exists && in_place::is_mounted(&place.out) {
        return in_place::update(plan, &place.out);
    }
    let swapped = Staging::new(place).and_then(|staging| {
        fill(&staging, plan, &place.out)?;
        staging.put_in_place(place)
    });
    match swapped {
        Err(WriteError::Io { source, .. }) if exists && in_place::is_needed(&source) => {
            in_place::update(plan, &place.out)
        }
        done => done,
    }
}

/// Writes the whole new site into the staging folder.
fn fill(staging: &Staging, plan: &Plan<'_>, old: &Path) -> Result<(), WriteError> {
    let new = &staging.folder;
    let entries = || plan.changed.iter().chain(&plan.unchanged).filter(|(path, _)| path.as_str() != MARKER);
    tree::create_folders(new, entries().map(|(path, _)| *path))?;
    let is_marker = |path: &SitePath| path.as_str() == MARKER;
    plan.unchanged.par_iter().filter(|(path, _)| !is_marker(path)).try_for_each(|(path, bytes)| {
        tree::keep_file(&old.join(path.as_str()), &new.join(path.as_str()), bytes)
    })?;
    plan.changed
        .par_iter()
        .filter(|(path, _)| !is_marker(path))
        .try_for_each(|(path, bytes)| tree::create_file(&new.join(path.as_str()), bytes))
}

#[cfg(test)]
mod tests;
