//! `collections`: folders whose pages have a type.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::problems::Problems;
use crate::path::SitePath;
use crate::text::Span;

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum RawCollection {
    Type(String),
    Full(FullCollection),
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct FullCollection {
    r#type: Option<String>,
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
    /// Where the configuration names the type; empty for a type's own folder.
    pub span: Span,
    /// Where the configuration names the folder; `None` for a type's own.
    pub folder_span: Option<Span>,
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
        const KEY: &str = "collections";
        const HELP: &str = "write `folder: type`, or `folder: {type: …, title: …, description: …}`";
        let name = match folder {
            serde_yaml::Value::String(name) => name.clone(),
            serde_yaml::Value::Number(number) => number.to_string(),
            _ => {
                let message = "`collections`: the name of a folder must be text";
                self.report_at(self.places.key(&[KEY]), message, HELP);
                return None;
            }
        };
        let place = self.places.key(&[KEY, &name]);
        let Some(path) = SitePath::new(&name) else {
            let message = format!("`collections`: `{name}` is not a folder below the content folder");
            let help = "name a folder in the content folder, such as `runbooks`, or `.` for the content \
                        folder itself";
            self.report_at(place, message, help);
            return None;
        };
        let full = match serde_yaml::from_value(value) {
            Ok(RawCollection::Type(kind)) => {
                FullCollection { r#type: Some(kind), ..FullCollection::default() }
            }
            Ok(RawCollection::Full(full)) => full,
            Err(_) => FullCollection::default(),
        };
        let Some(kind) = full.r#type else {
            self.report_at(place, format!("`collections`: `{name}` has no type"), HELP);
            return None;
        };
        let span = match self.places.value(&[KEY, &name, "type"]) {
            // The short form has no key of its own for it.
            span if span == place => self.places.value(&[KEY, &name]),
            span => span,
        };
        Some(Collection {
            span,
            folder_span: Some(place),
            folder: path,
            kind,
            title: full.title,
            description: full.description,
        })
    }
}
