//! Braces at the end of a heading: an id, or part of the text.

use std::ops::Range;

use pulldown_cmark::CowStr;

use super::state::Reader;
use crate::markdown::event::{Event, Tag};
use crate::text::Span;

impl Reader<'_> {
    /// The parser takes every `{…}` at the end of a heading for attributes. In `GET /users/{id}` it is
    /// text: unless there is an id or a class in it, it is put back.
    pub(super) fn restore_braces(&mut self, heading: Range<usize>) {
        let content_end = match self.at.checked_sub(1).and_then(|at| self.raw.get(at)) {
            Some(last) if last.range != heading => last.range.end,
            _ => heading.start,
        };
        let has_id = self.parts.events.iter().rev().find_map(|(event, _)| match event {
            Event::Start(Tag::Heading(tag)) => Some(tag.explicit.is_some()),
            _ => None,
        });
        let Some(rest) = self.body.get(content_end..heading.end) else { return };
        if has_id != Some(false) || !rest.contains('{') {
            return;
        }
        let marks = if content_end == heading.start { &['#', ' '][..] } else { &[] };
        let start = content_end + (rest.len() - rest.trim_start_matches(marks).len());
        let rest = &self.body[start..heading.end];
        let Some((before, _)) = rest.split_once('{') else { return };
        let Some(close) = rest.rfind('}').filter(|close| *close > before.len()) else { return };
        let inside = &rest[before.len() + 1..close];
        let is_attribute = |word: &str| word.starts_with(['.', '#']) || word.contains('=');
        if !before.trim().is_empty() || inside.split_whitespace().any(is_attribute) {
            return;
        }
        let text = rest[..=close].to_owned();
        let span = Span::new(start, start + text.len());
        self.inline(Event::Text(CowStr::from(text)), span);
    }
}
