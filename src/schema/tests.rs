//! What authors of pages and of schemas see.

mod loading;
mod mending;

mod pages;
mod reference;
mod shipped;

use super::*;
use crate::files::Memory;
use crate::front_matter::read;
use crate::path::SitePath;
use crate::text::{LineIndex, Source};

fn path(path: &str) -> SitePath {
    SitePath::new(path).unwrap()
}

/// The schemas of a repository with these files.
fn load(files: &[(&str, &str)]) -> (Schemas, Vec<Finding>) {
    let mut memory = Memory::default();
    for (name, text) in files {
        memory.insert(path(name), text.as_bytes());
    }
    Schemas::load(&memory)
}

fn page(front_matter: &str) -> Source {
    Source::new(path("content/a.md"), format!("---\n{front_matter}\n---\nBody\n"))
}

/// Findings as `line:column code severity message | help`.
fn shown(text: &str, findings: &[Finding]) -> Vec<String> {
    let lines = LineIndex::new(text);
    let show = |finding: &Finding| {
        let place = lines.position(finding.span.start);
        let (code, severity) = (finding.rule.code, finding.severity.name());
        let help = finding.help.as_deref().unwrap_or_default();
        format!("{}:{} {code} {severity} {} | {help}", place.line, place.column, finding.message)
    };
    findings.iter().map(show).collect()
}

/// What is wrong with a page of type `schema`.
fn validate(schema: &Schema, front_matter: &str) -> Vec<String> {
    let source = page(front_matter);
    let (parsed, mut findings) = read(&source);
    findings.extend(schema.validate(&source, &parsed).1);
    findings.extend(order_findings(schema, &source, &parsed, &jiff::tz::TimeZone::UTC));
    crate::diagnostic::sort(&mut findings);
    shown(&source.text, &findings)
}
