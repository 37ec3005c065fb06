//! What goes from link to link of a page.

use crate::diagnostic::{Finding, Patience, Rule};
use crate::graph::catalog::Catalog;
use crate::graph::detours::Detours;
use crate::graph::suggest::Doubt;
use crate::markdown::{Link, Target};
use crate::page::Page;
use crate::path::SitePath;

/// What a page's links lead to.
#[derive(Debug, Default)]
pub(in crate::graph) struct Resolved {
    /// A target for each link of the outline, in order.
    pub targets: Vec<Target>,
    /// The pages linked to.
    pub pages: Vec<usize>,
    /// The files to publish with the page, relative to the root, and the numbers of their links.
    pub assets: Vec<(SitePath, usize)>,
    /// What is wrong with the links.
    pub findings: Vec<Finding>,
    /// Which of the findings may get a suggestion.
    pub doubts: Vec<Doubt>,
}

pub(super) struct Resolver<'a> {
    pub(super) catalog: &'a Catalog<'a>,
    pub(super) detours: &'a Detours,
    pub(super) page: &'a Page,
    pub(super) patience: Patience,
    pub(super) resolved: Resolved,
}

impl Resolver<'_> {
    /// Adds a finding on the target of a link; its fix is the caller's to give.
    pub(super) fn report<H: Into<String>>(
        &mut self,
        rule: &'static Rule,
        link: &Link,
        message: impl Into<String>,
        help: Option<H>,
    ) -> &mut Finding {
        let mut finding = Finding::new(rule, &self.page.place.path, link.target_span, message);
        finding.help = help.map(Into::into);
        self.resolved.findings.push_mut(finding)
    }
}
