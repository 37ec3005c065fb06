//! Builds the index from documents.

use std::collections::BTreeMap;
use std::ops::Range;

use rayon::prelude::*;

use super::headings::headings;
use super::keys::keys;
use super::lexicon::{Lexicon, Meanings};
use super::names::{Class, Name, words_of};
use super::postings::{Posting, entries};
use super::shards::order;
use super::slots::slots;
use super::stem::Stemmer;
use super::tokens::Terms;
use super::vocabulary::Vocabulary;
use super::{Document, Index, Page, Section, Setting, Text};

// How often a word counts, by where it is. The title says what a page is about in the fewest
// words, a heading what a section is about; data of the front matter is chosen, text is not.
const TITLE: u32 = 30;
const KEY: u32 = 24;
const OTHER: u32 = 8;
const HEADING: u32 = 8;
const DESCRIPTION: u32 = 8;
const FACET: u32 = 4;
const TEXT: u32 = 1;
const CODE: u32 = 1;

/// A weight is one byte in the index; more occurrences add next to nothing to the score.
const HEAVIEST: u32 = 255;

/// A heading that so many pages have (`Diagnosis`) names none of them.
const COMMON_HEADING: usize = 4;

/// A line longer than this is text, not a signature to look for in a log line.
const LONGEST_SIGNATURE: usize = 160;

/// A page with more sections is a list, whose words are found as text. Playbooks of one page have a
/// heading for each of a hundred alerts and more.
const MOST_NAMED_SECTIONS: usize = 1024;

/// Signatures are loaded with the names, so a page with a long history must not fill them.
const MOST_SIGNATURES: usize = 16;

/// Names of so many bytes in all are looked through one by one; for more there are keys.
pub(super) const ALL_NAMES: usize = 32 * 1024;

/// Builds the index; `all_names` as [`ALL_NAMES`].
pub(super) fn build(documents: Vec<Document>, setting: Setting, all_names: usize) -> Index {
    let stemmer = Stemmer::of(&setting.language);
    let terms = Terms { stemmer };
    let lexicon = Lexicon::new(&setting.language, &setting.synonyms, terms);
    let mut weighed = weigh_all(&documents, terms, &lexicon);
    let (slots, size) = slots(documents.iter().map(|document| document.id.as_str()));
    let all_headings = rare_headings(&documents);
    let names: Vec<Vec<Name>> = documents.par_iter().map(names_of).collect();
    let mut pages: Vec<Page> = Vec::with_capacity(documents.len());
    let mut sections: Vec<Text> = Vec::new();
    let mut destroys: Vec<bool> = Vec::new();
    let groups = weighed.len();
    for (number, ((document, names), slot)) in documents.into_iter().zip(names).zip(slots).enumerate() {
        let counted = &mut weighed[number % groups].documents[number / groups];
        let start = sections.len();
        let (page, texts) = page(document, names, slot, counted.length);
        sections.extend(texts);
        destroys.append(&mut counted.destroys);
        pages.push(Page { sections: start..sections.len(), ..page });
    }
    let page_of =
        pages.iter().enumerate().flat_map(|(number, page)| page.sections.clone().map(move |_| number));
    let page_of: Vec<usize> = page_of.collect();
    let starts: Vec<usize> = pages.iter().map(|page| page.sections.start).collect();
    let (terms, postings) = merge(weighed, &starts);
    let bytes: usize = pages.iter().flat_map(|page| &page.names).map(|name| name.text.len()).sum();
    let mut index = Index {
        setting,
        stemmer,
        headings: headings(&pages, &all_headings, bytes <= all_names),
        keys: (bytes > all_names).then(|| keys(&pages)),
        terms,
        postings,
        average_length: average(&pages),
        slots: size,
        pages,
        sections,
        page_of,
        destroys,
        meanings: Meanings::new(),
    };
    let pages = |term: &str| index.term(term).map_or_else(Vec::new, |term| entries(&index, term));
    index.meanings = lexicon.meanings(index.pages.len(), pages);
    index
}

/// Whether each section of a document destroys something, by its heading, one above it or its code. The
/// first is the page's own data; its title is not asked, as a page has harmless sections too.
fn destructive(document: &Document, lexicon: &Lexicon, vocabulary: &mut Vocabulary) -> Vec<bool> {
    // The level of the heading below which everything destroys.
    let mut below: Option<u8> = None;
    let of_section = |section: &Section| {
        below = below.filter(|level| section.level > *level);
        let is_title = section.level < 2 && section.heading == document.title;
        let mut has = |words: &_| vocabulary.has(&section.heading, words);
        if below.is_none() && !is_title && lexicon.is_destructive_heading(&mut has) {
            below = Some(section.level);
        }
        below.is_some() || lexicon.is_destructive_code(&section.code)
    };
    std::iter::once(false).chain(document.sections.iter().map(of_section)).collect()
}

/// A page and the texts of its sections, whose places are not known yet.
fn page(
    document: Document,
    names: Vec<Name>,
    slot: usize,
    length: f64,
) -> (Page, impl Iterator<Item = Text>) {
    let Document { id, kind, kind_title, title, path, url, description, facets, sections, .. } = document;
    let own = Text { text: description, ..Text::default() };
    let texts = std::iter::once(own).chain(sections.into_iter().map(Text::from));
    (Page { slot, id, kind, kind_title, title, path, url, facets, names, sections: 0..0, length }, texts)
}

fn average(pages: &[Page]) -> f64 {
    let (sum, count) = pages.iter().fold((0.0, 0.0), |(sum, count), page| (sum + page.length, count + 1.0));
    // A whole number, so that the index on disk holds the very same.
    f64::max(1.0, if count > 0.0 { f64::round(sum / count) } else { 1.0 })
}

/// The terms of every n-th document, if there are n groups.
struct Weighed {
    /// What the numbers of the terms mean.
    names: Vec<String>,
    /// Of each document in turn.
    documents: Vec<Counted>,
}

/// What a document says.
struct Counted {
    /// Its terms by number, sorted, each with its posting on the page.
    terms: Box<[(u32, Posting)]>,
    length: f64,
    /// See [`destructive`].
    destroys: Vec<bool>,
}

/// Weighs documents in a group for each thread, as most words of a large group were met before. A group has
/// its documents from all over the site: long ones often are together.
fn weigh_all(documents: &[Document], terms: Terms, lexicon: &Lexicon) -> Vec<Weighed> {
    let groups = rayon::current_num_threads().max(1);
    let weigh = |first: usize| {
        let mut vocabulary = Vocabulary::new(terms);
        let weigh = |document| weigh(document, &mut vocabulary, lexicon);
        let documents = documents.iter().skip(first).step_by(groups).map(weigh).collect();
        Weighed { names: vocabulary.into_names().iter().map(ToString::to_string).collect(), documents }
    };
    (0..groups).into_par_iter().map(weigh).collect()
}

/// Counts the terms of a document. Section 0 is the page's own data.
fn weigh(document: &Document, vocabulary: &mut Vocabulary, lexicon: &Lexicon) -> Counted {
    let mut found: Vec<(u32, u32, u32)> = Vec::new();
    let mut length = 0.0;
    let mut add = |section: u32, text: &str, weight: u32| {
        vocabulary.each(text, |term, is_word| {
            length += if is_word { 1.0 } else { 0.0 };
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
    found.sort_unstable();
    found.dedup_by(|other, kept| {
        let is_same = (other.0, other.1) == (kept.0, kept.1);
        if is_same {
            kept.2 = (kept.2 + other.2).min(HEAVIEST);
        }
        is_same
    });
    let posting = |weight: u32| u8::try_from(weight).unwrap_or(u8::MAX);
    let terms = found
        .iter()
        .map(|(term, section, weight)| (*term, Posting::new(*section as usize, posting(*weight))));
    Counted { terms: terms.collect(), length, destroys: destructive(document, lexicon, vocabulary) }
}

/// All documents' terms as one sorted list, and their postings in one piece, counted before they are placed.
fn merge(groups: Vec<Weighed>, starts: &[usize]) -> (Vec<(String, Range<usize>)>, Vec<Posting>) {
    let mut names: Vec<&str> = groups.iter().flat_map(|group| &group.names).map(String::as_str).collect();
    names.par_sort_unstable_by(|a, b| order(a, b));
    names.dedup();
    let place = |name: &String| names.binary_search_by(|other| order(other, name)).unwrap_or_default();
    let places: Vec<Vec<usize>> =
        groups.par_iter().map(|group| group.names.iter().map(place).collect()).collect();
    let mut ends = vec![0; names.len()];
    for (group, places) in groups.iter().zip(&places) {
        let terms = group.documents.iter().flat_map(|document| &document.terms);
        terms.for_each(|(term, ..)| ends[places[*term as usize]] += 1);
    }
    let mut count = 0;
    let mut terms: Vec<(String, Range<usize>)> = Vec::with_capacity(names.len());
    for (name, end) in names.iter().zip(&mut ends) {
        let start = count;
        count += *end;
        // From here on it is where the next posting goes.
        *end = start;
        terms.push(((*name).to_owned(), start..count));
    }
    let mut postings = vec![Posting::default(); count];
    for (number, start) in starts.iter().enumerate() {
        let (group, places) = (&groups[number % groups.len()], &places[number % groups.len()]);
        for (term, posting) in &group.documents[number / groups.len()].terms {
            let next = &mut ends[places[*term as usize]];
            postings[*next] = posting.after(*start);
            *next += 1;
        }
    }
    (terms, postings)
}

/// For each page the headings that few others have.
fn rare_headings(documents: &[Document]) -> Vec<Vec<(usize, String)>> {
    let mut common: BTreeMap<&str, usize> = BTreeMap::new();
    for section in documents.iter().flat_map(|document| &document.sections) {
        *common.entry(section.heading.as_str()).or_default() += 1;
    }
    let is_rare = |heading: &str| common.get(heading).is_some_and(|count| *count < COMMON_HEADING);
    documents.par_iter().map(|document| headings_of(document, is_rare)).collect()
}

/// The names of a page.
fn names_of(document: &Document) -> Vec<Name> {
    let mut names = vec![Name::new(Class::Title, &document.title)];
    let mut known = vec![words_of(&document.title)];
    for key in &document.keys {
        // `kube-pod-crash-looping` and `KubePodCrashLooping` are one name; without a word it is none.
        let words = words_of(key);
        if !words.is_empty() && !known.contains(&words) {
            known.push(words);
            names.push(Name::new(Class::Key, key));
        }
    }
    let lines = document.other.iter().filter(|line| line.len() <= LONGEST_SIGNATURE);
    let lines = lines.take(MOST_SIGNATURES);
    names.extend(lines.map(|line| Name::new(Class::Signature, without_blanks(line).trim())));
    names
}

/// The headings of a page that few other sections share, by section.
fn headings_of(document: &Document, is_rare: impl Fn(&str) -> bool) -> Vec<(usize, String)> {
    let sections = (1..).zip(&document.sections).take(MOST_NAMED_SECTIONS);
    let named = sections.filter(|(_, Section { heading, .. })| {
        !heading.is_empty() && *heading != document.title && is_rare(heading)
    });
    named.map(|(number, section)| (number, section.heading.clone())).collect()
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
