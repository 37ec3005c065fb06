//! Where words are: the files of a language.

use crate::diagnostic::{Finding, rules};
use crate::path::SitePath;
use crate::text::Span;

/// The language whose file has every word.
pub const COMPLETE: &str = "en";

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

/// The file of a language.
pub(super) fn file(theme: &str, tag: &str) -> Option<SitePath> {
    SitePath::new(&format!("themes/{theme}/{FOLDER}/{tag}.yaml"))
}

/// Whether the language is English, of which there is all.
pub(super) fn is_english(language: &str) -> bool {
    language.split('-').next() == Some(COMPLETE)
}

/// A finding in a file of words.
pub(super) fn finding(path: &SitePath, span: Span, message: String) -> Finding {
    Finding::new(&rules::THEME_LANGUAGE, path, span, message)
}
