//! `after`: dates that have to follow one another. The site's time zone is needed for it, so it is a
//! step of its own.

use jiff::tz::TimeZone;

use super::dates::{Moment, parse_moment};
use super::{Field, FieldPath, Schema};
use crate::diagnostic::{Finding, rules};
use crate::front_matter::{Entry, FrontMatter, Value};
use crate::text::Source;

/// Finds dates that precede the ones they should follow (`front-matter/order`), at the top level and
/// within each item of a list. What is no date is left to [`Schema::validate`].
pub fn order_findings(
    schema: &Schema,
    source: &Source,
    front_matter: &FrontMatter,
    time_zone: &TimeZone,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for field in schema.fields.iter().filter(|field| field.after.is_some()) {
        let Some((name, within)) = field.path.0.split_last() else { continue };
        for entries in mappings_at(&front_matter.entries, within) {
            let Some(later) = find(entries, name) else { continue };
            let Some(earlier) = first_given(schema, field, entries) else { continue };
            findings.extend(compare(source, earlier, later, time_zone));
        }
    }
    findings
}

/// The mappings at `path`, which ends with the step to each item where they are in a list.
fn mappings_at<'a>(entries: &'a [Entry], path: &[String]) -> Vec<&'a [Entry]> {
    let mut found = vec![entries];
    for name in path.iter().filter(|step| *step != FieldPath::ITEMS) {
        let values = found.into_iter().filter_map(|entries| find(entries, name));
        found = values
            .flat_map(|entry| super::items_of(&entry.value))
            .filter_map(|node| match &node.value {
                Value::Map(entries) => Some(entries.as_slice()),
                Value::Scalar(_) | Value::List(_) => None,
            })
            .collect();
    }
    found
}

fn find<'a>(entries: &'a [Entry], name: &str) -> Option<&'a Entry> {
    entries.iter().find(|entry| entry.key == name && !entry.value.is_blank())
}

/// The nearest date of the chain of `after` that the author gave: an incident that was never declared
/// was still resolved after it started.
fn first_given<'a>(schema: &Schema, field: &Field, entries: &'a [Entry]) -> Option<&'a Entry> {
    let mut field = field;
    // The chain is no longer than there are fields, even if it is a circle.
    for _ in 0..schema.fields.len() {
        let name = field.after.as_deref()?;
        if let Some(entry) = find(entries, name) {
            return Some(entry);
        }
        let mut path = field.path.clone();
        path.0.pop();
        path.0.push(name.to_owned());
        field = schema.field_at(&path)?;
    }
    None
}

fn compare(source: &Source, earlier: &Entry, later: &Entry, time_zone: &TimeZone) -> Option<Finding> {
    let moment = |entry: &Entry| parse_moment(entry.value.as_str()?, time_zone);
    let (first, second) = (moment(earlier)?, moment(later)?);
    if second.timestamp() >= first.timestamp() {
        return None;
    }
    let message = format!("`{}` is before `{}`", later.key, earlier.key);
    let finding = Finding::new(&rules::FRONT_MATTER_ORDER, &source.path, later.value.span, message);
    let shown = earlier.value.as_str().unwrap_or_default();
    let label = format!("`{}` is {shown}", earlier.key);
    Some(finding.label(&source.path, earlier.value.span, label).help(help(&first, &second, later)))
}

fn help(first: &Moment, second: &Moment, later: &Entry) -> String {
    if !second.has_time && first.date() == second.date() {
        return format!("A date without a time counts from its first moment; give `{}` a time.", later.key);
    }
    "Correct the one that is wrong; a time without an offset is in the site's `time_zone`.".to_owned()
}
