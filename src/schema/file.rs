//! A schema file.

use std::sync::OnceLock;

use jsonschema::{Draft, PatternOptions, ValidationError, Validator};
use serde_json::Value as Json;

use super::basics::KEYWORD;
use super::formats;
use super::locate::Places;
use crate::diagnostic::{Finding, rules};
use crate::files::Files;
use crate::path::SitePath;
use crate::text::Span;

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

pub(super) fn read_file(files: &dyn Files, path: &SitePath) -> Result<File, Finding> {
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

impl File {
    /// Whether other schemas build on it and no page has it as its type.
    pub(super) fn is_abstract(&self) -> bool {
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
