//! The words of a site as values, and what is said of the files that they are from.

use std::collections::BTreeMap;

use intl_pluralrules::PluralRules;
use serde::Serialize;

use crate::diagnostic::{Finding, rules};
use crate::path::SitePath;
use crate::text::Span;

/// The language whose file has every word.
pub const COMPLETE: &str = "en";

/// The words of a site.
pub struct Words {
    pub(super) language: String,
    /// Whether there is a file of that language, or it is English.
    pub(super) is_spoken: bool,
    pub(super) dates: Dates,
    pub(super) texts: BTreeMap<String, Text>,
    pub(super) scripts: BTreeMap<String, Text>,
    pub(super) titles: BTreeMap<String, String>,
    pub(super) plural: Option<PluralRules>,
    /// What the theme's own files add, to be used by something.
    pub(super) own: Vec<Own>,
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

/// A text, in one form or in one for every plural category that its language has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub(super) enum Text {
    One(String),
    Forms(BTreeMap<String, String>),
}

impl Text {
    /// The form for a plural category, or else the last resort that every language has.
    pub(super) fn form(&self, category: &str) -> &str {
        match self {
            Self::One(text) => text,
            Self::Forms(forms) => {
                forms.get(category).or_else(|| forms.get("other")).map_or("", String::as_str)
            }
        }
    }

    pub(super) fn forms(&self) -> Vec<&str> {
        match self {
            Self::One(text) => vec![text],
            Self::Forms(forms) => forms.values().map(String::as_str).collect(),
        }
    }
}

/// The names of a text's places.
pub(super) fn places(text: &Text) -> Vec<&str> {
    text.forms()
        .into_iter()
        .flat_map(|form| form.split('{').skip(1))
        .filter_map(|part| Some(part.split_once('}')?.0))
        .collect()
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
        }
    }
}

/// The folder of a theme's languages.
pub(super) const FOLDER: &str = "i18n";

/// What a file says of dates.
pub(super) const DATES: [&str; 3] = ["months", "day", "moment"];

/// English, the language, and each of its narrower forms: `en`, `de`, `de-AT`.
pub(super) fn tags(language: &str) -> Vec<String> {
    let parts: Vec<&str> = language.split('-').collect();
    let mut tags = vec![COMPLETE.to_owned()];
    tags.extend((1..=parts.len()).map(|count| parts[..count].join("-")));
    tags.dedup();
    tags
}

pub(super) fn finding(path: &SitePath, span: Span, message: String) -> Finding {
    Finding::new(&rules::THEME_LANGUAGE, path, span, message)
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

/// Whether the language is English, of which there is all.
pub(super) fn is_english(language: &str) -> bool {
    language.split('-').next() == Some(COMPLETE)
}
