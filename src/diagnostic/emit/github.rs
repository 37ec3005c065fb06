//! Findings as workflow commands of GitHub Actions, which puts them on the lines of a pull request.

use std::fmt::Write;

use super::plain::{many_lines, one_line};
use super::{Report, Texts};
use crate::diagnostic::{Finding, Severity};

/// One line for each finding. Text from the content is escaped, so that no page can give commands.
pub fn github(report: &Report<'_>) -> String {
    let texts = Texts::of(report.shown);
    let places = texts.places();
    let mut out = String::new();
    for finding in report.findings() {
        let (start, end) = places.range(&finding.path, finding.span);
        let (file, title) = (property(&one_line(&report.file(&finding.path))), property(&title(finding)));
        let command = command(finding.severity);
        let _ = write!(
            out,
            "::{command} file={file},line={},endLine={},col={}",
            start.line, end.line, start.column
        );
        if start.line == end.line && end.column > start.column {
            let _ = write!(out, ",endColumn={}", end.column);
        }
        let _ = writeln!(out, ",title={title}::{}", data(&message(finding)));
    }
    out
}

fn command(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    }
}

fn title(finding: &Finding) -> String {
    format!("{} {}", finding.rule.code, finding.rule.name)
}

fn message(finding: &Finding) -> String {
    let message = one_line(&finding.message);
    match &finding.help {
        Some(help) => format!("{message}\nhelp: {}", many_lines(help)),
        None => message,
    }
}

/// Escapes what follows `::`, as the runner's own toolkit does (`escapeData`).
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes the value of a property (`escapeProperty` of the same toolkit).
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_ends_its_command() {
        assert_eq!(data("100%\r\n::error::x"), "100%25%0D%0A::error::x");
        assert_eq!(property("a,line=1:b"), "a%2Cline=1%3Ab");
    }
}
