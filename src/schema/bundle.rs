//! Makes a schema self-contained: what it refers to in other files of the `schemas` folder is copied
//! under its `$defs`, and every `$ref` then points within the one document.
//!
//! Nothing needs to be fetched or registered: the validator, the typing of values and the
//! fields all resolve a `$ref` with a JSON pointer.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use super::applicable::Object;
use super::resources::{DIALECT, REFERENCES, Resources, Target, base_within};
use super::subschemas;

/// Copies what `json`, the schema in the file `name`, needs of `files` into it. `resources` are those of
/// all files.
pub(super) fn bundle(
    name: &str,
    json: &Json,
    files: &BTreeMap<String, &Json>,
    resources: &Resources,
) -> Json {
    let mut bundled = json.clone();
    let mut needed = Vec::new();
    point_inside(&mut bundled, name, name, resources, &mut needed);
    let mut copies = Map::new();
    while let Some(file) = needed.pop() {
        if copies.contains_key(&file) {
            continue;
        }
        let Some(copy) = files.get(&file) else { continue };
        let mut copy = (*copy).clone();
        point_inside(&mut copy, &file, name, resources, &mut needed);
        copies.insert(file, copy);
    }
    if let (Some(object), false) = (bundled.as_object_mut(), copies.is_empty())
        && let Some(definitions) =
            object.entry("$defs").or_insert_with(|| Json::Object(Map::new())).as_object_mut()
    {
        definitions.extend(copies);
    }
    bundled
}

/// Rewrites every `$ref` of the file `this` so that it points within the bundle of `main`, and removes
/// what would change the meaning of that.
fn point_inside(json: &mut Json, this: &str, main: &str, resources: &Resources, needed: &mut Vec<String>) {
    subschemas::change(json, &resources.base_of_file(this), &mut |schema, base| {
        let base = base_within(base, schema);
        for keyword in REFERENCES {
            let Some(Json::String(reference)) = schema.get(keyword) else { continue };
            let target = resources.target(&base, reference, this).filter(|target| target.file != DIALECT);
            let Some(target) = target else { continue };
            refer(schema, keyword, inside(&target, main));
            needed.extend((target.file != main).then_some(target.file));
        }
        for identity in ["$id", "$schema", "$anchor"] {
            schema.shift_remove(identity);
        }
        base
    });
}

/// Writes a reference in place of the one under `keyword`. A `$dynamicRef` that has one anchor to lead
/// to, as `check` sees to, is a `$ref`.
fn refer(schema: &mut Object, keyword: &str, reference: String) {
    let reference = Json::String(reference);
    schema.shift_remove(keyword);
    if !schema.contains_key("$ref") {
        schema.insert("$ref".to_owned(), reference);
        return;
    }
    let all = schema.entry("allOf").or_insert_with(|| Json::Array(Vec::new()));
    if let Some(all) = all.as_array_mut() {
        all.push(Json::Object(Object::from_iter([("$ref".to_owned(), reference)])));
    }
}

fn inside(target: &Target, main: &str) -> String {
    if target.file == main {
        return format!("#{}", target.pointer);
    }
    format!("#/$defs/{}{}", target.file, target.pointer)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn bundled(name: &str, files: &[(&str, &Json)]) -> Json {
        let files: BTreeMap<String, &Json> =
            files.iter().map(|(name, json)| ((*name).to_owned(), *json)).collect();
        bundle(name, files[name], &files, &Resources::of(&files))
    }

    #[test]
    fn copies_what_is_referred_to_and_points_inside() {
        let common =
            json!({"$id": "x", "properties": {"a": {"$ref": "#/$defs/text"}}, "$defs": {"text": {}}});
        let main = json!({"allOf": [{"$ref": "common.json"}, {"$ref": "./common.json#/$defs/text"}, {"$ref": "#/x"}]});
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
        assert_eq!(bundled("main.json", &[("main.json", &main), ("common.json", &common)]), expected);
    }

    #[test]
    fn files_may_refer_to_each_other_in_a_circle() {
        let (a, b) = (json!({"$ref": "b.json"}), json!({"$ref": "a.json#/$defs"}));
        assert_eq!(
            bundled("a.json", &[("a.json", &a), ("b.json", &b)]),
            json!({"$ref": "#/$defs/b.json", "$defs": {"b.json": {"$ref": "#/$defs"}}})
        );
    }

    #[test]
    fn data_and_names_of_properties_stay() {
        let schema = json!({
            "$id": "urn:example:a",
            "properties": {"$ref": {"enum": [{"$ref": "b.json"}, {"$id": "x"}]}, "$id": {"$ref": "urn:example:a#/properties/$ref"}},
            "default": {"$ref": "https://example.org/", "$anchor": "x"},
        });
        let expected = json!({
            "properties": {"$ref": {"enum": [{"$ref": "b.json"}, {"$id": "x"}]}, "$id": {"$ref": "#/properties/$ref"}},
            "default": {"$ref": "https://example.org/", "$anchor": "x"},
        });
        assert_eq!(bundled("a.json", &[("a.json", &schema)]), expected);
    }
}
