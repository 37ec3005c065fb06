//! Front matter: the YAML between the first two `---` lines of a page, with the span of every key
//! and value. The only module that names a YAML event parser.

mod value;

pub use value::{Entry, Node, Scalar, Value};

use crate::diagnostic::Finding;
use crate::text::{Source, Span};

/// A page's front matter and where its body begins.
#[derive(Clone, Debug, Default)]
pub struct FrontMatter {
    /// The entries of the mapping, in the order in which they were written.
    pub entries: Vec<Entry>,
    /// From the opening to the end of the closing fence; empty at the start of the body when there
    /// is no front matter.
    pub span: Span,
    /// The byte offset at which the Markdown begins.
    pub body: usize,
}

impl FrontMatter {
    /// The value under `key`.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// The entry of `key`.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }

    /// Where to point for a field that is missing: the front matter's first line, or the first line
    /// of a page that has none.
    pub fn first_line(&self, text: &str) -> Span {
        let line = text[self.span.start..].lines().next().unwrap_or("");
        Span::new(self.span.start, self.span.start + line.len())
    }
}

/// Splits a page and reads its front matter. Whatever is wrong becomes a finding
/// (`front-matter/syntax`), and what could be read up to there is kept.
pub fn read(_source: &Source) -> (FrontMatter, Vec<Finding>) {
    todo!()
}
