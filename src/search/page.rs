//! A page in the index, and the texts that excerpts are cut from.

use std::collections::BTreeMap;
use std::ops::Range;

use super::document::Section;
use super::names::Name;

/// A page in the index.
#[derive(Debug)]
pub(super) struct Page {
    /// Its number in the files.
    pub(super) slot: usize,
    pub(super) id: String,
    pub(super) kind: String,
    pub(super) kind_title: String,
    pub(super) title: String,
    pub(super) path: String,
    pub(super) url: String,
    pub(super) facets: BTreeMap<String, Vec<String>>,
    pub(super) names: Vec<Name>,
    pub(super) sections: Range<usize>,
    /// In words.
    pub(super) length: f64,
}

/// A section's text, for excerpts.
#[derive(Debug, Default)]
pub(super) struct Text {
    pub(super) heading: String,
    pub(super) anchor: String,
    pub(super) text: String,
    pub(super) code: String,
}

/// How much of a section an excerpt is looked for in, in characters, so that no hit costs more than a
/// few kilobytes; its words are found wherever they stand.
const LONGEST_TEXT: usize = 6000;
/// The same for its code.
const LONGEST_CODE: usize = 3000;
impl From<Section> for Text {
    fn from(section: Section) -> Self {
        let Section { heading, anchor, text, code, .. } = section;
        Self { heading, anchor, text: clipped(text, LONGEST_TEXT), code: clipped(code, LONGEST_CODE) }
    }
}

fn clipped(mut text: String, length: usize) -> String {
    if let Some((end, _)) = text.char_indices().nth(length) {
        text.truncate(end);
    }
    text
}

impl Text {
    /// Whether there is anything to show of it.
    pub(super) fn is_full(&self) -> bool {
        !self.text.trim().is_empty() || !self.code.trim().is_empty()
    }
}
