//! Makes a schema self-contained: what it refers to in other files of the `schemas` folder is copied
//! under its `$defs`, and every `$ref` then points within the one document.
//!
//! So there is nothing to fetch and nothing to register: the validator, the typing of values and the
//! fields all resolve a `$ref` with a JSON pointer.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

/// Copies what `json`, the schema in the file `name`, needs of `files` into it.
pub(super) fn bundle(name: &str, json: &Json, files: &BTreeMap<String, &Json>) -> Json {
    let mut bundled = json.clone();
    let mut needed = Vec::new();
    point_inside(&mut bundled, name, name, &mut needed);
    let mut copies = Map::new();
    while let Some(file) = needed.pop() {
        if copies.contains_key(&file) {
            continue;
        }
        let Some(copy) = files.get(&file) else { continue };
        let mut copy = (*copy).clone();
        point_inside(&mut copy, &file, name, &mut needed);
        remove_identity(&mut copy);
        copies.insert(file, copy);
    }
    remove_identity(&mut bundled);
    if let (Some(object), false) = (bundled.as_object_mut(), copies.is_empty())
        && let Some(definitions) =
            object.entry("$defs").or_insert_with(|| Json::Object(Map::new())).as_object_mut()
    {
        definitions.extend(copies);
    }
    bundled
}

/// An `$id` would change what a `$ref` is relative to.
fn remove_identity(schema: &mut Json) {
    if let Some(object) = schema.as_object_mut() {
        object.shift_remove("$id");
        object.shift_remove("$schema");
    }
}

/// Rewrites every `$ref` of the file `this` so that it points within the bundle of `main`.
fn point_inside(value: &mut Json, this: &str, main: &str, needed: &mut Vec<String>) {
    match value {
        Json::Array(items) => items.iter_mut().for_each(|item| point_inside(item, this, main, needed)),
        Json::Object(object) => {
            for (key, value) in object.iter_mut() {
                match (key.as_str(), &mut *value) {
                    ("$ref", Json::String(reference)) => {
                        if let Some(target) = parse(reference, this) {
                            *reference = target.inside(main);
                            needed.extend((target.file != main).then_some(target.file));
                        }
                    }
                    _ => point_inside(value, this, main, needed),
                }
            }
        }
        _ => {}
    }
}

/// A `$ref` taken apart.
#[derive(Debug, PartialEq)]
pub(super) struct Target {
    /// The file in the `schemas` folder.
    pub(super) file: String,
    /// The JSON pointer in it.
    pointer: String,
}

impl Target {
    fn inside(&self, main: &str) -> String {
        if self.file == main {
            return format!("#{}", self.pointer);
        }
        format!("#/$defs/{}{}", self.file, self.pointer)
    }
}

/// Takes the `$ref` of a schema in the file `this` apart: `#/…`, `other.schema.json` or
/// `other.schema.json#/…`. `None` for anything that would lead out of the folder.
pub(super) fn parse(reference: &str, this: &str) -> Option<Target> {
    let (file, pointer) = reference.split_once('#').unwrap_or((reference, ""));
    let file = file.strip_prefix("./").unwrap_or(file);
    let file = if file.is_empty() { this } else { file };
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let is_inside = file.ends_with(".json") && file.chars().all(is_name);
    let is_pointer = pointer.is_empty() || pointer.starts_with('/');
    (is_inside && is_pointer).then(|| Target { file: file.to_owned(), pointer: pointer.to_owned() })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn copies_what_is_referred_to_and_points_inside() {
        let common =
            json!({"$id": "x", "properties": {"a": {"$ref": "#/$defs/text"}}, "$defs": {"text": {}}});
        let main = json!({"allOf": [{"$ref": "common.json"}, {"$ref": "./common.json#/$defs/text"}, {"$ref": "#/x"}]});
        let bundled = bundle("main.json", &main, &BTreeMap::from([("common.json".to_owned(), &common)]));
        let expected = json!({
            "allOf": [
                {"$ref": "#/$defs/common.json"},
                {"$ref": "#/$defs/common.json/$defs/text"},
                {"$ref": "#/x"},
            ],
            "$defs": {"common.json": {
                "properties": {"a": {"$ref": "#/$defs/common.json/$defs/text"}},
                "$defs": {"text": {}},
            }},
        });
        assert_eq!(bundled, expected);
    }

    #[test]
    fn files_may_refer_to_each_other_in_a_circle() {
        let (a, b) = (json!({"$ref": "b.json"}), json!({"$ref": "a.json#/$defs"}));
        let files = BTreeMap::from([("a.json".to_owned(), &a), ("b.json".to_owned(), &b)]);
        assert_eq!(
            bundle("a.json", &a, &files),
            json!({"$ref": "#/$defs/b.json", "$defs": {"b.json": {"$ref": "#/$defs"}}})
        );
    }

    #[test]
    fn nothing_leads_out_of_the_folder() {
        for reference in [
            "https://example.org/a.json",
            "../a.json",
            "/etc/a.json",
            "sub/a.json",
            "file:a.json",
            "#anchor",
            "a",
        ] {
            assert_eq!(parse(reference, "main.json"), None, "{reference}");
        }
    }
}
