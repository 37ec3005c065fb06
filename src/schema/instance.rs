//! Front matter to JSON. YAML parsers disagree on what `no`, `1.10` and `2025-04-08` are; here the
//! schema decides: a value stays the text that was typed unless the schema wants something else and
//! the author wrote it without quotes.

use std::rc::Rc;

use serde_json::{Map, Value as Json};

use super::applicable::{self, Object, allows_type, expand, members};
use super::file_name::FILE;
use super::formats;
use crate::front_matter::{Entry, Node, Scalar, Value};

/// A field that the schema does not know.
#[derive(Debug)]
pub(super) struct Unknown<'a> {
    /// What was written.
    pub(super) entry: &'a Entry,
    /// Everything in the same mapping.
    pub(super) beside: &'a [Entry],
    /// The names that it may have in this place.
    pub(super) known: Rc<[String]>,
    /// Whether it is below another field.
    pub(super) is_nested: bool,
}

/// Front matter as the schema sees it.
#[derive(Debug)]
pub(super) struct Instance<'a> {
    /// The values, without the blank ones.
    pub(super) values: Map<String, Json>,
    /// Fields that the schema does not know, where it does not say itself what becomes of them.
    pub(super) unknown: Vec<Unknown<'a>>,
}

/// Types `entries` as the self-contained schema `root` wants them.
pub(super) fn instance<'a>(root: &Json, entries: &'a [Entry]) -> Instance<'a> {
    let mut typing = Typing { root, unknown: Vec::new() };
    let values = typing.map(entries, &expand(root, [root]), false);
    Instance { values, unknown: typing.unknown }
}

/// The items of a list that count, in their order.
pub(super) fn present(items: &[Node]) -> impl Iterator<Item = &Node> {
    items.iter().filter(|item| !item.is_blank())
}

struct Typing<'s, 'a> {
    root: &'s Json,
    unknown: Vec<Unknown<'a>>,
}

impl<'a> Typing<'_, 'a> {
    fn map(&mut self, entries: &'a [Entry], schemas: &[&Object], is_nested: bool) -> Map<String, Json> {
        let known = known_names(schemas);
        let mut values = Map::new();
        for entry in entries {
            if let Some(known) = known.as_ref().filter(|known| !known.contains(&entry.key)) {
                let (beside, known) = (entries, Rc::clone(known));
                self.unknown.push(Unknown { entry, beside, known, is_nested });
            }
            if !entry.value.is_blank() {
                let about = applicable::property(self.root, schemas, &entry.key);
                values.insert(entry.key.clone(), self.node(&entry.value, &about));
            }
        }
        values
    }

    /// The depth of front matter is capped, so recursion is safe.
    fn node(&mut self, node: &'a Node, schemas: &[&Object]) -> Json {
        match &node.value {
            Value::Scalar(scalar) => typed(scalar, schemas),
            Value::Map(entries) => Json::Object(self.map(entries, schemas, true)),
            Value::List(items) => {
                let items = present(items).enumerate();
                let typed = items.map(|(index, item)| {
                    let about = applicable::item(self.root, schemas, index);
                    self.node(item, &about)
                });
                Json::Array(typed.collect())
            }
        }
    }
}

/// The names that a mapping may hold, or `None` where the schema says itself what becomes of others
/// or names none.
fn known_names(schemas: &[&Object]) -> Option<Rc<[String]>> {
    const DECIDE: [&str; 4] =
        ["additionalProperties", "unevaluatedProperties", "patternProperties", "propertyNames"];
    if schemas.iter().any(|schema| DECIDE.iter().any(|keyword| schema.contains_key(*keyword))) {
        return None;
    }
    let names: Vec<String> = schemas
        .iter()
        .flat_map(|schema| members(schema, "properties"))
        .map(|(name, _)| name.clone())
        .filter(|name| name != FILE)
        .collect();
    (!names.is_empty()).then(|| names.into())
}

/// A scalar as the schema wants it.
pub(super) fn typed(scalar: &Scalar, schemas: &[&Object]) -> Json {
    let text = || Json::String(scalar.text.clone());
    if !scalar.plain || wants_text(scalar, schemas) {
        return text();
    }
    let is_free = !schemas.iter().any(|schema| has_type(schema));
    let wants = |name: &str| is_free || schemas.iter().any(|schema| allows_value_of_type(schema, name));
    if wants("boolean")
        && let Some(truth) = truth(&scalar.text)
    {
        return Json::Bool(truth);
    }
    if (wants("number") || wants("integer"))
        && let Some(number) = number(&scalar.text)
        // Where nothing is wanted, `1.10` is more likely a version than 1.1.
        && (!is_free || reads_as(&number, &scalar.text))
    {
        return number;
    }
    text()
}

/// `true` and `false` as YAML 1.2 writes them; `yes` and `on` are text.
fn truth(text: &str) -> Option<bool> {
    match text {
        "true" | "True" | "TRUE" => Some(true),
        "false" | "False" | "FALSE" => Some(false),
        _ => None,
    }
}

/// A decimal number.
fn number(text: &str) -> Option<Json> {
    let unsigned = text.strip_prefix('+').unwrap_or(text);
    serde_json::from_str::<serde_json::Number>(unsigned).ok().map(Json::Number)
}

fn reads_as(number: &Json, text: &str) -> bool {
    let written = number.to_string();
    written == text
}

fn has_type(schema: &Object) -> bool {
    ["type", "enum", "const"].iter().any(|keyword| schema.contains_key(*keyword))
}

/// Whether text is what the schema wants: text of any kind, or this very text.
fn wants_text(scalar: &Scalar, schemas: &[&Object]) -> bool {
    schemas.iter().any(|schema| {
        let is_option = options(schema).any(|option| option.as_str() == Some(&scalar.text));
        let is_closed = ["enum", "const"].iter().any(|keyword| schema.contains_key(*keyword))
            || schema
                .get("format")
                .and_then(Json::as_str)
                .is_some_and(|format| !formats::fits(format, &scalar.text));
        let is_text_only = ["format", "pattern", "minLength", "maxLength"].iter();
        let is_text = allows_type(schema, "string")
            || (!schema.contains_key("type")
                && is_text_only.into_iter().any(|keyword| schema.contains_key(*keyword)));
        is_option || (is_text && !is_closed)
    })
}

fn allows_value_of_type(schema: &Object, name: &str) -> bool {
    allows_type(schema, name)
        || options(schema).any(|option| match name {
            "boolean" => option.is_boolean(),
            _ => option.is_number(),
        })
}

/// The values of `enum` and `const`.
fn options(schema: &Object) -> impl Iterator<Item = &Json> {
    let listed = schema.get("enum").and_then(Json::as_array).into_iter().flatten();
    listed.chain(schema.get("const"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn plain(text: &str) -> Scalar {
        Scalar { text: text.to_owned(), plain: true }
    }

    #[test]
    fn what_was_typed_decides_and_then_the_schema() {
        for (text, schema, expected) in [
            ("1.10", json!({"type": "string"}), json!("1.10")),
            ("no", json!({"type": "string"}), json!("no")),
            ("true", json!({"type": "string"}), json!("true")),
            ("2025-04-08", json!({"format": "date"}), json!("2025-04-08")),
            ("1234567e8", json!({"type": ["string", "array"]}), json!("1234567e8")),
            ("3", json!({"type": "integer"}), json!(3)),
            ("8.6", json!({"type": "number"}), json!(8.6)),
            ("+3", json!({"type": "number"}), json!(3)),
            ("0x1F", json!({"type": "integer"}), json!("0x1F")),
            ("1e999", json!({"type": "number"}), json!("1e999")),
            ("nan", json!({"type": "number"}), json!("nan")),
            ("true", json!({"type": "boolean"}), json!(true)),
            ("yes", json!({"type": "boolean"}), json!("yes")),
            ("2", json!({"enum": [1, 2]}), json!(2)),
            ("2", json!({"enum": ["1", "2"]}), json!("2")),
            ("5", json!({"anyOf": [{"type": "integer"}, {"enum": ["none"]}]}), json!(5)),
            ("none", json!({"anyOf": [{"type": "integer"}, {"enum": ["none"]}]}), json!("none")),
            ("5", json!({"anyOf": [{"type": "integer"}, {"type": "string"}]}), json!("5")),
            (
                "true",
                json!({"anyOf": [{"type": "boolean"}, {"type": "string", "format": "date"}]}),
                json!(true),
            ),
            ("20250408", json!({"type": "string", "format": "date"}), json!("20250408")),
            ("5", json!({}), json!(5)),
            ("1.10", json!({}), json!("1.10")),
            ("true", json!({}), json!(true)),
        ] {
            let schemas = expand(&schema, [&schema]);
            assert_eq!(typed(&plain(text), &schemas), expected, "{text} for {schema}");
        }
        let quoted = Scalar { text: "5".to_owned(), plain: false };
        let schema = json!({"type": "integer"});
        assert_eq!(typed(&quoted, &expand(&schema, [&schema])), json!("5"), "quotes make text");
    }
}
