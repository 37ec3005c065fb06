//! What templates see: plain values that serialise, and nothing else. A template can reach no page,
//! no file and no clock, so what a view holds is all that a rendered file depends on.
//!
//! Every `href` is a path under the site's root without a leading `/` (the home page is the empty
//! string); templates write `{{ root }}{{ item.href }}`, which works under any prefix.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

/// What every page of the site has: the variable names are the field names.
#[derive(Clone, Debug, Serialize)]
pub struct Shell<Body: Serialize> {
    /// The site.
    pub site: Arc<SiteView>,
    /// The way from this file's folder to the site's root: `./`, `../../`, or an absolute path in
    /// `404.html`.
    pub root: String,
    /// The page's own title.
    pub title: String,
    /// One sentence about the page, may be empty.
    pub description: String,
    /// The page's full address, empty where the configuration has no `base_url`.
    pub canonical: String,
    /// The page's href.
    pub href: String,
    /// From the home page down to, but without, this page.
    pub breadcrumbs: Vec<LinkView>,
    /// The sidebar.
    pub nav: Vec<NavItem>,
    /// Whether this is `opslore serve`: the page then loads the live-reload client.
    pub live: bool,
    /// What this kind of page shows: [`PageView`], [`ListView`], [`TermsView`], [`HomeView`],
    /// [`IndexView`], [`MapView`], [`CoverageView`] or nothing.
    pub page: Body,
}

/// The site.
#[derive(Clone, Debug, Serialize)]
pub struct SiteView {
    /// The title from the configuration.
    pub title: String,
    /// One sentence, may be empty.
    pub description: String,
    /// A BCP 47 language tag, `en` by default.
    pub language: String,
    /// The full address without a trailing `/`, or empty.
    pub base_url: String,
    /// The repository's address, or empty.
    pub repository: String,
    /// The licence of the content, as text, or empty.
    pub license: String,
    /// `opslore 0.1.0`.
    pub generator: String,
    /// The collections that have pages, in their order.
    pub collections: Vec<CollectionView>,
    /// The facets that have term pages.
    pub facets: Vec<LinkView>,
    /// The map, unless a page of the content has its place.
    pub map: Option<LinkView>,
    /// The page of alert coverage, where rule files are held against the pages.
    pub coverage: Option<LinkView>,
    /// Static files of the theme: the path in `static/` to the href with a hash in its query.
    pub assets: BTreeMap<String, String>,
}

/// A link.
#[derive(Clone, Debug, Serialize)]
pub struct LinkView {
    /// Its text.
    pub title: String,
    /// Where it leads.
    pub href: String,
}

/// A collection in an overview.
#[derive(Clone, Debug, Serialize)]
pub struct CollectionView {
    /// `Runbooks`.
    pub title: String,
    /// `runbooks/`.
    pub href: String,
    /// One sentence, may be empty.
    pub description: String,
    /// How many pages it has.
    pub count: usize,
    /// The name of its type, for icons and colours.
    pub kind: String,
}

/// An entry of the sidebar.
#[derive(Clone, Debug, Serialize)]
pub struct NavItem {
    /// Its text.
    pub title: String,
    /// Where it leads.
    pub href: String,
    /// Whether it is the page shown.
    pub current: bool,
    /// Whether the page shown is this or below it.
    pub open: bool,
    /// How many pages are below it, 0 for a page.
    pub count: usize,
    /// Entries below it; filled only while it is open.
    pub children: Vec<NavItem>,
}

/// A page that somebody wrote (template `page.html`).
#[derive(Clone, Debug, Serialize)]
pub struct PageView {
    /// The description, where the author wrote one; the shell's may be the first paragraph.
    pub lead: String,
    /// The type's name (`runbook`).
    pub kind: String,
    /// The type's title (`Runbook`).
    pub kind_title: String,
    /// The page's id.
    pub id: String,
    /// The id of the heading that the title was taken from, or empty.
    pub title_id: String,
    /// A BCP 47 language tag.
    pub language: String,
    /// The rendered Markdown.
    pub html: String,
    /// The headings to list as contents, nested.
    pub contents: Vec<ContentsItem>,
    /// The values of its fields with a closed list of options (severity, status …).
    pub badges: Vec<BadgeView>,
    /// The metadata panel.
    pub fields: Vec<FieldView>,
    /// Pages that refer to this one by a field, and pages that link here, by kind.
    pub backlinks: Vec<BacklinksView>,
    /// Pages that share most with this one.
    pub related: Vec<PageLink>,
    /// The page before this one in its folder.
    pub previous: Option<PageLink>,
    /// The page after this one in its folder.
    pub next: Option<PageLink>,
    /// Where to edit the page on its code host (a full address), or empty.
    pub edit_url: String,
    /// The page's Markdown as published (an href).
    pub markdown_href: String,
    /// The last change, from the front matter or from Git.
    pub updated: Option<DateView>,
    /// When the page is due for review; a script marks it once that day has passed.
    pub review_due: Option<DateView>,
    /// Who owns it.
    pub owners: Vec<String>,
    /// The licence, the page's own or the site's, or empty.
    pub license: String,
    /// Who wrote it, by the history of its file, most commits first; empty where the configuration
    /// names nobody.
    pub contributors: Vec<String>,
    /// Whether it is a draft.
    pub draft: bool,
    /// What is wrong with a page of which readers do not see all: it could not be read, or its front
    /// matter not to the end. Empty otherwise.
    pub findings: Vec<FindingView>,
    /// The pages and folders below this one, where it is the index page of a folder.
    pub list: Option<ListView>,
}

/// An entry of the contents.
#[derive(Clone, Debug, Serialize)]
pub struct ContentsItem {
    /// The heading's text.
    pub title: String,
    /// The fragment without `#`.
    pub id: String,
    /// Headings below it.
    pub children: Vec<ContentsItem>,
}

/// A row of the metadata panel.
#[derive(Clone, Debug, Serialize)]
pub struct FieldView {
    /// The property's name (`severity`), for classes.
    pub name: String,
    /// The property's title.
    pub title: String,
    /// Its values.
    pub values: Vec<ValueView>,
}

/// A value in the metadata panel.
#[derive(Clone, Debug, Serialize)]
pub struct ValueView {
    /// The text. For an item with several members this is its summary.
    pub text: String,
    /// A page or term page of the site it leads to, if any.
    pub href: Option<String>,
    /// Another site it leads to, if any (a full address).
    pub url: Option<String>,
    /// `date`, `key`, `reference`, `term`, `boolean`, `text` or `record`.
    pub kind: &'static str,
    /// Whether it is a truth value and holds.
    pub is_true: bool,
    /// The members of a record: title and text of each.
    pub members: Vec<MemberView>,
}

/// A member of a record such as a timeline's entry.
#[derive(Clone, Debug, Serialize)]
pub struct MemberView {
    /// The property's name.
    pub name: String,
    /// The property's title.
    pub title: String,
    /// Its value as text.
    pub text: String,
    /// Another site it leads to, if any (a full address).
    pub url: Option<String>,
}

/// Pages that refer to a page in one way.
#[derive(Clone, Debug, Serialize)]
pub struct BacklinksView {
    /// What they are to this page: the schema's `inverse`, or «Linked from».
    pub title: String,
    /// The name of their type, empty where they are of several.
    pub kind: String,
    /// Whether they are to be shown above the text, as the schema of this page may ask.
    pub first: bool,
    /// The pages.
    pub pages: Vec<PageLink>,
}

/// A page in a list.
#[derive(Clone, Debug, Serialize)]
pub struct PageLink {
    /// Its title.
    pub title: String,
    /// Where it is.
    pub href: String,
    /// One sentence, may be empty.
    pub description: String,
    /// The name of its type.
    pub kind: String,
    /// The title of its type.
    pub kind_title: String,
    /// The values of its fields with a closed list of options (severity, status …).
    pub badges: Vec<BadgeView>,
    /// Its last change.
    pub updated: Option<DateView>,
    /// The fields that its schema shows in overviews; empty elsewhere.
    pub fields: Vec<FieldView>,
    /// How many pages refer to it, for the types that its schema counts in overviews; empty elsewhere.
    pub counts: Vec<CountView>,
    /// In a list, what it is sorted by: a text for each of [`ListView::sorts`]; empty elsewhere.
    pub keys: Vec<String>,
    /// In a list that filters, the terms that it has: `severity/critical`; empty elsewhere.
    pub terms: Vec<String>,
}

/// Pages of a type, counted.
#[derive(Clone, Debug, Serialize)]
pub struct CountView {
    /// What they are called: `Runbooks`.
    pub title: String,
    /// How many there are.
    pub count: usize,
}

/// A value worth showing beside a title.
#[derive(Clone, Debug, Serialize)]
pub struct BadgeView {
    /// The property's name.
    pub field: String,
    /// The value.
    pub value: String,
    /// How far down the schema's list of options the value stands, from 0.
    pub rank: usize,
    /// Whether the schema calls the value the usual one, which tells little in short lists.
    pub usual: bool,
}

/// A date to show.
#[derive(Clone, Debug, Serialize)]
pub struct DateView {
    /// For machines: an RFC 3339 date or date-time.
    pub iso: String,
    /// For people.
    pub text: String,
}

/// A finding on a page that is shown all the same.
#[derive(Clone, Debug, Serialize)]
pub struct FindingView {
    /// `error`, `warning` or `info`.
    pub severity: &'static str,
    /// `OL0101`.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// How to mend it, may be empty.
    pub help: String,
    /// `content/a.md:3:9`.
    pub place: String,
}

/// A list of pages: a collection, a folder or a term (template `list.html`).
#[derive(Clone, Debug, Serialize)]
pub struct ListView {
    /// What kind of list: `collection`, `folder` or `term`.
    pub kind: &'static str,
    /// Folders below, with the number of pages in each.
    pub folders: Vec<CollectionView>,
    /// The pages.
    pub pages: Vec<PageLink>,
    /// The terms that apply to this list.
    pub facets: Vec<FacetView>,
    /// Whether the facets filter this list: they count its pages and none further below.
    pub filters: bool,
    /// What it can be sorted by besides titles.
    pub sorts: Vec<SortView>,
}

/// A way to sort a list.
#[derive(Clone, Debug, Serialize)]
pub struct SortView {
    /// The property's name (`started_at`), or `updated`.
    pub name: String,
    /// The property's title; empty for the last change.
    pub title: String,
    /// Whether the largest comes first.
    pub descending: bool,
}

/// A facet and its terms.
#[derive(Clone, Debug, Serialize)]
pub struct FacetView {
    /// The property's name.
    pub name: String,
    /// The property's title.
    pub title: String,
    /// Where all its terms are listed; empty where its terms are pages.
    pub href: String,
    /// Its terms.
    pub terms: Vec<TermView>,
}

/// A term of a facet.
#[derive(Clone, Debug, Serialize)]
pub struct TermView {
    /// The term.
    pub title: String,
    /// The term in addresses.
    pub slug: String,
    /// Where its pages are listed.
    pub href: String,
    /// How many pages there are.
    pub count: usize,
}

/// All terms of a facet (template `terms.html`).
#[derive(Clone, Debug, Serialize)]
pub struct TermsView {
    /// The facet.
    pub facet: FacetView,
}

/// The home page (template `home.html`).
#[derive(Clone, Debug, Serialize)]
pub struct HomeView {
    /// The description of the home page or of the site, where one was written.
    pub lead: String,
    /// The rendered Markdown of the home page, may be empty.
    pub html: String,
    /// How many pages the site has.
    pub count: usize,
    /// What the types show here, cards before rows.
    pub sections: Vec<SectionView>,
    /// The pages whose review is due soonest; a script marks those overdue.
    pub due: Vec<DueView>,
    /// The pages changed last.
    pub recent: Vec<PageLink>,
    /// Pages in no collection, at the top of the content folder.
    pub pages: Vec<PageLink>,
    /// Where to edit the home page on its code host, or empty.
    pub edit_url: String,
    /// As [`PageView::findings`], of the home page's own file.
    pub findings: Vec<FindingView>,
}

/// What a type shows on the home page.
#[derive(Clone, Debug, Serialize)]
pub struct SectionView {
    /// Its heading.
    pub title: String,
    /// The name of the type, for icons and colours.
    pub kind: String,
    /// Where all pages of the type are listed, or empty.
    pub href: String,
    /// How many there are.
    pub count: usize,
    /// Whether they are shown as cards and not as rows.
    pub cards: bool,
    /// The first of them.
    pub pages: Vec<PageLink>,
}

/// A page that is to be reviewed.
#[derive(Clone, Debug, Serialize)]
pub struct DueView {
    /// The page.
    pub page: PageLink,
    /// The day.
    pub due: DateView,
}

/// Every page from A to Z (template `index.html`), for readers without JavaScript.
#[derive(Clone, Debug, Serialize)]
pub struct IndexView {
    /// A letter, or `#`, and its entries.
    pub letters: Vec<LetterView>,
}

/// The entries under a letter.
#[derive(Clone, Debug, Serialize)]
pub struct LetterView {
    /// The letter, in upper case.
    pub letter: String,
    /// Titles and keys.
    pub entries: Vec<LinkView>,
}

/// Which alert has which runbook (template `coverage.html`).
#[derive(Clone, Debug, Serialize)]
pub struct CoverageView {
    /// «125 alerts in 8 rule files: 99 covered, 26 with a dead URL».
    pub summary: String,
    /// The alerts by how they stand, the worst first; none of them empty.
    pub groups: Vec<CoverageGroupView>,
}

/// Alerts that stand alike.
#[derive(Clone, Debug, Serialize)]
pub struct CoverageGroupView {
    /// `dead`, `missing`, `orphan`, `covered`, `elsewhere` or `exempt`.
    pub status: &'static str,
    /// What they are called.
    pub title: String,
    /// What that means, in one sentence.
    pub description: String,
    /// The alerts, sorted by name.
    pub alerts: Vec<AlertView>,
}

/// An alert, or a page without one.
#[derive(Clone, Debug, Serialize)]
pub struct AlertView {
    /// Its name.
    pub name: String,
    /// The severities that its rules give it.
    pub badges: Vec<BadgeView>,
    /// Its pages.
    pub pages: Vec<LinkView>,
    /// The address that its rules name, where it is a full one, or empty.
    pub url: String,
    /// What its rules say of the runbook, as written; may be empty.
    pub runbook: String,
    /// Its rules.
    pub rules: Vec<RuleView>,
}

/// Where a rule stands.
#[derive(Clone, Debug, Serialize)]
pub struct RuleView {
    /// `rules/node.yaml:12`.
    pub place: String,
    /// The line on the code host, or empty.
    pub url: String,
}

/// The map (template `map.html`). Lengths are in units of the drawing.
#[derive(Clone, Debug, Serialize)]
pub struct MapView {
    /// How many pages there are.
    pub pages: usize,
    /// How many times a page refers to another.
    pub references: usize,
    /// The pages referred to most, with the number of their referrers.
    pub central: Vec<TermView>,
    /// The pages that none refers to.
    pub orphans: Vec<LinkView>,
    /// How wide the drawing is.
    pub width: usize,
    /// How high it is.
    pub height: usize,
    /// Whether there are too many lines to show all at once.
    pub is_dense: bool,
    /// The lines between items, as data of SVG paths; items name them by their position here.
    pub edges: Vec<String>,
    /// The folders at the top.
    pub districts: Vec<MapDistrict>,
}

/// A folder at the top, on the map.
#[derive(Clone, Debug, Serialize)]
pub struct MapDistrict {
    /// Its title.
    pub title: String,
    /// Where its pages are listed.
    pub href: String,
    /// The name of its type, or nothing.
    pub kind: String,
    /// How many pages it has.
    pub count: usize,
    /// The left edge.
    pub x: usize,
    /// The upper edge.
    pub y: usize,
    /// How wide it is.
    pub width: usize,
    /// How high it is.
    pub height: usize,
    /// Its neighbourhoods.
    pub groups: Vec<MapGroup>,
}

/// A neighbourhood on the map.
#[derive(Clone, Debug, Serialize)]
pub struct MapGroup {
    /// Its title, may be empty.
    pub title: String,
    /// The left edge of the title.
    pub x: usize,
    /// The base line of the title.
    pub y: usize,
    /// What is in it.
    pub items: Vec<MapItem>,
}

/// A page on the map, or a folder where there are too many pages.
#[derive(Clone, Debug, Serialize)]
pub struct MapItem {
    /// Its title.
    pub title: String,
    /// The title as far as there is room.
    pub label: String,
    /// Where it leads.
    pub href: String,
    /// Where the middle of its dot is.
    pub x: usize,
    /// The base line.
    pub y: usize,
    /// The radius of its dot.
    pub radius: f64,
    /// How many pages refer to it.
    pub referrers: usize,
    /// Whether it is one of those referred to most.
    pub is_central: bool,
    /// Whether it is a page that none refers to.
    pub is_orphan: bool,
    /// The lines that begin here.
    pub outgoing: Vec<usize>,
    /// The lines that end here.
    pub incoming: Vec<usize>,
}

/// An old address that leads to a new one (template `redirect.html`).
#[derive(Clone, Debug, Serialize)]
pub struct RedirectView {
    /// Where it leads.
    pub target: LinkView,
}

/// The feed and the site map (templates `feed.xml`, `sitemap.xml`).
#[derive(Clone, Debug, Serialize)]
pub struct FeedView {
    /// The site.
    pub site: Arc<SiteView>,
    /// The last change of any page (RFC 3339), or the epoch.
    pub updated: String,
    /// The pages, newest first in the feed, by address in the site map.
    pub entries: Vec<FeedEntry>,
}

/// A page in the feed or the site map.
#[derive(Clone, Debug, Serialize)]
pub struct FeedEntry {
    /// Its title; empty in the site map.
    pub title: String,
    /// Its full address.
    pub url: String,
    /// A permanent id.
    pub id: String,
    /// One sentence, may be empty; empty in the site map.
    pub description: String,
    /// The last change (RFC 3339 date-time); empty in the site map where it is not known.
    pub updated: String,
}
