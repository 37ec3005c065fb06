//! The index as a value.

use std::collections::BTreeMap;
use std::ops::Range;

use smallvec::SmallVec;

use super::documents::{Section, Setting};
use super::names::Name;
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
pub(super) const LONGEST_TEXT: usize = 6000;

/// The same for its code.
pub(super) const LONGEST_CODE: usize = 3000;

impl From<Section> for Text {
    fn from(section: Section) -> Self {
        let Section { heading, anchor, text, code, .. } = section;
        Self { heading, anchor, text: clipped(text, LONGEST_TEXT), code: clipped(code, LONGEST_CODE) }
    }
}

pub(super) fn clipped(mut text: String, length: usize) -> String {
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

/// That a term occurs in a section.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Posting {
    pub(super) section: u32,
    pub(super) weight: u8,
}

impl Posting {
    /// Of a section, by its number among all: how often, by where.
    pub(super) fn new(section: usize, weight: u8) -> Self {
        Self { section: u32::try_from(section).unwrap_or(u32::MAX), weight }
    }

    /// The same where so many sections come before those of its page.
    pub(super) fn after(self, sections: usize) -> Self {
        Self::new(sections + self.section(), self.weight)
    }

    /// The section's number among all.
    pub(super) fn section(self) -> usize {
        self.section as usize
    }

    pub(super) fn weight(self) -> f64 {
        f64::from(self.weight)
    }
}

/// That a term occurs on a page.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Entry {
    /// The page.
    pub(super) page: usize,
    /// How much it counts there.
    pub(super) points: u32,
    /// The sections in which it counts most, by their number on the page, with their points; the page's
    /// own data, such as its title, is section 0. Points are odd where a section destroys something.
    pub(super) sections: Sections,
}

/// So many sections of a page are kept, those in which the term counts most.
pub(super) const MOST_SECTIONS: usize = 3;

/// Sections with their points, in place: there are millions of entries.
pub(super) type Sections = SmallVec<[(usize, u32); MOST_SECTIONS]>;

/// A heading under one of its keys.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) page: usize,
    /// The section's number on its page.
    pub(super) section: usize,
    /// How many letters the whole heading has.
    pub(super) length: usize,
}

/// Keys in the order of terms, each with the headings it is of.
pub(super) type Headings = Vec<(String, Vec<Place>)>;

/// Keys with the pages they lead to, and how much of a name a gram is.
pub(super) type Keys = Vec<(String, Vec<(usize, u32)>)>;

/// What a word or phrase may mean.
#[derive(Debug, PartialEq)]
pub(super) enum Sense {
    /// The same as other words, which these pages have.
    Same(Vec<Entry>),
    /// Nothing: it only asks.
    Nothing,
    /// That something is destroyed.
    Destroys,
}

/// A meaning of a phrase that begins with a term.
#[derive(Debug)]
pub(super) struct Meaning {
    /// The terms of the phrase after the first.
    pub(super) rest: Vec<String>,
    pub(super) sense: Sense,
}

/// Meanings by the first term of their phrase, in the order of terms.
pub(super) type Meanings = BTreeMap<String, Vec<Meaning>>;
