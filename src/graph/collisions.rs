//! Names that only one page may have: URLs, ids, keys, old URLs, unique values.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;

use super::catalog::Catalog;
use super::old_url::{self, Redirect};
use crate::diagnostic::{Finding, Rule, rules};
use crate::front_matter::Node;
use crate::page::Page;
use crate::path::{SitePath, folded};
use crate::schema::values_at;
use crate::text::Span;

/// A name of one page, such as an alert.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// The name as written.
    pub name: String,
    /// The property it is in.
    pub field: String,
    /// The page.
    pub page: usize,
}

impl Key {
    /// The name as a part of a URL: what would need escaping becomes `-`, letter case stays.
    pub fn segment(&self) -> String {
        let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '~');
        let plain: String = self.name.chars().map(|c| if is_plain(c) { c } else { '-' }).collect();
        let short = &plain[..plain.floor_char_boundary(crate::place::LONGEST_PART)];
        short.trim_matches(['-', '.']).to_owned()
    }

    /// The short permanent address, under the site's root, if the name has any character that can
    /// appear in one.
    pub fn href(&self) -> Option<String> {
        let segment = self.segment();
        (!segment.is_empty()).then(|| format!("a/{segment}/"))
    }
}

/// Which pages are written. If two have the same URL, only the first is, with a finding for the other.
pub(super) fn published(catalog: &Catalog<'_>, findings: &mut Vec<Finding>) -> Vec<bool> {
    let mut owners: BTreeMap<&str, usize> = BTreeMap::new();
    let mut published = Vec::with_capacity(catalog.pages.len());
    for (index, page) in catalog.pages.iter().enumerate() {
        if catalog.why_hidden(index).is_some() {
            published.push(false);
            continue;
        }
        let owner = *owners.entry(&page.place.href).or_insert(index);
        published.push(owner == index);
        if owner != index {
            let other = &catalog.pages[owner].place.path;
            let message = format!("this page and `{other}` would both be at `/{}`", page.place.href);
            let finding =
                Finding::new(&rules::PAGE_DUPLICATE_URL, &page.place.path, page.first_line(), message)
                    .label(other, catalog.pages[owner].first_line(), "the other page")
                    .help("rename one of the two files");
            findings.push(finding);
        }
    }
    published
}

/// The keys of all published pages, sorted by name. A key belongs to one page, in any letter case.
pub(super) fn keys(pages: &[Arc<Page>], is_published: &[bool], findings: &mut Vec<Finding>) -> Vec<Key> {
    let mut owners: BTreeMap<String, (usize, Span, String)> = BTreeMap::new();
    let mut keys = Vec::new();
    for (index, page) in pages.iter().enumerate().filter(|(index, _)| is_published[*index]) {
        for (field, node) in marked(page, |field| field.key) {
            let Some(name) = node.as_str().map(str::trim).filter(|name| !name.is_empty()) else { continue };
            let key = Key { name: name.to_owned(), field: field.to_owned(), page: index };
            let name_folded = folded(name);
            let (segment, own) = (folded(&key.segment()), (index, node.span, name_folded.clone()));
            let address = if segment.is_empty() { &name_folded } else { &segment };
            let (owner, span, first) = owners.entry(address.clone()).or_insert(own);
            let is_new = *owner == index && (*span == node.span || *first != name_folded);
            if is_new {
                keys.push(key);
                continue;
            }
            let what = if *first == name_folded {
                format!("`{name}` is already a key of")
            } else {
                format!("`{name}` has the same address, `/a/{segment}/`, as `{first}` of")
            };
            let help = "keep the key on the page that readers need first, and link to the other page from \
                        there";
            findings.push(
                twice(&rules::PAGE_DUPLICATE_KEY, pages, (index, node), (*owner, *span), &what).help(help),
            );
        }
    }
    keys.sort_by(|a, b| a.name.cmp(&b.name));
    keys
}

/// The old URLs of all published pages, sorted.
pub(super) fn redirects(
    catalog: &Catalog<'_>,
    keys: &[Key],
    is_published: &[bool],
    findings: &mut Vec<Finding>,
) -> Vec<Redirect> {
    let pages = catalog.pages;
    let mut owners: BTreeMap<SitePath, (usize, Span)> = BTreeMap::new();
    for key in keys {
        if let Some(path) = key.href().and_then(|href| SitePath::new(&href)) {
            owners.entry(path).or_insert((key.page, pages[key.page].first_line()));
        }
    }
    let mut redirects = Vec::new();
    for (index, page) in pages.iter().enumerate().filter(|(index, _)| is_published[*index]) {
        for (_, node) in marked(page, |field| field.old_urls) {
            let Some(alias) = node.as_str().map(str::trim).filter(|alias| !alias.is_empty()) else {
                continue;
            };
            let (from, spelled) = match old_url::read(alias, &catalog.config.base_url) {
                Ok(read) => read,
                Err((message, help)) => {
                    let finding = Finding::new(&rules::PAGE_ALIAS, &page.place.path, node.span, message);
                    findings.push(finding.help(help));
                    continue;
                }
            };
            let taken = owners.get(&from).copied().or_else(|| {
                let owner = catalog.page_at(&format!("{from}/"))?;
                Some((owner, pages[owner].first_line()))
            });
            match taken {
                // The page lists the same path in two spellings.
                Some((owner, first)) if owner == index && first != page.first_line() => {
                    redirects.push(Redirect { from, spelled, page: index, span: node.span, has_file: false });
                }
                Some(owner) => {
                    let what = format!("the old URL `{alias}` is taken by");
                    findings.push(twice(&rules::PAGE_ALIAS, pages, (index, node), owner, &what));
                }
                None => {
                    owners.insert(from.clone(), (index, node.span));
                    let has_file = old_url::may_be_a_file(&from);
                    redirects.push(Redirect { from, spelled, page: index, span: node.span, has_file });
                }
            }
        }
    }
    redirects.sort_by(|a, b| a.from.cmp(&b.from));
    redirects
}

/// Findings for ids, and for values of `unique` fields, that two pages share.
pub(super) fn ids_and_values(pages: &[Arc<Page>], findings: &mut Vec<Finding>) {
    let mut ids: BTreeMap<Cow<'_, str>, usize> = BTreeMap::new();
    let mut values: BTreeMap<(&str, &str, &str), (usize, Span)> = BTreeMap::new();
    for (index, page) in pages.iter().enumerate() {
        // Authors cannot distinguish two ids that look the same.
        let id = if page.id.is_ascii() { Cow::from(&page.id) } else { page.id.nfc().collect() };
        let owner = *ids.entry(id).or_insert(index);
        if owner != index && !is_told_of_url(page, &pages[owner]) {
            findings.push(duplicate_id(pages, index, owner));
        }
        for (field, node) in marked(page, |field| field.unique && field.path.0 != ["id"]) {
            let Some(value) = node.as_str() else { continue };
            let owner = *values.entry((&page.schema.name, field, value)).or_insert((index, node.span));
            if owner != (index, node.span) {
                let what = format!("`{field}: {value}` is already used by");
                findings.push(twice(&rules::PAGE_DUPLICATE_VALUE, pages, (index, node), owner, &what));
            }
        }
    }
}

/// Whether two pages share their id only because they share their URL, which is already reported.
fn is_told_of_url(page: &Page, other: &Page) -> bool {
    page.place.href == other.place.href && page.text("id").is_none() && !page.draft && !other.draft
}

fn duplicate_id(pages: &[Arc<Page>], index: usize, owner: usize) -> Finding {
    let (page, other) = (&pages[index], &pages[owner]);
    let span = |page: &Page| page.front_matter.get("id").map_or_else(|| page.first_line(), |node| node.span);
    let message = format!("the id `{}` is already used by `{}`", page.id, other.place.path);
    Finding::new(&rules::PAGE_DUPLICATE_ID, &page.place.path, span(page), message)
        .label(&other.place.path, span(other), "the other page")
        .help("give one of the two pages another `id`")
}

/// The values of the fields that `is_marked` picks, with the fields' names.
fn marked(page: &Page, is_marked: impl Fn(&crate::schema::Field) -> bool) -> Vec<(&str, &Node)> {
    let fields = page.schema.fields.iter().filter(|field| is_marked(field));
    fields
        .flat_map(|field| {
            let name = field.path.0.first().map_or("", String::as_str);
            values_at(&page.front_matter, &field.path).into_iter().map(move |node| (name, node))
        })
        .collect()
}

fn twice(
    rule: &'static Rule,
    pages: &[Arc<Page>],
    (page, node): (usize, &Node),
    (owner, span): (usize, Span),
    what: &str,
) -> Finding {
    let (path, other) = (&pages[page].place.path, &pages[owner].place.path);
    let place = if page == owner { "this page".to_owned() } else { format!("`{other}`") };
    Finding::new(rule, path, node.span, format!("{what} {place}")).label(other, span, "first here")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_become_parts_of_urls() {
        let key = |name: &str| Key { name: name.to_owned(), field: String::new(), page: 0 }.segment();
        assert_eq!(key("KubePodCrashLooping"), "KubePodCrashLooping");
        assert_eq!(key("HTTP 503/x"), "HTTP-503-x");
        assert_eq!(key("../.."), "");
    }
}
