//! Findings: what is wrong with the content, where, why, and how to fix it.
//!
//! A [`Finding`] is plain data with a byte span; [`emit`] turns a list of them into each format.

pub mod baseline;
mod draft;
pub mod emit;
pub mod examples;
pub mod fingerprint;
pub mod fix;
pub mod fold;
pub mod near;
pub mod policy;
pub mod redact;
pub mod rules;
pub mod suppress;

use std::io;

use serde::Serialize;

pub use draft::Draft;
pub use fix::Fix;
pub use near::{Patience, and_list, ask, did_you_mean, listed, nearest, nearest_by, or_list};
pub use rules::Rule;

use crate::path::SitePath;
use crate::text::Span;

/// The severity of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The site is not written.
    Error,
    /// Worth fixing; fails a build only with `--deny warnings`.
    Warning,
    /// Good to know.
    Info,
}

impl Severity {
    /// Its name, in lower case.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "info",
        }
    }
}

/// A second place that a finding refers to, such as the other page with the same URL.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Label {
    /// The file.
    pub path: SitePath,
    /// The marked bytes.
    pub span: Span,
    /// What is there.
    pub message: String,
}

/// What must not be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Secret {
    /// As it is in the file.
    pub written: String,
    /// As it is read, without escapes.
    pub read: String,
}

/// A line of configuration that resolves all findings of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settlement {
    /// Fields that no type knows are allowed.
    UnknownKeys,
}

impl Settlement {
    /// What to write.
    pub fn help(self) -> &'static str {
        match self {
            Self::UnknownKeys => {
                "write `unknown_keys: allow` in opslore.yaml to accept all fields that no type knows"
            }
        }
    }
}

/// One thing that is wrong, at one place.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The rule that found it.
    pub rule: &'static Rule,
    /// The rule's severity, unless a schema or the configuration says otherwise.
    pub severity: Severity,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// The file it is in.
    pub path: SitePath,
    /// The bytes to underline.
    pub span: Span,
    /// Other places that matter.
    pub labels: Vec<Label>,
    /// How to fix it.
    pub help: Option<String>,
    /// What to do if many pages have it: the one line of configuration that resolves all of them.
    pub settles: Option<Settlement>,
    /// The edit that fixes it, if there is one right answer.
    pub fix: Option<Fix>,
    /// The secret that it is about, which must not be shown: CI logs are public.
    pub secret: Option<Box<Secret>>,
    /// Whether the system is at fault and not the content: it refused to read something.
    pub is_of_system: bool,
}

impl Finding {
    /// A finding of `rule` with the rule's own severity.
    pub fn new(rule: &'static Rule, path: &SitePath, span: Span, message: impl Into<String>) -> Self {
        Self {
            rule,
            severity: rule.severity,
            message: message.into(),
            path: path.clone(),
            span,
            labels: Vec::new(),
            help: None,
            settles: None,
            fix: None,
            secret: None,
            is_of_system: false,
        }
    }

    /// Adds the help.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds the one line of configuration that resolves all findings of this kind.
    pub fn settles(mut self, settlement: Settlement) -> Self {
        self.settles = Some(settlement);
        self
    }

    /// Adds another place that matters.
    pub fn label(mut self, path: &SitePath, span: Span, message: impl Into<String>) -> Self {
        self.labels.push(Label { path: path.clone(), span, message: message.into() });
        self
    }

    /// Adds the edit that fixes it.
    pub fn fix(mut self, fix: Fix) -> Self {
        self.fix = Some(fix);
        self
    }

    /// Keeps the secret that it is about out of every output, as it is written and as it is read.
    pub fn secret(mut self, written: &str, read: &str) -> Self {
        self.secret = Some(Box::new(Secret { written: written.to_owned(), read: read.to_owned() }));
        self
    }

    /// Records whether the system is at fault: its errors have a number, our own refusals have none. A file
    /// that it refused to read would be missing from the site, so that is always an error.
    pub fn caused_by(mut self, error: &io::Error) -> Self {
        if error.raw_os_error().is_some() {
            self.is_of_system = true;
            self.severity = Severity::Error;
        }
        self
    }

    /// Replaces the rule's severity.
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }
}

/// Puts findings in the one order that every format prints them in: path, offset, code.
pub fn sort(findings: &mut Vec<Finding>) {
    findings.sort_by(|a, b| {
        (&a.path, a.span.start, a.rule.code, a.span.end, &a.message).cmp(&(
            &b.path,
            b.span.start,
            b.rule.code,
            b.span.end,
            &b.message,
        ))
    });
    findings.dedup();
}
