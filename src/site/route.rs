//! The addresses of the site: what there can be, and where each is. No other module spells one out.

use crate::path::SitePath;
use crate::present::{COVERAGE_HREF, INDEX_HREF, MAP_HREF, REVIEWS_HREF, terms};
use crate::theme::WORKER;

/// A file of the site, by what it shows. Those of the search have no route: their names are known only once
/// they are made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// The home page.
    Home,
    /// A page that somebody wrote, by its number.
    Page(usize),
    /// The Markdown of a page.
    Markdown(usize),
    /// The list of a folder that has no page of its own.
    Folder(SitePath),
    /// The terms of a facet.
    Facet(String),
    /// The pages of a term, by facet and slug.
    Term(String, String),
    /// All titles and keys from A to Z.
    Index,
    /// The map.
    Map,
    /// What is to be reviewed.
    Reviews,
    /// Which alerts have a runbook.
    Coverage,
    /// The short address of an alert or another key, by its number in the graph.
    Key(usize),
    /// An old address, by its number in the graph.
    Old(usize),
    /// A file for machines or hosts.
    Own(Own),
    /// A file of the theme, by its path below `static/`.
    Static(SitePath),
    /// A file that pages link to, relative to the root.
    File(SitePath),
}

impl Route {
    /// Where the lists and pages of ours are that have one place in every site; empty for the others,
    /// whose place depends on the knowledge base.
    pub fn href(&self) -> String {
        match self {
            Self::Facet(name) => terms::facet_href(name),
            Self::Term(name, slug) => terms::term_href(name, slug),
            Self::Index => INDEX_HREF.to_owned(),
            Self::Map => MAP_HREF.to_owned(),
            Self::Reviews => REVIEWS_HREF.to_owned(),
            Self::Coverage => COVERAGE_HREF.to_owned(),
            _ => String::new(),
        }
    }

    /// Whether it is a list, which the site map names besides pages.
    pub(super) fn is_list(&self) -> bool {
        use Route::{Coverage, Facet, Folder, Home, Index, Map, Reviews, Term};
        matches!(self, Home | Folder(_) | Facet(_) | Term(..) | Index | Map | Reviews | Coverage)
    }
}

/// A file that every site has, whatever its pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Own {
    /// What is shown at an address that is not there.
    Missing,
    /// Headers for hosts that read them.
    Headers,
    /// Redirects for hosts that read them.
    Redirects,
    /// The status of the alerts.
    Alerts,
    /// Who links to whom.
    Graph,
    /// All pages.
    Pages,
    /// What changed last.
    Feed,
    /// All pages, for language models.
    Llms,
    /// What the site is called once it is installed.
    Manifest,
    /// Who may read the site.
    Robots,
    /// All addresses, for search engines.
    SiteMap,
}

/// All of them.
pub(super) const OWN: [Own; 11] = [
    Own::Missing,
    Own::Headers,
    Own::Redirects,
    Own::Alerts,
    Own::Graph,
    Own::Pages,
    Own::Feed,
    Own::Llms,
    Own::Manifest,
    Own::Robots,
    Own::SiteMap,
];

impl Own {
    /// Its path below the site's root.
    pub fn file(self) -> &'static str {
        match self {
            Self::Missing => "404.html",
            Self::Headers => "_headers",
            Self::Redirects => "_redirects",
            Self::Alerts => "api/alerts.json",
            Self::Graph => "api/graph.json",
            Self::Pages => "api/pages.json",
            Self::Feed => "feed.xml",
            Self::Llms => "llms.txt",
            Self::Manifest => "manifest.webmanifest",
            Self::Robots => "robots.txt",
            Self::SiteMap => "sitemap.xml",
        }
    }
}

/// The file in which the page at an address is.
pub(super) fn index_of(href: &str) -> String {
    format!("{href}index.html")
}

/// Where a file of the theme goes.
pub(super) fn static_file(path: &SitePath) -> String {
    match path.as_str() {
        // A service worker rules only what is below it, so it must be at the root.
        WORKER => WORKER.to_owned(),
        path => format!("assets/{path}"),
    }
}
