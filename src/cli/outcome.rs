//! The outcome of a command, and why it could not run.

use std::sync::Arc;

use crate::diagnostic::emit::{self, Doors, Shown, Sources, Summary};
use crate::diagnostic::{Finding, rules};
use crate::path::SitePath;
use crate::text::{Source, Span};

/// The outcome of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Done, no errors: exit code 0.
    Done,
    /// The content has errors: exit code 1.
    Errors,
}

/// Why a command could not run, in words for a person: exit code 2.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) message: String,
    /// The findings behind it, in one file.
    pub(super) findings: Option<(Vec<Finding>, Source)>,
}

impl Failure {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), findings: None }
    }

    /// Calls `show` with the findings behind it: at least the failure itself.
    pub(super) fn with_findings<T>(&self, show: impl FnOnce(&Shown<'_>) -> T) -> T {
        let text = |_: &SitePath| self.findings.as_ref().map(|(_, source)| Arc::clone(&source.text));
        let text: Sources<'_> = &text;
        let itself =
            || vec![Finding::new(&rules::CONFIG_INVALID, &SitePath::root(), Span::default(), &*self.message)];
        let findings = self.findings.as_ref().map_or_else(itself, |(findings, _)| findings.clone());
        show(&Shown::new(findings, text))
    }

    /// The findings for the preview.
    pub(super) fn to_panel(&self, doors: &Doors<'_>) -> String {
        self.with_findings(|shown| emit::panel(shown, Summary::of(shown.findings(), 0), doors))
    }
}
