//! Whether a value was made by a generator or typed by an author as a placeholder.
//!
//! Documentation is full of placeholders, and a check that takes them for secrets is switched off within
//! a week. What a generator makes has none of: a run of one character, an alphabet in order, a word
//! such as `example`, a short piece repeated.

/// Words that placeholders hold, in lower case. Each has four letters or more: the chance that forty
/// random letters and digits hold a given one, in whatever case, is below one in twenty thousand.
const WORDS: &[&str] = &[
    "example",
    "placeholder",
    "changeme",
    "change_me",
    "change-me",
    "redacted",
    "removed",
    "dummy",
    "fake",
    "sample",
    "your",
    "insert",
    "replace",
    "token",
    "secret",
    "passw",
    "xxxx",
    "notreal",
    "foobar",
    "testtest",
    "sanitized",
    "masked",
    "hidden",
    "mytoken",
    "apikey",
    "api-key",
    "api_key",
];

/// A run of one character as long as this is a mask. In 64 random hexadecimal digits one in a
/// thousand has it.
const LONGEST_RUN: usize = 5;
/// As many characters in order (`123456`, `abcdef`) are no chance.
const LONGEST_SEQUENCE: usize = 6;

/// Whether `value` may have come from a generator.
pub(in crate::safety) fn is_random(value: &str) -> bool {
    !is_stand_in(value) && entropy(value) >= least_entropy(value)
}

/// Whether `value` shows that its author wrote it as a placeholder.
pub(super) fn is_stand_in(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    WORDS.iter().any(|word| lower.contains(word)) || is_elided(value) || is_regular(value.as_bytes())
}

/// What is in a value for characters that were left out.
const ELISIONS: &[&str] = &["...", "\u{2026}", "[..]", "***"];

/// Whether a part of a value was left out: `sha256~1A...DW-id`.
fn is_elided(value: &str) -> bool {
    ELISIONS.iter().any(|mark| value.contains(mark))
}

/// Whether a text goes on with a mark for what was left out.
pub(super) fn is_cut_off(rest: &str) -> bool {
    ELISIONS.iter().any(|mark| rest.starts_with(mark))
}

/// Whether characters repeat or follow each other in order; also with another sequence between them,
/// as in `1a2b3c4d`.
fn is_regular(bytes: &[u8]) -> bool {
    longest(bytes, 1, |a, b| a == b) >= LONGEST_RUN
        || (1..=2).any(|step| longest(bytes, step, |a, b| a.checked_add(1) == Some(b)) >= LONGEST_SEQUENCE)
        || longest(bytes, 1, |a, b| b.checked_add(1) == Some(a)) >= LONGEST_SEQUENCE
}

/// The longest chain in which each character goes on from the one `step` before it.
fn longest(bytes: &[u8], step: usize, goes_on: impl Fn(u8, u8) -> bool) -> usize {
    let mut best = usize::from(!bytes.is_empty());
    for start in 0..step {
        let mut length = 1;
        for at in (start + step..bytes.len()).step_by(step) {
            length = if goes_on(bytes[at - step], bytes[at]) { length + 1 } else { 1 };
            best = best.max(length);
        }
    }
    best
}

/// Shannon's entropy of the characters, in bits for each.
fn entropy(value: &str) -> f64 {
    let mut counts = [0_u32; 256];
    value.bytes().for_each(|byte| counts[usize::from(byte)] += 1);
    let length = value.len() as f64;
    let bits = |count: u32| {
        let share = f64::from(count) / length;
        -share * share.log2()
    };
    counts.into_iter().filter(|count| *count > 0).map(bits).sum()
}

/// Three quarters of what a value of this length could have at most. Random ones reach nine tenths.
fn least_entropy(value: &str) -> f64 {
    0.75 * bits_of_alphabet(value).min((value.len().max(2) as f64).log2())
}

/// How many bits a character of the alphabet has that `value` seems to be spelt in. Most of a token in
/// hexadecimal is, also where its parts are joined by something else.
fn bits_of_alphabet(value: &str) -> f64 {
    let hex = value.bytes().filter(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f' | b'-')).count();
    let is_of_one_case = !value.contains(|c: char| c.is_ascii_lowercase())
        || !value.contains(|c: char| c.is_ascii_uppercase());
    if hex * 5 >= value.len() * 4 || value.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        4.0
    } else if is_of_one_case {
        5.0
    } else {
        5.5
    }
}

/// Whether so long a text in Base64 may be a key. Keys hold runs of zeros, which are runs of `A`.
pub(super) fn is_key(body: &str) -> bool {
    /// Of 64 characters of a random text forty differ.
    const LEAST_DIFFERENT: usize = 24;
    let mut seen = [false; 256];
    body.bytes().for_each(|byte| seen[usize::from(byte)] = true);
    let lower = body.to_ascii_lowercase();
    let has_word = ["example", "placeholder", "redacted", "changeme", "privatekey"]
        .iter()
        .any(|word| lower.contains(word));
    !has_word && seen.iter().filter(|seen| **seen).count() >= LEAST_DIFFERENT
}

/// Whether the last six characters are the CRC-32 of those before them in base 62, as in tokens of
/// GitHub and npm (github.blog/2021-04-05-behind-githubs-new-authentication-token-formats). Nobody
/// types that by chance.
pub(super) fn has_checksum(value: &str) -> bool {
    let Some((body, checksum)) = value.len().checked_sub(6).and_then(|at| value.split_at_checked(at)) else {
        return false;
    };
    base62(crc32fast::hash(body.as_bytes())) == checksum
}

fn base62(mut number: u32) -> String {
    const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let mut digits = [b'0'; 6];
    for digit in digits.iter_mut().rev() {
        *digit = DIGITS[(number % 62) as usize];
        number /= 62;
    }
    String::from_utf8_lossy(&digits).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_stand_ins_from_what_a_generator_made() {
        for value in [
            "q7WmZ2cR9xLtV4bNfK1s",
            "9f86d081884c7d659a2feaa0c55ad015",
            "zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17",
        ] {
            assert!(is_random(value), "{value}");
        }
        for value in [
            "",
            "x",
            "IOSFODNN7EXAMPLE",
            "abcdefghijklmnopqrst",
            "q7Wmxxxxx2cR9xLtV4bN",
            "1a2b3c4d5e6f7g8h9i0j",
            "deadbeefdeadbeefdeadbeefdeadbeef",
            "abcabcabcabcabcabcabc",
            "YOUR_TOKEN_GOES_HERE",
            "9876543210zyxwvu",
            "q7WmZ2cR9xL...V4bNfK1s",
            "q7WmZ2cR9xL…V4bNfK1s",
        ] {
            assert!(!is_random(value), "{value}");
        }
    }

    #[test]
    fn checksums_are_those_of_the_standard() {
        assert_eq!(base62(61), "00000z");
        let body = "zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ";
        assert!(has_checksum(&format!("{body}{}", base62(crc32fast::hash(body.as_bytes())))));
        assert!(!has_checksum(&format!("{body}000000")) && !has_checksum("short"));
    }
}
