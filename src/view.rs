//! What templates see: plain values that serialise, and nothing else. A template can reach no page,
//! no file and no clock, so what a view holds is all that a rendered file depends on.
//!
//! Every `href` is a path under the site's root without a leading `/` (the home page is the empty
//! string); templates write `{{ root }}{{ item.href }}`, which works under any prefix.

mod coverage;
mod feed;
mod home;
mod list;
mod map;
mod page;
mod reviews;

use std::collections::BTreeMap;

use serde::Serialize;

use crate::variables::{Kept, Part, Variables, View};

pub use coverage::{AlertView, CoverageGroupView, CoverageView, RuleView};
pub use feed::{FeedEntry, FeedView};
pub use home::{DueView, HomeView, SectionView};
pub use list::{
    CountView, FacetView, IndexView, LetterView, ListView, PageLink, SortView, TermView, TermsView,
};
pub use map::{MapDistrict, MapGroup, MapItem, MapView};
pub use page::{
    BacklinksView, ContentsItem, FieldView, FindingView, MemberView, NoteView, PageView, ValueView,
};
pub use reviews::{ReviewGroupView, ReviewView, ReviewsView};

/// What every page of the site has: the variable names are the field names.
#[derive(Clone, Debug, Serialize)]
pub struct Shell<Body: Serialize> {
    /// The site.
    pub site: Kept<SiteView>,
    /// The relative path from this file's folder to the site's root: `./`, `../../`, or an absolute path in
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
    /// From the home page down to the parent of this page.
    pub breadcrumbs: Vec<LinkView>,
    /// The entries of the sidebar.
    pub nav: Kept<Vec<NavItem>>,
    /// The sidebar as HTML, which pages share: no link in it is marked as the current page.
    pub sidebar: Part<SidebarView>,
    /// Whether this is `opslore serve`: the page then loads the live-reload client.
    pub live: bool,
    /// The data of this kind of page: [`PageView`], [`ListView`], [`TermsView`], [`HomeView`],
    /// [`IndexView`], [`MapView`], [`CoverageView`], [`ReviewsView`] or nothing.
    pub page: Body,
}

impl<Body: Serialize> View for Shell<Body> {
    fn give(&self, to: &mut impl Variables) {
        to.share("site", &self.site);
        to.set("root", &self.root);
        to.set("title", &self.title);
        to.set("description", &self.description);
        to.set("canonical", &self.canonical);
        to.set("href", &self.href);
        to.set("breadcrumbs", &self.breadcrumbs);
        to.share("nav", &self.nav);
        to.part("sidebar", &self.sidebar);
        to.set("live", &self.live);
        to.set("page", &self.page);
    }
}

/// The sidebar, rendered once for all pages that share it (template `partials/sidebar.html`).
#[derive(Clone, Debug, Serialize)]
pub struct SidebarView {
    /// The site.
    pub site: Kept<SiteView>,
    /// The relative path from the folder of the file that shows it to the site's root.
    pub root: String,
    /// The entries.
    pub nav: Kept<Vec<NavItem>>,
}

impl View for SidebarView {
    fn give(&self, to: &mut impl Variables) {
        to.share("site", &self.site);
        to.set("root", &self.root);
        to.share("nav", &self.nav);
    }
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
    /// The map, unless a content page has its address.
    pub map: Option<LinkView>,
    /// The page of alert coverage, where rule files are checked against the pages.
    pub coverage: Option<LinkView>,
    /// The page of reviews, where pages say when they were reviewed.
    pub reviews: Option<LinkView>,
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
    /// Whether it is a folder that contains the current page.
    pub open: bool,
    /// How many pages are below it, 0 for a page.
    pub count: usize,
    /// Entries below it; filled only while it is open.
    pub children: Vec<NavItem>,
}

/// A value worth showing next to a title.
#[derive(Clone, Debug, Serialize)]
pub struct BadgeView {
    /// The property's name; `severity` for one that agrees with that label of alert rules.
    pub field: String,
    /// The value.
    pub value: String,
    /// How far down the schema's list of options the value stands, from 0. A severity that the schema does
    /// not list stands by its number (`s1`, `P2`), and after all others if it has none.
    pub rank: usize,
    /// Whether it is the schema's usual value, which short lists leave out.
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

/// An old address that redirects to a new one (template `redirect.html`).
#[derive(Clone, Debug, Serialize)]
pub struct RedirectView {
    /// Where it leads.
    pub target: LinkView,
}
