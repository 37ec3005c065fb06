//! Secrets that look different in the source: `ghp\_…` in Markdown, `&#95;` in HTML,
//! `\u005f` in JSON and YAML, `%5F` in addresses. Editors write these automatically. Others split a
//! secret by something invisible, and a reader or a browser sees it whole: a soft hyphen, a tag, emphasis.

use std::ops::Range;

use super::silent::silent;
use super::{Secret, known_by_form, secrets};

/// A longer word is not looked at as a whole.
const LONGEST_WORD: usize = 2048;
/// No token that is known by its form is shorter.
const SHORTEST_TOKEN: usize = 16;

/// A secret and how it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::safety) struct Escaped {
    /// The secret, with its place in the text as it is written.
    pub(in crate::safety) secret: Secret,
    /// What a program or a browser makes of it.
    pub(in crate::safety) read: String,
}

/// Every secret that has an escape or something silent in it, in their order.
pub(super) fn escaped_secrets(text: &str) -> Vec<Escaped> {
    let mut found = Vec::new();
    let (mut at, mut least) = (0, 0);
    while let Some(next) = text.as_bytes()[at..].iter().position(|byte| MARKS[usize::from(*byte)]) {
        at += next;
        if is_within_a_word(text, at) {
            let word = Word::around(text, at, least);
            least = word.end;
            found.extend(word.secrets());
            at = least.max(at + 1);
        } else {
            at += 1;
        }
    }
    found
}

/// The bytes that may begin an escape or what shows nothing: of a character without a width it is the first
/// one in UTF-8.
const MARKS: [bool; 256] = {
    let mut marks = [false; 256];
    let mut byte = 0;
    while byte < marks.len() {
        marks[byte] = matches!(byte, 0xc2 | 0xcd | 0xe1..=0xe3 | 0xef | 0xf3);
        byte += 1;
    }
    let plain = b"\\%&#<*~`";
    let mut at = 0;
    while at < plain.len() {
        marks[plain[at] as usize] = true;
        at += 1;
    }
    marks
};

/// Whether an escape begins here, or something silent that parts a word: a token goes on after it, or
/// something else that is read otherwise.
fn is_within_a_word(text: &str, at: usize) -> bool {
    let is_of_token = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.=".contains(byte);
    let bytes = text.as_bytes();
    let goes_on = bytes[..at].last().is_some_and(is_of_token);
    if !goes_on && !matches!(bytes[at], b'\\' | b'%' | b'&' | b'#') {
        return false;
    }
    match text.get(at..).and_then(piece) {
        Some(Piece { read: Some(_), .. }) => true,
        Some(Piece { read: None, length }) => {
            goes_on
                && bytes.get(at + length).is_some_and(|byte| is_of_token(byte) || MARKS[usize::from(*byte)])
        }
        None => false,
    }
}

/// The text without blanks around a place, as it is read.
struct Word {
    read: String,
    /// Where each byte of `read` begins in the text …
    places: Vec<usize>,
    /// … and where it ends: what shows nothing may appear before the next one.
    ends: Vec<usize>,
    /// Whether something in it shows nothing.
    is_parted: bool,
    end: usize,
}

impl Word {
    /// The word around the place `at`, from `least` on.
    fn around(text: &str, at: usize, least: usize) -> Self {
        let from = text.ceil_char_boundary(at.saturating_sub(LONGEST_WORD).max(least));
        let blank = |(start, c): (usize, char)| from + start + c.len_utf8();
        let last = text[from..at].char_indices().rfind(|(_, c)| c.is_whitespace());
        let mut end = last.map_or(from, blank);
        let most = text.floor_char_boundary((at + LONGEST_WORD).min(text.len()));
        let (mut read, mut is_parted) = (String::new(), false);
        let (mut places, mut ends) = (Vec::new(), Vec::new());
        while let Some(c) = text[end..most].chars().next().filter(|c| !c.is_whitespace()) {
            let piece = piece(&text[end..]).unwrap_or(Piece { read: Some(c), length: c.len_utf8() });
            match piece.read {
                Some(c) => read.push(c),
                None => is_parted = true,
            }
            places.resize(read.len(), end);
            end += piece.length;
            ends.resize(read.len(), end);
            if end >= most {
                break;
            }
        }
        Self { read, places, ends, is_parted, end }
    }

    /// The secrets that are not written as they are read. Of a word that is parted, what only the name
    /// before it makes a password is left out: emphasis and tags are around words that are none.
    fn secrets(self) -> Vec<Escaped> {
        let found = match self.is_parted {
            true if self.read.len() < SHORTEST_TOKEN => Vec::new(),
            true => known_by_form(&self.read),
            false => secrets(&self.read),
        };
        let escaped = found.into_iter().map(|secret| {
            let read = self.read[secret.range.clone()].to_owned();
            (self.places[secret.range.start]..self.ends[secret.range.end - 1], Escaped { secret, read })
        });
        let has_escape = |(range, found): &(Range<usize>, Escaped)| range.len() != found.read.len();
        escaped
            .filter(has_escape)
            .map(|(range, found)| Escaped { secret: Secret { range, ..found.secret }, ..found })
            .collect()
    }
}

/// A piece of text that stands for another one.
#[derive(Debug, PartialEq, Eq)]
struct Piece {
    /// The character that it is read as; `None` where it shows nothing.
    read: Option<char>,
    /// How long it is written.
    length: usize,
}

/// What a text begins with, if that is read otherwise than it is written.
fn piece(text: &str) -> Option<Piece> {
    if let Some(length) = silent(text) {
        return Some(Piece { read: None, length });
    }
    let (c, length) = decoded(text)?;
    let mut bytes = [0; 4];
    if silent(c.encode_utf8(&mut bytes)) == Some(c.len_utf8()) && !c.is_ascii() {
        return Some(Piece { read: None, length });
    }
    (c.is_ascii_alphanumeric() || "-._~".contains(c)).then_some(Piece { read: Some(c), length })
}

/// The character that an escape stands for, and how long the escape is.
fn decoded(text: &str) -> Option<(char, usize)> {
    let hexadecimal = |from: usize, to: usize| u32::from_str_radix(text.get(from..to)?, 16).ok();
    let (code, length) = match text.as_bytes() {
        [b'\\', b'u', ..] => (hexadecimal(2, 6)?, 6),
        [b'\\', b'x', ..] => (hexadecimal(2, 4)?, 4),
        [b'\\', mark @ (b'_' | b'-' | b'.' | b'~'), ..] => (u32::from(*mark), 2),
        [b'%', ..] => (hexadecimal(1, 3)?, 3),
        [b'&', b'#', ..] => numbered(text, "&#")?,
        // As Mermaid writes it.
        [b'#', b'0'..=b'9', ..] => numbered(text, "#")?,
        [b'&', ..] => (u32::from(b'_'), text.starts_with("&lowbar;").then_some("&lowbar;".len())?),
        _ => return None,
    };
    Some((char::from_u32(code)?, length))
}

/// A character by its number: `&#95;`, `&#x5f;`.
fn numbered(text: &str, start: &str) -> Option<(u32, usize)> {
    let end = text.bytes().take(12).position(|byte| byte == b';')?;
    let code = match text.get(start.len()..end)?.strip_prefix(['x', 'X']) {
        Some(digits) => u32::from_str_radix(digits, 16).ok()?,
        None => text[start.len()..end].parse().ok()?,
    };
    Some((code, end + 1))
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
    fn what_shows_nothing_hides_no_token() {
        let (start, rest) = ("glpat-q7WmZ2", "cR9xLtV4bNfK1s");
        for silent in [
            "\u{ad}",
            "\u{200b}",
            "\u{200d}",
            "\u{2060}",
            "\u{feff}",
            "\u{fe0f}",
            "\u{34f}",
            "\u{e0041}",
            "&shy;",
            "&#173;",
            "&#x200B;",
            "&ZeroWidthSpace;",
            "&zwnj;",
            "**",
            "*",
            "~~",
            "`",
            "<wbr>",
            "<b></b>",
            "<!-- a b -->",
            "</b><i title=\"x y\">",
            "\u{200b}\u{ad}<b>",
        ] {
            let written = format!("{start}{silent}{rest}");
            let text = format!("a <b>x</b> ü {written}** c");
            let found = escaped_secrets(&text);
            assert_eq!(found.len(), 1, "{text}");
            assert_eq!(&text[found[0].secret.range.clone()], written);
            assert_eq!(found[0].read, format!("{start}{rest}"));
        }
    }

    #[test]
    fn what_is_around_a_token_is_not_part_of_it() {
        let token = format!("glpat-{}", "q7WmZ2cR9xLtV4bNfK1s");
        for text in [format!("**{token}**"), format!("x<b>{token}</b>"), format!("a*b*`{token}`\u{ad}")] {
            assert_eq!(escaped_secrets(&text), [], "{text}");
        }
    }

    #[test]
    fn emphasis_makes_no_password_of_a_word() {
        for text in
            ["password=**Zq8k**D9x!w", "a*b*c", "`token`=`x`", "<https://x.org/a*b>", "2*3*4", "a < b*c"]
        {
            assert_eq!(escaped_secrets(text), [], "{text}");
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
        for text in [
            "\\_".repeat(200_000),
            "\\_ ".repeat(100_000),
            "&#".repeat(200_000),
            "a%5F".repeat(100_000),
            "a<!--".repeat(100_000),
            "a<b ".repeat(100_000),
            "a*".repeat(200_000),
            "a`b\u{ad}".repeat(100_000),
        ] {
            escaped_secrets(&text);
        }
        assert!(started.elapsed().as_secs() < 10, "{:?}", started.elapsed());
    }
}
