//! Which parts of a schema apply to a value: the one walk that typing, fields and messages share.
//!
//! The walk enters `$ref`, `allOf`, `anyOf`, `oneOf`, `then`, `else` and `dependentSchemas`, because
//! each of them may declare properties. The validator decides whether a branch applies.

use std::collections::HashSet;

use serde_json::{Map, Value as Json};

/// The object form of a schema.
pub(super) type Object = Map<String, Json>;

const BRANCHES: [&str; 3] = ["allOf", "anyOf", "oneOf"];

/// `schemas` and every schema that they bring in, nearest first, each once.
pub(super) fn expand<'a>(root: &'a Json, schemas: impl IntoIterator<Item = &'a Json>) -> Vec<&'a Object> {
    expand_with(root, schemas, true)
}

/// As [`expand`], without the branches that hold for some values only.
pub(super) fn expand_certain<'a>(
    root: &'a Json,
    schemas: impl IntoIterator<Item = &'a Json>,
) -> Vec<&'a Object> {
    expand_with(root, schemas, false)
}

fn expand_with<'a>(
    root: &'a Json,
    schemas: impl IntoIterator<Item = &'a Json>,
    branches: bool,
) -> Vec<&'a Object> {
    let mut found: Vec<&Object> = Vec::new();
    let mut seen: HashSet<*const Object> = HashSet::new();
    let mut waiting: Vec<&Json> = schemas.into_iter().collect();
    waiting.reverse();
    while let Some(schema) = waiting.pop() {
        let Some(object) = schema.as_object() else { continue };
        // A schema may refer to itself, so each is taken once.
        if !seen.insert(std::ptr::from_ref(object)) {
            continue;
        }
        found.push(object);
        let mut next: Vec<&Json> = Vec::new();
        next.extend(object.get("$ref").and_then(Json::as_str).and_then(|reference| resolve(root, reference)));
        for keyword in BRANCHES.iter().take(if branches { 3 } else { 1 }) {
            next.extend(object.get(*keyword).and_then(Json::as_array).into_iter().flatten());
        }
        if branches {
            next.extend(["then", "else"].iter().filter_map(|keyword| object.get(*keyword)));
            next.extend(members(object, "dependentSchemas").map(|(_, schema)| schema));
        }
        waiting.extend(next.into_iter().rev());
    }
    found
}

/// What a `$ref` within the file points at.
pub(super) fn resolve<'a>(root: &'a Json, reference: &str) -> Option<&'a Json> {
    let pointer = reference.strip_prefix('#')?;
    let pointer = percent_encoding::percent_decode_str(pointer).decode_utf8().ok()?;
    root.pointer(&pointer)
}

/// The members of an object-valued keyword.
pub(super) fn members<'a>(object: &'a Object, keyword: &str) -> impl Iterator<Item = (&'a String, &'a Json)> {
    object.get(keyword).and_then(Json::as_object).into_iter().flatten()
}

/// What `schemas` say of the property `name`, expanded.
pub(super) fn property<'a>(root: &'a Json, schemas: &[&'a Object], name: &str) -> Vec<&'a Object> {
    let declared = schemas.iter().filter_map(|schema| schema.get("properties")?.get(name));
    let found = expand(root, declared);
    if !found.is_empty() {
        return found;
    }
    let other = ["additionalProperties", "patternProperties", "unevaluatedProperties"];
    let others = schemas.iter().flat_map(|schema| {
        other.iter().filter_map(|keyword| schema.get(*keyword)).flat_map(|value| match value.as_object() {
            // `patternProperties` holds schemas by pattern; which one fits does not matter for typing.
            Some(object) if object.values().all(Json::is_object) && !object.contains_key("type") => {
                object.values().collect::<Vec<_>>()
            }
            _ => vec![value],
        })
    });
    expand(root, others)
}

/// What `schemas` say of the item at `index`, expanded.
pub(super) fn item<'a>(root: &'a Json, schemas: &[&'a Object], index: usize) -> Vec<&'a Object> {
    let declared = schemas.iter().filter_map(|schema| {
        schema.get("prefixItems").and_then(|items| items.get(index)).or_else(|| schema.get("items"))
    });
    expand(root, declared)
}

/// Whether `schema` says that a value may be of the JSON type `name`.
pub(super) fn allows_type(schema: &Object, name: &str) -> bool {
    match schema.get("type") {
        Some(Json::String(only)) => only == name,
        Some(Json::Array(types)) => types.iter().any(|each| each == name),
        _ => false,
    }
}

/// The annotations of a schema.
pub(super) fn annotations(schema: &Object) -> Option<&Object> {
    schema.get(super::annotations::KEYWORD)?.as_object()
}
