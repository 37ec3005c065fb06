//! `unique` within a group, under a condition, and of several values together.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::{Finding, rules};
use crate::page::Page;
use crate::schema::{Schema, Unique};
use crate::text::Span;

/// Findings for values that two pages of a type share although only one may have them
/// (`page/duplicate-value`).
pub(super) fn find(pages: &[Arc<Page>], findings: &mut Vec<Finding>) {
    let mut owners: BTreeMap<Key<'_>, (usize, Span)> = BTreeMap::new();
    for (index, page) in pages.iter().enumerate() {
        for (rule, unique) in rules_of(&page.schema).enumerate() {
            if page.fails(&unique.among).is_some() {
                continue;
            }
            let span = place(page, unique);
            for values in combinations(page, unique) {
                let key = (page.schema.name.as_str(), rule, values);
                let owner = owners.entry(key.clone()).or_insert((index, span));
                if owner.0 != index {
                    findings.push(finding(pages, (index, span), *owner, unique, &key.2));
                }
            }
        }
    }
}

/// The type, the number of its rule, and the values compared.
type Key<'a> = (&'a str, usize, Vec<&'a str>);

fn rules_of(schema: &Schema) -> impl Iterator<Item = &Unique> {
    schema.unique.iter().chain(schema.fields.iter().filter_map(|field| field.unique_when.as_ref()))
}

/// More combinations of values than these are not compared: lists of hundreds of values next to each
/// other are no key.
const MOST: usize = 256;

/// Every combination of the values that are compared; none if one of them is not given.
fn combinations<'a>(page: &'a Page, unique: &Unique) -> Vec<Vec<&'a str>> {
    let mut all: Vec<Vec<&str>> = vec![Vec::new()];
    for named in &unique.fields {
        let values = page.said(named);
        let longer = all.iter().flat_map(|start| {
            values.iter().map(move |(value, _)| start.iter().copied().chain([*value]).collect())
        });
        all = longer.take(MOST).collect();
    }
    all
}

/// Where a page says what is compared, or what makes it be compared.
fn place(page: &Page, unique: &Unique) -> Span {
    let named = unique.fields.iter().chain(unique.among.0.iter().map(|(named, _)| named));
    let mut spans = named.flat_map(|named| page.said(named)).filter_map(|(_, span)| span);
    spans.next().unwrap_or_else(|| page.first_line())
}

fn finding(
    pages: &[Arc<Page>],
    (index, span): (usize, Span),
    (owner, first): (usize, Span),
    unique: &Unique,
    values: &[&str],
) -> Finding {
    let (path, other) = (&pages[index].place.path, &pages[owner].place.path);
    let finding =
        Finding::new(&rules::PAGE_DUPLICATE_VALUE, path, span, message(unique, values, other.as_str()))
            .label(other, first, "first here");
    let finding = match unique.among.0.is_empty() {
        true => finding,
        false => finding.help(format!("this applies to pages where {}", unique.among.in_words())),
    };
    match unique.severity {
        Some(severity) => finding.severity(severity),
        None => finding,
    }
}

/// `` `number: 1` and `version: 2` are already used by `a.md` ``, or the schema's own words.
fn message(unique: &Unique, values: &[&str], other: &str) -> String {
    if let Some(message) = &unique.message {
        return format!("{}: see `{other}`", message.trim_end_matches('.'));
    }
    let said = unique.fields.iter().zip(values);
    let said: Vec<String> = said.map(|(named, value)| format!("`{}: {value}`", named.shown())).collect();
    let verb = if said.len() == 1 { "is already used by" } else { "are already used by" };
    format!("{} {verb} `{other}`", said.join(" and "))
}
