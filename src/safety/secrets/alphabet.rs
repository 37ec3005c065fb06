//! The alphabets of tokens, and the order of their parts.

/// A set of characters. All of them are ASCII, so that bytes are characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Alphabet {
    Digit,
    /// `0-9a-f`.
    Hex,
    /// `A-Z2-7`, as AWS numbers its keys.
    Base32,
    Lower,
    Upper,
    /// Letters and digits.
    Base62,
    /// RFC 4648, section 5: letters, digits, `-` and `_`.
    Base64Url,
    /// RFC 4648, section 4: letters, digits, `+`, `/` and the `=` at the end.
    Base64,
    /// The value of a header or a setting: what RFC 6750 allows in a bearer token.
    Token68,
}

impl Alphabet {
    pub(super) fn holds(self, byte: u8) -> bool {
        let is_word = byte.is_ascii_alphanumeric();
        match self {
            Alphabet::Digit => byte.is_ascii_digit(),
            Alphabet::Hex => matches!(byte, b'0'..=b'9' | b'a'..=b'f'),
            Alphabet::Base32 => matches!(byte, b'A'..=b'Z' | b'2'..=b'7'),
            Alphabet::Lower => matches!(byte, b'0'..=b'9' | b'a'..=b'z'),
            Alphabet::Upper => matches!(byte, b'0'..=b'9' | b'A'..=b'Z'),
            Alphabet::Base62 => is_word,
            Alphabet::Base64Url => is_word || matches!(byte, b'-' | b'_'),
            Alphabet::Base64 => is_word || matches!(byte, b'+' | b'/' | b'='),
            Alphabet::Token68 => is_word || b"-._~+/=".contains(&byte),
        }
    }

    /// How many bytes at the start of `text` are of this alphabet, at most `most`.
    pub(super) fn run(self, text: &str, most: usize) -> usize {
        text.bytes().take(most).take_while(|byte| self.holds(*byte)).count()
    }
}

/// A part of a token.
#[derive(Clone, Copy, Debug)]
pub(super) enum Part {
    /// Exactly this.
    Text(&'static str),
    /// So many characters of an alphabet, at least and at most; as many as there are.
    Of(Alphabet, usize, usize),
}

/// The length of `parts` at the start of `text`, if they are there and nothing goes on after them.
pub(super) fn matched(parts: &[Part], text: &str) -> Option<usize> {
    let mut at = 0;
    for part in parts {
        let rest = &text[at..];
        at += match *part {
            Part::Text(wanted) => rest.starts_with(wanted).then_some(wanted.len())?,
            Part::Of(alphabet, least, most) => {
                Some(alphabet.run(rest, most)).filter(|length| *length >= least)?
            }
        };
    }
    (!text[at..].starts_with(is_word)).then_some(at)
}

/// Whether the last of `parts` has no fixed length.
pub(super) fn may_be_longer(parts: &[Part]) -> bool {
    parts.last().is_some_and(|part| matches!(part, Part::Of(_, least, most) if least != most))
}

/// Whether a token would go on with this character.
pub(super) fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_follow_each_other_and_nothing_follows_them() {
        let parts = [Part::Of(Alphabet::Hex, 2, 4), Part::Text("."), Part::Of(Alphabet::Digit, 1, 2)];
        for (text, length) in [
            ("ab.1", Some(4)),
            ("abcd.12 x", Some(7)),
            ("ab.12-", Some(5)),
            ("a.1", None),
            ("abcde.1", None),
            ("ab.123", None),
            ("ab.1x", None),
            ("ab1", None),
            ("ab.1ü", Some(4)),
        ] {
            assert_eq!(matched(&parts, text), length, "{text}");
        }
    }
}
