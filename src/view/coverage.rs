//! The status of alerts and runbooks.

use serde::Serialize;

use super::{BadgeView, LinkView};

/// Which alert has which runbook (template `coverage.html`).
#[derive(Clone, Debug, Serialize)]
pub struct CoverageView {
    /// «125 alerts in 8 rule files: 99 covered, 26 with a dead URL».
    pub summary: String,
    /// The alerts by status, the worst first; none of them empty.
    pub groups: Vec<CoverageGroupView>,
}

/// Alerts with the same status.
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

/// Where a rule is.
#[derive(Clone, Debug, Serialize)]
pub struct RuleView {
    /// `rules/node.yaml:12`.
    pub place: String,
    /// The line on the code host, or empty.
    pub url: String,
}
