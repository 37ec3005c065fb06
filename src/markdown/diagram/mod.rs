//! Mermaid diagrams, drawn once and while the site is built: a page needs no script for them and no
//! style sheet of theirs.
//!
//! `engine` has the crate draw, `style` and `colour` turn its style sheet into attributes that follow
//! the site's colours, `svg` lets through what is on the allow-list and nothing else.

mod colour;
mod engine;
mod extent;
mod gantt;
mod selector;
mod style;
mod svg;

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

pub(super) use svg::KINDS;

use super::event::{CodeBlock, Document, Event, Problem};
use crate::diagnostic::rules;
use crate::memo;
use crate::text::{Hash, Span};

/// The longest source, in bytes: Mermaid's own limit is 50,000 characters.
const LONGEST: usize = 50_000;

/// How many diagrams of a page are drawn: each may cost half a second.
const MOST: usize = 50;

/// How many drawings are remembered before all are forgotten: far more than are met between two builds
/// of one site, and at some 20 kB each nothing that fills a memory.
const MOST_REMEMBERED: usize = 4_000;

/// Stands in a drawing for its number on the page, which makes its ids unique. Unicode has set the
/// character aside for uses such as this.
const NUMBER: char = '\u{fdd0}';

/// A diagram, drawn.
#[derive(Debug)]
pub(super) struct Drawing {
    /// The SVG's inside, with [`NUMBER`] in every id.
    inside: String,
    pub(super) view_box: String,
    /// Its size in pixels.
    pub(super) width: f64,
    pub(super) height: f64,
    /// What kind it is: one of [`KINDS`]'s words.
    pub(super) kind: &'static str,
    /// What the author calls it: `accTitle`, or its title.
    pub(super) title: String,
    /// `accDescr`.
    pub(super) description: String,
}

impl Drawing {
    /// The SVG's inside for the page's diagram with this number.
    pub(super) fn inside(&self, number: usize) -> String {
        self.inside.replace(NUMBER, &number.to_string())
    }
}

/// Why a diagram cannot be drawn.
#[derive(Debug)]
pub(super) struct Undrawn {
    /// What is wrong, to stand behind a colon.
    reason: String,
    /// The line of the source, from 0, where that is known.
    line: Option<usize>,
    help: &'static str,
}

/// What came of the sources met so far.
type Drawn = HashMap<Hash, Arc<Result<Drawing, Undrawn>>>;

/// Whether a code block holds a diagram, from the language of its fence.
pub(super) fn is_diagram(language: &str) -> bool {
    language == "mermaid"
}

/// Draws a page's diagram with this number, from 1, or takes it from memory: the outline draws to know
/// what is wrong, the rendering to show it.
pub(super) fn draw(source: &str, number: usize) -> Arc<Result<Drawing, Undrawn>> {
    if number > MOST {
        let reason = format!("the page has {MOST} before it");
        return Arc::new(Err(Undrawn { reason, line: None, help: "spread them over several pages" }));
    }
    static DRAWN: LazyLock<Mutex<Drawn>> = LazyLock::new(Mutex::default);
    let drawn = || DRAWN.lock().unwrap_or_else(PoisonError::into_inner);
    let key = memo::key(&source);
    if let Some(known) = drawn().get(&key) {
        return Arc::clone(known);
    }
    let made = Arc::new(make(source));
    let mut drawn = drawn();
    if drawn.len() >= MOST_REMEMBERED {
        drawn.clear();
    }
    drawn.insert(key, Arc::clone(&made));
    made
}

fn make(source: &str) -> Result<Drawing, Undrawn> {
    if source.len() > LONGEST {
        let reason = format!("it is {} bytes too long: 50,000 is the limit", source.len() - LONGEST);
        return Err(Undrawn { reason, line: None, help: "draw a part of it, or several diagrams" });
    }
    let drawn = engine::draw(source)?;
    svg::drawing(&drawn).ok_or_else(|| Undrawn {
        reason: "there is nothing in it to show".to_owned(),
        line: None,
        help: "write what it shows, or remove it",
    })
}

/// What is wrong with a document's diagrams.
pub(super) fn problems<'d>(body: &'d str, document: &'d Document<'_>) -> impl Iterator<Item = Problem> + 'd {
    let blocks = document.events.iter().filter_map(|(event, span)| match event {
        Event::CodeBlock(block) if is_diagram(&block.language()) => Some((block, *span)),
        _ => None,
    });
    blocks.enumerate().filter_map(move |(nth, (block, span))| problem(body, block, span, nth + 1))
}

fn problem(body: &str, block: &CodeBlock<'_>, span: Span, number: usize) -> Option<Problem> {
    let drawn = draw(&block.code, number);
    let undrawn = drawn.as_ref().as_ref().err()?;
    let line = undrawn.line.and_then(|line| line_span(body, span, line + 1));
    let span = line.or_else(|| line_span(body, span, 0)).unwrap_or(span);
    let message = format!("this diagram cannot be drawn and is shown as code: {}", undrawn.reason);
    Some(Problem::new(&rules::MARKDOWN_DIAGRAM, span, message).help(undrawn.help))
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

#[cfg(test)]
mod tests;
