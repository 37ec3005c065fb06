//! What is open: Markdown's elements and those of raw HTML, on one stack, so that neither can end
//! the other out of turn.

use super::Reader;
use crate::markdown::event::{Attributes, Event, HtmlTag, Tag};
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
struct Open {
    kind: Kind,
    content: Content,
}

#[derive(Debug)]
enum Kind {
    Markdown,
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

    /// What may stand here.
    pub(super) fn content(&self) -> Content {
        let mut contents = self.open.iter().rev().map(|open| open.content);
        contents.find(|content| *content != Content::Transparent).unwrap_or(Content::Flow)
    }

    fn open(&mut self, kind: Kind, content: Content) {
        self.depth += 1;
        self.open.push(Open { kind, content });
    }

    /// The element of raw HTML on top.
    fn top_html(&self) -> Option<&'static Element> {
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
    fn html_above(&self, wanted: impl Fn(&str) -> bool, stops: impl Fn(&str) -> bool) -> Option<usize> {
        for (above, open) in self.open.iter().rev().enumerate() {
            let Kind::Html { element, .. } = open.kind else { return None };
            if wanted(element.written) {
                return Some(above);
            }
            if stops(element.written) {
                return None;
            }
        }
        None
    }
}

impl<'a> Reader<'a> {
    /// Ends the element on top.
    pub(super) fn close(&mut self) {
        let Some(open) = self.stack.open.pop() else { return };
        if matches!(open.kind, Kind::Skipped) {
            return;
        }
        self.stack.depth -= 1;
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

    /// Ends the element of raw HTML on top; a `details` gets the summary it lacks.
    fn finish_html(&mut self) {
        if self.stack.lacks_summary() {
            self.add_summary();
        }
        self.close();
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
            self.before_block(span.start);
        }
        if (is_root && self.stack.depth >= DEEPEST) || (is_part && self.stack.is_skipped()) {
            self.push(Event::SoftBreak, Span::at(span.start));
            self.stack.skip();
            return;
        }
        self.stack.markdown(content);
        self.push(Event::Start(tag), span);
    }

    /// A block without anything inside.
    pub(super) fn block(&mut self, event: Event<'a>, span: Span) {
        self.before_block(span.start);
        self.push(event, span);
    }

    /// Something that stands in a line of text.
    pub(super) fn inline(&mut self, event: Event<'a>, span: Span) {
        self.before_inline(span.start);
        self.push(event, span);
    }

    /// Makes the place fit for a block: ends what may hold text only, adds what a list or a table
    /// lacks. False where the text around it is Markdown's and stays open.
    pub(super) fn before_block(&mut self, at: usize) -> bool {
        while self.stack.content() == Content::Phrasing {
            if self.stack.top_html().is_none() {
                return false;
            }
            self.close();
        }
        self.before_inline(at);
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

    fn start_html(&mut self, element: &'static Element, attributes: Attributes, span: Span) {
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
            Place::Inline => {
                self.before_inline(at);
                true
            }
            Place::Block => self.before_block(at),
            Place::Part { parents, ends } => {
                let is_parent = |name: &str| parents.contains(&name);
                let stops = |name: &str| {
                    let ended = ends.contains(&name)
                        || allowed(name).is_some_and(|other| other.content == Content::Phrasing);
                    !ended && name != "a"
                };
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

    /// Ends the innermost element of raw HTML with this name in the page, unless Markdown is in
    /// between. False where there is none.
    pub(super) fn end_html(&mut self, name: &str) -> bool {
        let Some(above) = self.stack.html_above(|open| open == name, |_| false) else { return false };
        for _ in 0..=above {
            self.finish_html();
        }
        true
    }
}
