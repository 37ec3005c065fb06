//! `after`: dates that must follow one another. This needs the site's time zone, so it is a
//! separate step.

use jiff::tz::TimeZone;

use super::dates::{Moment, parse_moment};
use super::{Field, FieldPath, Schema};
use crate::diagnostic::{Finding, rules};
use crate::front_matter::{Entry, FrontMatter, Value};
use crate::path::SitePath;
use crate::text::{Source, Span};

/// Finds dates that precede the ones they should follow (`front-matter/order`), at the top level and
/// within each item of a list. What is no date is left to [`Schema::validate`].
pub fn order_findings(
    schema: &Schema,
    source: &Source,
    front_matter: &FrontMatter,
    time_zone: &TimeZone,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for field in &schema.fields {
        let Some((name, within)) = field.path.0.split_last() else { continue };
        for entries in mappings_at(&front_matter.entries, within) {
            let Some(later) = find(entries, name) else { continue };
            let earlier = field.after.iter().filter_map(|name| first_given(schema, field, name, entries));
            findings.extend(earlier.filter_map(|earlier| compare(source, earlier, later, time_zone)));
        }
    }
    findings
}

/// The mappings at `path`, which ends with the step to each item where they are in a list.
pub(super) fn mappings_at<'a>(entries: &'a [Entry], path: &[String]) -> Vec<&'a [Entry]> {
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

pub(super) fn find<'a>(entries: &'a [Entry], name: &str) -> Option<&'a Entry> {
    entries.iter().find(|entry| entry.key == name && !entry.value.is_blank())
}

/// The nearest date of the chain of `after` that the author gave: an incident that was never declared
/// was still resolved after it started.
fn first_given<'a>(schema: &Schema, field: &Field, name: &str, entries: &'a [Entry]) -> Option<&'a Entry> {
    let (mut within, mut name) = (field.path.clone(), name);
    within.0.pop();
    // The chain is no longer than there are fields, even if it is a circle.
    for _ in 0..schema.fields.len() {
        if let Some(entry) = find(entries, name) {
            return Some(entry);
        }
        let mut path = within.clone();
        path.0.push(name.to_owned());
        name = schema.field_at(&path)?.after.first()?;
    }
    None
}

fn compare(source: &Source, earlier: &Entry, later: &Entry, time_zone: &TimeZone) -> Option<Finding> {
    let date = |entry: &Entry| (entry.value.as_str().unwrap_or_default().to_owned(), entry.value.span);
    let (first, second) = (date(earlier), date(later));
    compare_dates(
        &Dated { name: &earlier.key, path: &source.path, text: &first.0, span: first.1 },
        &Dated { name: &later.key, path: &source.path, text: &second.0, span: second.1 },
        time_zone,
    )
}

/// A date with its name and its place.
#[derive(Clone, Copy, Debug)]
pub struct Dated<'a> {
    /// The field's name, as it is told.
    pub name: &'a str,
    /// The file it is in.
    pub path: &'a SitePath,
    /// The date as written.
    pub text: &'a str,
    /// Where it is written.
    pub span: Span,
}

/// A finding at `later` if it is before `earlier`; nothing if one of them is no date.
pub fn compare_dates(earlier: &Dated<'_>, later: &Dated<'_>, time_zone: &TimeZone) -> Option<Finding> {
    let (first, second) = (parse_moment(earlier.text, time_zone)?, parse_moment(later.text, time_zone)?);
    if !is_before(&second, &first, time_zone) {
        return None;
    }
    let is_here = earlier.path == later.path;
    let place = if is_here { String::new() } else { format!(" of `{}`", earlier.path) };
    let message = format!("`{}` is before `{}`{place}", later.name, earlier.name);
    let finding = Finding::new(&rules::FRONT_MATTER_ORDER, later.path, later.span, message);
    let label = format!("`{}` is {}", earlier.name, earlier.text);
    Some(finding.label(earlier.path, earlier.span, label).help(HELP))
}

const HELP: &str = "correct the one that is wrong; a time without an offset is in the site's `time_zone`";

/// Whether `second` is before `first`. If one of them is a day, the days are compared, in the site's
/// zone and as they are written: only what is wrong in both is wrong.
fn is_before(second: &Moment, first: &Moment, time_zone: &TimeZone) -> bool {
    if first.has_time && second.has_time {
        return second.timestamp() < first.timestamp();
    }
    let day = |moment: &Moment| moment.timestamp().to_zoned(time_zone.clone()).date();
    day(second) < day(first) && second.date() < first.date()
}
