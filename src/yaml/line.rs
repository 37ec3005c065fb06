//! Lines, and which of them look like YAML.

use crate::text::Span;

/// A line of a text. It ends with `\n`; a `\r` before that belongs to its text.
#[derive(Clone, Copy)]
pub(crate) struct Line<'a> {
    /// Its text, without the line feed.
    pub(crate) text: &'a str,
    /// Its first byte.
    pub(crate) start: usize,
    /// The first byte of the next line.
    pub(crate) next: usize,
}

impl<'a> Line<'a> {
    /// The lines of `text` from the offset `start`, which has to begin one.
    pub(crate) fn all(text: &'a str, start: usize) -> impl Iterator<Item = Line<'a>> {
        let mut start = start;
        text[start..].split_inclusive('\n').map(move |line| {
            let this =
                Line { text: line.strip_suffix('\n').unwrap_or(line), start, next: start + line.len() };
            start = this.next;
            this
        })
    }

    /// The line that holds the offset `at`.
    pub(crate) fn at(text: &'a str, at: usize) -> Line<'a> {
        let at = (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        let start = text[..at].rfind('\n').map_or(0, |feed| feed + 1);
        Line::all(text, start).next().unwrap_or(Line { text: "", start, next: start })
    }

    /// Its bytes without white space at the end.
    pub(crate) fn span(&self) -> Span {
        Span::new(self.start, self.start + self.text.trim_end().len())
    }

    /// Whether there is nothing but white space on it.
    pub(crate) fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }
}

/// Whether a line begins, in its first column, with something like `key:`.
pub(crate) fn is_yaml_key(line: &str) -> bool {
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
pub(crate) fn may_be_yaml(line: &Line<'_>) -> bool {
    line.is_blank() || is_yaml_key(line.text) || line.text.starts_with([' ', '\t', '-', '#', ']', '}'])
}
