//! Where an annotation leads: to a page of the site, elsewhere, or nowhere.

use std::collections::{BTreeMap, BTreeSet};

use super::site::Site;
use super::template::{HOLE, fits, is_telling, mask};
use crate::graph::target::{Parts, bare, decoded, split};
use crate::path::{SitePath, folded, with_above};
use crate::place::{folder_href, slug};

/// Where an annotation leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Lead {
    /// To a page, and to an anchor of it.
    Page(usize, Option<String>),
    /// To one of these pages: part of the address is filled in later.
    Pages(Vec<usize>),
    /// To a page that is not published.
    Draft(usize),
    /// To something of the site or the repository that is no page, in words.
    NoPage(&'static str),
    /// Nowhere.
    Dead(Wanted),
    /// To another site.
    Elsewhere,
    /// It cannot be told, and why.
    Unknown(&'static str),
}

/// What an annotation asked for and did not get.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Wanted {
    /// A path below the address of the site.
    Url(String),
    /// A path in the repository.
    File(String),
}

/// Longer texts are no addresses.
const LONGEST: usize = 2048;
/// How many addresses with holes are compared with all pages.
const MOST_PATTERNS: usize = 200;

/// Everything that an address can lead to.
pub(super) struct Addresses<'a> {
    site: &'a Site<'a>,
    by_href: BTreeMap<&'a str, usize>,
    by_path: BTreeMap<&'a SitePath, usize>,
    folders: BTreeSet<SitePath>,
    /// Short and old addresses in lower case, without slashes around them.
    others: BTreeMap<String, usize>,
    /// What was told before, by the text.
    known: BTreeMap<String, Lead>,
    patterns: usize,
}

impl<'a> Addresses<'a> {
    /// Lists what there is.
    pub(super) fn new(site: &'a Site<'a>) -> Self {
        let mut by_href = BTreeMap::new();
        let mut by_path = BTreeMap::new();
        for (index, page) in site.pages.iter().enumerate() {
            by_path.insert(&page.place.path, index);
            // A draft gives way to a published page of the same address.
            if site.graph.is_published[index] || !by_href.contains_key(page.place.href.as_str()) {
                by_href.insert(page.place.href.as_str(), index);
            }
        }
        let keys = site.graph.keys.iter().map(|key| (format!("a/{}", key.segment()), key.page));
        let old = site.graph.redirects.iter().map(|old| (old.from.to_string(), old.page));
        let others = keys.chain(old).map(|(path, page)| (folded(&path), page)).collect();
        let folders = with_above(site.files.iter().map(SitePath::parent));
        let (known, patterns) = (BTreeMap::new(), 0);
        Self { site, by_href, by_path, folders, others, known, patterns }
    }

    /// Where a text leads.
    pub(super) fn lead(&mut self, text: &str) -> Lead {
        if let Some(known) = self.known.get(text) {
            return known.clone();
        }
        let lead =
            if text.len() > LONGEST { Lead::Unknown("it is not an address") } else { self.resolve(text) };
        self.known.insert(text.to_owned(), lead.clone());
        lead
    }

    fn resolve(&mut self, text: &str) -> Lead {
        let masked = mask(text);
        let Parts { path: address, fragment, .. } = split(&masked);
        let found = match self.place(address) {
            Place::Site(path) if path.contains(HOLE) => self.pattern(path, Subject::Url),
            Place::Site(path) => self.at_url(path),
            Place::Repository(path) if path.contains(HOLE) => self.pattern(path, Subject::File),
            Place::Repository(path) => self.at_path(path),
            Place::Revision(path) => match self.at_path(path) {
                Lead::Dead(_) => Lead::Elsewhere,
                found => found,
            },
            Place::Unknown(why) => Lead::Unknown(why),
            Place::Elsewhere => Lead::Elsewhere,
        };
        match found {
            Lead::Page(page, _) => self.with_fragment(page, fragment),
            found => found,
        }
    }

    /// Which of the places that we know of an address is in.
    fn place<'t>(&self, address: &'t str) -> Place<'t> {
        let config = self.site.config;
        let own = config.alerts.urls.iter().chain([&config.base_url]).filter(|url| !url.is_empty());
        let below = own.filter_map(|url| below(address, url)).min_by_key(|rest| rest.len());
        if let Some(rest) = below {
            return Place::Site(rest);
        }
        if let Some(place) = on_code_host(address, &config.repository, &config.branch) {
            return place;
        }
        if address.starts_with(HOLE) {
            return if is_telling(address) { Place::Site(address) } else { Place::Unknown(FILLED_IN) };
        }
        if has_scheme(address) {
            let host = address.split_once("//").map_or("", |(_, rest)| rest.split('/').next().unwrap_or(""));
            return if host.contains(HOLE) { Place::Unknown(FILLED_IN) } else { Place::Elsewhere };
        }
        if is_host(address) && matches!(self.at_path(address), Lead::Dead(_)) {
            return Place::Elsewhere;
        }
        let is_prose = address.contains(char::is_whitespace) && !address.contains(['/', '.']);
        if is_prose { Place::Unknown("it is not an address") } else { Place::Repository(address) }
    }

    /// What is at a path below the site's address.
    fn at_url(&self, path: &str) -> Lead {
        let decoded = decoded(path).into_owned();
        let dead = || Lead::Dead(Wanted::Url(decoded.trim_matches('/').to_lowercase()));
        let Some(path) = SitePath::new(&decoded.replace('\\', "%5C")) else { return dead() };
        spellings(&path).iter().find_map(|path| self.at_spelling(path)).unwrap_or_else(dead)
    }

    fn at_spelling(&self, path: &SitePath) -> Option<Lead> {
        let href = folder_href(path);
        let page = self.by_href.get(href.as_str()).copied();
        if let Some(page) = page.or_else(|| self.others.get(&folded(path.as_str())).copied()) {
            return Some(self.page(page));
        }
        if self.site.lists.contains(&href) {
            return Some(Lead::NoPage("a list of pages"));
        }
        let content = &self.site.config.content;
        let asset = content.join(path.as_str())?;
        self.site.graph.assets.contains_key(&asset).then_some(Lead::NoPage("a file"))
    }

    /// What is at a path of the repository, seen from its root or from the content folder.
    fn at_path(&self, path: &str) -> Lead {
        let decoded = decoded(path).into_owned();
        let bases = [SitePath::root(), self.site.config.content.clone()];
        let found = bases.iter().find_map(|base| self.at_file(&base.join(&decoded)?));
        let by_url = || {
            let is_address = decoded.starts_with('/') || !decoded.contains('.');
            is_address.then(|| self.at_url(path)).filter(|lead| !matches!(lead, Lead::Dead(_)))
        };
        found.or_else(by_url).unwrap_or(Lead::Dead(Wanted::File(decoded)))
    }

    fn at_file(&self, path: &SitePath) -> Option<Lead> {
        let with_extension = || SitePath::new(&format!("{path}.md")).filter(|_| !path.is_root());
        let page = self.by_path.get(path).copied();
        if let Some(page) = page.or_else(|| self.by_path.get(&with_extension()?).copied()) {
            return Some(self.page(page));
        }
        if self.site.files.contains(path) {
            return Some(Lead::NoPage("a file"));
        }
        if !self.folders.contains(path) {
            return None;
        }
        let below = path.below(&self.site.config.content).and_then(SitePath::new);
        let index = below.and_then(|below| self.by_href.get(folder_href(&below).as_str()).copied());
        Some(index.map_or(Lead::NoPage("a folder"), |page| self.page(page)))
    }

    fn page(&self, page: usize) -> Lead {
        if self.site.graph.is_published[page] { Lead::Page(page, None) } else { Lead::Draft(page) }
    }

    /// The pages that an address with holes may become.
    fn pattern(&mut self, path: &str, subject: Subject) -> Lead {
        self.patterns += 1;
        if self.patterns > MOST_PATTERNS || !is_telling(path) {
            return Lead::Unknown(FILLED_IN);
        }
        let lower = path.to_lowercase();
        let wanted = lower.strip_suffix(".html").unwrap_or(&lower);
        let pages = self.site.pages.iter().enumerate().filter(|(_, page)| match subject {
            Subject::Url => fits(wanted, &page.place.href),
            Subject::File => fits(path, page.place.path.as_str()),
        });
        let is_published = |index: &usize| self.site.graph.is_published[*index];
        let pages: Vec<usize> = pages.map(|(index, _)| index).filter(is_published).collect();
        if pages.is_empty() {
            Lead::Unknown("no page matches the part that is written out")
        } else {
            Lead::Pages(pages)
        }
    }

    fn with_fragment(&self, page: usize, fragment: Option<&str>) -> Lead {
        let Some(fragment) = fragment else { return Lead::Page(page, None) };
        let decoded = decoded(fragment);
        let plain = decoded.split(":~:").next().unwrap_or("");
        // GitHub puts this before every id of a page.
        let id = plain.strip_prefix("user-content-").unwrap_or(plain);
        let anchors = &self.site.pages[page].anchors;
        if id.contains(HOLE) {
            let has_one = anchors.iter().any(|anchor| fits(id, anchor));
            return if has_one {
                Lead::Page(page, None)
            } else {
                Lead::Unknown("no heading matches the part that is written out")
            };
        }
        let is_judged = !id.is_empty() && !is_line(id);
        Lead::Page(page, is_judged.then(|| id.to_owned()))
    }
}

/// Why an address cannot be told that is not written out.
const FILLED_IN: &str = "too much of it is a placeholder";

/// What a pattern is compared with.
#[derive(Clone, Copy)]
enum Subject {
    Url,
    File,
}

/// The place that an address is in, with the path there.
enum Place<'t> {
    Site(&'t str),
    Repository(&'t str),
    /// A file of the repository at another revision.
    Revision(&'t str),
    Elsewhere,
    Unknown(&'static str),
}

/// A path as it is, and without what servers leave out or add at its end.
fn spellings(path: &SitePath) -> Vec<SitePath> {
    let name = path.file_name().to_lowercase();
    let mut spellings = vec![path.clone()];
    if matches!(name.as_str(), "index.html" | "index.htm" | "index.md") {
        spellings.push(path.parent());
    } else if let Some(extension) = path.extension().filter(|e| matches!(*e, "html" | "htm" | "md")) {
        let stem = &path.as_str()[..path.as_str().len() - extension.len() - 1];
        spellings.extend(SitePath::new(stem));
    }
    // Where a part is spelt otherwise than in our URLs, such as with an escaped space.
    let slugged: String = path.parts().map(|part| slug(part) + "/").collect();
    spellings.extend(SitePath::new(&slugged));
    spellings
}

/// The rest of an address below another; http and https count as one, and so do the cases of letters.
fn below<'t>(address: &'t str, base: &str) -> Option<&'t str> {
    let (address, base) = (bare(address), bare(base));
    let start = address.get(..base.len())?;
    let rest = &address[base.len()..];
    (start.eq_ignore_ascii_case(base) && (rest.is_empty() || rest.starts_with('/'))).then_some(rest)
}

/// A file of the repository on its code host: `…/blob/main/docs/a.md` and the like.
fn on_code_host<'t>(address: &'t str, repository: &str, branch: &str) -> Option<Place<'t>> {
    if repository.is_empty() || !has_scheme(address) {
        return None;
    }
    let raw =
        bare(repository).strip_prefix("github.com/").map(|name| format!("raw.githubusercontent.com/{name}"));
    let raw = raw.and_then(|raw| below(address, &raw));
    let file = below(address, repository).and_then(|rest| {
        let rest = rest.strip_prefix("/-").unwrap_or(rest);
        ["blob", "tree", "raw", "blame", "edit", "src", "src/branch"].iter().find_map(|kind| {
            let rest = rest.strip_prefix('/')?.strip_prefix(kind)?;
            rest.starts_with('/').then_some(rest)
        })
    });
    let rest = raw.or(file)?.strip_prefix('/')?;
    let own = rest.strip_prefix(branch).filter(|rest| rest.is_empty() || rest.starts_with('/'));
    let other = || rest.split_once('/').map_or("", |(_, path)| path);
    Some(own.map_or_else(|| Place::Revision(other()), Place::Repository))
}

/// Whether an address names a scheme (RFC 3986, section 3.1) or a host.
fn has_scheme(address: &str) -> bool {
    let scheme = address.split_once(':').map_or("", |(scheme, _)| scheme);
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-'));
    address.starts_with("//") || is_scheme
}

/// Whether an address begins with a host's name: `wiki.example.org/x`.
fn is_host(address: &str) -> bool {
    let Some((host, _)) = address.split_once('/') else { return false };
    let top = host.rsplit_once('.').filter(|(name, _)| !name.is_empty()).map_or("", |(_, top)| top);
    top.len() >= 2 && top.chars().all(|c| c.is_ascii_alphabetic())
}

/// Whether a fragment names lines, as on a code host: `L10-L20`.
fn is_line(fragment: &str) -> bool {
    let is_number = |text: &str| {
        let number = text.strip_prefix('L').unwrap_or_default();
        !number.is_empty() && number.chars().all(|c| c.is_ascii_digit() || c == 'C')
    };
    fragment.split('-').all(is_number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_compared_as_hosts_do() {
        assert_eq!(below("HTTP://Ops.example.org/Kb/a", "https://ops.example.org/kb"), Some("/a"));
        assert_eq!(below("//ops.example.org", "https://ops.example.org"), Some(""));
        assert_eq!(below("https://ops.example.org.evil/x", "https://ops.example.org"), None);
        assert_eq!(below("é", "https://ops.example.org"), None);
    }

    #[test]
    fn files_on_the_code_host_are_our_own() {
        let path = |address: &str| match on_code_host(address, "https://github.com/o/r", "main") {
            Some(Place::Repository(path)) => format!("own {path}"),
            Some(Place::Revision(path)) => format!("other {path}"),
            _ => "none".to_owned(),
        };
        assert_eq!(path("https://github.com/o/r/blob/main/a/b.md"), "own /a/b.md");
        assert_eq!(path("https://raw.githubusercontent.com/o/r/main/a.md"), "own /a.md");
        assert_eq!(path("https://github.com/o/r/tree/v1.2/a"), "other a");
        assert_eq!(path("https://github.com/o/r/issues/1"), "none");
        assert_eq!(path("https://github.com/o/other/blob/main/a.md"), "none");
        let gitlab = on_code_host("https://gitlab.com/g/p/-/blob/a/b/c.md", "https://gitlab.com/g/p", "a/b");
        assert!(matches!(gitlab, Some(Place::Repository("/c.md"))));
    }

    #[test]
    fn schemes_hosts_and_lines_are_told_apart() {
        assert!(
            has_scheme("mailto:x@y") && has_scheme("//x") && !has_scheme("a.md:12") && !has_scheme("docs/a")
        );
        assert!(is_host("wiki.example.org/x") && !is_host("docs/a.md") && !is_host("a.md"));
        assert!(is_line("L10-L20") && is_line("L3") && !is_line("Linux") && !is_line("L"));
    }
}
