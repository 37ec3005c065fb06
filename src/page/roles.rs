//! The fields of a page by what they are to it: schemas say which have which role.

use serde_json::{Map, Value as Json};

use super::{Page, text_field};
use crate::schema::{Role, Schema};

/// The text of the first field of a role that has one.
pub(super) fn text<'a>(fields: &'a Map<String, Json>, schema: &Schema, role: Role) -> Option<&'a str> {
    schema.names_of(role).iter().find_map(|name| text_field(fields, name))
}

impl Page {
    /// The first field of a role that the page has, by its name.
    pub fn name_of(&self, role: Role) -> Option<&str> {
        self.schema.names_of(role).iter().map(String::as_str).find(|name| self.fields.contains_key(*name))
    }

    /// The value of the first field of a role that the page has.
    pub fn value_of(&self, role: Role) -> Option<&Json> {
        self.fields.get(self.name_of(role)?)
    }

    /// The text of the first field of a role that has one.
    pub fn text_of(&self, role: Role) -> Option<&str> {
        text(&self.fields, &self.schema, role)
    }

    /// The texts of the fields of a role.
    pub fn texts_of(&self, role: Role) -> Vec<&str> {
        self.schema.names_of(role).iter().flat_map(|name| self.texts(name)).collect()
    }
}
