//! A line, and what it could be in front matter.

use crate::text::Span;

/// A line of a text. It ends with `\n`; a `\r` before that belongs to its text.
#[derive(Clone, Copy)]
pub(super) struct Line<'a> {
    /// Its text, without the line feed.
    pub(super) text: &'a str,
    /// Its first byte.
    pub(super) start: usize,
    /// The first byte of the next line.
    pub(super) next: usize,
}

impl<'a> Line<'a> {
    /// The lines of `text` from the offset `start`, which has to begin one.
    pub(super) fn all(text: &'a str, start: usize) -> impl Iterator<Item = Line<'a>> {
        let mut start = start;
        text[start..].split_inclusive('\n').map(move |line| {
            let this =
                Line { text: line.strip_suffix('\n').unwrap_or(line), start, next: start + line.len() };
            start = this.next;
            this
        })
    }

    /// The line that holds the offset `at`.
    pub(super) fn at(text: &'a str, at: usize) -> Line<'a> {
        let at = (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        let start = text[..at].rfind('\n').map_or(0, |feed| feed + 1);
        Line::all(text, start).next().unwrap_or(Line { text: "", start, next: start })
    }

    /// Its bytes without white space at the end.
    pub(super) fn span(&self) -> Span {
        Span::new(self.start, self.start + self.text.trim_end().len())
    }

    /// Whether there is nothing but white space on it.
    pub(super) fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }
}

/// Whether a line begins, in its first column, with something like `key:`.
pub(super) fn is_yaml_key(line: &str) -> bool {
    let Some((key, value)) = line.split_once(':') else { return false };
    let key = key.trim_end();
    let bare = key.trim_matches(['"', '\'']);
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ' ' | '/' | '<');
    !bare.is_empty()
        && !bare.starts_with([' ', '-'])
        && bare.chars().all(is_word)
        && bare.split(' ').count() <= 3
        && (value.is_empty() || value.starts_with([' ', '\t', '\r']))
}

/// Whether a line could stand in front matter: a field, part of one, or a comment.
pub(super) fn may_be_yaml(line: &Line<'_>) -> bool {
    line.is_blank() || is_yaml_key(line.text) || line.text.starts_with([' ', '\t', '-', '#', ']', '}'])
}

/// Characters that cannot be seen.
const INVISIBLE: [char; 5] = ['\u{feff}', '\u{200b}', '\u{200c}', '\u{200d}', '\u{2060}'];

/// A line without white space and what cannot be seen around it.
pub(super) fn bare(line: &str) -> &str {
    line.trim_matches(|c: char| c.is_whitespace() || INVISIBLE.contains(&c))
}

/// Whether a line stands where a fence belongs: dashes, but not three, or another rule.
pub(super) fn is_odd_fence(line: &Line<'_>) -> bool {
    let bare = bare(line.text);
    is_rule(bare) && line.text.trim_end() != "---" && !bare.contains(['*', '_', ' '])
}

pub(super) fn is_rule(line: &str) -> bool {
    let of = |mark: char| line.chars().all(|c| c == mark || c == ' ') && line.matches(mark).count() > 2;
    is_dashes(line) || of('*') || of('_') || of('-')
}

pub(super) fn is_dashes(line: &str) -> bool {
    let is_long = line.starts_with(['—', '–']) || line.len() > 1;
    is_long && line.chars().all(|c| matches!(c, '-' | '—' | '–'))
}
