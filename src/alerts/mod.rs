//! Alert coverage: the alerts of Prometheus rule files, checked against the pages.
//!
//! [`rules`] reads the files, [`runbook`] finds the target of an annotation, [`coverage`] combines both
//! with the alerts that pages list, and [`findings`] reports the problems.

pub mod coverage;
mod findings;
pub mod rules;
mod runbook;
pub mod scale;
mod severity;
mod template;

pub use coverage::{Alert, Coverage, Status};
pub use rules::RuleFile;

use std::collections::BTreeSet;

use crate::config::Config;
use crate::diagnostic::Finding;
use crate::graph::Graph;
use crate::page::Page;
use crate::path::SitePath;
use crate::schema::Schemas;

/// The pages that alerts are checked against, with all that tells where an address leads.
pub struct Site<'a> {
    /// The configuration.
    pub config: &'a Config,
    /// The content types.
    pub schemas: &'a Schemas,
    /// The pages, sorted by path.
    pub pages: &'a [std::sync::Arc<Page>],
    /// Their links.
    pub graph: &'a Graph,
    /// The hrefs of lists that the site makes: folders, terms, the index.
    pub lists: &'a BTreeSet<String>,
    /// All files of the root.
    pub files: &'a BTreeSet<SitePath>,
}

/// Holds the alerts of `files`, sorted by path, against the pages.
pub fn hold(files: &[std::sync::Arc<RuleFile>], site: &Site<'_>) -> (Coverage, Vec<Finding>) {
    let coverage = Coverage::new(files, site);
    let findings = findings::all(files, site, &coverage);
    (coverage, findings)
}
