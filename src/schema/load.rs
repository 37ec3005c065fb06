//! Reads the schemas. A file that cannot be used becomes a finding, and the built-in one of that
//! name is used instead, so that one bad schema does not hide the mistakes in the pages.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use jsonschema::{Draft, PatternOptions, ValidationError, Validator};
use serde_json::Value as Json;

use super::annotations::{self, KEYWORD};
use super::cost::Cost;
use super::locate::Places;
use super::resources::Resources;
use super::{
    Collection, FileNames, Schema, Schemas, UnknownKeys, bundle, check, fields, file_name, formats, overview,
    relations,
};
use crate::diagnostic::{Finding, rules};
use crate::files::{Files, built_in};
use crate::path::SitePath;
use crate::text::{Span, hash};

const FOLDER: &str = "schemas";
/// The longest schema, in bytes.
const LARGEST: usize = 128 * 1024;
/// What the name of a schema file ends with.
pub(super) const SUFFIX: &str = ".schema.json";

/// A schema file.
pub(super) struct File {
    /// Where it is.
    pub(super) path: SitePath,
    text: String,
    /// Where everything in it is, once there is something to point at.
    places: OnceLock<Places>,
    /// What it says.
    pub(super) json: Json,
}

/// Reads every schema of `files` over the built-in ones.
pub(super) fn load(files: &dyn Files) -> (Schemas, Vec<Finding>) {
    let mut findings = Vec::new();
    let built_in = built_in();
    let shipped = read_folder(&built_in, &mut Vec::new());
    let mut read = read_folder(files, &mut findings);
    for (name, file) in shipped {
        read.entry(name).or_insert(file);
    }
    replace_unusable(&mut read, &built_in, &mut findings);
    let resources = resources(&read);
    let mut schemas = Schemas { by_name: BTreeMap::new() };
    for name in read.keys() {
        let compiled = compile(name, &read, &resources);
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

fn read_file(files: &dyn Files, path: &SitePath) -> Result<File, Finding> {
    let bytes = files.read(path).map_err(|error| {
        invalid(path, Span::at(0), format!("it cannot be read: {error}")).caused_by(&error)
    })?;
    if bytes.len() > LARGEST {
        let message = format!("the schema is {} bytes long: the limit is 128 KiB", bytes.len());
        return Err(invalid(path, Span::at(0), message).help(
            "shorten it: describe fields, and keep data \
                                                             elsewhere",
        ));
    }
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
    Ok(File { path: path.clone(), text: text.to_owned(), places: OnceLock::new(), json })
}

/// The offset of a line and a column as `serde_json` counts them: from 1, columns in bytes.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let at = (start + column.saturating_sub(1)).min(text.len());
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// A finding in a schema file.
pub(super) fn invalid(path: &SitePath, span: Span, message: impl Into<String>) -> Finding {
    Finding::new(&rules::SCHEMA_INVALID, path, span, message)
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

impl File {
    /// Whether other schemas build on it and no page has it as its type.
    fn is_abstract(&self) -> bool {
        self.json.get(KEYWORD).and_then(|annotations| annotations.get("abstract")) == Some(&Json::Bool(true))
    }

    /// A finding at a path from the top of the file, or as near to it as can be found.
    pub(super) fn finding<T: AsRef<str>>(&self, path: &[T], message: impl Into<String>) -> Finding {
        let path: Vec<&str> = path.iter().map(AsRef::as_ref).collect();
        let places = self.places.get_or_init(|| Places::of(&self.text));
        invalid(&self.path, places.nearest(&path), message)
    }
}

/// Compiles a self-contained schema: offline, with formats, and with patterns that take linear time.
pub(super) fn validator(json: &Json) -> Result<Validator, ValidationError<'static>> {
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
) -> Result<Option<Schema>, ValidationError<'static>> {
    let Some(file) = read.get(name).filter(|file| !file.is_abstract()) else { return Ok(None) };
    let empty = serde_json::Map::new();
    let annotations = file.json.get(KEYWORD).and_then(Json::as_object).unwrap_or(&empty);
    let others: BTreeMap<String, &Json> =
        read.iter().map(|(name, file)| (name.clone(), &file.json)).collect();
    let json = bundle::bundle(name, &file.json, &others, resources);
    let Ok(cost) = Cost::of(&json) else { return Ok(None) };
    let name = name.strip_suffix(SUFFIX).unwrap_or(name).to_owned();
    let unique = annotations.get("unique").and_then(Json::as_array).into_iter().flatten();
    let sections = annotations.get("sections").and_then(Json::as_array).into_iter().flatten();
    Ok(Some(Schema {
        title: file.json.get("title").and_then(Json::as_str).unwrap_or(&name).to_owned(),
        collection: annotations.get("collection").and_then(collection),
        sections: sections.filter_map(annotations::section).collect(),
        reads_file: file_name::is_read(&json),
        file_name: FileNames::read(annotations.get("file_name")),
        unique: unique.filter_map(relations::unique_together).collect(),
        fields: fields::fields(&json),
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

/// Reads `collection`.
pub(super) fn collection(value: &Json) -> Option<Collection> {
    let collection: Collection = serde_json::from_value(value.clone()).ok()?;
    let folder = SitePath::new(&collection.folder).filter(|folder| !folder.is_root())?;
    let title = collection.title.trim();
    (!title.is_empty() && folder.as_str() == collection.folder).then_some(collection)
}
