//! Content types. A type is a JSON Schema (2020-12) with annotations under `x-opslore`; nothing else
//! in the program knows what a runbook is.
//!
//! Every file `schemas/<type>.schema.json` is one type. What types share lives in a file of its own
//! with `"x-opslore": {"abstract": true}`, which is not a type; others take it in with
//! `"allOf": [{"$ref": "common.schema.json"}]`, as editors understand it too. A `$ref` may point
//! within its file or to a file beside it and nowhere else; loading copies such files in, so that
//! every schema here is self-contained.
//!
//! A property that a type and the shared file both describe has to satisfy both; its title, its
//! description and its annotations are those of the type, where it says any.

mod annotations;
mod applicable;
mod basics;
mod bundle;
mod check;
mod cost;
pub mod dates;
mod field_path;
mod fields;
mod file;
mod file_name;
mod formats;
mod instance;
mod key_names;
mod load;
mod locate;
mod look;
mod mend;
mod names;
mod order;
pub mod overview;
mod parts;
mod relations;
mod resources;
mod severity;
mod sorted;
mod subject;
mod subschemas;
mod template;
#[cfg(test)]
mod tests;
mod translate;
mod tried;
mod types;
mod validate;
mod words;

use std::sync::Arc;

use serde_json::Value as Json;

use crate::diagnostic::Finding;
use crate::files::Files;
use crate::front_matter::FrontMatter;
use crate::text::Source;

pub use field_path::{FieldPath, values_at};
pub use file_name::FileNames;
pub use key_names::joined_key_findings;
pub use look::{FieldLook, FieldPlace, Look, Role};
pub use order::{Dated, compare_dates, order_findings};
pub use overview::{HomeSection, Overview, SortKey};
pub use parts::{Collection, Section};
pub use relations::{AfterReferred, Back, Condition, FileBase, Named, Reference, Unique};
pub use sorted::unsorted_findings;
pub use template::Blank;
pub use types::{DEFAULT_TYPE, Field, SAFETY, Schema, Schemas, UnknownKeys};

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
}

impl Schema {
    /// Turns front matter into typed values and finds everything that the schema forbids, each on
    /// the key or value meant. Blank values count as not given.
    pub fn validate(
        &self,
        source: &Source,
        front_matter: &FrontMatter,
    ) -> (serde_json::Map<String, Json>, Vec<Finding>) {
        tried::validate(self, source, front_matter)
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
