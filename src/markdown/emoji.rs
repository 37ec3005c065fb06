//! Emoji short codes of [GitHub's list](https://github.com/github/gemoji): `:warning:`.

use std::ops::Range;

/// The short codes in `text` with the emoji that each stands for, in order. What is in a word, as in
/// `10:100:20` and `a::key::b`, is none.
pub(super) fn find(text: &str) -> Vec<(Range<usize>, String)> {
    let mut found: Vec<(Range<usize>, String)> = Vec::new();
    let mut at = 0;
    while let Some(offset) = text[at..].find(':') {
        let open = at + offset;
        at = open + 1;
        let Some((end, shown)) = code(text, open) else { continue };
        let follows_emoji = found.last().is_some_and(|(last, _)| last.end == open);
        let before = text[..open].chars().next_back().filter(|_| !follows_emoji);
        let after = text[end..].chars().next();
        let goes_on = after == Some(':') && code(text, end).is_none();
        if before.is_some_and(is_of_word) || goes_on || after.is_some_and(|c| c != ':' && is_of_word(c)) {
            continue;
        }
        found.push((open..end, shown));
        at = end;
    }
    found
}

/// Whether there may be a short code in `text`. Most text has none.
pub(super) fn may_hold(text: &str) -> bool {
    let mut colons = text.match_indices(':').map(|(at, _)| at);
    let Some(mut last) = colons.next() else { return false };
    colons.any(|at| {
        let is_code = at > last + 1 && text.as_bytes()[last + 1..at].iter().all(|byte| is_of_code(*byte));
        last = at;
        is_code
    })
}

/// The end of the short code at `open` and its emoji.
fn code(text: &str, open: usize) -> Option<(usize, String)> {
    let rest = &text.as_bytes()[open + 1..];
    let length = rest.iter().position(|byte| !is_of_code(*byte))?;
    let shown = (rest[length] == b':').then(|| gh_emoji::get(&text[open + 1..open + 1 + length]))?;
    Some((open + length + 2, shown?.to_owned()))
}

fn is_of_code(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'_' | b'+' | b'-')
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || c == ':'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_short_codes() {
        for (text, expected) in [
            (":warning: Do not", &[":warning:"][..]),
            ("a :+1:, (:rocket:)", &[":+1:", ":rocket:"]),
            (":white_check_mark::x:", &[":white_check_mark:", ":x:"]),
            ("at 100: :100:", &[":100:"]),
            ("10:30:45 10:100:20 x:key:y", &[]),
            ("a::key::b ::x:: ::1", &[]),
            (":nosuch: :Warning: : x : ::", &[]),
            (":q! :wq", &[]),
        ] {
            let found: Vec<&str> = find(text).into_iter().map(|(range, _)| &text[range]).collect();
            assert_eq!(found, expected, "{text}");
            assert!(found.is_empty() || may_hold(text));
        }
        assert_eq!(find(":warning:")[0].1, "⚠\u{fe0f}");
        assert!(!may_hold("a: b c: https://d.e"));
    }
}
