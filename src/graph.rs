//! All pages together: the targets of links and references, backlinks, and names and URLs that
//! are taken, some of them more than once.

pub mod catalog;
mod collisions;
mod cycles;
mod detours;
pub mod facets;
mod files;
mod links;
mod mend;
mod old_url;
mod references;
mod related;
mod relations;
mod spelling;
mod suggest;
pub(crate) mod target;
pub mod tree;
mod unique;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

pub use collisions::Key;
pub use mend::MOST_ANCHORS;
pub use old_url::Redirect;
pub use references::Resolved as ResolvedReference;

use crate::collation::Collation;
use crate::config::Config;
use crate::diagnostic::{Finding, Patience};
use crate::files::Files;
use crate::markdown::Target;
use crate::page::Page;
use crate::path::SitePath;
use catalog::Catalog;
use detours::Detours;

/// How much comparing of names may cost for the whole site, in pairs of characters: about two seconds.
const PATIENCE: usize = 400_000_000;

/// The title under which a page lists those that link to it in their text.
pub const LINKED_FROM: &str = "Linked from";

/// The knowledge base as a graph. Vectors run parallel to the pages.
#[derive(Debug)]
pub struct Graph {
    /// A target for each link of a page's outline.
    pub targets: Vec<Vec<Target>>,
    /// The references of each page.
    pub references: Vec<Vec<ResolvedReference>>,
    /// For each page, under each title, the pages that refer to it.
    pub backlinks: Vec<Vec<(String, Vec<usize>)>>,
    /// For each page, those that share most with it, best first.
    pub related: Vec<Vec<usize>>,
    /// Names that lead to one page, sorted by name.
    pub keys: Vec<Key>,
    /// Old URLs.
    pub redirects: Vec<Redirect>,
    /// The files that pages link to, relative to the root, with the places where they do.
    pub assets: BTreeMap<SitePath, Vec<Mention>>,
    /// Whether each page is written: it is no draft, under no embargo, and its URL is its own.
    pub is_published: Vec<bool>,
    /// How many pages an embargo keeps out of the site.
    pub withheld: usize,
}

/// A link of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mention {
    /// The page.
    pub page: usize,
    /// The link's number in the page's outline.
    pub link: usize,
}

impl Graph {
    /// The linked files that are published: those of drafts are not.
    pub fn published_assets(&self) -> Vec<&SitePath> {
        let is_shown = |mention: &Mention| self.is_published[mention.page];
        let shown = self.assets.iter().filter(|(_, mentions)| mentions.iter().any(is_shown));
        shown.map(|(path, _)| path).collect()
    }

    /// Takes a file out of the site: links to it lead to the code host, or nowhere.
    pub fn withdraw(&mut self, file: &SitePath, config: &Config) {
        let target = config.blob_url(file).map_or(Target::Missing, Target::External);
        for mention in self.assets.remove(file).unwrap_or_default() {
            self.targets[mention.page][mention.link] = target.clone();
        }
    }
}

/// Links all pages. `pages` are sorted by path, and `withheld` says for each whether an embargo keeps it
/// out of the site; `files` are all files of `root` that are not hidden.
pub fn link(
    pages: &[Arc<Page>],
    files: &BTreeSet<SitePath>,
    root: &dyn Files,
    config: &Config,
    withheld: &[bool],
) -> (Graph, Vec<Finding>) {
    let catalog = Catalog::new(pages, files, root, config, withheld);
    let mut findings = Vec::new();
    let is_published = collisions::published(&catalog, &mut findings);
    let keys = collisions::keys(pages, &is_published, &mut findings);
    let redirects = collisions::redirects(&catalog, &keys, &is_published, &mut findings);
    let detours = Detours::new(&redirects, &keys);
    let linked: Vec<_> = pages
        .par_iter()
        .map(|page| {
            let (links, references) =
                (links::resolve(&catalog, &detours, page), references::resolve(&catalog, page));
            (links, references, files::missing(&catalog, page))
        })
        .collect();

    let mut patience = Patience::new(PATIENCE);
    let mut targets = Vec::with_capacity(pages.len());
    let mut references = Vec::with_capacity(pages.len());
    let mut linked_pages = Vec::with_capacity(pages.len());
    let mut assets: BTreeMap<SitePath, Vec<Mention>> = BTreeMap::new();
    for (number, (resolved, (page_references, of_references, doubts), of_files)) in
        linked.into_iter().enumerate()
    {
        for (mut found, doubts) in [(resolved.findings, resolved.doubts), (of_references, doubts), of_files] {
            suggest::suggest(&catalog, &pages[number], (&mut found, doubts), &mut patience);
            findings.extend(found);
        }
        targets.push(resolved.targets);
        linked_pages.push(resolved.pages);
        for (path, link) in resolved.assets {
            assets.entry(path).or_default().push(Mention { page: number, link });
        }
        references.push(page_references);
    }

    let collation = Collation::new(&config.language);
    let ((), (backlinks, related)) = rayon::join(
        || {
            collisions::ids_and_values(pages, &mut findings);
            unique::find(pages, &mut findings);
            findings.extend(relations::find(&catalog, &references));
            findings.extend(cycles::find(pages, &references));
        },
        || {
            let backlinks = backlinks(pages, &references, &linked_pages, &is_published, &collation);
            (backlinks, related::related(pages, &references, &linked_pages, &is_published))
        },
    );
    let withheld = withheld.iter().filter(|withheld| **withheld).count();
    let graph =
        Graph { targets, references, backlinks, related, keys, redirects, assets, is_published, withheld };
    (graph, findings)
}

/// Turns references and links round. A page that refers by a field is not listed again for a link
/// in its text, and a reference without an `inverse` counts as a link.
fn backlinks(
    pages: &[Arc<Page>],
    references: &[Vec<ResolvedReference>],
    linked: &[Vec<usize>],
    is_published: &[bool],
    collation: &Collation,
) -> Vec<Vec<(String, Vec<usize>)>> {
    let mut by_target: Vec<BTreeMap<&str, BTreeSet<usize>>> = vec![BTreeMap::new(); pages.len()];
    for from in (0..pages.len()).filter(|from| is_published[*from]) {
        let mut referred = BTreeSet::new();
        for reference in &references[from] {
            let field = &pages[from].schema.fields[reference.field];
            let inverse = field.reference.as_ref().and_then(|reference| reference.inverse.as_deref());
            if let Some(title) = inverse.filter(|_| reference.page != from) {
                by_target[reference.page].entry(title).or_default().insert(from);
                referred.insert(reference.page);
            }
        }
        let links =
            linked[from].iter().copied().chain(references[from].iter().map(|reference| reference.page));
        for target in links.filter(|target| *target != from && !referred.contains(target)) {
            by_target[target].entry(LINKED_FROM).or_default().insert(from);
        }
    }
    let by_title = |group: BTreeSet<usize>| {
        let mut group: Vec<usize> = group.into_iter().collect();
        group.sort_by(|a, b| collation.compare(&pages[*a].title, &pages[*b].title).then(a.cmp(b)));
        group
    };
    let ordered = |groups: BTreeMap<&str, BTreeSet<usize>>| {
        let mut groups: Vec<(String, Vec<usize>)> =
            groups.into_iter().map(|(title, group)| (title.to_owned(), by_title(group))).collect();
        groups.sort_by_key(|(title, _)| title == LINKED_FROM);
        groups
    };
    by_target.into_iter().map(ordered).collect()
}
