//! What is wrong with a page's body.

use crate::diagnostic::{Finding, Fix, Rule};
use crate::path::SitePath;
use crate::text::Span;

/// Something to tell the author.
#[derive(Debug)]
pub(super) struct Problem {
    pub(super) rule: &'static Rule,
    pub(super) span: Span,
    pub(super) message: String,
    /// May be empty.
    pub(super) help: String,
    /// Another place on the page that matters, and what is there.
    pub(super) label: Option<(Span, String)>,
    pub(super) fix: Option<Fix>,
}

impl Problem {
    pub(super) fn new(rule: &'static Rule, span: Span, message: impl Into<String>) -> Self {
        Self { rule, span, message: message.into(), help: String::new(), label: None, fix: None }
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }

    pub(super) fn label(mut self, span: Span, message: impl Into<String>) -> Self {
        self.label = Some((span, message.into()));
        self
    }

    /// The finding for a page whose body begins `offset` bytes into `file`.
    pub(super) fn finding(&self, file: &SitePath, offset: usize) -> Finding {
        let mut finding = Finding::new(self.rule, file, self.span.shifted(offset), self.message.as_str());
        finding.help = Some(self.help.clone()).filter(|help| !help.is_empty());
        if let Some((span, message)) = &self.label {
            finding = finding.label(file, span.shifted(offset), message.as_str());
        }
        finding.fix = self.fix.as_ref().map(|fix| shifted_fix(fix, offset));
        finding
    }
}

/// The fix with its edits `by` bytes further on.
pub(super) fn shifted_fix(fix: &Fix, by: usize) -> Fix {
    let mut fix = fix.clone();
    for edit in &mut fix.edits {
        edit.span = edit.span.shifted(by);
    }
    fix
}
