//! Search: an index built from the pages' outlines, never from HTML; one ranking for the browser and
//! the terminal.
//!
//! A query is checked against the names of pages (titles, alerts, headings) as a whole, so that a part
//! of a name or a mistyped one finds it at once, and word by word against the text (BM25 by
//! field). Both give points to pages, and the sum determines the order. The browser runs the same ranking in
//! JavaScript on the files of [`Index::files`]; `tests/search/` checks that both give the same results.

mod build;
mod candidates;
mod danger;
mod distance;
mod excerpt;
mod facets;
mod files;
mod headings;
mod keys;
mod lexicon;
mod names;
mod postings;
mod query;
mod rank;
mod shards;
mod slots;
mod stem;
#[cfg(test)]
mod tests;
mod tokens;
mod understand;
mod vocabulary;

use std::collections::BTreeMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::path::SitePath;
pub use files::{FOLDER, HASHED};
use headings::Headings;
use keys::Keys;
use lexicon::Meanings;
pub use lexicon::phrase_problem;
use names::Name;
use postings::Posting;
use rank::Ranked;
use stem::Stemmer;
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
    /// Its file, from the root of the knowledge base.
    pub path: String,
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
    /// The heading's level, 0 before the first: what is below a heading belongs to it.
    pub level: u8,
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
    /// Its file, from the root of the knowledge base.
    pub path: String,
    /// Its path under the site's root with the best section's fragment.
    pub url: String,
    /// How well it fits; only good for comparing hits of one query.
    pub score: f64,
    /// The best section's heading, empty for the page as a whole.
    pub heading: String,
    /// A piece of text around the first match.
    pub excerpt: String,
    /// The alert or other key of the page that was asked for, empty if that was something else.
    pub key: String,
    /// The page's facets and their terms as written.
    pub facets: BTreeMap<String, Vec<String>>,
    /// The title of its type.
    #[serde(skip)]
    pub kind_title: String,
    /// The terms that a reader sees next to the hit, such as its severity and services.
    #[serde(skip)]
    pub labels: Vec<String>,
}

/// What a site says about its search besides its pages.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Setting {
    /// The language of its pages, a BCP 47 tag: endings come off in English and German, nowhere else.
    pub language: String,
    /// How its facets are called, in the order in which they are offered.
    pub facets: Vec<Facet>,
    /// Words and phrases that stand for each other, besides those of the language.
    pub synonyms: Vec<Vec<String>>,
}

/// A facet and its terms as readers see them.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Facet {
    /// Its name in [`Document::facets`].
    pub name: String,
    /// What it is called.
    pub title: String,
    /// What its terms are called, where not as they are written.
    pub terms: BTreeMap<String, String>,
    /// The rank of those of its terms that have one, 0 the first.
    pub ranks: BTreeMap<String, usize>,
    /// As what a hit shows its terms: the schema's label, [`REFERENCE`], or empty for not at all.
    pub label: String,
}

/// The label of a facet whose terms name pages.
pub const REFERENCE: &str = "ref";

/// The index as a value.
#[derive(Debug)]
pub struct Index {
    setting: Setting,
    stemmer: Stemmer,
    pages: Vec<Page>,
    /// Of all pages, one after the other; the first of each page is its own data.
    sections: Vec<Text>,
    /// The page of each section.
    page_of: Vec<usize>,
    /// Whether each section destroys something.
    destroys: Vec<bool>,
    /// In the order of [`shards::order`], each with where its postings are.
    terms: Vec<(String, Range<usize>)>,
    /// Those of each term by section.
    postings: Vec<Posting>,
    average_length: f64,
    /// How many numbers there are for pages.
    slots: usize,
    headings: Headings,
    /// Keys of names, if there are too many names to look through; in the order of terms.
    keys: Option<Keys>,
    meanings: Meanings,
}

/// A page in the index.
#[derive(Debug)]
struct Page {
    /// Its number in the files.
    slot: usize,
    id: String,
    kind: String,
    kind_title: String,
    title: String,
    path: String,
    url: String,
    facets: BTreeMap<String, Vec<String>>,
    names: Vec<Name>,
    sections: Range<usize>,
    /// In words.
    length: f64,
}

/// A section's text, for excerpts.
#[derive(Debug, Default)]
struct Text {
    heading: String,
    anchor: String,
    text: String,
    code: String,
}

/// How much of a section an excerpt is looked for in, in characters, so that no hit costs more than a
/// few kilobytes; its words are found wherever they are.
const LONGEST_TEXT: usize = 6000;
/// The same for its code.
const LONGEST_CODE: usize = 3000;
/// The same of a query, in bytes.
const LONGEST_QUERY: usize = 4096;

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
    fn is_full(&self) -> bool {
        !self.text.trim().is_empty() || !self.code.trim().is_empty()
    }
}

impl Index {
    /// Indexes documents. The same documents in the same order give the same index.
    pub fn build(documents: Vec<Document>, setting: Setting) -> Self {
        build::build(documents, setting, build::ALL_NAMES)
    }

    /// The best `limit` hits. Nothing relevant means no hits. Of a query longer than anybody types or
    /// pastes, only the beginning counts.
    pub fn search(&self, query: &str, limit: usize) -> Vec<Hit> {
        let ranking = rank::rank(self, &query[..query.floor_char_boundary(LONGEST_QUERY)]);
        ranking.pages.iter().take(limit).map(|ranked| self.hit(ranked, &ranking.terms)).collect()
    }

    /// The files the browser loads, by their path below `search/`.
    pub fn files(&self) -> BTreeMap<SitePath, Vec<u8>> {
        files::files(self)
    }

    fn hit(&self, ranked: &Ranked, found: &[String]) -> Hit {
        let page = &self.pages[ranked.page];
        let section = ranked.section.map(|section| &self.sections[section]);
        // The heading that repeats the title represents the page.
        let named = section.filter(|section| !section.heading.is_empty() && section.heading != page.title);
        let (heading, anchor) = named.map_or(("", ""), |section| (&section.heading, &section.anchor));
        let hash = if anchor.is_empty() { "" } else { "#" };
        Hit {
            id: page.id.clone(),
            kind: page.kind.clone(),
            title: page.title.clone(),
            path: page.path.clone(),
            url: format!("{}{hash}{anchor}", page.url),
            score: ranked.score,
            heading: heading.to_owned(),
            excerpt: self.excerpt(page, section, found),
            key: ranked.key.map(|name| page.names[name].text.clone()).unwrap_or_default(),
            facets: page.facets.clone(),
            kind_title: page.kind_title.clone(),
            labels: self.labels(page),
        }
    }

    /// What is shown next to a hit: first the terms of labels, then those that name pages.
    fn labels(&self, page: &Page) -> Vec<String> {
        let shown = self.setting.facets.iter().filter(|facet| !facet.label.is_empty());
        let mut shown: Vec<&Facet> = shown.collect();
        shown.sort_by_key(|facet| facet.label == REFERENCE);
        let terms = shown.iter().flat_map(|facet| {
            let terms = page.facets.get(&facet.name).into_iter().flatten();
            terms.map(|term| facet.terms.get(term).unwrap_or(term).clone())
        });
        terms.collect()
    }

    fn excerpt(&self, page: &Page, section: Option<&Text>, found: &[String]) -> String {
        let terms = self.as_terms();
        let section = section.filter(|section| section.is_full());
        match section.unwrap_or(&self.sections[page.sections.start + self.lead(page)]) {
            text if text.is_full() => excerpt::excerpt(&text.text, &text.code, found, terms),
            _ => String::new(),
        }
    }

    /// The section that is shown of a page as a whole: its description (section 0), else the first
    /// with text.
    fn lead(&self, page: &Page) -> usize {
        self.sections[page.sections.clone()].iter().position(Text::is_full).unwrap_or(0)
    }

    fn as_terms(&self) -> Terms {
        Terms { stemmer: self.stemmer }
    }

    /// The postings of the term with this number.
    fn postings(&self, term: usize) -> &[Posting] {
        &self.postings[self.terms[term].1.clone()]
    }

    /// The number of a term.
    fn term(&self, term: &str) -> Option<usize> {
        self.terms.binary_search_by(|(other, _)| shards::order(other, term)).ok()
    }

    /// The numbers of the terms that begin with `start`, the first [`SCANNED`] of them.
    fn beginning_with<'a>(&'a self, start: &'a str) -> impl Iterator<Item = usize> + 'a {
        shards::beginning_with(&self.terms, start).take(SCANNED).map(|(number, _)| number)
    }
}

/// How many terms with the same beginning are looked through: in a browser, those of a few shards.
const SCANNED: usize = 600;
