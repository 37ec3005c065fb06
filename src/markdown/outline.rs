//! What a page contains: headings, links, anchors, text for search.

use std::ops::Range;

use super::contents;
use super::document::reference_id;
use super::event::{Document, Event, FootnoteReference, LinkTag, Tag};
use super::parts::{Code, Diagram, Heading, Note, Outline, Section};
use crate::escape::without_dropped;
use crate::text::{self, Span};

/// The longest summary, in characters.
const SUMMARY: usize = 200;

/// Reads the outline of a document whose spans count in `body`, which begins `offset` bytes into the
/// page.
pub(super) fn outline(document: &Document<'_>, body: &str, offset: usize) -> Outline {
    let mut walk = Walk { offset, tables: contents::tables(body, &document.comments), ..Walk::default() };
    walk.outline.anchors.clone_from(&document.anchors);
    walk.outline.comments = document.comments.iter().map(|span| span.shifted(offset)).collect();
    walk.outline.spaced = document.references.spaced().map(|link| link.shifted(offset)).collect();
    let malformed = document.references.malformed();
    walk.outline.malformed = malformed.map(|malformed| malformed.shifted(offset)).collect();
    let diagrams = super::diagrams::sources(document);
    let diagrams =
        diagrams.map(|(source, span)| Diagram { source: source.to_owned(), span: span.shifted(offset) });
    walk.outline.diagrams = diagrams.collect();
    walk.outline.sections.push(Section::default());
    walk.outline.starts_with_title = starts_with_title(document);
    for (event, span) in &document.events {
        walk.is_quiet = text::is_within(&walk.tables, span.start);
        walk.step(event, *span);
    }
    for section in &mut walk.outline.sections {
        section.text = one_line(&section.text);
        section.code.shrink_to_fit();
    }
    // Pages stay in memory, and spare capacity would be a tenth of them.
    walk.outline.code.shrink_to_fit();
    walk.outline.links.shrink_to_fit();
    walk.outline.headings.shrink_to_fit();
    walk.outline.sections.shrink_to_fit();
    walk.outline
}

/// Whether a heading of level 1 comes before everything else that shows.
fn starts_with_title(document: &Document<'_>) -> bool {
    let shows = |event: &Event<'_>| !matches!(event, Event::SoftBreak);
    let first = document.events.iter().map(|(event, _)| event).find(|event| shows(event));
    matches!(first, Some(Event::Start(Tag::Heading(heading))) if heading.level == 1)
}

#[derive(Default)]
struct Walk {
    outline: Outline,
    offset: usize,
    /// Tables of contents, which say nothing of their own.
    tables: Vec<Range<usize>>,
    /// Whether the event at hand is in one.
    is_quiet: bool,
    /// What is open, as far as it matters here.
    open: Vec<OpenKind>,
    /// The paragraph that may become the summary.
    paragraph: String,
}

#[derive(Clone, Copy, PartialEq)]
enum OpenKind {
    Heading,
    Paragraph,
    /// A quote, a list: a paragraph in it does not sum the page up.
    Container,
    Inline,
}

impl Walk {
    fn step(&mut self, event: &Event<'_>, span: Span) {
        match event {
            Event::Start(tag) => self.start(tag, span),
            Event::End => self.end(),
            Event::Text(text) => self.text(text),
            Event::Emoji { shown, .. } => self.text(shown),
            Event::Code(code) => {
                self.text(code);
                self.code(code, "", span);
            }
            Event::CodeBlock(block) => {
                self.code(block.code.trim_end(), &block.info, span);
                self.text(" ");
            }
            Event::Image(image) => {
                self.link(&image.link);
                self.text(&image.alt);
            }
            Event::SoftBreak | Event::HardBreak | Event::Rule => self.text(" "),
            Event::FootnoteReference(reference) => self.note(reference),
            Event::Task(_) | Event::Mark(_) => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>, span: Span) {
        let kind = match tag {
            Tag::Heading(heading) => {
                let heading = Heading {
                    level: heading.level,
                    text: heading.text.clone(),
                    id: heading.id.clone(),
                    span: span.shifted(self.offset),
                    notes: Vec::new(),
                };
                let index = self.outline.headings.len();
                self.outline.headings.push(heading);
                self.outline.sections.push(Section { heading: Some(index), ..Section::default() });
                OpenKind::Heading
            }
            Tag::Paragraph if !self.open.contains(&OpenKind::Container) => {
                self.paragraph.clear();
                OpenKind::Paragraph
            }
            Tag::Link(link) => {
                self.link(link);
                OpenKind::Inline
            }
            Tag::Html(tag) => {
                if let Some(link) = &tag.link {
                    self.link(link);
                }
                OpenKind::Inline
            }
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough => OpenKind::Inline,
            _ => OpenKind::Container,
        };
        if kind == OpenKind::Container {
            self.text(" ");
        }
        self.open.push(kind);
    }

    fn end(&mut self) {
        match self.open.pop() {
            Some(OpenKind::Paragraph) => {
                if self.outline.summary.is_empty() {
                    self.outline.summary = shortened(&one_line(&self.paragraph));
                }
                self.text(" ");
            }
            Some(OpenKind::Container) => self.text(" "),
            _ => {}
        }
    }

    /// A heading's reference to a footnote, which the theme shows where the heading is the page's title.
    fn note(&mut self, reference: &FootnoteReference<'_>) {
        if let Some(heading) = self.outline.headings.last_mut()
            && self.open.contains(&OpenKind::Heading)
            && reference.number > 0
        {
            let id = reference_id(reference.number, reference.nth);
            heading.notes.push(Note { number: reference.number, id });
        }
    }

    fn link(&mut self, link: &LinkTag) {
        self.outline.links.push(link.link.shifted(self.offset));
    }

    fn text(&mut self, text: &str) {
        if self.is_quiet || self.open.contains(&OpenKind::Heading) {
            return;
        }
        if self.open.contains(&OpenKind::Paragraph) {
            self.paragraph.push_str(text);
        }
        if let Some(section) = self.outline.sections.last_mut() {
            section.text.push_str(text);
        }
    }

    fn code(&mut self, code: &str, info: &str, span: Span) {
        self.outline.code.push(Code { span: span.shifted(self.offset), info: info.to_owned() });
        let Some(section) = self.outline.sections.last_mut() else { return };
        if !section.code.is_empty() {
            section.code.push('\n');
        }
        section.code.push_str(code);
    }
}

/// `text` with single spaces, without control characters, and NUL as the page shows it.
fn one_line(text: &str) -> String {
    let line = without_dropped(text::one_line(text));
    if line.contains('\0') { line.replace('\0', "\u{fffd}") } else { line }
}

/// `text`, cut at a word and marked as cut where it is too long. A line of a shortcode is no summary.
fn shortened(text: &str) -> String {
    if text.starts_with("{{<") || text.starts_with("{{%") {
        return String::new();
    }
    let Some((cut, _)) = text.char_indices().nth(SUMMARY) else { return text.to_owned() };
    let whole = text[..cut].rfind(' ').unwrap_or(cut);
    format!("{}…", text[..whole].trim_end_matches([',', ';', ':', '.', '-', ' ']))
}
