//! Content types. A type is a JSON Schema (2020-12) with annotations under `x-opslore`; nothing else
//! in the program knows what a runbook is.
//!
//! Every file `schemas/<type>.schema.json` is one type. Shared parts are in separate files
//! with `"x-opslore": {"abstract": true}`, which are not types; others include them with
//! `"allOf": [{"$ref": "common.schema.json"}]`, which editors understand too. A `$ref` may point
//! only within its file or to a file next to it; loading copies such files in, so that
//! every schema here is self-contained.
//!
//! A property that a type and the shared file both describe must satisfy both; its title,
//! description and annotations come from the type if it has any.

mod annotations;
mod applicable;
mod bundle;
mod check;
mod cost;
pub mod dates;
mod fields;
mod file_name;
mod formats;
mod instance;
mod key_names;
mod load;
mod locate;
mod mend;
mod names;
mod order;
pub mod overview;
mod relations;
mod resources;
mod severity;
mod sorted;
mod subschemas;
mod template;
#[cfg(test)]
mod tests;
mod translate;
mod validate;
mod words;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value as Json;

use crate::diagnostic::{Finding, Severity};
use crate::files::Files;
use crate::front_matter::{FrontMatter, Node, Value};
use crate::text::Source;

pub use file_name::FileNames;
pub use key_names::joined_key_findings;
pub use order::{Dated, compare_dates, order_findings};
pub use overview::{HomeSection, Overview, SortKey};
pub use relations::{AfterReferred, Back, Condition, FileBase, Named, Reference, Unique};
pub use sorted::unsorted_findings;
pub use template::Blank;

/// The type of a page in no collection.
pub const DEFAULT_TYPE: &str = "page";

/// Every content type of the knowledge base, by name.
#[derive(Debug)]
pub struct Schemas {
    by_name: BTreeMap<String, Arc<Schema>>,
}

/// A content type.
#[derive(Debug)]
pub struct Schema {
    /// The type's name: `runbook` for `schemas/runbook.schema.json`.
    pub name: String,
    /// The schema's `title`, for people: `Runbook`.
    pub title: String,
    /// The schema, self-contained: what it takes from other files is under its `$defs`.
    pub json: Json,
    /// Where pages of this type live, and what their list is called.
    pub collection: Option<Collection>,
    /// The headings that a page should have, in order.
    pub sections: Vec<Section>,
    /// Whether the schema refers to parts of the file name.
    reads_file: bool,
    /// How its files are named.
    pub file_name: FileNames,
    /// Values that only one page of the type may have, beyond those of single fields.
    pub unique: Vec<Unique>,
    /// The fields, in the order of the schema.
    pub fields: Vec<Field>,
    /// How its pages are shown where they are listed.
    pub overview: Overview,
    /// Whether a page of this type shows what refers to it before its own text.
    pub backlinks_first: bool,
    /// Hash of the schema's text, for cache keys.
    pub hash: crate::text::Hash,
    /// What becomes of fields that the schema does not know.
    pub unknown_keys: UnknownKeys,
    /// What else pages of this type are judged by before they may be published; of [`SAFETY`].
    pub safety: Vec<String>,
    /// Fields that a page of any type may have, whether this schema names them or not.
    shared_names: Vec<String>,
    validator: jsonschema::Validator,
    cost: cost::Cost,
}

/// What `x-opslore.safety` may name: the rules `safety/…` that only some types are judged by.
pub const SAFETY: &[&str] = &["email-address", "private-address", "named-person"];

/// `x-opslore.unknown_keys`: how bad a field is that the schema does not know. One whose name is almost
/// that of a known field is always an error; where any field is allowed, it is a warning, and only if
/// the known field is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UnknownKeys {
    /// An error.
    Error,
    /// A warning.
    Warning,
    /// Nothing, unless it is likely a known field, mistyped.
    Allow,
}

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

/// A property with what its schema and annotations say of it.
#[derive(Clone, Debug)]
pub struct Field {
    /// The path from the page's mapping: `services`, or `action_items/*/owner` for a property of
    /// each item of a list.
    pub path: FieldPath,
    /// The property's `title`, or its name with spaces and a capital.
    pub title: String,
    /// The property's `description`.
    pub description: String,
    /// Whether the schema requires it.
    pub required: bool,
    /// `ref`: what pages the value names.
    pub reference: Option<Reference>,
    /// `facet`: a filter in search and lists, and a page for every term.
    pub facet: bool,
    /// `usual`: the value that most pages have, and that tells nothing where pages are together.
    pub usual: Option<String>,
    /// `unique`: no two pages of the collection share a value.
    pub unique: bool,
    /// `key`: the value is a name to reach the page by.
    pub key: bool,
    /// What kind of name that is, if it is not an alert's.
    pub key_kind: Option<String>,
    /// `label`: the label of alert rules that the value agrees with.
    pub label: Option<String>,
    /// `unique` within a group or under a condition.
    pub unique_when: Option<Unique>,
    /// `after`: the names of the dates next to it that this one may not precede.
    pub after: Vec<String>,
    /// `after`: dates of pages that are referred to which this one may not precede.
    pub after_referred: Vec<AfterReferred>,
    /// `file`: the value is the path of a file.
    pub file: Option<FileBase>,
    /// The values of an `enum` (of the property or of its items), in the schema's order.
    pub options: Vec<String>,
    /// Whether the value is a date or a date-time (`format`).
    pub is_date: bool,
    /// `panel`: whether the field is shown next to the page.
    pub panel: bool,
    /// `recommended`: `new` writes the field though it may be left out.
    pub recommended: bool,
    /// `old_urls`: the values are addresses at which the page was before.
    pub old_urls: bool,
    /// `sorted`: the items are in alphabetical order.
    pub sorted: bool,
    /// `embargo`: the time before which the page must not be published.
    pub embargo: bool,
    /// Whether the value is always a list.
    pub is_list: bool,
}

/// A path of property names from the page's mapping; [`FieldPath::ITEMS`] stands for every item.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FieldPath(pub Vec<String>);

impl FieldPath {
    /// The step from a list to each of its items.
    pub const ITEMS: &'static str = "*";

    fn without_items(&self) -> impl Iterator<Item = &String> {
        self.0.iter().filter(|step| *step != Self::ITEMS)
    }
}

impl Field {
    /// Whether the values are names of alerts.
    pub fn names_alerts(&self) -> bool {
        self.key && self.key_kind.is_none()
    }
}

impl Schemas {
    /// Reads `schemas/*.schema.json` from `files`, over the built-in ones. A schema that cannot be
    /// used becomes a finding, and the built-in one of that name stays.
    pub fn load(files: &dyn Files) -> (Self, Vec<Finding>) {
        load::load(files)
    }

    /// The same types with their titles in another language: `title` translates those that it knows
    /// and gives back the others.
    #[must_use]
    pub fn translated(mut self, title: &dyn Fn(&str) -> String) -> Self {
        for schema in self.by_name.values_mut().filter_map(Arc::get_mut) {
            translate::translate(schema, title);
        }
        self
    }

    /// The types with what the configuration says of fields that none of them knows.
    #[must_use]
    pub fn with_unknown_keys(mut self, unknown_keys: UnknownKeys) -> Self {
        for schema in self.by_name.values_mut().filter_map(Arc::get_mut) {
            schema.unknown_keys = unknown_keys;
            // Pages are read again when the answer changes.
            schema.hash = crate::memo::key(&(schema.hash, unknown_keys));
        }
        self
    }

    /// The type called `name`.
    pub fn get(&self, name: &str) -> Option<&Arc<Schema>> {
        self.by_name.get(name)
    }

    /// Every type, sorted by name.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Schema>> {
        self.by_name.values()
    }
}

impl Schema {
    /// Turns front matter into typed values and finds everything that the schema forbids, each on
    /// the key or value meant. Blank values count as not given.
    pub fn validate(
        &self,
        source: &Source,
        front_matter: &FrontMatter,
    ) -> (serde_json::Map<String, Json>, Vec<Finding>) {
        validate::validate(self, source, front_matter)
    }

    /// The field at the top level called `name`.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.path.0 == [name])
    }

    /// The field at `path`.
    pub fn field_at(&self, path: &FieldPath) -> Option<&Field> {
        self.fields.iter().find(|field| field.path == *path)
    }

    /// Whether the schema describes a field at `path`, in which steps into lists may be left out.
    pub fn describes(&self, path: &FieldPath) -> bool {
        self.fields.iter().any(|field| field.path.without_items().eq(path.without_items()))
    }

    /// A page of this type with its required and recommended fields, for `opslore new`.
    pub fn template(&self, title: &str, today: &str) -> String {
        template::template(self, title, today)
    }

    /// The guidance that [`Schema::template`] puts below headings, each on one line.
    pub fn guidance(&self) -> impl Iterator<Item = String> {
        template::guidance(self)
    }

    /// The fields that [`Schema::template`] leaves for the author to fill in.
    pub fn blanks(&self) -> Vec<Blank> {
        template::blanks(self)
    }
}

/// The values found at `path`, in the order in which they were written: each item of a list counts
/// as one, and a scalar where a list is allowed counts as a list of one. Blank values do not count.
pub fn values_at<'a>(front_matter: &'a FrontMatter, path: &FieldPath) -> Vec<&'a Node> {
    let mut steps = path.0.iter();
    let Some(first) = steps.next().and_then(|name| front_matter.get(name)) else { return Vec::new() };
    let mut found = items_of(first);
    for name in steps.filter(|step| *step != FieldPath::ITEMS) {
        let members = found.into_iter().filter_map(|node| match &node.value {
            Value::Map(entries) => entries.iter().find(|entry| entry.key == *name),
            Value::Scalar(_) | Value::List(_) => None,
        });
        found = members.flat_map(|entry| items_of(&entry.value)).collect();
    }
    found
}

/// The items of a list that are not blank, or the value itself.
fn items_of(node: &Node) -> Vec<&Node> {
    let items = match &node.value {
        Value::List(items) => items.iter().collect(),
        Value::Scalar(_) | Value::Map(_) => vec![node],
    };
    items.into_iter().filter(|item| !item.is_blank()).collect()
}
