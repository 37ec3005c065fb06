//! Broken links, and where they may have been meant to lead.

use std::sync::Arc;

use super::resolve::internal;
use super::resolver::Resolver;
use crate::diagnostic::{Fix, rules};
use crate::graph::catalog::relative;
use crate::graph::suggest::{Doubt, Missing};
use crate::graph::target::{Parts, decoded};
use crate::graph::{detours, mend, spelling};
use crate::markdown::{Link, LinkKind, Target};
use crate::page::Page;
use crate::path::SitePath;
use crate::url::{encode_fragment, encode_path};

impl Resolver<'_> {
    /// A broken link, unless a redirect or the site itself is there.
    pub(super) fn missing(&mut self, link: &Link, parts: &Parts<'_>, path: &str) -> Target {
        if let Some(index) = self.detours.page_at(self.catalog, self.page, path) {
            return self.redirected(link, index, parts, path);
        }
        if path.starts_with('/') && detours::is_the_site_s(self.catalog.config, path) {
            let href = encode_path(path.trim_start_matches('/'));
            return internal(href, parts.query, parts.fragment.map(encode_fragment), None);
        }
        let other_case = self.catalog.other_case(self.page, path);
        if let Some((meant, file)) = other_case.filter(|_| !link.kind.is_wiki()) {
            let differs = spelling::difference(meant.as_str(), file.as_str());
            let message = format!("{differs}: the file is `{file}`");
            let letters = spelling::letters(meant.as_str(), file.as_str(), "the link", "the file");
            let letters = letters.map(|letters| letters + "; ").unwrap_or_default();
            let help =
                format!("{letters}macOS and Windows find it anyway; Git, a code host and the site do not");
            let fix = self.fix_path(link, file, parts);
            self.report(&rules::LINK_CASE, link, message, Some(help)).fix = fix;
            return Target::Missing;
        }
        self.nowhere(link, parts, path)
    }

    /// A link by an old URL or a short one. As the path of a file it is broken, but it is known
    /// where the page is now.
    fn redirected(&mut self, link: &Link, index: usize, parts: &Parts<'_>, path: &str) -> Target {
        let pages: &[Arc<Page>] = self.catalog.pages;
        let file = &pages[index].place.path;
        let fix = self.fix_path(link, file, parts);
        let shown = relative(&self.page.place.path.parent(), file);
        if SitePath::new(path).is_some_and(|path| crate::place::has_page_extension(&path)) {
            let help = format!("the page is now `{shown}`");
            self.report(&rules::LINK_MISSING_PAGE, link, format!("there is no page `{path}`"), Some(help))
                .fix = fix;
            return Target::Missing;
        }
        let message = format!("`{path}` is a redirect to `{file}`");
        self.report(&rules::LINK_REDIRECTED, link, message, Some(format!("write `{shown}`"))).fix = fix;
        self.page_target(link, index, parts)
    }

    /// Replaces a link's path by that to `file`, as seen from the page.
    fn fix_path(&self, link: &Link, file: &SitePath, parts: &Parts<'_>) -> Option<Fix> {
        let path = relative(&self.page.place.path.parent(), file);
        mend::replace_path(&self.page.source.text, link, &path, parts.query, parts.fragment)
    }

    fn nowhere(&mut self, link: &Link, parts: &Parts<'_>, path: &str) -> Target {
        let is_page = match path.rsplit('/').next().unwrap_or("").rsplit_once('.') {
            Some((_, extension)) => extension.to_lowercase().starts_with("md") || extension.contains(' '),
            None => true,
        };
        let (rule, what) = match (link.kind, is_page) {
            (LinkKind::Image | LinkKind::Embed, _) => (&rules::LINK_MISSING_FILE, "image"),
            (_, true) => (&rules::LINK_MISSING_PAGE, "page"),
            (_, false) => (&rules::LINK_MISSING_FILE, "file"),
        };
        let message = format!("there is no {what} `{path}`");
        let without_line = path.rsplit_once(':').filter(|(_, line)| line.parse::<u32>().is_ok());
        if let Some((file, line)) = without_line
            && self.catalog.find(self.page, file).is_some()
        {
            let help = format!("a line number does not belong in a path: write `{file}` without `:{line}`");
            let fix = mend::remove(&self.page.source.text, link, &format!(":{line}"));
            self.report(rule, link, message, Some(help)).fix = fix;
            return Target::Missing;
        }
        if path.contains('\\') {
            let is_there = self.catalog.find(self.page, &path.replace('\\', "/")).is_some();
            let fix = mend::slashes(&self.page.source.text, link).filter(|_| is_there);
            self.report(rule, link, message, Some("write `/` instead of `\\`")).fix = fix;
            return Target::Missing;
        }
        Doubt::note(&mut self.resolved.doubts, &self.resolved.findings, || Missing::Link {
            link: link.clone(),
            path: path.to_owned(),
        });
        let fix = self.moved(link, parts, path);
        self.report(rule, link, message, None::<String>).fix = fix;
        Target::Missing
    }

    /// The way to the only file of that name, which has moved. What it lacks the fragment for is not
    /// the same page any more.
    fn moved(&self, link: &Link, parts: &Parts<'_>, path: &str) -> Option<Fix> {
        let file = self.catalog.elsewhere(self.page, path).filter(|_| !link.kind.is_wiki())?;
        let pages: &[Arc<Page>] = self.catalog.pages;
        let page = pages.binary_search_by(|page| page.place.path.cmp(file)).ok().map(|at| &pages[at]);
        let fragment = parts.fragment.filter(|fragment| !fragment.is_empty());
        let fits = match (page, fragment) {
            (Some(page), Some(fragment)) => page.anchors.contains(&*decoded(fragment)),
            (Some(_), None) => !link.kind.is_image(),
            (None, _) => true,
        };
        (fits && self.is_telling(file)).then(|| self.fix_path(link, file, parts)).flatten()
    }

    /// Whether a file's name is enough to know it by: one of several words is, and a plain one such as
    /// `architecture.md` only between folders of which one is in the other.
    fn is_telling(&self, file: &SitePath) -> bool {
        let (here, there) = (self.page.place.path.parent(), file.parent());
        let is_near = there.below(&here).is_some() || here.below(&there).is_some();
        is_near || file.stem().contains(|c: char| !c.is_alphabetic())
    }
}
