//! Elements are opened and closed, whatever the page's own order.

use super::stack::{DEEPEST, Kind};
use super::state::Reader;
use crate::markdown::event::{Attributes, Event, HtmlTag, Spanned, Tag};
use crate::markdown::html::elements::{Content, Element, Place, allowed};
use crate::text::Span;

impl<'a> Reader<'a> {
    /// Ends the element on top.
    pub(super) fn close(&mut self) {
        let Some(open) = self.stack.open.pop() else { return };
        if matches!(open.kind, Kind::Skipped) {
            return;
        }
        self.stack.depth -= 1;
        if let Some(split) = &mut self.split {
            split.base = split.base.min(self.stack.open.len());
        }
        let end = self.parts.events.last().map_or(0, |(_, span)| span.end);
        self.push(Event::End, Span::at(end));
    }

    /// Ends the Markdown element that the parser ends, and what raw HTML left open inside it.
    pub(super) fn end_markdown(&mut self) {
        while self.stack.top_html().is_some() {
            self.finish_html();
        }
        self.close();
    }

    /// Ends everything.
    pub(super) fn close_all(&mut self) {
        while !self.stack.open.is_empty() {
            self.finish_html();
        }
    }

    /// Ends the element of raw HTML on top; a `details` gets the summary it lacks, and a heading or a
    /// paragraph without anything inside goes.
    pub(super) fn finish_html(&mut self) {
        if self.stack.lacks_summary() {
            self.add_summary();
        }
        match self.stack.top_html() {
            Some(element) if element.name == "summary" && !self.shows_something() => {
                self.push(Event::Text("Details".into()), Span::default());
            }
            Some(element) if (element.is_heading() || element.name == "p") && self.drop_hollow() => return,
            _ => {}
        }
        self.close();
    }

    /// Whether anything that a reader sees is in the element on top.
    fn shows_something(&self) -> bool {
        let mut depth = 0_usize;
        for (event, _) in self.parts.events.iter().rev() {
            match event {
                Event::End => depth += 1,
                Event::Start(_) if depth == 0 => return false,
                Event::Start(_) => depth -= 1,
                Event::Text(text) if text.trim().is_empty() => {}
                Event::SoftBreak | Event::HardBreak => {}
                _ => return true,
            }
        }
        false
    }

    /// Takes back the element on top where nothing but white space is inside and no link leads to it.
    fn drop_hollow(&mut self) -> bool {
        let is_blank = |(event, _): &&Spanned<'_>| matches!(event, Event::SoftBreak);
        let blanks = self.parts.events.iter().rev().take_while(is_blank).count();
        let Some(start) = self.parts.events.len().checked_sub(blanks + 1) else { return false };
        let is_hollow = matches!(&self.parts.events[start].0, Event::Start(Tag::Html(tag)) if tag.attributes.id.is_none());
        if is_hollow {
            self.parts.events.remove(start);
            self.stack.drop_top();
            if let Some(split) = &mut self.split {
                split.base = split.base.min(self.stack.open.len());
            }
        }
        is_hollow
    }

    /// Starts a block of Markdown. Roots of nested structures have to respect the depth, and what
    /// belongs to a root that was left out is left out too.
    pub(super) fn start_block(&mut self, tag: Tag<'a>, content: Content, span: Span) {
        let is_root = matches!(tag, Tag::BlockQuote | Tag::List(_) | Tag::DefinitionList | Tag::Table);
        let is_part = matches!(
            tag,
            Tag::Item
                | Tag::DefinitionTitle
                | Tag::Definition
                | Tag::TableHead
                | Tag::TableRow
                | Tag::Cell { .. }
        );
        if !is_part {
            self.before_block(span.start, matches!(tag, Tag::Heading(_)));
        }
        if (is_root && self.stack.depth >= DEEPEST) || (is_part && self.stack.is_skipped()) {
            self.push(Event::SoftBreak, Span::at(span.start));
            self.stack.skip();
            return;
        }
        if matches!(tag, Tag::Paragraph) {
            self.stack.paragraph();
        } else {
            self.stack.markdown(content);
        }
        self.push(Event::Start(tag), span);
    }

    /// A block without anything inside.
    pub(super) fn block(&mut self, event: Event<'a>, span: Span) {
        self.before_block(span.start, false);
        self.push(event, span);
    }

    /// Something that stands in a line of text.
    pub(super) fn inline(&mut self, event: Event<'a>, span: Span) {
        self.before_text(span.start);
        self.push(event, span);
    }

    /// Makes the place fit for a block, or a heading: ends what a browser would end before it, adds what
    /// a list or a table lacks. False where the text around it is Markdown's and stays open.
    pub(super) fn before_block(&mut self, at: usize, is_heading: bool) -> bool {
        while let Some((kind, holder)) = self.stack.holder() {
            match (self.stack.open[holder].content, kind) {
                (Content::Phrasing, Kind::Paragraph | Kind::AlertTitle) => self.split_paragraph(),
                (Content::Phrasing, Kind::Html { .. }) => {
                    if !self.end_down_to(holder) {
                        return false;
                    }
                }
                (Content::Heading, Kind::Html { .. }) if is_heading => {
                    if !self.end_down_to(holder) {
                        return false;
                    }
                }
                (Content::Heading, _) if is_heading => return false,
                (Content::Phrasing, _) => return false,
                _ => break,
            }
        }
        self.before_inline(at);
        true
    }

    /// Ends the elements of raw HTML from the top down to the one at `place`; false where an element of
    /// Markdown is among them.
    fn end_down_to(&mut self, place: usize) -> bool {
        if self.stack.has_markdown_above(place) {
            return false;
        }
        while self.stack.open.len() > place {
            self.finish_html();
        }
        true
    }

    /// Adds what a list, a table or a `details` lacks around the text to come.
    pub(super) fn before_inline(&mut self, at: usize) {
        if self.stack.lacks_summary() {
            self.add_summary();
        }
        let missing: &[&str] = match self.stack.content() {
            Content::Items => &["li"],
            Content::Terms => &["dd"],
            Content::Sections | Content::Rows => &["tr", "td"],
            Content::Cells => &["td"],
            _ => &[],
        };
        // A table of Markdown has its cells; only raw HTML forgets them.
        if self.stack.top_html().is_some() {
            for element in missing.iter().filter_map(|name| allowed(name)) {
                self.start_html(element, Attributes::default(), Span::at(at));
            }
        }
        self.stack.begin();
    }

    pub(super) fn start_html(&mut self, element: &'static Element, attributes: Attributes, span: Span) {
        self.stack.begin();
        self.stack.html(element, false);
        let tag = HtmlTag { name: element.written, attributes, link: None };
        self.push(Event::Start(Tag::Html(Box::new(tag))), span);
    }

    fn add_summary(&mut self) {
        let Some(summary) = allowed("summary") else { return };
        self.start_html(summary, Attributes::default(), Span::default());
        self.push(Event::Text("Details".into()), Span::default());
        self.close();
        self.stack.begin();
    }

    /// Makes the place fit for an element of raw HTML; false where it cannot stand here.
    pub(super) fn make_place(&mut self, element: &Element, at: usize) -> bool {
        match element.place {
            _ if self.stack.depth >= DEEPEST => false,
            Place::Inline if element.content == Content::Void => {
                self.before_inline(at);
                true
            }
            Place::Inline => {
                self.before_text(at);
                true
            }
            Place::Block => self.before_block(at, element.is_heading()),
            Place::Part { parents, ends } => {
                let is_parent = |other: &Element| parents.contains(&other.written);
                let stops = |other: &Element| !ends.contains(&other.written) && !other.is_light();
                let Some(above) = self.stack.html_above(is_parent, stops) else { return false };
                for _ in 0..above {
                    self.finish_html();
                }
                self.makes_sense(element)
            }
        }
    }

    /// A summary comes first, and a table has a row before its cells.
    fn makes_sense(&self, element: &Element) -> bool {
        element.name != "summary" || self.stack.lacks_summary()
    }

    /// Ends the innermost element of raw HTML of this kind, unless Markdown or what the end tag cannot
    /// reach beyond is in between; the end tag of any heading ends one. False where there is none.
    pub(super) fn end_html(&mut self, element: &Element) -> bool {
        let is_wanted =
            |open: &Element| open.written == element.written || (open.is_heading() && element.is_heading());
        let stops = |open: &Element| element.ends_within(open);
        let Some(above) = self.stack.html_above(is_wanted, stops) else { return false };
        for _ in 0..=above {
            self.finish_html();
        }
        true
    }
}
