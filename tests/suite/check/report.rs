//! Holds what `check` prints against what a case expects.

use serde_json::Value as Json;

use opslore::diagnostic::rules;

use super::fixture::{Content, Expected, Fixture};
use crate::support::Folder;

/// Runs a case. The error tells what is missing and what is too much, as markers.
pub(super) fn hold(fixture: &Fixture) -> Result<(), String> {
    let folder = Folder::new();
    for file in &fixture.files {
        match &file.content {
            Content::Bytes(bytes) => folder.write(&file.path, bytes),
            Content::Link(target) => link(&folder, &file.path, target)?,
        }
    }
    let run = folder.run(&["check", "--format", "json"]);
    let document: Json = serde_json::from_str(&run.out)
        .map_err(|error| format!("{error}; exit code {}\n{}\n{}", run.code, run.out, run.err))?;
    let found = document["findings"].as_array().ok_or("there are no findings in the JSON")?;
    compare(fixture, found.iter().map(read).collect::<Result<_, _>>()?)?;
    check_shape(found)?;
    check_summary(&document, found)?;
    let is_any = |member: &str, value: &str| found.iter().any(|finding| finding[member] == value);
    let code = match (is_any("code", rules::CONFIG_INVALID.code), is_any("severity", "error")) {
        (true, _) => 2,
        (false, has_error) => i32::from(has_error),
    };
    if run.code == code { Ok(()) } else { Err(format!("the exit code is {}", run.code)) }
}

#[cfg(unix)]
fn link(folder: &Folder, path: &str, target: &str) -> Result<(), String> {
    let path = folder.path(path);
    std::fs::create_dir_all(path.parent().ok_or("a link needs a folder")?)
        .map_err(|error| error.to_string())?;
    std::os::unix::fs::symlink(target, path).map_err(|error| error.to_string())
}

/// What the program printed, as a marker with the whole message and help.
fn read(finding: &Json) -> Result<Expected, String> {
    let text = |name: &str| finding[name].as_str().map(str::to_owned);
    let place = |which: &str, name: &str| finding[which][name].as_u64().map(|number| number as usize);
    let read = || {
        let same_line = place("start", "line")? == place("end", "line")?;
        let start = place("start", "column")?;
        let end = if same_line { place("end", "column")? } else { usize::MAX };
        Some(Expected {
            code: text("code")?,
            severity: text("severity")?,
            path: text("path")?,
            line: place("start", "line")?,
            columns: (start, if end == usize::MAX { start } else { end }),
            message: text("message")?,
            help: text("help"),
        })
    };
    read().ok_or_else(|| format!("a member is missing or of another type: {finding}"))
}

fn compare(fixture: &Fixture, mut found: Vec<Expected>) -> Result<(), String> {
    let mut problems = Vec::new();
    for expected in &fixture.expected {
        match found.iter().position(|found| fits(expected, found)) {
            Some(index) => drop(found.remove(index)),
            None => problems.push(format!("missing: {expected}")),
        }
    }
    problems.extend(found.iter().map(|found| format!("found: {found}")));
    if problems.is_empty() { Ok(()) } else { Err(problems.join("\n")) }
}

fn fits(expected: &Expected, found: &Expected) -> bool {
    let is_one = |(start, end): (usize, usize)| end - start <= 1;
    let same_columns = expected.columns == found.columns
        || (expected.columns.0 == found.columns.0 && is_one(expected.columns) && is_one(found.columns));
    (&expected.code, &expected.severity, &expected.path, expected.line)
        == (&found.code, &found.severity, &found.path, found.line)
        && same_columns
        && found.message.contains(&expected.message)
        && expected
            .help
            .as_ref()
            .is_none_or(|help| found.help.as_ref().is_some_and(|said| said.contains(help)))
}

/// What the contract says of every finding, whatever it is about.
fn check_shape(found: &[Json]) -> Result<(), String> {
    let key = |finding: &Json| {
        let text = |name: &str| finding[name].as_str().unwrap_or_default().to_owned();
        (text("path"), finding["start"]["offset"].as_u64(), text("code"))
    };
    if !found.is_sorted_by_key(key) {
        return Err(format!("findings are not sorted by path, offset, code: {found:#?}"));
    }
    for finding in found {
        let rule = finding["code"].as_str().and_then(rules::find);
        let rule = rule.ok_or_else(|| format!("no rule has this code: {finding}"))?;
        let message = finding["message"].as_str().unwrap_or_default();
        let is_right = finding["rule"] == rule.name
            && finding["url"] == rule.url()
            && (finding["help"].is_string() || finding["help"].is_null())
            && !message.is_empty()
            && !message.ends_with('.')
            && ["line", "column", "offset"].iter().all(|name| finding["end"][name].is_u64());
        if !is_right {
            return Err(format!("not of the shape that the contract promises: {finding}"));
        }
    }
    Ok(())
}

fn check_summary(document: &Json, found: &[Json]) -> Result<(), String> {
    let count = |severity: &str| found.iter().filter(|finding| finding["severity"] == severity).count();
    let summary = &document["summary"];
    let is_right = document["version"] == 1
        && summary["errors"] == count("error")
        && summary["warnings"] == count("warning")
        && summary["pages"].is_u64();
    if is_right { Ok(()) } else { Err(format!("the summary is wrong: {summary}")) }
}
