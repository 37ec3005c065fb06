//! The open elements of Markdown and raw HTML on one stack, so that neither can end
//! the other out of turn.

use super::Reader;
use crate::markdown::event::{Attributes, Event, HtmlTag, Spanned, Tag};
use crate::markdown::html::elements::{Content, Element, Place, allowed};
use crate::text::Span;

/// How deep blocks may be nested; beyond it their content stands where it is. Browsers stop at 512.
const DEEPEST: usize = 80;

/// How deep anything may be nested.
const DEEPEST_INLINE: usize = 120;

#[derive(Debug, Default)]
pub(super) struct Stack {
    open: Vec<Open>,
    /// How many of them are elements of the page.
    depth: usize,
}

#[derive(Debug)]
pub(super) struct Open {
    kind: Kind,
    content: Content,
}

#[derive(Debug)]
pub(super) enum Kind {
    Markdown,
    /// A paragraph of Markdown, which a block of raw HTML may end.
    Paragraph,
    /// A link of Markdown.
    Link,
    /// A title of an alert, which its line's end ends.
    AlertTitle,
    /// Keeps its place on the stack and leaves no trace in the page.
    Skipped,
    /// Raw HTML; `begun` once something is inside, and whether it is a link.
    Html {
        element: &'static Element,
        begun: bool,
        is_link: bool,
    },
}

impl Stack {
    pub(super) fn skip(&mut self) {
        let content = self.content();
        self.open.push(Open { kind: Kind::Skipped, content });
    }

    pub(super) fn markdown(&mut self, content: Content) {
        self.open(Kind::Markdown, content);
    }

    pub(super) fn paragraph(&mut self) {
        self.open(Kind::Paragraph, Content::Phrasing);
    }

    /// Like [`Stack::markdown`], without an event to end.
    pub(super) fn markdown_silent(&mut self, content: Content) {
        self.open.push(Open { kind: Kind::Skipped, content });
    }

    pub(super) fn link(&mut self) {
        self.open(Kind::Link, Content::Transparent);
    }

    pub(super) fn html(&mut self, element: &'static Element, is_link: bool) {
        self.open(Kind::Html { element, begun: false, is_link }, element.content);
    }

    /// Replaces the paragraph on top by the title of an alert.
    pub(super) fn retitle(&mut self) {
        if let Some(top) = self.open.last_mut() {
            top.kind = Kind::AlertTitle;
        }
    }

    pub(super) fn is_alert_title(&self) -> bool {
        self.open.last().is_some_and(|top| matches!(top.kind, Kind::AlertTitle))
    }

    pub(super) fn len(&self) -> usize {
        self.open.len()
    }

    /// The place of the paragraph, or the title of an alert, that is open.
    pub(super) fn innermost_paragraph(&self) -> Option<usize> {
        self.open.iter().rposition(|open| matches!(open.kind, Kind::Paragraph | Kind::AlertTitle))
    }

    /// What is open from the top down to the place `base`.
    pub(super) fn kinds_from_top(&self, base: usize) -> impl Iterator<Item = &Kind> {
        self.open.get(base..).unwrap_or_default().iter().rev().map(|open| &open.kind)
    }

    /// Takes away what is open from the place `at` on.
    pub(super) fn split_off(&mut self, at: usize) -> Vec<Open> {
        let open = self.open.split_off(at);
        self.depth -= counted(&open);
        open
    }

    /// Puts it back.
    pub(super) fn extend(&mut self, open: Vec<Open>) {
        self.depth += counted(&open);
        self.open.extend(open);
    }

    pub(super) fn is_html_on_top(&self) -> bool {
        self.top_html().is_some()
    }

    /// Whether an element of Markdown is open from the place `base` on.
    pub(super) fn has_markdown_above(&self, base: usize) -> bool {
        self.kinds_from_top(base).any(|kind| !matches!(kind, Kind::Html { .. }))
    }

    /// What holds the place at hand to its content, and its element where that is raw HTML; nothing
    /// where an element of Markdown is in between.
    fn holder(&self) -> Option<(&Kind, usize)> {
        let at = self.open.iter().rposition(|open| open.content != Content::Transparent)?;
        Some((&self.open[at].kind, at))
    }

    /// Whether text here is kept as it is.
    pub(super) fn is_preformatted(&self) -> bool {
        self.open.iter().any(|open| matches!(open.kind, Kind::Html { element, .. } if element.name == "pre"))
    }

    pub(super) fn is_skipped(&self) -> bool {
        self.open.last().is_some_and(|top| matches!(top.kind, Kind::Skipped))
    }

    pub(super) fn is_too_deep(&self) -> bool {
        self.depth >= DEEPEST_INLINE
    }

    /// Forgets the element on top, whose event is gone too.
    pub(super) fn drop_top(&mut self) {
        if self.open.pop().is_some() {
            self.depth -= 1;
        }
    }

    /// Whether a link here would be inside another one.
    pub(super) fn is_in_link(&self) -> bool {
        self.open.iter().any(|open| matches!(open.kind, Kind::Link | Kind::Html { is_link: true, .. }))
    }

    /// Whether text here is code.
    pub(super) fn is_in_code(&self) -> bool {
        let is_code = |name: &str| matches!(name, "code" | "pre" | "kbd" | "samp" | "tt" | "var");
        self.open.iter().any(|open| matches!(open.kind, Kind::Html { element, .. } if is_code(element.name)))
    }

    /// What may appear here.
    pub(super) fn content(&self) -> Content {
        let mut contents = self.open.iter().rev().map(|open| open.content);
        contents.find(|content| *content != Content::Transparent).unwrap_or(Content::Flow)
    }

    fn open(&mut self, kind: Kind, content: Content) {
        self.depth += 1;
        self.open.push(Open { kind, content });
    }

    /// The element of raw HTML on top.
    pub(super) fn top_html(&self) -> Option<&'static Element> {
        match self.open.last()?.kind {
            Kind::Html { element, .. } => Some(element),
            _ => None,
        }
    }

    /// Whether the top is a `details` that nothing is in.
    fn lacks_summary(&self) -> bool {
        let top = self.open.last().map(|open| &open.kind);
        matches!(top, Some(Kind::Html { element, begun: false, .. }) if element.name == "details")
    }

    /// Notes that something is inside the element on top.
    pub(super) fn begin(&mut self) {
        if let Some(Open { kind: Kind::Html { begun, .. }, .. }) = self.open.last_mut() {
            *begun = true;
        }
    }

    /// How many elements of raw HTML are open above the innermost one that `wanted` accepts, unless
    /// one of those is such that `stops` accepts it.
    fn html_above(
        &self,
        wanted: impl Fn(&Element) -> bool,
        stops: impl Fn(&Element) -> bool,
    ) -> Option<usize> {
        for (above, open) in self.open.iter().rev().enumerate() {
            let Kind::Html { element, .. } = open.kind else { return None };
            if wanted(element) {
                return Some(above);
            }
            if stops(element) {
                return None;
            }
        }
        None
    }
}

/// How many of these are elements of the page.
fn counted(open: &[Open]) -> usize {
    open.iter().filter(|open| !matches!(open.kind, Kind::Skipped)).count()
}

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

    /// Something that is in a line of text.
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

    /// Makes the place fit for an element of raw HTML; false if it cannot appear here.
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
    /// reach beyond is in between; the end tag of any heading ends one. False if there is none.
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
