//! `content/reference/types.md`: the types that come with opslore and their fields, told by the schemas
//! themselves, so that it cannot be out of date.

use std::fmt::Write;

use super::*;
use crate::files::built_in;

const INTRO: &str = include_str!("types.md");
const COMMON: &str = "common";

/// A built-in schema, as written.
fn read(name: &str) -> Json {
    let path = SitePath::new(&format!("schemas/{name}.schema.json")).unwrap();
    serde_json::from_slice(&built_in().read(&path).unwrap()).unwrap()
}

/// What is written, with what its `$ref` takes in.
fn resolved(schema: &Json, common: &Json) -> Json {
    let mut all = schema.clone();
    let definition = schema["$ref"].as_str().and_then(|text| text.rsplit('/').next());
    if let Some(definition) = definition.map(|name| &common["$defs"][name]) {
        for (key, value) in definition.as_object().unwrap() {
            all.as_object_mut().unwrap().entry(key).or_insert_with(|| value.clone());
        }
    }
    all
}

/// What a field may hold, in words.
fn value(schema: &Json, common: &Json) -> String {
    let schema = resolved(schema, common);
    let is = |name: &str| {
        schema["type"] == name || schema["type"].as_array().is_some_and(|t| t.contains(&name.into()))
    };
    if let Some(reference) = schema.pointer("/x-opslore/ref") {
        let what = match reference.as_str().unwrap_or_default() {
            "*" => "page".to_owned(),
            kind => format!("page of type `{kind}`"),
        };
        return format!("{what}, or a list of them");
    }
    if let Some(options) = schema["enum"].as_array() {
        let options: Vec<String> =
            options.iter().map(|option| format!("`{}`", option.as_str().unwrap())).collect();
        return options.join(", ");
    }
    if let Some(forms) = schema["anyOf"].as_array() {
        return forms.iter().map(|form| value(form, common)).collect::<Vec<_>>().join(", or a ");
    }
    if is("array") && is("string") {
        let item = if schema["format"] == "uri" { "full address" } else { "text" };
        return format!("{item}, or a list of them");
    }
    if is("array") {
        return format!("list of {}", items(&schema["items"], common));
    }
    let bounds = match (schema["minimum"].as_i64(), schema["maximum"].as_i64()) {
        (Some(low), Some(high)) => format!(" from {low} to {high}"),
        (Some(low), None) => format!(" from {low}"),
        _ => String::new(),
    };
    match (schema["type"].as_str().unwrap_or_default(), schema["format"].as_str()) {
        (_, Some("uri")) => "full address".to_owned(),
        (_, Some("period")) => "period, such as `6 months`".to_owned(),
        (_, Some("date-or-date-time")) => "date, with or without a time".to_owned(),
        ("boolean", _) => "`true` or `false`".to_owned(),
        ("number", _) => format!("number{bounds}"),
        ("integer", _) => format!("whole number{bounds}"),
        _ if schema.pointer("/x-opslore/file").is_some() => "path of a file".to_owned(),
        ("string", None) => "text".to_owned(),
        other => panic!("no words for {other:?}: {schema}"),
    }
}

fn items(schema: &Json, common: &Json) -> String {
    let Some(members) = schema["properties"].as_object() else { return value(schema, common) };
    let is_needed = |name: &str| schema["required"].as_array().is_some_and(|all| all.contains(&name.into()));
    let names = members.keys().map(|name| match is_needed(name) {
        true => format!("`{name}` (required)"),
        false => format!("`{name}`"),
    });
    let or_text = if schema["type"].is_array() { "texts, or of " } else { "" };
    format!("{or_text}records with {}", names.collect::<Vec<_>>().join(", "))
}

/// A table of the fields that a file describes.
fn fields(page: &mut String, schema: &Json, common: &Json) {
    page.push_str("\n| field | value | what it is |\n| --- | --- | --- |\n");
    for (name, field) in schema["properties"].as_object().unwrap() {
        let about = resolved(field, common)["description"].as_str().unwrap().to_owned();
        writeln!(page, "| `{name}` | {} | {about} |", value(field, common)).unwrap();
    }
}

fn page() -> String {
    let common = read(COMMON);
    let mut page = INTRO.to_owned();
    page.push_str("\n## Every type\n\nThese fields are known on every page, whatever its type; a type may be more exact about one of them.\n");
    fields(&mut page, &common, &common);
    let (schemas, _) = load(&[]);
    for schema in schemas.iter() {
        let json = read(&schema.name);
        write!(page, "\n## {}\n\n{}", schema.name, json["description"].as_str().unwrap()).unwrap();
        if let Some(collection) = &schema.collection {
            write!(page, " Pages in `{}/` are of this type.", collection.folder).unwrap();
        }
        page.push('\n');
        if !schema.sections.is_empty() {
            let titles: Vec<String> =
                schema.sections.iter().map(|section| format!("“{}”", section.title)).collect();
            write!(page, "\nIts sections: {}.\n", titles.join(", ")).unwrap();
        }
        if json["properties"].is_object() {
            fields(&mut page, &json, &common);
        }
    }
    page
}

#[test]
fn the_reference_page_of_types_is_up_to_date() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/content/reference/types.md");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, page()).unwrap();
    }
    let written = std::fs::read_to_string(path).unwrap_or_default();
    assert!(written == page(), "`UPDATE=1 cargo test reference_page` writes it");
}
