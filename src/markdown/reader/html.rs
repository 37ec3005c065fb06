//! Raw HTML in the stream: tag by tag through the allow-list.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event as Parsed, TagEnd};

use super::text::Piece;
use super::{Reader, link_tag, restored};
use crate::diagnostic::rules;
use crate::markdown::event::{Event, HtmlTag, Image, LinkTag, Problem, Tag};
use crate::markdown::html::attributes::{Url, filter};
use crate::markdown::html::elements::{Content, Element, Place, Verdict, allowed, verdict};
use crate::markdown::html::entities::decode;
use crate::markdown::html::removed::{alternative, is_raw_text, may_be_blank, missed_attribute};
use crate::markdown::html::token::{OpenTag, Token, tokens};
use crate::markdown::mark::Mark;
use crate::markdown::mask::restore;
use crate::markdown::parse::ends_leaf;
use crate::markdown::{LinkKind, emoji};
use crate::text::Span;

/// A block of raw HTML: the parser hands its lines on one by one, without what a block quote or a
/// list puts before them, so places have to be mapped back.
struct Block {
    text: String,
    /// Where each line begins here, and in the body.
    lines: Vec<(usize, usize)>,
}

impl Block {
    /// The place in the body of the byte at `at`.
    fn place(&self, at: usize) -> usize {
        let line = self.lines.partition_point(|(here, _)| *here <= at).saturating_sub(1);
        self.lines.get(line).map_or(at, |(here, there)| there + (at - here))
    }

    fn span(&self, range: &Range<usize>) -> Span {
        let end = if range.is_empty() { range.start } else { range.end - 1 };
        Span::new(self.place(range.start), self.place(end) + usize::from(!range.is_empty()))
    }
}

impl<'a> Reader<'a> {
    /// A whole block, whose start is the raw event at hand.
    pub(super) fn html_block(&mut self) {
        let mut block = Block { text: String::new(), lines: Vec::new() };
        while let Some(raw) = self.raw.get(self.at) {
            match &raw.event {
                Parsed::Html(html) | Parsed::Text(html) => {
                    block.lines.push((block.text.len(), raw.range.start));
                    block.text.push_str(&restore(html));
                }
                Parsed::End(TagEnd::HtmlBlock) => break,
                _ => {}
            }
            self.at += 1;
        }
        self.html_tokens(&block);
        self.end_leftovers(0);
    }

    fn html_tokens(&mut self, block: &Block) {
        let tokens = tokens(&block.text);
        let mut ends = LastEnds::new(&tokens);
        let mut at = 0;
        while let Some((token, range)) = tokens.get(at) {
            at += 1;
            match token {
                Token::Text(text) => self.html_text(text, block.span(range)),
                Token::Comment => {
                    self.parts.comments.push(block.span(range));
                    if let Some(mark) = Mark::of_comment(&block.text[range.clone()]) {
                        self.push(Event::Mark(mark), block.span(range));
                    }
                }
                Token::Hidden => {}
                Token::Close(name) => self.html_close(name, block, range),
                Token::Open(tag) => match verdict(tag.name) {
                    Verdict::Unknown => self.html_text(&block.text[range.clone()], block.span(range)),
                    Verdict::Allowed(element) => {
                        self.open_element(element, tag, block.span(range), |url| block.span(url));
                    }
                    Verdict::Removed => self.removed(tag.name, block.span(range)),
                    Verdict::RemovedWithContent => {
                        let end = ends.after(tag.name, at);
                        if end.is_none() && at > 1 && tag.attributes.is_empty() {
                            // Not what begins the block, and nothing ends it: a word in brackets.
                            self.html_text(&block.text[range.clone()], block.span(range));
                            continue;
                        }
                        self.removed(tag.name, block.span(range));
                        at = end.unwrap_or(if is_raw_text(tag.name) { tokens.len() } else { at });
                    }
                },
            }
        }
    }

    fn html_close(&mut self, name: &str, block: &Block, range: &Range<usize>) {
        match verdict(name) {
            Verdict::Unknown => self.html_text(&block.text[range.clone()], block.span(range)),
            Verdict::Allowed(element) => {
                self.end_html(element);
            }
            _ => {}
        }
    }

    /// Text inside a block of raw HTML: no Markdown, but character references.
    fn html_text(&mut self, text: &str, span: Span) {
        let is_kept = self.stack.content() == Content::Phrasing || self.stack.is_preformatted();
        if text.trim().is_empty() && !is_kept {
            self.push(Event::SoftBreak, span);
            return;
        }
        let decoded = decode(text).into_owned();
        let emoji = if self.stack.is_in_code() { Vec::new() } else { emoji::find(&decoded) };
        let mut at = 0;
        for (code, shown) in emoji {
            self.text_of_html(&decoded[at..code.start], span);
            at = code.end;
            let code = CowStr::from(decoded[code].to_owned());
            self.inline(Event::Emoji { code, shown }, span);
        }
        self.text_of_html(&decoded[at..], span);
    }

    fn text_of_html(&mut self, text: &str, span: Span) {
        if !text.is_empty() {
            self.inline(Event::Text(CowStr::from(text.to_owned())), span);
        }
    }

    /// One tag, comment or the like inside a line of text.
    pub(super) fn inline_html(&mut self, html: CowStr<'a>, range: Range<usize>) {
        let html = restored(html);
        if self.is_muted() {
            return;
        }
        if self.is_placeholder(&html, &range) {
            self.run.push(Piece { text: html, range });
            return;
        }
        self.flush();
        let exact = html.len() == range.len();
        let place = |part: &Range<usize>| {
            if exact { Span::from(part.clone()).shifted(range.start) } else { range.clone().into() }
        };
        for (token, part) in tokens(&html) {
            match token {
                Token::Close(name) => {
                    if let Some(element) = allowed(name) {
                        self.end_html(element);
                    }
                }
                Token::Open(tag) => match verdict(tag.name) {
                    Verdict::Allowed(element) => self.open_element(element, &tag, place(&part), place),
                    Verdict::RemovedWithContent => {
                        self.removed(tag.name, place(&part));
                        self.mute(tag.name);
                    }
                    _ => self.removed(tag.name, place(&part)),
                },
                Token::Comment => self.parts.comments.push(place(&part)),
                Token::Text(_) | Token::Hidden => {}
            }
        }
    }

    /// Whether what the parser takes for a tag is text to its author: no element of HTML, a blank to
    /// fill in, or part of a shortcode such as `{{<figure>}}`.
    fn is_placeholder(&mut self, html: &str, range: &Range<usize>) -> bool {
        if self.body[..range.start].ends_with("{{") {
            return true;
        }
        match tokens(html).first() {
            Some((Token::Open(tag), _)) => match verdict(tag.name) {
                Verdict::Unknown => true,
                verdict => {
                    let may_be_blank =
                        may_be_blank(tag.name) || matches!(verdict, Verdict::RemovedWithContent);
                    may_be_blank
                        && tag.attributes.is_empty()
                        && !html.ends_with("/>")
                        && self.end_tag(tag.name).is_none()
                }
            },
            Some((Token::Close(name), _)) => matches!(verdict(name), Verdict::Unknown),
            Some((Token::Text(_), _)) => true,
            _ => false,
        }
    }

    /// The raw event with the end tag for `name`, in the text at hand.
    fn end_tag(&mut self, name: &str) -> Option<usize> {
        let name = name.to_ascii_lowercase();
        if self.no_end.get(&name).is_some_and(|end| self.at < *end) {
            return None;
        }
        let mut at = self.at + 1;
        while let Some(raw) = self.raw.get(at) {
            match &raw.event {
                Parsed::InlineHtml(html) => {
                    if let Some((Token::Close(close), _)) = tokens(html).first()
                        && close.eq_ignore_ascii_case(&name)
                    {
                        return Some(at);
                    }
                }
                Parsed::End(tag) if ends_leaf(*tag) => break,
                Parsed::Start(pulldown_cmark::Tag::List(_) | pulldown_cmark::Tag::Paragraph) => break,
                _ => {}
            }
            at += 1;
        }
        self.no_end.insert(name, at);
        None
    }

    /// Drops what is inside a removed element, up to its end tag. Without one, what follows stays: it
    /// is Markdown like any other.
    fn mute(&mut self, name: &str) {
        if let Some(end) = self.end_tag(name) {
            self.muted_until = end + 1;
        }
    }

    fn removed(&mut self, name: &str, span: Span) {
        let name = name.to_ascii_lowercase();
        let message = format!("`<{name}>` is not on the allow-list of raw HTML and was removed");
        self.parts.problems.push(Problem::new(&rules::MARKDOWN_HTML, span, message).help(alternative(&name)));
    }

    /// Says which attributes of an allowed element were removed.
    fn removed_attributes(&mut self, tag: &OpenTag<'_>, place: impl Fn(&Range<usize>) -> Span) {
        for attribute in &tag.attributes {
            let Some(help) = missed_attribute(attribute.name) else { continue };
            let name = attribute.name.to_ascii_lowercase();
            let message =
                format!("the attribute `{name}` is not on the allow-list of raw HTML and was removed");
            let span = place(&attribute.whole);
            self.parts.problems.push(Problem::new(&rules::MARKDOWN_HTML, span, message).help(help));
        }
    }

    /// An element of the allow-list, where it may appear here. `place` maps bytes of the raw HTML to
    /// the body.
    fn open_element(
        &mut self,
        element: &'static Element,
        tag: &OpenTag<'_>,
        span: Span,
        place: impl Fn(&Range<usize>) -> Span,
    ) {
        self.removed_attributes(tag, &place);
        let (attributes, url) = filter(element.name, tag);
        let link = url
            .map(|(target, range): Url| link_tag(LinkKind::Html, target, span, place(&range), String::new()));
        if element.name == "img" {
            return self.html_image(attributes, link, span);
        }
        let is_link = link.is_some();
        let is_anchor = element.name == "a" && !is_link;
        let written = if is_anchor { "span" } else { element.written };
        if (is_anchor && attributes.id.is_none())
            || (is_link && self.stack.is_in_link())
            || !self.make_place(element, span.start)
        {
            // What a block would have kept apart stays apart.
            if element.place == Place::Block {
                self.push(Event::SoftBreak, span);
            }
            return;
        }
        self.start_element(HtmlTag { name: written, attributes, link }, element, span);
        if is_anchor || element.content == Content::Void {
            self.close();
        }
    }

    fn start_element(&mut self, tag: HtmlTag, element: &'static Element, span: Span) {
        self.stack.begin();
        self.stack.html(element, tag.link.is_some());
        self.push(Event::Start(Tag::Html(Box::new(tag))), span);
    }

    fn html_image(
        &mut self,
        mut attributes: crate::markdown::event::Attributes,
        link: Option<LinkTag>,
        span: Span,
    ) {
        let Some(mut link) = link else {
            let help = "name the image's file in `src`, or remove the element";
            let problem = Problem::new(&rules::LINK_EMPTY, span, "the image has no `src`");
            return self.parts.problems.push(problem.help(help));
        };
        link.link.kind = LinkKind::Image;
        let mut take = |name: &str| {
            let at = attributes.others.iter().position(|(known, _)| *known == name)?;
            Some(attributes.others.remove(at).1)
        };
        let alt = take("alt").unwrap_or_default();
        link.title = take("title").unwrap_or_default();
        self.inline(Event::Image(Box::new(Image { link, alt, attributes })), span);
    }
}

/// Finds end tags in a block, each name's absence only once.
struct LastEnds<'t> {
    tokens: &'t [(Token<'t>, Range<usize>)],
    missing: Vec<String>,
}

impl<'t> LastEnds<'t> {
    fn new(tokens: &'t [(Token<'t>, Range<usize>)]) -> Self {
        Self { tokens, missing: Vec::new() }
    }

    /// The token after the end tag for `name` from `at` on.
    fn after(&mut self, name: &str, at: usize) -> Option<usize> {
        let lower = name.to_ascii_lowercase();
        let is_end =
            |token: &Token<'_>| matches!(token, Token::Close(close) if close.eq_ignore_ascii_case(name));
        if self.missing.contains(&lower) {
            return None;
        }
        let end = self.tokens[at..].iter().position(|(token, _)| is_end(token));
        if end.is_none() {
            self.missing.push(lower);
        }
        end.map(|offset| at + offset + 1)
    }
}
