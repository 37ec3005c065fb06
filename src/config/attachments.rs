//! `attachments`: which kinds of files are published besides those that opslore knows.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::expected::ATTACHMENTS;
use super::problems::Problems;
use crate::attachment;

/// What `attachments` may say.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct RawAttachments {
    pub(super) allow: Option<Vec<String>>,
}

impl Problems<'_> {
    /// The endings of file names that may be published too, in lower case.
    pub(super) fn attachments(&mut self, endings: &[String]) -> BTreeSet<String> {
        for ending in endings {
            if let Some((message, help)) = attachment::ending_problem(ending) {
                self.report_at(self.places.item(ATTACHMENTS, ending), message, help);
            }
        }
        endings.iter().map(|ending| ending.to_lowercase()).collect()
    }
}
