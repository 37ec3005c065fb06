//! The diagrams of a page: which code blocks are some, and what is wrong with them.

use super::event::{Document, Event};
use super::parts::Diagram;
use crate::diagnostic::Draft;
use crate::diagnostic::rules;
use crate::diagram::{Drawing, Drawings, Drawn, Undrawn};
use crate::text::Span;

/// Whether a code block holds a diagram, from the language of its fence.
pub(super) fn is_diagram(language: &str) -> bool {
    language == "mermaid"
}

/// The diagrams of a document.
pub(super) fn sources<'d>(document: &'d Document<'_>) -> impl Iterator<Item = (&'d str, Span)> {
    document.events.iter().filter_map(|(event, span)| match event {
        Event::CodeBlock(block) if is_diagram(&block.language()) => Some((&*block.code, *span)),
        _ => None,
    })
}

/// What is wrong with a page's diagrams, which may cost so much.
pub(super) fn problems<'a>(
    text: &'a str,
    diagrams: &'a [Diagram],
    work: usize,
    drawn: &'a Drawn,
) -> impl Iterator<Item = Draft> + 'a {
    let mut drawings = Drawings::within(work, drawn);
    diagrams.iter().filter_map(move |diagram| problem(text, diagram.span, &drawings.next(&diagram.source)))
}

fn problem(body: &str, span: Span, drawn: &Result<Drawing, Undrawn>) -> Option<Draft> {
    let undrawn = drawn.as_ref().err()?;
    let line = undrawn.line.and_then(|line| line_span(body, span, line + 1));
    let span = line.or_else(|| line_span(body, span, 0)).unwrap_or(span);
    let message = format!("this diagram cannot be drawn and is shown as code: {}", undrawn.reason);
    Some(Draft::new(&rules::MARKDOWN_DIAGRAM, span, message).help(undrawn.help))
}

/// The n-th line of a block, without what stands before it in a quote or a list.
fn line_span(body: &str, block: Span, nth: usize) -> Option<Span> {
    let text = body.get(block.start..block.end)?;
    let line = text.split_inclusive('\n').nth(nth)?;
    let start = block.start + text.split_inclusive('\n').take(nth).map(str::len).sum::<usize>();
    let trimmed = line.trim_start_matches([' ', '\t', '>']);
    let start = start + line.len() - trimmed.len();
    let length = trimmed.trim_end().len();
    (length > 0).then(|| Span::new(start, start + length))
}
