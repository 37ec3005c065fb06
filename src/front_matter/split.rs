//! Finds the fences around a page's front matter.
//!
//! Real files are untidy: byte order marks, carriage returns, blank lines at the top, thematic
//! breaks where a fence would be. This only decides which bytes are front matter; the parser
//! interprets them.

use super::misplaced::is_odd_fence;
use crate::text::Span;

/// What a page begins with.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Opening {
    /// Markdown, from this offset.
    Body(usize),
    /// YAML between two fences.
    Yaml(Block),
    /// TOML between two `+++` lines, as Hugo writes it.
    Toml(Block),
    /// A fence with something like front matter below it, and no second one.
    Unclosed {
        /// The opening fence.
        fence: Span,
        /// Where the Markdown begins.
        body: usize,
    },
}

/// Front matter between its fences.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Block {
    /// From the opening to the end of the closing fence.
    pub(super) span: Span,
    /// The opening fence.
    pub(super) fence: Span,
    /// The lines between the fences.
    pub(super) inner: Span,
    /// Where the Markdown begins.
    pub(super) body: usize,
}

const BYTE_ORDER_MARK: char = '\u{feff}';

/// Decides what `text` begins with.
pub(super) fn split(text: &str) -> Opening {
    let start = if text.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len_utf8() } else { 0 };
    let Some(first) = Line::all(text, start).find(|line| !line.is_blank()) else {
        return Opening::Body(start);
    };
    match first.text.trim_end() {
        "---" => split_yaml(text, start, first),
        "+++" => split_toml(text, start, first),
        _ => Opening::Body(start),
    }
}

/// The blank lines above front matter, a byte order mark aside.
pub(super) fn blank_above(text: &str, block: &Block) -> Option<Span> {
    let start = if text.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len_utf8() } else { 0 };
    (start < block.fence.start).then(|| Span::new(start, block.fence.start))
}

fn split_yaml(text: &str, start: usize, first: Line<'_>) -> Opening {
    let closing = Line::all(text, first.next).find(|line| matches!(line.text.trim_end(), "---" | "..."));
    match closing {
        Some(closing) if is_thematic_break(text, &first, &closing) => Opening::Body(start),
        Some(closing) => Opening::Yaml(Block::between(&first, &closing)),
        None if opens_like(text, &first, is_yaml_key) => {
            Opening::Unclosed { fence: first.span(), body: start }
        }
        None => Opening::Body(start),
    }
}

fn split_toml(text: &str, start: usize, first: Line<'_>) -> Opening {
    match Line::all(text, first.next).find(|line| line.text.trim_end() == "+++") {
        Some(closing) => Opening::Toml(Block::between(&first, &closing)),
        None if opens_like(text, &first, is_toml_key) => {
            Opening::Unclosed { fence: first.span(), body: start }
        }
        None => Opening::Body(start),
    }
}

/// Whether the first line with something on it, comments aside, satisfies `looks_right`.
fn opens_like(text: &str, fence: &Line<'_>, looks_right: fn(&str) -> bool) -> bool {
    Line::all(text, fence.next)
        .find(|line| !line.is_blank() && !line.text.starts_with('#'))
        .is_some_and(|line| looks_right(line.text))
}

/// Whether two `---` are rules across a page of prose: a blank line follows the first one, as it has
/// to for a thematic break to be safe, and nothing up to the second one looks like YAML.
fn is_thematic_break(text: &str, first: &Line<'_>, closing: &Line<'_>) -> bool {
    let inner = || Line::all(text, first.next).take_while(|line| line.start < closing.start);
    inner().next().is_some_and(|line| line.is_blank())
        && inner().any(|line| !line.is_blank())
        && !inner().any(|line| is_yaml_key(line.text) || line.text.starts_with(['[', '{']))
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

/// Whether a line could appear in front matter: a field, part of one, or a comment.
pub(super) fn may_be_yaml(line: &Line<'_>) -> bool {
    line.is_blank() || is_yaml_key(line.text) || line.text.starts_with([' ', '\t', '-', '#', ']', '}'])
}

/// Whether the second fence of a block whose YAML is broken is most likely a rule across the page,
/// and the one that should end the front matter is missing: prose is below a blank line.
pub(super) fn swallows_prose(text: &str, block: &Block) -> bool {
    let inner = || Line::all(&text[..block.inner.end], block.inner.start);
    let is_led_by_fields = inner().next().is_some_and(|line| is_yaml_key(line.text));
    let has_prose = || inner().skip_while(|line| !line.is_blank()).any(|line| !may_be_yaml(&line));
    is_led_by_fields && (inner().any(|line| is_odd_fence(&line)) || has_prose())
}

fn is_toml_key(line: &str) -> bool {
    line.starts_with('[') || line.split_once('=').is_some_and(|(key, _)| !key.trim().contains(' '))
}

impl Block {
    fn between(first: &Line<'_>, closing: &Line<'_>) -> Self {
        Self {
            span: Span::new(first.start, closing.span().end),
            fence: first.span(),
            inner: Span::new(first.next, closing.start),
            body: closing.next,
        }
    }
}

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

#[cfg(test)]
mod tests {
    use super::*;

    /// `(text, inner, body)` of pages whose front matter is found.
    #[test]
    fn finds_the_fences() {
        for (text, inner, body) in [
            ("---\na: 1\n---\nBody", "a: 1\n", "Body"),
            ("---\r\na: 1\r\n---\r\nBody", "a: 1\r\n", "Body"),
            ("\u{feff}---\na: 1\n---\nBody", "a: 1\n", "Body"),
            ("\n  \n---\na: 1\n---\nBody", "a: 1\n", "Body"),
            ("---  \na: 1\n---\t\nBody", "a: 1\n", "Body"),
            ("---\na: 1\n...\nBody", "a: 1\n", "Body"),
            ("---\n---\nBody", "", "Body"),
            ("---\n---", "", ""),
            ("---\n\n# a comment\n\na: 1\n---\n", "\n# a comment\n\na: 1\n", ""),
            ("---\na: |\n  ---\n  b --- c\nd: --- \n---\nBody", "a: |\n  ---\n  b --- c\nd: --- \n", "Body"),
            ("---\nprose\n---\nBody", "prose\n", "Body"),
        ] {
            let Opening::Yaml(block) = split(text) else { panic!("no front matter in {text:?}") };
            assert_eq!(&text[block.inner.start..block.inner.end], inner, "{text:?}");
            assert_eq!(&text[block.body..], body, "{text:?}");
            assert_eq!(&text[block.fence.start..block.fence.end], "---", "{text:?}");
            assert!(text[block.span.start..block.span.end].ends_with(['-', '.']), "{text:?}");
        }
    }

    #[test]
    fn leaves_markdown_alone() {
        for text in [
            "",
            "\n\n",
            "# Title\n",
            " ---\na: 1\n---\n",
            "----\na: 1\n----\n",
            "---\n",
            "---",
            "---\n\nA rule, then prose: with a colon.\n",
            "---\n\n# Heading\n\nProse\n\n---\n\nMore prose\n",
            "+++\nprose\n",
        ] {
            assert_eq!(split(text), Opening::Body(0), "{text:?}");
        }
        assert_eq!(split("\u{feff}Body"), Opening::Body(3));
    }

    #[test]
    fn tells_an_open_fence_from_a_thematic_break() {
        for text in ["---\ntitle: A\n\nBody", "---\n# comment\n\"my key\": A\n", "+++\ntitle = 'A'\n"] {
            let fence = Span::new(0, 3);
            assert_eq!(split(text), Opening::Unclosed { fence, body: 0 }, "{text:?}");
        }
    }
}
