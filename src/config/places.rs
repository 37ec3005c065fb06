//! Where things are in the configuration's file.

use crate::front_matter::documents::{Documents, read_documents};
use crate::front_matter::{Entry, Node, Value};
use crate::text::Span;

/// The file as a tree, with the place of each key and value.
#[derive(Debug)]
pub(super) struct Places<'a> {
    text: &'a str,
    documents: Documents,
}

impl<'a> Places<'a> {
    /// Reads the text of a configuration file.
    pub(super) fn of(text: &'a str) -> Self {
        Self { text, documents: read_documents(text, Span::new(0, text.len())) }
    }

    /// What was read.
    pub(super) fn documents(&self) -> &Documents {
        &self.documents
    }

    /// The key `path`, or the nearest above it that is there; else the file's start.
    pub(super) fn key(&self, path: &[&str]) -> Span {
        self.walk(path).last().map_or_else(|| Span::at(0), |entry| entry.key_span)
    }

    /// The value of the key `path`. Where it is blank or not there, as [`Places::key`].
    pub(super) fn value(&self, path: &[&str]) -> Span {
        let entries = self.walk(path);
        let found = entries.last().filter(|entry| entries.len() == path.len() && !entry.value.is_blank());
        found.map_or_else(|| self.key(path), |entry| line_of(self.text, &entry.value))
    }

    /// The item `text` of the list, or of the lists, that `path` holds; else as [`Places::value`].
    pub(super) fn item(&self, path: &[&str], text: &str) -> Span {
        let entries = self.walk(path);
        let value = entries.last().filter(|_| entries.len() == path.len()).map(|entry| &entry.value);
        value.and_then(|value| item_of(value, text)).unwrap_or_else(|| self.value(path))
    }

    /// The entries on the way to `path`, as far as they are there.
    fn walk(&self, path: &[&str]) -> Vec<&Entry> {
        let mut found = Vec::new();
        let mut node = self.documents.roots.first();
        for key in path {
            let Some(Node { value: Value::Map(entries), .. }) = node else { break };
            let Some(entry) = entries.iter().find(|entry| entry.key == *key) else { break };
            found.push(entry);
            node = Some(&entry.value);
        }
        found
    }
}

/// The item `text` of a list, or of a list in it.
fn item_of(node: &Node, text: &str) -> Option<Span> {
    let Value::List(items) = &node.value else { return None };
    items
        .iter()
        .find_map(|item| if item.as_str() == Some(text) { Some(item.span) } else { item_of(item, text) })
}

/// What to underline of a value: all of it, but of many lines only what comes first, since a list or a
/// mapping may be most of the file.
pub(super) fn line_of(text: &str, node: &Node) -> Span {
    let whole = text.get(node.span.start..node.span.end).unwrap_or_default().trim_end();
    if !whole.contains('\n') {
        return Span::new(node.span.start, node.span.start + whole.len());
    }
    match &node.value {
        Value::Scalar(_) => node.span,
        Value::List(items) => items.first().map_or(node.span, |item| joined(node.span, line_of(text, item))),
        Value::Map(entries) => entries.first().map_or(node.span, |entry| joined(node.span, entry.key_span)),
    }
}

/// From the start of a collection to the end of what comes first in it.
fn joined(collection: Span, first: Span) -> Span {
    Span::new(collection.start.min(first.start), first.end)
}
