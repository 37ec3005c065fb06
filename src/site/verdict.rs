//! Which findings are reported: the configuration gives rules a severity, and comments in files suppress
//! single findings.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::policy::Policy;
use crate::diagnostic::suppress::{Suppression, Suppressions};
use crate::diagnostic::{Finding, Rule};
use crate::path::SitePath;

/// What the repository wants to hear of, and which of its comments were of use.
#[derive(Debug, Default)]
pub(super) struct Verdict {
    policy: Policy,
    /// The suppressions of each file that has any.
    suppressions: BTreeMap<SitePath, Suppressions>,
    /// Those that ignored something: the file, and which of its suppressions.
    used: BTreeSet<(SitePath, usize)>,
    /// The rules that found something in a file with suppressions and were not ignored, by code.
    told: BTreeSet<(SitePath, &'static str)>,
}

impl Verdict {
    pub(super) fn new(policy: &Policy) -> Self {
        Self { policy: policy.clone(), ..Self::default() }
    }

    /// Takes the suppressions of a file into account.
    pub(super) fn learn(&mut self, path: &SitePath, suppressions: &[Suppression]) {
        if !suppressions.is_empty() {
            self.suppressions.insert(path.clone(), Suppressions::new(suppressions.to_vec()));
        }
    }

    /// The findings that are reported. Those of the system are not the repository's to decide on.
    pub(super) fn on(&mut self, findings: Vec<Finding>) -> Vec<Finding> {
        let judged = findings.into_iter().filter_map(|finding| {
            if finding.is_of_system {
                return Some(finding);
            }
            let is_ignored = self.ignores(&finding);
            self.policy.judge(finding).filter(|_| !is_ignored)
        });
        judged.collect()
    }

    fn ignores(&mut self, finding: &Finding) -> bool {
        let Some(suppressions) = self.suppressions.get(&finding.path) else { return false };
        let covering = suppressions.covering(finding);
        match covering {
            Some(nth) => self.used.insert((finding.path.clone(), nth)),
            None => self.told.insert((finding.path.clone(), finding.rule.code)),
        };
        covering.is_some()
    }

    /// A finding for each suppression of a rule that has run and ignored nothing.
    pub(super) fn unused(&self, has_run: impl Fn(&Rule) -> bool) -> Vec<Finding> {
        let all = self.suppressions.iter().flat_map(|(path, suppressions)| {
            let all = suppressions.all().iter().enumerate();
            all.map(move |(nth, suppression)| ((path.clone(), nth), suppression))
        });
        let unused =
            all.filter(|(place, suppression)| !self.used.contains(place) && has_run(suppression.rule));
        let told = |path: &SitePath, rule: &Rule| self.told.contains(&(path.clone(), rule.code));
        unused
            .map(|((path, _), suppression)| suppression.unused(&path, told(&path, suppression.rule)))
            .collect()
    }
}
