//! Lines that begin with a colon. For the parser, each of them turns the paragraph above into a term; only
//! one with a space after the colon is meant as a definition. Those with three colons begin and end
//! blocks, and the others are text.

use std::ops::Range;

use super::event::Problem;
use super::mark::{KINDS, Kind, Line, Mark};
use super::mask::stand_in;
use crate::diagnostic::{did_you_mean, rules};
use crate::text::{self, Span};

/// A body as the parser has to see it, of the same length, and what is wrong with its lines.
#[derive(Debug, Default)]
pub(super) struct Colons {
    /// Nothing where the body needs no change.
    pub(super) text: Option<String>,
    pub(super) slips: Vec<Slip>,
}

/// Colons that begin or end nothing.
#[derive(Debug, PartialEq)]
pub(super) struct Slip {
    pub(super) range: Range<usize>,
    what: What,
}

#[derive(Debug, PartialEq)]
enum What {
    /// `:::kind` without an end.
    Unclosed,
    /// `:::` without a start.
    Unopened,
    /// `:::kind …:::`
    OneLine(String),
}

impl Slip {
    /// The finding for what is at `span` in the page's body.
    pub(super) fn problem(&self, span: Span) -> Problem {
        match &self.what {
            What::Unclosed => unclosed(span),
            What::Unopened => unopened(span),
            What::OneLine(name) => unknown_kind(name, span),
        }
    }
}

/// `:::` of a kind that nobody knows.
pub(super) fn unknown_kind(name: &str, span: Span) -> Problem {
    let message = format!("`:::{name}` is not a known kind of block");
    let known =
        || "its content is shown without a frame; use `:::note`, `:::warning`, `:::details` or Markdown";
    let kinds: Vec<String> = KINDS.iter().map(|kind| format!(":::{kind}")).collect();
    let help = did_you_mean(&format!(":::{name}"), kinds.iter().map(String::as_str));
    Problem::new(&rules::MARKDOWN_BLOCK_KIND, span, message).help(help.unwrap_or_else(|| known().to_owned()))
}

/// `:::kind` without an end.
pub(super) fn unclosed(span: Span) -> Problem {
    let help = "write `:::` on a line of its own after its last line, at the same depth of lists and quotes";
    Problem::new(&rules::MARKDOWN_BLOCK_END, span, "this block is never closed").help(help)
}

/// `:::` without a start.
pub(super) fn unopened(span: Span) -> Problem {
    let help = "remove the line, or begin the block with a line such as `:::note` at the same depth of lists and quotes";
    Problem::new(&rules::MARKDOWN_BLOCK_END, span, "this line closes no block").help(help)
}

/// A line with three colons or more: its bytes without what a quote or a list puts before it.
struct Fence {
    range: Range<usize>,
    line: Option<Line>,
    is_matched: bool,
}

impl Fence {
    /// Whether the line is one end of a block. What a known kind begins is one even without an end: where
    /// its list or quote ends is only known later.
    fn is_end(&self) -> bool {
        let of_known =
            |line: &Line| matches!(&line.mark, Mark::Open(block) if !matches!(block.kind, Kind::Unknown(_)));
        self.is_matched || self.line.as_ref().is_some_and(of_known)
    }
}

/// Reads `body`; `literal` finds the blocks of code and of raw HTML in a text, in order.
pub(super) fn read(body: &str, literal: impl FnOnce(&str) -> Vec<Range<usize>>) -> Colons {
    let is_before = |byte: u8| matches!(byte, b' ' | b'\t' | b'>');
    if !text::begins_a_line(body, b':', is_before) {
        return Colons::default();
    }
    let mut bytes = Vec::new();
    let mut fences = Vec::new();
    let mut at = 0;
    for line in body.split_inclusive('\n') {
        let text = line.trim_start_matches([' ', '\t', '>']);
        let start = at + line.len() - text.len();
        at += line.len();
        if !text.starts_with(':') || is_definition(text) || is_delimiter_row(text) {
            continue;
        }
        if bytes.is_empty() {
            bytes = body.as_bytes().to_vec();
        }
        bytes[start] = stand_in(b':');
        if text.starts_with(":::") {
            let range = start..start + text.trim_end().len();
            fences.push(Fence { line: Line::of_colons(&body[range.clone()]), range, is_matched: false });
        }
    }
    if bytes.is_empty() {
        return Colons::default();
    }
    let mut text = String::from_utf8(bytes).unwrap_or_else(|_| body.to_owned());
    let mut slips = Vec::new();
    if !fences.is_empty() {
        let literal = literal(&text);
        fences.retain(|fence| !text::is_within(&literal, fence.range.start));
        match_up(&mut fences);
        slips = fences.iter().filter_map(|fence| slip(body, fence)).collect();
        text = with_stand_ins(&text, body, &fences);
    }
    Colons { text: Some(text), slips }
}

/// Whether a line that begins with a colon is a definition.
fn is_definition(line: &str) -> bool {
    let rest = line[1..].trim_end_matches(['\n', '\r']);
    rest.starts_with([' ', '\t']) && !rest.trim().is_empty()
}

/// Whether a line is that below the head of a table.
fn is_delimiter_row(line: &str) -> bool {
    let line = line.trim_end();
    line.contains('|')
        && line.contains('-')
        && line.bytes().all(|byte| matches!(byte, b':' | b'-' | b'|' | b' ' | b'\t'))
}

/// Finds the end of each block.
fn match_up(fences: &mut [Fence]) {
    let mut open = Vec::new();
    for at in 0..fences.len() {
        match fences[at].line.as_ref().map(|line| &line.mark) {
            Some(Mark::Close) => {
                let Some(start) = open.pop() else { continue };
                fences[at].is_matched = true;
                let start: &mut Fence = &mut fences[start];
                start.is_matched = true;
            }
            Some(_) => open.push(at),
            None => {}
        }
    }
}

/// What is wrong with a line that has no counterpart.
fn slip(body: &str, fence: &Fence) -> Option<Slip> {
    let what = match fence.line.as_ref().map(|line| &line.mark) {
        _ if fence.is_end() => return None,
        Some(Mark::Close) => What::Unopened,
        Some(_) => What::Unclosed,
        None => {
            let rest = body[fence.range.clone()].trim_start_matches(':').trim_start();
            let end = rest
                .find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_'))
                .unwrap_or(rest.len());
            let is_one_line = rest.ends_with(":::") && rest.starts_with(|c: char| c.is_ascii_alphabetic());
            What::OneLine(is_one_line.then(|| rest[..end].to_owned())?)
        }
    };
    Some(Slip { range: fence.range.clone(), what })
}

/// `text` with rules and headings for the lines that begin or end a block.
fn with_stand_ins(text: &str, body: &str, fences: &[Fence]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for fence in fences.iter().filter(|fence| fence.is_end()) {
        let Some(line) = &fence.line else { continue };
        out.push_str(&text[at..fence.range.start]);
        out.push_str(&line.stand_in(&body[fence.range.clone()]));
        at = fence.range.end;
    }
    out.push_str(&text[at..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(body: &str) -> String {
        let text = read(body, |_| Vec::new()).text.unwrap_or_else(|| body.to_owned());
        assert_eq!(text.len(), body.len());
        text.replace('\u{6}', ";")
    }

    #[test]
    fn only_a_blank_makes_a_definition() {
        for (body, expected) in [
            ("a\n: b\n:\tc\n  :   d\n", "a\n: b\n:\tc\n  :   d\n"),
            ("a\n:b:\n> :9090\n", "a\n;b:\n> ;9090\n"),
            ("a\n::b\n:\n: \n", "a\n;:b\n;\n; \n"),
            ("a|b\n:-|-:\n", "a|b\n:-|-:\n"),
            ("a\n:---\n", "a\n;---\n"),
            ("a : b\n- :c\n", "a : b\n- :c\n"),
        ] {
            assert_eq!(seen(body), expected);
        }
    }

    #[test]
    fn blocks_are_rules_or_headings() {
        for (body, expected) in [
            (":::note\na\n:::\n", "*******\na\n***\n"),
            (":::x T\na\n:::\n", "###  T\na\n***\n"),
            (":::\na\n", ";::\na\n"),
            (":::note\na\n", "*******\na\n"),
            (":::x\na\n", ";::x\na\n"),
            ("::: x\n:::tip\n:::\n", ";:: x\n******\n***\n"),
        ] {
            assert_eq!(seen(body), expected);
        }
        let found =
            |body| read(body, |_| Vec::new()).slips.into_iter().map(|slip| slip.what).collect::<Vec<_>>();
        assert_eq!(found(":::\n:::x\n:::\n:::\n"), [What::Unopened, What::Unopened]);
        assert_eq!(found(":::x\n:::note\n:::\n"), [What::Unclosed]);
        assert_eq!(found(":::note\n:::x\n:::\n"), [], "the region says so");
        assert_eq!(found(":::row y:::\n:::{\n::a\n"), [What::OneLine("row".to_owned())]);
    }

    #[test]
    fn code_has_no_blocks() {
        let body = "```\n:::note\n:::\n```\n";
        let colons = read(body, |_| vec![0..3, 3..body.len()]);
        assert_eq!(super::super::mask::restore(&colons.text.unwrap()), body);
        assert_eq!(colons.slips, []);
    }
}
