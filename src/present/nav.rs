//! The sidebar: the collections, and the way down to the page shown with its neighbours.

use super::{Heads, Presenter};
use crate::graph::tree::Folder;
use crate::path::SitePath;
use crate::url::encode_path;
use crate::view::NavItem;

/// How many pages of a folder the sidebar lists: those around the page shown. A folder of thousands
/// would otherwise make every page of it as long as the folder.
const SHOWN: usize = 120;
/// How many levels of folders the sidebar unfolds. Below that the breadcrumbs show the way, and
/// templates cannot nest without end.
const DEEPEST: usize = 8;

/// The sidebar of a page.
pub(super) fn sidebar(presenter: &Presenter<'_>, heads: &Heads) -> Vec<NavItem> {
    presenter.tree.get(&SitePath::root()).map_or_else(Vec::new, |root| children(presenter, heads, root, 0))
}

fn children(presenter: &Presenter<'_>, heads: &Heads, folder: &Folder, level: usize) -> Vec<NavItem> {
    let folders = folder.folders.iter().filter_map(|path| folder_item(presenter, heads, path, level));
    let href = |page: &usize| presenter.pages[*page].place.href.as_str();
    let at = folder.pages.iter().position(|page| href(page) == heads.href).unwrap_or(0);
    let first = at.saturating_sub(SHOWN / 2).min(folder.pages.len().saturating_sub(SHOWN));
    let pages = folder.pages.iter().skip(first).take(SHOWN).map(|page| NavItem {
        title: presenter.pages[*page].title.clone(),
        href: encode_path(href(page)),
        current: href(page) == heads.href,
        open: href(page) == heads.href,
        count: 0,
        children: Vec::new(),
    });
    folders.chain(pages).collect()
}

fn folder_item(presenter: &Presenter<'_>, heads: &Heads, path: &SitePath, level: usize) -> Option<NavItem> {
    let folder = presenter.tree.get(path)?;
    let open = heads.folder.below(path).is_some();
    Some(NavItem {
        title: folder.title.clone(),
        href: encode_path(&folder.href),
        current: folder.href == heads.href,
        open,
        count: folder.count,
        children: if open && level < DEEPEST {
            children(presenter, heads, folder, level + 1)
        } else {
            Vec::new()
        },
    })
}
