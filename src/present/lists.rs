//! Lists of pages: folders, terms, the home page, the index from A to Z.

use super::{Heads, Presenter, folder_view, shown_findings};
use crate::diagnostic::Finding;
use crate::path::SitePath;
use crate::url::encode_path;
use crate::view::{
    FacetView, FeedEntry, FeedView, HomeView, IndexView, LetterView, LinkView, ListView, Shell, TermsView,
};

/// How many of the pages changed last the home page and the feed show.
const RECENT: usize = 8;
/// How many entries the feed has.
const FEED: usize = 50;
/// The most pages of folders below that a list holds for its filter, some 150 KB. More are left to the
/// search.
const MOST_BELOW: usize = 500;
/// Where the index from A to Z is.
pub const INDEX_HREF: &str = "index-a-z/";

impl Presenter<'_> {
    /// The pages and folders below a folder.
    pub fn folder_list(&self, path: &SitePath) -> ListView {
        let folder = self.tree.get(path);
        let kind = if folder.is_some_and(|folder| folder.kind.is_empty()) { "folder" } else { "collection" };
        let pages = folder.map(|folder| self.in_order(&folder.pages)).unwrap_or_default();
        let folders = folder.into_iter().flat_map(|folder| &folder.folders);
        let folders: Vec<_> = folders.filter_map(|path| folder_view(self.tree, path)).collect();
        let mut below = self.tree.pages_of_folders_in(path);
        let all: Vec<usize> = pages.iter().chain(&below).copied().collect();
        let beyond = if below.len() > MOST_BELOW { std::mem::take(&mut below).len() } else { 0 };
        // Where the list does not hold all, the terms count what is not in it, and lead away from it.
        let filters = beyond == 0 && all.len() > 1;
        let facets = self.list_facets(&all, filters);
        let shown = if beyond == 0 { &all } else { &pages };
        let sorts = if shown.len() > 1 { self.sorts(shown) } else { Vec::new() };
        let terms = if filters { &facets[..] } else { &[] };
        ListView {
            kind,
            folders,
            pages: self.rows(&pages, &sorts, terms),
            below: self.rows_below(&below, &sorts, terms),
            beyond,
            facets,
            filters,
            sorts,
        }
    }

    /// The pages of a folder as their type sorts them, unless they are of several types, or their authors
    /// gave them weights.
    fn in_order(&self, pages: &[usize]) -> Vec<usize> {
        let mut pages = pages.to_vec();
        let has_weight = pages.iter().any(|page| self.pages[*page].fields.contains_key("weight"));
        if !has_weight && !self.kind_of(&pages).is_empty() {
            self.sort(&mut pages);
        }
        pages
    }

    /// The facets of a folder that distinguish its pages: closed lists first, then those that refer to
    /// pages, which the list itself has to hold as they have no pages of their own.
    fn list_facets(&self, pages: &[usize], filters: bool) -> Vec<FacetView> {
        let mut below = pages.to_vec();
        below.sort_unstable();
        let views =
            self.facets.iter().filter_map(|(name, _)| self.facets.view(name, Some(&below), self.collation));
        let (closed, open): (Vec<_>, Vec<_>) = views.partition(|facet| self.facets.is_closed(&facet.name));
        let referred = if filters { self.facets_of_references(&below) } else { Vec::new() };
        let all = closed.into_iter().chain(referred).chain(open);
        // A single term does where some pages lack it.
        let tells = |facet: &FacetView| match facet.terms.as_slice() {
            [only] => only.count < below.len(),
            terms => !terms.is_empty(),
        };
        all.filter(tells).collect()
    }

    /// A folder that has no page of its own.
    pub fn folder(&self, path: &SitePath) -> Option<Shell<ListView>> {
        let folder = self.tree.get(path)?;
        let heads = Heads {
            href: folder.href.clone(),
            title: folder.title.clone(),
            description: folder.description.clone(),
            folder: path.clone(),
            page: None,
        };
        Some(self.shell(heads, self.folder_list(path)))
    }

    /// All terms of a facet.
    pub fn terms(&self, name: &str) -> Option<Shell<TermsView>> {
        let facet = self.facets.view(name, None, self.collation)?;
        let heads = Heads {
            href: super::terms::facet_href(name),
            title: facet.title.clone(),
            description: String::new(),
            folder: SitePath::root(),
            page: None,
        };
        Some(self.shell(heads, TermsView { facet }))
    }

    /// The pages of a term.
    pub fn term(&self, name: &str, slug: &str) -> Option<Shell<ListView>> {
        let (_, facet) = self.facets.iter().find(|(facet, _)| *facet == name)?;
        let term = facet.terms.get(slug)?;
        let mut pages = term.pages.clone();
        pages.sort_by(|a, b| self.collation.compare(&self.pages[*a].title, &self.pages[*b].title));
        let heads = Heads {
            href: super::terms::term_href(name, slug),
            title: format!("{}: {}", facet.title, term.title),
            description: String::new(),
            folder: SitePath::root(),
            page: None,
        };
        let sorts = if pages.len() > 1 { self.sorts(&pages) } else { Vec::new() };
        let list = ListView {
            kind: "term",
            folders: Vec::new(),
            pages: self.rows(&pages, &sorts, &[]),
            below: Vec::new(),
            beyond: 0,
            facets: Vec::new(),
            filters: false,
            sorts,
        };
        let mut shell = self.shell(heads, list);
        let href = encode_path(&super::terms::facet_href(name));
        shell.breadcrumbs.push(LinkView { title: facet.title.clone(), href });
        Some(shell)
    }

    /// The home page around its rendered Markdown, which may be empty.
    pub fn home(&self, html: String, findings: &[Finding]) -> Shell<HomeView> {
        let root = self.tree.get(&SitePath::root());
        let index = root.and_then(|root| root.index).map(|index| &self.pages[index]);
        let pages = root.map(|root| root.pages.clone()).unwrap_or_default();
        let edit_url = index.and_then(|page| self.config.edit_url(&page.place.path));
        let lead = index.map_or("", |page| page.lead());
        let view = HomeView {
            lead: if lead.is_empty() { &self.config.description } else { lead }.to_owned(),
            title_notes: index.map(|page| super::title_notes(page)).unwrap_or_default(),
            html,
            count: self.graph.is_published.iter().filter(|published| **published).count(),
            sections: self.home_sections(),
            due: self.due(),
            recent: self.links(self.recent().into_iter().take(RECENT).map(|(_, page)| page)),
            pages: self.links(pages),
            edit_url: edit_url.unwrap_or_default(),
            findings: index.map_or_else(Vec::new, |page| shown_findings(findings, page)),
        };
        let said = index.map(|page| page.description.clone()).filter(|text| !text.is_empty());
        let heads = Heads {
            href: String::new(),
            title: index.map_or_else(|| self.config.title.clone(), |page| page.title.clone()),
            description: said.unwrap_or_else(|| self.config.description.clone()),
            folder: SitePath::root(),
            page: None,
        };
        self.shell(heads, view)
    }

    /// The published pages that have a date, newest first, with that date.
    fn recent(&self) -> Vec<(String, usize)> {
        let published = (0..self.pages.len()).filter(|index| self.graph.is_published[*index]);
        let dated = published.filter_map(|index| Some((self.updated(&self.pages[index])?.iso, index)));
        let mut dated: Vec<(String, usize)> = dated.collect();
        dated.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        dated
    }

    /// Titles and keys of every page, by their first letters.
    pub fn index(&self) -> Shell<IndexView> {
        let published = self.pages.iter().enumerate().filter(|(index, _)| self.graph.is_published[*index]);
        let titles = published.map(|(_, page)| (page.title.as_str(), page.place.href.as_str()));
        let keys =
            self.graph.keys.iter().map(|key| (key.name.as_str(), self.pages[key.page].place.href.as_str()));
        let mut entries: Vec<(String, &str, &str)> =
            titles.chain(keys).map(|(title, href)| (letter(title), title, href)).collect();
        let by_letter = |a: &str, b: &str| self.collation.compare_letters(a, b);
        entries.sort_by(|a, b| {
            by_letter(&a.0, &b.0).then_with(|| self.collation.compare(a.1, b.1)).then(a.2.cmp(b.2))
        });
        entries.dedup();
        let under_letter = |entries: &[(String, &str, &str)]| {
            let link = |(_, title, href): &(String, &str, &str)| LinkView {
                title: (*title).to_owned(),
                href: encode_path(href),
            };
            // Of `A` and `Ä` the plain one is the name of both.
            let plain = entries.iter().map(|entry| &entry.0).min_by(|a, b| self.collation.compare(a, b));
            LetterView {
                letter: plain.cloned().unwrap_or_default(),
                entries: entries.iter().map(link).collect(),
            }
        };
        let letters = entries.chunk_by(|a, b| by_letter(&a.0, &b.0).is_eq()).map(under_letter);
        let heads = Heads {
            href: INDEX_HREF.to_owned(),
            title: self.words.say("pages_a_to_z").to_owned(),
            description: String::new(),
            folder: SitePath::root(),
            page: None,
        };
        self.shell(heads, IndexView { letters: letters.collect() })
    }

    /// The pages changed last, for the feed.
    pub fn feed(&self) -> FeedView {
        let recent = self.recent();
        let entries: Vec<FeedEntry> =
            recent.iter().take(FEED).map(|(date, index)| self.feed_entry(*index, date)).collect();
        let updated = recent.first().map_or_else(|| instant("1970-01-01"), |(date, _)| instant(date));
        FeedView { site: self.shared.site.clone(), updated, entries }
    }

    /// Every published page and list, for the site map.
    pub fn site_map(&self, lists: &[String]) -> FeedView {
        let published = (0..self.pages.len()).filter(|index| self.graph.is_published[*index]);
        let entry = |index: usize| {
            let date = self.updated(&self.pages[index]).map(|date| date.iso).unwrap_or_default();
            // A site map names addresses only: it is not made again for a title.
            let (title, description) = (String::new(), String::new());
            FeedEntry { title, description, ..self.feed_entry(index, &date) }
        };
        let list = |href: &String| FeedEntry {
            title: String::new(),
            url: self.config.location(&encode_path(href)),
            id: String::new(),
            description: String::new(),
            updated: String::new(),
        };
        let mut entries: Vec<FeedEntry> = published.map(entry).chain(lists.iter().map(list)).collect();
        entries.sort_by(|a, b| a.url.cmp(&b.url));
        entries.dedup_by(|a, b| a.url == b.url);
        FeedView { site: self.shared.site.clone(), updated: String::new(), entries }
    }

    fn feed_entry(&self, index: usize, date: &str) -> FeedEntry {
        let page = &self.pages[index];
        let href = encode_path(&page.place.href);
        let address = self.config.address(&href);
        FeedEntry {
            title: page.title.clone(),
            // An id must be a full IRI (RFC 4287, section 4.2.6), also where no address is known.
            id: if address.is_empty() { format!("urn:opslore:{}", encode_path(&page.id)) } else { address },
            url: self.config.location(&href),
            description: page.description.clone(),
            updated: if date.is_empty() { String::new() } else { instant(date) },
        }
    }
}

/// A date as the instant at which it begins, as feeds want it.
fn instant(date: &str) -> String {
    if date.contains('T') { date.to_owned() } else { format!("{date}T00:00:00Z") }
}

fn letter(title: &str) -> String {
    match title.chars().find(|c| c.is_alphanumeric()) {
        Some(c) if c.is_alphabetic() => c.to_uppercase().collect(),
        _ => "#".to_owned(),
    }
}
