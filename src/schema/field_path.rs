//! The way to a field, and what is there.

use crate::front_matter::FrontMatter;
use crate::yaml::{Node, Value};

/// A path of property names from the page's mapping; [`FieldPath::ITEMS`] stands for every item.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FieldPath(pub Vec<String>);

impl FieldPath {
    /// The step from a list to each of its items.
    pub const ITEMS: &'static str = "*";

    pub(super) fn without_items(&self) -> impl Iterator<Item = &String> {
        self.0.iter().filter(|step| *step != Self::ITEMS)
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
pub(super) fn items_of(node: &Node) -> Vec<&Node> {
    let items = match &node.value {
        Value::List(items) => items.iter().collect(),
        Value::Scalar(_) | Value::Map(_) => vec![node],
    };
    items.into_iter().filter(|item| !item.is_blank()).collect()
}
