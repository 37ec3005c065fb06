//! Headings by their beginning and by that of names in them, and on a small site by the beginning of
//! each of their words. Their words are text besides. They are in the files among the terms, so that
//! no page's headings need be loaded to look for one.

use rayon::prelude::*;

use super::names::words_of;
use super::page::Page;
use super::ranking::LONGEST_HEADING;
use super::shards::order;
use super::tokens::squash;

/// What begins the key of a heading; no term does.
pub(super) const SIGN: char = '#';
/// Of so many words of a heading the rest is a key too.
const WORDS: usize = 6;
/// A shorter rest says too little.
const SHORTEST: usize = 4;
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

/// The keys of the headings of all pages, given as section and text; `all` for those of each word.
pub(super) fn headings(pages: &[Page], headings: &[Vec<(usize, String)>], all: bool) -> Headings {
    let per_page = headings.par_iter().enumerate().flat_map_iter(|(page, headings)| {
        let keys = headings.iter().flat_map(|(section, text)| keys(page, *section, text, all));
        keys.collect::<Vec<_>>()
    });
    let mut found: Vec<(String, Place)> = per_page.collect();
    let slot = |place: &Place| (pages[place.page].slot, place.section);
    found.par_sort_unstable_by(|a, b| order(&a.0, &b.0).then(slot(&a.1).cmp(&slot(&b.1))));
    found.dedup_by(|after, before| after.0 == before.0 && after.1.page == before.1.page);
    let mut headings: Headings = Vec::new();
    for (key, place) in found {
        match headings.last_mut() {
            Some((last, places)) if *last == key => places.push(place),
            _ => headings.push((key, vec![place])),
        }
    }
    headings
}

fn keys(page: usize, section: usize, text: &str, all: bool) -> Vec<(String, Place)> {
    let words = words_of(text);
    let length = squash(&words.concat()).chars().count();
    let starts = if all { (0..words.len().min(WORDS)).collect() } else { named_parts(text) };
    let rests = starts.into_iter().map(|start| (start, squash(&beginning(&words[start..]))));
    let rests =
        rests.filter(|(start, rest)| !rest.is_empty() && (*start == 0 || rest.chars().count() >= SHORTEST));
    rests.map(|(_, rest)| (key(&rest), Place { page, section, length })).collect()
}

/// The words as one, as far as a key needs them: a heading may have as many words as a page.
fn beginning(words: &[String]) -> String {
    let mut beginning = String::new();
    for word in words {
        if beginning.len() > LONGEST_HEADING * 2 * char::MAX.len_utf8() {
            break;
        }
        beginning.push_str(word);
    }
    beginning
}

/// The number of the first word of a heading, and of those with which a name of several words begins, as
/// of `Alert: KubePodCrashLooping`.
fn named_parts(text: &str) -> Vec<usize> {
    let mut starts = vec![0];
    let mut at = 0;
    for chunk in text.split_whitespace() {
        let words = words_of(chunk).len();
        if words > 1 && at > 0 {
            starts.push(at);
        }
        at += words;
    }
    starts
}

/// The key of what a heading begins with.
pub(super) fn key(text: &str) -> String {
    std::iter::once(SIGN).chain(text.chars().take(LONGEST_HEADING)).collect()
}
