//! Keys by which the pages of a large site are found by name without looking through all names. They
//! are in the files among the terms, each kind with a sign that no term begins with.

use rayon::prelude::*;

use super::Page;
use super::names::{Class, Name, compact};
use super::query::is_asked;
use super::shards::order;
use super::tokens::{fold, lower, squash, words};

/// A whole title or key.
pub(super) const WHOLE: char = '=';
/// Three letters of a title or a key.
pub(super) const GRAM: char = '%';
/// The longest word of an error signature.
pub(super) const SIGNATURE: char = '~';

/// Letters in a gram. With two, most names share most; with four, two mistakes spoil a short name.
const LETTERS: usize = 3;
/// A gram on more of the pages than one in so many tells nothing.
const COMMON: usize = 4;
/// Below this many pages no gram is left out.
const FEW: usize = 64;

/// Keys with the pages they lead to, and how much of a name a gram is.
pub(super) type Keys = Vec<(String, Vec<(usize, u32)>)>;

/// The keys of all names.
pub(super) fn keys(pages: &[Page]) -> Keys {
    let per_page = pages.par_iter().enumerate().flat_map_iter(|(page, data)| {
        let keys = data.names.iter().flat_map(of_name).collect::<Vec<_>>();
        keys.into_iter().map(move |(key, weight)| (key, page, weight))
    });
    let mut all: Vec<(String, usize, u32)> = per_page.collect();
    let slot = |page: usize| pages[page].slot;
    all.par_sort_unstable_by(|a, b| order(&a.0, &b.0).then(slot(a.1).cmp(&slot(b.1))).then(b.2.cmp(&a.2)));
    all.dedup_by(|after, before| after.0 == before.0 && after.1 == before.1);
    let mut keys: Keys = Vec::new();
    for (key, page, weight) in all {
        match keys.last_mut() {
            Some((last, found)) if *last == key => found.push((page, weight)),
            _ => keys.push((key, vec![(page, weight)])),
        }
    }
    let most = FEW.max(pages.len() / COMMON);
    keys.retain(|(key, found)| !key.starts_with(GRAM) || found.len() <= most);
    keys
}

fn of_name(name: &Name) -> Vec<(String, u32)> {
    match name.class {
        Class::Title | Class::Key => {
            let whole = squash(&compact(&name.text));
            let weight = weight(whole.chars().count());
            let grams = grams(&whole).into_iter().map(|gram| (gram, weight));
            grams.chain([(whole_key(WHOLE, &whole), 1)]).collect()
        }
        Class::Signature => signature_word(&name.text).into_iter().map(|key| (key, 1)).collect(),
    }
}

/// A key for a whole name; those of names that begin alike for very long are the same.
pub(super) fn whole_key(sign: char, whole: &str) -> String {
    std::iter::once(sign).chain(whole.chars().take(64)).collect()
}

/// The keys of three letters each, as they follow in a name without spaces.
pub(super) fn grams(whole: &str) -> Vec<String> {
    let letters: Vec<char> = whole.chars().collect();
    let keys = letters.windows(LETTERS).map(|gram| std::iter::once(GRAM).chain(gram.iter().copied()));
    keys.map(Iterator::collect).collect()
}

/// Of two names with the same grams the shorter one is meant.
fn weight(letters: usize) -> u32 {
    u32::try_from((64 / letters.max(1)).max(1)).unwrap_or(1)
}

/// The longest word of a signature that stays from time to time, the first of equals.
fn signature_word(text: &str) -> Option<String> {
    let folded = fold(text);
    let words = words(&folded).into_iter().map(lower).filter(|word| is_asked(word, true));
    let longest = words.rev().max_by_key(|word| word.chars().count())?;
    Some(whole_key(SIGNATURE, &squash(&longest)))
}
