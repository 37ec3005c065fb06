//! The sidebar: the collections, and the path down to the current page with its neighbours. All pages of a
//! folder that see the same neighbours share one.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use super::{Heads, Presenter};
use crate::graph::tree::Folder;
use crate::path::SitePath;
use crate::url::encode_path;
use crate::variables::{Kept, Part};
use crate::view::{NavItem, SidebarView};

/// How many pages of a folder the sidebar lists: those around what is shown. A folder of thousands would
/// otherwise make every page of it as long as the folder.
const PAGES: usize = 120;
/// The same for folders, which are on every page below them and take twice the space.
const FOLDERS: usize = 60;
/// How many levels of folders the sidebar unfolds. Below that the breadcrumbs show the way, and
/// templates cannot nest without end.
const DEEPEST: usize = 8;
/// How many sidebars are kept: pages are made folder by folder.
const KEPT: usize = 64;

/// The sidebars that were made, by their folder, the first page of it that they list, and the way to the
/// site's root.
#[derive(Debug, Default)]
pub(super) struct Navs(Mutex<HashMap<(SitePath, usize, String), Sidebar>>);

/// Its entries, and what the theme makes of them.
type Sidebar = (Kept<Vec<NavItem>>, Part<SidebarView>);

/// The sidebar of a page from which `root` leads to the site's root.
pub(super) fn sidebar(presenter: &Presenter<'_>, heads: &Heads, root: &str) -> Sidebar {
    let tree = presenter.tree;
    let pages = tree.get(&heads.folder).map_or(0, |folder| folder.pages.len());
    let first = heads.page.and_then(|page| tree.position(page)).map_or(0, |at| first_shown(at, pages, PAGES));
    let key = (heads.folder.clone(), first, root.to_owned());
    let navs = &presenter.shared.navs.0;
    if let Some(known) = navs.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
        return known.clone();
    }
    let nav = Kept::new(Nav { presenter, folder: &heads.folder, first }.children(&SitePath::root(), 0));
    let view = SidebarView { site: presenter.shared.site.clone(), root: root.to_owned(), nav: nav.clone() };
    let sidebar = (nav, Part { template: "partials/sidebar.html", view: Kept::new(view) });
    let mut navs = navs.lock().unwrap_or_else(PoisonError::into_inner);
    if navs.len() >= KEPT {
        navs.clear();
    }
    navs.insert(key, sidebar.clone());
    sidebar
}

/// The first of a list that is shown, where so many are and the one at a place must be among them. Half as
/// many neighbours see the same part.
fn first_shown(at: usize, length: usize, shown: usize) -> usize {
    let step = shown / 2;
    (at / step * step).saturating_sub(step / 2).min(length.saturating_sub(shown))
}

struct Nav<'a> {
    presenter: &'a Presenter<'a>,
    /// The folder of what is shown.
    folder: &'a SitePath,
    /// The first page of it that is listed.
    first: usize,
}

impl Nav<'_> {
    /// What is in a folder, as far as it is listed.
    fn children(&self, path: &SitePath, level: usize) -> Vec<NavItem> {
        let Some(folder) = self.presenter.tree.get(path) else { return Vec::new() };
        let open = folder.folders.iter().position(|path| self.is_open(path)).unwrap_or(0);
        let from = first_shown(open, folder.folders.len(), FOLDERS);
        let folders = folder.folders.iter().skip(from).take(FOLDERS);
        let mut items: Vec<NavItem> = folders.filter_map(|path| self.folder(path, level)).collect();
        let first = if path == self.folder { self.first } else { 0 };
        items.extend(folder.pages.iter().skip(first).take(PAGES).map(|page| self.page(*page)));
        if folder.folders.len() > FOLDERS || folder.pages.len() > PAGES {
            items.push(self.rest(folder));
        }
        items
    }

    fn is_open(&self, path: &SitePath) -> bool {
        self.folder.below(path).is_some()
    }

    fn page(&self, page: usize) -> NavItem {
        let page = &self.presenter.pages[page];
        let href = encode_path(&page.place.href);
        NavItem { title: page.title.clone(), href, open: false, count: 0, children: Vec::new() }
    }

    fn folder(&self, path: &SitePath, level: usize) -> Option<NavItem> {
        let folder = self.presenter.tree.get(path)?;
        let open = self.is_open(path);
        Some(NavItem {
            title: folder.title.clone(),
            href: encode_path(&folder.href),
            open,
            count: folder.count,
            children: if open && level < DEEPEST { self.children(path, level + 1) } else { Vec::new() },
        })
    }

    /// Leads to the list of all that a folder has, and to none of the pages that are listed already.
    fn rest(&self, folder: &Folder) -> NavItem {
        let title = self.presenter.words.say("all_pages").to_owned();
        let href = format!("{}#ol:main", encode_path(&folder.href));
        NavItem { title, href, open: false, count: folder.count, children: Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_see_the_same_part_of_a_long_list_with_them_in_it() {
        for shown in [PAGES, FOLDERS] {
            for length in [1, shown - 1, shown, shown + 1, 500, 10_000] {
                for at in 0..length {
                    let first = first_shown(at, length, shown);
                    assert!(first <= at && at < first + shown, "{at} of {length}");
                    assert!(length < shown || first + shown <= length, "{at} of {length}");
                }
            }
        }
        let parts: std::collections::BTreeSet<usize> =
            (0..6000).map(|at| first_shown(at, 6000, PAGES)).collect();
        assert!(parts.len() <= 6000 / (PAGES / 2), "{}", parts.len());
    }
}
