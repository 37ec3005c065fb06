//! Findings as a code quality report of GitLab (`artifacts:reports:codequality`), which shows them in
//! the merge request.

use serde::Serialize;

use super::plain::{self, many_lines, one_line};
use super::{Report, Texts};
use crate::diagnostic::fingerprint::fingerprints;
use crate::diagnostic::{Finding, Severity};
use crate::text::Position;

#[derive(Serialize)]
struct Issue<'a> {
    r#type: &'static str,
    description: String,
    check_name: &'a str,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
    positions: Positions,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
    end: usize,
}

#[derive(Serialize)]
struct Positions {
    begin: LineAndColumn,
    end: LineAndColumn,
}

#[derive(Serialize)]
struct LineAndColumn {
    line: usize,
    column: usize,
}

impl From<Position> for LineAndColumn {
    fn from(position: Position) -> Self {
        Self { line: position.line, column: position.column }
    }
}

/// The document that `check --format gitlab` prints.
pub fn gitlab(report: &Report<'_>) -> String {
    let texts = Texts::of(report.shown);
    let places = texts.places();
    let prints = fingerprints(report.shown);
    let issues: Vec<Issue<'_>> = report
        .findings()
        .iter()
        .zip(prints)
        .map(|(finding, fingerprint)| {
            let (start, end) = places.range(&finding.path, finding.span);
            Issue {
                r#type: "issue",
                description: description(finding),
                check_name: finding.rule.name,
                fingerprint,
                severity: severity(finding.severity),
                location: Location {
                    path: report.file(&finding.path),
                    lines: Lines { begin: start.line, end: end.line },
                    positions: Positions { begin: start.into(), end: end.into() },
                },
            }
        })
        .collect();
    // Strings and numbers only: there is nothing in it that could fail to serialise.
    plain::json(serde_json::to_string_pretty(&issues).unwrap_or_default()) + "\n"
}

fn description(finding: &Finding) -> String {
    let message = format!("{}: {}", finding.rule.code, one_line(&finding.message));
    match &finding.help {
        Some(help) => format!("{message} ({})", many_lines(help)),
        None => message,
    }
}

/// GitLab knows info, minor, major, critical and blocker.
fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "major",
        Severity::Warning => "minor",
        Severity::Info => "info",
    }
}
