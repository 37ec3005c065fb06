//! Footnotes: numbered in the order of their first use, gathered at the end of the page.

use std::collections::HashMap;

use super::event::{Event, Problem, Spanned, Tag};
use crate::diagnostic::rules;
use crate::text::Span;

/// A footnote as the page defines it.
#[derive(Debug)]
pub(super) struct Definition<'a> {
    pub(super) label: pulldown_cmark::CowStr<'a>,
    /// The brackets with the label.
    pub(super) span: Span,
    pub(super) events: Vec<Spanned<'a>>,
}

/// A page's events with the footnotes that it refers to after them, and what is wrong with those.
pub(super) fn assemble<'a>(
    mut events: Vec<Spanned<'a>>,
    definitions: Vec<Definition<'a>>,
    problems: &mut Vec<Problem>,
) -> Vec<Spanned<'a>> {
    if definitions.is_empty() {
        return events;
    }
    let mut numbering = Numbering::default();
    let mut notes: Vec<Option<Definition<'a>>> = Vec::new();
    for definition in definitions {
        let index = *numbering.indices.entry(folded(&definition.label)).or_insert(notes.len());
        match notes.get(index).and_then(Option::as_ref) {
            Some(first) => problems.push(repeated(&definition, first)),
            None => notes.push(Some(definition)),
        }
    }
    numbering.number(&mut events);
    let mut numbered: Vec<Vec<Spanned<'a>>> = Vec::new();
    while let Some(index) = numbering.order.get(numbered.len()).copied() {
        let note = notes.get_mut(index).and_then(Option::take);
        let mut note = note.map(|definition| definition.events).unwrap_or_default();
        numbering.number(&mut note);
        numbered.push(note);
    }
    problems.extend(notes.iter().flatten().map(unused));
    if numbered.is_empty() {
        return events;
    }
    let end = Span::at(events.last().map_or(0, |(_, span)| span.end));
    events.push((Event::Start(Tag::Footnotes), end));
    for (at, note) in numbered.into_iter().enumerate() {
        let span = note.first().map_or(end, |(_, span)| *span);
        let uses = numbering.uses.get(&numbering.order[at]).copied().unwrap_or(0);
        events.push((Event::Start(Tag::Footnote { number: at + 1, uses }), span));
        events.extend(note);
        events.push((Event::End, end));
    }
    events.push((Event::End, end));
    events
}

/// Labels are the same whatever their letter case.
fn folded(label: &str) -> String {
    label.to_lowercase()
}

fn repeated(definition: &Definition<'_>, first: &Definition<'_>) -> Problem {
    let message = format!("the footnote `[^{}]` is defined twice, and the first counts", definition.label);
    Problem::new(&rules::MARKDOWN_FOOTNOTE_TWICE, definition.span, message)
        .label(first.span, "first here")
        .help("give one of the two another label")
}

fn unused(definition: &Definition<'_>) -> Problem {
    let label = &definition.label;
    let message = format!("nothing refers to the footnote `[^{label}]`, so the page does not show it");
    let help = format!("write `[^{label}]` where it belongs, or remove the footnote");
    Problem::new(&rules::MARKDOWN_FOOTNOTE_UNUSED, definition.span, message).help(help)
}

#[derive(Default)]
struct Numbering {
    /// The definition for each label.
    indices: HashMap<String, usize>,
    /// The definitions in the order of their numbers.
    order: Vec<usize>,
    /// The number of each definition.
    numbers: HashMap<usize, usize>,
    /// How often each definition is referred to.
    uses: HashMap<usize, usize>,
}

impl Numbering {
    fn number(&mut self, events: &mut [Spanned<'_>]) {
        for (event, _) in events {
            let Event::FootnoteReference(reference) = event else { continue };
            let Some(index) = self.indices.get(&folded(&reference.label)).copied() else { continue };
            let next = self.order.len() + 1;
            let order = &mut self.order;
            reference.number = *self.numbers.entry(index).or_insert_with(|| {
                order.push(index);
                next
            });
            let uses = self.uses.entry(index).or_default();
            *uses += 1;
            reference.nth = *uses;
        }
    }
}
