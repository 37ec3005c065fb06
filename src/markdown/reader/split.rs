//! Blocks of raw HTML in a paragraph: as in a browser, the paragraph ends where the block begins, and
//! what is between them stays in its order.

use std::collections::HashMap;

use pulldown_cmark::Event as Parsed;

use super::Reader;
use super::stack::Kind;
use crate::markdown::event::{Event, Tag};
use crate::markdown::html::elements::{Element, Place, allowed};
use crate::markdown::html::token::{Token, tokens};

/// A paragraph that has ended before the parser ends it.
#[derive(Debug)]
pub(super) struct Split {
    /// How many elements are open around it.
    pub(super) base: usize,
    /// How many of the parser's elements, with the paragraph itself, have ended early.
    ended: usize,
}

/// For the name of an element the raw events that hold its tags, in order, and whether each begins it.
pub(super) type TagsAhead = HashMap<&'static str, Vec<(usize, bool)>>;

impl Reader<'_> {
    /// Ends the paragraph that is open, with what is open in it. What has nothing inside yet goes on
    /// behind it: of `<a href="x"><h4>` the link holds the heading.
    pub(super) fn split_paragraph(&mut self) {
        let Some(base) = self.stack.innermost_paragraph() else { return };
        let (starts, entries) = self.just_begun(base);
        let cut = self.parts.events.len() - starts;
        let events = self.parts.events.split_off(cut);
        let carried = self.stack.split_off(self.stack.len() - entries);
        let mut ended = 1;
        while self.stack.len() > base + 1 {
            ended += usize::from(!self.stack.is_html_on_top());
            self.close();
        }
        if matches!(self.parts.events.last(), Some((Event::Start(Tag::Paragraph), _))) {
            self.parts.events.pop();
            self.stack.drop_top();
        } else {
            self.close();
        }
        for start in self.links.iter_mut().flatten().filter(|start| **start >= cut) {
            *start = *start - cut + self.parts.events.len();
        }
        self.parts.events.extend(events);
        self.stack.extend(carried);
        let before = self.split.take().map_or(0, |split| split.ended);
        self.split = Some(Split { base, ended: before + ended });
    }

    /// The elements above the one at `base` that nothing is in: how many events began them, and how many
    /// entries of the stack they are.
    fn just_begun(&self, base: usize) -> (usize, usize) {
        let (mut starts, mut entries) = (0, 0);
        for kind in self.stack.kinds_from_top(base + 1) {
            if !matches!(kind, Kind::Skipped) {
                let event =
                    self.parts.events.len().checked_sub(starts + 1).map(|at| &self.parts.events[at].0);
                if !matches!(event, Some(Event::Start(_))) {
                    break;
                }
                starts += 1;
            }
            entries += 1;
        }
        (starts, entries)
    }

    /// Whether what the parser ends here has ended before.
    pub(super) fn ends_early_closed(&mut self) -> bool {
        let Some(split) = &mut self.split else { return false };
        if self.stack.has_markdown_above(split.base) {
            return false;
        }
        split.ended = split.ended.saturating_sub(1);
        if split.ended == 0 {
            let base = split.base;
            self.split = None;
            self.end_leftovers(base);
        }
        true
    }

    /// Ends the elements of raw HTML on top whose end tag will not come, down to `base`: parts of a
    /// line, which nothing may leave open for the rest of the page. Blocks stay open, as in a browser.
    pub(super) fn end_leftovers(&mut self, base: usize) {
        while self.stack.len() > base
            && let Some(element) = self.stack.top_html()
            && element.is_light()
            && !self.ends_later(element)
        {
            self.finish_html();
        }
    }

    /// Whether the next tag of that name ends it.
    fn ends_later(&mut self, element: &'static Element) -> bool {
        if element.name == "p" {
            return false;
        }
        let at = self.at;
        let ahead = self.tags_ahead.take().unwrap_or_else(|| self.find_tags());
        let tags = ahead.get(element.name).map(Vec::as_slice).unwrap_or_default();
        let next = tags.partition_point(|(tag, _)| *tag <= at);
        let ends = tags.get(next).is_some_and(|(_, begins)| !begins);
        self.tags_ahead = Some(ahead);
        ends
    }

    /// The tags of all raw HTML after the raw event at hand.
    fn find_tags(&self) -> TagsAhead {
        let mut ahead = TagsAhead::new();
        for (at, raw) in self.raw.iter().enumerate().skip(self.at) {
            let (Parsed::Html(html) | Parsed::InlineHtml(html)) = &raw.event else { continue };
            for (token, _) in tokens(html) {
                let (name, begins) = match &token {
                    Token::Open(tag) => (tag.name, true),
                    Token::Close(name) => (*name, false),
                    _ => continue,
                };
                if let Some(element) =
                    allowed(name).filter(|element| element.place == Place::Inline || element.is_light())
                {
                    ahead.entry(element.name).or_default().push((at, begins));
                }
            }
        }
        ahead
    }

    /// Makes the place fit for text or what is in a line of it: after a block that has split a
    /// paragraph, the rest of it is a paragraph again.
    pub(super) fn before_text(&mut self, at: usize) {
        self.before_inline(at);
        let is_rest = self.split.as_ref().is_some_and(|split| split.base == self.stack.len());
        if is_rest && let Some(paragraph) = allowed("p") {
            self.start_html(paragraph, Default::default(), crate::text::Span::at(at));
        }
    }
}
