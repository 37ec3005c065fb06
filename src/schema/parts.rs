//! Where the pages of a type live, and which headings they have.

use serde_json::Value as Json;

use super::basics::severity;
use crate::diagnostic::{Severity, rules};
use crate::path::SitePath;

/// `x-opslore.collection`.
#[derive(Clone, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Collection {
    /// What the list of these pages is called: `Runbooks`.
    pub title: String,
    /// The folder below the content folder: `runbooks`.
    pub folder: String,
    /// One sentence for the list.
    #[serde(default)]
    pub description: String,
}

/// An item of `x-opslore.sections`.
#[derive(Clone, Debug)]
pub struct Section {
    /// The heading's text; letter case does not count.
    pub title: String,
    /// Another text that the heading may have: as the schema's file writes it, where a translation
    /// took its place.
    pub original: Option<String>,
    /// How bad it is when it is missing.
    pub severity: Severity,
    /// A line of guidance that `new` puts below the heading.
    pub hint: String,
}

/// Reads `collection`.
pub(super) fn collection(value: &Json) -> Option<Collection> {
    let collection: Collection = serde_json::from_value(value.clone()).ok()?;
    let folder = SitePath::new(&collection.folder).filter(|folder| !folder.is_root())?;
    let title = collection.title.trim();
    (!title.is_empty() && folder.as_str() == collection.folder).then_some(collection)
}

/// Reads one item of `sections`.
pub(super) fn section(value: &Json) -> Option<Section> {
    if let Some(title) = value.as_str() {
        let (severity, hint) = (rules::PAGE_SECTION.severity, String::new());
        return Some(Section { title: title.to_owned(), original: None, severity, hint });
    }
    let object = value.as_object()?;
    if object.keys().any(|key| !matches!(key.as_str(), "title" | "severity" | "hint")) {
        return None;
    }
    let severity = match object.get("severity") {
        None => rules::PAGE_SECTION.severity,
        Some(said) => severity(said)?,
    };
    let hint = object.get("hint").map_or(Some(""), Json::as_str)?;
    let title = object.get("title")?.as_str()?.to_owned();
    Some(Section { title, original: None, severity, hint: hint.to_owned() })
}
