//! Search: an index built from the pages' outlines, never from HTML; one ranking for the browser and
//! the terminal.
//!
//! A query is compared with the names of pages (titles, alerts, headings) as a whole, so that a part
//! of a name or a mistyped one leads there at once, and word by word against the text (BM25 by
//! field). Both give points to pages, and the sum is the order. The browser runs the same ranking in
//! JavaScript over the files of [`Index::files`]; `tests/search/` holds both to the same results.

mod build;
mod candidates;
mod danger;
mod distance;
mod document;
mod entries;
mod excerpt;
mod facets;
mod files;
#[cfg(test)]
mod generate;
mod headings;
mod index;
mod keys;
mod lexicon;
mod matches;
mod names;
mod page;
mod postings;
mod query;
mod rank;
mod ranking;
mod score;
mod shards;
mod slots;
mod stem;
#[cfg(test)]
mod tests;
mod tokens;
mod understand;
mod vocabulary;

use std::collections::BTreeMap;

use serde::Serialize;

use crate::path::SitePath;
pub use document::{Document, Facet, REFERENCE, Section, Setting};
pub use files::{FOLDER, HASHED};
pub use index::Index;
pub use lexicon::phrase_problem;
use page::{Page, Text};
use score::Ranked;

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
    /// The terms that a reader sees beside the hit, such as its severity and services.
    #[serde(skip)]
    pub labels: Vec<String>,
}

/// The same of a query, in bytes.
const LONGEST_QUERY: usize = 4096;

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
        // The heading that repeats the title stands for the page.
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

    /// What is shown beside a hit: first the terms of labels, then those that name pages.
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
}
