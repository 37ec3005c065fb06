//! The HTML of a page's body: the markup that the theme's style sheet knows.

mod block;
mod code;
mod diagram;
mod inline;

use super::event::{Document, Event, Spanned, Tag};
use super::options::{Known, RenderOptions, Target};
use crate::diagram::Drawings;
use crate::highlight;

/// Renders a document. Every link looks its target up by its number; a target that is missing counts
/// as [`Target::Missing`].
pub(super) fn render(
    document: &Document<'_>,
    targets: &[Target],
    options: &RenderOptions,
    known: &Known,
) -> String {
    let size = document.events.last().map_or(0, |(_, span)| span.end);
    let mut page = Writer {
        events: &document.events,
        at: 0,
        targets,
        options,
        out: String::with_capacity(size * 3 / 2 + 64),
        open: Vec::new(),
        tables: 0,
        diagrams: Drawings::within(options.diagram_work, &known.drawn),
        highlighted: &known.highlighted,
        section: "",
        table_has_rows: false,
        drop_title: options.drop_title,
    };
    while page.at < page.events.len() {
        page.step();
        page.at += 1;
    }
    page.out
}

struct Writer<'d> {
    events: &'d [Spanned<'d>],
    at: usize,
    targets: &'d [Target],
    options: &'d RenderOptions,
    out: String,
    /// How to end what is open.
    open: Vec<Close<'d>>,
    /// How many tables there are so far.
    tables: usize,
    /// What the diagrams so far have cost.
    diagrams: Drawings<'d>,
    /// Code that was highlighted before.
    highlighted: &'d highlight::Known,
    /// The heading that we are below.
    section: &'d str,
    table_has_rows: bool,
    /// Whether the title is still to be left out.
    drop_title: bool,
}

/// How an element ends.
enum Close<'d> {
    With(&'static str),
    Element(&'static str),
    Heading { level: u8, id: &'d str, text: &'d str },
    Table,
    Footnote { number: usize, uses: usize },
}

impl<'d> Writer<'d> {
    fn step(&mut self) {
        let (event, _) = &self.events[self.at];
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End => self.end(),
            Event::Text(text) => self.text(text),
            Event::Emoji { shown, .. } => self.raw(shown),
            Event::Code(code) => {
                self.raw("<code>");
                self.text(code);
                self.raw("</code>");
            }
            Event::CodeBlock(block) => self.code_block(block),
            Event::Image(image) => self.image(image),
            Event::FootnoteReference(reference) => self.footnote_reference(reference),
            Event::SoftBreak => self.raw("\n"),
            Event::HardBreak => self.raw("<br>\n"),
            Event::Rule => self.line("<hr>\n"),
            Event::Task(done) => self.task(*done),
            Event::Mark(_) => {}
        }
    }

    fn start(&mut self, tag: &'d Tag<'d>) {
        match tag {
            Tag::Heading(heading) => return self.heading(heading),
            Tag::TabTitle(heading) => return self.tab_title(heading),
            Tag::Alert(kind) => return self.alert(*kind),
            Tag::List(first) => return self.list(*first),
            Tag::Item => return self.item(),
            Tag::Table => return self.table(),
            Tag::Cell { head, alignment } => return self.cell(*head, *alignment),
            Tag::TableRow => return self.row(),
            Tag::Link(link) => return self.link(link),
            Tag::Html(tag) => return self.html(tag),
            Tag::Footnotes => return self.footnotes(),
            Tag::Footnote { number, uses } => return self.footnote(*number, *uses),
            _ => {}
        }
        let (open, close) = plain(tag);
        if is_block(tag) {
            self.line(open);
        } else {
            self.raw(open);
        }
        self.open.push(Close::With(close));
    }

    fn end(&mut self) {
        match self.open.pop() {
            Some(Close::With(html)) => self.raw(html),
            Some(Close::Element(name)) => {
                self.raw("</");
                self.raw(name);
                self.raw(">");
            }
            Some(Close::Heading { level, id, text }) => self.end_heading(level, id, text),
            Some(Close::Table) => {
                self.raw(if self.table_has_rows { "</tbody></table></div>\n" } else { "</table></div>\n" });
            }
            Some(Close::Footnote { number, uses }) => self.end_footnote(number, uses),
            None => {}
        }
    }

    fn raw(&mut self, html: &str) {
        self.out.push_str(html);
    }

    /// Writes `html` at the start of a line.
    fn line(&mut self, html: &str) {
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
        self.out.push_str(html);
    }

    fn text(&mut self, text: &str) {
        crate::escape::push_escaped(&mut self.out, text);
    }

    fn attribute(&mut self, name: &str, value: &str) {
        crate::escape::push_attribute(&mut self.out, name, value);
    }
}

/// The markup of elements that have no attributes of their own.
fn plain(tag: &Tag<'_>) -> (&'static str, &'static str) {
    match tag {
        Tag::Paragraph => ("<p>", "</p>\n"),
        Tag::BlockQuote => ("<blockquote>\n", "</blockquote>\n"),
        Tag::Tabs => ("<div class=\"tabs\">\n", "</div>\n"),
        Tag::Tab => ("<div class=\"tab\">\n", "</div>\n"),
        Tag::TabName => ("<p class=\"tab-title\">", "</p>\n"),
        Tag::Details { is_open: false } => ("<details>", "</details>\n"),
        Tag::Details { is_open: true } => ("<details open>", "</details>\n"),
        Tag::Block => ("<div>\n", "</div>\n"),
        Tag::Summary => ("<summary>", "</summary>\n"),
        Tag::AlertTitle => ("<p class=\"alert-title\">", "</p>\n"),
        Tag::DefinitionList => ("<dl>\n", "</dl>\n"),
        Tag::DefinitionTitle => ("<dt>", "</dt>\n"),
        Tag::Definition => ("<dd>", "</dd>\n"),
        Tag::TableHead => ("<thead><tr>", "</tr></thead>\n"),
        Tag::Emphasis => ("<em>", "</em>"),
        Tag::Strong => ("<strong>", "</strong>"),
        Tag::Strikethrough => ("<del>", "</del>"),
        _ => ("", ""),
    }
}

fn is_block(tag: &Tag<'_>) -> bool {
    !matches!(tag, Tag::Emphasis | Tag::Strong | Tag::Strikethrough)
}
