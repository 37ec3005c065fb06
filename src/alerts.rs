//! Alert coverage: the alerts of Prometheus rule files, checked against the pages.
//!
//! [`rules`] reads the files, [`runbook`] tells where an annotation leads, [`coverage`] puts both
//! together with what the pages claim, and [`findings`] says what is wrong with it.

pub mod coverage;
mod findings;
pub mod rules;
mod runbook;
pub mod scale;
mod severity;
mod site;
mod template;

pub use coverage::{Alert, Coverage, Status};
pub use rules::RuleFile;
pub use site::Site;

use std::sync::Arc;

use crate::diagnostic::Finding;

/// Checks the alerts of `files`, sorted by path, against the pages.
pub fn hold(files: &[Arc<RuleFile>], site: &Site<'_>) -> (Coverage, Vec<Finding>) {
    let coverage = Coverage::new(files, site);
    let findings = findings::all(files, site, &coverage);
    (coverage, findings)
}
