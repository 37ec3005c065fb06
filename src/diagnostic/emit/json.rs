//! Findings as one JSON document, whose shape scripts rely on.

use serde::Serialize;

use super::{Places, Shown, Summary, Texts, plain};
use crate::diagnostic::{Finding, Fix, Severity};
use crate::path::SitePath;
use crate::text::Position;

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    findings: Vec<Entry<'a>>,
    summary: Summary,
}

#[derive(Serialize)]
struct Entry<'a> {
    code: &'a str,
    rule: &'a str,
    severity: Severity,
    message: &'a str,
    help: Option<&'a str>,
    url: String,
    path: &'a SitePath,
    start: Position,
    end: Position,
    /// The edits that fix it, if there is one right answer.
    fix: Option<Vec<Edit<'a>>>,
}

#[derive(Serialize)]
struct Edit<'a> {
    start: Position,
    end: Position,
    text: &'a str,
}

impl<'a> Entry<'a> {
    fn new(finding: &'a Finding, places: &Places<'_>) -> Self {
        let (start, end) = places.range(&finding.path, finding.span);
        Self {
            code: finding.rule.code,
            rule: finding.rule.name,
            severity: finding.severity,
            message: &finding.message,
            help: finding.help.as_deref(),
            url: finding.rule.url(),
            path: &finding.path,
            start,
            end,
            fix: finding.fix.as_ref().filter(|fix| is_shown(finding, fix, places)).map(|fix| {
                let edit = |edit: &'a crate::diagnostic::fix::Edit| {
                    let (start, end) = places.range(&finding.path, edit.span);
                    Edit { start, end, text: &edit.text }
                };
                fix.edits.iter().map(edit).collect()
            }),
        }
    }
}

/// Whether the places of all edits may be shown: one after a secret on its line would tell its length.
fn is_shown(finding: &Finding, fix: &Fix, places: &Places<'_>) -> bool {
    fix.edits.iter().all(|edit| places.is_exact(&finding.path, edit.span))
}

/// The document that `check --format json` prints, without a line break at its end. The findings
/// are expected in the order of [`crate::diagnostic::sort`].
pub fn json(shown: &Shown<'_>, summary: Summary) -> String {
    let texts = Texts::of(shown);
    let places = texts.places();
    let findings = shown.findings().iter().map(|finding| Entry::new(finding, &places)).collect();
    // Strings and numbers only: there is nothing in it that could fail to serialise.
    plain::json(serde_json::to_string(&Document { version: 1, findings, summary }).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::diagnostic::rules::{FILE_ENCODING, FRONT_MATTER_SCHEMA};
    use crate::text::Span;

    #[test]
    fn has_the_shape_that_scripts_rely_on() {
        let path = SitePath::new("content/a.md").unwrap();
        let gone = SitePath::new("content/gone.md").unwrap();
        let findings = [
            Finding::new(&FRONT_MATTER_SCHEMA, &path, Span::new(8, 10), "not \"good\"")
                .help("fix it")
                .fix(Fix::insert(8, "y")),
            Finding::new(&FILE_ENCODING, &gone, Span::at(7), "not UTF-8").severity(Severity::Warning),
        ];
        let sources = |wanted: &SitePath| (*wanted == path).then(|| Arc::from("---\nü: \u{1f525}x\n"));
        let text = json(&Shown::new(findings.to_vec(), &sources), Summary::of(&findings, 120));
        let expected = serde_json::json!({
            "version": 1,
            "findings": [
                {"code": "OL0101", "rule": "front-matter/schema", "severity": "error",
                 "message": "not \"good\"", "help": "fix it", "url": FRONT_MATTER_SCHEMA.url(),
                 "path": "content/a.md",
                 "start": {"line": 2, "column": 4, "offset": 8},
                 "end": {"line": 2, "column": 4, "offset": 8},
                 "fix": [{"start": {"line": 2, "column": 4, "offset": 8},
                          "end": {"line": 2, "column": 4, "offset": 8}, "text": "y"}]},
                {"code": "OL0001", "rule": "file/encoding", "severity": "warning",
                 "message": "not UTF-8", "help": null, "url": FILE_ENCODING.url(),
                 "path": "content/gone.md",
                 "start": {"line": 1, "column": 1, "offset": 7},
                 "end": {"line": 1, "column": 1, "offset": 7}, "fix": null},
            ],
            "summary": {"pages": 120, "errors": 1, "warnings": 1},
        });
        let mut value: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(value["findings"][0]["end"], expected["findings"][0]["end"]);
        assert_eq!(value, expected);
        assert!(value["findings"][0].as_object_mut().unwrap().contains_key("help"));
    }
}
