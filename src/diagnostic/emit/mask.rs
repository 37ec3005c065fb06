//! Keeps secrets out of the lines that are shown: more people may read a CI log than the page.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use crate::diagnostic::redact::{REMOVED, Redactor};

/// What must not be shown of any file.
pub(super) struct Mask(Option<Redactor>);

impl Mask {
    /// What `redactor` knows as secrets.
    pub(super) fn new(redactor: Option<Redactor>) -> Self {
        Self(redactor)
    }

    /// `text` with something else in place of every secret. Every byte keeps its place, so that all
    /// findings do; [`shown`] is what a person may see of it.
    pub(super) fn apply(&self, text: Arc<str>) -> Arc<str> {
        let places = self.0.as_ref().map(|redactor| redactor.places(text.as_bytes())).unwrap_or_default();
        if places.is_empty() {
            return text;
        }
        let mut out = String::with_capacity(text.len());
        for place in places {
            out.push_str(&text[out.len()..place.start]);
            out.extend(text[place].chars().map(stand_in));
        }
        out.push_str(&text[out.len()..]);
        out.into()
    }
}

/// What nobody types, as long in bytes.
fn stand_in(c: char) -> char {
    match c.len_utf8() {
        1 => '\u{1}',
        2 => '\u{81}',
        3 => '\u{f8ff}',
        _ => '\u{10fffd}',
    }
}

/// Whether a character replaces one of a secret.
pub(super) fn is_mask(c: char) -> bool {
    matches!(c, '\u{1}' | '\u{81}' | '\u{f8ff}' | '\u{10fffd}')
}

/// A masked text as it is shown, with every secret as long as any other, and `mark` within it.
pub(super) fn shown(text: &str, mark: Range<usize>) -> (Cow<'_, str>, Range<usize>) {
    if !text.contains(is_mask) {
        return (Cow::Borrowed(text), mark);
    }
    let mut out = String::with_capacity(text.len());
    let (mut start, mut end) = (None, None);
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        let goes_on = is_mask(c) && is_mask(before);
        // A mark that begins or ends within a secret has all of it.
        if at >= mark.end && !goes_on {
            end.get_or_insert(out.len());
        }
        if at + c.len_utf8() > mark.start {
            let back = if goes_on { REMOVED.len() } else { 0 };
            start.get_or_insert(out.len() - back);
        }
        match is_mask(c) {
            true if goes_on => {}
            true => out.push_str(REMOVED),
            false => out.push(c),
        }
        before = c;
    }
    let end = end.unwrap_or(out.len());
    let start = start.unwrap_or(end).min(end);
    (Cow::Owned(out), start..end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::emit::{Report, Shown, Summary, github, human, json};
    use crate::diagnostic::rules::{LINK_EMPTY, SAFETY_SECRET};
    use crate::diagnostic::{Finding, Fix, Severity};
    use crate::path::SitePath;
    use crate::text::Span;

    fn secret(path: &SitePath, start: usize, secret: &str) -> Finding {
        Finding::new(&SAFETY_SECRET, path, Span::new(start, start + secret.len()), "a secret")
            .secret(secret, secret)
    }

    #[test]
    fn no_format_shows_a_secret_or_how_long_it_is() {
        let path = SitePath::new("a.md").unwrap();
        let show = |name: &str| {
            let text = format!("one [x]() {name} ü {name} [y]()\n");
            let last = text.len() - 6;
            let after = Finding::new(&LINK_EMPTY, &path, Span::new(last, last + 5), "empty");
            let findings = [
                Finding::new(&LINK_EMPTY, &path, Span::new(4, 9), "empty"),
                secret(&path, 10, name),
                after.fix(Fix::insert(last + 4, "b/")),
            ];
            let sources = |_: &SitePath| Some(Arc::from(text.as_str()));
            let shown = Shown::new(findings.to_vec(), &sources);
            let (summary, now) = (Summary::default(), jiff::Timestamp::UNIX_EPOCH);
            let report = Report { shown: &shown, summary, prefix: "", failing: Severity::Error, now };
            human(&shown, false) + &json(&shown, summary) + &github(&report)
        };
        let shown = show("hunter-and-more");
        assert!(shown.contains("1 | one [x]() SECRET-REMOVED ü SECRET-REMOVED [y]()"), "{shown}");
        assert!(shown.contains("\n  |           ^^^^^^^^^^^^^^\n"), "{shown}");
        assert_eq!(shown, show("h\u{fc}nter-and-much-more"));
    }

    #[test]
    fn marks_stay_where_they_are() {
        let text = "a \u{1}\u{1}\u{1} b \u{1}";
        let shown = |mark| {
            let (text, mark) = shown(text, mark);
            text[mark].to_owned()
        };
        assert_eq!(shown(0..1), "a");
        assert_eq!(shown(2..5), REMOVED);
        assert_eq!(shown(3..4), REMOVED);
        assert_eq!(shown(6..7), "b");
        assert_eq!(shown(4..8), "SECRET-REMOVED b ");
        assert_eq!(shown(9..9), "");
    }
}
