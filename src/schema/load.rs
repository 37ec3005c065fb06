//! Reads the schemas. A file that cannot be used becomes a finding, and the built-in one of that
//! name is used in its place, so that one bad schema does not hide what is wrong with the pages.

use std::collections::BTreeMap;
use std::sync::Arc;

use jsonschema::{Draft, PatternOptions, ValidationError, Validator};
use serde_json::Value as Json;

use super::annotations::{self, KEYWORD};
use super::{Collection, Schema, Schemas, UnknownKeys, bundle, formats, locate};
use crate::diagnostic::{Finding, did_you_mean, rules};
use crate::files::{Files, Layered, built_in};
use crate::path::SitePath;
use crate::text::{Span, hash};

const FOLDER: &str = "schemas";
const SUFFIX: &str = ".schema.json";
const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// A schema file.
struct File {
    path: SitePath,
    text: String,
    json: Json,
}

/// Reads every schema of `files` over the built-in ones.
pub(super) fn load(files: &dyn Files) -> (Schemas, Vec<Finding>) {
    let mut findings = Vec::new();
    let built_in = built_in();
    let shipped = read_folder(&built_in, &mut Vec::new());
    let mut read = read_folder(&Layered { over: files, under: &built_in }, &mut findings);
    for (name, file) in shipped {
        read.entry(name).or_insert(file);
    }
    replace_unusable(&mut read, &built_in, &mut findings);
    let mut schemas = Schemas { by_name: BTreeMap::new() };
    for name in read.keys() {
        let compiled = compile(name, &read);
        if let Ok(Some(schema)) = compiled {
            schemas.by_name.insert(schema.name.clone(), Arc::new(schema));
        }
    }
    findings.extend(check_types(&schemas, &read));
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

fn read_file(files: &dyn Files, path: &SitePath) -> Result<File, Finding> {
    let bytes = files
        .read(path)
        .map_err(|error| invalid(path, Span::at(0), format!("it cannot be read: {error}")))?;
    let text = match std::str::from_utf8(&bytes) {
        Ok(text) => text,
        Err(error) => {
            let at = Span::at(error.valid_up_to());
            return Err(invalid(path, at, "the file is not valid UTF-8"));
        }
    };
    let json = serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|error| {
        let at = offset(text, error.line(), error.column());
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or(&message);
        invalid(path, Span::at(at), format!("the file is not valid JSON: {message}"))
    })?;
    Ok(File { path: path.clone(), text: text.to_owned(), json })
}

/// The offset of a line and a column as `serde_json` counts them: from 1, columns in bytes.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let at = (start + column.saturating_sub(1)).min(text.len());
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

fn invalid(path: &SitePath, span: Span, message: impl Into<String>) -> Finding {
    Finding::new(&rules::SCHEMA_INVALID, path, span, message)
}

/// Reports what is wrong with each file, and puts the built-in file in the place of one that cannot
/// be compiled.
fn replace_unusable(read: &mut BTreeMap<String, File>, built_in: &dyn Files, findings: &mut Vec<Finding>) {
    let mut names: Vec<String> = read.keys().cloned().collect();
    // What others build on comes first, so that they are held against what will be used.
    names.sort_by_key(|name| !read.get(name).is_some_and(File::is_abstract));
    for name in names {
        let Some(file) = read.get(&name) else { continue };
        let mut mistakes = check(&name, file, read);
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

impl File {
    /// Whether other schemas build on it and no page has it as its type.
    fn is_abstract(&self) -> bool {
        self.json.get(KEYWORD).and_then(|annotations| annotations.get("abstract")) == Some(&Json::Bool(true))
    }

    /// A finding at a path from the top of the file, or as near to it as can be found.
    fn finding<T: AsRef<str>>(&self, path: &[T], message: impl Into<String>) -> Finding {
        let path: Vec<&str> = path.iter().map(AsRef::as_ref).collect();
        let place = (0..=path.len()).rev().find_map(|length| locate::locate(&self.text, &path[..length]));
        invalid(&self.path, place.unwrap_or_default(), message)
    }
}

/// What keeps a file from being used at all.
fn check(name: &str, file: &File, read: &BTreeMap<String, File>) -> Vec<Finding> {
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
    let found = super::applicable::resolve(&file.json, &format!("#{pointer}"));
    found
        .is_none()
        .then(|| (format!("`$ref` points at `{pointer}`, which is not in `{}`", target.file), None))
}

/// Compiles a self-contained schema: offline, with formats, and with patterns that take linear time.
fn validator(json: &Json) -> Result<Validator, ValidationError<'static>> {
    let mut options = jsonschema::options()
        .with_draft(Draft::Draft202012)
        .offline()
        .should_validate_formats(true)
        .with_pattern_options(PatternOptions::regex());
    for (name, check) in formats::ALL {
        options = options.with_format(*name, *check);
    }
    options.build(json)
}

/// The content type in the file `name`; `None` for one that is abstract.
fn compile(name: &str, read: &BTreeMap<String, File>) -> Result<Option<Schema>, ValidationError<'static>> {
    let Some(file) = read.get(name).filter(|file| !file.is_abstract()) else { return Ok(None) };
    let empty = serde_json::Map::new();
    let annotations = file.json.get(KEYWORD).and_then(Json::as_object).unwrap_or(&empty);
    let others: BTreeMap<String, &Json> =
        read.iter().map(|(name, file)| (name.clone(), &file.json)).collect();
    let json = bundle::bundle(name, &file.json, &others);
    let name = name.strip_suffix(SUFFIX).unwrap_or(name).to_owned();
    let sections = annotations.get("sections").and_then(Json::as_array).into_iter().flatten();
    Ok(Some(Schema {
        title: file.json.get("title").and_then(Json::as_str).unwrap_or(&name).to_owned(),
        collection: annotations.get("collection").and_then(collection),
        sections: sections.filter_map(annotations::section).collect(),
        fields: annotations::fields(&json),
        hash: hash(json.to_string().as_bytes()),
        unknown_keys: match annotations.get("unknown_keys").and_then(Json::as_str) {
            Some("warning") => UnknownKeys::Warning,
            Some("allow") => UnknownKeys::Allow,
            _ => UnknownKeys::Error,
        },
        validator: validator(&json)?,
        name,
        json,
    }))
}

/// Reads `collection`.
pub(super) fn collection(value: &Json) -> Option<Collection> {
    let collection: Collection = serde_json::from_value(value.clone()).ok()?;
    let folder = SitePath::new(&collection.folder).filter(|folder| !folder.is_root())?;
    let title = collection.title.trim();
    (!title.is_empty() && folder.as_str() == collection.folder).then_some(collection)
}

/// What can only be seen with all types in view.
fn check_types(schemas: &Schemas, read: &BTreeMap<String, File>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut folders: BTreeMap<&str, &File> = BTreeMap::new();
    for schema in schemas.iter() {
        let Some(file) = read.get(&format!("{}{SUFFIX}", schema.name)) else { continue };
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
        findings.extend(check_names(schema, schemas, file));
    }
    findings
}

/// Types and fields that annotations name have to exist.
fn check_names(schema: &Schema, schemas: &Schemas, file: &File) -> Vec<Finding> {
    let mut findings = Vec::new();
    for field in &schema.fields {
        let types = field.reference.iter().flat_map(|reference| &reference.types);
        for name in types.filter(|name| schemas.get(name).is_none()) {
            let near = did_you_mean(name, schemas.by_name.keys().map(String::as_str));
            let finding =
                file.finding(&field.in_schema("ref"), format!("`ref` names `{name}`, which is no type"));
            findings.push(match near {
                Some(help) => finding.help(help),
                None => finding,
            });
        }
        let Some(after) = &field.after else { continue };
        let mut sibling = field.path.clone();
        sibling.0.pop();
        sibling.0.push(after.clone());
        if !schema.fields.iter().any(|field| field.path == sibling) {
            let message = format!("`after` names `{after}`, which is no field beside this one");
            findings.push(file.finding(&field.in_schema("after"), message));
        }
    }
    findings
}

impl super::Field {
    /// Where an annotation of this field most likely stands in a schema file.
    fn in_schema(&self, annotation: &str) -> Vec<String> {
        let steps = self.path.0.iter().flat_map(|step| match step.as_str() {
            super::FieldPath::ITEMS => vec!["items".to_owned()],
            name => vec!["properties".to_owned(), name.to_owned()],
        });
        steps.chain([KEYWORD.to_owned(), annotation.to_owned()]).collect()
    }
}
