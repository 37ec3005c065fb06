//! The Markdown parser: its enabled options and its raw events.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{BrokenLink, Event, LinkType, Options, Parser, Tag, TagEnd};

use super::escape::push_escaped;
use super::event::Problem;
use super::html::elements::{Verdict, verdict};
use super::html::token::{Token, tokens};
use super::indented::{self, Places};
use super::mask::{stand_in, without_stand_ins};
use super::references::{Definition, References};
use super::{address, colons};
use crate::text::{self, Span};

/// How often a body is parsed again because it had lines that are placeholders and no HTML.
const MOST_ROUNDS: usize = 3;

/// The syntax that pages are written in.
pub(super) fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_DEFINITION_LIST
}

/// A parser's event, its bytes, and for the start of a reference link those of its definition.
#[derive(Debug)]
pub(super) struct Raw<'a> {
    pub(super) event: Event<'a>,
    pub(super) range: Range<usize>,
    pub(super) definition: Option<Span>,
}

/// A body as the parser has to see it, and where that is in what the author wrote.
#[derive(Debug)]
pub(super) struct Prepared<'a> {
    text: Cow<'a, str>,
    places: Places,
    slips: Vec<colons::Slip>,
}

impl Prepared<'_> {
    /// What is wrong with lines that the parser never sees as they were written.
    pub(super) fn problems(&self) -> impl Iterator<Item = Problem> {
        self.slips.iter().map(|slip| slip.problem(self.places.original(slip.range.clone()).into()))
    }
}

/// `body` as the parser has to see it: blocks that are indented as MkDocs has them are flush, lines of
/// colons are rules or text, a line with nothing but a placeholder, `<namespace>`, does not begin a
/// block of HTML, which would keep the lines below from being Markdown, and what is in a bare address
/// is not emphasis.
pub(super) fn prepare(body: &str) -> Prepared<'_> {
    let body = without_stand_ins(body);
    let (text, places) = match indented::flush(&body, || literal_blocks(&body)) {
        Some((text, places)) => (Cow::Owned(text), places),
        None => (body, Places::default()),
    };
    let colons::Colons { text: seen, slips } = colons::read(&text, literal_blocks);
    let text = without_placeholders(seen.map_or(text, Cow::Owned));
    let text = address::guarded(&text, options()).map_or(text, Cow::Owned);
    Prepared { text, places, slips }
}

fn without_placeholders(body: Cow<'_, str>) -> Cow<'_, str> {
    let mut prepared = body;
    for _ in 0..MOST_ROUNDS {
        let placeholders = placeholder_blocks(&prepared);
        if placeholders.is_empty() {
            break;
        }
        let mut bytes = prepared.into_owned().into_bytes();
        for at in placeholders {
            bytes[at] = stand_in(b'<');
        }
        prepared = Cow::Owned(String::from_utf8_lossy(&bytes).into_owned());
    }
    prepared
}

/// The blocks of code and of raw HTML.
fn literal_blocks(body: &str) -> Vec<Range<usize>> {
    let is_literal = |event: &Event<'_>| matches!(event, Event::Start(Tag::CodeBlock(_) | Tag::HtmlBlock));
    let events = Parser::new_ext(body, options()).into_offset_iter();
    events.filter(|(event, _)| is_literal(event)).map(|(_, range)| range).collect()
}

/// Where blocks of HTML begin that are none.
fn placeholder_blocks(body: &str) -> Vec<usize> {
    if !may_hold_blocks(body) {
        return Vec::new();
    }
    let is_block = |event: &Event<'_>| matches!(event, Event::Start(Tag::HtmlBlock));
    Parser::new_ext(body, options())
        .into_offset_iter()
        .filter(|(event, _)| is_block(event))
        .filter_map(|(_, range)| {
            let start = range.start + body[range.clone()].find('<')?;
            let line = body[start..range.end].lines().next()?;
            let unknown = match tokens(line).first()? {
                (Token::Open(tag), _) => matches!(verdict(tag.name), Verdict::Unknown),
                (Token::Close(name), _) => matches!(verdict(name), Verdict::Unknown),
                _ => false,
            };
            unknown.then_some(start)
        })
        .collect()
}

/// Whether a line begins with something like a tag of an unknown element; saves most pages a second
/// parse.
fn may_hold_blocks(body: &str) -> bool {
    let is_before = |byte: u8| byte.is_ascii_whitespace() || is_marker(char::from(byte));
    if !text::begins_a_line(body, b'<', is_before) {
        return false;
    }
    body.lines().any(|line| {
        let line = line.trim_start_matches(|c: char| c.is_ascii_whitespace() || is_marker(c));
        let Some(tag) = line.strip_prefix('<') else { return false };
        let tag = tag.strip_prefix('/').unwrap_or(tag);
        let end = tag.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(tag.len());
        tag.starts_with(|c: char| c.is_ascii_alphabetic()) && matches!(verdict(&tag[..end]), Verdict::Unknown)
    })
}

/// What block quotes, list items, definitions and footnotes put before a line.
fn is_marker(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '>' | '-' | '*' | '+' | '.' | ')' | ':')
}

/// The parser's events for a prepared body, and its references. `body` is the same text as it was
/// written, in which all places count.
pub(super) fn raw_events<'a>(body: &str, prepared: &'a Prepared<'_>) -> (Vec<Raw<'a>>, References) {
    let Prepared { text, places, .. } = prepared;
    let text: &'a str = text;
    let mut references = References::default();
    let mut broken = |link: BrokenLink<'_>| {
        references.add_broken(body, places.original(link.span), link.link_type);
        None
    };
    let mut events =
        Parser::new_with_broken_link_callback(text, options(), Some(&mut broken)).into_offset_iter();
    let mut raw: Vec<Raw<'a>> = Vec::with_capacity(text.len() / 24);
    let mut verbatim = None;
    while let Some((event, range)) = events.next() {
        let definition = match &event {
            Event::Start(Tag::Link { link_type, id, .. } | Tag::Image { link_type, id, .. }) => {
                match link_type {
                    LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut => events
                        .reference_definitions()
                        .get(id)
                        .map(|definition| places.original(definition.span.clone()).into()),
                    _ => None,
                }
            }
            _ => None,
        };
        let there = places.original(range.clone());
        let is_verbatim = matches!(&event, Event::Text(piece) if text.get(range.clone()) == Some(&**piece))
            && there.len() == range.len();
        if is_verbatim && continues(raw.last_mut(), &mut verbatim, text, &range, &there) {
            continue;
        }
        verbatim = is_verbatim.then_some(range);
        raw.push(Raw { event, range: there, definition });
    }
    let definitions = events.reference_definitions().iter();
    let mut definitions: Vec<Definition> = definitions
        .map(|(label, definition)| {
            Definition::new(label, places.original(definition.span.clone()).into(), &definition.dest)
        })
        .collect();
    definitions.sort_by_key(|definition| definition.span.start);
    drop(events);
    references.define(body, definitions, &raw);
    (raw, references)
}

/// Adds text that is in `seen` as it is to the event before it, if that is such text too and ends
/// where this begins; whether it did. The parser ends a text at each character that could have begun
/// something else, and an event for each of them takes thirty times the memory of the page.
fn continues<'a>(
    last: Option<&mut Raw<'a>>,
    verbatim: &mut Option<Range<usize>>,
    seen: &'a str,
    range: &Range<usize>,
    there: &Range<usize>,
) -> bool {
    let (Some(last), Some(whole)) = (last, verbatim) else { return false };
    if whole.end != range.start || last.range.end != there.start {
        return false;
    }
    whole.end = range.end;
    last.range.end = there.end;
    last.event = Event::Text(seen[whole.clone()].into());
    true
}

/// Whether this end is that of a block which holds text.
pub(super) fn ends_leaf(tag: TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::Paragraph
            | TagEnd::Heading(_)
            | TagEnd::HtmlBlock
            | TagEnd::TableCell
            | TagEnd::Item
            | TagEnd::DefinitionListTitle
            | TagEnd::DefinitionListDefinition
            | TagEnd::FootnoteDefinition
            | TagEnd::BlockQuote(_)
    )
}

/// The parser's own HTML for `text`, before anything of ours: what the CommonMark specification's
/// examples are checked against.
pub(super) fn commonmark(text: &str) -> String {
    let mut html = String::with_capacity(text.len() * 3 / 2);
    let mut images = 0_usize;
    let events = Parser::new_ext(text, options()).map(move |event| {
        match &event {
            Event::Start(Tag::Image { .. }) => images += 1,
            Event::End(TagEnd::Image) => images -= 1,
            _ => {}
        }
        if images == 0 { quotes_escaped(event) } else { event }
    });
    pulldown_cmark::html::push_html(&mut html, events);
    html
}

/// The specification escapes quotes in text too, where the parser's writer does not.
fn quotes_escaped(event: Event<'_>) -> Event<'_> {
    let escaped = |text: &str| {
        let mut escaped = String::with_capacity(text.len() + 16);
        push_escaped(&mut escaped, text);
        escaped
    };
    match event {
        Event::Text(text) => Event::Html(escaped(&text).into()),
        Event::Code(code) => Event::Html(format!("<code>{}</code>", escaped(&code)).into()),
        event => event,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_placeholder_on_its_line_begins_no_html() {
        for (body, expected) in [
            ("<namespace>\n*x*\n", "\u{1}namespace>\n*x*\n"),
            ("> - <pod-name>\n", "> - \u{1}pod-name>\n"),
            ("</namespace>\n", "\u{1}/namespace>\n"),
            ("<details>\n*x*\n", "<details>\n*x*\n"),
            ("```\n<namespace>\n```\n", "```\n<namespace>\n```\n"),
            ("<namespace> x\n", "<namespace> x\n"),
            ("<a-b>\n\n<c-d>\n", "\u{1}a-b>\n\n\u{1}c-d>\n"),
            ("<a-b>\n\n    <c-d>\n", "\u{1}a-b>\n\n    <c-d>\n"),
        ] {
            assert_eq!(prepare(body).text, expected, "{body}");
        }
    }

    /// How many events a body has between the two of its paragraph.
    fn pieces(body: &str) -> usize {
        let prepared = prepare(body);
        let (raw, _) = raw_events(body, &prepared);
        raw.iter().filter(|raw| matches!(raw.event, Event::Text(_))).count()
    }

    #[test]
    fn text_is_one_event_whatever_it_could_have_begun() {
        for text in ["</<?", "a *b_ c!", "[ ] (", "< & >", "~ | $ ^"] {
            assert_eq!(pieces(&text.repeat(100)), 1, "{text}");
        }
    }

    #[test]
    fn text_that_is_not_as_it_was_written_stays_apart() {
        for (body, expected) in [("a\\*b", 2), ("a&amp;b", 3), ("a\nb", 2), ("a `b` c", 2), ("> a\n> b", 2)] {
            assert_eq!(pieces(body), expected, "{body}");
        }
        let body = "!!! note\n    a <<\n    b <<\n";
        let prepared = prepare(body);
        let (raw, _) = raw_events(body, &prepared);
        for raw in raw.iter().filter(|raw| matches!(raw.event, Event::Text(_))) {
            let Event::Text(text) = &raw.event else { continue };
            assert_eq!(&body[raw.range.clone()], &**text);
        }
    }
}
