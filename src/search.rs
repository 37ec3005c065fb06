//! Search: an index built from the pages' outlines, never from HTML; one ranking for the browser and
//! the terminal.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::path::SitePath;

/// A page as the search sees it.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// The page's id.
    pub id: String,
    /// The name of its type.
    pub kind: String,
    /// The title of its type.
    pub kind_title: String,
    /// Its title.
    pub title: String,
    /// Its path under the site's root, beginning with `/`.
    pub url: String,
    /// One sentence, may be empty.
    pub description: String,
    /// Names to reach it by: alerts, error codes, old names, the file's stem.
    pub keys: Vec<String>,
    /// Its facets and their terms.
    pub facets: BTreeMap<String, Vec<String>>,
    /// Other text of the front matter that is worth finding, such as error signatures.
    pub other: Vec<String>,
    /// Its text, cut at headings.
    pub sections: Vec<Section>,
}

/// The text below a heading.
#[derive(Clone, Debug, Default)]
pub struct Section {
    /// The heading's text, empty before the first.
    pub heading: String,
    /// The heading's fragment without `#`, empty before the first.
    pub anchor: String,
    /// Running text.
    pub text: String,
    /// Code.
    pub code: String,
}

/// A result, best first; the shape of `opslore search --json`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Hit {
    /// The page's id.
    pub id: String,
    /// The name of its type.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its title.
    pub title: String,
    /// Its path under the site's root with the best section's fragment.
    pub url: String,
    /// How well it fits; only good for comparing hits of one query.
    pub score: f64,
    /// The best section's heading, empty for the page as a whole.
    pub heading: String,
    /// A piece of text around the first match.
    pub excerpt: String,
}

/// The index as a value.
#[derive(Debug)]
pub struct Index {}

impl Index {
    /// Indexes documents. The same documents in the same order give the same index.
    pub fn build(_documents: &[Document]) -> Self {
        todo!()
    }

    /// The best `limit` hits. Nothing relevant means no hits.
    pub fn search(&self, _query: &str, _limit: usize) -> Vec<Hit> {
        todo!()
    }

    /// The files the browser loads, by their path below `search/`.
    pub fn files(&self) -> BTreeMap<SitePath, Vec<u8>> {
        todo!()
    }
}
