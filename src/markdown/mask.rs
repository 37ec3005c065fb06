//! Stand-ins for bytes that the parser must not see: each replaces one byte by one, so that every place
//! stays where it was, and means nothing to the parser.

use std::borrow::Cow;

/// What stands for the bytes that authors wrote.
const STAND_INS: &[(u8, u8)] =
    &[(b'<', 1), (b'*', 3), (b'_', 4), (b'~', 5), (b':', 6), (b'{', 7), (b'#', 0x0e)];

/// What an author's own placeholder becomes: a control character as well, and it shows nowhere.
const NONE: u8 = 2;

/// The byte that stands for `byte`, which must be one of those that have a placeholder.
pub(super) fn stand_in(byte: u8) -> u8 {
    STAND_INS.iter().find(|(written, _)| *written == byte).map_or(byte, |(_, stand_in)| *stand_in)
}

/// What `byte` stands for.
fn written(byte: u8) -> Option<u8> {
    if byte >= b' ' {
        return None;
    }
    STAND_INS.iter().find(|(_, stand_in)| *stand_in == byte).map(|(written, _)| *written)
}

/// `body` without control characters that would be taken for placeholders.
pub(super) fn without_stand_ins(body: &str) -> Cow<'_, str> {
    replaced(body, |_| NONE)
}

/// `text` of a prepared body, as it was written.
pub(super) fn restore(text: &str) -> Cow<'_, str> {
    replaced(text, |written| written)
}

/// `text` with something else for every placeholder, which is given what the byte stands for.
fn replaced(text: &str, with: impl Fn(u8) -> u8) -> Cow<'_, str> {
    if text.bytes().all(|byte| written(byte).is_none()) {
        return Cow::Borrowed(text);
    }
    let bytes = text.bytes().map(|byte| written(byte).map_or(byte, &with)).collect();
    // All of them are ASCII.
    String::from_utf8(bytes).map_or(Cow::Borrowed(text), Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stand_in_is_its_own_and_is_restored() {
        let all: Vec<u8> = STAND_INS.iter().map(|(written, _)| stand_in(*written)).collect();
        assert!(all.iter().all(|byte| byte.is_ascii_control() && !byte.is_ascii_whitespace()));
        let text = String::from_utf8(all).unwrap();
        assert_eq!(restore(&text), "<*_~:{#");
        assert_eq!(without_stand_ins(&format!("é{text}")), format!("é{}", "\u{2}".repeat(STAND_INS.len())));
        assert!(matches!(restore("a <b> \u{2}"), Cow::Borrowed(_)));
    }
}
