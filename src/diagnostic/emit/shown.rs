//! Findings and their source texts without secrets, safe to show to anybody.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Sources;
use super::mask::Mask;
use crate::diagnostic::Finding;
use crate::diagnostic::redact::Redactor;
use crate::path::SitePath;

/// Findings and their texts without any secret: the only form in which the formats take them, so that
/// none can show one.
pub struct Shown<'a> {
    findings: Vec<Finding>,
    /// The names of files that hold a secret, by what is shown instead.
    own_names: BTreeMap<SitePath, SitePath>,
    mask: Mask,
    sources: Sources<'a>,
}

impl<'a> Shown<'a> {
    /// Takes the secrets that `findings` are about out of what they say and of the names and texts of
    /// their files. These should be all findings that there are: [`Shown::retain`] keeps those that
    /// are wanted, and a finding that is not may be the one that knows of a secret.
    pub fn new(mut findings: Vec<Finding>, sources: Sources<'a>) -> Self {
        let redactor = Redactor::of(&findings);
        let mut own_names = BTreeMap::new();
        if let Some(redactor) = &redactor {
            findings.iter_mut().for_each(|finding| redactor.redact(finding));
            own_names = redactor.conceal_names(&mut findings);
        }
        Self { findings, own_names, mask: Mask::new(redactor), sources }
    }

    /// The findings.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// The text of a file that a finding names, every byte in its place; `None` for one that is binary
    /// or gone.
    pub fn text(&self, path: &SitePath) -> Option<Arc<str>> {
        Some(self.mask.apply((self.sources)(self.own_name(path))?))
    }

    /// The name that a file really has.
    pub fn own_name<'p>(&'p self, path: &'p SitePath) -> &'p SitePath {
        self.own_names.get(path).unwrap_or(path)
    }

    /// Drops the findings that `keep` does not want. It also gets the name that the file really has.
    pub fn retain(&mut self, mut keep: impl FnMut(&Finding, &SitePath) -> bool) {
        let own = &self.own_names;
        self.findings.retain(|finding| keep(finding, own.get(&finding.path).unwrap_or(&finding.path)));
    }
}
