//! Alert names that contain several names: `a, b` where a list was meant.

use super::applicable::{allows_type, expand, property};
use super::{Field, Schema, values_at};
use crate::diagnostic::{Finding, Fix, Severity, rules};
use crate::front_matter::{FrontMatter, Node, Value};
use crate::text::{Source, Span};

/// Finds values that are several names of alerts (`front-matter/schema`, a warning): as one name they
/// would lead nowhere.
pub fn joined_key_findings(schema: &Schema, source: &Source, front_matter: &FrontMatter) -> Vec<Finding> {
    let mut findings = Vec::new();
    for field in schema.fields.iter().filter(|field| field.names_alerts()) {
        let values = values_at(front_matter, &field.path).into_iter();
        findings.extend(values.filter_map(|value| joined(schema, source, field, value)));
    }
    findings
}

fn joined(schema: &Schema, source: &Source, field: &Field, value: &Node) -> Option<Finding> {
    let names = names(value.as_str()?)?;
    let name = field.path.0.iter().rfind(|step| *step != super::FieldPath::ITEMS)?;
    let message = format!("`{name}` has one name, `{}`, which looks like several", names.join(" "));
    let finding = Finding::new(&rules::FRONT_MATTER_SCHEMA, &source.path, value.span, message)
        .severity(Severity::Warning)
        .help(format!("write `{name}: [{}]`", names.join(", ")));
    let fix = as_list(source, value).filter(|_| allows_list(schema, name));
    Some(Finding { fix, ..finding })
}

/// The names in a value that is more than one: with commas between them, or words of which each is
/// written as a name is.
fn names(value: &str) -> Option<Vec<&str>> {
    /// More of them nobody would write out in a message.
    const MOST: usize = 20;
    let separators = |c: char| c == ',' || c.is_whitespace();
    let names: Vec<&str> = value.split(separators).filter(|name| !name.is_empty()).take(MOST + 1).collect();
    let is_list = names.iter().all(|name| is_word(name)) && value.split(',').all(is_one_word);
    let are_names = (value.contains(',') && is_list) || names.iter().all(|name| is_name(name));
    ((2..=MOST).contains(&names.len()) && are_names).then_some(names)
}

fn is_one_word(part: &str) -> bool {
    part.split_whitespace().count() <= 1
}

fn is_word(name: &str) -> bool {
    name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':'))
}

/// `etcdNoLeader` or `disk_full`, and no word of a sentence.
fn is_name(name: &str) -> bool {
    let has_hump = name.chars().zip(name.chars().skip(1)).any(|(a, b)| a.is_lowercase() && b.is_uppercase());
    is_word(name) && (has_hump || name.contains('_'))
}

/// Brackets around a value that is written with commas and without quotes.
fn as_list(source: &Source, value: &Node) -> Option<Fix> {
    let Value::Scalar(scalar) = &value.value else { return None };
    let raw = source.text.get(value.span.start..value.span.end)?.trim_end();
    let before = source.text[..value.span.start].trim_end_matches([' ', '\t']);
    let is_plain = scalar.plain && raw == scalar.text && raw.contains(',') && before.ends_with(':');
    let span = Span::new(value.span.start, value.span.start + raw.len());
    is_plain.then(|| Fix::surround(span, "[", "]"))
}

fn allows_list(schema: &Schema, name: &str) -> bool {
    let root = &schema.json;
    property(root, &expand(root, [root]), name).iter().any(|about| allows_type(about, "array"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_names_from_a_name() {
        for value in ["etcdNoLeader, etcdDown", "a,b", "etcdNoLeader etcdDown", "disk_full node_down"] {
            assert_eq!(names(value).map(|names| names.len()), Some(2), "{value}");
        }
        for value in
            ["etcdNoLeader", "High CPU usage", "node disk", "Disk full, and more", "a,", "Web iPhone"]
        {
            assert_eq!(names(value), None, "{value}");
        }
    }
}
