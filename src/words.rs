//! The site's own words: the text of its pages besides the content, in the language of the site.
//!
//! A language is one file, `themes/<theme>/i18n/<language>.yaml`. The built-in English file is the
//! list of all words; words that another file leaves out stay English. A file for `de-AT` overrides
//! one for `de`, and a theme's own over the built-in one.

mod direction;
mod file;
mod missing;
mod phrase;
mod unused;

pub use direction::direction;
pub use phrase::Phrase;
use phrase::fill;
use unused::Own;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use icu_locale_core::LanguageIdentifier;
use icu_plurals::{PluralCategory, PluralRules};

use crate::config::DEFAULT_THEME;
use crate::diagnostic::Finding;
use crate::files::{Files, Memory};
use crate::text::{self, Hash};

/// The language whose file has every word.
pub const COMPLETE: &str = "en";

/// Texts for templates that scripts say too.
const SHARED: [&str; 3] = ["clear_filters", "search", "search_hint"];

/// Hands the words to scripts.
const SCRIPT: &str = include_str!("words/words.js");

/// The words of a site.
pub struct Words {
    language: String,
    /// Whether there is a file of that language, or it is English.
    is_spoken: bool,
    dates: Dates,
    texts: BTreeMap<String, Phrase>,
    scripts: BTreeMap<String, Phrase>,
    titles: BTreeMap<String, String>,
    plural: Option<PluralRules>,
    /// What the theme's own files add, to be used by something.
    own: Vec<Own>,
    /// Of all of it, once it is read: every page is made from it.
    hash: OnceLock<Hash>,
}

/// How dates are written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Dates {
    /// Twelve names, from January on.
    months: Vec<String>,
    /// With `{day}`, `{month}` and `{year}`.
    day: String,
    /// With `{day}` as above, `{time}` and `{zone}`.
    moment: String,
}

impl std::fmt::Debug for Words {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Words").field("language", &self.language).finish_non_exhaustive()
    }
}

impl Words {
    fn empty(language: &str, plural: Option<PluralRules>) -> Self {
        Self {
            language: language.to_owned(),
            is_spoken: missing::is_english(language),
            dates: Dates::default(),
            texts: BTreeMap::new(),
            scripts: BTreeMap::new(),
            titles: BTreeMap::new(),
            plural,
            own: Vec::new(),
            hash: OnceLock::new(),
        }
    }

    /// Reads the words of `language` (a BCP 47 tag) for a theme. Files that cannot be used, unknown
    /// words and unknown places to fill in are findings; English is used for what is missing.
    pub fn load(files: &dyn Files, theme: &str, language: &str) -> (Self, Vec<Finding>) {
        file::load(files, theme, language)
    }

    /// What is wrong and how to fix it where the theme has no file of the language, nor opslore one,
    /// so that the site uses English. `files` and `theme` are those that the words were read from.
    pub fn unspoken(&self, files: &dyn Files, theme: &str) -> Option<(String, String)> {
        (!self.is_spoken).then(|| missing::unspoken(files, theme, &self.language))
    }

    /// Whether there is a file of the site's language, or it is English.
    pub fn is_spoken(&self) -> bool {
        self.is_spoken
    }

    /// Whether a file of this name in a theme's `i18n/` has words of the site's language.
    pub fn reads(&self, name: &str) -> bool {
        name.strip_suffix(".yaml").is_some_and(|tag| file::tags(&self.language).iter().any(|own| own == tag))
    }

    /// Whether a text is a language tag (BCP 47) as files are named by.
    pub fn is_tag(text: &str) -> bool {
        text.parse::<LanguageIdentifier>().is_ok_and(|tag| tag.to_string() == text)
    }

    /// A finding for each word of the theme's own that nothing says, and for each title that neither
    /// `schemas` nor the built-in ones have. `files` and `theme` are those that the words were read from.
    pub fn unused(&self, files: &dyn Files, theme: &str, titles: &BTreeSet<String>) -> Vec<Finding> {
        unused::unused(self, files, theme, titles)
    }

    /// English, as built in.
    pub fn english() -> Self {
        Self::load(&Memory::default(), DEFAULT_THEME, COMPLETE).0
    }

    /// The text of this name for templates.
    pub fn phrase(&self, key: &str) -> Option<&Phrase> {
        self.texts.get(key)
    }

    /// The names of all texts for templates.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.texts.keys().map(String::as_str)
    }

    /// The text called `key`, or the key if there is none.
    pub fn say<'a>(&'a self, key: &'a str) -> &'a str {
        self.texts.get(key).map_or(key, |phrase| phrase.form("other"))
    }

    /// The text called `key`, or the key if there is none, with values in its `{places}`; see [`Self::filled`].
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

    /// The language that the site uses.
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

#[cfg(test)]
mod tests;
