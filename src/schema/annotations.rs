//! `x-opslore`: what a schema says beyond JSON Schema. The one table of the keys, their check with a
//! place in the file, and the fields that they describe.

use serde_json::Value as Json;

use super::applicable::{Object, allows_type, annotations, expand, expand_certain, item, members, property};
use super::{Field, FieldPath, Reference, Section};
use crate::diagnostic::{Severity, did_you_mean, or_list, rules};

/// The keyword that holds our annotations.
pub(super) const KEYWORD: &str = "x-opslore";

/// Properties nested deeper than this are checked but are no fields.
const MAX_DEPTH: usize = 6;

/// What an annotation's value may be.
#[derive(Clone, Copy, Debug)]
enum Shape {
    Truth,
    Text,
    TruthOrText,
    Texts,
    Choice(&'static [&'static str]),
    Choices(&'static [&'static str]),
    Collection,
    Sections,
}

const ON_SCHEMA: &[(&str, Shape)] = &[
    ("collection", Shape::Collection),
    ("sections", Shape::Sections),
    ("unknown_keys", Shape::Choice(&["error", "warning", "allow"])),
    ("safety", Shape::Choices(super::SAFETY)),
    ("abstract", Shape::Truth),
];

const ON_PROPERTY: &[(&str, Shape)] = &[
    ("ref", Shape::Texts),
    ("inverse", Shape::Text),
    ("facet", Shape::Truth),
    ("unique", Shape::Truth),
    ("key", Shape::TruthOrText),
    ("label", Shape::Text),
    ("after", Shape::Text),
    ("pattern_hint", Shape::Text),
    ("panel", Shape::Truth),
    ("recommended", Shape::Truth),
    ("old_urls", Shape::Truth),
];

/// The kind of name that a `key` is where the schema does not say.
const ALERT: &str = "alert";

/// Something wrong with the annotations, at a path from the top of the file.
#[derive(Debug, PartialEq)]
pub(super) struct Mistake {
    pub(super) path: Vec<String>,
    pub(super) message: String,
    pub(super) help: Option<String>,
}

/// Checks every annotation of a schema file.
pub(super) fn check(json: &Json) -> Vec<Mistake> {
    let mut mistakes = Vec::new();
    check_below(json, &mut Vec::new(), &mut mistakes);
    mistakes
}

fn check_below(json: &Json, path: &mut Vec<String>, mistakes: &mut Vec<Mistake>) {
    match json {
        Json::Object(object) => {
            for (key, value) in object {
                path.push(key.clone());
                if key == KEYWORD {
                    let table = if path.len() == 1 { ON_SCHEMA } else { ON_PROPERTY };
                    check_keys(value, table, path, mistakes);
                } else {
                    check_below(value, path, mistakes);
                }
                path.pop();
            }
        }
        Json::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                path.push(index.to_string());
                check_below(value, path, mistakes);
                path.pop();
            }
        }
        _ => {}
    }
}

fn check_keys(value: &Json, table: &[(&str, Shape)], path: &[String], mistakes: &mut Vec<Mistake>) {
    let mut add = |key: Option<&str>, message: String, help: Option<String>| {
        let path = path.iter().map(String::as_str).chain(key).map(str::to_owned).collect();
        mistakes.push(Mistake { path, message, help });
    };
    let Some(object) = value.as_object() else {
        add(None, format!("`{KEYWORD}` has to be an object"), None);
        return;
    };
    for (key, value) in object {
        match table.iter().find(|(name, _)| name == key) {
            None => {
                let names: Vec<&str> = table.iter().map(|(name, _)| *name).collect();
                let place = if path.len() == 1 { "a schema" } else { "a property" };
                let help = did_you_mean(key, names.iter().copied());
                let help = help.unwrap_or_else(|| format!("Known here: {}.", or_list(&names)));
                add(Some(key), format!("`{key}` is not an annotation of {place}"), Some(help));
            }
            Some((_, shape)) => {
                if let Some(wanted) = shape.wants_other_than(value) {
                    add(Some(key), format!("`{key}` has to be {wanted}"), None);
                }
            }
        }
    }
}

impl Shape {
    /// What the value would have to be, if it is something else.
    fn wants_other_than(self, value: &Json) -> Option<String> {
        let is_text = |value: &Json| value.as_str().is_some_and(|text| !text.trim().is_empty());
        let all_text = |value: &Json| value.as_array().is_some_and(|items| items.iter().all(is_text));
        let (fits, wanted) = match self {
            Shape::Truth => (value.is_boolean(), "`true` or `false`".to_owned()),
            Shape::Text => (is_text(value), "text".to_owned()),
            Shape::TruthOrText => (
                value.is_boolean() || is_text(value),
                "`true`, `false` or the kind of name, such as `alert`".to_owned(),
            ),
            Shape::Texts => (is_text(value) || all_text(value), "text or a list of texts".to_owned()),
            Shape::Choice(options) => {
                (value.as_str().is_some_and(|text| options.contains(&text)), or_list(options))
            }
            Shape::Choices(options) => (
                value.as_array().is_some_and(|items| {
                    items.iter().all(|item| item.as_str().is_some_and(|text| options.contains(&text)))
                }),
                format!("a list of {}", or_list(options)),
            ),
            Shape::Collection => (
                super::load::collection(value).is_some(),
                "an object with `title`, `folder` and `description`, its folder a relative path".to_owned(),
            ),
            Shape::Sections => (
                value.as_array().is_some_and(|items| items.iter().all(|item| section(item).is_some())),
                "a list of headings, each text or an object with `title`, `severity` and `hint`".to_owned(),
            ),
        };
        (!fits).then_some(wanted)
    }
}

/// Reads one item of `sections`.
pub(super) fn section(value: &Json) -> Option<Section> {
    if let Some(title) = value.as_str() {
        let (severity, hint) = (rules::PAGE_SECTION.severity, String::new());
        return Some(Section { title: title.to_owned(), severity, hint });
    }
    let object = value.as_object()?;
    if object.keys().any(|key| !matches!(key.as_str(), "title" | "severity" | "hint")) {
        return None;
    }
    let severity = match object.get("severity").map(|severity| severity.as_str()) {
        None => rules::PAGE_SECTION.severity,
        Some(Some("error")) => Severity::Error,
        Some(Some("warning")) => Severity::Warning,
        Some(Some("info")) => Severity::Info,
        _ => return None,
    };
    let hint = object.get("hint").map_or(Some(""), Json::as_str)?;
    Some(Section { title: object.get("title")?.as_str()?.to_owned(), severity, hint: hint.to_owned() })
}

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
            if !names.contains(&name) {
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
        if path.len() > MAX_DEPTH {
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
    let annotations = about.iter().find_map(|schema| annotations(schema));
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
    Field {
        path: FieldPath(path),
        title: text("title").unwrap_or_else(|| title_of(name)),
        description: text("description").unwrap_or_default(),
        required,
        reference: annotation("ref")
            .map(|types| Reference { types: type_names(types), inverse: said("inverse") }),
        facet: is("facet").unwrap_or(false),
        unique: is("unique").unwrap_or(false),
        key: is("key").unwrap_or(said("key").is_some()),
        key_kind: said("key").filter(|kind| kind != ALERT),
        label: said("label"),
        after: said("after"),
        is_date: about.iter().chain(&items).any(is_date),
        options: if options.is_empty() { self::options(&items) } else { options },
        panel: is("panel").unwrap_or(true),
        recommended: is("recommended").unwrap_or(false),
        old_urls: is("old_urls").unwrap_or(false),
        is_list: about.iter().any(|schema| allows_type(schema, "array"))
            && !about.iter().any(|schema| allows_type(schema, "string")),
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

/// `ref`: no names, `*` and `any` mean that a page of any type will do.
fn type_names(types: &Json) -> Vec<String> {
    let names: Vec<&str> = match types {
        Json::Array(types) => types.iter().filter_map(Json::as_str).collect(),
        other => other.as_str().into_iter().collect(),
    };
    if names.iter().any(|name| is_any(name)) {
        return Vec::new();
    }
    names.into_iter().map(str::to_owned).collect()
}

/// Whether a `ref` allows every type.
pub(super) fn is_any(name: &str) -> bool {
    matches!(name, "*" | "any")
}

/// `started_at` as `Started at`.
fn title_of(name: &str) -> String {
    let words = name.replace(['_', '-'], " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
