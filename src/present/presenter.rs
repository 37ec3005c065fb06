//! What views are made from.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use crate::collation::Collation;
use crate::config::Config;
use crate::graph::Graph;
use crate::graph::facets::Facets;
use crate::graph::tree::Tree;
use crate::history::History;
use crate::page::Page;
use crate::path::SitePath;
use crate::schema::Schemas;
use crate::variables::{Kept, Part};
use crate::view::{NavItem, SidebarView, SiteView};
use crate::words::Words;

/// Everything that views are made from.
pub struct Presenter<'a> {
    /// The configuration.
    pub config: &'a Config,
    /// The pages, sorted by path.
    pub pages: &'a [Arc<Page>],
    /// Their links.
    pub graph: &'a Graph,
    /// The content types.
    pub schemas: &'a Schemas,
    /// Their folders.
    pub tree: &'a Tree,
    /// Their facets.
    pub facets: &'a Facets,
    /// When their files were changed.
    pub history: &'a History,
    /// What the site says besides its content.
    pub words: &'a Words,
    /// The order of titles in its language.
    pub collation: &'a Collation,
    /// What all pages of the site have in common.
    pub shared: &'a Shared,
    /// Whether this is for `opslore serve`.
    pub live: bool,
}

/// What all pages of the site have in common, made once.
#[derive(Debug)]
pub struct Shared {
    /// The site's own view.
    pub site: Kept<SiteView>,
    pub(super) navs: Navs,
}

impl Shared {
    /// Around the site's own view.
    pub fn new(site: SiteView) -> Self {
        Self { site: Kept::new(site), navs: Navs::default() }
    }
}

/// What every kind of page of the site says of itself.
pub struct Heads {
    /// Its href.
    pub href: String,
    /// Its title.
    pub title: String,
    /// One sentence, may be empty.
    pub description: String,
    /// The folder whose sidebar and breadcrumbs it has.
    pub folder: SitePath,
    /// Its number, where somebody wrote it.
    pub page: Option<usize>,
}

/// The sidebars that were made, by their folder, the first page of it that they list, and the way to the
/// site's root.
#[derive(Debug, Default)]
pub(super) struct Navs(pub(super) Mutex<HashMap<(SitePath, usize, String), Sidebar>>);

/// Its entries, and what the theme makes of them.
pub(super) type Sidebar = (Kept<Vec<NavItem>>, Part<SidebarView>);
