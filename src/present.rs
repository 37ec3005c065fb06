//! Turns the knowledge base into views: the values that templates see.

mod badges;
mod coverage;
mod fields;
mod lists;
mod map;
mod nav;
mod overview;
mod place;
mod presenter;
mod reviews;
mod rows;
mod terms;

pub use badges::badges;
pub use coverage::{COVERAGE_HREF, coverage_link};
pub use lists::INDEX_HREF;
pub use map::{MAP_HREF, map_link};
pub use presenter::{Heads, Presenter, Shared};
pub use reviews::{REVIEWS_HREF, has_reviews, reviews_link};

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::config::Config;
use crate::diagnostic::Finding;
use crate::graph::facets::Facets;
use crate::graph::tree::{Folder, Tree};
use crate::markdown::Heading;
use crate::page::Page;
use crate::path::SitePath;
use crate::safety;
use crate::schema::{Role, Schemas};
use crate::text::LineIndex;
use crate::url::encode_path;
use crate::view::{
    CollectionView, ContentsItem, DateView, FindingView, LinkView, LookView, NoteView, PageLink, PageView,
    Shell, SiteView,
};

impl Presenter<'_> {
    /// Puts the shell around a page's own view.
    pub fn shell<Body: serde::Serialize>(&self, heads: Heads, page: Body) -> Shell<Body> {
        self.shell_at(way_to_root(&heads.href), heads, page)
    }

    /// The same for a page that is shown at any depth: `root` leads to the site's root.
    pub fn shell_at<Body: serde::Serialize>(&self, root: String, heads: Heads, page: Body) -> Shell<Body> {
        let (nav, sidebar) = nav::sidebar(self, &heads, &root);
        Shell {
            site: self.shared.site.clone(),
            root,
            canonical: self.config.address(&encode_path(&heads.href)),
            breadcrumbs: self.breadcrumbs(&heads),
            nav,
            sidebar,
            title: heads.title,
            description: heads.description,
            href: encode_path(&heads.href),
            live: self.live,
            page,
        }
    }

    fn breadcrumbs(&self, heads: &Heads) -> Vec<LinkView> {
        let mut folders = heads.folder.and_above();
        folders.reverse();
        let folders = folders.iter().filter_map(|path| self.tree.get(path));
        let is_above = |folder: &&Folder| folder.href != heads.href && !heads.href.is_empty();
        let link = |folder: &Folder| {
            let title = if folder.href.is_empty() { &self.config.title } else { &folder.title };
            LinkView { title: title.clone(), href: encode_path(&folder.href) }
        };
        folders.filter(is_above).map(link).collect()
    }

    /// The view of a page that somebody wrote, around its rendered Markdown.
    pub fn page(&self, index: usize, html: String, findings: &[Finding]) -> Shell<PageView> {
        let page = &self.pages[index];
        let (previous, next) = self.neighbours(index);
        let folder = self.tree.folder_of(index);
        let fields = fields::shown(self, index);
        let placed = place::placed(self, page, &fields);
        let view = PageView {
            lead: page.lead().to_owned(),
            kind: page.schema.name.clone(),
            kind_title: page.schema.title.clone(),
            look: look(self.schemas, &page.schema.name),
            badges: badges(page, self.facets),
            id: page.id.clone(),
            title_id: title_heading(page).map(|heading| heading.id.clone()).unwrap_or_default(),
            title_notes: title_notes(page),
            language: self.language(page).to_owned(),
            html,
            contents: contents(page),
            fields,
            above: placed.above,
            panel: placed.panel,
            below: placed.below,
            records: placed.records,
            is_destructive: placed.is_destructive,
            backlinks: self.backlinks(index),
            related: self.links(self.graph.related[index].iter().copied()),
            previous,
            next,
            edit_url: self.config.edit_url(&page.place.path).unwrap_or_default(),
            markdown_href: encode_path(&format!("{}index.md", page.place.href)),
            updated: self.updated(page),
            review_due: self.review_due(page),
            owners: page.texts_of(Role::Owner).into_iter().map(str::to_owned).collect(),
            license: page.text_of(Role::License).unwrap_or(&self.config.license).to_owned(),
            contributors: self.contributors(page),
            draft: page.draft,
            findings: shown_findings(findings, page),
            list: folder.map(|path| self.folder_list(path)),
        };
        let heads = Heads {
            href: page.place.href.clone(),
            title: page.title.clone(),
            description: page.description.clone(),
            folder: folder.cloned().unwrap_or_else(|| self.folder_of(page)),
            page: Some(index),
        };
        self.shell(heads, view)
    }

    /// The folder of the tree that a page is shown in: a page alone in its folder is in the one above.
    fn folder_of(&self, page: &Page) -> SitePath {
        let folder = &page.place.folder;
        if self.tree.get(folder).is_some() { folder.clone() } else { folder.parent() }
    }

    fn neighbours(&self, index: usize) -> (Option<PageLink>, Option<PageLink>) {
        let Some(folder) = self.tree.get(&self.folder_of(&self.pages[index])) else { return (None, None) };
        let Some(at) = self.tree.position(index) else { return (None, None) };
        let link = |at: usize| folder.pages.get(at).map(|page| self.link(*page));
        (at.checked_sub(1).and_then(link), link(at + 1))
    }

    /// Pages as entries of a list.
    pub fn links(&self, pages: impl IntoIterator<Item = usize>) -> Vec<PageLink> {
        pages.into_iter().map(|page| self.link(page)).collect()
    }

    /// A page as an entry of a list.
    pub fn link(&self, index: usize) -> PageLink {
        let page = &self.pages[index];
        PageLink {
            title: page.title.clone(),
            href: encode_path(&page.place.href),
            description: page.description.clone(),
            folder: String::new(),
            kind: page.schema.name.clone(),
            kind_title: page.schema.title.clone(),
            badges: badges(page, self.facets),
            updated: self.updated(page),
            review_due: self.review_due(page),
            fields: Vec::new(),
            counts: Vec::new(),
            keys: Vec::new(),
            terms: Vec::new(),
            names: Vec::new(),
        }
    }

    /// When a page was last changed: what it says, or else what Git says.
    pub fn updated(&self, page: &Page) -> Option<DateView> {
        let zone = &self.config.time_zone;
        let said = page.text_of(Role::Updated).and_then(|text| fields::date(text, zone, self.words));
        let changed = || self.history.changed(&page.place.path);
        said.or_else(|| changed().map(|time| self.day(time.to_zoned(zone.clone()).date())))
    }

    /// Those who wrote a page, apart from those whom it names as authors itself.
    fn contributors(&self, page: &Page) -> Vec<String> {
        let said = page.texts_of(Role::Authors);
        let authors = self.history.authors(&page.place.path).into_iter();
        let is_shown = |name: &&str| self.config.contributors && !said.contains(name);
        authors.filter(is_shown).map(|name| safety::without_secrets(name).into_owned()).collect()
    }

    /// The language of a page: its own, or the site's.
    pub fn language<'a>(&'a self, page: &'a Page) -> &'a str {
        page.text_of(Role::Language).unwrap_or(&self.config.language)
    }

    fn review_due(&self, page: &Page) -> Option<DateView> {
        let review = page.review();
        // A first review that is due has no date that a reader could rely on.
        review.due.filter(|_| review.last.is_some()).map(|due| self.day(due))
    }

    fn day(&self, date: Date) -> DateView {
        DateView { iso: date.to_string(), text: self.words.day(date) }
    }
}

/// The way from a page's folder to the site's root.
pub fn way_to_root(href: &str) -> String {
    match href.matches('/').count() {
        0 => "./".to_owned(),
        depth => "../".repeat(depth),
    }
}

/// The heading that the theme shows as the title, if the page has one.
pub fn title_heading(page: &Page) -> Option<&Heading> {
    page.outline.headings.first().filter(|_| page.title_is_heading)
}

/// The references to footnotes in that heading.
pub fn title_notes(page: &Page) -> Vec<NoteView> {
    let notes = title_heading(page).map(|heading| heading.notes.as_slice()).unwrap_or_default();
    notes.iter().map(|note| NoteView { number: note.number, id: note.id.clone() }).collect()
}

/// The headings of levels 1 to 3 below the title, nested.
fn contents(page: &Page) -> Vec<ContentsItem> {
    let headings = page.outline.headings.iter().skip(usize::from(page.title_is_heading));
    let shown: Vec<&Heading> =
        headings.filter(|heading| heading.level <= 3 && !heading.text.is_empty()).collect();
    let top = shown.iter().map(|heading| heading.level).min().unwrap_or(1);
    let mut items: Vec<ContentsItem> = Vec::new();
    for heading in shown {
        let item = ContentsItem { title: heading.text.clone(), id: heading.id.clone(), children: Vec::new() };
        match items.last_mut() {
            Some(parent) if heading.level > top => parent.children.push(item),
            _ => items.push(item),
        }
    }
    items
}

/// The findings that readers of a published page need: why they do not see all of it. Everything
/// else is for authors, who see it in the terminal and in the preview.
fn shown_findings(findings: &[Finding], page: &Page) -> Vec<FindingView> {
    findings.iter().filter(|_| page.is_incomplete()).map(|finding| finding_view(finding, page)).collect()
}

fn finding_view(finding: &Finding, page: &Page) -> FindingView {
    let position = LineIndex::new(&page.source.text).position(finding.span.start);
    FindingView {
        severity: finding.severity.name(),
        code: finding.rule.code,
        message: finding.message.clone(),
        help: finding.help.clone().unwrap_or_default(),
        place: format!("{}:{}:{}", finding.path, position.line, position.column),
    }
}

/// A collection or folder as an entry of an overview.
fn folder_view(tree: &Tree, schemas: &Schemas, path: &SitePath) -> Option<CollectionView> {
    let folder = tree.get(path)?;
    Some(CollectionView {
        title: folder.title.clone(),
        href: encode_path(&folder.href),
        description: folder.description.clone(),
        count: folder.count,
        kind: folder.kind.clone(),
        look: look(schemas, &folder.kind),
    })
}

/// How pages of a type look; without one, as any page.
fn look(schemas: &Schemas, kind: &str) -> LookView {
    let look = schemas.get(kind).map(|schema| schema.look.clone()).unwrap_or_default();
    LookView { icon: look.icon, tone: look.tone }
}

/// The pages that not every site has.
#[derive(Debug, Default)]
pub struct Extras {
    /// The map.
    pub map: Option<LinkView>,
    /// The coverage of alerts.
    pub coverage: Option<LinkView>,
    /// The reviews.
    pub reviews: Option<LinkView>,
}

/// The view of the site that all its pages share.
pub fn site(
    config: &Config,
    tree: &Tree,
    schemas: &Schemas,
    facets: &Facets,
    extras: Extras,
    assets: BTreeMap<String, String>,
) -> SiteView {
    let collections = tree.get(&SitePath::root()).into_iter().flat_map(|root| &root.folders);
    SiteView {
        title: config.title.clone(),
        description: config.description.clone(),
        language: config.language.clone(),
        base_url: config.base_url.clone(),
        repository: config.repository.clone(),
        license: config.license.clone(),
        generator: concat!("opslore ", env!("CARGO_PKG_VERSION")).to_owned(),
        collections: collections.filter_map(|path| folder_view(tree, schemas, path)).collect(),
        facets: terms::links(facets),
        map: extras.map,
        coverage: extras.coverage,
        reviews: extras.reviews,
        assets,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_to_the_root_works_under_any_prefix() {
        assert_eq!(way_to_root(""), "./");
        assert_eq!(way_to_root("a/"), "../");
        assert_eq!(way_to_root("a/b/"), "../../");
    }
}
