//! The names of pages (titles, alerts, error codes, headings) and how well a query as a whole fits
//! one of them. The browser's `search-names.js` does the same.

use super::distance::{allowed, allowed_inside, distance};
use super::query::is_noise;
use super::tokens::{fold, is_stop, lower, squash, words};

/// What a name is a name of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// A page, by its title.
    Title,
    /// A page, by an alert, an error code, an old name.
    Key,
    /// A section.
    Heading,
    /// A page, by a line that a program prints.
    Signature,
}

impl Class {
    /// Its number in the index.
    pub(super) fn number(self) -> u8 {
        match self {
            Self::Title => 0,
            Self::Key => 1,
            Self::Heading => 2,
            Self::Signature => 3,
        }
    }

    /// A heading says what a part of a page is about, not what the page is.
    fn worth(self) -> f64 {
        match self {
            Self::Title | Self::Key => 1.0,
            Self::Heading | Self::Signature => 0.5,
        }
    }

    /// Whether people type it from memory, and so with mistakes.
    fn is_typed(self) -> bool {
        matches!(self, Self::Title | Self::Key)
    }
}

/// A name of a page or a section.
#[derive(Debug)]
pub(super) struct Name {
    /// The page's number.
    pub(super) page: usize,
    /// The section's number, for a heading.
    pub(super) section: Option<usize>,
    /// What it names.
    pub(super) class: Class,
    /// As written.
    pub(super) text: String,
    /// Taken apart.
    parts: Parts,
}

impl Name {
    pub(super) fn new(page: usize, section: Option<usize>, class: Class, text: &str) -> Self {
        Self { page, section, class, text: text.to_owned(), parts: Parts::new(text) }
    }
}

/// A text as letters and digits only, and where its words begin.
#[derive(Debug)]
pub(super) struct Parts {
    words: Vec<Vec<char>>,
    /// All words as one.
    compact: Vec<char>,
    /// The same with umlauts as one letter.
    squashed: Vec<char>,
    /// Where words begin in `compact`.
    starts: Vec<usize>,
    /// Which letters occur, one bit each.
    letters: u32,
}

impl Parts {
    /// Takes a name or a query apart.
    pub(super) fn new(text: &str) -> Self {
        let folded = fold(text);
        let words: Vec<String> = words(&folded).iter().map(|word| lower(word)).collect();
        let all = words.concat();
        let starts = words.iter().scan(0, |at, word| {
            let start = *at;
            *at += word.chars().count();
            Some(start)
        });
        let starts = starts.collect();
        let meant = words.iter().filter(|word| !is_stop(word));
        let words: Vec<Vec<char>> = meant.map(|word| word.chars().collect()).collect();
        let squashed = squash(&all).chars().collect();
        let letters = all.chars().fold(0, |bits, letter| bits | bit(letter));
        Self { words, compact: all.chars().collect(), squashed, starts, letters }
    }
}

fn bit(letter: char) -> u32 {
    match letter {
        'a'..='z' => 1 << (u32::from(letter) - u32::from('a')),
        '0'..='9' => 1 << 26,
        _ => 1 << 27,
    }
}

/// How well `query` fits `name`, 0 for not at all. An exact name is worth more than any text score
/// (a term adds at most about 20, see `rank`); the steps below keep the kinds of match in order.
pub(super) fn fit(query: &Parts, name: &Name) -> f64 {
    let raw = fit_compact(&query.compact, &name.parts.compact, &name.parts.starts);
    let squashed = if query.squashed == query.compact && name.parts.squashed == name.parts.compact {
        0.0
    } else {
        fit_compact(&query.squashed, &name.parts.squashed, &[])
    };
    raw.max(squashed).max(fit_words(query, &name.parts)) * name.class.worth()
}

fn fit_compact(query: &[char], name: &[char], starts: &[usize]) -> f64 {
    if query.is_empty() || query.len() > name.len() {
        return 0.0;
    }
    if query == name {
        return 160.0;
    }
    // The longer a part is, and the more of the name it is, the less it is chance.
    let share = 20.0 * ratio(query.len(), name.len()) + (4.0 * count(query.len())).min(40.0);
    if query.len() >= 2 && name.starts_with(query) {
        return 70.0 + share;
    }
    if query.len() < 3 {
        return 0.0;
    }
    let mut best: f64 = 0.0;
    for at in positions(query, name) {
        let tail = if at + query.len() == name.len() { 8.0 } else { 0.0 };
        if starts.contains(&at) {
            best = best.max(55.0 + share + tail);
        } else if query.len() > 3 {
            best = best.max(40.0 + share);
        }
    }
    best
}

fn positions(part: &[char], whole: &[char]) -> impl Iterator<Item = usize> {
    whole.windows(part.len()).enumerate().filter(move |(_, window)| *window == part).map(|(at, _)| at)
}

/// Each word of the query begins a word of the name.
fn fit_words(query: &Parts, name: &Parts) -> f64 {
    if query.words.len() < 2 {
        return 0.0;
    }
    match each_word(query, name, |word, other| other.starts_with(word)) {
        Some(letters) => 35.0 + 20.0 * ratio(letters, name.compact.len()),
        None => 0.0,
    }
}

/// Finds a word of the name for each word of the query; the number of letters in the query's words.
fn each_word(query: &Parts, name: &Parts, fits: impl Fn(&[char], &[char]) -> bool) -> Option<usize> {
    let mut free: Vec<&Vec<char>> = name.words.iter().collect();
    let mut letters = 0;
    for word in &query.words {
        let at = free.iter().position(|other| fits(word, other))?;
        free.remove(at);
        letters += word.len();
    }
    Some(letters)
}

/// How well a line that holds `identifiers` and `words` fits a name that is only a part of it: an
/// alert's name among labels, a signature in a log line.
pub(super) fn fit_within(identifiers: &[String], words: &Parts, name: &Name) -> f64 {
    match name.class {
        Class::Key | Class::Title => {
            let whole: String = name.parts.compact.iter().collect();
            if identifiers.contains(&whole) { 80.0 } else { 0.0 }
        }
        Class::Signature => fit_signature(words, &name.parts),
        Class::Heading => 0.0,
    }
}

/// All words of a signature that stay the same from time to time are in the line: at least two, or a
/// long one.
fn fit_signature(line: &Parts, signature: &Parts) -> f64 {
    let lasting = |word: &&Vec<char>| word.len() > 1 && !is_noise(&word.iter().collect::<String>());
    let asked: Vec<&Vec<char>> = signature.words.iter().filter(lasting).collect();
    let telling = asked.len() > 1 || asked.first().is_some_and(|word| word.len() > 5);
    if !telling || !asked.iter().all(|word| line.words.contains(word)) {
        return 0.0;
    }
    50.0 + (3.0 * count(asked.len())).min(30.0)
}

/// How well `query` fits `name` if it was mistyped.
pub(super) fn fit_mistyped(query: &Parts, name: &Name) -> f64 {
    let missing = (query.letters & !name.parts.letters).count_ones() as usize;
    if !name.class.is_typed() || missing > 2 {
        return 0.0;
    }
    let (typed, whole) = (&query.compact, &name.parts.compact);
    if let Some(mistakes) = distance(typed, whole, false, allowed(typed.len())) {
        return 60.0 - 8.0 * count(mistakes);
    }
    let limit = allowed_inside(typed.len());
    let inside = (limit > 0).then(|| distance(typed, whole, true, limit)).flatten();
    if let Some(mistakes) = inside {
        return 30.0 - 6.0 * count(mistakes) + 10.0 * ratio(typed.len(), whole.len());
    }
    let near = |word: &[char], other: &[char]| {
        other.starts_with(word) || distance(word, other, false, allowed(word.len())).is_some()
    };
    match each_word(query, &name.parts, near) {
        Some(letters) if letters > 0 => 15.0 + 10.0 * ratio(letters, whole.len()),
        _ => 0.0,
    }
}

fn ratio(part: usize, whole: usize) -> f64 {
    count(part) / count(whole.max(1))
}

#[expect(clippy::cast_precision_loss, reason = "lengths of names")]
fn count(number: usize) -> f64 {
    number as f64
}
