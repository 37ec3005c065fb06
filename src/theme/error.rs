//! Tera's errors as findings: in the template's file, at the position that Tera reports, with help.

use serde_json::Value;
use tera::{Error, ErrorKind, ReportError};

use super::filter::HELP;
use super::missing::Missing;
use super::{BUILT_IN_PREFIX, Template, Templates};
use crate::diagnostic::{Finding, and_list, did_you_mean, rules};
use crate::path::SitePath;
use crate::text::Span;

/// Whether a template could not be parsed, as opposed to one that names something unknown.
pub(super) fn is_syntax(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::SyntaxError(_))
}

/// The one finding that an error while rendering `template` amounts to; `view` is what it was given.
pub(super) fn first(error: &Error, templates: &Templates, template: &str, view: &Value) -> Finding {
    let unplaced = || {
        let path = templates.get(template).map_or(&templates.folder, |template| &template.path);
        finding(path, Span::default(), &error.to_string())
    };
    match error.kind() {
        ErrorKind::RenderingError(report) => missing(templates, report, template, view)
            .or_else(|| all(error, templates).into_iter().next())
            .unwrap_or_else(unplaced),
        ErrorKind::SyntaxError(_) => all(error, templates).into_iter().next().unwrap_or_else(unplaced),
        _ => unplaced(),
    }
}

/// A finding of [`super::Theme::render`] with the files that it was found in, by their paths in the
/// site: what is missing may be so on some pages only.
pub fn seen_on(mut finding: Finding, paths: &[String]) -> Finding {
    let first = paths.first().map_or("", |path| path.strip_suffix("index.html").unwrap_or(path));
    let others = match paths.len() {
        0 | 1 => String::new(),
        2 => " and one more page".to_owned(),
        count => format!(" and {} more pages", count - 1),
    };
    finding.message.push_str(&format!(", on `/{first}`{others}"));
    finding
}

/// The finding for a value that does not exist.
fn missing(templates: &Templates, report: &ReportError, rendered: &str, view: &Value) -> Option<Finding> {
    let (message, names) = available(report.message());
    // A filter or a loop that got it.
    let is_given = message.ends_with("`undefined`");
    let is_missing = message == "Tried to render a variable that is undefined"
        || ["Field `", "Variable `"].iter().any(|start| message.starts_with(start))
            && message.trim_end_matches('.').ends_with("is not defined");
    let template = templates.get(report.filename()).filter(|_| is_missing || is_given)?;
    let span = report.span().range.clone();
    let missing = match is_given {
        true => Missing::from(&template.text, span.start)?,
        false => Missing::new(&template.text, span.into())?,
    };
    let is_shared = report.filename() != rendered;
    let (message, help) = missing.explain(names, view, is_shared);
    Some(Finding::new(&rules::THEME_TEMPLATE, &template.path, missing.span, message).help(help))
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

fn circle(templates: &Templates, start: &str, verb: &str, chain: &[String]) -> Finding {
    let (name, next, chain) = ring(start, chain);
    let message = match chain.get(1..).filter(|others| !others.is_empty()) {
        Some(others) => format!("the template {verb} itself, by way of {}", others.join(" → ")),
        None => format!("the template {verb} itself"),
    };
    let span = templates.get(name).map(|template| place_of(template, next)).unwrap_or_default();
    let mut finding = at(templates, name, span, &message);
    let built_in = format!("{BUILT_IN_PREFIX}{next}");
    if name == next && templates.sources.contains_key(&built_in) {
        finding.help = Some(format!("write `{built_in}` to name the built-in one"));
    }
    finding
}

/// The part of a chain that goes round, from one of its links on, whichever Tera began with: that
/// link, the one after it, and all of them. The last of the chain is a link that was there before.
fn ring<'a>(start: &'a str, chain: &'a [String]) -> (&'a str, &'a str, Vec<&'a str>) {
    let mut all: Vec<&str> = std::iter::once(start).chain(chain.iter().map(String::as_str)).collect();
    let last = all.pop().unwrap_or(start);
    all.dedup();
    let mut ring = all.split_off(all.iter().position(|name| *name == last).unwrap_or(0));
    let first = (0..ring.len()).min_by_key(|at| (ring[*at].starts_with(BUILT_IN_PREFIX), ring[*at]));
    ring.rotate_left(first.unwrap_or(0));
    let name = ring.first().copied().unwrap_or(start);
    let next = ring.get(1).copied().unwrap_or(name);
    (name, next.strip_prefix(BUILT_IN_PREFIX).unwrap_or(next), ring)
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
        if let Some(block) = block_of(message) {
            finding.message = format!("there is no block `{block}` in what the template extends");
            finding.help = Some(blocks_help(templates, name, block));
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
    let block = block_of(message)?;
    let built_in = templates.sources.get(name).filter(|_| name.starts_with(BUILT_IN_PREFIX))?;
    let parent = parent_of(&built_in.text)?;
    let overriding = templates.sources.get(parent)?;
    let message = format!("the block `{block}`, which built-in templates fill, is missing");
    let help = format!(
        "add `{{% block {block} %}}{{% endblock %}}`, or begin with `{{% extends \"default/{parent}\" %}}`"
    );
    Some(Finding::new(&rules::THEME_TEMPLATE, &overriding.path, Span::default(), message).help(help))
}

/// The block that Tera found in no parent.
fn block_of(message: &str) -> Option<&str> {
    message.strip_prefix("Block `")?.strip_suffix("` is not defined in any parent template")
}

/// The nearest of the blocks that a template's parents have, or all of them.
fn blocks_help(templates: &Templates, name: &str, block: &str) -> String {
    let mut blocks: Vec<&str> = Vec::new();
    let mut template = templates.get(name);
    // Chains that go round have been refused; a bound keeps it so.
    for _ in 0..templates.sources.len() {
        let parent = template.and_then(|template| parent_of(&template.text));
        template = parent.and_then(|parent| templates.get(parent));
        let Some(template) = template else { break };
        blocks.extend(blocks_in(&template.text).filter(|block| !blocks.contains(block)).collect::<Vec<_>>());
    }
    did_you_mean(block, blocks.iter().copied()).unwrap_or_else(|| match blocks.is_empty() {
        true => "what it extends has no blocks".to_owned(),
        false => format!("the blocks are {}", and_list(&blocks)),
    })
}

/// What follows the name of each tag `{% tag … %}`.
fn tags<'a>(text: &'a str, tag: &'a str) -> impl Iterator<Item = &'a str> {
    let starts = text.split("{%").skip(1).map(|rest| rest.trim_start_matches('-').trim_start());
    starts.filter_map(move |rest| rest.strip_prefix(tag)?.strip_prefix(' ').map(str::trim_start))
}

/// The template that a template extends.
fn parent_of(text: &str) -> Option<&str> {
    tags(text, "extends").next()?.split(['"', '\'']).nth(1)
}

/// The names of the blocks of a template.
fn blocks_in(text: &str) -> impl Iterator<Item = &str> {
    tags(text, "block").filter_map(|rest| rest.split([' ', '-', '%']).next())
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
    let path = templates.get(name).map_or(&templates.folder, |template| &template.path);
    finding(path, span, message)
}

/// A message, and the names that Tera lists as available after it.
fn available(message: &str) -> (&str, Option<&str>) {
    match message.split_once(". Available ") {
        Some((message, available)) => (message, available.split_once(": ").map(|(_, names)| names)),
        None => (message, None),
    }
}

/// Tera lists what is available after the message; the nearest of it, or all, is the help, unless a
/// filter of ours told one.
fn finding(path: &SitePath, span: Span, message: &str) -> Finding {
    let (message, names) = available(message);
    let (message, told) = match message.split_once(HELP) {
        Some((message, help)) => (message, Some(help.trim_end().to_owned())),
        None => (message, None),
    };
    let help = told.unwrap_or_else(|| match names {
        Some(names) => {
            let wanted = message.split('`').nth(1).unwrap_or_default();
            did_you_mean(wanted, names.split(", ")).unwrap_or_else(|| format!("there are {names}"))
        }
        None if message.contains("defined") => {
            "test with `{% if … is defined %}`, or give a value with `| default(value=…)`".to_owned()
        }
        None => "delete the file to get the built-in one back, or fix this line".to_owned(),
    });
    Finding::new(&rules::THEME_TEMPLATE, path, span, sentence(message)).help(help)
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
