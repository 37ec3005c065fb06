//! Blocks that are indented below the line that begins them: admonitions (`!!! note`), folded text
//! (`??? note`) and tabs (`=== "Title"`), as [Python-Markdown](https://python-markdown.github.io/extensions/admonition/)
//! and [PyMdown](https://facelessuser.github.io/pymdown-extensions/extensions/tabbed/) have them, so that
//! pages from MkDocs are shown as intended. In CommonMark, such indented text is code.
//!
//! The parser gets a text in which such a block is flush with its first line and is between a rule
//! or the heading of its title and a rule, and [`Places`] that tell where everything was in what the author wrote.

use std::ops::Range;

use memchr::memmem;

use super::mark::Line;
use super::region::DEEPEST;
use crate::text;

/// What the first line of such a block begins with.
const MARKS: [&[u8]; 3] = [b"!!!", b"???", b"==="];
/// What the parser sees above the line that ends a block.
const RULE: &str = "***";

/// How far the block is indented below its first line, in columns; a tab goes to the next such stop.
const STEP: usize = 4;

/// Where the bytes of a changed text are in the one it was made from.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Places {
    /// Where a piece begins here and there, in order, and whether it is in the changed text only.
    pieces: Vec<(usize, usize, bool)>,
}

impl Places {
    /// The place of a range of the changed text in the original.
    pub(super) fn original(&self, range: Range<usize>) -> Range<usize> {
        if self.pieces.is_empty() {
            return range;
        }
        let start = self.place(range.start);
        // A range that ends with a line does not reach into the indentation of the next.
        let end = if range.is_empty() { start } else { self.after(range.end - 1) };
        start..end.max(start)
    }

    fn place(&self, at: usize) -> usize {
        let (here, there, is_added) = self.piece(at);
        if is_added { there } else { there + (at - here) }
    }

    /// The place after the byte at `at`.
    fn after(&self, at: usize) -> usize {
        let (here, there, is_added) = self.piece(at);
        if is_added { there } else { there + (at - here) + 1 }
    }

    fn piece(&self, at: usize) -> (usize, usize, bool) {
        let before = self.pieces.partition_point(|(here, ..)| *here <= at);
        before.checked_sub(1).map_or((0, 0, false), |piece| self.pieces[piece])
    }
}

/// The text with such blocks as the parser has to see them; nothing for a text that has none.
/// `literal` are its blocks of code and raw HTML, in order.
pub(super) fn flush(body: &str, literal: impl FnOnce() -> Vec<Range<usize>>) -> Option<(String, Places)> {
    let has_marks = MARKS.iter().any(|mark| memmem::find(body.as_bytes(), mark).is_some());
    let may_begin = |line: &str| Line::of_marker(line).is_some();
    (has_marks && body.lines().any(may_begin)).then(|| Writer::new(body, literal()).write())
}

/// A block whose lines are being read.
struct Open {
    /// The column of its first line.
    column: usize,
    /// The fence of code in it that has not been closed.
    fence: Option<(u8, usize)>,
}

struct Writer<'a> {
    body: &'a str,
    literal: Vec<Range<usize>>,
    open: Vec<Open>,
    text: String,
    places: Places,
}

impl<'a> Writer<'a> {
    fn new(body: &'a str, literal: Vec<Range<usize>>) -> Self {
        let text = String::with_capacity(body.len() + 64);
        Self { body, literal, open: Vec::new(), text, places: Places::default() }
    }

    fn write(mut self) -> (String, Places) {
        let next = columns_below(self.body);
        let mut at = 0;
        for (line, below) in self.body.split_inclusive('\n').zip(next) {
            self.line(at, line, below);
            at += line.len();
        }
        if !self.open.is_empty() && !self.text.ends_with('\n') {
            self.add("\n", at);
        }
        while self.close(at) {}
        (self.text, self.places)
    }

    /// Writes a line; `below` is the column of the next one that is not blank.
    fn line(&mut self, at: usize, line: &'a str, below: usize) {
        let content = line.trim_start_matches([' ', '\t']);
        let column = columns(&line[..line.len() - content.len()]);
        if content.trim().is_empty() {
            return self.keep(at, line);
        }
        while self.open.last().is_some_and(|open| column < open.column + STEP) {
            self.close(at);
        }
        let indent = self.indent(line);
        let marker = Line::of_marker(content).filter(|_| below >= column + STEP);
        if let Some(marker) = marker
            && self.open.len() < DEEPEST
            && !self.is_literal(at + line.len() - content.len())
        {
            let start = at + line.len() - content.len();
            let length = content.trim_end().len();
            self.keep(at + indent, &line[indent..line.len() - content.len()]);
            self.piece(start);
            self.text.push_str(&marker.stand_in(content.trim_end()));
            self.keep(start + length, &content[length..]);
            self.open.push(Open { column, fence: None });
            return;
        }
        self.track_fence(content.trim_end());
        self.keep(at + indent, &line[indent..]);
    }

    /// How many bytes of a line's indentation are that of the open blocks.
    fn indent(&self, line: &str) -> usize {
        let wanted = self.open.len() * STEP;
        let blank = line.bytes().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        (0..=blank).find(|end| columns(&line[..*end]) >= wanted).unwrap_or(blank)
    }

    /// Whether a line is part of code: outside of the blocks the parser knows, inside it took all for
    /// code.
    fn is_literal(&self, at: usize) -> bool {
        match self.open.last() {
            Some(open) => open.fence.is_some(),
            None => text::is_within(&self.literal, at),
        }
    }

    fn track_fence(&mut self, line: &str) {
        let Some(open) = self.open.last_mut() else { return };
        let Some(mark) = line.bytes().next().filter(|byte| matches!(byte, b'`' | b'~')) else { return };
        let length = line.bytes().take_while(|byte| *byte == mark).count();
        open.fence = match open.fence {
            None if length >= 3 => Some((mark, length)),
            Some((by, least)) if by == mark && length >= least && length == line.len() => None,
            fence => fence,
        };
    }

    /// Ends the block that began last, above the line at `at`; whether there was one.
    fn close(&mut self, at: usize) -> bool {
        let Some(open) = self.open.pop() else { return false };
        let indent = " ".repeat(open.column.saturating_sub(self.open.len() * STEP));
        if let Some((mark, length)) = open.fence {
            let fence = char::from(mark).to_string().repeat(length);
            self.add(&format!("{indent}{fence}\n"), at);
        }
        self.add(&format!("{indent}{RULE}\n"), at);
        true
    }

    /// Writes a part of the body as it is.
    fn keep(&mut self, at: usize, part: &str) {
        self.piece(at);
        self.text.push_str(part);
    }

    /// Notes that what is written next is at `at` in the body.
    fn piece(&mut self, at: usize) {
        let is_next = match self.places.pieces.last() {
            Some((here, there, false)) => there + (self.text.len() - here) == at,
            Some(_) => false,
            None => at == 0,
        };
        if !is_next {
            self.places.pieces.push((self.text.len(), at, false));
        }
    }

    /// Writes what is not in the body.
    fn add(&mut self, text: &str, at: usize) {
        self.places.pieces.push((self.text.len(), at, true));
        self.text.push_str(text);
    }
}

/// For every line the column of the next one that is not blank, 0 at the end.
fn columns_below(body: &str) -> Vec<usize> {
    let mut below = 0;
    let mut columns_below: Vec<usize> = body
        .split_inclusive('\n')
        .rev()
        .map(|line| {
            let content = line.trim_start_matches([' ', '\t']);
            let own = columns(&line[..line.len() - content.len()]);
            let of_this = below;
            if !content.trim().is_empty() {
                below = own;
            }
            of_this
        })
        .collect();
    columns_below.reverse();
    columns_below
}

/// How wide blanks are.
fn columns(blank: &str) -> usize {
    blank.bytes().fold(0, |column, byte| if byte == b'\t' { (column / STEP + 1) * STEP } else { column + 1 })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flushed(body: &str) -> String {
        flush(body, Vec::new).map_or_else(|| body.to_owned(), |(text, _)| text)
    }

    #[test]
    fn blocks_are_flush_and_end_with_a_rule() {
        for (body, expected) in [
            ("!!! note\n    a\n\n    b\nc\n", "********\na\n\nb\n***\nc\n"),
            ("a\n??? tip \"T\"\n\tb\n", "a\n###      T \nb\n***\n"),
            ("=== \"A\"\n\n    a\n\n=== \"B\"\n\n    b", "###  A \n\na\n\n***\n###  B \n\nb\n***\n"),
            ("- a\n\n    !!! note\n        b\n\n    c\n", "- a\n\n    ********\n    b\n\n    ***\n    c\n"),
            ("!!! a\n    !!! b\n        x\n    y\n", "*****\n*****\nx\n***\ny\n***\n"),
            ("!!! a\n    ```\n    !!! b\n        x\nc\n", "*****\n```\n!!! b\n    x\n```\n***\nc\n"),
            ("!!! note\n", "!!! note\n"),
            ("!!! note\ntext\n", "!!! note\ntext\n"),
            ("!!! wow, \"really\"\n    a\n", "!!! wow, \"really\"\n    a\n"),
            ("!!! note\r\n    a\r\nb", "********\r\na\r\n***\nb"),
        ] {
            assert_eq!(flushed(body), expected, "{body}");
        }
    }

    #[test]
    fn every_place_is_found_again() {
        let body = "a\n!!! note\n    bé\n\n    !!! tip\n\t\tc\nd\n";
        let (text, places) = flush(body, Vec::new).unwrap();
        for word in ["a", "bé", "c", "d"] {
            let at = text.find(word).unwrap();
            assert_eq!(&body[places.original(at..at + word.len())], word);
        }
        let rules: Vec<&str> =
            text.match_indices("***\n").map(|(at, _)| &body[places.original(at..at + 3)]).collect();
        assert_eq!(rules.iter().filter(|rule| rule.is_empty()).count(), 2, "{rules:?}");
    }

    #[test]
    fn code_is_left_alone() {
        let body = "```\n!!! note\n    a\n```\n";
        assert_eq!(flush(body, || vec![0..3, 3..body.len()]).unwrap().0, body);
    }
}
