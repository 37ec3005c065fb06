//! Links and where exactly their targets are written.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event as Parsed, LinkType, Tag as ParsedTag, TagEnd};

use super::{Reader, link_tag};
use crate::markdown::LinkKind;
use crate::markdown::event::{Event, LinkTag, Tag};
use crate::markdown::mask::restore;
use crate::markdown::url::{forbidden_scheme, is_dangerous};
use crate::text::Span;

impl<'a> Reader<'a> {
    /// The start of a link of Markdown. Where it ends is only known later, so the bytes of an inline
    /// link's target are found out at its end.
    pub(super) fn link(&mut self, tag: ParsedTag<'a>, range: Range<usize>) {
        if !self.is_muted() && is_placeholder(&tag) {
            self.placeholder_link(range);
            return;
        }
        if self.is_muted() || self.stack.is_in_link() || self.stack.is_too_deep() {
            self.stack.skip();
            self.links.push(None);
            return;
        }
        let definition = self.raw[self.at].definition;
        if let Some(link) = self.link_tag(LinkKind::Link, tag, range.clone(), definition, range.start) {
            self.start_link(link, range.into());
            self.links.push(Some(self.parts.events.len() - 1));
        }
    }

    /// `<host:port>`, which the parser takes for a URL: shown as it is written.
    fn placeholder_link(&mut self, range: Range<usize>) {
        let text = CowStr::Borrowed(self.body.get(range.clone()).unwrap_or(""));
        self.inline(Event::Text(text), range.into());
        while self.at + 1 < self.raw.len() && !matches!(self.raw[self.at].event, Parsed::End(TagEnd::Link)) {
            self.at += 1;
        }
    }

    pub(super) fn start_link(&mut self, link: LinkTag, span: Span) {
        self.before_text(span.start);
        self.stack.link();
        self.push(Event::Start(Tag::Link(Box::new(link))), span);
    }

    /// The end of an inline link: its target is after what came last.
    pub(super) fn end_link(&mut self, range: Range<usize>) {
        let last = &self.raw[self.at - 1].range;
        let content_end = if *last == range { range.start + 1 } else { last.end };
        let Some(start) = self.links.pop().flatten() else { return };
        if let Some((Event::Start(Tag::Link(link)), span)) = self.parts.events.get_mut(start)
            && link.link.target_span == *span
            && let Some(target) = inline_target(self.body, content_end..range.end)
        {
            link.link.target_span = target;
        }
    }

    /// What a link or image of the parser points to, and where that is written.
    pub(super) fn link_tag(
        &self,
        kind: LinkKind,
        tag: ParsedTag<'a>,
        range: Range<usize>,
        definition: Option<Span>,
        content_end: usize,
    ) -> Option<LinkTag> {
        let (ParsedTag::Link { link_type, dest_url, title, .. }
        | ParsedTag::Image { link_type, dest_url, title, .. }) = tag
        else {
            return None;
        };
        let whole = Span::from(range.clone());
        let target_span = match link_type {
            LinkType::Autolink | LinkType::Email => {
                Span::new(range.start + 1, range.end.max(range.start + 2) - 1)
            }
            LinkType::Inline if kind == LinkKind::Image => {
                inline_target(self.body, content_end..range.end).unwrap_or(whole)
            }
            LinkType::Inline => whole,
            _ => definition.and_then(|span| definition_target(self.body, span)).unwrap_or(whole),
        };
        let mut target = restore(&dest_url).into_owned();
        if link_type == LinkType::Email {
            target.insert_str(0, "mailto:");
        }
        Some(link_tag(kind, target, whole, target_span, restore(&title).into_owned()))
    }
}

/// Whether what looks like a URL in angle brackets is a blank to fill in: it has a colon, and before
/// it no scheme that anyone uses.
fn is_placeholder(tag: &ParsedTag<'_>) -> bool {
    let ParsedTag::Link { link_type: LinkType::Autolink, dest_url, .. } = tag else { return false };
    dest_url.split_once(':').is_some_and(|(before, _)| {
        before.contains('.') || forbidden_scheme(dest_url).is_some_and(|scheme| !is_dangerous(&scheme))
    })
}

/// The target in `](target "title")`, which begins somewhere in `range`.
fn inline_target(body: &str, range: Range<usize>) -> Option<Span> {
    let open = body.get(range.clone())?.find("](")?;
    target(body, range.start + open + 2..range.end)
}

/// The target in `[label]: target "title"`.
fn definition_target(body: &str, span: Span) -> Option<Span> {
    let text = body.get(span.start..span.end)?;
    let mut escaped = false;
    let close = text.bytes().position(|byte| {
        let is_close = byte == b']' && !escaped;
        escaped = byte == b'\\' && !escaped;
        is_close
    })?;
    let colon = text[close..].strip_prefix("]:")?;
    target(body, span.end - colon.len()..span.end)
}

/// The target that follows the start of `range`, after white space and line starts. `None` where
/// there is nothing.
fn target(body: &str, range: Range<usize>) -> Option<Span> {
    let bytes = body.as_bytes().get(range.clone())?;
    let mut new_line = false;
    let blank = bytes.iter().take_while(|byte| {
        new_line |= matches!(byte, b'\n' | b'\r');
        byte.is_ascii_whitespace() || (new_line && **byte == b'>')
    });
    let start = blank.count();
    let rest = &bytes[start..];
    let (from, length) = match rest.first()? {
        b'<' => (start + 1, length(&rest[1..], |byte, _| byte == b'>')),
        _ => {
            let ends = |byte: u8, depth: usize| byte.is_ascii_whitespace() || (byte == b')' && depth == 0);
            (start, length(rest, ends))
        }
    };
    (length > 0).then(|| Span::new(range.start + from, range.start + from + length))
}

/// How many bytes come before the first one that `ends`, which is told how many parentheses are open.
/// Escaped bytes do not count.
fn length(bytes: &[u8], ends: impl Fn(u8, usize) -> bool) -> usize {
    let (mut depth, mut escaped) = (0_usize, false);
    for (at, byte) in bytes.iter().copied().enumerate() {
        if escaped {
            escaped = false;
            continue;
        }
        if ends(byte, depth) {
            return at;
        }
        match byte {
            b'\\' => escaped = true,
            b'(' => depth += 1,
            b')' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    bytes.len()
}
