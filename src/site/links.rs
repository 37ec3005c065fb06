//! All pages together.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::graph::Graph;
use crate::graph::facets::Facets;
use crate::graph::tree::Tree;
use crate::page::Page;
use crate::path::SitePath;
use crate::text::Hash;

/// All pages together.
pub(super) struct Links {
    /// Sorted by path.
    pub(super) pages: Vec<Arc<Page>>,
    /// What they link to.
    pub(super) graph: Graph,
    /// Their folders.
    pub(super) tree: Tree,
    /// Their facets.
    pub(super) facets: Facets,
    /// A hash of what is published of each linked file.
    pub(super) files: BTreeMap<SitePath, Hash>,
}
