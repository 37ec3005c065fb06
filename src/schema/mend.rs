//! Edits that fix what a schema forbids, if there is one right answer.
//!
//! Proposed edits are tried before they are reported: [`keep_right`] makes each edit and validates
//! the page again.

use std::collections::HashSet;

use jsonschema::JsonType;
use serde_json::Value as Json;

use super::{Schema, dates, validate};
use crate::diagnostic::{Finding, Fix, fix};
use crate::front_matter::{self, Entry, Node, Scalar, Value};
use crate::text::{Source, Span};

/// More mistakes of one page than these are not fixed at once, as each is tried by itself.
const MOST: usize = 50;

/// Takes back the fixes after which the page would not have fewer mistakes, or would have another.
pub(super) fn keep_right(schema: &Schema, source: &Source, findings: &mut [Finding]) {
    if findings.iter().all(|finding| finding.fix.is_none()) {
        return;
    }
    let unread = front_matter::read(source).1.len();
    let before: HashSet<String> = findings.iter().map(|finding| finding.message.clone()).collect();
    let count = findings.len();
    let is_right = |fix: &Fix| {
        let (text, made) = fix::apply(&source.text, [fix]);
        let mended = Source::new(source.path.clone(), text);
        let (front_matter, problems) = front_matter::read(&mended);
        let after = validate::find(schema, &mended, &front_matter).1;
        made == 1
            && problems.len() <= unread
            && after.len() < count
            && after.iter().all(|finding| before.contains(&finding.message))
    };
    let fixes = findings.iter_mut().map(|finding| &mut finding.fix).filter(|fix| fix.is_some());
    for (index, fix) in fixes.enumerate() {
        if index >= MOST || !fix.as_ref().is_some_and(is_right) {
            *fix = None;
        }
    }
}

/// A scalar of another type than is wanted.
pub(super) fn wrong_type(source: &Source, node: &Node, wanted: &[JsonType]) -> Option<Fix> {
    let Value::Scalar(scalar) = &node.value else { return None };
    let fixes = wanted.iter().filter_map(|wanted| match wanted {
        JsonType::Boolean => truth_meant(scalar).map(|truth| Fix::replace(node.span, truth)),
        JsonType::Number | JsonType::Integer => without_quotes(scalar, node),
        JsonType::Array => as_list(source, scalar, node),
        JsonType::String | JsonType::Object | JsonType::Null => None,
    });
    only(fixes)
}

/// The one item, if there is one and no other.
fn only<T: PartialEq>(mut items: impl Iterator<Item = T>) -> Option<T> {
    let first = items.next()?;
    items.all(|other| other == first).then_some(first)
}

fn truth_meant(scalar: &Scalar) -> Option<&'static str> {
    match scalar.text.trim().to_lowercase().as_str() {
        "true" | "yes" | "on" => Some("true"),
        "false" | "no" | "off" => Some("false"),
        _ => None,
    }
}

fn without_quotes(scalar: &Scalar, node: &Node) -> Option<Fix> {
    let text = scalar.text.trim();
    let is_number = serde_json::from_str::<serde_json::Number>(text).is_ok();
    (!scalar.plain && is_number).then(|| Fix::replace(node.span, text))
}

/// `a` as `[a]`. Text with a comma may have been meant as several items.
fn as_list(source: &Source, scalar: &Scalar, node: &Node) -> Option<Fix> {
    let raw = raw(source, node)?;
    let is_open = scalar.text.contains([',', '[', ']', '{', '}']) || scalar.text.trim().is_empty();
    (!is_open && !raw.contains('\n')).then(|| Fix::surround(node.span, "[", "]"))
}

fn raw<'a>(source: &'a Source, node: &Node) -> Option<&'a str> {
    source.text.get(node.span.start..node.span.end)
}

/// A value that differs from one option in letter case only.
pub(super) fn option(source: &Source, node: &Node, options: &[&Json]) -> Option<Fix> {
    let Value::Scalar(scalar) = &node.value else { return None };
    let meant = |option: &&&Json| {
        let text = option.as_str().map_or_else(|| option.to_string(), str::to_owned);
        text.to_lowercase() == scalar.text.trim().to_lowercase()
    };
    let option = only(options.iter().filter(meant))?;
    match option.as_str() {
        Some(text) => rewrite(source, node, text),
        None => Some(Fix::replace(node.span, option.to_string())),
    }
}

/// A date in another form that can be read in one way only.
pub(super) fn date(source: &Source, node: &Node) -> Option<Fix> {
    rewrite(source, node, &dates::certain(node.as_str()?)?)
}

/// Another text in the same quotes.
fn rewrite(source: &Source, node: &Node, text: &str) -> Option<Fix> {
    let (raw, old) = (raw(source, node)?, node.as_str()?);
    inside(raw, old, text).map(|within| Fix::replace(within.shifted(node.span.start), text))
}

/// Where `old` is in what was written for it, if `new` can appear there as it is.
fn inside(raw: &str, old: &str, new: &str) -> Option<Span> {
    if raw == old {
        return Some(Span::new(0, raw.len()));
    }
    let quote = raw.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    let is_plain = raw.get(1..raw.len().checked_sub(1)?)? == old && !new.contains([quote, '\\', '\n']);
    is_plain.then(|| Span::new(1, raw.len() - 1))
}

/// A list without the items that it has already.
pub(super) fn repeated(source: &Source, items: &[Node]) -> Option<Fix> {
    let mut seen = HashSet::new();
    let mut edits = Vec::new();
    for (before, item) in std::iter::once(None).chain(items.iter().map(Some)).zip(items) {
        let Some(text) = item.as_str().filter(|_| !item.is_blank()) else { continue };
        if !seen.insert(text) {
            edits.push(fix::Edit {
                span: item_with_its_mark(&source.text, before?, item)?,
                text: String::new(),
            });
        }
    }
    (!edits.is_empty()).then_some(Fix { edits })
}

/// An item of a list with the comma before it, or with its line.
fn item_with_its_mark(text: &str, before: &Node, item: &Node) -> Option<Span> {
    let between = text.get(before.span.end..item.span.start)?;
    if between.trim() == "," {
        return Some(Span::new(before.span.end, item.span.end));
    }
    let line = text[..item.span.start].rfind('\n')? + 1;
    let next = text[item.span.end..].find('\n').map(|feed| item.span.end + feed + 1)?;
    let is_alone = text.get(line..item.span.start)?.trim() == "-"
        && text.get(item.span.end..next)?.trim().is_empty()
        && line >= before.span.end;
    is_alone.then(|| Span::new(line, next))
}

/// The name of a field that differs from a known one in letter case and separators only, and that no
/// other field next to it could mean too.
pub(super) fn name<'a>(
    source: &Source,
    entry: &Entry,
    beside: &[Entry],
    known: impl Iterator<Item = &'a str>,
) -> Option<Fix> {
    let wanted = folded(&entry.key);
    let known = only(known.filter(|known| folded(known) == wanted))?;
    let is_one = beside.iter().filter(|other| folded(&other.key) == wanted).count() == 1;
    let raw = source.text.get(entry.key_span.start..entry.key_span.end).filter(|_| is_one)?;
    let within = inside(raw, &entry.key, known)?;
    Some(Fix::replace(within.shifted(entry.key_span.start), known))
}

fn folded(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, '_' | '-' | ' ')).flat_map(char::to_lowercase).collect()
}
