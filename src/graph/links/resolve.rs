//! What a link leads to.

use std::sync::Arc;

use super::resolver::Resolver;
use crate::diagnostic::rules;
use crate::graph::catalog::{Found, Named};
use crate::graph::target::{Parts, below_base_url, decoded, is_external, split};
use crate::markdown::{Link, LinkKind, Target};
use crate::page::Page;
use crate::url::encode_path;

impl Resolver<'_> {
    pub(super) fn target(&mut self, link: &Link) -> Target {
        let target = link.target.trim();
        if target.is_empty() {
            let is_image = link.kind.is_image();
            let message = if is_image { "the image has no file" } else { "the link has no target" };
            let what = if link.kind == LinkKind::Html || is_image { "it" } else { "the brackets" };
            let help = format!("give it a target, or remove {what}");
            self.report(&rules::LINK_EMPTY, link, message, Some(help));
            return Target::Missing;
        }
        let own = below_base_url(&self.catalog.config.base_url, target);
        let target = own.unwrap_or(target);
        if own.is_none() && is_external(target) {
            let is_remote = target.starts_with("//") || target.contains("://");
            let scheme = target.split_once(':').map_or("", |(scheme, _)| scheme);
            if link.kind.is_image() && is_remote {
                let help = "save the image next to the page; until then, the page links to it";
                self.report(&rules::LINK_EXTERNAL_IMAGE, link, "this image is on another host", Some(help));
            } else if link.kind.is_image() && crate::markdown::may_be_linked(target) {
                let help = "remove the `!` to link to it, or name the image's file";
                let message = format!("a `{scheme}:` address is not an image");
                self.report(&rules::LINK_EXTERNAL_IMAGE, link, message, Some(help));
            }
            self.one_slash(link, target);
            return Target::External(target.to_owned());
        }
        let parts = split(target);
        if parts.path.is_empty() && own.is_none() {
            return self.fragment_target(link, parts.fragment.unwrap_or(""));
        }
        let path = decoded(parts.path).into_owned();
        match self.find(link, &path) {
            Some(found) => self.found(link, found, &parts),
            None => self.published(link, &parts, &path).unwrap_or_else(|| self.missing(link, &parts, &path)),
        }
    }

    /// A link to one of the files that the site has for each page.
    fn published(&mut self, link: &Link, parts: &Parts<'_>, path: &str) -> Option<Target> {
        if let Some(found) = self.catalog.published_html(self.page, path) {
            return Some(self.found(link, found, parts));
        }
        let index = self.catalog.published_markdown(self.page, path)?;
        Some(as_markdown(self.page_target(link, index, parts)))
    }

    pub(super) fn find(&mut self, link: &Link, path: &str) -> Option<Found> {
        let found = self.catalog.find(self.page, path);
        if found.is_some() || !link.kind.is_wiki() {
            return found;
        }
        if link.kind == LinkKind::Embed {
            return self.catalog.named_file(path).map(|file| Found::File(file.clone()));
        }
        let named = self.catalog.page_by_id(path).or_else(|| self.by_name(link, path));
        named.map(Found::Page)
    }

    /// The page that a wiki link names by its file name or title: the first of several, and a finding.
    fn by_name(&mut self, link: &Link, name: &str) -> Option<usize> {
        let Named { public, first } = self.catalog.pages_by_name(name)?;
        if public.len() > 1 {
            self.ambiguous(link, name, public);
        }
        Some(public.first().copied().unwrap_or(*first))
    }

    fn found(&mut self, link: &Link, found: Found, parts: &Parts<'_>) -> Target {
        match found {
            Found::Page(index) => self.page_target(link, index, parts),
            Found::Folder(folder) if link.kind.is_image() => {
                let message = format!("`{folder}` is a folder, not an image");
                self.report(&rules::LINK_MISSING_FILE, link, message, Some("remove the `!` to link to it"));
                Target::Missing
            }
            Found::Folder(folder) => {
                if let Some(fragment) = parts.fragment.filter(|fragment| !fragment.is_empty()) {
                    let message = format!("there is no heading `#{fragment}` in a list of pages");
                    self.report(&rules::LINK_MISSING_ANCHOR, link, message, None::<String>);
                }
                internal(crate::place::folder_href(&folder), parts.query, None, None)
            }
            Found::File(path) => self.file_target(link, path, parts),
            Found::Outside(path) => self.outside_target(link, &path, parts),
        }
    }

    pub(super) fn page_target(&mut self, link: &Link, index: usize, parts: &Parts<'_>) -> Target {
        let pages: &[Arc<Page>] = self.catalog.pages;
        let page = &pages[index];
        if let Some(why) = self.catalog.why_hidden(index) {
            let message = format!("`{}` is {why} and not published", page.place.path);
            self.report(&rules::LINK_DRAFT, link, message, Some("publish it, or remove the link for now"));
            return Target::Missing;
        }
        if link.kind.is_image() {
            let message = format!("`{}` is a page, not an image", page.place.path);
            self.report(&rules::LINK_MISSING_FILE, link, message, Some("remove the `!` to link to it"));
            return Target::Missing;
        }
        let fragment = parts.fragment.filter(|fragment| !fragment.is_empty());
        let fragment = fragment.and_then(|fragment| self.check_anchor(link, page, fragment));
        if !std::ptr::eq(&raw const **page, self.page) {
            self.resolved.pages.push(index);
        }
        internal(encode_path(&page.place.href), parts.query, fragment, Some(page.title.clone()))
    }

    fn fragment_target(&mut self, link: &Link, fragment: &str) -> Target {
        if fragment.is_empty() || fragment.eq_ignore_ascii_case("top") {
            return Target::Fragment("#".to_owned());
        }
        match self.check_anchor(link, self.page, fragment) {
            Some(fragment) => Target::Fragment(format!("#{fragment}")),
            None => Target::Missing,
        }
    }
}

/// The target of a page's Markdown instead of the page.
fn as_markdown(target: Target) -> Target {
    let Target::Internal { mut href, title } = target else { return target };
    let at = href.find(['?', '#']).unwrap_or(href.len());
    href.insert_str(at, "index.md");
    Target::Internal { href, title }
}

pub(super) fn internal(href: String, query: &str, fragment: Option<String>, title: Option<String>) -> Target {
    let fragment = fragment.map(|fragment| format!("#{fragment}")).unwrap_or_default();
    Target::Internal { href: format!("{href}{query}{fragment}"), title }
}
