//! A piece of a section's text around what was found. The browser's `search-excerpt.js` does the
//! same.

use super::tokens::{Terms, spans};

/// About two lines in a list of results.
const LENGTH: usize = 180;
/// How much of it comes before the first match.
const LEAD: usize = 50;

/// A piece of `text` (or of `code`, where that has more of the terms) around the densest match.
pub(super) fn excerpt(text: &str, code: &str, found: &[String], terms: Terms) -> String {
    let [text, code] = [text, code].map(crate::text::one_line);
    let (in_text, in_code) = (densest(&text, found, terms), densest(&code, found, terms));
    if in_code.terms > in_text.terms || text.is_empty() {
        cut(&code, in_code.at)
    } else {
        cut(&text, in_text.at)
    }
}

/// A place where terms are close together.
#[derive(Default)]
struct Dense {
    /// In characters from the start.
    at: usize,
    /// How many different ones.
    terms: usize,
}

/// Where the most of the terms are close together, the first of equals.
fn densest(text: &str, found: &[String], terms: Terms) -> Dense {
    let mut matches: Vec<(usize, usize)> = Vec::new();
    let (mut characters, mut bytes) = (0, 0);
    for span in spans(text) {
        characters += text[bytes..span.start].chars().count();
        bytes = span.start;
        let chunk = terms.all(&text[span]);
        let positions = found.iter().enumerate().filter(|(_, term)| chunk.contains(term));
        matches.extend(positions.map(|(term, _)| (characters, term)));
    }
    let mut best = Dense::default();
    for (position, (at, _)) in matches.iter().enumerate() {
        let near = matches[position..].iter().take_while(|(other, _)| *other < at + LENGTH - LEAD);
        let mut terms: Vec<usize> = near.map(|(_, term)| *term).collect();
        terms.sort_unstable();
        terms.dedup();
        if terms.len() > best.terms {
            best = Dense { at: *at, terms: terms.len() };
        }
    }
    best
}

/// `LENGTH` characters of a text around one of them, cut between words.
fn cut(text: &str, at: usize) -> String {
    let characters: Vec<char> = text.chars().collect();
    let mut start = at.saturating_sub(LEAD);
    if start > 0 {
        let space = characters[start..at].iter().position(|character| *character == ' ');
        start += space.map_or(0, |space| space + 1);
    }
    let mut end = characters.len();
    if start + LENGTH < end {
        end = start + LENGTH;
        let space = characters[start..end].iter().rposition(|character| *character == ' ');
        end = space.filter(|space| *space > LENGTH / 2).map_or(end, |space| start + space);
    }
    let before = if start > 0 { "…" } else { "" };
    let after = if end < characters.len() { "…" } else { "" };
    format!("{before}{}{after}", characters[start..end].iter().collect::<String>())
}
