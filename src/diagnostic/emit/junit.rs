//! Findings as a JUnit report, which nearly every CI service can show. It is valid against both
//! schemas in use, that of Apache Ant and that of Jenkins, whose common ground is small.

use std::fmt::Write;

use super::plain::{many_lines, one_line};
use super::{Places, Report, Texts};
use crate::diagnostic::Finding;

/// The document that `check --format junit` prints: a suite for each file with findings. A finding
/// that fails the run is a failed test; another is a test that passes, its text among the output.
pub fn junit(report: &Report<'_>) -> String {
    let texts = Texts::of(report.shown);
    let places = texts.places();
    let mut out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n".to_owned();
    let files = report.findings().chunk_by(|a, b| a.path == b.path);
    let suites: Vec<Suite<'_>> = files.map(|findings| Suite::of(report, &places, findings)).collect();
    if suites.is_empty() {
        out.push_str(&Suite::clean(report).xml(report, 0));
    }
    for (id, suite) in suites.iter().enumerate() {
        out.push_str(&suite.xml(report, id));
    }
    out.push_str("</testsuites>\n");
    out
}

struct Suite<'a> {
    name: String,
    cases: Vec<Case<'a>>,
}

struct Case<'a> {
    name: String,
    class: &'a str,
    /// Message and whole text.
    finding: Option<(String, String)>,
    fails: bool,
}

impl<'a> Suite<'a> {
    fn of(report: &Report<'a>, places: &Places<'a>, findings: &'a [Finding]) -> Self {
        let path = findings.first().map(|finding| one_line(&report.file(&finding.path))).unwrap_or_default();
        let case = |finding: &'a Finding| {
            let (start, _) = places.range(&finding.path, finding.span);
            let (code, severity) = (finding.rule.code, finding.severity.name());
            let (place, message) = (format!("{}:{}", start.line, start.column), one_line(&finding.message));
            let help = finding.help.as_deref().map(|help| format!("\nhelp: {}", many_lines(help)));
            let text = format!("{path}:{place}: {severity}[{code}]: {message}{}", help.unwrap_or_default());
            Case {
                name: format!("{code} {place} {message}"),
                class: finding.rule.name,
                finding: Some((message, text)),
                fails: report.fails(finding),
            }
        };
        Self { cases: findings.iter().map(case).collect(), name: path.clone() }
    }

    /// A report without a test counts as broken with some services.
    fn clean(report: &Report<'_>) -> Self {
        let name = report.summary.line();
        Self {
            name: "opslore check".to_owned(),
            cases: vec![Case { name, class: "check", finding: None, fails: false }],
        }
    }

    fn xml(&self, report: &Report<'_>, id: usize) -> String {
        let name = escape(&self.name);
        let (tests, failures) = (self.cases.len(), self.cases.iter().filter(|case| case.fails).count());
        // Both schemas want a host, a time and a property, and the former two have no meaning here.
        let mut out = format!(
            "<testsuite id=\"{id}\" package=\"opslore\" name=\"{name}\" timestamp=\"{}\" hostname=\"localhost\" \
             tests=\"{tests}\" failures=\"{failures}\" errors=\"0\" time=\"0\">\n\
             <properties><property name=\"opslore\" value=\"{}\"/></properties>\n",
            report.now.strftime("%Y-%m-%dT%H:%M:%S"),
            env!("CARGO_PKG_VERSION"),
        );
        let mut output = String::new();
        for case in &self.cases {
            let (name, class) = (escape(&case.name), case.class.replace('/', "."));
            let _ = write!(out, "<testcase name=\"{name}\" classname=\"{class}\" time=\"0\"");
            match &case.finding {
                Some((message, text)) if case.fails => {
                    let (message, text) = (escape(message), escape(text));
                    let _ = writeln!(
                        out,
                        "><failure message=\"{message}\" type=\"{class}\">{text}</failure></testcase>"
                    );
                }
                other => {
                    output.extend(other.as_ref().map(|(_, text)| escape(text) + "\n"));
                    out.push_str("/>\n");
                }
            }
        }
        let _ = write!(out, "<system-out>{output}</system-out>\n<system-err></system-err>\n</testsuite>\n");
        out
    }
}

/// Text as it may appear in an attribute or an element. XML 1.0 has no way to write most control
/// characters (production 2, `Char`); they become U+FFFD.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => {
                let _ = write!(out, "&#{};", u32::from(c));
            }
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_leave_its_place() {
        assert_eq!(escape("a\"/><b>&\n\u{1b}"), "a&quot;/&gt;&lt;b&gt;&amp;&#10;\u{fffd}");
    }
}
