//! Which findings are told: the configuration gives rules a severity, and comments in pages keep
//! single findings quiet.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::diagnostic::policy::Policy;
use crate::diagnostic::{Finding, Rule};
use crate::page::Page;

/// What the repository wants to hear of, and which of its comments were of use.
#[derive(Debug)]
pub(super) struct Verdict {
    policy: Policy,
    /// Suppressions that ignored something: the page, and which of its suppressions.
    used: BTreeSet<(usize, usize)>,
}

impl Verdict {
    pub(super) fn new(policy: &Policy) -> Self {
        Self { policy: policy.clone(), used: BTreeSet::new() }
    }

    /// The findings that are told. `pages` are sorted by path.
    pub(super) fn on(&mut self, findings: Vec<Finding>, pages: &[Arc<Page>]) -> Vec<Finding> {
        let judged = findings.into_iter().filter_map(|finding| {
            let is_ignored = self.ignores(&finding, pages);
            self.policy.judge(finding).filter(|_| !is_ignored)
        });
        judged.collect()
    }

    fn ignores(&mut self, finding: &Finding, pages: &[Arc<Page>]) -> bool {
        let Ok(page) = pages.binary_search_by(|page| page.place.path.cmp(&finding.path)) else {
            return false;
        };
        let covering = pages[page].suppressions.iter().position(|suppression| suppression.covers(finding));
        self.used.extend(covering.map(|suppression| (page, suppression)));
        covering.is_some()
    }

    /// A finding for each suppression of a rule that has run and ignored nothing.
    pub(super) fn unused(&self, pages: &[Arc<Page>], has_run: impl Fn(&Rule) -> bool) -> Vec<Finding> {
        let all = pages.iter().enumerate().flat_map(|(at, page)| {
            page.suppressions.iter().enumerate().map(move |(nth, suppression)| ((at, nth), page, suppression))
        });
        let unused =
            all.filter(|(place, _, suppression)| !self.used.contains(place) && has_run(suppression.rule));
        unused.map(|(_, page, suppression)| suppression.unused(&page.place.path)).collect()
    }
}
