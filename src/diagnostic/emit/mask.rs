//! Keeps secrets out of what is printed: a log of CI may be read by more people than the page.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::Finding;
use crate::diagnostic::redact::SHOWN;
use crate::path::SitePath;
use crate::text::Span;

/// The places of each file that must not be shown.
pub(crate) struct Mask<'f>(BTreeMap<&'f SitePath, Vec<Span>>);

impl<'f> Mask<'f> {
    /// The places that `findings` say are sensitive.
    pub(crate) fn of(findings: &'f [Finding]) -> Self {
        let mut places: BTreeMap<&SitePath, Vec<Span>> = BTreeMap::new();
        for finding in findings.iter().filter(|finding| finding.is_sensitive) {
            places.entry(&finding.path).or_default().push(finding.span);
        }
        places.values_mut().for_each(|spans| spans.sort_unstable());
        Self(places)
    }

    /// `text`, the file at `path`, with its sensitive places made unreadable. Every byte keeps its place.
    pub(crate) fn apply(&self, path: &SitePath, text: Arc<str>) -> Arc<str> {
        let Some(spans) = self.0.get(path) else { return text };
        let mut out = String::with_capacity(text.len());
        for span in spans {
            let start = text.floor_char_boundary(span.start).max(out.len());
            let end = text.ceil_char_boundary(span.end).max(start);
            out.push_str(&text[out.len()..start]);
            let shown = text[start..end].char_indices().nth(SHOWN).map_or(end, |(at, _)| start + at);
            out.push_str(&text[start..shown]);
            out.extend(text[shown..end].chars().map(stand_in));
        }
        out.push_str(&text[out.len()..]);
        out.into()
    }
}

/// Something as long in bytes. Line breaks stay.
fn stand_in(c: char) -> char {
    match c.len_utf8() {
        1 if matches!(c, '\n' | '\r') => c,
        1 => '*',
        2 => '¿',
        3 => '\u{fffd}',
        _ => '\u{1f6ab}',
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::emit::{Summary, human, json};
    use crate::diagnostic::rules::{LINK_EMPTY, SAFETY_SECRET};

    #[test]
    fn no_format_shows_a_secret() {
        let path = SitePath::new("a.md").unwrap();
        let text = "one [x]() hunter-and-more ü\nhunter-\u{fc}nd-more";
        let findings = [
            Finding::new(&LINK_EMPTY, &path, Span::new(4, 9), "empty"),
            Finding::new(&SAFETY_SECRET, &path, Span::new(10, 25), "a secret").sensitive(),
            Finding::new(&SAFETY_SECRET, &path, Span::new(29, 45), "a secret").sensitive(),
        ];
        let sources = |_: &SitePath| Some(Arc::from(text));
        let shown = human(&findings, &sources, true) + &json(&findings, &sources, Summary::default());
        assert!(!shown.contains("hunter") && shown.contains("hunt***********"), "{shown}");
        assert!(shown.contains("[x]()"), "the rest of the line stays");
        assert_eq!(Mask::of(&findings).apply(&path, Arc::from(text)).len(), text.len());
    }
}
