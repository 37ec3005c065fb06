//! From the parser's events to ours: balanced, raw HTML filtered, links found and judged.

mod elements;
mod heading;
mod html;
mod links;
mod split;
mod stack;
mod state;
mod text;

use std::mem::{replace, take};
use std::ops::Range;

use pulldown_cmark::{
    Alignment, CodeBlockKind, CowStr, Event as Parsed, HeadingLevel, Tag as ParsedTag, TagEnd,
};

use super::event::{CodeBlock, Event, FootnoteReference, HeadingTag, Image, Tag};
use super::fence;
use super::footnote;
use super::html::elements::Content;
use super::mark::{Line, Mark};
use super::mask::restore;
use super::parse::{Prepared, raw_events};
use super::parts::LinkKind;
use super::slug::is_ours;
use crate::text::Span;
use state::{Parts, Piece, Reader, restored};

/// How many empty cells a page's tables may be filled up with: a short row under a wide header costs
/// its author nothing and would multiply the page's size.
const MOST_EMPTY_CELLS: usize = 10_000;

/// Reads a prepared body. `body` is the same text as it was written.
pub(super) fn read<'a>(body: &'a str, prepared: &'a Prepared<'_>) -> Parts<'a> {
    let (raw, references) = raw_events(body, prepared);
    let mut reader = Reader::new(body, raw);
    reader.parts.references = references;
    while reader.at < reader.raw.len() {
        reader.step();
        reader.at += 1;
    }
    reader.flush();
    reader.close_all();
    reader.parts
}

impl<'a> Reader<'a> {
    /// Takes the raw event at hand one step on.
    fn step(&mut self) {
        let event = replace(&mut self.raw[self.at].event, Parsed::Rule);
        let range = self.raw[self.at].range.clone();
        if let Parsed::Text(text) = event {
            if !self.is_muted() {
                self.run.push(Piece { text, range });
            }
            return;
        }
        if let Parsed::InlineHtml(html) = event {
            self.inline_html(html, range);
            return;
        }
        self.flush();
        match event {
            Parsed::Start(tag) => self.start(tag, range),
            Parsed::End(tag) => self.end(tag, range),
            Parsed::Rule => self.rule(range.into()),
            _ if self.is_muted() => {}
            Parsed::Code(code) => self.inline(Event::Code(restored(code)), range.into()),
            Parsed::FootnoteReference(label) => {
                let reference = FootnoteReference { label, number: 0, nth: 0 };
                self.inline(Event::FootnoteReference(Box::new(reference)), range.into());
            }
            Parsed::SoftBreak => self.line_break(Event::SoftBreak, range.into()),
            Parsed::HardBreak => self.line_break(Event::HardBreak, range.into()),
            Parsed::TaskListMarker(done) => self.inline(Event::Task(done), range.into()),
            Parsed::Html(_) | Parsed::InlineMath(_) | Parsed::DisplayMath(_) => {}
            Parsed::Text(_) | Parsed::InlineHtml(_) => {}
        }
    }

    /// A line between two parts, or one that stands for one end of a region: the end of what was
    /// indented is nowhere in the body.
    fn rule(&mut self, span: Span) {
        let line = self.body.get(span.start..span.end).unwrap_or_default();
        let mark = match line.trim_start() {
            "" => Some(Mark::Close),
            line => Line::read(line).map(|line| line.mark),
        };
        let span = self.without_line_end(span);
        self.block(mark.map_or(Event::Rule, Event::Mark), span);
    }

    /// The span of a line without its end.
    fn without_line_end(&self, span: Span) -> Span {
        let line = self.body.get(span.start..span.end).unwrap_or_default();
        Span::new(span.start, span.start + line.trim_end().len())
    }

    fn start(&mut self, tag: ParsedTag<'a>, range: Range<usize>) {
        let span = Span::from(range.clone());
        match tag {
            ParsedTag::CodeBlock(kind) => self.code_block(kind, span),
            ParsedTag::HtmlBlock => self.html_block(),
            ParsedTag::Image { .. } => self.image(tag, range),
            ParsedTag::Link { .. } => self.link(tag, range),
            ParsedTag::Emphasis => self.start_inline(Tag::Emphasis, span),
            ParsedTag::Strong => self.start_inline(Tag::Strong, span),
            ParsedTag::Strikethrough => self.start_inline(Tag::Strikethrough, span),
            ParsedTag::Superscript | ParsedTag::Subscript => self.stack.skip(),
            ParsedTag::MetadataBlock(_) => self.stack.skip(),
            ParsedTag::Paragraph if text::is_contents_marker(&self.body[range.clone()]) => self.skip_to_end(),
            ParsedTag::FootnoteDefinition(label) => self.start_footnote(label, range),
            ParsedTag::Table(columns) => {
                self.columns = columns;
                self.start_block(Tag::Table, Content::Sections, span);
            }
            ParsedTag::TableCell => self.start_cell(span),
            ParsedTag::Heading { level: HeadingLevel::H3, .. } if self.start_mark_title(span) => {}
            tag => {
                self.in_head = matches!(tag, ParsedTag::TableHead);
                self.column = 0;
                if let Some((tag, content)) = block(tag) {
                    self.start_block(tag, content, span);
                }
            }
        }
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::Link => self.end_link(range),
            TagEnd::Heading(_) if self.in_mark_title => self.in_mark_title = false,
            TagEnd::Heading(_) => self.restore_braces(range),
            TagEnd::Paragraph if self.is_empty_paragraph() => {
                self.parts.events.pop();
                self.stack.drop_top();
                return;
            }
            TagEnd::TableCell if self.is_surplus_cell() => {
                self.parts.events.pop();
                self.stack.drop_top();
                return;
            }
            TagEnd::HtmlBlock | TagEnd::CodeBlock | TagEnd::Image => return,
            _ => {}
        }
        if self.ends_early_closed() {
            return;
        }
        self.end_markdown();
        if matches!(tag, TagEnd::FootnoteDefinition)
            && let Some((label, span, around)) = self.around.pop()
        {
            let events = replace(&mut self.parts.events, around);
            self.parts.footnotes.push(footnote::Definition { label, span, events });
        }
    }

    fn start_inline(&mut self, tag: Tag<'a>, span: Span) {
        if self.is_muted() || self.stack.is_too_deep() {
            self.stack.skip();
            return;
        }
        self.before_text(span.start);
        self.stack.markdown(Content::Transparent);
        self.push(Event::Start(tag), span);
    }

    /// The title of a mark, which the parser takes for a heading; false for one that is.
    fn start_mark_title(&mut self, span: Span) -> bool {
        let line = self.body.get(span.start..span.end).unwrap_or_default();
        let Some(Line { mark, title: Some(title) }) = Line::read(line) else { return false };
        let span = self.without_line_end(span);
        self.block(Event::Mark(mark), span);
        self.stack.markdown(Content::Phrasing);
        self.push(Event::Start(Tag::MarkTitle), Span::new(title.start, title.end).shifted(span.start));
        self.in_mark_title = true;
        true
    }

    fn start_cell(&mut self, span: Span) {
        let alignment = self.columns.get(self.column).copied().unwrap_or(Alignment::None);
        self.column += 1;
        self.start_block(Tag::Cell { head: self.in_head, alignment }, Content::Flow, span);
    }

    /// Whether nothing is left of the paragraph that ends, since all of it was removed.
    fn is_empty_paragraph(&self) -> bool {
        matches!(self.parts.events.last(), Some((Event::Start(Tag::Paragraph), _)))
    }

    /// Whether the cell that ends is one empty cell too many.
    fn is_surplus_cell(&mut self) -> bool {
        let is_empty = matches!(self.parts.events.last(), Some((Event::Start(Tag::Cell { .. }), _)));
        self.empty_cells += usize::from(is_empty);
        is_empty && self.empty_cells > MOST_EMPTY_CELLS
    }

    fn start_footnote(&mut self, label: CowStr<'a>, range: Range<usize>) {
        let length = self.body.get(range.clone()).and_then(|text| text.find("]:")).map_or(0, |at| at + 1);
        let span = Span::new(range.start, range.start + length);
        self.around.push((label, span, take(&mut self.parts.events)));
        self.stack.markdown_silent(Content::Flow);
    }

    /// Leaves out the paragraph that begins here.
    fn skip_to_end(&mut self) {
        while self.at + 1 < self.raw.len()
            && !matches!(self.raw[self.at].event, Parsed::End(TagEnd::Paragraph))
        {
            self.at += 1;
        }
    }

    fn code_block(&mut self, kind: CodeBlockKind<'a>, span: Span) {
        let info = match kind {
            CodeBlockKind::Fenced(info) => {
                self.parts.problems.extend(fence::unclosed(self.body, span));
                restored(info)
            }
            CodeBlockKind::Indented => CowStr::Borrowed(""),
        };
        // The parser hands on a block that is indented, quoted or in a list line by line.
        let mut first: Option<CowStr<'a>> = None;
        let mut all = String::new();
        while let Some(raw) = self.raw.get_mut(self.at + 1) {
            if let Parsed::Text(text) = &mut raw.event {
                let text = replace(text, CowStr::Borrowed(""));
                match &first {
                    None => first = Some(text),
                    Some(first) if all.is_empty() => all.extend([&**first, &*text]),
                    Some(_) => all.push_str(&text),
                }
            } else if matches!(raw.event, Parsed::End(TagEnd::CodeBlock)) {
                break;
            }
            self.at += 1;
        }
        let code = if all.is_empty() { first.unwrap_or(CowStr::Borrowed("")) } else { CowStr::from(all) };
        let code = restored(code);
        self.block(Event::CodeBlock(Box::new(CodeBlock { info, code })), span);
    }

    fn image(&mut self, tag: ParsedTag<'a>, range: Range<usize>) {
        let start = self.at;
        let mut depth = 0;
        let mut alt = String::new();
        while let Some(raw) = self.raw.get(self.at) {
            match &raw.event {
                Parsed::Start(_) => depth += 1,
                Parsed::End(TagEnd::Image) if depth == 0 => break,
                Parsed::End(_) => depth -= 1,
                Parsed::Text(text) | Parsed::Code(text) => alt.push_str(text),
                Parsed::SoftBreak | Parsed::HardBreak => alt.push(' '),
                _ => {}
            }
            self.at += 1;
        }
        let content_end =
            if self.at == start + 1 { range.start + 2 } else { self.raw[self.at - 1].range.end };
        let definition = self.raw[start].definition;
        if let Some(link) = self.link_tag(LinkKind::Image, tag, range.clone(), definition, content_end)
            && !self.is_muted()
        {
            let image = Image { link, alt: restore(&alt).into_owned(), attributes: Default::default() };
            self.inline(Event::Image(Box::new(image)), range.into());
        }
    }
}

/// What a block of the parser is here, and what may be inside.
fn block(tag: ParsedTag<'_>) -> Option<(Tag<'_>, Content)> {
    Some(match tag {
        ParsedTag::Paragraph => (Tag::Paragraph, Content::Phrasing),
        ParsedTag::Heading { level, id, .. } => {
            let explicit = id.filter(|id| !id.is_empty() && !is_ours(id));
            let heading = HeadingTag { level: level as u8, explicit, id: String::new(), text: String::new() };
            (Tag::Heading(Box::new(heading)), Content::Heading)
        }
        ParsedTag::BlockQuote(_) => (Tag::BlockQuote, Content::Flow),
        ParsedTag::List(first) => (Tag::List(first), Content::Items),
        ParsedTag::Item => (Tag::Item, Content::Flow),
        ParsedTag::DefinitionList => (Tag::DefinitionList, Content::Terms),
        ParsedTag::DefinitionListTitle => (Tag::DefinitionTitle, Content::Flow),
        ParsedTag::DefinitionListDefinition => (Tag::Definition, Content::Flow),
        ParsedTag::TableHead => (Tag::TableHead, Content::Cells),
        ParsedTag::TableRow => (Tag::TableRow, Content::Cells),
        _ => return None,
    })
}
