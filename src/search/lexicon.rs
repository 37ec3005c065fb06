//! Other meanings of the words in a query: synonyms, question words, words that
//! mean destruction. The words are data (`words/*.yaml` and the configuration).
//!
//! In the index each word or phrase is a key next to the term of its first word, with the pages that
//! refer to it by other words: a browser that has the term has its meanings too, and fetches nothing
//! for them.

use std::collections::{BTreeMap, BTreeSet};

use aho_corasick::AhoCorasick;
use serde::Deserialize;

use super::postings::{Entry, Sections};
use super::tokens::{Terms, is_stop, lower, words};

/// What follows a term in the key of its meanings; it sorts before all that terms have.
pub(super) const SIGN: char = ' ';
/// So many pages are kept for a meaning, those that say most of it.
const MOST_PAGES: usize = 6;
/// Words that more of the pages have than one in so many say nothing about the few of them that would be
/// kept.
const COMMON: usize = 6;
/// So many pages are never too many.
const FEW: usize = 12;
/// The points of a page whose title or key says it, and those of others: lists of meanings are many, and
/// each number of them costs.
pub(super) const STRONG: u32 = 48;
/// See [`STRONG`].
const WEAK: u32 = 32;
/// The page says it in its title or a key if it has so many points.
const NAMED: u32 = 40;
/// A page refers to something by another word if that has these points: those of a word that is in a
/// heading, or often in the text.
const TOLD: u32 = 24;
/// So many words a phrase may have.
pub(super) const LONGEST_PHRASE: usize = 6;

/// The words of a language.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct File {
    synonyms: Vec<Vec<String>>,
    asking: Vec<String>,
    destructive: Destructive,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Destructive {
    words: Vec<String>,
    unless: Vec<String>,
    commands: Vec<String>,
}

/// The words of a site's language and of its configuration.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    /// Each group's phrases, as terms.
    groups: Vec<Vec<Vec<String>>>,
    asking: Vec<Vec<String>>,
    destructive: BTreeSet<String>,
    unless: BTreeSet<String>,
    commands: Vec<String>,
    /// Finds any of the commands.
    any_command: Option<AhoCorasick>,
}

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

impl Lexicon {
    /// The words for a language, a BCP 47 tag, and those of the configuration.
    pub(super) fn new(language: &str, own: &[Vec<String>], terms: Terms) -> Self {
        let mut lexicon = Self::default();
        let english = include_str!("words/en.yaml");
        let german = include_str!("words/de.yaml");
        let is_german = language.split('-').next() == Some("de");
        for text in std::iter::once(english).chain(is_german.then_some(german)) {
            // The files are part of the program: a test reads them.
            let file: File = serde_yaml::from_str(text).unwrap_or_default();
            lexicon.add(&file, terms);
        }
        lexicon.add(&File { synonyms: own.to_vec(), ..File::default() }, terms);
        lexicon.any_command =
            AhoCorasick::builder().ascii_case_insensitive(true).build(&lexicon.commands).ok();
        lexicon
    }

    /// Whether a heading says that what follows destroys something; `has` says whether it has one of some
    /// terms.
    pub(super) fn is_destructive_heading(&self, mut has: impl FnMut(&BTreeSet<String>) -> bool) -> bool {
        has(&self.destructive) && !has(&self.unless)
    }

    fn add(&mut self, file: &File, terms: Terms) {
        let phrase = |text: &String| phrase(text, terms);
        let groups = file.synonyms.iter().map(|group| group.iter().filter_map(phrase).collect());
        self.groups.extend(groups);
        self.asking.extend(file.asking.iter().filter_map(phrase));
        self.destructive.extend(file.destructive.words.iter().filter_map(phrase).flatten());
        self.unless.extend(file.destructive.unless.iter().filter_map(phrase).flatten());
        self.commands.extend(file.destructive.commands.iter().cloned());
    }

    /// Whether a program has a command that destroys something.
    pub(super) fn is_destructive_code(&self, code: &str) -> bool {
        self.any_command.as_ref().is_some_and(|commands| commands.is_match(code))
    }

    /// All meanings for a site of `count` pages; `pages` gives those of a term.
    pub(super) fn meanings(&self, count: usize, pages: impl Fn(&str) -> Vec<Entry>) -> Meanings {
        let mut same: BTreeMap<&[String], Vec<Entry>> = BTreeMap::new();
        for group in &self.groups {
            let entries: Vec<Vec<Entry>> = group.iter().map(|phrase| together(phrase, &pages)).collect();
            for (number, phrase) in group.iter().enumerate() {
                // Pages that refer to it in these very words are found by them.
                let has: BTreeSet<usize> = entries[number].iter().map(|entry| entry.page).collect();
                let others = (0..group.len()).filter(|other| *other != number && group[*other] != *phrase);
                let others = others.flat_map(|other| entries[other].iter().cloned());
                same.entry(phrase).or_default().extend(others.filter(|entry| !has.contains(&entry.page)));
            }
        }
        let same = same.into_iter().map(|(phrase, entries)| (phrase, Sense::Same(best(entries, count))));
        let same = same.filter(|(_, sense)| *sense != Sense::Same(Vec::new()));
        let asking = self.asking.iter().map(|phrase| (phrase.as_slice(), Sense::Nothing));
        let destructive = self.destructive.iter().map(|word| (std::slice::from_ref(word), Sense::Destroys));
        let mut meanings = Meanings::new();
        for (phrase, sense) in same.chain(asking).chain(destructive) {
            let Some((first, rest)) = phrase.split_first() else { continue };
            meanings.entry(first.clone()).or_default().push(Meaning { rest: rest.to_vec(), sense });
        }
        meanings
    }
}

/// The terms of a phrase, nothing where it has none or too many.
fn phrase(text: &str, terms: Terms) -> Option<Vec<String>> {
    let folded = super::tokens::fold(text);
    let words = words(&folded).into_iter().map(lower).filter(|word| !is_stop(word));
    let phrase: Vec<String> = words.map(|word| terms.term(&word)).collect();
    (1..=LONGEST_PHRASE).contains(&phrase.len()).then_some(phrase)
}

/// Why a word or phrase cannot have others that mean the same, and what to write instead.
pub fn phrase_problem(text: &str) -> Option<(&'static str, String)> {
    let folded = super::tokens::fold(text);
    let words: Vec<String> = words(&folded).into_iter().map(lower).filter(|word| !is_stop(word)).collect();
    match words.len() {
        0 => Some(("has no word to look for", "write a word that pages or readers use".to_owned())),
        length if length > LONGEST_PHRASE => {
            Some(("is too long for a phrase", format!("shorten it to {LONGEST_PHRASE} words")))
        }
        _ => None,
    }
}

/// The pages that have all terms, by the one that counts least.
fn together(phrase: &[String], pages: impl Fn(&str) -> Vec<Entry>) -> Vec<Entry> {
    let mut lists = phrase.iter().map(|term| pages(term));
    let first = lists.next().unwrap_or_default();
    let all = lists.fold(first, |all, list| {
        let mut list: BTreeMap<usize, Entry> = list.into_iter().map(|entry| (entry.page, entry)).collect();
        all.into_iter()
            .filter_map(|entry| {
                let points = entry.points.min(list.remove(&entry.page)?.points);
                Some(Entry { points, ..entry })
            })
            .collect()
    });
    let told = all.into_iter().filter(|entry| entry.points >= TOLD);
    told.map(|entry| Entry { sections: Sections::new(), ..entry }).collect()
}

/// Each page once, those that say most, in their order; none if too many of the site's `count` pages do.
fn best(mut entries: Vec<Entry>, count: usize) -> Vec<Entry> {
    entries.sort_by_key(|entry| (entry.page, std::cmp::Reverse(entry.points)));
    entries.dedup_by_key(|entry| entry.page);
    if entries.len() > FEW.max(count / COMMON) {
        return Vec::new();
    }
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.points));
    entries.truncate(MOST_PAGES);
    entries.sort_by_key(|entry| entry.page);
    let coarse = |points| if points < NAMED { WEAK } else { STRONG };
    entries.into_iter().map(|entry| Entry { points: coarse(entry.points), ..entry }).collect()
}

#[cfg(test)]
mod tests {
    use smallvec::smallvec;

    use super::super::stem::Stemmer;
    use super::*;

    #[test]
    fn its_files_can_be_read() {
        for text in [include_str!("words/en.yaml"), include_str!("words/de.yaml")] {
            let file: File = serde_yaml::from_str(text).unwrap();
            assert!(file.synonyms.iter().all(|group| group.len() > 1), "a group of one says nothing");
            let terms = Terms { stemmer: Stemmer::English };
            let all = file.synonyms.iter().flatten().chain(&file.asking).chain(&file.destructive.words);
            let wrong: Vec<&String> = all.filter(|text| phrase(text, terms).is_none()).collect();
            assert!(wrong.is_empty(), "{wrong:?}");
        }
    }

    #[test]
    fn a_phrase_means_the_pages_of_the_others() {
        let terms = Terms { stemmer: Stemmer::English };
        let own = vec![vec!["widget".to_owned(), "grey box".to_owned()]];
        let lexicon = Lexicon::new("en", &own, terms);
        let entry = |page, points| Entry { page, points, sections: smallvec![(1, points)] };
        let pages = |term: &str| match term {
            "grey" => vec![entry(1, 40), entry(2, 40)],
            "box" => vec![entry(2, 30), entry(3, 40)],
            _ => Vec::new(),
        };
        let meanings = lexicon.meanings(4, pages);
        let of = |word: &str| &meanings[word];
        assert_eq!(
            of("widget")[0].sense,
            Sense::Same(vec![Entry { page: 2, points: WEAK, sections: Sections::new() }])
        );
        assert!(meanings["who"].iter().any(|meaning| meaning.rest == ["own"]));
        assert!(of("restor").iter().any(|meaning| meaning.sense == Sense::Destroys));
    }
}
