//! Footnotes: numbered in the order of their first use, gathered at the end of the page.

use std::collections::HashMap;

use super::event::{Event, Spanned, Tag};
use crate::text::Span;

/// A page's events with the footnotes that it refers to behind them.
pub(super) fn assemble<'a>(
    mut events: Vec<Spanned<'a>>,
    definitions: Vec<(pulldown_cmark::CowStr<'a>, Vec<Spanned<'a>>)>,
) -> Vec<Spanned<'a>> {
    if definitions.is_empty() {
        return events;
    }
    let mut numbering = Numbering::default();
    let mut notes: Vec<Option<Vec<Spanned<'a>>>> = Vec::new();
    for (label, definition) in definitions {
        let index = notes.len();
        if numbering.indices.insert(label.to_string(), index).is_some_and(|first| {
            // The first definition of a label counts.
            numbering.indices.insert(label.to_string(), first);
            true
        }) {
            continue;
        }
        notes.push(Some(definition));
    }
    numbering.number(&mut events);
    let mut numbered: Vec<Vec<Spanned<'a>>> = Vec::new();
    while let Some(index) = numbering.order.get(numbered.len()).copied() {
        let mut note = notes.get_mut(index).and_then(Option::take).unwrap_or_default();
        numbering.number(&mut note);
        numbered.push(note);
    }
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
            let Some(index) = self.indices.get(reference.label.as_ref()).copied() else { continue };
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
