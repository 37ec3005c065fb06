//! What all annotations are read with.

use serde_json::Value as Json;

use crate::diagnostic::Severity;

/// The keyword that holds our annotations.
pub(super) const KEYWORD: &str = "x-opslore";

/// The property under which a schema sees the parts of the file name.
pub(super) const FILE: &str = "$file";

/// Reads a `severity`.
pub(super) fn severity(said: &Json) -> Option<Severity> {
    match said.as_str()? {
        "error" => Some(Severity::Error),
        "warning" => Some(Severity::Warning),
        "info" => Some(Severity::Info),
        _ => None,
    }
}

/// A scalar or a list of them, as authors of pages write them.
pub(super) fn plain_texts(said: &Json) -> Vec<String> {
    let text = |value: &Json| match value {
        Json::String(text) => Some(text.clone()),
        Json::Bool(_) | Json::Number(_) => Some(value.to_string()),
        _ => None,
    };
    match said {
        Json::Array(items) => items.iter().filter_map(text).collect(),
        other => text(other).into_iter().collect(),
    }
}
