//! Content types. A type is a JSON Schema (2020-12) with annotations under `x-opslore`; nothing else
//! in the program knows what a runbook is.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value as Json;

use crate::diagnostic::{Finding, Severity};
use crate::files::Files;
use crate::front_matter::{FrontMatter, Node};
use crate::path::SitePath;
use crate::text::{Source, Span};

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
    /// The schema as written.
    pub json: Json,
    /// Where pages of this type live, and what their list is called.
    pub collection: Option<Collection>,
    /// The headings that a page should have, in order.
    pub sections: Vec<Section>,
    /// The top-level fields, in the order of the schema.
    pub fields: Vec<Field>,
    /// Hash of the schema's text, for cache keys.
    pub hash: crate::text::Hash,
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
    /// `unique`: no two pages of the collection share a value.
    pub unique: bool,
    /// `key`: the value is a name to reach the page by.
    pub key: bool,
    /// `old_urls`: old addresses.
    pub old_urls: bool,
    /// `panel`: shown in the metadata panel.
    pub panel: bool,
    /// `after`: the name of the date that this one may not precede.
    pub after: Option<String>,
    /// The values of an `enum` (of the property or of its items), in the schema's order.
    pub options: Vec<String>,
    /// Whether the value is a date or a date-time (`format`).
    pub is_date: bool,
}

/// `x-opslore.ref` with its `inverse`.
#[derive(Clone, Debug)]
pub struct Reference {
    /// The types allowed; empty means any.
    pub types: Vec<String>,
    /// The title under which the page that is referred to lists its referrers.
    pub inverse: Option<String>,
}

/// A path of property names from the page's mapping; [`FieldPath::ITEMS`] stands for every item.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FieldPath(pub Vec<String>);

impl FieldPath {
    /// The step from a list to each of its items.
    pub const ITEMS: &'static str = "*";
}

impl Schemas {
    /// Reads `schemas/*.schema.json` from `files` (the repository's over the built-in ones). A
    /// schema that cannot be used becomes a finding, and the built-in one of that name stays.
    pub fn load(_files: &dyn Files) -> (Self, Vec<Finding>) {
        todo!()
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
        _source: &Source,
        _front_matter: &FrontMatter,
    ) -> (serde_json::Map<String, Json>, Vec<Finding>) {
        todo!()
    }

    /// The field at the top level called `name`.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.path.0 == [name])
    }

    /// A page of this type with its required and recommended fields, for `opslore new`.
    pub fn template(&self, _title: &str, _today: &str) -> String {
        todo!()
    }
}

/// stub
pub fn order_findings(_: &Schema, _: &Source, _: &FrontMatter, _: &jiff::tz::TimeZone) -> Vec<Finding> {
    todo!()
}
/// stub
pub mod dates {
    /// stub
    pub fn parse_period(_: &str) -> Option<jiff::Span> {
        todo!()
    }
    /// stub
    #[derive(Clone, Debug)]
    pub struct Moment;
    impl Moment {
        /// stub
        pub fn timestamp(&self) -> jiff::Timestamp {
            todo!()
        }
        /// stub
        pub fn time_zone(&self) -> &jiff::tz::TimeZone {
            todo!()
        }
    }
    /// stub
    pub fn parse_moment(_: &str, _: &jiff::tz::TimeZone) -> Option<Moment> {
        todo!()
    }
}

/// The values found at `path`, in the order in which they were written: each item of a list counts
/// as one, and a scalar where a list is allowed counts as a list of one.
pub fn values_at<'a>(_front_matter: &'a FrontMatter, _path: &FieldPath) -> Vec<&'a Node> {
    todo!()
}

#[allow(unused)]
fn _unused(_: &SitePath, _: Span) {}
