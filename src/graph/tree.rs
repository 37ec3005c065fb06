//! The folders of the content folder as a tree, in the order in which they are shown.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::collation::Collation;
use crate::config::Collection;
use crate::page::{Page, title_from_name};
use crate::path::SitePath;
use crate::place::folder_href;

/// A folder with its pages.
#[derive(Clone, Debug, Default)]
pub struct Folder {
    /// What it is called.
    pub title: String,
    /// Its path under the site's root.
    pub href: String,
    /// One sentence, may be empty.
    pub description: String,
    /// The name of the type of its pages, where it is a collection; empty otherwise.
    pub kind: String,
    /// The page that stands for it.
    pub index: Option<usize>,
    /// Its other pages, in order.
    pub pages: Vec<usize>,
    /// The folders in it, in order.
    pub folders: Vec<SitePath>,
    /// How many pages are in it and below, the index pages not counted.
    pub count: usize,
}

/// All folders that have pages, by their path below the content folder; the root is always there.
#[derive(Clone, Debug)]
pub struct Tree {
    folders: BTreeMap<SitePath, Folder>,
    /// The folders that pages stand for, by those pages.
    by_index: BTreeMap<usize, SitePath>,
    /// The places of pages among those of their folder, by page.
    positions: Vec<Option<usize>>,
}

impl Tree {
    /// Sorts the published pages into their folders. A folder that holds nothing but its index page
    /// is shown as that page, in the folder above.
    pub fn new(
        pages: &[Arc<Page>],
        is_published: &[bool],
        collections: &[Collection],
        collation: &Collation,
    ) -> Self {
        let mut folders = BTreeMap::from([(SitePath::root(), Folder::default())]);
        for (index, page) in pages.iter().enumerate().filter(|(index, _)| is_published[*index]) {
            insert(&mut folders, page, index);
        }
        fold_lone_pages(&mut folders);
        adopt_pages_beside(&mut folders, pages);
        let parents: Vec<SitePath> = folders.keys().filter(|path| !path.is_root()).cloned().collect();
        for path in parents {
            if let Some(parent) = folders.get_mut(&path.parent()) {
                parent.folders.push(path);
            }
        }
        name(&mut folders, pages, collections);
        // Of two with one folder the first counts, so it goes in last.
        let orders: BTreeMap<&SitePath, usize> =
            collections.iter().enumerate().rev().map(|(nth, collection)| (&collection.folder, nth)).collect();
        let order = |path: &SitePath| orders.get(path).copied();
        let titles: BTreeMap<SitePath, String> =
            folders.iter().map(|(path, folder)| (path.clone(), folder.title.clone())).collect();
        for folder in folders.values_mut() {
            folder.pages.sort_by(|a, b| by_weight_and_title(&pages[*a], &pages[*b], collation));
            folder.folders.sort_by(|a, b| {
                let rank = |path| order(path).unwrap_or(usize::MAX);
                let by_title = || collation.compare(&titles[a], &titles[b]);
                rank(a).cmp(&rank(b)).then_with(by_title).then_with(|| a.cmp(b))
            });
        }
        let by_index =
            folders.iter().filter_map(|(path, folder)| Some((folder.index?, path.clone()))).collect();
        let mut positions = vec![None; pages.len()];
        for folder in folders.values() {
            for (position, page) in folder.pages.iter().enumerate() {
                positions[*page] = Some(position);
            }
        }
        Self { folders, by_index, positions }
    }

    /// The place of a page among those of its folder, unless it stands for one.
    pub fn position(&self, page: usize) -> Option<usize> {
        self.positions.get(page).copied().flatten()
    }

    /// The folder at a path below the content folder.
    pub fn get(&self, path: &SitePath) -> Option<&Folder> {
        self.folders.get(path)
    }

    /// The folder that a page stands for.
    pub fn folder_of(&self, index: usize) -> Option<&SitePath> {
        self.by_index.get(&index)
    }

    /// Every folder, sorted by path; the root is the first.
    pub fn iter(&self) -> impl Iterator<Item = (&SitePath, &Folder)> {
        self.folders.iter()
    }

    /// The pages in a folder and below it, in order.
    pub fn pages_below(&self, path: &SitePath) -> Vec<usize> {
        let Some(folder) = self.folders.get(path) else { return Vec::new() };
        let below = folder.folders.iter().flat_map(|path| self.pages_below(path));
        folder.pages.iter().copied().chain(below).collect()
    }

    /// The pages of the folders below a folder, those included that stand for one of them.
    pub fn pages_of_folders_in(&self, path: &SitePath) -> Vec<usize> {
        let mut pages = Vec::new();
        for folder in self.folders.get(path).into_iter().flat_map(|folder| &folder.folders) {
            let Some(within) = self.folders.get(folder) else { continue };
            pages.extend(within.index);
            pages.extend(&within.pages);
            pages.extend(self.pages_of_folders_in(folder));
        }
        pages
    }
}

fn insert(folders: &mut BTreeMap<SitePath, Folder>, page: &Page, index: usize) {
    let mut path = page.place.folder.clone();
    let folder = folders.entry(path.clone()).or_default();
    if page.place.is_index {
        folder.index = Some(index);
    } else {
        folder.pages.push(index);
    }
    while !path.is_root() {
        path = path.parent();
        folders.entry(path.clone()).or_default();
    }
}

fn fold_lone_pages(folders: &mut BTreeMap<SitePath, Folder>) {
    let has_children = |path: &SitePath, all: &BTreeMap<SitePath, Folder>| {
        all.range(path.clone()..).nth(1).is_some_and(|(next, _)| next.below(path).is_some())
    };
    let lone: Vec<(SitePath, usize)> = folders
        .iter()
        .filter(|(path, folder)| !path.is_root() && folder.pages.is_empty() && !has_children(path, folders))
        .filter_map(|(path, folder)| Some((path.clone(), folder.index?)))
        .collect();
    for (path, index) in lone {
        folders.remove(&path);
        if let Some(parent) = folders.get_mut(&path.parent()) {
            parent.pages.push(index);
        }
    }
}

/// A page next to a folder of the same name stands for it: both are at one URL.
fn adopt_pages_beside(folders: &mut BTreeMap<SitePath, Folder>, pages: &[Arc<Page>]) {
    let hrefs: BTreeMap<String, SitePath> = folders
        .iter()
        .filter(|(path, folder)| !path.is_root() && folder.index.is_none())
        .map(|(path, _)| (folder_href(path), path.clone()))
        .collect();
    let mut adopted = Vec::new();
    for folder in folders.values_mut() {
        folder.pages.retain(|page| {
            let path = hrefs.get(&pages[*page].place.href);
            adopted.extend(path.map(|path| (path.clone(), *page)));
            path.is_none()
        });
    }
    for (path, page) in adopted {
        if let Some(folder) = folders.get_mut(&path) {
            folder.index = Some(page);
        }
    }
}

fn name(folders: &mut BTreeMap<SitePath, Folder>, pages: &[Arc<Page>], collections: &[Collection]) {
    let mut counts: BTreeMap<SitePath, usize> = BTreeMap::new();
    for (path, folder) in &*folders {
        for ancestor in path.and_above() {
            *counts.entry(ancestor).or_default() += folder.pages.len();
        }
    }
    for (path, folder) in folders {
        let index = folder.index.map(|index| &pages[index]);
        let collection = collections.iter().find(|collection| collection.folder == *path);
        let given = collection.and_then(|collection| collection.title.clone());
        folder.title = given
            .or_else(|| index.map(|page| page.title.clone()))
            .unwrap_or_else(|| title_from_name(path.file_name()));
        let description = collection.and_then(|collection| collection.description.clone());
        folder.description =
            description.or_else(|| index.map(|page| page.description.clone())).unwrap_or_default();
        folder.kind = collection.map_or_else(String::new, |collection| collection.kind.clone());
        folder.href = folder_href(path);
        folder.count = counts.get(path).copied().unwrap_or(0);
    }
}

fn by_weight_and_title(a: &Page, b: &Page, collation: &Collation) -> std::cmp::Ordering {
    let weight =
        |page: &Page| page.fields.get("weight").and_then(serde_json::Value::as_f64).unwrap_or(f64::MAX);
    weight(a)
        .total_cmp(&weight(b))
        .then_with(|| collation.compare(&a.title, &b.title))
        .then_with(|| a.place.path.cmp(&b.place.path))
}
