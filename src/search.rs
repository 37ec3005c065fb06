//! Search: an index built from the pages' outlines, never from HTML; one ranking for the browser and
//! the terminal.
//!
//! A query is held against the names of pages (titles, alerts, headings) as a whole, so that a part
//! of a name or a mistyped one leads there at once, and word by word against the text (BM25 by
//! field). Both give points to pages, and the sum is the order. The browser runs the same ranking in
//! JavaScript over the files of [`Index::files`]; `tests/search/` holds both to the same results.

mod build;
mod distance;
mod excerpt;
mod files;
mod names;
mod query;
mod rank;
#[cfg(test)]
mod tests;
mod tokens;

use std::collections::BTreeMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::path::SitePath;
pub use files::HASHED;
use names::Name;
use rank::Ranked;
use tokens::Terms;

/// A page as the search sees it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
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
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
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
pub struct Index {
    language: String,
    stem: bool,
    pages: Vec<Page>,
    /// Of all pages, one after the other; the first of each page is its own data.
    sections: Vec<Text>,
    /// The page of each section.
    page_of: Vec<usize>,
    names: Vec<Name>,
    /// Sorted.
    terms: Vec<(String, Vec<Posting>)>,
    average_length: f64,
}

/// A page in the index.
#[derive(Debug)]
struct Page {
    id: String,
    kind: String,
    kind_title: String,
    title: String,
    url: String,
    description: String,
    facets: BTreeMap<String, Vec<String>>,
    sections: Range<usize>,
    /// In words.
    length: f64,
}

impl Page {
    fn new(document: &Document, sections: Range<usize>, length: f64) -> Self {
        Self {
            id: document.id.clone(),
            kind: document.kind.clone(),
            kind_title: document.kind_title.clone(),
            title: document.title.clone(),
            url: document.url.clone(),
            description: document.description.clone(),
            facets: document.facets.clone(),
            sections,
            length,
        }
    }
}

/// A section's text, for excerpts.
#[derive(Debug, Default)]
struct Text {
    heading: String,
    anchor: String,
    text: String,
    code: String,
}

impl From<&Section> for Text {
    fn from(section: &Section) -> Self {
        let Section { heading, anchor, text, code } = section.clone();
        Self { heading, anchor, text, code }
    }
}

/// That a term occurs in a section.
#[derive(Clone, Copy, Debug)]
struct Posting {
    section: usize,
    /// How often, by where.
    weight: f64,
}

impl Index {
    /// Indexes documents in English. The same documents in the same order give the same index.
    pub fn build(documents: &[Document]) -> Self {
        Self::build_in(documents, "en")
    }

    /// Indexes documents of a site in `language`, a BCP 47 tag: only English words lose their
    /// endings.
    pub fn build_in(documents: &[Document], language: &str) -> Self {
        build::build(documents, language)
    }

    /// The best `limit` hits. Nothing relevant means no hits.
    pub fn search(&self, query: &str, limit: usize) -> Vec<Hit> {
        let ranking = rank::rank(self, query);
        ranking.pages.iter().take(limit).map(|ranked| self.hit(ranked, &ranking.terms)).collect()
    }

    /// The files the browser loads, by their path below `search/`.
    pub fn files(&self) -> BTreeMap<SitePath, Vec<u8>> {
        files::files(self)
    }

    fn hit(&self, ranked: &Ranked, found: &[String]) -> Hit {
        let page = &self.pages[ranked.page];
        let section = ranked.section.map(|section| &self.sections[section]);
        // The heading that repeats the title stands for the page.
        let named = section.filter(|section| !section.heading.is_empty() && section.heading != page.title);
        let (heading, anchor) = named.map_or(("", ""), |section| (&section.heading, &section.anchor));
        let hash = if anchor.is_empty() { "" } else { "#" };
        Hit {
            id: page.id.clone(),
            kind: page.kind.clone(),
            title: page.title.clone(),
            url: format!("{}{hash}{anchor}", page.url),
            score: ranked.score,
            heading: heading.to_owned(),
            excerpt: self.excerpt(page, section, found),
        }
    }

    fn excerpt(&self, page: &Page, section: Option<&Text>, found: &[String]) -> String {
        let terms = Terms { stem: self.stem };
        let full = |text: &&Text| !text.text.trim().is_empty() || !text.code.trim().is_empty();
        let section = section.filter(full);
        if section.is_none() && !page.description.is_empty() {
            return excerpt::excerpt(&page.description, "", found, terms);
        }
        match section.or_else(|| self.sections[page.sections.clone()].iter().find(full)) {
            Some(text) => excerpt::excerpt(&text.text, &text.code, found, terms),
            None => String::new(),
        }
    }

    /// The number of a term.
    fn term(&self, term: &str) -> Option<usize> {
        self.terms.binary_search_by(|(other, _)| other.as_str().cmp(term)).ok()
    }

    /// The numbers of the terms that begin with `start`.
    fn beginning_with(&self, start: &str) -> Range<usize> {
        let first = self.terms.partition_point(|(term, _)| term.as_str() < start);
        let count = self.terms[first..].partition_point(|(term, _)| term.starts_with(start));
        first..first + count
    }
}
