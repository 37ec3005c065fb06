//! Secrets that are written with escapes and read without: `ghp\_…` in Markdown, `&#95;` in HTML,
//! `\u005f` in JSON and YAML, `%5F` in addresses. Editors write so without being asked.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::{Secret, secrets};

/// A longer word is not looked at as a whole.
const LONGEST_WORD: usize = 2048;
/// What begins an escape.
static MARKS: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    let marks = ["\\u", "\\x", "\\_", "\\-", "\\.", "\\~", "%", "&#", "&lowbar;"];
    AhoCorasick::new(marks).ok()
});

/// A secret and how it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::safety) struct Escaped {
    /// The secret, with its place in the text as it is written.
    pub(in crate::safety) secret: Secret,
    /// What a program or a browser makes of it.
    pub(in crate::safety) read: String,
}

/// Every secret that has an escape in it, in their order.
pub(in crate::safety) fn escaped_secrets(text: &str) -> Vec<Escaped> {
    let mut found = Vec::new();
    let mut at = 0;
    for mark in MARKS.iter().flat_map(|marks| marks.find_iter(text)) {
        if mark.start() < at || decoded(&text[mark.start()..]).is_none() {
            continue;
        }
        let word = word_around(text, mark.start(), at);
        found.extend(in_word(&text[word.clone()], word.start));
        at = word.end;
    }
    found
}

/// The text without blanks around a place, from `least` on.
fn word_around(text: &str, at: usize, least: usize) -> Range<usize> {
    let from = text.ceil_char_boundary(at.saturating_sub(LONGEST_WORD).max(least));
    let start = text[from..at].rfind(char::is_whitespace).map_or(from, |blank| from + blank);
    let to = text.floor_char_boundary((at + LONGEST_WORD).min(text.len()));
    let end = text[at..to].find(char::is_whitespace).map_or(to, |blank| at + blank);
    start..end
}

fn in_word(word: &str, start: usize) -> Vec<Escaped> {
    let mut read = String::with_capacity(word.len());
    // Where each byte of `read` is in the word, and where the last one ends.
    let mut places = Vec::with_capacity(word.len() + 1);
    let mut at = 0;
    while let Some(c) = word[at..].chars().next() {
        let (c, length) = decoded(&word[at..]).unwrap_or((c, c.len_utf8()));
        read.push(c);
        places.resize(read.len(), at);
        at += length;
    }
    places.push(word.len());
    let of_word = secrets(&read).into_iter().map(|secret| {
        let range = places[secret.range.start]..places[secret.range.end];
        let read = read[secret.range.clone()].to_owned();
        (range, Escaped { secret, read })
    });
    let has_escape = |(range, found): &(Range<usize>, Escaped)| range.len() != found.read.len();
    of_word
        .filter(has_escape)
        .map(|(range, found)| {
            let range = start + range.start..start + range.end;
            Escaped { secret: Secret { range, ..found.secret }, ..found }
        })
        .collect()
}

/// The character that an escape stands for and how long the escape is, if it is one that nobody needs
/// in a token: a letter, a digit or a mark that is plain in an address (RFC 3986, section 2.3).
fn decoded(text: &str) -> Option<(char, usize)> {
    let hexadecimal = |from: usize, to: usize| u32::from_str_radix(text.get(from..to)?, 16).ok();
    let (code, length) = match text.as_bytes() {
        [b'\\', b'u', ..] => (hexadecimal(2, 6)?, 6),
        [b'\\', b'x', ..] => (hexadecimal(2, 4)?, 4),
        [b'\\', mark @ (b'_' | b'-' | b'.' | b'~'), ..] => (u32::from(*mark), 2),
        [b'%', ..] => (hexadecimal(1, 3)?, 3),
        [b'&', b'#', ..] => {
            let end = text.bytes().take(12).position(|byte| byte == b';')?;
            let code = match text.get(2..end)?.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16).ok()?,
                None => text[2..end].parse().ok()?,
            };
            (code, end + 1)
        }
        [b'&', ..] => (u32::from(b'_'), text.starts_with("&lowbar;").then_some("&lowbar;".len())?),
        _ => return None,
    };
    let c = char::from_u32(code)?;
    (c.is_ascii_alphanumeric() || "-._~".contains(c)).then_some((c, length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_hide_no_token() {
        let rest = "q7WmZ2cR9xLtV4bNfK1s";
        for (mark, written) in [
            ("-", format!("glpat\\-{rest}")),
            ("-", format!("glpat&#45;{rest}")),
            ("-", format!("glpat&#x2D;{rest}")),
            ("-", format!("\\u0067lpat-{rest}")),
            ("-", format!("gl\\x70at-{rest}")),
            ("-", format!("glp%61t-{rest}")),
        ] {
            let text = format!("a\\_b ü=\"{written}\" c");
            let found = escaped_secrets(&text);
            assert_eq!(found.len(), 1, "{text}");
            assert_eq!(&text[found[0].secret.range.clone()], written);
            assert_eq!(found[0].read, format!("glpat{mark}{rest}"));
        }
    }

    #[test]
    fn what_has_no_escape_or_no_secret_is_left_alone() {
        let plain = format!("glpat-{} a\\_b", "q7WmZ2cR9xLtV4bNfK1s");
        for text in
            [plain.as_str(), "", "\\", "&", "%", "\\u00", "&#;", "&#99999999999;", "%zz \\.\\.\\.", "é\\_é"]
        {
            assert_eq!(escaped_secrets(text), [], "{text}");
        }
    }

    #[test]
    fn many_escapes_take_no_longer() {
        let started = std::time::Instant::now();
        for text in
            ["\\_".repeat(200_000), "\\_ ".repeat(100_000), "&#".repeat(200_000), "a%5F".repeat(100_000)]
        {
            escaped_secrets(&text);
        }
        assert!(started.elapsed().as_secs() < 10, "{:?}", started.elapsed());
    }
}
