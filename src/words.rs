//! The site's own words: what its pages say besides the content, in the language of the site.
//!
//! A language is one file, `themes/<theme>/i18n/<language>.yaml`. The built-in English file is the
//! list of all words there are; what another leaves out stays English. A file for `de-AT` goes over
//! one for `de`, and a theme's own over the built-in one.

mod direction;
mod file;
mod missing;
mod phrase;
mod place;
mod spoken;
mod unused;

pub use direction::direction;
pub use phrase::Phrase;
pub use place::COMPLETE;
pub use spoken::Words;

use std::collections::BTreeSet;

use icu_locale_core::LanguageIdentifier;

use crate::config::DEFAULT_THEME;
use crate::diagnostic::Finding;
use crate::files::{Files, Memory};

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

    /// Whether a file of this name in a theme's `i18n/` has words of the site's language.
    pub fn reads(&self, name: &str) -> bool {
        name.strip_suffix(".yaml").is_some_and(|tag| place::tags(&self.language).iter().any(|own| own == tag))
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
}

#[cfg(test)]
mod tests;
