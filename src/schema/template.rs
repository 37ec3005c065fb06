//! The page that `opslore new` writes: what is required, what is recommended, and what each is for.

use serde_json::Value as Json;

use super::applicable::{expand, property};
use super::look::Role;
use super::types::{Field, Schema};
use crate::diagnostic::or_list;
use crate::text::one_line;

/// A page of this type with its required and recommended fields and its sections.
pub(super) fn template(schema: &Schema, title: &str, today: &str) -> String {
    let mut page = String::from("---\n");
    let title_field = schema.fields.iter().find(|field| field.is(Role::Title));
    if let Some(name) = title_field.and_then(|field| field.path.0.first()) {
        page.push_str(&format!("{name}: {}\n", scalar(title)));
    }
    for field in wanted(schema) {
        page.push_str(&entry(schema, field, today));
    }
    page.push_str("---\n");
    if title_field.is_none() {
        page.push_str(&format!("\n# {title}\n"));
    }
    for section in &schema.sections {
        page.push_str(&format!("\n## {}\n", section.title));
        if !section.hint.is_empty() {
            page.push_str(&format!("\n{}\n", one_line(&section.hint)));
        }
    }
    page
}

/// A field without a value, and the comment above it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blank {
    /// The field's name.
    pub field: String,
    /// The comment, with its `#`; empty where the schema says nothing about the field.
    pub comment: String,
}

/// The guidance below headings, each on one line.
pub(super) fn guidance(schema: &Schema) -> impl Iterator<Item = String> {
    schema.sections.iter().map(|section| one_line(&section.hint)).filter(|hint| !hint.is_empty())
}

/// The fields that are left for the author to fill in.
pub(super) fn blanks(schema: &Schema) -> Vec<Blank> {
    let blank = |field: &Field| {
        let is_blank = |name: &&String| !field.is(Role::Created) && default(schema, name).is_none();
        let name = field.path.0.last().filter(is_blank)?;
        Some(Blank { field: name.clone(), comment: comment(field) })
    };
    wanted(schema).filter_map(blank).collect()
}

/// The fields that a new page has besides its title.
fn wanted(schema: &Schema) -> impl Iterator<Item = &Field> {
    schema.fields.iter().filter(|field| {
        let is_wanted = field.required || field.recommended || field.is(Role::Created);
        field.path.0.len() == 1 && !field.is(Role::Title) && is_wanted
    })
}

fn entry(schema: &Schema, field: &Field, today: &str) -> String {
    let name = field.path.0.last().map_or("", String::as_str);
    if field.is(Role::Created) {
        return format!("{name}: {today}\n");
    }
    let comment = comment(field);
    let comment = if comment.is_empty() { comment } else { comment + "\n" };
    match default(schema, name) {
        Some(value) => format!("{comment}{name}: {value}\n"),
        None => format!("{comment}{name}:\n"),
    }
}

fn comment(field: &Field) -> String {
    let hint = hint(field);
    if hint.is_empty() { hint } else { format!("# {hint}") }
}

/// What to write, in one line.
fn hint(field: &Field) -> String {
    let mut parts = Vec::new();
    let description = one_line(&field.description);
    if !description.is_empty() {
        parts.push(description.trim_end_matches('.').to_owned());
    }
    if !field.options.is_empty() {
        let options = or_list(&field.options).replace('`', "");
        parts.push(if field.is_list {
            format!("a list of: {options}")
        } else {
            format!("one of: {options}")
        });
    } else if field.is_list {
        parts.push("a list: [one, two]".to_owned());
    }
    if field.required {
        parts.push("required".to_owned());
    }
    parts.join("; ")
}

/// The schema's `default` for a field, as YAML.
fn default(schema: &Schema, name: &str) -> Option<String> {
    let root = &schema.json;
    let about = property(root, &expand(root, [root]), name);
    match about.iter().find_map(|schema| schema.get("default"))? {
        Json::String(text) => Some(scalar(text)),
        Json::Array(_) | Json::Object(_) | Json::Null => None,
        other => Some(other.to_string()),
    }
}

/// `text` as a YAML scalar on one line, in quotes where it needs them.
fn scalar(text: &str) -> String {
    let text = one_line(text);
    let written = serde_yaml::to_string(&text).unwrap_or_default();
    let written = written.trim_end_matches('\n');
    // What the writer folds or would put on several lines is as well said in double quotes.
    if written.is_empty() || written.contains('\n') {
        Json::String(text).to_string()
    } else {
        written.to_owned()
    }
}
