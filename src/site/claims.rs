//! The owner of every path of the site. Two files cannot have the same path, nor can a file be where a folder
//! must be, nor two whose names differ in case only: some disks do not distinguish them.

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;
use unicode_normalization::UnicodeNormalization;

use super::read::Links;
use super::route::{OWN, Route, index_of, static_file};
use super::{Input, attachments};
use crate::config::Config;
use crate::diagnostic::{Finding, rules};
use crate::graph::{Graph, Redirect};
use crate::page::Page;
use crate::path::{SitePath, folded};
use crate::present;
use crate::text::Span;

/// Paths and their owners.
#[derive(Debug)]
pub(super) struct Claims<Owner> {
    /// By path as file systems see it that ignore letter case or the form of accents.
    owners: HashMap<String, Owner>,
    /// The folders that their paths are in, each with the first path that is in it.
    folders: HashMap<String, String>,
}

impl<Owner> Default for Claims<Owner> {
    fn default() -> Self {
        Self { owners: HashMap::new(), folders: HashMap::new() }
    }
}

impl<Owner> Claims<Owner> {
    /// Gives a path to an owner, unless somebody has it already, or a file stands where one of its
    /// folders must be, or the other way round: then that path and its owner are reported.
    pub(super) fn claim(&mut self, path: &str, owner: Owner) -> Option<(&str, &Owner)> {
        let folded = folded(path);
        if let Some(taken) = self.taken(&folded) {
            return self.owners.get_key_value(&taken).map(|(path, owner)| (path.as_str(), owner));
        }
        let new: Vec<String> = self.new_folders(&folded).map(str::to_owned).collect();
        self.folders.extend(new.into_iter().map(|folder| (folder, folded.clone())));
        self.owners.insert(folded, owner);
        None
    }

    fn taken(&self, path: &str) -> Option<String> {
        let above = self.new_folders(path).chain([path]).find(|above| self.owners.contains_key(*above));
        above.map(str::to_owned).or_else(|| self.folders.get(path).cloned())
    }

    /// The folders that a path is in, the deepest first, up to one that something is in already.
    fn new_folders<'a>(&'a self, path: &'a str) -> impl Iterator<Item = &'a str> {
        let folders = path.rmatch_indices('/').map(|(slash, _)| &path[..slash]);
        folders.take_while(|folder| !self.folders.contains_key(*folder))
    }
}

/// Whether all of these paths can be next to each other: whether nobody's claim would be refused. It takes a
/// fraction of the time that claims take.
pub(super) fn fit<'a>(paths: impl Iterator<Item = &'a str>) -> bool {
    // What no path holds sorts before all else, so that the first path in a folder follows a file of its name.
    let mut paths: Vec<String> = paths.map(|path| folded(path).replace('/', "\0")).collect();
    paths.par_sort_unstable();
    let is_taken = |pair: &[String]| {
        let rest = pair[1].strip_prefix(&*pair[0]);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('\0'))
    };
    !paths.windows(2).any(is_taken)
}

/// Who claims a path.
enum Owner {
    /// The site itself.
    Site,
    /// A file that a page links to.
    File(SitePath),
    /// A page, by its index.
    Page(usize),
}

/// Pages, linked files and old URLs that the site cannot have because their paths are taken; and the old
/// URLs that it can have, with a file or without.
pub(super) fn collisions(input: &Input, links: &Links) -> (Vec<Finding>, Vec<Redirect>) {
    let mut claims = Claims::default();
    for path in own_paths(input, links) {
        claims.claim(&path, Owner::Site);
    }
    let mut findings = Vec::new();
    let published = links.pages.iter().enumerate().filter(|(index, _)| links.graph.is_published[*index]);
    for (index, page) in published {
        let wanted = index_of(&page.place.href);
        if let Some((taken, _)) = claims.claim(&wanted, Owner::Page(index)) {
            let message = format!(
                "this page would be at `/{wanted}`, but `/{taken}` is used by the site \
                                   itself"
            );
            let finding =
                Finding::new(&rules::PAGE_DUPLICATE_URL, &page.place.path, page.first_line(), message);
            findings.push(finding.help("rename the file or its folder"));
        }
        claims.claim(&format!("{}index.md", page.place.href), Owner::Page(index));
    }
    findings.extend(files(input, links, &mut claims));
    let redirects = old_urls(links, &mut claims, &mut findings);
    (findings, redirects)
}

fn files(input: &Input, links: &Links, claims: &mut Claims<Owner>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for path in links.graph.assets.keys() {
        let wanted = attachments::site_path(input, path);
        let Some((taken, owner)) = claims.claim(&wanted, Owner::File(path.clone())) else { continue };
        let (whose, other) = match owner {
            Owner::Site => ("is used by the site itself".to_owned(), None),
            Owner::File(other) => (format!("belongs to `{other}`"), Some(other)),
            Owner::Page(index) => (format!("belongs to `{}`", links.pages[*index].place.path), None),
        };
        let form = other.map_or("", |other| difference(path, other));
        let message = format!("this file would be at `/{wanted}`, but `/{taken}` {whose}{form}");
        let finding = Finding::new(&rules::PAGE_DUPLICATE_URL, path, Span::default(), message);
        let finding = finding.help("rename the file, and update the links to it");
        findings.push(attachments::linked(finding, &links.pages, &links.graph));
    }
    findings
}

/// What nobody sees of two names that look the same.
fn difference(one: &SitePath, other: &SitePath) -> &'static str {
    let is_same = one.as_str().nfc().eq(other.as_str().nfc());
    if is_same { "; the names differ in their Unicode normalization only" } else { "" }
}

fn old_urls(links: &Links, claims: &mut Claims<Owner>, findings: &mut Vec<Finding>) -> Vec<Redirect> {
    let mut kept: Vec<Redirect> = Vec::new();
    for redirect in &links.graph.redirects {
        let page = &links.pages[redirect.page];
        let is_respelled = kept.last().is_some_and(|last| last.from == redirect.from);
        let has_no_file = |why: &str| {
            let message = format!(
                "the old URL `/{}` works only on hosts that read `_redirects`: {why}",
                redirect.href()
            );
            let finding = Finding::new(&rules::PAGE_ALIAS_NO_FILE, &page.place.path, redirect.span, message);
            finding.help("keep it if your host reads `_redirects`; on other hosts, it is not found")
        };
        let wanted = redirect.file();
        let taken = claims.claim(&wanted, Owner::Page(redirect.page)).map(|(path, owner)| {
            let is_own = matches!(owner, Owner::Page(page) if *page == redirect.page);
            is_own && *path == folded(&wanted)
        });
        let mut redirect = redirect.clone();
        match taken {
            Some(true) if is_respelled => redirect.has_file = false,
            Some(true) => {
                redirect.has_file = false;
                findings
                    .push(has_no_file("it differs from another address of this page in letter case only"));
            }
            Some(false) => {
                let message = format!("the old URL `/{}` is a current URL of the site", redirect.href());
                let finding = Finding::new(&rules::PAGE_ALIAS, &page.place.path, redirect.span, message);
                findings.push(finding.help("remove it: the redirect would hide what is at that URL"));
                continue;
            }
            None if !redirect.has_file => {
                findings.push(has_no_file("not every system can hold a file of that name"));
            }
            None => {}
        }
        kept.push(redirect);
    }
    kept
}

/// Whether the site has a map: there is something to draw, and the place is free.
pub(super) fn has_map(config: &Config, pages: &[Arc<Page>], graph: &Graph) -> bool {
    let mut published = pages.iter().zip(&graph.is_published).filter(|(_, published)| **published);
    published.any(|(page, _)| !page.place.href.is_empty()) && is_free(config, pages, graph, &Route::Map)
}

/// Whether the site lists what is to be reviewed: a page says something about it, and the place is free.
pub(super) fn has_reviews(config: &Config, pages: &[Arc<Page>], graph: &Graph) -> bool {
    present::has_reviews(pages, graph) && is_free(config, pages, graph, &Route::Reviews)
}

/// Whether no page, folder, file or old URL of the content has the place of a page of ours. Many have
/// one of that name, and a new version of opslore must not break their sites.
fn is_free(config: &Config, pages: &[Arc<Page>], graph: &Graph, route: &Route) -> bool {
    let href = route.href();
    let is_there = |path: &str| {
        let path = path.to_lowercase();
        path == href.trim_end_matches('/') || path.starts_with(&href)
    };
    let published = pages.iter().zip(&graph.is_published).filter(|(_, published)| **published);
    let below = |path: &SitePath| path.below(&config.content).unwrap_or(path.as_str()).to_owned();
    let taken = graph.assets.keys().any(|path| is_there(&below(path)))
        || graph.redirects.iter().any(|redirect| is_there(&redirect.href()))
        || published.into_iter().any(|(page, _)| is_there(&page.place.href));
    !taken
}

/// The paths that the site itself writes to: its data, its theme, its lists, its short URLs.
fn own_paths(input: &Input, links: &Links) -> Vec<String> {
    let Links { pages, graph, .. } = links;
    let config = &*input.config;
    let mut paths: Vec<String> = OWN.iter().map(|own| own.file().to_owned()).collect();
    paths.push("search/index.json".to_owned());
    for theme in [crate::theme::DEFAULT, &config.theme] {
        let Some(folder) = SitePath::new(&format!("themes/{theme}/static")) else { continue };
        let statics = input.support.paths_below(&folder);
        paths.extend(
            statics.iter().filter_map(|path| Some(static_file(&SitePath::new(path.below(&folder)?)?))),
        );
    }
    let mut routes = vec![Route::Index];
    routes.extend(has_map(config, pages, graph).then_some(Route::Map));
    routes.extend(has_reviews(config, pages, graph).then_some(Route::Reviews));
    if !config.alerts.rules.is_empty() || !input.rule_files.is_empty() {
        routes.push(Route::Coverage);
    }
    for (name, facet) in links.facets.iter() {
        routes.push(Route::Facet(name.to_owned()));
        routes.extend(facet.terms.keys().map(|slug| Route::Term(name.to_owned(), slug.clone())));
    }
    paths.extend(routes.iter().map(|route| index_of(&route.href())));
    let keys = graph.keys.iter().filter_map(crate::graph::Key::href);
    paths.extend(keys.map(|href| index_of(&href)));
    let lists = links.tree.iter().filter(|(path, folder)| folder.index.is_none() && !path.is_root());
    paths.extend(lists.map(|(_, folder)| index_of(&folder.href)));
    paths
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_fit_if_no_claim_is_refused() {
        for paths in [
            &["a/b.txt", "a/c.txt", "a!b", "ab", "b/a"][..],
            &["a/b.txt", "A/B.txt"],
            &["a", "a!", "a!b", "a/b/c"],
            &["a/b/c", "a/b"],
            &["\u{e9}.png", "E\u{301}.png"],
            &["a", "a"],
        ] {
            let mut claims = Claims::default();
            let refused = paths.iter().any(|path| claims.claim(path, ()).is_some());
            assert_eq!(fit(paths.iter().copied()), !refused, "{paths:?}");
        }
    }

    #[test]
    fn a_path_is_one_owners() {
        let mut claims = Claims::default();
        assert!(claims.claim("a/b.txt", 1).is_none());
        assert_eq!(claims.claim("A/B.txt", 2), Some(("a/b.txt", &1)), "only the case differs");
        assert_eq!(claims.claim("a/b.txt/c", 2), Some(("a/b.txt", &1)), "a file where a folder must be");
        assert_eq!(claims.claim("a", 2), Some(("a/b.txt", &1)), "a folder where a file must be");
        assert!(claims.claim("a/b.tx", 2).is_none());
        assert!(claims.claim("\u{e9}.png", 1).is_none());
        assert_eq!(
            claims.claim("E\u{301}.png", 2).map(|(_, owner)| *owner),
            Some(1),
            "only the form differs"
        );
    }
}
