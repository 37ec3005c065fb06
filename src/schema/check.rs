//! What is wrong with a schema file, each at its place in it.

use std::collections::BTreeMap;

use jsonschema::ValidationError;
use serde_json::Value as Json;

use super::annotations::KEYWORD;
use super::load::{File, SUFFIX, invalid, validator};
use super::{Schemas, applicable, bundle, names};
use crate::diagnostic::{Finding, did_you_mean};
use crate::files::Files;

/// The dialect that is read.
const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// What keeps a file from being used at all.
pub(super) fn check(name: &str, file: &File, read: &BTreeMap<String, File>) -> Vec<Finding> {
    let mut findings = Vec::new();
    if !file.json.is_object() {
        return vec![file.finding::<&str>(&[], "a schema has to be a JSON object")];
    }
    match file.json.get("$schema") {
        None => {}
        Some(Json::String(dialect)) if dialect.trim_end_matches('#') == DIALECT => {}
        Some(_) => findings.push(
            file.finding(&["$schema"], "only JSON Schema of draft 2020-12 is read")
                .help(format!("Write `{DIALECT}`.")),
        ),
    }
    check_references(name, &file.json, &mut Vec::new(), file, read, &mut findings);
    if !findings.is_empty() {
        return findings;
    }
    let others: BTreeMap<String, &Json> =
        read.iter().map(|(name, file)| (name.clone(), &file.json)).collect();
    if let Err(error) = validator(&bundle::bundle(name, &file.json, &others)) {
        let path: Vec<String> = error.instance_path().iter().map(|step| step.to_string()).collect();
        // What is wrong in a file that was copied in is reported where that file is checked.
        let message = format!("this is not valid JSON Schema: {}", short(&error));
        findings.push(file.finding(&path, message));
    }
    findings
}

fn short(error: &ValidationError<'_>) -> String {
    error.to_string().chars().take(200).collect()
}

fn check_references(
    name: &str,
    json: &Json,
    path: &mut Vec<String>,
    file: &File,
    read: &BTreeMap<String, File>,
    findings: &mut Vec<Finding>,
) {
    let members: Vec<(String, &Json)> = match json {
        Json::Object(object) => object.iter().map(|(key, value)| (key.clone(), value)).collect(),
        Json::Array(items) => {
            items.iter().enumerate().map(|(index, item)| (index.to_string(), item)).collect()
        }
        _ => return,
    };
    for (key, value) in members {
        let is_reference = key == "$ref";
        path.push(key);
        match value {
            Json::String(reference) if is_reference => {
                findings.extend(check_reference(name, reference, read).map(|(message, help)| {
                    let finding = file.finding(path, message);
                    if let Some(help) = help { finding.help(help) } else { finding }
                }));
            }
            value => check_references(name, value, path, file, read, findings),
        }
        path.pop();
    }
}

/// What is wrong with a `$ref`.
fn check_reference(
    name: &str,
    reference: &str,
    read: &BTreeMap<String, File>,
) -> Option<(String, Option<String>)> {
    let Some(target) = bundle::parse(reference, name) else {
        let message =
            format!("`$ref` may point within the file or to a file beside it, not to `{reference}`");
        return Some((message, Some("Nothing is fetched. Copy the schema under `$defs`.".to_owned())));
    };
    let Some(file) = read.get(&target.file) else {
        let near = did_you_mean(&target.file, read.keys().map(String::as_str));
        return Some((format!("there is no schema file `{}` beside this one", target.file), near));
    };
    let pointer = reference.split_once('#').map_or("", |(_, pointer)| pointer);
    let found = applicable::resolve(&file.json, &format!("#{pointer}"));
    found
        .is_none()
        .then(|| (format!("`$ref` points at `{pointer}`, which is not in `{}`", target.file), None))
}

/// What can only be seen with all types in view.
pub(super) fn check_types(
    schemas: &Schemas,
    read: &BTreeMap<String, File>,
    built_in: &dyn Files,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut folders: BTreeMap<&str, &File> = BTreeMap::new();
    let files =
        schemas.iter().filter_map(|schema| Some((schema, read.get(&format!("{}{SUFFIX}", schema.name))?)));
    let mut files: Vec<_> = files.collect();
    // Of two types in one folder, the one that the author can mend is at fault.
    files.sort_by_key(|(_, file)| built_in.read(&file.path).is_err());
    for (schema, file) in files {
        if let Some(collection) = &schema.collection {
            let place = |file: &File| file.finding(&[KEYWORD, "collection", "folder"], "");
            if let Some(first) = folders.get(collection.folder.as_str()) {
                let (here, there) = (place(file), place(first));
                let message = format!("another type lives in the folder `{}` already", collection.folder);
                let finding =
                    invalid(&file.path, here.span, message).help("Give each collection its own folder.");
                findings.push(finding.label(&there.path, there.span, "the other type"));
            } else {
                folders.insert(&collection.folder, file);
            }
        }
        findings.extend(names::check(schema, schemas, file));
    }
    findings
}
