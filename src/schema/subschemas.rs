//! Which parts of a schema are schemas themselves (JSON Schema core 2020-12, sections 9 to 11).
//! Everything else is data or a name: a `$ref` in an `enum`, a property that is called `$id`.

use serde_json::Value as Json;

use super::applicable::Object;

/// What the value of a keyword is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Holds {
    Schema,
    List,
    /// Schemas by name.
    Named,
}

fn holds(keyword: &str) -> Option<Holds> {
    match keyword {
        "additionalProperties"
        | "contains"
        | "contentSchema"
        | "else"
        | "if"
        | "items"
        | "not"
        | "propertyNames"
        | "then"
        | "unevaluatedItems"
        | "unevaluatedProperties" => Some(Holds::Schema),
        "allOf" | "anyOf" | "oneOf" | "prefixItems" => Some(Holds::List),
        "$defs" | "definitions" | "dependentSchemas" | "patternProperties" | "properties" => {
            Some(Holds::Named)
        }
        _ => None,
    }
}

/// To which value a schema applies another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Applies {
    /// To the same.
    Here,
    /// To any value within it.
    Within,
    /// To one value within it, which no other of its kind is applied to.
    Part,
}

/// The schemas that a schema applies, without those that its `$ref` names.
pub(super) fn applied(schema: &Object) -> Vec<(Applies, &Object)> {
    let mut found = Vec::new();
    for (keyword, value) in schema {
        let applies = match keyword.as_str() {
            "$defs" | "definitions" => continue,
            "allOf" | "anyOf" | "oneOf" | "not" | "if" | "then" | "else" | "dependentSchemas" => {
                Applies::Here
            }
            "properties" | "prefixItems" => Applies::Part,
            _ => Applies::Within,
        };
        let schemas: Vec<&Json> = match (holds(keyword), value) {
            (Some(Holds::Schema), value) => vec![value],
            (Some(Holds::List), Json::Array(items)) => items.iter().collect(),
            (Some(Holds::Named), Json::Object(named)) => named.values().collect(),
            _ => continue,
        };
        found.extend(schemas.into_iter().filter_map(Json::as_object).map(|schema| (applies, schema)));
    }
    found
}

/// Shows `see` the schema and every one below it, each with the way there from the top.
pub(super) fn walk<'a>(schema: &'a Json, see: &mut impl FnMut(&'a Object, &[String])) {
    below(schema, &mut Vec::new(), see);
}

fn below<'a>(schema: &'a Json, path: &mut Vec<String>, see: &mut impl FnMut(&'a Object, &[String])) {
    let Some(object) = schema.as_object() else { return };
    see(object, path);
    for (keyword, value) in object {
        path.push(keyword.clone());
        match (holds(keyword), value) {
            (Some(Holds::Schema), value) => below(value, path, see),
            (Some(Holds::List), Json::Array(items)) => {
                for (index, item) in items.iter().enumerate() {
                    step(index.to_string(), item, path, see);
                }
            }
            (Some(Holds::Named), Json::Object(named)) => {
                for (name, schema) in named {
                    step(name.clone(), schema, path, see);
                }
            }
            _ => {}
        }
        path.pop();
    }
}

fn step<'a>(
    name: String,
    schema: &'a Json,
    path: &mut Vec<String>,
    see: &mut impl FnMut(&'a Object, &[String]),
) {
    path.push(name);
    below(schema, path, see);
    path.pop();
}

/// Changes the schema and every one below it. What `change` returns for one is given to those below it,
/// `from_above` to the first.
pub(super) fn change<T>(schema: &mut Json, from_above: &T, change: &mut impl FnMut(&mut Object, &T) -> T) {
    let Some(object) = schema.as_object_mut() else { return };
    let from_above = change(object, from_above);
    for (keyword, value) in object.iter_mut() {
        match (holds(keyword), value) {
            (Some(Holds::Schema), value) => self::change(value, &from_above, change),
            (Some(Holds::List), Json::Array(items)) => {
                items.iter_mut().for_each(|item| self::change(item, &from_above, change));
            }
            (Some(Holds::Named), Json::Object(named)) => {
                named.values_mut().for_each(|schema| self::change(schema, &from_above, change));
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn schemas_are_told_from_data_and_names() {
        let schema = json!({
            "properties": {"$ref": {"$ref": "#/a"}, "enum": {"enum": [{"$ref": "b"}]}},
            "allOf": [{"const": {"$ref": "c"}}],
            "not": {"items": {"$ref": "#/d"}},
            "default": {"$ref": "e"},
            "examples": [{"$ref": "f"}],
        });
        let mut found = Vec::new();
        walk(&schema, &mut |schema, path| {
            found.extend(schema.get("$ref").map(|reference| (path.join("/"), reference.clone())));
        });
        let expected = [("properties/$ref", "#/a"), ("not/items", "#/d")];
        assert_eq!(found, expected.map(|(path, reference)| (path.to_owned(), json!(reference))));
    }
}
