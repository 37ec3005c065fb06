//! The content types.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value as Json;

use super::cost::Cost;
use super::field_path::FieldPath;
use super::file_name::FileNames;
use super::look::{FieldLook, Look, Roles};
use super::overview::Overview;
use super::parts::{Collection, Section};
use super::relations::{AfterReferred, FileBase, Named, Reference, Unique};
use crate::memo;
use crate::text::Hash;

/// The type of a page in no collection.
pub const DEFAULT_TYPE: &str = "page";

/// Every content type of the knowledge base, by name.
#[derive(Debug)]
pub struct Schemas {
    pub(super) by_name: BTreeMap<String, Arc<Schema>>,
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
    /// Whether the schema speaks of parts of the file name.
    pub(super) reads_file: bool,
    /// How its files are named.
    pub file_name: FileNames,
    /// Values that only one page of the type may have, beyond those of single fields.
    pub unique: Vec<Unique>,
    /// The fields, in the order of the schema.
    pub fields: Vec<Field>,
    /// Its icon and its colour.
    pub look: Look,
    /// What its fields are to a page.
    pub(super) roles: Roles,
    /// How its pages are shown where they are listed.
    pub overview: Overview,
    /// Whether a page of this type shows what refers to it before its own text.
    pub backlinks_first: bool,
    /// Hash of the schema's text, for cache keys.
    pub hash: Hash,
    /// What becomes of fields that the schema does not know.
    pub unknown_keys: UnknownKeys,
    /// What else pages of this type are judged by before they may be published; of [`SAFETY`].
    pub safety: Vec<String>,
    /// Fields that a page of any type may have, whether this schema names them or not.
    pub(super) shared_names: Vec<String>,
    pub(super) validator: jsonschema::Validator,
    pub(super) cost: Cost,
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
    /// `usual`: the value that most pages have, and that tells nothing where pages stand together.
    pub usual: Option<String>,
    /// `unique`: no two pages of the collection share a value.
    pub unique: bool,
    /// `key`: the value is a name to reach the page by.
    pub key: bool,
    /// What kind of name that is, where it is not an alert's.
    pub key_kind: Option<String>,
    /// `label`: the label of alert rules that the value agrees with.
    pub label: Option<String>,
    /// `unique` within a group or under a condition.
    pub unique_when: Option<Unique>,
    /// `after`: the names of the dates beside it that this one may not precede.
    pub after: Vec<String>,
    /// `after`: dates of pages that are referred to which this one may not precede.
    pub after_referred: Vec<AfterReferred>,
    /// `file`: the value is the path of a file.
    pub file: Option<FileBase>,
    /// The values of an `enum` (of the property or of its items), in the schema's order.
    pub options: Vec<String>,
    /// Whether the value is a date or a date-time (`format`).
    pub is_date: bool,
    /// `role`, `place` and `tone`.
    pub look: FieldLook,
    /// `panel`: whether the field is shown beside the page.
    pub panel: bool,
    /// `recommended`: `new` writes the field though it may be left out.
    pub recommended: bool,
    /// `old_urls`: the values are addresses at which the page was before.
    pub old_urls: bool,
    /// `sorted`: the items stand in alphabetical order.
    pub sorted: bool,
    /// `embargo`: the time before which the page must not be published.
    pub embargo: bool,
    /// Whether the value is always a list.
    pub is_list: bool,
}

impl Field {
    /// Whether the values are names of alerts.
    pub fn names_alerts(&self) -> bool {
        self.key && self.key_kind.is_none()
    }
}

impl Schemas {
    /// The types with what the configuration says of fields that none of them knows.
    #[must_use]
    pub fn with_unknown_keys(mut self, unknown_keys: UnknownKeys) -> Self {
        for schema in self.by_name.values_mut().filter_map(Arc::get_mut) {
            schema.unknown_keys = unknown_keys;
            // Pages are read anew when the answer changes.
            schema.hash = memo::key(&(schema.hash, unknown_keys));
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

    /// Whether a page of the type may have what an annotation names.
    pub(super) fn may_have(&self, named: &Named) -> bool {
        match named {
            Named::Field(path) => self.describes(path),
            Named::FilePart(part) => self.file_name.has_part(part),
        }
    }
}
