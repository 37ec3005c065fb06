//! A finding on its way: what is wrong at a place of a text, before it is known which file that is part of.

use super::fix::Fix;
use super::{Finding, Rule, Severity};
use crate::path::SitePath;
use crate::text::Span;

/// What is wrong at a place of a text. Spans count from the start of that text.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// The rule that found it.
    pub rule: &'static Rule,
    /// The rule's severity, unless another was given.
    pub severity: Severity,
    /// The bytes to underline.
    pub span: Span,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// How to fix it.
    pub help: Option<String>,
    /// Another place of the text that matters, and what is there.
    pub label: Option<(Span, String)>,
    /// The edit that fixes it, where there is one right answer.
    pub fix: Option<Fix>,
}

impl Draft {
    /// A draft with the rule's own severity.
    pub fn new(rule: &'static Rule, span: Span, message: impl Into<String>) -> Self {
        let (severity, message) = (rule.severity, message.into());
        Self { rule, severity, span, message, help: None, label: None, fix: None }
    }

    /// Adds how to fix it.
    pub fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    /// Adds another place that matters.
    pub fn label(self, span: Span, message: impl Into<String>) -> Self {
        Self { label: Some((span, message.into())), ..self }
    }

    /// Adds the edit that fixes it, if there is one.
    pub fn fix(self, fix: impl Into<Option<Fix>>) -> Self {
        Self { fix: fix.into(), ..self }
    }

    /// The same as a matter of another rule, with its severity.
    pub fn of(self, rule: &'static Rule) -> Self {
        Self { rule, severity: rule.severity, ..self }
    }

    /// Replaces the rule's severity.
    pub fn severity(self, severity: Severity) -> Self {
        Self { severity, ..self }
    }

    /// The finding for a file in which the text begins at the byte `offset`.
    pub fn finding(self, path: &SitePath, offset: usize) -> Finding {
        let mut finding =
            Finding::new(self.rule, path, self.span.shifted(offset), self.message).severity(self.severity);
        finding.help = self.help;
        if let Some((span, message)) = self.label {
            finding = finding.label(path, span.shifted(offset), message);
        }
        finding.fix = self.fix.map(|fix| fix.shifted(offset));
        finding
    }
}
