//! Tera's errors as findings: in the template's file, at the place Tera tells, with a way out.

use tera::{Error, ErrorKind};

use super::{BUILT_IN_PREFIX, Template, Templates};
use crate::diagnostic::{Finding, did_you_mean, rules};
use crate::path::SitePath;
use crate::text::Span;

/// Whether a template could not be parsed, as opposed to one that names something unknown.
pub(super) fn is_syntax(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::SyntaxError(_))
}

/// The one finding that an error while rendering `template` amounts to.
pub(super) fn first(error: &Error, templates: &Templates, template: &str) -> Finding {
    let unplaced = || {
        let path = templates.get(template).map_or(&templates.folder, |template| &template.path);
        finding(path, Span::default(), &error.to_string())
    };
    match error.kind() {
        ErrorKind::SyntaxError(_) | ErrorKind::RenderingError(_) => {
            all(error, templates).into_iter().next().unwrap_or_else(unplaced)
        }
        _ => unplaced(),
    }
}

/// Every finding that an error stands for.
pub(super) fn all(error: &Error, templates: &Templates) -> Vec<Finding> {
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            let range = report.span().range.clone();
            vec![at(templates, report.filename(), range.into(), report.message())]
        }
        ErrorKind::MissingParent { current, parent } => {
            let message = format!("`{current}` extends `{parent}`, which does not exist");
            let span = templates.get(current).map(|template| place_of(template, parent)).unwrap_or_default();
            let mut finding = at(templates, current, span, &message);
            finding.help = nearest_template(templates, parent).or(finding.help);
            vec![finding]
        }
        ErrorKind::CircularExtend { tpl, inheritance_chain: chain } => {
            vec![circle(templates, tpl, "extends", chain)]
        }
        ErrorKind::CircularInclude { tpl, include_chain: chain } => {
            vec![circle(templates, tpl, "includes", chain)]
        }
        ErrorKind::Msg(text) => reports(templates, text),
        _ => vec![finding(&templates.folder, Span::default(), &error.to_string())],
    }
}

fn circle(templates: &Templates, name: &str, verb: &str, chain: &[String]) -> Finding {
    let message = format!("the template {verb} itself, by way of {}", chain.join(" → "));
    let next = chain.iter().find(|link| *link != name).map_or(name, String::as_str);
    let next = next.strip_prefix(BUILT_IN_PREFIX).unwrap_or(next);
    let span = templates.get(name).map(|template| place_of(template, next)).unwrap_or_default();
    at(templates, name, span, &message)
}

/// Tera checks the names of filters, components and included templates at the end and hands them
/// over as one text, written for a terminal. Its first two lines hold all that is needed:
///
/// ```text
/// error: Unknown filter `x`
///  --> page.html:1:11
/// ```
fn reports(templates: &Templates, text: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let Some(message) = line.strip_prefix("error: ") else { continue };
        let place = lines.peek().and_then(|line| line.trim_start().strip_prefix("--> "));
        let Some((name, line, column)) = place.and_then(split_place) else { continue };
        if let Some(finding) = block_left_out(templates, name, message) {
            findings.push(finding);
            continue;
        }
        let span = templates.get(name).map(|template| position(template, line, column)).unwrap_or_default();
        let mut finding = at(templates, name, span, message);
        if let Some(wanted) = message.strip_prefix("Unknown template ") {
            finding.help = nearest_template(templates, wanted.trim_matches('`')).or(finding.help);
        }
        findings.push(finding);
    }
    if findings.is_empty() {
        findings.push(finding(&templates.folder, Span::default(), text));
    }
    findings.dedup();
    findings
}

/// A theme's `base.html` without one of the blocks that the built-in pages fill: Tera blames the
/// built-in page, which the author has never seen.
fn block_left_out(templates: &Templates, name: &str, message: &str) -> Option<Finding> {
    let block = message.strip_prefix("Block `")?.strip_suffix("` is not defined in any parent template")?;
    let built_in = templates.sources.get(name).filter(|_| name.starts_with(BUILT_IN_PREFIX))?;
    let parent = built_in.text.split_once("{% extends \"")?.1.split('"').next()?;
    let overriding = templates.sources.get(parent)?;
    let message = format!("the block `{block}`, which built-in templates fill, is missing");
    let help = format!(
        "add `{{% block {block} %}}{{% endblock %}}`, or begin with `{{% extends \"default/{parent}\" %}}`"
    );
    Some(Finding::new(&rules::THEME_TEMPLATE, &overriding.path, Span::default(), message).help(help))
}

/// `name:line:column`, both from 1.
fn split_place(place: &str) -> Option<(&str, usize, usize)> {
    let mut parts = place.rsplitn(3, ':');
    let column = parts.next()?.parse().ok()?;
    let line = parts.next()?.parse().ok()?;
    Some((parts.next()?, line, column))
}

fn position(template: &Template, line: usize, column: usize) -> Span {
    let text = &*template.text;
    let line_start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let rest = &text[line_start..];
    let before: usize = rest.chars().take(column.saturating_sub(1)).map(char::len_utf8).sum();
    let is_word = |character: char| character.is_alphanumeric() || "_./\"'-".contains(character);
    let word = rest[before..].find(|character| !is_word(character)).unwrap_or(rest.len() - before);
    Span::new(line_start + before, line_start + before + word)
}

/// The first place where a template names another.
fn place_of(template: &Template, name: &str) -> Span {
    let start = template.text.find(name);
    start.map(|start| Span::new(start, start + name.len())).unwrap_or_default()
}

fn nearest_template(templates: &Templates, wanted: &str) -> Option<String> {
    let names = templates.sources.keys().map(String::as_str);
    did_you_mean(wanted, names.flat_map(|name| [Some(name), name.strip_prefix(BUILT_IN_PREFIX)]).flatten())
}

fn at(templates: &Templates, name: &str, span: Span, message: &str) -> Finding {
    match templates.get(name) {
        Some(template) if message == "Tried to render a variable that is undefined" => {
            let expression = template.text.get(span.start..span.end).unwrap_or_default().trim();
            finding(&template.path, span, &format!("`{expression}` is not defined"))
        }
        Some(template) => finding(&template.path, span, message),
        None => finding(&templates.folder, span, message),
    }
}

/// Tera lists what is available after the message; the nearest of it, or all, is the help.
fn finding(path: &SitePath, span: Span, message: &str) -> Finding {
    let (message, available) = match message.split_once(". Available ") {
        Some((message, available)) => (message, available.split_once(": ").map(|(_, names)| names)),
        None => (message, None),
    };
    let finding = Finding::new(&rules::THEME_TEMPLATE, path, span, sentence(message));
    let help = match available {
        Some(names) => {
            let wanted = message.split('`').nth(1).unwrap_or_default();
            did_you_mean(wanted, names.split(", ")).unwrap_or_else(|| format!("there are {names}"))
        }
        None if message.contains("defined") => {
            "test with `{% if … is defined %}`, or give a value with `| default(value=…)`".to_owned()
        }
        None => "delete the file to get the built-in one back, or mend this line".to_owned(),
    };
    finding.help(help)
}

/// Findings begin in lower case and end without a full stop.
fn sentence(message: &str) -> String {
    let message = message.trim_end_matches('.');
    let mut characters = message.chars();
    match characters.next() {
        Some(first) => first.to_lowercase().chain(characters).collect(),
        None => String::new(),
    }
}
