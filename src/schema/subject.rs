//! What is judged, and where in it.

use super::types::Schema;
use crate::front_matter::FrontMatter;
use crate::text::Source;
use crate::yaml::{Entry, Node};

/// The page that is being validated.
pub(super) struct Subject<'a> {
    pub(super) schema: &'a Schema,
    pub(super) source: &'a Source,
    pub(super) front_matter: &'a FrontMatter,
}

/// What a location in the values is in the file.
pub(super) struct Located<'a> {
    /// The entry that leads there, and the value; `None` for the front matter as a whole.
    pub(super) entry: Option<&'a Entry>,
    /// The value, `None` for the front matter as a whole.
    pub(super) node: Option<&'a Node>,
    /// The way there, with [`FieldPath::ITEMS`](super::FieldPath::ITEMS) for every step into a list.
    pub(super) path: Vec<String>,
    /// The position in the innermost list, from 1, where the value is an item of it.
    pub(super) position: Option<usize>,
}
