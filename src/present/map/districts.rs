//! What the map shows: a district for every folder at the top, and in it pages in neighbourhoods. Of
//! a knowledge base too large for that, folders and the pages that matter most stand for the rest.

use std::collections::{BTreeMap, BTreeSet};

use super::super::Presenter;
use crate::graph::tree::Folder;
use crate::path::SitePath;

/// Up to so many pages each has a place of its own.
const MOST_PAGES: usize = 1_000;
/// In a larger knowledge base a district shows so many pages or folders, and counts the others.
const MOST_IN_DISTRICT: usize = 24;
/// A district with fewer pages than this is seen at a glance, without neighbourhoods.
const MANY: usize = 12;

/// A district.
pub(super) struct District {
    pub(super) title: String,
    /// Where its pages are listed.
    pub(super) href: String,
    /// The name of its type, or nothing.
    pub(super) kind: String,
    /// How many pages it has.
    pub(super) count: usize,
    pub(super) groups: Vec<Group>,
}

/// A neighbourhood: pages of a folder, or pages that refer to the same page.
#[derive(Default)]
pub(super) struct Group {
    /// What it is called; may be empty.
    pub(super) title: String,
    pub(super) items: Vec<Item>,
}

/// What has a place of its own: a page, or a folder and all its pages.
pub(super) struct Item {
    pub(super) title: String,
    pub(super) href: String,
    /// The pages it stands for; one for a page.
    pub(super) pages: Vec<usize>,
    pub(super) is_page: bool,
    /// Whether it represents a folder, by which it is reached.
    pub(super) is_folder: bool,
}

/// The districts of a site, in the order of its sidebar. `referrers` holds for each page how many
/// refer to it.
pub(super) fn districts(presenter: &Presenter<'_>, referrers: &[usize]) -> Vec<District> {
    let Some(root) = presenter.tree.get(&SitePath::root()) else { return Vec::new() };
    let is_large = root.count > MOST_PAGES;
    let mapper = Mapper { presenter, referrers, is_large };
    let folders = root.folders.iter().filter_map(|path| {
        let folder = presenter.tree.get(path).filter(|folder| folder.count > 0 || folder.index.is_some())?;
        Some(mapper.district(folder))
    });
    let loose = (!root.pages.is_empty()).then(|| District {
        title: presenter.config.title.clone(),
        href: String::new(),
        kind: String::new(),
        count: root.pages.len(),
        groups: mapper
            .capped(root.pages.iter().map(|page| mapper.page(*page)).collect(), super::super::INDEX_HREF),
    });
    folders.chain(loose).collect()
}

struct Mapper<'a> {
    presenter: &'a Presenter<'a>,
    referrers: &'a [usize],
    is_large: bool,
}

impl Mapper<'_> {
    fn district(&self, folder: &Folder) -> District {
        let own = folder.index.into_iter().chain(folder.pages.iter().copied());
        let own: Vec<Item> = own.map(|page| self.page(page)).collect();
        let below = folder.folders.iter().filter_map(|path| Some((path, self.presenter.tree.get(path)?)));
        let groups = if self.is_large {
            let folders = below.map(|(path, folder)| self.folder(path, folder));
            self.capped(folders.chain(own).collect(), &folder.href)
        } else if folder.folders.is_empty() {
            self.by_target(own)
        } else {
            let group = |(path, folder): (&SitePath, &Folder)| Group {
                title: folder.title.clone(),
                items: self.below(path).into_iter().map(|page| self.page(page)).collect(),
            };
            let own = (!own.is_empty()).then(|| Group { title: String::new(), items: own });
            own.into_iter().chain(below.map(group)).collect()
        };
        District {
            title: folder.title.clone(),
            href: folder.href.clone(),
            kind: folder.kind.clone(),
            count: folder.count,
            groups,
        }
    }

    /// The pages in a folder and below it, with those that represent folders.
    fn below(&self, path: &SitePath) -> Vec<usize> {
        let Some(folder) = self.presenter.tree.get(path) else { return Vec::new() };
        let own = folder.index.into_iter().chain(folder.pages.iter().copied());
        own.chain(folder.folders.iter().flat_map(|path| self.below(path))).collect()
    }

    fn page(&self, index: usize) -> Item {
        let page = &self.presenter.pages[index];
        let (title, href) = (page.title.clone(), page.place.href.clone());
        let is_folder = self.presenter.tree.folder_of(index).is_some();
        Item { title, href, pages: vec![index], is_page: true, is_folder }
    }

    fn folder(&self, path: &SitePath, folder: &Folder) -> Item {
        Item {
            title: format!("{} ({})", folder.title, folder.count),
            href: folder.href.clone(),
            pages: self.below(path),
            is_page: false,
            is_folder: true,
        }
    }

    /// The folders that hold most and the pages referred to most, and how many pages are left out, which
    /// are listed at `href`. All of them where the site is not large.
    fn capped(&self, mut items: Vec<Item>, href: &str) -> Vec<Group> {
        if self.is_large && items.len() > MOST_IN_DISTRICT {
            let weight =
                |item: &Item| if item.is_page { self.referrers[item.pages[0]] } else { item.pages.len() };
            items.sort_by_key(|item| (item.is_page, std::cmp::Reverse(weight(item))));
            let hidden: usize = items.drain(MOST_IN_DISTRICT..).map(|item| item.pages.len()).sum();
            items.sort_by(|a, b| {
                a.is_page.cmp(&b.is_page).then_with(|| self.presenter.collation.compare(&a.title, &b.title))
            });
            items.push(self.more(hidden, href));
        }
        vec![Group { title: String::new(), items }]
    }

    fn more(&self, hidden: usize, href: &str) -> Item {
        let title = self.presenter.words.count("count_more", hidden);
        Item { title, href: href.to_owned(), pages: Vec::new(), is_page: false, is_folder: true }
    }

    /// Neighbourhoods of pages that refer to the same page by the same field, where that says
    /// something: at least half of the pages have such company.
    fn by_target(&self, items: Vec<Item>) -> Vec<Group> {
        let plain = |items| vec![Group { title: String::new(), items }];
        if items.len() < MANY {
            return plain(items);
        }
        let targets: Vec<Option<usize>> = items.iter().map(|item| self.target(item.pages[0])).collect();
        let mut sizes: BTreeMap<usize, usize> = BTreeMap::new();
        for target in targets.iter().flatten() {
            *sizes.entry(*target).or_default() += 1;
        }
        sizes.retain(|_, size| *size > 1);
        if sizes.len() < 2 || sizes.values().sum::<usize>() * 2 < items.len() {
            return plain(items);
        }
        let mut groups: BTreeMap<Option<usize>, Vec<Item>> = BTreeMap::new();
        for (item, target) in items.into_iter().zip(targets) {
            groups.entry(target.filter(|target| sizes.contains_key(target))).or_default().push(item);
        }
        let group = |(target, items): (Option<usize>, Vec<Item>)| Group {
            title: target.map_or_else(String::new, |page| self.presenter.pages[page].title.clone()),
            items,
        };
        // Those without company have no title, so that they come first.
        let mut groups: Vec<Group> = groups.into_iter().map(group).collect();
        groups.sort_by(|a, b| self.presenter.collation.compare(&a.title, &b.title));
        groups
    }

    /// The first page that a page refers to by a facet.
    fn target(&self, index: usize) -> Option<usize> {
        let fields = &self.presenter.pages[index].schema.fields;
        let references = self.presenter.graph.references[index].iter();
        let mut facets = references.filter(|reference| fields[reference.field].facet);
        facets.find(|reference| reference.page != index).map(|reference| reference.page)
    }
}

/// For each page, the published pages that refer to it.
pub(super) fn referrers(presenter: &Presenter<'_>) -> Vec<BTreeSet<usize>> {
    let groups = presenter.graph.backlinks.iter();
    groups.map(|groups| groups.iter().flat_map(|(_, pages)| pages.iter().copied()).collect()).collect()
}
