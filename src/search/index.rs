//! The index as a value, and how its parts are found.

use std::ops::Range;

use super::document::Setting;
use super::headings::Headings;
use super::keys::Keys;
use super::lexicon::Meanings;
use super::page::{Page, Text};
use super::postings::Posting;
use super::shards;
use super::stem::Stemmer;
use super::tokens::Terms;

/// The index as a value.
#[derive(Debug)]
pub struct Index {
    pub(super) setting: Setting,
    pub(super) stemmer: Stemmer,
    pub(super) pages: Vec<Page>,
    /// Of all pages, one after the other; the first of each page is its own data.
    pub(super) sections: Vec<Text>,
    /// The page of each section.
    pub(super) page_of: Vec<usize>,
    /// Whether each section destroys something.
    pub(super) destroys: Vec<bool>,
    /// In the order of [`shards::order`], each with where its postings are.
    pub(super) terms: Vec<(String, Range<usize>)>,
    /// Those of each term by section.
    pub(super) postings: Vec<Posting>,
    pub(super) average_length: f64,
    /// How many numbers there are for pages.
    pub(super) slots: usize,
    pub(super) headings: Headings,
    /// Keys of names, where there are too many names to look through; in the order of terms.
    pub(super) keys: Option<Keys>,
    pub(super) meanings: Meanings,
}

/// How many terms with the same beginning are looked through: in a browser, those of a few shards.
pub(super) const SCANNED: usize = 600;

impl Index {
    pub(super) fn as_terms(&self) -> Terms {
        Terms { stemmer: self.stemmer }
    }

    /// The postings of the term with this number.
    pub(super) fn postings(&self, term: usize) -> &[Posting] {
        &self.postings[self.terms[term].1.clone()]
    }

    /// The number of a term.
    pub(super) fn term(&self, term: &str) -> Option<usize> {
        self.terms.binary_search_by(|(other, _)| shards::order(other, term)).ok()
    }

    /// The numbers of the terms that begin with `start`, the first [`SCANNED`] of them.
    pub(super) fn beginning_with<'a>(&'a self, start: &'a str) -> impl Iterator<Item = usize> + 'a {
        shards::beginning_with(&self.terms, start).take(SCANNED).map(|(number, _)| number)
    }
}
