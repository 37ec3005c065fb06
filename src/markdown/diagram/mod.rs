//! Mermaid diagrams, drawn once and while the site is built: a page needs no script for them and no
//! style sheet of theirs.
//!
//! `engine` lets the crate draw, `style` and `colour` turn its style sheet into attributes that follow
//! the site's colours, and `svg` keeps only what is on the allow-list.

mod colour;
mod engine;
mod extent;
mod gantt;
mod selector;
mod size;
mod style;
mod svg;

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

pub(super) use svg::KINDS;

use super::Diagram;
use super::event::{Document, Event, Problem};
use crate::diagnostic::rules;
use crate::memo;
use crate::text::{Hash, Span};
use size::size;

/// The longest source, in bytes: Mermaid's own limit is 50,000 characters.
const LONGEST: usize = 50_000;

/// How many diagrams of a page are drawn.
const MOST: usize = 50;

/// How many things a diagram may have, as [`size()`] counts them. The time to place them grows with their
/// square: 400 nodes in a row or 400 classes take about a second, and the largest of 60 diagrams of real
/// runbooks has 653.
const MOST_THINGS: usize = 800;

/// What all diagrams of a page may cost, in squares of their sizes: as much as the largest that may be
/// drawn, and a little more.
pub(super) const PATIENCE: usize = 700_000;

/// The same for all pages of a site: about half a minute of one processor.
const PATIENCE_OF_SITE: usize = 20_000_000;

/// What each page may cost at least, however many have diagrams: one of 70 things.
const LEAST_PATIENCE: usize = 5_000;

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
    /// What is wrong, to follow a colon.
    reason: String,
    /// The line of the source, from 0, if that is known.
    line: Option<usize>,
    help: &'static str,
}

/// What came of the sources met so far.
type Drawn = HashMap<Hash, Arc<Result<Drawing, Undrawn>>>;

/// Whether a code block holds a diagram, from the language of its fence.
pub(super) fn is_diagram(language: &str) -> bool {
    language == "mermaid"
}

/// What the diagrams of a page have cost so far. All is counted before it is done, so that the outline
/// and the rendering, which walk the same diagrams in the same order, leave out the same ones.
#[derive(Debug)]
pub(super) struct Drawings {
    /// How many there were.
    pub(super) count: usize,
    /// What they may still cost, in squares of their sizes.
    left: usize,
    /// How many things one may have.
    most: usize,
}

impl Drawings {
    /// For a page whose diagrams may cost so much.
    pub(super) fn within(work: usize) -> Self {
        Self { count: 0, left: work, most: work.isqrt().min(MOST_THINGS) }
    }

    /// Draws the page's next diagram, unless that is more than a page may cost.
    pub(super) fn next(&mut self, source: &str) -> Arc<Result<Drawing, Undrawn>> {
        self.count += 1;
        match self.refusal(source) {
            Some(undrawn) => Arc::new(Err(undrawn)),
            None => draw(source),
        }
    }

    fn refusal(&mut self, source: &str) -> Option<Undrawn> {
        let refuse = |reason, help| Some(Undrawn { reason, line: None, help });
        if self.count > MOST {
            return refuse(
                format!("{MOST} other diagrams come before it on the page"),
                "spread them over several pages",
            );
        }
        if source.len() > LONGEST {
            let reason = format!("it is {} bytes too long: the limit is 50,000", source.len() - LONGEST);
            return refuse(reason, "draw only part of it, or split it into several diagrams");
        }
        let size = size(source);
        if size > self.most {
            let (most, few) = (self.most, self.most < MOST_THINGS);
            let why = if few { " on a site with so many diagrams" } else { "" };
            let reason = format!("it has about {size} nodes, lines and labels: the limit is {most}{why}");
            return refuse(reason, "draw only part of it, or split it into several diagrams");
        }
        if size * size > self.left {
            let reason = "the diagrams before it are as many and as large as one page may have".to_owned();
            return refuse(reason, "move some of them to another page, or make them smaller");
        }
        self.left -= size * size;
        None
    }
}

/// How much the diagrams of each page may cost. With more than the whole site may, all pages have the
/// same share, whatever their order.
pub(super) fn share<'d>(pages: impl Iterator<Item = &'d [Diagram]>) -> usize {
    let cost = |diagram: &Diagram| size(&diagram.source).min(MOST_THINGS).pow(2);
    let costs = pages.map(|diagrams| diagrams.iter().map(cost).sum::<usize>().min(PATIENCE));
    let (pages, total) =
        costs.filter(|cost| *cost > 0).fold((0, 0), |(pages, sum), cost| (pages + 1, sum + cost));
    if total <= PATIENCE_OF_SITE {
        PATIENCE
    } else {
        (PATIENCE_OF_SITE / pages).clamp(LEAST_PATIENCE, PATIENCE)
    }
}

/// Draws a diagram, or takes it from memory: the outline draws to know what is wrong, the rendering to
/// show it.
fn draw(source: &str) -> Arc<Result<Drawing, Undrawn>> {
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
    let drawn = engine::draw(source)?;
    svg::drawing(&drawn).ok_or_else(|| Undrawn {
        reason: "it is empty".to_owned(),
        line: None,
        help: "add its content, or remove it",
    })
}

/// The diagrams of a document.
pub(super) fn sources<'d>(document: &'d Document<'_>) -> impl Iterator<Item = (&'d str, Span)> {
    document.events.iter().filter_map(|(event, span)| match event {
        Event::CodeBlock(block) if is_diagram(&block.language()) => Some((&*block.code, *span)),
        _ => None,
    })
}

/// What is wrong with a page's diagrams, which may cost so much.
pub(super) fn problems(text: &str, diagrams: &[Diagram], work: usize) -> impl Iterator<Item = Problem> {
    let mut drawings = Drawings::within(work);
    diagrams.iter().filter_map(move |diagram| problem(text, diagram.span, &drawings.next(&diagram.source)))
}

fn problem(body: &str, span: Span, drawn: &Result<Drawing, Undrawn>) -> Option<Problem> {
    let undrawn = drawn.as_ref().err()?;
    let line = undrawn.line.and_then(|line| line_span(body, span, line + 1));
    let span = line.or_else(|| line_span(body, span, 0)).unwrap_or(span);
    let message = format!("this diagram cannot be drawn and is shown as code: {}", undrawn.reason);
    Some(Problem::new(&rules::MARKDOWN_DIAGRAM, span, message).help(undrawn.help))
}

/// The n-th line of a block, without what is before it in a quote or a list.
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
