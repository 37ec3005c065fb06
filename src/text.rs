//! A page's text as it was read, and places in it.

use std::ops::Range;
use std::sync::Arc;

use serde::Serialize;
use xxhash_rust::xxh3::xxh3_128;

use crate::path::SitePath;

/// A content hash. Not for security: it only tells what has changed since the last build.
pub type Hash = u128;

/// Hashes bytes with XXH3, which is the same on every machine.
pub fn hash(bytes: &[u8]) -> Hash {
    xxh3_128(bytes)
}

/// A hash as text.
pub fn hex(hash: Hash) -> String {
    format!("{hash:032x}")
}

/// A range of bytes in a file's text, counted from the start of the file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// The byte after the last one.
    pub end: usize,
}

impl Span {
    /// The bytes from `start` up to `end`.
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// The empty span at `offset`.
    pub fn at(offset: usize) -> Self {
        Self::new(offset, offset)
    }

    /// The same span, `by` bytes further on.
    pub fn shifted(self, by: usize) -> Self {
        Self::new(self.start + by, self.end + by)
    }
}

/// `text` on one line: each run of white space is one blank, and there is none at the ends.
pub fn one_line(text: &str) -> String {
    if !text.is_ascii() {
        return text.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    // Most text has single blanks already: what is between two that are not is copied as it is.
    let text = text.trim();
    // As `char::is_whitespace` has it.
    let is_blank = |byte: u8| matches!(byte, b'\t'..=b'\r' | b' ');
    let mut line = String::with_capacity(text.len());
    let mut start = 0;
    let is_odd = |pair: &[u8]| is_blank(pair[0]) && (pair[0] != b' ' || is_blank(pair[1]));
    while let Some(offset) = text.as_bytes()[start..].windows(2).position(is_odd) {
        let blank = start + offset;
        line.push_str(&text[start..blank]);
        line.push(' ');
        start = blank + text.as_bytes()[blank..].iter().take_while(|byte| is_blank(**byte)).count();
    }
    line.push_str(&text[start..]);
    line
}

/// Whether a line of `text` begins with this byte, after any that `is_before` says may appear before it: a
/// look at the places of the byte instead of one at each line.
pub fn begins_a_line(text: &str, byte: u8, is_before: impl Fn(u8) -> bool) -> bool {
    let is_first = |at: usize| {
        let before = text.as_bytes()[..at].iter().rev().find(|byte| **byte == b'\n' || !is_before(**byte));
        before.is_none_or(|byte| *byte == b'\n')
    };
    memchr::memchr_iter(byte, text.as_bytes()).any(is_first)
}

/// Whether one of these ranges holds the byte at `at`. They are sorted and do not overlap.
pub fn is_within(ranges: &[Range<usize>], at: usize) -> bool {
    let before = ranges.partition_point(|range| range.start <= at);
    before.checked_sub(1).is_some_and(|last| ranges[last].contains(&at))
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Self::new(range.start, range.end)
    }
}

impl From<Span> for Range<usize> {
    fn from(span: Span) -> Self {
        span.start..span.end
    }
}

/// A file's text and where it came from. The text is exactly what is on disk: byte order mark and
/// carriage returns stay, so that spans hold there too.
#[derive(Clone, Debug)]
pub struct Source {
    /// Where it is, relative to the root.
    pub path: SitePath,
    /// What it says.
    pub text: Arc<str>,
    /// The hash of the text.
    pub hash: Hash,
}

impl Source {
    /// A source for `text` at `path`.
    pub fn new(path: SitePath, text: impl Into<Arc<str>>) -> Self {
        let text = text.into();
        let hash = hash(text.as_bytes());
        Self { path, text, hash }
    }
}

/// A place as people and editors count it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Position {
    /// From 1.
    pub line: usize,
    /// From 1, in Unicode scalar values.
    pub column: usize,
    /// From 0, in bytes from the start of the file.
    pub offset: usize,
}

/// Where the lines of a text begin, to turn offsets into positions. A line ends with `\n`, as Git
/// and code hosts count.
#[derive(Debug)]
pub struct LineIndex<'a> {
    text: &'a str,
    starts: Vec<usize>,
    /// How many characters begin before each [`STEP`]-th byte, so that a column far along a line
    /// costs no more than one near its start.
    characters: Vec<usize>,
}

/// How many bytes are between two places whose characters are counted in advance.
const STEP: usize = 256;

impl<'a> LineIndex<'a> {
    /// Finds the lines of `text`, in time linear in its length.
    pub fn new(text: &'a str) -> Self {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let starts = std::iter::once(0).chain(ends.map(|(offset, _)| offset + 1)).collect();
        let mut before = 0;
        let characters = text.as_bytes().chunks(STEP).map(|chunk| {
            let so_far = before;
            before += count_characters(chunk);
            so_far
        });
        Self { text, starts, characters: characters.collect() }
    }

    /// The position of a byte offset, in time logarithmic in the number of lines. An offset past the
    /// end or inside a character counts as the nearest one before it.
    pub fn position(&self, offset: usize) -> Position {
        let offset = self.text.floor_char_boundary(offset);
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = self.starts[line - 1];
        let column = self.characters_before(offset) - self.characters_before(start) + 1;
        Position { line, column, offset }
    }

    /// The bytes of the line that holds `offset`, without its line break.
    pub fn line(&self, offset: usize) -> Span {
        let line = self.starts.partition_point(|start| *start <= offset);
        let end = self.starts.get(line).map_or(self.text.len(), |next| next - 1);
        Span::new(self.starts[line - 1], end)
    }

    /// How many characters begin before the byte at `offset`.
    fn characters_before(&self, offset: usize) -> usize {
        let chunk = (offset / STEP).min(self.characters.len().saturating_sub(1));
        let counted = self.characters.get(chunk).copied().unwrap_or(0);
        counted + count_characters(&self.text.as_bytes()[chunk * STEP..offset])
    }
}

/// How many characters begin in these bytes of UTF-8: those that continue one do not count.
fn count_characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| (**byte & 0b1100_0000) != 0b1000_0000).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_lines_bytes_and_characters() {
        let text = "a\r\nüb\nlast";
        let lines = LineIndex::new(text);
        let at = |offset| {
            let position = lines.position(offset);
            (position.line, position.column, position.offset)
        };
        assert_eq!(at(0), (1, 1, 0));
        assert_eq!(at(3), (2, 1, 3));
        assert_eq!(at(4), (2, 1, 3), "inside ü");
        assert_eq!(at(5), (2, 2, 5));
        assert_eq!(at(99), (3, 5, text.len()));
        let expected = [(0, 2), (0, 2), (3, 6), (3, 6), (7, 11)].map(|(start, end)| Span::new(start, end));
        assert_eq!([0, 2, 3, 6, 99].map(|at| lines.line(at)), expected);
    }

    #[test]
    fn columns_far_along_a_line_are_those_near_its_start() {
        for length in [STEP - 1, STEP, STEP + 1, 5 * STEP] {
            for text in ["a".repeat(length), "aü\u{1f525}\n".repeat(length), "ü".repeat(length) + "\nü"] {
                let lines = LineIndex::new(&text);
                for (offset, _) in text.char_indices().chain([(text.len(), ' ')]) {
                    let start = text[..offset].rfind('\n').map_or(0, |end| end + 1);
                    let column = text[start..offset].chars().count() + 1;
                    assert_eq!(lines.position(offset).column, column, "{offset} of {length}");
                }
            }
        }
    }
}
