//! Edits that fix a finding by themselves.
//!
//! A finding has a [`Fix`] only if there is one right answer. Edits are as small as they can be,
//! so that comments, order, quotes and line ends stay as the author left them.

use std::collections::BTreeSet;

use crate::text::Span;

/// A replacement in the finding's own file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    /// The bytes that go; empty to put something in.
    pub span: Span,
    /// What comes in their place.
    pub text: String,
}

/// The one right answer to a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// The edits, in the order of their spans, none touching another.
    pub edits: Vec<Edit>,
}

impl Fix {
    /// A fix that replaces `span` by `text`.
    pub fn replace(span: Span, text: impl Into<String>) -> Self {
        Self { edits: vec![Edit { span, text: text.into() }] }
    }

    /// A fix that puts `text` in at `offset`.
    pub fn insert(offset: usize, text: impl Into<String>) -> Self {
        Self::replace(Span::at(offset), text)
    }

    /// A fix that puts `before` and `after` around `span`.
    pub fn surround(span: Span, before: &str, after: &str) -> Self {
        let edit = |at, text: &str| Edit { span: Span::at(at), text: text.to_owned() };
        Self { edits: vec![edit(span.start, before), edit(span.end, after)] }
    }

    /// A fix that takes `span` out.
    pub fn remove(span: Span) -> Self {
        Self::replace(span, "")
    }
}

/// `text` with the fixes made, and how many were. A fix that touches what an earlier one changed is
/// left for the next run, and so is one whose spans are not within the text.
pub fn apply<'a>(text: &str, fixes: impl IntoIterator<Item = &'a Fix>) -> (String, usize) {
    // The number keeps apart two edits of one fix that are the same.
    let mut edits: BTreeSet<(&Edit, usize)> = BTreeSet::new();
    let mut made = 0;
    for fix in fixes {
        if fix.edits.iter().all(|edit| is_within(edit.span, text) && is_free(&edits, edit.span)) {
            edits.extend(fix.edits.iter().enumerate().map(|(nth, edit)| (edit, nth)));
            made += 1;
        }
    }
    let mut mended = String::with_capacity(text.len());
    let mut at = 0;
    for (edit, _) in edits {
        mended.push_str(&text[at..edit.span.start]);
        mended.push_str(&edit.text);
        at = edit.span.end;
    }
    mended.push_str(&text[at..]);
    (mended, made)
}

/// Whether no edit touches `span`. They do not touch one another, so only the nearest can.
fn is_free(edits: &BTreeSet<(&Edit, usize)>, span: Span) -> bool {
    let here = Edit { span: Span::at(span.start), text: String::new() };
    let before = edits.range(..(&here, 0)).next_back();
    let after = edits.range((&here, 0)..).next();
    !before.into_iter().chain(after).any(|(other, _)| touch(span, other.span))
}

fn is_within(span: Span, text: &str) -> bool {
    span.start <= span.end && text.is_char_boundary(span.start) && text.is_char_boundary(span.end)
}

/// Whether two spans share a byte, or meet where one of them only puts something in.
fn touch(a: Span, b: Span) -> bool {
    let is_apart = a.end < b.start || b.end < a.start;
    let only_meet = (a.end == b.start || b.end == a.start) && a.start != a.end && b.start != b.end;
    !is_apart && !only_meet
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn makes_what_does_not_touch_and_leaves_the_rest() {
        let fixes = [
            Fix::replace(Span::new(0, 3), "Ein"),
            Fix::replace(Span::new(1, 2), "x"),
            Fix::remove(Span::new(3, 7)),
            Fix::insert(12, "!"),
            Fix::insert(12, "?"),
            Fix::replace(Span::new(8, 99), "gone"),
        ];
        assert_eq!(apply("one two three"[..12].as_ref(), &fixes), ("Ein thre!".to_owned(), 3));
    }

    #[test]
    fn very_many_fixes_are_quick() {
        let fixes: Vec<Fix> =
            (0..200_000).map(|nth| Fix::replace(Span::new(nth * 2, nth * 2 + 1), "bc")).collect();
        let (text, made) = apply(&"a ".repeat(200_000), fixes.iter().rev().chain(&fixes));
        assert_eq!((text.len(), made), (600_000, 200_000));
    }

    #[test]
    fn a_fix_of_several_edits_is_made_as_a_whole_or_not() {
        let quotes = Fix::surround(Span::new(3, 4), "[", "]");
        assert_eq!(apply("a: b", [&quotes]), ("a: [b]".to_owned(), 1));
        assert_eq!(apply("a: b", [&Fix::insert(4, "c"), &quotes]), ("a: bc".to_owned(), 1));
        assert_eq!(apply("ä", [&Fix::insert(1, "x")]), ("ä".to_owned(), 0));
    }
}
