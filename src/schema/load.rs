//! Reads the schemas. A file that cannot be used becomes a finding, and the built-in one of that
//! name is used instead, so that one bad schema does not hide the mistakes in the pages.

use std::collections::BTreeMap;
use std::sync::Arc;

use jsonschema::ValidationError;
use serde_json::Value as Json;

use super::annotations;
use super::basics::KEYWORD;
use super::cost::Cost;
use super::file::{File, SUFFIX, read_file, validator};
use super::file_name::{self, FileNames};
use super::look::Shipped;
use super::parts::collection;
use super::resources::Resources;
use super::types::{Schema, Schemas, UnknownKeys};
use super::{bundle, check, fields, overview, parts, relations};
use crate::diagnostic::Finding;
use crate::files::{Files, built_in};
use crate::path::SitePath;
use crate::text::hash;

const FOLDER: &str = "schemas";

/// Reads every schema of `files` over the built-in ones.
pub(super) fn load(files: &dyn Files) -> (Schemas, Vec<Finding>) {
    let mut findings = Vec::new();
    let built_in = built_in();
    let shipped = read_folder(&built_in, &mut Vec::new());
    let looks = Shipped::read(shipped.iter().map(|(name, file)| (name, &file.json)), COMMON);
    let mut read = read_folder(files, &mut findings);
    for (name, file) in shipped {
        read.entry(name).or_insert(file);
    }
    replace_unusable(&mut read, &built_in, &mut findings);
    let resources = resources(&read);
    let mut schemas = Schemas { by_name: BTreeMap::new() };
    for name in read.keys() {
        let compiled = compile(name, &read, &resources, &looks);
        if let Ok(Some(schema)) = compiled {
            schemas.by_name.insert(schema.name.clone(), Arc::new(schema));
        }
    }
    findings.extend(check::check_types(&schemas, &read, &built_in));
    (schemas, findings)
}

fn read_folder(files: &dyn Files, findings: &mut Vec<Finding>) -> BTreeMap<String, File> {
    let folder = SitePath::new(FOLDER).unwrap_or_else(SitePath::root);
    let mut read = BTreeMap::new();
    for path in files.paths_below(&folder) {
        if path.parent() != folder || !path.file_name().ends_with(SUFFIX) {
            continue;
        }
        match read_file(files, &path) {
            Ok(file) => {
                read.insert(path.file_name().to_owned(), file);
            }
            Err(finding) => findings.push(finding),
        }
    }
    read
}

fn resources(read: &BTreeMap<String, File>) -> Resources {
    Resources::of(&read.iter().map(|(name, file)| (name.clone(), &file.json)).collect())
}

/// Reports what is wrong with each file, and puts the built-in file in the place of one that cannot
/// be compiled.
fn replace_unusable(read: &mut BTreeMap<String, File>, built_in: &dyn Files, findings: &mut Vec<Finding>) {
    let mut names: Vec<String> = read.keys().cloned().collect();
    let resources = resources(read);
    // What others build on comes first, so that they are checked against what will be used.
    names.sort_by_key(|name| !read.get(name).is_some_and(File::is_abstract));
    for name in names {
        let Some(file) = read.get(&name) else { continue };
        let mut mistakes = check::check(&name, file, read, &resources);
        let is_usable = mistakes.is_empty();
        mistakes.extend(annotations::check(&file.json).into_iter().map(|mistake| {
            let finding = file.finding(&mistake.path, mistake.message);
            match mistake.help {
                Some(help) => finding.help(help),
                None => finding,
            }
        }));
        let path = file.path.clone();
        if !is_usable {
            match read_file(built_in, &path) {
                Ok(shipped) => drop(read.insert(name, shipped)),
                Err(_) => drop(read.remove(&name)),
            }
        }
        findings.extend(mistakes);
    }
}

/// The fields that a page of any type may have.
fn shared_names(read: &BTreeMap<String, File>) -> Vec<String> {
    let properties = read.get(COMMON).and_then(|file| file.json.get("properties")).and_then(Json::as_object);
    properties.into_iter().flat_map(|properties| properties.keys().cloned()).collect()
}

/// Whether a schema refuses fields that it does not name.
fn is_closed(schema: &Json) -> bool {
    let refuses = |keyword: &str| schema.get(keyword) == Some(&Json::Bool(false));
    refuses("additionalProperties") || refuses("unevaluatedProperties")
}

/// The schema of the fields that all types share.
const COMMON: &str = "common.schema.json";

/// The content type in the file `name`; `None` for one that is abstract.
fn compile(
    name: &str,
    read: &BTreeMap<String, File>,
    resources: &Resources,
    looks: &Shipped,
) -> Result<Option<Schema>, ValidationError<'static>> {
    let Some(file) = read.get(name).filter(|file| !file.is_abstract()) else { return Ok(None) };
    let empty = serde_json::Map::new();
    let annotations = file.json.get(KEYWORD).and_then(Json::as_object).unwrap_or(&empty);
    let others: BTreeMap<String, &Json> =
        read.iter().map(|(name, file)| (name.clone(), &file.json)).collect();
    let json = bundle::bundle(name, &file.json, &others, resources);
    let Ok(cost) = Cost::of(&json) else { return Ok(None) };
    let mut fields = fields::fields(&json);
    let roles = looks.complete(name, &mut fields);
    let look = looks.look(name, annotations);
    let name = name.strip_suffix(SUFFIX).unwrap_or(name).to_owned();
    let unique = annotations.get("unique").and_then(Json::as_array).into_iter().flatten();
    let sections = annotations.get("sections").and_then(Json::as_array).into_iter().flatten();
    Ok(Some(Schema {
        title: file.json.get("title").and_then(Json::as_str).unwrap_or(&name).to_owned(),
        collection: annotations.get("collection").and_then(collection),
        sections: sections.filter_map(parts::section).collect(),
        reads_file: file_name::is_read(&json),
        file_name: FileNames::read(annotations.get("file_name")),
        unique: unique.filter_map(relations::unique_together).collect(),
        fields,
        look,
        roles,
        hash: hash(json.to_string().as_bytes()),
        unknown_keys: match annotations.get("unknown_keys").and_then(Json::as_str) {
            Some("warning") => UnknownKeys::Warning,
            Some("allow") => UnknownKeys::Allow,
            Some(_) => UnknownKeys::Error,
            // A schema that does not say anything allows everything, as JSON Schema has it; a field
            // that nobody reads is worth a word all the same.
            None if is_closed(&file.json) => UnknownKeys::Error,
            None => UnknownKeys::Warning,
        },
        overview: annotations.get("overview").map(overview::overview).unwrap_or_default(),
        backlinks_first: annotations.get("backlinks").and_then(Json::as_str) == Some("first"),
        safety: annotations.get("safety").map(texts).unwrap_or_default(),
        shared_names: shared_names(read),
        validator: validator(&json)?,
        cost,
        name,
        json,
    }))
}

/// The texts of a list.
fn texts(list: &Json) -> Vec<String> {
    list.as_array().into_iter().flatten().filter_map(Json::as_str).map(str::to_owned).collect()
}
