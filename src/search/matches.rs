//! How well headings fit what was asked for.

use super::headings::{Place, key};
use super::index::{Index, SCANNED};
use super::names::{Parts, fit_mistyped_whole, fit_part, ratio, same_numbers};
use super::ranking::{HEADING_WORTH, LONG, MOST_HEADINGS, SURE_LETTERS};
use super::shards::beginning_with;
use super::tokens::squash;

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
        (place.page, place.section, score * HEADING_WORTH)
    };
    found.take(MOST_HEADINGS).map(fit).collect()
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
    let Some(start) = typed.get(..SURE_LETTERS) else { return Vec::new() };
    let start = key(&start.iter().collect::<String>());
    let fits = beginning_with(&index.headings, &start).take(SCANNED);
    let fits = fits.filter_map(|(_, (key, places))| {
        let rest: Vec<char> = key.chars().skip(1).collect();
        let fit = same_numbers(typed, &rest, closed).then(|| fit_mistyped_whole(typed, &rest)).flatten();
        fit.map(|score| (score, rest.len(), places))
    });
    let fits = fits.flat_map(|(score, rest, places)| {
        let score =
            move |place: &Place| score * share * (0.5 + 0.5 * ratio(rest, place.length)) * HEADING_WORTH;
        places.iter().map(move |place| (place.page, place.section, score(place)))
    });
    fits.collect()
}
