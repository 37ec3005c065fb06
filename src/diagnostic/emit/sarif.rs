//! Findings as SARIF 2.1.0 (OASIS), which GitHub's code scanning and most editors read.

use serde_json::{Value, json};

use super::plain::{self, many_lines, one_line};
use super::{Places, Report, Texts};
use crate::diagnostic::fingerprint::fingerprints;
use crate::diagnostic::fix::Edit;
use crate::diagnostic::{Finding, Label, Severity, rules};
use crate::path::SitePath;
use crate::text::{Position, Span};
use crate::url::encode_path;

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";
/// The name of our kind of fingerprint. Its number goes up when the way they are made changes.
const FINGERPRINT: &str = "opslore/v1";

/// The document that `check --format sarif` prints. Columns count Unicode code points, as the
/// document says of itself.
pub fn sarif(report: &Report<'_>) -> String {
    let texts = Texts::of(report.shown);
    let writer = Writer { report, places: texts.places() };
    let prints = fingerprints(report.shown);
    let results: Vec<Value> =
        report.findings().iter().zip(prints).map(|(finding, print)| writer.result(finding, &print)).collect();
    let driver = json!({
        "name": "opslore",
        "version": env!("CARGO_PKG_VERSION"),
        "semanticVersion": env!("CARGO_PKG_VERSION"),
        "informationUri": env!("CARGO_PKG_REPOSITORY"),
        "rules": rules::ALL.iter().map(|rule| descriptor(rule)).collect::<Vec<_>>(),
    });
    let run = json!({
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "The repository's top folder."}}},
        "invocations": [{"executionSuccessful": true}],
        "results": results,
    });
    let document = json!({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]});
    plain::json(format!("{document:#}\n"))
}

fn descriptor(rule: &rules::Rule) -> Value {
    json!({
        "id": rule.code,
        "name": name(rule.name),
        "shortDescription": {"text": rule.summary()},
        "fullDescription": {"text": rule.explanation()},
        "help": {
            "text": rule.explanation(),
            "markdown": format!("`{}`: {}", rule.name, rule.explanation()),
        },
        "helpUri": rule.url(),
        "defaultConfiguration": {"level": level(rule.severity)},
        "properties": {"tags": [rule.name.split('/').next().unwrap_or_default()]},
    })
}

/// `link/missing-page` as `LinkMissingPage`: SARIF wants an identifier (rule SARIF1001 of its
/// validator compares it with the id).
fn name(rule: &str) -> String {
    let capital = |word: &str| word[..1].to_uppercase() + &word[1..];
    rule.split(['/', '-']).filter(|word| !word.is_empty()).map(capital).collect()
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

struct Writer<'a> {
    report: &'a Report<'a>,
    places: Places<'a>,
}

impl Writer<'_> {
    fn result(&self, finding: &Finding, print: &str) -> Value {
        let mut result = json!({
            "ruleId": finding.rule.code,
            "level": level(finding.severity),
            "message": {"text": sentences(finding)},
            "locations": [self.location(&finding.path, finding.span)],
            "partialFingerprints": {FINGERPRINT: print},
        });
        if let Some(index) = rules::ALL.iter().position(|rule| rule.code == finding.rule.code) {
            result["ruleIndex"] = json!(index);
        }
        if !finding.labels.is_empty() {
            let labels = finding.labels.iter().enumerate();
            result["relatedLocations"] = labels.map(|(id, label)| self.related(id, label)).collect();
        }
        if let Some(fix) = self.fix(finding) {
            result["fixes"] = json!([fix]);
        }
        result
    }

    fn location(&self, path: &SitePath, span: Span) -> Value {
        let (start, end) = self.places.range(path, span);
        json!({"physicalLocation": {
            "artifactLocation": self.artifact(path),
            "region": region(start, end),
        }})
    }

    fn artifact(&self, path: &SitePath) -> Value {
        json!({"uri": encode_path(&self.report.file(path)), "uriBaseId": "%SRCROOT%"})
    }

    fn related(&self, id: usize, label: &Label) -> Value {
        let mut location = self.location(&label.path, label.span);
        location["id"] = json!(id + 1);
        location["message"] = json!({"text": one_line(&label.message)});
        location
    }

    fn fix(&self, finding: &Finding) -> Option<Value> {
        let is_exact = |edit: &Edit| self.places.is_exact(&finding.path, edit.span);
        let fix = finding.fix.as_ref().filter(|fix| fix.edits.iter().all(is_exact))?;
        let replacements = fix.edits.iter().map(|edit| {
            let (start, end) = self.places.range(&finding.path, edit.span);
            json!({"deletedRegion": region(start, end), "insertedContent": {"text": edit.text}})
        });
        Some(json!({
            "description": {"text": finding.help.as_deref().unwrap_or("The one right answer.")},
            "artifactChanges": [{
                "artifactLocation": self.artifact(&finding.path),
                "replacements": replacements.collect::<Vec<_>>(),
            }],
        }))
    }
}

fn region(start: Position, end: Position) -> Value {
    json!({
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    })
}

/// Message and help as sentences: the one text that viewers show.
fn sentences(finding: &Finding) -> String {
    let mut text = sentence(&one_line(&finding.message));
    if let Some(help) = &finding.help {
        text.push(' ');
        text.push_str(&sentence(&many_lines(help)));
    }
    text
}

/// With a capital and a full stop, as far as it begins with a word.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let mut sentence: String =
        letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    sentence.push_str(letters.as_str());
    if !sentence.ends_with(['.', '?', '!', '…']) {
        sentence.push('.');
    }
    sentence
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_identifiers_and_messages_are_sentences() {
        assert_eq!(name("alerts/no-runbook"), "AlertsNoRunbook");
        let path = SitePath::root();
        let finding = Finding::new(&rules::LINK_EMPTY, &path, Span::default(), "the link has no target");
        assert_eq!(
            sentences(&finding.help("did you mean `a`?")),
            "The link has no target. Did you mean `a`?"
        );
    }
}
