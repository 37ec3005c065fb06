//! Documents become an index.

use std::collections::{BTreeMap, HashMap};

use rayon::prelude::*;

use super::names::{Class, Name};
use super::tokens::Terms;
use super::{Document, Index, Page, Posting, Text};

// How often a word counts, by where it stands. The title says what a page is about in the fewest
// words, a heading what a section is about; data of the front matter is chosen, text is not.
const TITLE: u32 = 12;
const KEY: u32 = 10;
const OTHER: u32 = 5;
const HEADING: u32 = 5;
const DESCRIPTION: u32 = 3;
const FACET: u32 = 2;
const TEXT: u32 = 1;
const CODE: u32 = 1;

/// A weight is one byte in the index; more occurrences add next to nothing to the score.
const HEAVIEST: u32 = 255;

/// A heading that so many pages have (`Diagnosis`) names none of them.
const COMMON_HEADING: usize = 4;

/// A line longer than this is text, not a signature to look for in a log line.
const LONGEST_SIGNATURE: usize = 160;

/// Signatures are loaded with the names, so a page with a long history must not fill them.
const MOST_SIGNATURES: usize = 16;

/// Builds the index.
pub(super) fn build(documents: &[Document], language: &str) -> Index {
    let stem = language == "en" || language.starts_with("en-");
    let terms = Terms { stem };
    let weighed: Vec<Weighed> = documents.par_iter().map(|document| weigh(document, terms)).collect();
    let mut pages: Vec<Page> = Vec::with_capacity(documents.len());
    let mut sections: Vec<Text> = Vec::new();
    for (document, weighed) in documents.iter().zip(&weighed) {
        let start = sections.len();
        sections.push(Text::default());
        sections.extend(document.sections.iter().map(Text::from));
        pages.push(Page::new(document, start..sections.len(), weighed.length));
    }
    let page_of =
        pages.iter().enumerate().flat_map(|(number, page)| page.sections.clone().map(move |_| number));
    let page_of: Vec<usize> = page_of.collect();
    let starts: Vec<usize> = pages.iter().map(|page| page.sections.start).collect();
    Index {
        language: language.to_owned(),
        stem,
        names: names(documents, &starts),
        terms: merge(weighed, &starts),
        average_length: average(&pages),
        pages,
        sections,
        page_of,
    }
}

fn average(pages: &[Page]) -> f64 {
    let (sum, count) = pages.iter().fold((0.0, 0.0), |(sum, count), page| (sum + page.length, count + 1.0));
    // A whole number, so that the index on disk holds the very same.
    f64::max(1.0, if count > 0.0 { f64::round(sum / count) } else { 1.0 })
}

/// A document's terms: sorted, each with its section and weight.
struct Weighed {
    terms: Vec<(String, usize, u32)>,
    length: f64,
}

/// Counts the terms of a document. Section 0 is the page's own data.
fn weigh(document: &Document, terms: Terms) -> Weighed {
    let mut found: Vec<(String, usize, u32)> = Vec::new();
    let mut length = 0.0;
    let mut add = |section: usize, text: &str, weight: u32| {
        terms.each(text, |term| {
            length += 1.0;
            found.push((term, section, weight));
        });
    };
    add(0, &document.title, TITLE);
    document.keys.iter().for_each(|key| add(0, key, KEY));
    document.other.iter().for_each(|other| add(0, other, OTHER));
    add(0, &document.description, DESCRIPTION);
    add(0, &document.kind_title, FACET);
    document.facets.values().flatten().for_each(|term| add(0, term, FACET));
    for (number, section) in (1..).zip(&document.sections) {
        add(number, &section.heading, HEADING);
        add(number, &section.text, TEXT);
        add(number, &section.code, CODE);
    }
    found.sort();
    let mut merged: Vec<(String, usize, u32)> = Vec::with_capacity(found.len());
    for (term, section, weight) in found {
        match merged.last_mut() {
            Some(last) if last.0 == term && last.1 == section => last.2 = (last.2 + weight).min(HEAVIEST),
            _ => merged.push((term, section, weight)),
        }
    }
    Weighed { terms: merged, length }
}

/// All documents' terms as one sorted list.
fn merge(documents: Vec<Weighed>, starts: &[usize]) -> Vec<(String, Vec<Posting>)> {
    let mut numbers: HashMap<String, usize> = HashMap::new();
    let mut postings: Vec<Vec<Posting>> = Vec::new();
    let mut names: Vec<String> = Vec::new();
    for (document, start) in documents.into_iter().zip(starts) {
        for (term, section, weight) in document.terms {
            let posting = Posting { section: start + section, weight: f64::from(weight) };
            if let Some(number) = numbers.get(&term) {
                postings[*number].push(posting);
            } else {
                numbers.insert(term.clone(), postings.len());
                names.push(term);
                postings.push(vec![posting]);
            }
        }
    }
    let mut terms: Vec<(String, Vec<Posting>)> = names.into_iter().zip(postings).collect();
    terms.par_sort_unstable_by(|a, b| a.0.cmp(&b.0));
    terms
}

/// The names of all pages and of the sections that few others share theirs with.
fn names(documents: &[Document], starts: &[usize]) -> Vec<Name> {
    let mut common: BTreeMap<&str, usize> = BTreeMap::new();
    for section in documents.iter().flat_map(|document| &document.sections) {
        *common.entry(section.heading.as_str()).or_default() += 1;
    }
    let per_page = documents.par_iter().zip(starts).enumerate();
    let names = per_page.map(|(page, (document, start))| {
        let mut names = vec![Name::new(page, None, Class::Title, &document.title)];
        let keys = document.keys.iter().filter(|key| **key != document.title);
        names.extend(keys.map(|key| Name::new(page, None, Class::Key, key)));
        let lines = document.other.iter().filter(|line| line.len() <= LONGEST_SIGNATURE);
        names.extend(
            lines
                .take(MOST_SIGNATURES)
                .map(|line| Name::new(page, None, Class::Signature, &without_blanks(line))),
        );
        for (number, section) in (start + 1..).zip(&document.sections) {
            let heading = &section.heading;
            let rare = common.get(heading.as_str()).is_some_and(|count| *count < COMMON_HEADING);
            if rare && !heading.is_empty() && *heading != document.title {
                names.push(Name::new(page, Some(number), Class::Heading, heading));
            }
        }
        names
    });
    names.collect::<Vec<_>>().into_iter().flatten().collect()
}

/// A signature without its `<placeholders>`.
fn without_blanks(line: &str) -> String {
    let mut kept = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('<') {
        kept.push_str(before);
        rest = match after.split_once('>') {
            Some((_, after)) => after,
            None => after,
        };
        kept.push(' ');
    }
    kept + rest
}
