//! Keeps secrets out of what is printed and published: many messages quote what an author wrote,
//! reports of CI are read by more people than the page, and a baseline is even committed.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::ops::Range;

use aho_corasick::AhoCorasick;

use super::{Finding, Fix};
use crate::path::SitePath;

/// The replacement for a secret. One plain word, so that YAML, JSON, addresses, commands and
/// Markdown stay what they are; always the same, so that not even the length of a secret shows.
pub const REMOVED: &str = "SECRET-REMOVED";

/// How many bytes of a secret a message must contain to count as a quote. A message may show
/// only the beginning of a long value.
const TELLING: usize = 8;
/// A shorter line of a key reveals nothing and may appear anywhere.
const SHORTEST_LINE: usize = 16;

/// The secrets of a knowledge base.
#[derive(Debug)]
pub struct Redactor {
    /// In lower case (ASCII) and sorted, so that the one that a text begins with is found by search.
    secrets: Vec<String>,
    beginnings: AhoCorasick,
}

impl Redactor {
    /// For the secrets that these findings are about; `None` if there are none.
    pub fn of<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> Option<Self> {
        let secrets = findings.into_iter().filter_map(|finding| finding.secret.as_deref());
        Self::new(secrets.flat_map(|secret| [secret.written.as_str(), secret.read.as_str()]))
    }

    fn new<'a>(secrets: impl IntoIterator<Item = &'a str>) -> Option<Self> {
        let mut secrets: Vec<String> =
            secrets.into_iter().flat_map(parts).map(str::to_ascii_lowercase).collect();
        secrets.sort();
        secrets.dedup();
        let mut beginnings: Vec<&str> = secrets.iter().map(|secret| beginning(secret)).collect();
        beginnings.dedup();
        let beginnings = AhoCorasick::builder().ascii_case_insensitive(true).build(beginnings).ok()?;
        (!secrets.is_empty()).then_some(Self { secrets, beginnings })
    }

    /// Removes the secrets from all texts of a finding. An edit that contains one is dropped: it could
    /// only be shown as it is.
    pub fn redact(&self, finding: &mut Finding) {
        let labels = finding.labels.iter_mut().map(|label| &mut label.message);
        for text in labels.chain([&mut finding.message]).chain(&mut finding.help) {
            if let Some(redacted) = self.without_quotes(text) {
                *text = redacted;
            }
        }
        let quotes = |fix: &mut Fix| fix.edits.iter().any(|edit| self.without_quotes(&edit.text).is_some());
        finding.fix.take_if(quotes);
    }

    /// The text with [`REMOVED`] in place of every secret, if there is one in it.
    pub fn without_secrets(&self, text: &str) -> Option<String> {
        let bytes = self.without_secrets_in(text.as_bytes())?;
        // Whole characters are replaced by whole characters.
        String::from_utf8(bytes).ok()
    }

    /// As [`Redactor::without_secrets`], for bytes that need not be text.
    pub fn without_secrets_in(&self, bytes: &[u8]) -> Option<Vec<u8>> {
        replaced(bytes, &self.places(bytes))
    }

    /// Removes the secrets from file names, which are printed too. Returns the files'
    /// own names, by those that are shown.
    pub(super) fn conceal_names(&self, findings: &mut [Finding]) -> BTreeMap<SitePath, SitePath> {
        let mut own = BTreeMap::new();
        for finding in findings {
            let labels = finding.labels.iter_mut().map(|label| &mut label.path);
            for path in labels.chain([&mut finding.path]) {
                let Some(shown) = self.without_secrets(path.as_str()) else { continue };
                let shown = SitePath::new(&shown).or_else(|| SitePath::outside(&shown));
                let shown = shown.unwrap_or_else(SitePath::root);
                own.insert(shown.clone(), std::mem::replace(path, shown));
            }
        }
        own
    }

    /// Where secrets are in a text, in their order.
    pub(super) fn places(&self, text: &[u8]) -> Vec<Range<usize>> {
        self.ranges(text, |text| self.whole(text))
    }

    /// A message without quoted secrets, even if only their beginning is quoted.
    fn without_quotes(&self, text: &str) -> Option<String> {
        let quotes = self.ranges(text.as_bytes(), |text| self.longest(text));
        let ends_whole = |range: Range<usize>| range.start..text.ceil_char_boundary(range.end);
        let quotes: Vec<Range<usize>> = quotes.into_iter().map(ends_whole).collect();
        replaced(text.as_bytes(), &quotes).and_then(|bytes| String::from_utf8(bytes).ok())
    }

    fn ranges(&self, text: &[u8], length: impl Fn(&[u8]) -> usize) -> Vec<Range<usize>> {
        let mut ranges: Vec<Range<usize>> = Vec::new();
        for found in self.beginnings.find_overlapping_iter(text) {
            let start = found.start();
            if ranges.last().is_some_and(|last| start < last.end) {
                continue;
            }
            let length = length(&text[start..]);
            if length > 0 {
                ranges.push(start..start + length);
            }
        }
        ranges
    }

    /// The length of the secret that the text begins with, in whatever letter case.
    fn whole(&self, text: &[u8]) -> usize {
        let mut text = text;
        // What begins the text sorts before it. If the nearest one does not, only what both share can.
        while let Some(nearest) = self.before(text).map(str::as_bytes) {
            let shared = shared(nearest, text);
            if shared == nearest.len() {
                return shared;
            }
            text = &text[..shared];
        }
        0
    }

    /// How much of any secret the text begins with, if it is enough to identify it.
    fn longest(&self, text: &[u8]) -> usize {
        let at = self.secrets.partition_point(|secret| compare(secret.as_bytes(), text) != Ordering::Greater);
        let near = self.secrets[at.saturating_sub(1)..].iter().take(2);
        let tells = |secret: &String| {
            let shared = shared(secret.as_bytes(), text);
            Some(shared).filter(|shared| *shared >= beginning(secret).len())
        };
        near.filter_map(tells).max().unwrap_or_else(|| self.whole(text))
    }

    /// The last secret that does not sort after the text.
    fn before(&self, text: &[u8]) -> Option<&str> {
        let at = self.secrets.partition_point(|secret| compare(secret.as_bytes(), text) != Ordering::Greater);
        at.checked_sub(1).map(|last| self.secrets[last].as_str())
    }
}

/// The parts of a secret to search for: each distinctive line of a key with many lines.
fn parts(secret: &str) -> impl Iterator<Item = &str> {
    let is_one = !secret.contains('\n');
    let lines = secret.lines().map(str::trim);
    lines.filter(move |line| {
        !line.is_empty() && (is_one || (line.len() >= SHORTEST_LINE && !line.starts_with("-----")))
    })
}

fn beginning(secret: &str) -> &str {
    &secret[..secret.floor_char_boundary(TELLING).max(secret.chars().next().map_or(0, char::len_utf8))]
}

/// The order of a secret and a text, whatever the letter case of the latter.
fn compare(secret: &[u8], text: &[u8]) -> Ordering {
    secret.iter().copied().cmp(text.iter().map(u8::to_ascii_lowercase))
}

/// How many bytes two texts have in common at their beginning, whatever the letter case of the second.
fn shared(secret: &[u8], text: &[u8]) -> usize {
    secret.iter().zip(text).take_while(|(a, b)| **a == b.to_ascii_lowercase()).count()
}

/// The bytes with [`REMOVED`] in place of these ranges; `None` if there are none.
fn replaced(bytes: &[u8], ranges: &[Range<usize>]) -> Option<Vec<u8>> {
    let last = ranges.last()?;
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    for range in ranges {
        out.extend_from_slice(&bytes[at..range.start]);
        out.extend_from_slice(REMOVED.as_bytes());
        at = range.end;
    }
    out.extend_from_slice(&bytes[last.end..]);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::rules;
    use crate::text::Span;

    fn finding(message: &str) -> Finding {
        Finding::new(&rules::LINK_EMPTY, &SitePath::root(), Span::default(), message)
    }

    #[test]
    fn a_secret_is_quoted_nowhere() {
        let redactor = Redactor::new(["hunter-and-more-2", "hunter-and-less", "s3c!"]).unwrap();
        let path = SitePath::root();
        let mut redacted = finding("found `x-Hunter-and-more-2-y`, hunter-and-l… and S3C!")
            .help("did you mean `hunter-and-less`?")
            .label(&path, Span::default(), "hunter-and-more-2")
            .fix(Fix::insert(0, "[hunter-and-less]"));
        redactor.redact(&mut redacted);
        assert_eq!(redacted.message, "found `x-SECRET-REMOVED-y`, SECRET-REMOVED… and SECRET-REMOVED");
        assert_eq!(redacted.help.as_deref(), Some("did you mean `SECRET-REMOVED`?"));
        assert_eq!((redacted.labels[0].message.as_str(), redacted.fix), (REMOVED, None));
    }

    #[test]
    fn what_is_not_a_secret_stays() {
        assert!(Redactor::new([]).is_none() && Redactor::new(["", " \n"]).is_none());
        let redactor = Redactor::new(["hunter-and-more"]).unwrap();
        assert_eq!(redactor.without_quotes("a hunter-and").as_deref(), Some("a SECRET-REMOVED"));
        assert_eq!(redactor.without_quotes("a hunter of secrets"), None);
        assert_eq!(redactor.without_secrets("a hunter-and"), None, "a page may say the same word");
    }

    #[test]
    fn the_longest_secret_is_replaced_whole_in_any_letter_case() {
        let redactor = Redactor::new(["Abcdefgh", "Abcdefghij", "Abcdefghijk9", "Abcdefgx"]).unwrap();
        for (text, expected) in [
            ("abcdefgh", REMOVED.to_owned()),
            ("xABCDEFGHIJK9x", format!("x{REMOVED}x")),
            ("abcdefghijk8", format!("{REMOVED}k8")),
            ("abcdefghabcdefgx", format!("{REMOVED}{REMOVED}")),
        ] {
            assert_eq!(redactor.without_secrets(text).as_deref(), Some(&*expected), "{text}");
        }
    }

    #[test]
    fn a_key_is_found_line_by_line() {
        let key =
            "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\nq7Wm\n-----END PRIVATE KEY-----";
        let redactor = Redactor::new([key]).unwrap();
        let text = "-----BEGIN PRIVATE KEY-----\\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\\n";
        let clean = "-----BEGIN PRIVATE KEY-----\\nSECRET-REMOVED\\n";
        assert_eq!(redactor.without_secrets(text).as_deref(), Some(clean));
    }

    #[test]
    fn names_of_files_are_concealed_and_found_again() {
        let path = SitePath::new("runbooks/hunter-and-more-2.md").unwrap();
        let mut findings = [finding("x"), finding("y").secret("hunter-and-more-2", "hunter-and-more-2")];
        findings[0].path = path.clone();
        let own = Redactor::of(&findings).unwrap().conceal_names(&mut findings);
        assert_eq!(findings[0].path.as_str(), "runbooks/SECRET-REMOVED.md");
        assert_eq!(own[&findings[0].path], path);
    }

    #[test]
    fn many_secrets_that_begin_alike_take_no_longer() {
        let secrets: Vec<String> = (0..50_000).map(|n| format!("eyJhbGciOiJIUzI1NiJ9.{n:05}x")).collect();
        let redactor = Redactor::new(secrets.iter().map(String::as_str)).unwrap();
        let text = secrets.join(" ");
        let started = std::time::Instant::now();
        assert_eq!(redactor.places(text.as_bytes()).len(), secrets.len());
        assert!(started.elapsed().as_secs() < 5, "{:?}", started.elapsed());
    }
}
