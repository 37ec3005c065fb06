//! The names of pages (titles, alerts, error codes) and how well a query as a whole fits
//! one of them. The browser's `search-names.js` does the same.

use super::distance::{allowed_inside, distance, mistakes};
use super::query::{Query, is_noise};
use super::tokens::{fold, is_stop, lower, squash, words};

/// What a name is a name of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// A page, by its title.
    Title,
    /// A page, by an alert, an error code, an old name.
    Key,
    /// A page, by a line that a program prints.
    Signature,
}

impl Class {
    /// A line that a program prints is more like text than a name.
    fn worth(self) -> f64 {
        match self {
            Self::Title | Self::Key => 1.0,
            Self::Signature => 0.5,
        }
    }

    /// Whether people type it from memory, and so with mistakes.
    fn is_typed(self) -> bool {
        matches!(self, Self::Title | Self::Key)
    }
}

/// A name of a page.
#[derive(Debug)]
pub(super) struct Name {
    /// What it names.
    pub(super) class: Class,
    /// As written.
    pub(super) text: String,
}

impl Name {
    pub(super) fn new(class: Class, text: &str) -> Self {
        Self { class, text: text.to_owned() }
    }
}

/// The words of a name in lower case.
pub(super) fn words_of(text: &str) -> Vec<String> {
    words(&fold(text)).into_iter().map(lower).collect()
}

/// The words of a name as one.
pub(super) fn compact(text: &str) -> String {
    words_of(text).concat()
}

/// A name, taken apart to be compared.
#[derive(Debug)]
pub(super) struct Known {
    class: Class,
    parts: Parts,
}

impl Known {
    /// Whether it has other numbers than what is asked for, such as `RAID 6` for `RAID 5`: nothing where it
    /// has none. The last number of an open query may be a beginning.
    pub(super) fn is_numbered(&self, asked: &[(String, String)], closed: bool) -> Option<bool> {
        if asked.is_empty() || !self.class.is_typed() {
            return None;
        }
        let own: Vec<(String, String)> = self.parts.numbered().collect();
        let told = asked.iter().enumerate();
        let mut told = told.filter(|(_, (word, _))| own.iter().any(|(other, _)| other == word)).peekable();
        told.peek()?;
        Some(told.all(|(at, (word, number))| {
            let open = !closed && at + 1 == asked.len();
            let is_same = |one: &str| one == number || (open && one.starts_with(number.as_str()));
            own.iter().any(|(other, one)| other == word && is_same(one))
        }))
    }
}

impl From<&Name> for Known {
    fn from(name: &Name) -> Self {
        Self { class: name.class, parts: Parts::new(&name.text) }
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
    /// Whether a number at its end is known to be complete, rather than still being typed.
    pub(super) closed: bool,
    /// Which letters occur, one bit each.
    letters: u32,
}

impl Parts {
    /// Takes a name or a query apart.
    pub(super) fn new(text: &str) -> Self {
        let words = words_of(text);
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
        Self { words, compact: all.chars().collect(), squashed, starts, closed: false, letters }
    }

    /// The words that say something, each as one text.
    pub(super) fn telling(&self) -> impl Iterator<Item = String> + '_ {
        self.words.iter().map(|word| word.iter().collect())
    }

    /// Words with the number or the single letter that follows them.
    pub(super) fn numbered(&self) -> impl Iterator<Item = (String, String)> + '_ {
        let tells = |word: &[char]| word.len() == 1 || word.iter().all(|letter| is_digit(*letter));
        let pairs = self.words.windows(2).filter(move |pair| tells(&pair[1]));
        pairs.map(|pair| (pair[0].iter().collect(), pair[1].iter().collect()))
    }

    /// Where a word ends and the next begins with a digit each: `8.4` is not `84`.
    fn breaks(&self) -> impl Iterator<Item = usize> + '_ {
        let is_number = |at: &usize| *at > 0 && is_digit(self.compact[at - 1]) && is_digit(self.compact[*at]);
        self.starts.iter().copied().filter(is_number)
    }

    /// Whether what is at `at` in a name, whose words begin at `starts`, has the numbers of this
    /// query: `code 1` is no part of `code 137`, nor `8.4` of `84`.
    fn has_numbers(&self, name: &[char], starts: &[usize], at: usize) -> bool {
        let end = at + self.compact.len();
        let splits = |at: usize| {
            at > 0 && at < name.len() && is_digit(name[at - 1]) && is_digit(name[at]) && !starts.contains(&at)
        };
        let own: Vec<usize> = self.breaks().map(|start| at + start).collect();
        let others = starts.iter().filter(|start| **start > at && **start < end);
        let mut others = others.filter(|start| is_digit(name[**start - 1]) && is_digit(name[**start]));
        let same = own.is_empty()
            || (own.iter().all(|start| starts.contains(start)) && others.all(|start| own.contains(start)));
        let is_part = splits(at) || (self.closed && splits(end));
        same && !is_part
    }
}

fn is_digit(letter: char) -> bool {
    letter.is_ascii_digit()
}

/// Whether the numbers in what was typed are numbers of the other too; the last may be a beginning
/// unless it is closed. Digits are not mistyped: `raid 5` is not nearly `raid 6`.
pub(super) fn same_numbers(typed: &[char], other: &[char], closed: bool) -> bool {
    let numbers = |text: &[char]| {
        let numbers = text.split(|letter| !is_digit(*letter)).filter(|number| !number.is_empty());
        numbers.map(<[char]>::to_vec).collect::<Vec<_>>()
    };
    let open = !closed && typed.last().copied().is_some_and(is_digit);
    let (typed, others) = (numbers(typed), numbers(other));
    typed.iter().enumerate().all(|(at, number)| {
        let begins = open && at + 1 == typed.len();
        others.iter().any(|other| other == number || (begins && other.starts_with(number)))
    })
}

/// Whether a word begins another one and ends in no part of a number of it.
fn begins(word: &[char], other: &[char], closed: bool) -> bool {
    let splits =
        || word.last().copied().is_some_and(is_digit) && other.get(word.len()).copied().is_some_and(is_digit);
    other.starts_with(word) && !(closed && splits())
}

impl Parts {
    /// All words as one.
    pub(super) fn compact(&self) -> String {
        self.compact.iter().collect()
    }

    /// All words but the first as one.
    pub(super) fn after_first_word(&self) -> String {
        let start = self.starts.get(1).copied().unwrap_or(self.compact.len());
        self.compact[start..].iter().collect()
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
pub(super) fn fit(query: &Parts, name: &Known) -> f64 {
    let Parts { compact, squashed: other, starts, .. } = &name.parts;
    let raw = fit_compact(&query.compact, compact, starts, |at| query.has_numbers(compact, starts, at));
    let squashed = if query.squashed == query.compact && other == compact {
        0.0
    } else {
        fit_compact(&query.squashed, other, &[], |_| true)
    };
    let (part, words) = (raw.max(squashed), fit_words(query, &name.parts));
    // `crash looping` means `PodCrashLooping` rather than `ClusterCrashlooping`.
    let both = if part > 0.0 && words > 0.0 { 35.0 } else { 0.0 };
    (part.max(words) + both) * name.class.worth()
}

fn fit_compact(query: &[char], name: &[char], starts: &[usize], fits: impl Fn(usize) -> bool) -> f64 {
    if query.is_empty() || query.len() > name.len() {
        return 0.0;
    }
    if query == name {
        return if fits(0) { 160.0 } else { 0.0 };
    }
    let share = share(query.len(), name.len());
    if query.len() >= 2 && name.starts_with(query) && fits(0) {
        return 70.0 + share;
    }
    if query.len() < 3 {
        return 0.0;
    }
    let mut best: f64 = 0.0;
    for at in positions(query, name).filter(|at| fits(*at)) {
        let tail = if at + query.len() == name.len() { 8.0 } else { 0.0 };
        if starts.contains(&at) {
            best = best.max(55.0 + share + tail);
        } else if query.len() > 3 {
            best = best.max(40.0 + share);
        }
    }
    best
}

/// The longer a part is, and the more of the name it is, the less it is chance.
fn share(query: usize, name: usize) -> f64 {
    20.0 * ratio(query, name) + (4.0 * count(query)).min(40.0)
}

/// How well a query fits a name of which it is the beginning of the rest from some word on; all by
/// their lengths.
pub(super) fn fit_part(query: usize, rest: usize, name: usize) -> f64 {
    let share = share(query, name);
    match (query == rest, rest >= name) {
        (true, true) => 160.0,
        (_, true) if query >= 2 => 70.0 + share,
        (tail, false) if query >= 3 => 55.0 + share + if tail { 8.0 } else { 0.0 },
        _ => 0.0,
    }
}

fn positions(part: &[char], whole: &[char]) -> impl Iterator<Item = usize> {
    whole.windows(part.len()).enumerate().filter(move |(_, window)| *window == part).map(|(at, _)| at)
}

/// Each word of the query begins a word of the name.
fn fit_words(query: &Parts, name: &Parts) -> f64 {
    if query.words.len() < 2 {
        return 0.0;
    }
    match each_word(query, name, begins) {
        Some(letters) => 35.0 + 20.0 * ratio(letters, name.compact.len()),
        None => 0.0,
    }
}

/// Finds a word of the name for each word of the query; the number of letters in the query's words.
fn each_word(query: &Parts, name: &Parts, fits: impl Fn(&[char], &[char], bool) -> bool) -> Option<usize> {
    let mut free: Vec<&Vec<char>> = name.words.iter().collect();
    let mut letters = 0;
    for (number, word) in query.words.iter().enumerate() {
        // A number before the end is complete.
        let closed = query.closed || number + 1 < query.words.len();
        let at = free.iter().position(|other| fits(word, other, closed))?;
        free.remove(at);
        letters += word.len();
    }
    Some(letters)
}

/// How well a query fits a name that is only a part of it: an alert's name among labels, a signature
/// in a pasted line.
pub(super) fn fit_within(query: &Query, name: &Known) -> f64 {
    match name.class {
        Class::Key | Class::Title => {
            let whole = name.parts.compact();
            match query.identifiers.iter().position(|identifier| *identifier == whole) {
                // What is next to `alertname` is asked for, other names only occur.
                Some(at) if at < query.alerts => 120.0,
                Some(_) => 80.0,
                None => 0.0,
            }
        }
        Class::Signature if query.pasted => fit_signature(&query.whole, &name.parts),
        Class::Signature => 0.0,
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

/// Letters of a name of which, with a mistake or two, hardly another is meant.
pub(super) const LONG: usize = 8;

/// How well `query` fits `name` if it was mistyped.
pub(super) fn fit_mistyped(query: &Parts, name: &Known) -> f64 {
    let missing = (query.letters & !name.parts.letters).count_ones() as usize;
    if query.compact.is_empty() || !name.class.is_typed() || missing > 2 {
        return 0.0;
    }
    let (typed, whole) = (&query.compact, &name.parts.compact);
    if !same_numbers(typed, whole, query.closed) {
        return 0.0;
    }
    if let Some(score) = fit_mistyped_whole(typed, whole) {
        return score;
    }
    let near = |word: &[char], other: &[char], closed: bool| {
        begins(word, other, closed) || (same_numbers(word, other, true) && mistakes(word, other).is_some())
    };
    match each_word(query, &name.parts, near) {
        Some(letters) if letters > 0 => 15.0 + 10.0 * ratio(letters, whole.len()),
        _ => 0.0,
    }
}

/// The same for two texts of letters and digits only, `None` where too much is wrong.
pub(super) fn fit_mistyped_whole(typed: &[char], whole: &[char]) -> Option<f64> {
    if let Some(wrong) = mistakes(typed, whole) {
        let (right, each) = if typed.len() >= LONG { (110.0, 15.0) } else { (60.0, 8.0) };
        return Some(right - each * count(wrong));
    }
    let limit = allowed_inside(typed.len());
    let wrong = (limit > 0).then(|| distance(typed, whole, true, limit)).flatten()?;
    Some(30.0 - 6.0 * count(wrong) + 10.0 * ratio(typed.len(), whole.len()))
}

pub(super) fn ratio(part: usize, whole: usize) -> f64 {
    count(part) / count(whole.max(1))
}

#[expect(clippy::cast_precision_loss, reason = "lengths of names")]
fn count(number: usize) -> f64 {
    number as f64
}
