//! Running text: the pieces from the parser are joined again, and searched for wiki links,
//! bare addresses and the markers of alerts.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event as Parsed};

use super::{Reader, link_tag, restored};
use crate::markdown::event::{Event, Image, Tag};
use crate::markdown::{LinkKind, alert, autolink, emoji, wiki};
use crate::text::Span;

/// A piece of text as the parser hands it on.
#[derive(Debug)]
pub(super) struct Piece<'a> {
    pub(super) text: CowStr<'a>,
    pub(super) range: Range<usize>,
}

/// Whether a paragraph is a marker where other tools put a table of contents; the theme has one.
pub(super) fn is_contents_marker(paragraph: &str) -> bool {
    ["[[_TOC_]]", "[[TOC]]", "[TOC]"].iter().any(|marker| paragraph.trim().eq_ignore_ascii_case(marker))
}

/// A link inside a run of text.
struct Found {
    /// Its bytes in the run.
    range: Range<usize>,
    target: String,
    target_range: Range<usize>,
    kind: LinkKind,
    text: String,
    bare: bool,
}

/// The text of a run, and how its places map to the body.
struct Run {
    text: String,
    /// Where each piece begins here, and its bytes in the body.
    pieces: Vec<(usize, Range<usize>)>,
}

impl Run {
    fn new(pieces: &[Piece<'_>]) -> Self {
        let mut run = Self { text: String::new(), pieces: Vec::with_capacity(pieces.len()) };
        for piece in pieces {
            run.pieces.push((run.text.len(), piece.range.clone()));
            run.text.push_str(&restored(piece.text.clone()));
        }
        run
    }

    /// The place in the body of the byte at `at`. A resolved reference is one place.
    fn place(&self, at: usize) -> usize {
        let piece = self.pieces.partition_point(|(here, _)| *here <= at).saturating_sub(1);
        self.pieces.get(piece).map_or(at, |(here, there)| (there.start + (at - here)).min(there.end))
    }

    fn span(&self, range: &Range<usize>) -> Span {
        if range.is_empty() {
            return Span::at(self.place(range.start));
        }
        let last = self.pieces.partition_point(|(here, _)| *here < range.end).saturating_sub(1);
        let end = self
            .pieces
            .get(last)
            .map_or(range.end, |(here, there)| (there.start + (range.end - here)).min(there.end));
        Span::new(self.place(range.start), end.max(self.place(range.start)))
    }
}

impl<'a> Reader<'a> {
    /// Hands on the text that has gathered.
    pub(super) fn flush(&mut self) {
        if self.run.is_empty() {
            return;
        }
        let mut pieces = std::mem::take(&mut self.run);
        if self.start_alert(&mut pieces) && pieces.is_empty() {
            return;
        }
        let whole = pieces[0].range.start..pieces[pieces.len() - 1].range.end;
        let source = self.body.get(whole.clone()).unwrap_or("");
        // Most text has no bracket, and needs no look at what is around it.
        if source.contains('[') {
            self.note_brackets(source, whole);
        }
        if (may_hold_links(source) || emoji::may_hold(source)) && !self.stack.is_in_code() {
            self.text_with_links(&pieces);
        } else {
            for piece in pieces.drain(..) {
                self.inline(Event::Text(restored(piece.text)), piece.range.into());
            }
        }
        pieces.clear();
        self.run = pieces;
    }

    /// Notes what is in brackets and may refer to something.
    fn note_brackets(&mut self, source: &str, range: Range<usize>) {
        if self.stack.is_in_code() {
            self.parts.references.in_code.push(range.into());
        } else {
            self.parts.references.add_footnotes(source, range.start);
        }
    }

    fn text_with_links(&mut self, pieces: &[Piece<'a>]) {
        let run = Run::new(pieces);
        let links = if self.stack.is_in_link() { Vec::new() } else { self.links_in(&run) };
        let mut at = 0;
        for found in links {
            self.text_part(&run, at..found.range.start);
            at = found.range.end;
            let span = run.span(&found.range);
            if found.kind == LinkKind::Embed {
                self.embed(found, &run, span);
                continue;
            }
            let mut link =
                link_tag(found.kind, found.target, span, run.span(&found.target_range), String::new());
            link.bare = found.bare;
            self.start_link(link, span);
            self.push(Event::Text(CowStr::from(found.text)), span);
            self.close();
        }
        self.text_part(&run, at..run.text.len());
    }

    /// `![[image.png|300]]`.
    fn embed(&mut self, found: Found, run: &Run, span: Span) {
        let label = if found.bare { "" } else { found.text.as_str() };
        let (alt, attributes) = wiki::alt_and_size(label);
        let target_span = run.span(&found.target_range);
        let link = link_tag(LinkKind::Embed, found.target, span, target_span, String::new());
        self.inline(Event::Image(Box::new(Image { link, alt, attributes })), span);
    }

    fn text_part(&mut self, run: &Run, range: Range<usize>) {
        let mut at = range.start;
        for (code, shown) in emoji::find(&run.text[range.clone()]) {
            let code = range.start + code.start..range.start + code.end;
            let span = run.span(&code);
            let text = &run.text[code.clone()];
            // One that the author escaped is text.
            let is_written = self.body.get(span.start..span.end) == Some(text)
                && (run.text[..code.start].ends_with('\\') || !self.body[..span.start].ends_with('\\'));
            if is_written {
                self.plain(run, at..code.start);
                at = code.end;
                self.inline(Event::Emoji { code: CowStr::from(text.to_owned()), shown }, span);
            }
        }
        self.plain(run, at..range.end);
    }

    fn plain(&mut self, run: &Run, range: Range<usize>) {
        if !range.is_empty() {
            let span = run.span(&range);
            self.inline(Event::Text(CowStr::from(run.text[range].to_owned())), span);
        }
    }

    /// Wiki links and, between them, bare addresses; none that the author escaped.
    fn links_in(&self, run: &Run) -> Vec<Found> {
        let mut links = Vec::new();
        let mut at = 0;
        for link in wiki::find(&run.text) {
            let span = run.span(&link.range);
            if !self.is_written(span, "[[", "]]") {
                continue;
            }
            let is_embedded =
                run.text[at..link.range.start].ends_with('!') && self.is_unescaped(span.start - 1);
            let start = link.range.start - usize::from(is_embedded);
            self.addresses_in(run, at..start, &mut links);
            at = link.range.end;
            let text = link.text.clone().unwrap_or(link.target.clone());
            let target = run.text[link.target.clone()].to_owned();
            // A page is not shown in another one; the link to it is.
            let is_image = is_embedded && wiki::names_image(&target);
            links.push(Found {
                target,
                text: run.text[text].trim().to_owned(),
                range: start..link.range.end,
                target_range: link.target,
                kind: if is_image { LinkKind::Embed } else { LinkKind::Wiki },
                bare: link.text.is_none(),
            });
        }
        self.addresses_in(run, at..run.text.len(), &mut links);
        links
    }

    fn addresses_in(&self, run: &Run, part: Range<usize>, links: &mut Vec<Found>) {
        let start = run.place(part.start);
        let before = run.text[..part.start].chars().next_back();
        let before = before.or_else(|| self.body.get(..start)?.chars().next_back());
        for link in autolink::find(&run.text[part.clone()], before) {
            let found = part.start + link.range.start..part.start + link.range.end;
            let range = found.start..self.end_of_address(run, found.clone());
            let span = run.span(&range);
            let source = self.body.get(span.start..span.end).unwrap_or("");
            let target = &link.target[..link.target.len() - (found.end - range.end)];
            if ["\\:", "\\/", "\\@", "w\\."].iter().any(|escape| source.contains(escape)) {
                continue;
            }
            links.push(Found {
                target: target.to_owned(),
                text: run.text[range.clone()].to_owned(),
                target_range: range.clone(),
                range,
                kind: LinkKind::Link,
                bare: false,
            });
        }
    }

    /// The end of the address at `range` without character references at its end, as in
    /// `&lt;https://example.org&gt;`: they belong to the sentence around it.
    fn end_of_address(&self, run: &Run, range: Range<usize>) -> usize {
        let mut end = range.end;
        loop {
            let last = run.pieces.partition_point(|(here, _)| *here < end).saturating_sub(1);
            let Some((here, there)) = run.pieces.get(last).filter(|(here, _)| *here > range.start) else {
                break;
            };
            let next = run.pieces.get(last + 1).map_or(run.text.len(), |(next, _)| *next);
            let is_reference = self.body.get(there.clone()).is_some_and(|text| text.starts_with('&'))
                && there.len() != next - here;
            if !is_reference {
                break;
            }
            end = range.start + autolink::trimmed(&run.text[range.start..*here]);
        }
        end
    }

    /// Whether the body has exactly these brackets at both ends of `span`, without a backslash.
    fn is_written(&self, span: Span, open: &str, close: &str) -> bool {
        let Some(source) = self.body.get(span.start..span.end) else { return false };
        source.starts_with(open) && source.ends_with(close) && self.is_unescaped(span.start)
    }

    fn is_unescaped(&self, at: usize) -> bool {
        let before = self.body.as_bytes()[..at].iter().rev();
        before.take_while(|byte| **byte == b'\\').count() % 2 == 0
    }

    /// Makes an alert of the block quote that has just begun, if its text begins with a marker, and
    /// takes the marker away. Whether it did.
    fn start_alert(&mut self, pieces: &mut Vec<Piece<'a>>) -> bool {
        let events = &self.parts.events;
        let [.., (Event::Start(Tag::BlockQuote), _), (Event::Start(Tag::Paragraph), _)] = &events[..] else {
            return false;
        };
        let first = pieces[0].range.clone();
        if !self.body.get(first.start..).is_some_and(|rest| rest.starts_with("[!"))
            || self.body[..first.start].ends_with('\\')
        {
            return false;
        }
        let run = Run::new(pieces);
        let Some((kind, length)) = alert::marker(&run.text) else { return false };
        let title = self.parts.events.len() - 1;
        self.parts.events[title - 1].0 = Event::Start(Tag::Alert(kind));
        self.parts.events[title].0 = Event::Start(Tag::AlertTitle);
        self.stack.retitle();
        drop_front(pieces, length);
        true
    }

    /// A line break, which ends the title of an alert.
    pub(super) fn line_break(&mut self, event: Event<'a>, span: Span) {
        if !self.stack.is_alert_title() {
            return self.push_break(event, span);
        }
        self.close();
        let follows = self.raw.get(self.at + 1).map(|raw| &raw.event);
        if !matches!(follows, None | Some(Parsed::End(_))) {
            self.stack.paragraph();
            self.push(Event::Start(Tag::Paragraph), span);
        } else {
            self.stack.skip();
        }
    }

    fn push_break(&mut self, event: Event<'a>, span: Span) {
        self.push(event, span);
    }
}

/// Takes so many bytes of text away from the front. What stays keeps its places in the body.
fn drop_front(pieces: &mut Vec<Piece<'_>>, length: usize) {
    let mut left = length;
    pieces.retain_mut(|piece| {
        let text = restored(piece.text.clone());
        let taken = left.min(text.len());
        left -= taken;
        if 0 < taken && taken < text.len() {
            piece.range.start = (piece.range.start + taken).min(piece.range.end);
            piece.text = CowStr::from(text[taken..].to_owned());
        }
        taken < text.len()
    });
}

/// Whether there is anything in `source` that could be a link. Most text has none, and is handed on
/// as it is.
fn may_hold_links(source: &str) -> bool {
    let bytes = source.as_bytes();
    bytes.iter().enumerate().any(|(at, byte)| match byte {
        b'[' => bytes.get(at + 1) == Some(&b'['),
        b':' => bytes.get(at + 1) == Some(&b'/'),
        b'@' => true,
        b'w' | b'W' => matches!(bytes.get(at + 1), Some(b'w' | b'W')),
        _ => false,
    })
}
