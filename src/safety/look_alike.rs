//! Names that look like others: a letter of another script in a host, a package, a path.
//!
//! Readers trust the names in a command, but anybody can register a name with a Cyrillic `а`.
//! Look-alikes are what Unicode Technical Standard 39 calls confusable. A name in the letters of one
//! script is fine, unless all of its letters look like Latin ones.

use std::cmp::Reverse;
use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use percent_encoding::percent_decode_str;
use unicode_normalization::UnicodeNormalization;
use unicode_script::{Script, UnicodeScript};
use unicode_security::confusable_detection::skeleton;
use unicode_security::{GeneralSecurityProfile, RestrictionLevel, RestrictionLevelDetection};

use super::characters::{Code, Content, code_around, is_output, is_remark, is_shell, language, window_start};

/// A longer name is not a host's: 253 characters (RFC 1035), of at most four bytes or percent-encoded.
const LONGEST_HOST: usize = 253 * 9;
/// How many words of a page are looked at closely; where so many deceive, the first say it all.
const MOST_WORDS: usize = 2_000;
/// What a host follows or begins with.
static MARKS: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    // A prefilter would stop at every `w`.
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .prefilter(false)
        .kind(Some(AhoCorasickKind::DFA))
        .build(["://", "www.", PUNYCODE])
        .ok()
});
/// What begins a label in Punycode (RFC 5890).
const PUNYCODE: &str = "xn--";

/// A name that deceives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct LookAlike {
    /// Where it is.
    pub(super) range: Range<usize>,
    /// How it is shown to a reader.
    pub(super) name: String,
    /// The name in ASCII that it looks like; `None` where it only mixes scripts.
    pub(super) plain: Option<String>,
    /// The first character that is not what it seems.
    pub(super) odd: char,
}

/// Every such name in a text: in addresses anywhere, and in code. `targets` are the targets of links as
/// a browser reads them, with their places. All are sorted by where they begin.
pub(super) fn look_alikes(text: &str, code: &[Code<'_>], targets: &[(&str, Range<usize>)]) -> Vec<LookAlike> {
    let mut found = in_addresses(text, code);
    // A host that is written as it is read was found where it is.
    let is_found = |range: &Range<usize>| {
        let next = found.partition_point(|found| found.range.start < range.start);
        found.get(next).is_some_and(|found| found.range.end <= range.end)
    };
    let others = targets.iter().filter(|(_, range)| !is_found(range));
    let others: Vec<LookAlike> = others.filter_map(|(target, range)| in_target(target, range)).collect();
    found.extend(others);
    let mut words = MOST_WORDS;
    for code in code.iter().filter(|code| code.is_typed) {
        in_code(text, code, &mut words, &mut found);
    }
    found.sort_by_key(|found| (found.range.start, Reverse(found.range.end)));
    found.dedup_by(|later, earlier| later.range.start < earlier.range.end);
    found
}

/// Hosts after `://` or `www.`, and names in Punycode wherever they are.
fn in_addresses(text: &str, code: &[Code<'_>]) -> Vec<LookAlike> {
    let (mut found, mut end) = (Vec::new(), 0);
    let marks = MARKS.iter().flat_map(|marks| marks.find_iter(text));
    for mark in marks {
        let at = if text[mark.range()].ends_with('/') { mark.end() } else { mark.start() };
        // Every host is looked at once, however many marks it has.
        if at < end {
            continue;
        }
        let before = &text.as_bytes()[at.saturating_sub(253).max(end)..at];
        let is_part = |byte: &&u8| byte.is_ascii_alphanumeric() || b".-".contains(byte);
        let start = at - before.iter().rev().take_while(is_part).count();
        let (host, offset) = host(&text[start..]);
        let range = start + offset..start + offset + host.len();
        end = range.end.max(at);
        let is_typed = code_around(code, at).is_some_and(|code| code.is_typed);
        if let Some((name, plain, odd)) = deceptive_host(host, is_typed) {
            found.push(LookAlike { range, name, plain, odd });
        }
    }
    found
}

fn in_target(target: &str, range: &Range<usize>) -> Option<LookAlike> {
    let (_, rest) = target.split_once("//")?;
    let (name, plain, odd) = deceptive_host(host(rest).0, false)?;
    Some(LookAlike { range: range.clone(), name, plain, odd })
}

/// The host that an address goes on with after its scheme, without a user, and where it begins.
fn host(rest: &str) -> (&str, usize) {
    let head = &rest[..rest.floor_char_boundary(LONGEST_HOST)];
    let ends =
        |c: char| !(c.is_alphanumeric() || "-._~%@:".contains(c) || is_mark(c) || stands_for(c).is_some());
    let authority = &head[..head.find(ends).unwrap_or(head.len())];
    let start = authority.rfind('@').map_or(0, |at| at + 1);
    let host = &authority[start..];
    (host.split(':').next().unwrap_or(host), start)
}

/// A host as a reader sees it, the one it looks like and what is odd about it, if it deceives.
fn deceptive_host(host: &str, is_typed: bool) -> Option<(String, Option<String>, char)> {
    let has_code = host.contains('%') || host.contains(PUNYCODE) || host.contains("XN--");
    if host.is_ascii() && !has_code {
        return None;
    }
    let decoded = percent_decode_str(host).decode_utf8().ok()?;
    let label = |label: &str| match label.get(..PUNYCODE.len()) {
        Some(start) if start.eq_ignore_ascii_case(PUNYCODE) => {
            idna::punycode::decode_to_string(&label[PUNYCODE.len()..]).unwrap_or_else(|| label.to_owned())
        }
        _ => label.to_owned(),
    };
    let labels: Vec<String> = decoded.trim_end_matches('.').split('.').map(label).collect();
    let (top, rest) = labels.split_last()?;
    let odd = |label: &String| {
        let is_whole = top.is_ascii() && !label.contains(|c: char| c.is_ascii_alphabetic());
        odd_in_label(label, is_typed, is_whole)
    };
    // The top one may be the beginning of a text without spaces: `example.comです`.
    let odd = rest.iter().find_map(odd).or_else(|| ascii_form(top).and_then(|_| odd(top)))?;
    let plain: Option<Vec<String>> = labels.iter().map(|label| ascii_form(label)).collect();
    (labels.len() > 1).then(|| (labels.join("."), plain.map(|labels| labels.join(".")), odd))
}

/// What deceives in one label of a host. `is_whole` says that a label of look-alikes alone counts.
fn odd_in_label(label: &str, is_typed: bool, is_whole: bool) -> Option<char> {
    if label.is_ascii() {
        return None;
    }
    let odd = || {
        label
            .chars()
            .find(|c| !c.is_ascii() && !is_latin(*c))
            .or_else(|| label.chars().find(|c| !c.is_ascii()))
    };
    match ascii_form(label) {
        // Letters of one language, such as the Turkish `ı`, are right in a name that a browser shows.
        Some(_) if label.chars().all(|c| is_latin(c) && c.identifier_allowed()) => odd().filter(|_| is_typed),
        Some(_) => odd().filter(|_| {
            is_whole
                || label.contains(|c: char| c.is_ascii_alphanumeric())
                || !label.chars().all(GeneralSecurityProfile::identifier_allowed)
        }),
        None => {
            let is_name = label.chars().all(|c| c.is_alphanumeric() || c == '-' || is_mark(c));
            let is_mixed = || !label.check_restriction_level(RestrictionLevel::HighlyRestrictive);
            odd().filter(|_| is_name && label.contains(|c: char| c.is_ascii_alphabetic()) && is_mixed())
        }
    }
}

/// Words in code that mix Latin letters with what only looks like them, or have nothing else.
fn in_code(text: &str, code: &Code<'_>, words: &mut usize, found: &mut Vec<LookAlike>) {
    let (language, mut content) = (language(code), Content::default());
    let is_shell = is_shell(&language);
    let mut at = code.range.start;
    while let Some(next) = text.as_bytes()[at..code.range.end].iter().position(|byte| !byte.is_ascii()) {
        let word = word_around(text, at + next, &code.range);
        at = word.end;
        // A first, cheap answer.
        if deceptive_word(&text[word.clone()], Place::MOST_SUSPECT).is_none() {
            continue;
        }
        *words = words.saturating_sub(1);
        let start = window_start(text, word.start).max(code.range.start);
        let (before, after) = (&text[start..word.start], &text[word.end..code.range.end]);
        if *words == 0 || is_remark(before) || (is_shell && is_output(&language, before)) {
            continue;
        }
        let joins = ['.', '/', '-', ':', '@'];
        let place = Place {
            is_shell,
            is_string: content.holds(text, code, word.start),
            is_joined: before.ends_with(joins) || after.starts_with(joins),
            is_installed: is_shell || before.split_whitespace().any(installs),
        };
        if let Some((plain, odd)) = deceptive_word(&text[word.clone()], place) {
            found.push(LookAlike { name: text[word.clone()].to_owned(), range: word, plain, odd });
        }
    }
}

/// What is known of where a word is.
#[derive(Clone, Copy)]
struct Place {
    is_shell: bool,
    is_string: bool,
    is_joined: bool,
    is_installed: bool,
}

impl Place {
    const MOST_SUSPECT: Self = Self { is_shell: true, is_string: false, is_joined: true, is_installed: true };
}

fn deceptive_word(word: &str, place: Place) -> Option<(Option<String>, char)> {
    let is_foreign = |c: &char| match *c {
        c if c.is_ascii() => false,
        c if c.is_alphanumeric() => !is_latin(c) || !c.identifier_allowed(),
        c => stands_for(c).is_some(),
    };
    let odd = word.chars().find(is_foreign)?;
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    let has_latin = word.contains(|c: char| c.is_ascii_alphabetic());
    let plain = ascii_form(word);
    let is_deceptive = match (&plain, has_latin) {
        (Some(_), _) if stands_for(odd).is_some() => place.is_shell && !place.is_string,
        (Some(_), true) => {
            let least = if place.is_shell || place.is_joined { 2 } else { 3 };
            letters >= least && (!place.is_string || place.is_joined)
        }
        (Some(_), false) => letters >= 3 && place.is_installed && !place.is_string,
        // No word of any language has both; a unit such as `µs` is Greek at most.
        (None, true) => place.is_shell && !place.is_string && odd.script() == Script::Cyrillic,
        (None, false) => false,
    };
    is_deceptive.then_some((plain, odd))
}

/// What tells that names of packages or images follow.
fn installs(word: &str) -> bool {
    matches!(word, "install" | "add" | "get" | "pull" | "run" | "clone" | "require" | "upgrade" | "download")
}

/// The letters and digits around a place, with what only looks like a slash between them.
fn word_around(text: &str, at: usize, within: &Range<usize>) -> Range<usize> {
    /// No name that anybody reads is longer.
    const LONGEST: usize = 256;
    let is_part = |c: &char| c.is_alphanumeric() || is_mark(*c) || stands_for(*c).is_some();
    let before =
        text[text.ceil_char_boundary(at.saturating_sub(LONGEST).max(within.start))..at].chars().rev();
    let start = at - before.take_while(is_part).map(char::len_utf8).sum::<usize>();
    let after = text[at..text.floor_char_boundary((at + LONGEST).min(within.end))].chars();
    // What is no part of a word itself is passed over.
    let first = text[at..].chars().next().map_or(1, char::len_utf8);
    let end = at + after.take_while(is_part).map(char::len_utf8).sum::<usize>().max(first);
    start..end
}

/// The name in ASCII that a reader takes it for, if there is one.
fn ascii_form(name: &str) -> Option<String> {
    let mut form = String::with_capacity(name.len());
    for c in name.chars() {
        if c.is_ascii() {
            form.push(c);
            continue;
        }
        let mut buffer = [0; 4];
        let text: &str = c.encode_utf8(&mut buffer);
        let plain: String = match stands_for(c) {
            Some(mark) => mark.to_string(),
            None => Some(text.nfkc().collect::<String>())
                .filter(|text| text.is_ascii())
                .unwrap_or_else(|| skeleton(text).collect()),
        };
        let is_plain = !plain.is_empty() && plain.bytes().all(|byte| byte.is_ascii_graphic());
        form.push_str(Some(plain.as_str()).filter(|_| is_plain)?);
    }
    Some(form)
}

/// Marks that look like one of ASCII that means something in an address or a command.
fn stands_for(c: char) -> Option<char> {
    match c {
        '\u{2044}' | '\u{2215}' | '\u{29f8}' | '\u{ff0f}' | '\u{2571}' => Some('/'),
        '\u{37e}' => Some(';'),
        '\u{2024}' | '\u{ff0e}' | '\u{fe52}' => Some('.'),
        '\u{ff20}' => Some('@'),
        _ => None,
    }
}

fn is_latin(c: char) -> bool {
    matches!(c.script(), Script::Latin | Script::Common | Script::Inherited)
}

fn is_mark(c: char) -> bool {
    c.script() == Script::Inherited
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_host(host: &str) -> Option<String> {
        deceptive_host(host, false).map(|(_, plain, odd)| plain.unwrap_or_else(|| odd.to_string()))
    }

    #[test]
    fn hosts_in_look_alikes_are_told_from_hosts_in_other_scripts() {
        for (host, plain) in [
            ("gіthub.com", "github.com"),
            ("xn--gthub-n2e.com", "github.com"),
            ("XN--GTHUB-N2E.com", "github.com"),
            ("g%D1%96thub.com", "github.com"),
            ("аррӏе.com", "appie.com"),
            ("www.gοogle.com", "www.google.com"),
            ("ｇithub.com", "github.com"),
            ("github.com∕x.acme.net", "github.com/x.acme.net"),
        ] {
            assert_eq!(of_host(host).as_deref().map(str::len), Some(plain.len()), "{host}");
        }
        for host in [
            "github.com",
            "пример.рф",
            "münchen.de",
            "日本語.jp",
            "api-日本.jp",
            "kırmızı.com",
            "xn--mnchen-3ya.de",
            "xn--",
            "xn--a.com",
            "%ff.com",
            "",
            ".",
            "…",
            "github.com查看",
        ] {
            assert_eq!(of_host(host), None, "{host}");
        }
    }

    #[test]
    fn any_text_takes_no_longer_than_other_text() {
        for piece in ["www.", "://", "xn--", "://xn--", "а", "aа ", "，", "%d0", "/еtc"] {
            let text = piece.repeat(100_000 / piece.len());
            let code = [Code { range: 0..text.len(), language: "sh", is_typed: true }];
            let started = std::time::Instant::now();
            look_alikes(&text, &code, &[]);
            assert!(started.elapsed().as_secs() < 5, "{piece}: {:?}", started.elapsed());
        }
    }
}
