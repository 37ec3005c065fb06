//! The mistakes in a schema file, each at its position.

use std::collections::BTreeMap;

use jsonschema::ValidationError;
use serde_json::Value as Json;

use super::annotations::KEYWORD;
use super::cost::{Cost, Endless};
use super::load::{File, SUFFIX, invalid, validator};
use super::resources::{DIALECT, Resources, Target};
use super::{Schemas, applicable, bundle, names, subschemas};
use crate::diagnostic::{Finding, did_you_mean};
use crate::files::Files;

/// What keeps a file from being used at all.
pub(super) fn check(
    name: &str,
    file: &File,
    read: &BTreeMap<String, File>,
    resources: &Resources,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    if !file.json.is_object() {
        return vec![file.finding::<&str>(&[], "a schema must be a JSON object")];
    }
    match file.json.get("$schema") {
        None => {}
        Some(Json::String(dialect)) if dialect.trim_end_matches('#') == DIALECT => {}
        Some(_) => findings.push(
            file.finding(&["$schema"], "only JSON Schema of draft 2020-12 is read")
                .help(format!("write `{DIALECT}`")),
        ),
    }
    findings.extend(check_references(name, file, read, resources));
    if !findings.is_empty() {
        return findings;
    }
    let others: BTreeMap<String, &Json> =
        read.iter().map(|(name, file)| (name.clone(), &file.json)).collect();
    let bundled = bundle::bundle(name, &file.json, &others, resources);
    if let Some(finding) = ambiguous(file, &bundled) {
        return vec![finding];
    }
    match Cost::of(&bundled) {
        Ok(_) => {}
        Err(Endless::Circle(path)) => {
            let message = "this reference leads back to itself";
            return vec![file.finding(&path, message).help("remove one of the references in the cycle")];
        }
        Err(Endless::TooMany) => {
            let message = "this schema has too many combinations of branches";
            return vec![file.finding::<&str>(&[], message).help(
                "nest `anyOf`, `oneOf` and `allOf` less \
                                                                 deeply",
            )];
        }
    }
    if let Err(error) = validator(&bundled) {
        let path: Vec<String> = error.instance_path().iter().map(|step| step.to_string()).collect();
        // What is wrong in a file that was copied in is reported where that file is checked.
        let message = format!("this is not valid JSON Schema: {}", short(&error));
        findings.push(file.finding(&path, message));
    }
    findings
}

/// Which of several anchors a `$dynamicRef` leads to depends on the way to it; that is not followed.
fn ambiguous(file: &File, bundled: &Json) -> Option<Finding> {
    let mut anchors: BTreeMap<&str, usize> = BTreeMap::new();
    subschemas::walk(bundled, &mut |schema, _| {
        let anchor = schema.get("$dynamicAnchor").and_then(Json::as_str);
        anchor.into_iter().for_each(|name| *anchors.entry(name).or_default() += 1);
    });
    let mut places = Vec::new();
    subschemas::walk(&file.json, &mut |schema, path| {
        let reference = schema.get("$dynamicRef").and_then(Json::as_str).unwrap_or_default();
        let name = reference.rsplit('#').next().unwrap_or_default();
        if anchors.get(name).is_some_and(|count| *count > 1) {
            places.push(path.iter().cloned().chain(["$dynamicRef".to_owned()]).collect::<Vec<_>>());
        }
    });
    let message = "`$dynamicRef` matches several `$dynamicAnchor`s";
    let help = "write a `$ref` to the one you mean";
    places.first().map(|path| file.finding(path, message).help(help))
}

fn short(error: &ValidationError<'_>) -> String {
    error.to_string().chars().take(200).collect()
}

/// What is wrong with a `$ref` to what does not exist.
fn missing(name: &str, reference: &str, read: &BTreeMap<String, File>) -> (String, Option<String>) {
    let file = reference.split('#').next().unwrap_or_default();
    let file = file.strip_prefix("./").unwrap_or(file);
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    if !file.is_empty() && file.ends_with(".json") && file.chars().all(is_plain) {
        let near = did_you_mean(file, read.keys().map(String::as_str));
        return (format!("there is no schema file `{file}` next to this one"), near);
    }
    if file.is_empty() && reference.len() > 1 {
        let message = format!("`$ref` names `{}`, which is not in `{name}`", &reference[1..]);
        return (message, Some("write a JSON pointer such as `#/$defs/name`, or an `$anchor`".to_owned()));
    }
    let message = format!("`$ref` may point within the file or to a file next to it, not to `{reference}`");
    (message, Some("copy the schema to `$defs`; nothing is fetched".to_owned()))
}

/// What is wrong with the references of a file.
fn check_references(
    name: &str,
    file: &File,
    read: &BTreeMap<String, File>,
    resources: &Resources,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, reference, target) in resources.references(name, &file.json) {
        let is_there = |target: &Target| match read.get(&target.file) {
            Some(file) => applicable::resolve(&file.json, &format!("#{}", target.pointer)).is_some(),
            None => target.file == DIALECT,
        };
        let (message, help) = match &target {
            Some(target) if is_there(target) => continue,
            Some(Target { file, pointer }) if read.contains_key(file) => {
                (format!("`$ref` points at `{pointer}`, which is not in `{file}`"), None)
            }
            _ => missing(name, reference, read),
        };
        let finding = file.finding(&path, message);
        findings.push(if let Some(help) = help { finding.help(help) } else { finding });
    }
    findings
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
    // Of two types in one folder, the one that the author can fix is at fault.
    files.sort_by_key(|(_, file)| built_in.read(&file.path).is_err());
    for (schema, file) in files {
        if let Some(collection) = &schema.collection {
            let place = |file: &File| file.finding(&[KEYWORD, "collection", "folder"], "");
            if let Some(first) = folders.get(collection.folder.as_str()) {
                let (here, there) = (place(file), place(first));
                let message = format!("the folder `{}` already belongs to another type", collection.folder);
                let finding =
                    invalid(&file.path, here.span, message).help("give each collection its own folder");
                findings.push(finding.label(&there.path, there.span, "the other type"));
            } else {
                folders.insert(&collection.folder, file);
            }
        }
        findings.extend(names::check(schema, schemas, file));
    }
    findings
}
