//! `collections`: folders whose pages have a type.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::problems::{Problems, nested_key_span};
use crate::path::SitePath;
use crate::text::Span;

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum RawCollection {
    Type(String),
    Full(FullCollection),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FullCollection {
    r#type: String,
    title: Option<String>,
    description: Option<String>,
}

/// A folder whose pages have a type.
#[derive(Clone, Debug, PartialEq)]
pub struct Collection {
    /// The folder below the content folder.
    pub folder: SitePath,
    /// The name of the type.
    pub kind: String,
    /// What its list is called, where the schema's title does not fit.
    pub title: Option<String>,
    /// One sentence, where the schema's does not fit.
    pub description: Option<String>,
    /// Where the configuration names it; empty for a type's own folder.
    pub span: Span,
}

impl Problems<'_> {
    /// The collections, in the order of the file.
    pub(super) fn collections(&mut self, mapping: serde_yaml::Mapping) -> Vec<Collection> {
        let mut collections = BTreeMap::new();
        let mut order = Vec::new();
        for (folder, value) in mapping {
            let Some(collection) = self.collection(&folder, value) else { continue };
            order.push(collection.folder.clone());
            collections.insert(collection.folder.clone(), collection);
        }
        order.iter().filter_map(|folder| collections.remove(folder)).collect()
    }

    fn collection(&mut self, folder: &serde_yaml::Value, value: serde_yaml::Value) -> Option<Collection> {
        const HELP: &str = "write `folder: type`, or `folder: {type: …, title: …, description: …}`";
        let Some(path) = folder.as_str().and_then(SitePath::new) else {
            self.report("collections", format!("`collections`: {folder:?} is not a folder"), HELP);
            return None;
        };
        let full = match serde_yaml::from_value(value) {
            Ok(RawCollection::Type(kind)) => FullCollection { r#type: kind, title: None, description: None },
            Ok(RawCollection::Full(full)) => full,
            Err(_) => {
                self.report("collections", format!("`collections`: `{path}` names no type"), HELP);
                return None;
            }
        };
        Some(Collection {
            span: nested_key_span(self.source, "collections", folder.as_str().unwrap_or_default()),
            folder: path,
            kind: full.r#type,
            title: full.title,
            description: full.description,
        })
    }
}
