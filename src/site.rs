//! The whole pipeline from files to a site: [`read`] and check, then [`Site::plan`], which says what there will
//! be without rendering it, then each file on demand.
//!
//! `check` stops after [`read`]. All commands get the same findings from the same code. A cold run, a
//! warm one and a watching one differ only in what [`Cache`] contains.

mod alerts;
mod attachments;
mod claims;
mod documents;
mod embargo;
mod findings;
mod guard;
mod links;
mod make;
mod plan;
mod read;
mod reviews;
mod route;
mod secrets;
mod unused;
mod verdict;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;

use crate::alerts::{Coverage, RuleFile};
use crate::collation::Collation;
use crate::config::{Collection, Config};
use crate::diagnostic::Finding;
use crate::files::Files;
use crate::graph::Graph;
use crate::graph::facets::Facets;
use crate::graph::tree::Tree;
use crate::history::History;
use crate::memo::Memo;
use crate::page::Page;
use crate::path::SitePath;
use crate::schema::Schemas;
use crate::svg;
use crate::text::Hash;
use crate::theme::Theme;
use crate::timing::Timings;
use crate::words::Words;

pub use documents::{documents, search_setting};
pub use findings::{Findings, has_errors};
pub use plan::Site;
pub use read::{read, types};
pub use route::Route;
pub use secrets::without_secrets;

/// The inputs of a site.
#[derive(Clone)]
pub struct Input {
    /// The knowledge base.
    pub root: Arc<dyn Files>,
    /// Schemas and themes: the repository's on top of the built-in ones.
    pub support: Arc<dyn Files>,
    /// The configuration.
    pub config: Arc<Config>,
    /// When files were changed.
    pub history: Arc<History>,
    /// Rule files besides those that the configuration names, sorted by path.
    pub rule_files: Arc<[(SitePath, Arc<[u8]>)]>,
    /// The current time, which decides whether a review is due, and whether an embargo is over and its page
    /// published. Nothing else depends on it.
    pub now: Timestamp,
    /// Whether this is for `opslore serve`.
    pub live: bool,
    /// The time measurement.
    pub timings: Arc<Timings>,
}

/// Earlier results, by the hash of their input.
#[derive(Clone, Debug, Default)]
pub struct Cache {
    pages: Arc<Memo<Arc<Page>>>,
    rules: Arc<Memo<RuleFile>>,
    images: Arc<Memo<Result<svg::Cleaned, svg::Unusable>>>,
    themes: Arc<Memo<Result<Arc<Theme>, Vec<Finding>>>>,
    types: Arc<Memo<Types>>,
    /// Pages by the stamps of their files, which are not read again.
    stamped: Arc<Memo<Arc<Page>>>,
    /// Code and diagrams of bodies.
    shown: Arc<crate::markdown::Known>,
}

/// The content types, the words of the site, and their findings.
pub type Types = (Arc<Schemas>, Arc<Words>, Vec<Finding>);

impl Cache {
    /// How many pages were read since the last call of [`Cache::next_round`]: the progress of the work
    /// on another thread.
    pub fn so_far(&self) -> usize {
        self.pages.misses()
    }

    /// Drops what the last reading did not need, and returns how many pages it read.
    pub fn next_round(&self) -> usize {
        self.rules.next_round();
        self.images.next_round();
        self.themes.next_round();
        self.types.next_round();
        self.stamped.next_round();
        self.pages.next_round()
    }
}

/// The knowledge base, read, checked and linked: complete once constructed, and never changed afterwards.
#[derive(Clone, Debug)]
pub struct Knowledge {
    /// The site's words besides its content.
    pub words: Arc<Words>,
    /// The order of titles in the site's language.
    pub collation: Arc<Collation>,
    /// The content types.
    pub schemas: Arc<Schemas>,
    /// Which folders have which type.
    pub collections: Vec<Collection>,
    /// The pages, sorted by path.
    pub pages: Vec<Arc<Page>>,
    /// Their links.
    pub graph: Arc<Graph>,
    /// Their folders.
    pub tree: Arc<Tree>,
    /// Their facets.
    pub facets: Arc<Facets>,
    /// The rule files that were checked against the pages, sorted by path.
    pub rule_files: Vec<Arc<RuleFile>>,
    /// How much work the diagrams of each page may be.
    pub diagram_work: usize,
    /// The status of the alerts, if there are rule files.
    pub coverage: Option<Arc<Coverage>>,
    /// A hash of the published form of each linked file.
    pub files: Arc<BTreeMap<SitePath, Hash>>,
}

impl Knowledge {
    /// The text of a page or a rule file, to show findings in.
    pub fn source(&self, path: &SitePath) -> Option<Arc<str>> {
        if let Ok(at) = self.pages.binary_search_by(|page| page.place.path.cmp(path)) {
            return Some(Arc::clone(&self.pages[at].source.text));
        }
        let at = self.rule_files.binary_search_by(|file| file.path.cmp(path)).ok()?;
        Some(Arc::clone(&self.rule_files[at].text))
    }

    /// The pages that are published, with their numbers.
    pub fn published(&self) -> impl Iterator<Item = (usize, &Arc<Page>)> {
        self.pages.iter().enumerate().filter(|(number, _)| self.graph.is_published[*number])
    }
}
