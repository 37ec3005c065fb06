//! The site's own words: what its pages say besides the content, in the language of the site.
//!
//! A language is one file, `themes/<theme>/i18n/<language>.yaml`. The built-in English file is the
//! list of all words there are; what another leaves out stays English. A file for `de-AT` goes over
//! one for `de`, and a theme's own over the built-in one.

mod direction;
mod file;
mod missing;
mod texts;
mod unused;

pub use direction::direction;
pub use texts::{COMPLETE, Words};
use texts::{Text, places};

use std::collections::{BTreeMap, BTreeSet};

use intl_pluralrules::PluralCategory;

use crate::config::DEFAULT_THEME;
use crate::diagnostic::Finding;
use crate::files::{Files, Memory};
use crate::text::{self, Hash};

/// Texts for templates that scripts say too.
const SHARED: [&str; 3] = ["clear_filters", "search", "search_hint"];

/// Hands the words to scripts.
const SCRIPT: &str = include_str!("words/words.js");

impl std::fmt::Debug for Words {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Words").field("language", &self.language).finish_non_exhaustive()
    }
}

impl Words {
    /// Reads the words of `language` (a BCP 47 tag) for a theme. Files that cannot be used, unknown
    /// words and unknown places to fill in are findings; English stands in for what is missing.
    pub fn load(files: &dyn Files, theme: &str, language: &str) -> (Self, Vec<Finding>) {
        file::load(files, theme, language)
    }

    /// What is wrong and how to fix it where the theme has no file of the language, nor opslore one,
    /// so that the site speaks English. `files` and `theme` are those that the words were read from.
    pub fn unspoken(&self, files: &dyn Files, theme: &str) -> Option<(String, String)> {
        (!self.is_spoken).then(|| missing::unspoken(files, theme, &self.language))
    }

    /// Whether there is a file of the site's language, or it is English.
    pub fn is_spoken(&self) -> bool {
        self.is_spoken
    }

    /// Whether a file of this name in a theme's `i18n/` has words of the site's language.
    pub fn reads(&self, name: &str) -> bool {
        name.strip_suffix(".yaml").is_some_and(|tag| texts::tags(&self.language).iter().any(|own| own == tag))
    }

    /// Whether a text is a language tag (BCP 47) as files are named by.
    pub fn is_tag(text: &str) -> bool {
        text.parse::<unic_langid::LanguageIdentifier>().is_ok_and(|tag| tag == text)
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

    /// Whether there is a text of this name for templates.
    pub fn has(&self, key: &str) -> bool {
        self.texts.contains_key(key)
    }

    /// The names of all texts for templates.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.texts.keys().map(String::as_str)
    }

    /// The text called `key`, or the key where there is none.
    pub fn say<'a>(&'a self, key: &'a str) -> &'a str {
        self.texts.get(key).map_or(key, |text| text.form("other"))
    }

    /// The text called `key` with values in its `{places}`; `{count}` chooses the form.
    pub fn fill(&self, key: &str, values: &[(&str, &str)]) -> String {
        let Some(text) = self.texts.get(key) else { return key.to_owned() };
        let count = values.iter().find(|(name, _)| *name == "count").map_or("", |(_, value)| value);
        fill(text.form(self.category(count)), values)
    }

    /// The places to fill in of the text called `key`.
    pub fn places(&self, key: &str) -> Vec<&str> {
        self.texts.get(key).map_or_else(Vec::new, places)
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
        let texts: BTreeMap<&str, &Text> = own.chain(shared).collect();
        let texts = serde_json::to_string(&texts).unwrap_or_default();
        let language = serde_json::to_string(&self.language).unwrap_or_default();
        SCRIPT.replacen("$TEXTS", &texts, 1).replacen("$LANGUAGE", &language, 1)
    }

    /// Changes when any word does.
    pub fn hash(&self) -> Hash {
        let all = (&self.language, &self.texts, &self.scripts, &self.titles);
        let dates = (&self.dates.months, &self.dates.day, &self.dates.moment);
        text::hash(&serde_json::to_vec(&(all, dates)).unwrap_or_default())
    }

    fn category(&self, count: &str) -> &'static str {
        let category = self.plural.as_ref().and_then(|rules| rules.select(count).ok());
        match category {
            Some(PluralCategory::ZERO) => "zero",
            Some(PluralCategory::ONE) => "one",
            Some(PluralCategory::TWO) => "two",
            Some(PluralCategory::FEW) => "few",
            Some(PluralCategory::MANY) => "many",
            Some(PluralCategory::OTHER) | None => "other",
        }
    }
}

/// A text with its places filled in; a place without a value stays as it is.
fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, from)) = rest.split_once('{') {
        filled.push_str(before);
        let known = from.split_once('}').and_then(|(name, after)| {
            let (_, value) = values.iter().find(|(known, _)| *known == name)?;
            Some((value, after))
        });
        match known {
            Some((value, after)) => {
                filled.push_str(value);
                rest = after;
            }
            None => {
                filled.push('{');
                rest = from;
            }
        }
    }
    filled + rest
}

#[cfg(test)]
mod tests;
