//! `attachments`: which kinds of files are published besides those that opslore knows.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::problems::{Problems, finding, item_span};
use crate::attachment;

/// What `attachments` may say.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct RawAttachments {
    pub(super) allow: Vec<String>,
}

impl Problems<'_> {
    /// The endings of file names that may be published too, in lower case.
    pub(super) fn attachments(&mut self, raw: RawAttachments) -> BTreeSet<String> {
        for ending in &raw.allow {
            if let Some((message, help)) = attachment::ending_problem(ending) {
                let span = item_span(self.source, "attachments", ending);
                self.findings.push(finding(self.source, span, message).help(help));
            }
        }
        raw.allow.into_iter().map(|ending| ending.to_lowercase()).collect()
    }
}
