//! The words of a language, once they are read.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use icu_plurals::{PluralCategory, PluralRules};

use super::phrase::{Phrase, fill};
use super::place::is_english;
use crate::path::SitePath;
use crate::text::{self, Hash, Span};

/// Texts for templates that scripts say too.
const SHARED: [&str; 3] = ["clear_filters", "search", "search_hint"];

/// Hands the words to scripts.
const SCRIPT: &str = include_str!("words.js");

/// The words of a site.
pub struct Words {
    pub(super) language: String,
    /// Whether there is a file of that language, or it is English.
    pub(super) is_spoken: bool,
    pub(super) dates: Dates,
    pub(super) texts: BTreeMap<String, Phrase>,
    pub(super) scripts: BTreeMap<String, Phrase>,
    pub(super) titles: BTreeMap<String, String>,
    pub(super) plural: Option<PluralRules>,
    /// What the theme's own files add, to be used by something.
    pub(super) own: Vec<Own>,
    /// Of all of it, once it is read: every page is made from it.
    pub(super) hash: OnceLock<Hash>,
}

/// How dates are written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Dates {
    /// Twelve names, from January on.
    pub(super) months: Vec<String>,
    /// With `{day}`, `{month}` and `{year}`.
    pub(super) day: String,
    /// With `{day}` as above, `{time}` and `{zone}`.
    pub(super) moment: String,
}

impl std::fmt::Debug for Words {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Words").field("language", &self.language).finish_non_exhaustive()
    }
}

impl Words {
    pub(super) fn empty(language: &str, plural: Option<PluralRules>) -> Self {
        Self {
            language: language.to_owned(),
            is_spoken: is_english(language),
            dates: Dates::default(),
            texts: BTreeMap::new(),
            scripts: BTreeMap::new(),
            titles: BTreeMap::new(),
            plural,
            own: Vec::new(),
            hash: OnceLock::new(),
        }
    }

    /// Whether there is a file of the site's language, or it is English.
    pub fn is_spoken(&self) -> bool {
        self.is_spoken
    }

    /// The text of this name for templates.
    pub fn phrase(&self, key: &str) -> Option<&Phrase> {
        self.texts.get(key)
    }

    /// The names of all texts for templates.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.texts.keys().map(String::as_str)
    }

    /// The text called `key`, or the key where there is none.
    pub fn say<'a>(&'a self, key: &'a str) -> &'a str {
        self.texts.get(key).map_or(key, |phrase| phrase.form("other"))
    }

    /// The text called `key`, or the key where there is none, with values in its `{places}`; see [`Self::filled`].
    pub fn fill(&self, key: &str, values: &[(&str, &str)]) -> String {
        self.texts.get(key).map_or_else(|| key.to_owned(), |phrase| self.filled(phrase, values))
    }

    /// A text with values in its `{places}`; `{count}` chooses the form.
    pub fn filled(&self, phrase: &Phrase, values: &[(&str, &str)]) -> String {
        let count = values.iter().find(|(name, _)| *name == "count").filter(|_| phrase.has_forms());
        fill(phrase.form(count.map_or("other", |(_, count)| self.category(count))), values)
    }

    /// The text called `key` for a number of things.
    pub fn count(&self, key: &str, count: usize) -> String {
        self.fill(key, &[("count", &count.to_string())])
    }

    /// A title of a built-in schema in the site's language; others stay as they are.
    pub fn title<'a>(&'a self, title: &'a str) -> &'a str {
        self.titles.get(title).map_or(title, String::as_str)
    }

    /// A day, as people write it.
    pub fn day(&self, date: jiff::civil::Date) -> String {
        let month = usize::try_from(date.month() - 1).ok().and_then(|at| self.dates.months.get(at));
        let (day, year) = (date.day().to_string(), date.year().to_string());
        let values = [("day", day.as_str()), ("month", month.map_or("", String::as_str)), ("year", &year)];
        fill(&self.dates.day, &values)
    }

    /// A day and a time, as people write it; `zone` says which clock it is.
    pub fn moment(&self, at: jiff::civil::DateTime, zone: &str) -> String {
        let (day, time) = (self.day(at.date()), at.time().strftime("%H:%M").to_string());
        fill(&self.dates.moment, &[("day", &day), ("time", &time), ("zone", zone)])
    }

    /// The language that the site speaks.
    pub fn language(&self) -> &str {
        &self.language
    }

    /// A script that gives the site's other scripts their words: `opslore.say(key, values)`.
    pub fn script(&self) -> String {
        let own = self.scripts.iter().map(|(key, text)| (key.as_str(), text));
        let shared = SHARED.into_iter().filter_map(|key| Some((key, self.texts.get(key)?)));
        let texts: BTreeMap<&str, &Phrase> = own.chain(shared).collect();
        let texts = serde_json::to_string(&texts).unwrap_or_default();
        let language = serde_json::to_string(&self.language).unwrap_or_default();
        SCRIPT.replacen("$TEXTS", &texts, 1).replacen("$LANGUAGE", &language, 1)
    }

    /// Changes when any word does.
    pub fn hash(&self) -> Hash {
        *self.hash.get_or_init(|| {
            let all = (&self.language, &self.texts, &self.scripts, &self.titles);
            let dates = (&self.dates.months, &self.dates.day, &self.dates.moment);
            text::hash(&serde_json::to_vec(&(all, dates)).unwrap_or_default())
        })
    }

    fn category(&self, count: &str) -> &'static str {
        let number = count.parse::<u64>().ok();
        let category = number.and_then(|number| Some(self.plural.as_ref()?.category_for(number)));
        match category {
            Some(PluralCategory::Zero) => "zero",
            Some(PluralCategory::One) => "one",
            Some(PluralCategory::Two) => "two",
            Some(PluralCategory::Few) => "few",
            Some(PluralCategory::Many) => "many",
            Some(PluralCategory::Other) | None => "other",
        }
    }
}

/// A word that a theme adds to those there are, or a title that it translates.
#[derive(Clone, Debug)]
pub(super) struct Own {
    pub(super) path: SitePath,
    pub(super) span: Span,
    pub(super) section: Section,
    pub(super) key: String,
}

/// What a word is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Section {
    /// For templates.
    Texts,
    /// For scripts.
    Scripts,
    /// For what schemas call something.
    Titles,
}
