//! Resolves the links in a page's text.

use std::sync::Arc;

use super::catalog::{Catalog, Found, Named};
use super::detours::Detours;
use super::mend;
use super::spelling;
use super::suggest::{Doubt, Missing};
use super::target::{Parts, anchor, below_base_url, decoded, is_external, split};
use crate::attachment::{self, Refusal};
use crate::diagnostic::{Finding, Fix, Patience, Rule, ask, rules};
use crate::markdown::{Link, LinkKind, Malformed, Slip, Target};
use crate::page::Page;
use crate::path::SitePath;
use crate::url::{encode_fragment, encode_path};

/// The targets of a page's links.
#[derive(Debug, Default)]
pub(super) struct Resolved {
    /// A target for each link of the outline, in order.
    pub targets: Vec<Target>,
    /// The pages linked to.
    pub pages: Vec<usize>,
    /// The files to publish with the page, relative to the root, and the numbers of their links.
    pub assets: Vec<(SitePath, usize)>,
    /// The problems of the links.
    pub findings: Vec<Finding>,
    /// Which of the findings may get a suggestion.
    pub doubts: Vec<Doubt>,
}

/// How much comparing names with ids may cost for one page, in pairs of characters.
const PATIENCE_OF_PAGE: usize = 4_000_000;

/// Longer fragments, in bytes, are not compared.
const LONGEST_ANCHOR: usize = 800;

/// Resolves every link of a page.
pub(super) fn resolve(catalog: &Catalog<'_>, detours: &Detours, page: &Page) -> Resolved {
    let (patience, resolved) = (Patience::new(PATIENCE_OF_PAGE), Resolved::default());
    let mut resolver = Resolver { catalog, detours, page, patience, resolved };
    for link in &page.outline.links {
        let target = resolver.target(link);
        resolver.resolved.targets.push(target);
    }
    for link in &page.outline.spaced {
        resolver.spaced(link);
    }
    for malformed in &page.outline.malformed {
        resolver.malformed(malformed);
    }
    resolver.resolved
}

/// How many candidates are named for an ambiguous link.
const MOST_NAMED: usize = 4;

struct Resolver<'a> {
    catalog: &'a Catalog<'a>,
    detours: &'a Detours,
    page: &'a Page,
    patience: Patience,
    resolved: Resolved,
}

impl Resolver<'_> {
    fn target(&mut self, link: &Link) -> Target {
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

    fn find(&mut self, link: &Link, path: &str) -> Option<Found> {
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

    /// The page with the file name or title of a wiki link; the first of several, with a finding.
    fn by_name(&mut self, link: &Link, name: &str) -> Option<usize> {
        let Named { public, first } = self.catalog.pages_by_name(name)?;
        if public.len() > 1 {
            self.ambiguous(link, name, public);
        }
        Some(public.first().copied().unwrap_or(*first))
    }

    fn ambiguous(&mut self, link: &Link, name: &str, candidates: &[usize]) {
        let shown = |of: fn(&Page) -> String| {
            let first = candidates.iter().take(MOST_NAMED).map(|index| of(&self.catalog.pages[*index]));
            let more = candidates.len().saturating_sub(MOST_NAMED);
            let more = (more > 0).then(|| format!("{more} more"));
            first.chain(more).collect::<Vec<_>>().join(", ")
        };
        let message =
            format!("`{name}` matches several pages: {}", shown(|page| format!("`{}`", page.place.path)));
        let help = format!(
            "write the path of one: {}; until then, the link goes to the first",
            shown(|page| format!("`[[{}]]`", page.id))
        );
        self.report(&rules::LINK_AMBIGUOUS, link, message, Some(help));
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

    fn page_target(&mut self, link: &Link, index: usize, parts: &Parts<'_>) -> Target {
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

    /// The fragment as part of a URL, or a finding if the page has no such id.
    fn check_anchor(&mut self, link: &Link, page: &Page, fragment: &str) -> Option<String> {
        let wanted = anchor(link, page, fragment);
        if page.is_broken || page.anchors.contains(&*wanted) {
            return Some(encode_fragment(&wanted));
        }
        let same_page = std::ptr::eq(page, self.page);
        let place = if same_page { "this page".to_owned() } else { format!("`{}`", page.place.path) };
        let message = format!("there is no heading `#{wanted}` in {place}");
        let anchors = || page.anchors.iter().map(String::as_str).take(super::MOST_ANCHORS);
        let length = || anchors().map(str::len).sum::<usize>();
        let is_patient = wanted.len() <= LONGEST_ANCHOR && self.patience.spend(length()).is_some();
        let meant = || is_patient.then(|| mend::anchor(&wanted, &page.anchors)).flatten();
        if let Some(meant) = meant() {
            let fix = mend::replace_fragment(&self.page.source.text, link, meant);
            let letters = spelling::letters(&wanted, meant, "the link", "the heading");
            let help = match letters {
                Some(letters) => format!("the Unicode normalization differs: {letters}"),
                None => format!("did you mean `{meant}`?"),
            };
            self.report(&rules::LINK_MISSING_ANCHOR, link, message, Some(help));
            self.fix(fix);
            return None;
        }
        if mend::is_line_number(&wanted) {
            let help = "line numbers only work on a code host: link to a heading";
            self.report(&rules::LINK_MISSING_ANCHOR, link, message, Some(help));
            return None;
        }
        let near = if is_patient { ask(&self.patience.nearest(&wanted, anchors())) } else { None };
        let contained = || {
            let mut containing = anchors().filter(|anchor| is_patient && anchor.contains(&*wanted));
            containing.next().map(|anchor| format!("did you mean `{anchor}`?"))
        };
        self.report(&rules::LINK_MISSING_ANCHOR, link, message, near.or_else(contained));
        None
    }

    fn file_target(&mut self, link: &Link, path: SitePath, parts: &Parts<'_>) -> Target {
        if self.catalog.config.ignore.is_match(path.as_str()) {
            return self.outside_target(link, &path, parts);
        }
        let below = SitePath::new(path.below(&self.catalog.config.content).unwrap_or_default());
        let below = below.unwrap_or_else(SitePath::root);
        match attachment::kind_of(&below, &self.catalog.config.attachments) {
            Ok(_) => {}
            Err(Refusal::Unknown(ending)) => return self.unknown_kind(link, &path, parts, &ending),
            Err(refusal) => return self.elsewhere(link, &path, parts, &refusal.reason()),
        }
        let href = encode_path(&attachment::published_name(below.as_str()));
        let fragment = parts.fragment.map(|fragment| encode_fragment(&decoded(fragment)));
        self.resolved.assets.push((path, self.resolved.targets.len()));
        internal(href, parts.query, fragment, None)
    }

    fn outside_target(&mut self, link: &Link, path: &SitePath, parts: &Parts<'_>) -> Target {
        let is_ignored = self.catalog.config.ignore.is_match(path.as_str());
        let why = match () {
            () if is_ignored => "`ignore` in opslore.yaml leaves it out",
            () if path.is_hidden() => "names that begin with a dot are not content",
            () => "it is not content",
        };
        self.elsewhere(link, path, parts, why)
    }

    /// The file on the code host, if that is known.
    fn on_code_host(&self, path: &SitePath, parts: &Parts<'_>) -> Option<Target> {
        let url = self.catalog.config.blob_url(path)?;
        // `#L10` names a line there.
        let fragment = parts.fragment.filter(|fragment| !fragment.is_empty());
        let line = fragment.map(|fragment| format!("#{}", encode_fragment(&decoded(fragment))));
        Some(Target::External(url + &line.unwrap_or_default()))
    }

    /// A file of a kind that nobody has allowed yet.
    fn unknown_kind(&mut self, link: &Link, path: &SitePath, parts: &Parts<'_>, ending: &str) -> Target {
        let on_code_host = self.on_code_host(path, parts);
        let instead = if on_code_host.is_some() { "; the link goes to your code host" } else { "" };
        let reason = Refusal::Unknown(ending.to_owned()).reason();
        let message = format!("`{path}` is not published with the site: {reason}{instead}");
        let help = match attachment::ending_problem(ending) {
            None => {
                format!("add `attachments: {{allow: [{ending}]}}` to opslore.yaml, or link to an archive")
            }
            Some(_) => "rename the file, or link to an archive".to_owned(),
        };
        self.report(&rules::LINK_ATTACHMENT_KIND, link, message, Some(help));
        on_code_host.unwrap_or(Target::Missing)
    }

    /// A file that is not published, which the code host shows.
    fn elsewhere(&mut self, link: &Link, path: &SitePath, parts: &Parts<'_>, why: &str) -> Target {
        if let Some(target) = self.on_code_host(path, parts) {
            return target;
        }
        let shown = if path.is_root() { "/" } else { path.as_str() };
        let message = format!("`{shown}` is not published with the site: {why}");
        let help = "set `repository` in opslore.yaml so that the link leads to your code host";
        self.report(&rules::LINK_OUTSIDE, link, message, Some(help));
        Target::Missing
    }

    /// A broken link, unless a redirect or the site itself has the address.
    fn missing(&mut self, link: &Link, parts: &Parts<'_>, path: &str) -> Target {
        if let Some(index) = self.detours.page_at(self.catalog, self.page, path) {
            return self.redirected(link, index, parts, path);
        }
        if path.starts_with('/') && super::detours::is_the_site_s(self.catalog.config, path) {
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
            self.report(&rules::LINK_CASE, link, message, Some(help));
            self.fix(self.fix_path(link, file, parts));
            return Target::Missing;
        }
        self.nowhere(link, parts, path)
    }

    /// A link to an old URL or a short one. As a file path it is broken, but it is known
    /// where the page is now.
    fn redirected(&mut self, link: &Link, index: usize, parts: &Parts<'_>, path: &str) -> Target {
        let pages: &[Arc<Page>] = self.catalog.pages;
        let file = &pages[index].place.path;
        let fix = self.fix_path(link, file, parts);
        let shown = super::catalog::relative(&self.page.place.path.parent(), file);
        if SitePath::new(path).is_some_and(|path| crate::place::has_page_extension(&path)) {
            let help = format!("the page is now `{shown}`");
            self.report(&rules::LINK_MISSING_PAGE, link, format!("there is no page `{path}`"), Some(help));
            self.fix(fix);
            return Target::Missing;
        }
        let message = format!("`{path}` is a redirect to `{file}`");
        self.report(&rules::LINK_REDIRECTED, link, message, Some(format!("write `{shown}`")));
        self.fix(fix);
        self.page_target(link, index, parts)
    }

    /// Replaces a link's path with the one to `file`, relative to the page.
    fn fix_path(&self, link: &Link, file: &SitePath, parts: &Parts<'_>) -> Option<Fix> {
        let path = super::catalog::relative(&self.page.place.path.parent(), file);
        mend::replace_path(&self.page.source.text, link, &path, parts.query, parts.fragment)
    }

    /// Whether text was meant as a link: it names something, or at least looks like a file path.
    fn spaced(&mut self, link: &Link) {
        let target = link.target.as_str();
        let parts = split(target);
        let exists = |path: &str| !path.is_empty() && self.catalog.find(self.page, &decoded(path)).is_some();
        let is_there = exists(parts.path);
        let last = parts.path.rsplit(' ').next().unwrap_or("");
        if !is_there && (!mend::looks_like_path(target) || exists(last)) {
            return;
        }
        let help = format!("write `<{target}>`, or `%20` for each space");
        self.report(
            &rules::LINK_SPACE,
            link,
            "the target contains a space, so this is not a link",
            Some(help),
        );
        let is_file = self.catalog.by_file(self.page, &decoded(parts.path)).is_some();
        self.fix((is_there && is_file).then(|| Fix::surround(link.target_span, "<", ">")));
    }

    /// `https:/host`, which browsers read as a host or as a path depending on the page.
    fn one_slash(&mut self, link: &Link, target: &str) {
        let Some((scheme, rest)) = target.split_once(':') else { return };
        let is_web = ["http", "https"].iter().any(|web| web.eq_ignore_ascii_case(scheme));
        let rest = rest.strip_prefix('/').filter(|rest| is_web && !rest.starts_with('/') && !rest.is_empty());
        let Some(rest) = rest else { return };
        let help = format!("write `{scheme}://{rest}`");
        let message = format!("`{scheme}:` needs two slashes");
        self.report(&rules::LINK_MALFORMED, link, message, Some(help));
        self.fix(mend::second_slash(&self.page.source.text, link));
    }

    /// Whether text was meant as a link: it names something, a Markdown file or an address.
    fn malformed(&mut self, malformed: &Malformed) {
        let target = malformed.link.target.as_str();
        let path = decoded(split(target).path);
        let is_url = ["http://", "https://"].iter().any(|start| target.starts_with(start));
        let is_path = path.contains(['.', '/']) && !is_external(target);
        let found = self.catalog.find(self.page, &path).filter(|_| is_path);
        let is_page = is_path && path.ends_with(".md");
        if !is_url && !is_page && found.is_none() {
            return;
        }
        let message = match malformed.slip {
            Slip::Unclosed => "the closing parenthesis is missing, so this is not a link",
            Slip::Apart => "there is a space between text and target, so this is not a link",
            Slip::Reversed => "the text is in parentheses and the target in brackets, so this is not a link",
        };
        let mut finding =
            Finding::new(&rules::LINK_MALFORMED, &self.page.place.path, malformed.link.span, message);
        finding.help = Some(format!("write `{}`", malformed.meant));
        finding.fix = (is_url || found.is_some()).then(|| malformed.fix.clone());
        self.resolved.findings.push(finding);
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
            self.report(rule, link, message, Some(help));
            self.fix(mend::remove(&self.page.source.text, link, &format!(":{line}")));
            return Target::Missing;
        }
        if path.contains('\\') {
            self.report(rule, link, message, Some("write `/` instead of `\\`"));
            let is_there = self.catalog.find(self.page, &path.replace('\\', "/")).is_some();
            self.fix(mend::slashes(&self.page.source.text, link).filter(|_| is_there));
            return Target::Missing;
        }
        Doubt::note(&mut self.resolved.doubts, &self.resolved.findings, || Missing::Link {
            link: link.clone(),
            path: path.to_owned(),
        });
        self.report(rule, link, message, None::<String>);
        self.fix(self.moved(link, parts, path));
        Target::Missing
    }

    /// The path to the only file with that name, which has moved. A page without the fragment is not
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

    /// Whether a file's name is enough to identify it: one with several words is, and a plain one such as
    /// `architecture.md` only between folders of which one is in the other.
    fn is_telling(&self, file: &SitePath) -> bool {
        let (here, there) = (self.page.place.path.parent(), file.parent());
        let is_near = there.below(&here).is_some() || here.below(&there).is_some();
        is_near || file.stem().contains(|c: char| !c.is_alphabetic())
    }

    fn report<H: Into<String>>(
        &mut self,
        rule: &'static Rule,
        link: &Link,
        message: impl Into<String>,
        help: Option<H>,
    ) {
        let mut finding = Finding::new(rule, &self.page.place.path, link.target_span, message);
        finding.help = help.map(Into::into);
        self.resolved.findings.push(finding);
    }

    /// Gives the last finding its fix.
    fn fix(&mut self, fix: Option<Fix>) {
        if let Some(finding) = self.resolved.findings.last_mut() {
            finding.fix = fix;
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

fn internal(href: String, query: &str, fragment: Option<String>, title: Option<String>) -> Target {
    let fragment = fragment.map(|fragment| format!("#{fragment}")).unwrap_or_default();
    Target::Internal { href: format!("{href}{query}{fragment}"), title }
}
