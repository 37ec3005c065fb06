//! The problems of a knowledge base and its site that are reported.

use super::verdict::Verdict;
use crate::config::Config;
use crate::diagnostic::policy::Policy;
use crate::diagnostic::redact::Redactor;
use crate::diagnostic::suppress::{self, Suppression};
use crate::diagnostic::{self, Finding, Rule, Severity};
use crate::path::SitePath;

/// Findings in their order, without any secret.
#[derive(Debug, Default)]
pub struct Findings {
    all: Vec<Finding>,
    verdict: Verdict,
}

impl Findings {
    /// None yet; `policy` gives rules their severity.
    pub(super) fn new(policy: &Policy) -> Self {
        Self { all: Vec::new(), verdict: Verdict::new(policy) }
    }

    /// Takes in which findings the comments in a file ignore.
    pub(super) fn learn(&mut self, path: &SitePath, suppressions: &[Suppression]) {
        self.verdict.learn(path, suppressions);
    }

    /// Takes in which findings the comments in the configuration ignore. What comes back is wrong with
    /// them.
    pub(super) fn learn_configuration(&mut self, config: &Config) -> Vec<Finding> {
        let (suppressions, mistakes) = suppress::of_yaml(&config.file, &config.text);
        self.learn(&config.file, &suppressions);
        mistakes
    }

    /// All of them, sorted.
    pub fn all(&self) -> &[Finding] {
        &self.all
    }

    /// The same, taken out.
    pub fn into_all(self) -> Vec<Finding> {
        self.all
    }

    /// Whether a site would be wrong.
    pub fn has_errors(&self) -> bool {
        has_errors(&self.all)
    }

    /// Adds findings, apart from those that the configuration or a comment in a page wants to hear
    /// nothing of.
    pub fn report(&mut self, findings: Vec<Finding>) {
        let kept = self.verdict.on(findings);
        if kept.is_empty() {
            return;
        }
        self.all.extend(kept);
        if let Some(redactor) = Redactor::of(&self.all) {
            self.all.iter_mut().for_each(|finding| redactor.redact(finding));
        }
        diagnostic::sort(&mut self.all);
    }

    /// Adds a finding for each comment that ignores nothing. `has_run` tells which rules were tried.
    pub fn report_unused(&mut self, has_run: impl Fn(&Rule) -> bool) {
        let unused = self.verdict.unused(has_run);
        self.report(unused);
    }
}

/// Whether any of the findings is an error.
pub fn has_errors(findings: &[Finding]) -> bool {
    findings.iter().any(|finding| finding.severity == Severity::Error)
}
