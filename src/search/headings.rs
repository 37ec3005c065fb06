//! Headings by their beginning and by that of names in them, and on a small site by the beginning of
//! each of their words. Their words are text besides. They are in the files among the terms, so that
//! no page's headings need be loaded to look for one.

use rayon::prelude::*;

use super::names::{LONG, Parts, fit_mistyped_whole, fit_part, ratio, same_numbers, words_of};
use super::shards::{beginning_with, order};
use super::tokens::squash;
use super::{Index, Page, SCANNED};

/// What begins the key of a heading; no term does.
pub(super) const SIGN: char = '#';
/// Of so many words of a heading the rest is a key too.
const WORDS: usize = 6;
/// A shorter rest says too little.
const SHORTEST: usize = 4;
/// A longer one is cut.
const LONGEST: usize = 64;
/// So many headings are looked at for a query.
const MOST: usize = 12;
/// A mistake is rare in so many first letters.
const SURE: usize = 3;
/// A heading says what a part of a page is about, not what the page is.
const WORTH: f64 = 0.5;

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
        if beginning.len() > LONGEST * 2 * char::MAX.len_utf8() {
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
    std::iter::once(SIGN).chain(text.chars().take(LONGEST)).collect()
}

fn is_digit(character: char) -> bool {
    character.is_ascii_digit()
}

/// How well headings fit what was asked for, in letters and digits: page, section and score. `closed` where a
/// number at its end is complete.
pub(super) fn fits(index: &Index, asked: &str, closed: bool) -> Vec<(usize, usize, f64)> {
    if asked.is_empty() {
        return Vec::new();
    }
    let query = asked.chars().count();
    let start = key(asked);
    let ends = |key: &str| !(closed && asked.ends_with(is_digit) && key[start.len()..].starts_with(is_digit));
    let found = beginning_with(&index.headings, &start)
        .filter(|(_, (key, _))| ends(key))
        .flat_map(|(_, (key, places))| places.iter().map(|place| (key.chars().count() - 1, *place)));
    let fit = |(rest, place): (usize, Place)| {
        let score = fit_part(query, rest, place.length);
        (place.page, place.section, score * WORTH)
    };
    found.take(MOST).map(fit).collect()
}

/// The same for what was mistyped, but for the first letters of all of it or, where the rests of
/// headings are keys too, of all but its first word.
pub(super) fn fits_mistyped(index: &Index, query: &Parts) -> Vec<(usize, usize, f64)> {
    let whole: Vec<char> = squash(&query.compact()).chars().collect();
    let found = near(index, &whole, query.closed, 1.0);
    let rest: Vec<char> = squash(&query.after_first_word()).chars().collect();
    if !found.is_empty() || index.keys.is_some() || rest.len() < LONG {
        return found;
    }
    near(index, &rest, query.closed, ratio(rest.len(), whole.len()))
}

/// The headings of which a key with the same first letters is `typed` but for a few mistakes; their
/// scores times `share`.
fn near(index: &Index, typed: &[char], closed: bool, share: f64) -> Vec<(usize, usize, f64)> {
    let Some(start) = typed.get(..SURE) else { return Vec::new() };
    let start = key(&start.iter().collect::<String>());
    let fits = beginning_with(&index.headings, &start).take(SCANNED);
    let fits = fits.filter_map(|(_, (key, places))| {
        let rest: Vec<char> = key.chars().skip(1).collect();
        let fit = same_numbers(typed, &rest, closed).then(|| fit_mistyped_whole(typed, &rest)).flatten();
        fit.map(|score| (score, rest.len(), places))
    });
    let fits = fits.flat_map(|(score, rest, places)| {
        let score = move |place: &Place| score * share * (0.5 + 0.5 * ratio(rest, place.length)) * WORTH;
        places.iter().map(move |place| (place.page, place.section, score(place)))
    });
    fits.collect()
}
