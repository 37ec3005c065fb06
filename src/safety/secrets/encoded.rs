//! Tokens in Base64, as in a Kubernetes `Secret` and in registry settings.

use std::ops::Range;

use super::{Escaped, Secret, base64, known_by_form};

/// The shortest token has 16 characters.
const SHORTEST: usize = 22;
/// Longer ones are files.
const LONGEST: usize = 4096;
/// How much is looked at before the rest is read: what is no text shows it at once.
const HEAD: usize = 16;

/// Every word in Base64 that a token known by its own form is in, in their order.
pub(super) fn encoded_secrets(text: &str) -> Vec<Escaped> {
    let mut found = Vec::new();
    let mut start = 0;
    while let Some(range) = long_word(text.as_bytes(), start) {
        start = range.end + 1;
        if range.len() > LONGEST || !is_text(&text[range.start..range.start + HEAD]) {
            continue;
        }
        let Some(read) = base64::decode(&text[range.clone()]).and_then(|bytes| String::from_utf8(bytes).ok())
        else {
            continue;
        };
        if let Some(secret) = known_by_form(&read).into_iter().next() {
            let read = read[secret.range].to_owned();
            found.push(Escaped { secret: Secret { what: secret.what, range }, read });
        }
    }
    found
}

/// The next word of the alphabets that is long enough, from a byte on. Most words are shorter, so the
/// place where a long one would still go on is looked at first.
fn long_word(text: &[u8], from: usize) -> Option<Range<usize>> {
    let is_outside =
        |byte: &u8| !matches!(byte, b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/' | b'-' | b'_');
    let mut start = from;
    while let Some(least) = text.get(start..start + SHORTEST) {
        match least.iter().rposition(is_outside) {
            Some(at) => start += at + 1,
            None => {
                let rest = &text[start + SHORTEST..];
                let length = SHORTEST + rest.iter().position(is_outside).unwrap_or(rest.len());
                return Some(start..start + length);
            }
        }
    }
    None
}

/// Whether it stands for characters that are seen.
fn is_text(encoded: &str) -> bool {
    let is_seen = |byte: &u8| matches!(byte, b' '..=b'~' | b'\n' | b'\t' | b'\r');
    base64::decode(encoded).is_some_and(|bytes| bytes.iter().all(is_seen))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_in_base64_is_found() {
        // A token, and the same after `token=` and before the end of a line. In parts, as no file of ours
        // holds one.
        let token = ["glpat-", "q7WmZ2cR9xLtV4bNfK1s"].concat();
        for parts in [
            ["Z2xwYXQtcTdXbVoy", "Y1I5eEx0VjRiTmZLMXM"],
            ["dG9rZW49Z2xwYXQtcTdXb", "VoyY1I5eEx0VjRiTmZLMXMK"],
        ] {
            let encoded = parts.concat();
            let text = format!("data:\n  ü: {encoded}=\n");
            let found = encoded_secrets(&text);
            assert_eq!(found.len(), 1, "{text}");
            assert_eq!(text[found[0].secret.range.clone()], encoded);
            assert_eq!(found[0].read, token);
        }
    }

    #[test]
    fn other_words_are_left_alone() {
        for text in [
            "",
            "a",
            "aGVsbG8gd29ybGQsIGhlbGxvIHdvcmxk",
            "runbooks/etcd-no-leader/and-more/of-it",
            "////////////////////////",
        ] {
            assert_eq!(encoded_secrets(text), [], "{text}");
        }
    }
}
