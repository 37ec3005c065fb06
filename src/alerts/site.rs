//! What alerts are held against.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::config::Config;
use crate::graph::Graph;
use crate::page::Page;
use crate::path::SitePath;
use crate::schema::Schemas;

/// The pages that alerts are held against, with all that tells where an address leads.
pub struct Site<'a> {
    /// The configuration.
    pub config: &'a Config,
    /// The content types.
    pub schemas: &'a Schemas,
    /// The pages, sorted by path.
    pub pages: &'a [Arc<Page>],
    /// Their links.
    pub graph: &'a Graph,
    /// The hrefs of lists that the site makes: folders, terms, the index.
    pub lists: &'a BTreeSet<String>,
    /// All files of the root.
    pub files: &'a BTreeSet<SitePath>,
}
