//! The fields that a schema describes: its properties, and what annotations say of each.

use serde_json::Value as Json;

use super::applicable::{Object, allows_type, annotations, expand, expand_certain, item, members, property};
use super::file_name::FILE;
use super::relations::{after, base, reference, unique_value};
use super::{Field, FieldPath};

/// Properties nested deeper than this are checked but are no fields.
const MAX_DEPTH: usize = 6;
/// A schema that refers to itself in many ways has no end of fields; nobody writes so many.
const MAX_FIELDS: usize = 10_000;

/// The kind of name that a `key` is where the schema does not say.
const ALERT: &str = "alert";

/// The fields of a self-contained schema: its own before those it brings in, each followed by the
/// ones nested in it.
pub(super) fn fields(root: &Json) -> Vec<Field> {
    let mut fields = Vec::new();
    let schemas = expand(root, [root]);
    let certain = expand_certain(root, [root]);
    Collector { root, fields: &mut fields, within: Vec::new() }.collect(&schemas, &certain, &[]);
    fields
}

struct Collector<'a, 'f> {
    root: &'a Json,
    fields: &'f mut Vec<Field>,
    /// The schemas being walked, so that one that contains itself ends.
    within: Vec<*const Object>,
}

impl<'a> Collector<'a, '_> {
    fn collect(&mut self, schemas: &[&'a Object], certain: &[&'a Object], path: &[String]) {
        let mut names: Vec<&String> = Vec::new();
        for (name, _) in schemas.iter().flat_map(|schema| members(schema, "properties")) {
            if !names.contains(&name) && name != FILE {
                names.push(name);
            }
        }
        for name in names {
            let about = property(self.root, schemas, name);
            let is_required = certain.iter().any(|schema| requires(schema, name));
            let mut path = path.to_vec();
            path.push(name.clone());
            self.fields.push(field(self.root, name, &about, path.clone(), is_required));
            self.descend(&about, path.clone());
            path.push(FieldPath::ITEMS.to_owned());
            self.descend(&item(self.root, &about, 0), path);
        }
    }

    fn descend(&mut self, schemas: &[&'a Object], path: Vec<String>) {
        let first = schemas.first().map(|schema| std::ptr::from_ref(*schema));
        let Some(first) = first.filter(|first| !self.within.contains(first)) else { return };
        if path.len() > MAX_DEPTH || self.fields.len() > MAX_FIELDS {
            return;
        }
        self.within.push(first);
        self.collect(schemas, schemas, &path);
        self.within.pop();
    }
}

fn requires(schema: &Object, name: &str) -> bool {
    schema.get("required").and_then(Json::as_array).is_some_and(|names| names.iter().any(|each| each == name))
}

fn field(root: &Json, name: &str, about: &[&Object], path: Vec<String>, required: bool) -> Field {
    let items = item(root, about, 0);
    let text = |key: &str| about.iter().find_map(|schema| schema.get(key)?.as_str()).map(str::to_owned);
    // The nearest annotations win as a whole: a type that redefines a common field says all of it.
    let annotations = about.iter().filter_map(|schema| annotations(schema)).find(|said| describes(said));
    let annotation = |key: &str| annotations.and_then(|annotations| annotations.get(key));
    let is = |key: &str| annotation(key).and_then(Json::as_bool);
    let said = |key: &str| annotation(key).and_then(Json::as_str).map(str::to_owned);
    let options = options(about);
    let is_date = |schema: &&Object| {
        matches!(
            schema.get("format").and_then(Json::as_str),
            Some("date" | "date-time" | "date-or-date-time")
        )
    };
    let path = FieldPath(path);
    let (after, after_referred) = after(annotation("after"));
    Field {
        title: text("title").unwrap_or_else(|| title_of(name)),
        description: text("description").unwrap_or_default(),
        required,
        reference: annotations.and_then(reference),
        facet: is("facet").unwrap_or(false),
        usual: said("usual"),
        unique: is("unique").unwrap_or(false),
        key: is("key").unwrap_or(said("key").is_some()),
        key_kind: said("key").filter(|kind| kind != ALERT),
        label: said("label"),
        unique_when: annotation("unique").and_then(|said| unique_value(&path, said)),
        after,
        after_referred,
        file: annotation("file").and_then(base),
        is_date: about.iter().chain(&items).any(is_date),
        options: if options.is_empty() { self::options(&items) } else { options },
        panel: is("panel").unwrap_or(true),
        recommended: is("recommended").unwrap_or(false),
        old_urls: is("old_urls").unwrap_or(false),
        sorted: is("sorted").unwrap_or(false),
        embargo: is("embargo").unwrap_or(false),
        is_list: about.iter().any(|schema| allows_type(schema, "array"))
            && !about.iter().any(|schema| allows_type(schema, "string")),
        path,
    }
}

/// The values of the nearest `enum`.
fn options(schemas: &[&Object]) -> Vec<String> {
    let first = schemas.iter().find_map(|schema| schema.get("enum")?.as_array());
    let text = |value: &Json| match value {
        Json::String(text) => Some(text.clone()),
        Json::Null | Json::Array(_) | Json::Object(_) => None,
        other => Some(other.to_string()),
    };
    first.into_iter().flatten().filter_map(text).collect()
}

/// Whether annotations say what a field is for, and not only how mistakes in it are reported.
fn describes(said: &Object) -> bool {
    said.keys().any(|key| !matches!(key.as_str(), "severity" | "pattern_hint"))
}

/// `started_at` as `Started at`.
fn title_of(name: &str) -> String {
    let words = name.replace(['_', '-'], " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
