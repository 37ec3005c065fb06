//! Mermaid diagrams, drawn once and while the site is built: a page needs no script for them and no
//! style sheet of theirs.
//!
//! `engine` has the crate draw, `style` and `colour` turn its style sheet into attributes that follow
//! the site's colours, `svg` lets through what is on the allow-list and nothing else.

mod colour;
mod drawing;
mod engine;
mod extent;
mod gantt;
mod selector;
mod shape;
mod size;
mod style;
mod svg;

use std::sync::Arc;

pub(crate) use drawing::{Drawing, Undrawn};
pub(crate) use svg::KINDS;

use crate::memo::{self, Recent};
use size::size;

/// What came of the sources met so far: far more than are met between two builds of one site, and at some
/// 20 kB each nothing that fills a memory.
pub(crate) type Drawn = Recent<Result<Drawing, Undrawn>, 4000>;

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
pub(crate) const PATIENCE: usize = 700_000;

/// The same for all pages of a site: about half a minute of one processor.
const PATIENCE_OF_SITE: usize = 20_000_000;

/// What each page may cost at least, however many have diagrams: one of 70 things.
const LEAST_PATIENCE: usize = 5_000;

/// What the diagrams of a page have cost so far. All is counted before it is done, so that the outline
/// and the rendering, which walk the same diagrams in the same order, leave out the same ones.
#[derive(Debug)]
pub(crate) struct Drawings<'m> {
    /// The outline draws to know what is wrong, the rendering to show it.
    drawn: &'m Drawn,
    /// How many there were.
    pub(crate) count: usize,
    /// What they may still cost, in squares of their sizes.
    left: usize,
    /// How many things one may have.
    most: usize,
}

impl<'m> Drawings<'m> {
    /// For a page whose diagrams may cost so much.
    pub(crate) fn within(work: usize, drawn: &'m Drawn) -> Self {
        Self { drawn, count: 0, left: work, most: work.isqrt().min(MOST_THINGS) }
    }

    /// Draws the page's next diagram, unless that is more than a page may cost.
    pub(crate) fn next(&mut self, source: &str) -> Arc<Result<Drawing, Undrawn>> {
        self.count += 1;
        match self.refusal(source) {
            Some(undrawn) => Arc::new(Err(undrawn)),
            None => self.drawn.get(memo::key(&source), || make(source)),
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
pub(crate) fn share<'d, D: Iterator<Item = &'d str>>(pages: impl Iterator<Item = D>) -> usize {
    let cost = |source: &str| size(source).min(MOST_THINGS).pow(2);
    let costs = pages.map(|sources| sources.map(cost).sum::<usize>().min(PATIENCE));
    let (pages, total) =
        costs.filter(|cost| *cost > 0).fold((0, 0), |(pages, sum), cost| (pages + 1, sum + cost));
    if total <= PATIENCE_OF_SITE {
        PATIENCE
    } else {
        (PATIENCE_OF_SITE / pages).clamp(LEAST_PATIENCE, PATIENCE)
    }
}

fn make(source: &str) -> Result<Drawing, Undrawn> {
    let drawn = engine::draw(source)?;
    svg::drawing(&drawn).ok_or_else(|| Undrawn {
        reason: "it is empty".to_owned(),
        line: None,
        help: "add its content, or remove it",
    })
}

#[cfg(test)]
mod tests;
