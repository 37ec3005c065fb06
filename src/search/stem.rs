//! Word endings that are stripped, by the language of the site. `themes/default/static/search-text.js`
//! does the same.

use std::borrow::Cow;

/// How endings come off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stemmer {
    /// The plural, `-ing`, `-ed`.
    English,
    /// The endings of declension.
    German,
    /// Not at all, in any other language.
    None,
}

impl Stemmer {
    /// The one for a BCP 47 tag.
    pub(super) fn of(language: &str) -> Self {
        match language.split('-').next() {
            Some("en") => Self::English,
            Some("de") => Self::German,
            _ => Self::None,
        }
    }

    /// A word in lower case without its ending.
    pub(super) fn stem(self, word: &str) -> Cow<'_, str> {
        if word.len() < 4 || !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
            return Cow::Borrowed(word);
        }
        match self {
            Self::English => english(word),
            Self::German => Cow::Borrowed(german(word)),
            Self::None => Cow::Borrowed(word),
        }
    }
}

/// A part of Porter's stemmer (steps 1a to 1c and 5a); the rest of it joins words that differ in
/// meaning more often than it helps in short technical text.
fn english(word: &str) -> Cow<'_, str> {
    let mut stem = without_plural(word);
    for ending in ["ing", "ed"] {
        if let Some(rest) = stem.strip_suffix(ending).filter(|rest| rest.len() > 2 && has_vowel(rest))
            && !stem.ends_with("eed")
        {
            stem = undoubled(rest);
            break;
        }
    }
    if let Some(rest) = stem.strip_suffix('e').filter(|rest| rest.len() > 2) {
        stem = rest;
    }
    match stem.strip_suffix('y').filter(|rest| rest.len() > 2 && !ends_in_vowel(rest)) {
        Some(rest) => Cow::Owned(format!("{rest}i")),
        None => Cow::Borrowed(stem),
    }
}

fn without_plural(word: &str) -> &str {
    if word.ends_with("sses") || (word.ends_with("ies") && word.len() > 4) {
        &word[..word.len() - 2]
    } else if word.ends_with('s') && !["ss", "us", "is"].iter().any(|ending| word.ends_with(ending)) {
        &word[..word.len() - 1]
    } else {
        word
    }
}

fn undoubled(word: &str) -> &str {
    let bytes = word.as_bytes();
    match bytes {
        [.., a, b] if a == b && !b"aeioulsz".contains(b) => &word[..word.len() - 1],
        _ => word,
    }
}

fn has_vowel(word: &str) -> bool {
    word.contains(['a', 'e', 'i', 'o', 'u', 'y'])
}

fn ends_in_vowel(word: &str) -> bool {
    word.ends_with(['a', 'e', 'i', 'o', 'u'])
}

/// Takes endings off as long as enough is left, after Weissweiler and Fraser, “Developing a Stemmer
/// for German Based on a Comparative Analysis of Publicly Available Stemmers” (2017), without the
/// prefix `ge-`.
fn german(word: &str) -> &str {
    let mut stem = word;
    while stem.len() > 3 {
        let long = ["em", "er", "nd"].iter().find_map(|ending| stem.strip_suffix(ending));
        let long = long.filter(|_| stem.len() > 5);
        match long.or_else(|| stem.strip_suffix(['e', 's', 'n', 't'])) {
            Some(rest) => stem = rest,
            None => break,
        }
    }
    stem
}
