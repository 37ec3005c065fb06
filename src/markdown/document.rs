//! A page's body, read: what both the outline and the rendering walk.

use super::event::{Document, Event, Spanned, Tag};
use super::slug::{Slugger, slug};
use super::url::forbidden_scheme;
use super::{footnote, parse, reader, region};
use crate::diagnostic::Draft;
use crate::diagnostic::rules;
use crate::escape::without_dropped;
use crate::text::one_line;

/// Reads a body and hands the document to `walk`.
pub(super) fn with<T>(body: &str, walk: impl FnOnce(&Document<'_>) -> T) -> T {
    let prepared = parse::prepare(body);
    let parts = reader::read(body, &prepared);
    let mut problems = parts.problems;
    problems.extend(prepared.problems());
    let events = footnote::assemble(parts.events, parts.footnotes, &mut problems);
    let events = region::assemble(body, events, &mut problems);
    let (comments, references) = (parts.comments, parts.references);
    let mut document = Document { events, problems, comments, anchors: Vec::new(), references };
    number_links(&mut document);
    note_links_without_text(&mut document);
    name_headings(&mut document);
    walk(&document)
}

/// Gives every link its number, and says which ones are not allowed.
fn number_links(document: &mut Document<'_>) {
    let mut slots = 0..;
    for (event, _) in &mut document.events {
        let link = match event {
            Event::Start(Tag::Link(link)) => link.as_mut(),
            Event::Start(Tag::Html(tag)) => match &mut tag.link {
                Some(link) => link,
                None => continue,
            },
            Event::Image(image) => &mut image.link,
            _ => continue,
        };
        link.slot = slots.next().unwrap_or(usize::MAX);
        if let Some(scheme) = forbidden_scheme(&link.link.target) {
            document.problems.push(unsafe_link(&scheme, &link.link));
        }
    }
}

/// Links that show nothing: a reader sees no place to click, a screen reader has nothing to say.
fn note_links_without_text(document: &mut Document<'_>) {
    let (events, problems) = (&document.events, &mut document.problems);
    for (at, (event, _)) in events.iter().enumerate() {
        let link = match event {
            Event::Start(Tag::Link(link)) => link.as_ref(),
            // `<a id="x" href="#x"></a>` is a place to link to.
            Event::Start(Tag::Html(tag)) => match &tag.link {
                Some(link) if tag.attributes.id.is_none() => link,
                _ => continue,
            },
            _ => continue,
        };
        if !link.link.target.trim().is_empty() && !shows_something(&events[at + 1..]) {
            let help = "write the link's text between the brackets, or remove the link";
            problems
                .push(Draft::new(&rules::LINK_NO_TEXT, link.link.span, "this link has no text").help(help));
        }
    }
}

/// Whether anything is seen before the element ends whose inside `events` begin with.
fn shows_something(events: &[Spanned<'_>]) -> bool {
    let mut depth = 0_usize;
    for (event, _) in events {
        match event {
            Event::Start(_) => depth += 1,
            Event::End if depth == 0 => return false,
            Event::End => depth -= 1,
            Event::Text(text) if text.trim().is_empty() => {}
            Event::SoftBreak | Event::HardBreak => {}
            _ => return true,
        }
    }
    false
}

fn unsafe_link(scheme: &str, link: &super::Link) -> Draft {
    let rest = link.target.split_once(':').map_or("", |(_, rest)| rest);
    let port = rest.split('/').next().unwrap_or("");
    let is_host = !port.is_empty() && port.len() <= 5 && port.bytes().all(|byte| byte.is_ascii_digit());
    let help = if is_host {
        format!("for a host and a port, write `http://{}`", link.target)
    } else {
        "use https, mailto or another allowed scheme, or show the address as `code`".to_owned()
    };
    let message = format!("links must not use the scheme `{scheme}:`");
    Draft::new(&rules::LINK_UNSAFE, link.target_span, message).help(help)
}

/// Gives every heading its text and its id, and raw HTML those of its ids that are free.
///
/// What an author wrote as `{#id}` counts before what is made from text; headings count before raw
/// HTML, where an `<a name="x">` often stands right above the heading that gets the same id anyway.
fn name_headings(document: &mut Document<'_>) {
    let mut slugger = Slugger::default();
    for (event, _) in &document.events {
        if let Event::Start(Tag::Footnote { number, uses }) = event {
            for id in footnote_ids(*number, *uses) {
                slugger.reserve(&id);
                document.anchors.push(id);
            }
        }
    }
    let texts = heading_texts(document);
    let mut names: Vec<Option<String>> = texts.iter().map(|_| None).collect();
    for (name, HeadingText { explicit, .. }) in names.iter_mut().zip(&texts) {
        *name = explicit.clone().filter(|id| slugger.reserve(id));
    }
    for (name, HeadingText { at, explicit, text, written }) in names.into_iter().zip(texts) {
        let id = name.unwrap_or_else(|| slugger.unique(explicit.unwrap_or_else(|| slug(&written))));
        match &mut document.events[at].0 {
            Event::Start(Tag::Heading(heading)) => (heading.id, heading.text) = (id, text),
            Event::Start(Tag::TabTitle(heading)) => {
                document.anchors.push(id.clone());
                (heading.id, heading.text) = (id, text);
            }
            _ => {}
        }
    }
    for (event, _) in &mut document.events {
        let id = match event {
            Event::Start(Tag::Html(tag)) => &mut tag.attributes.id,
            Event::Image(image) => &mut image.attributes.id,
            _ => continue,
        };
        *id = id.take().filter(|id| slugger.reserve(id));
        document.anchors.extend(id.clone());
    }
}

/// The ids of a footnote and of the references to it.
pub(super) fn footnote_ids(number: usize, uses: usize) -> impl Iterator<Item = String> {
    std::iter::once(format!("fn-{number}")).chain((1..=uses).map(move |nth| reference_id(number, nth)))
}

/// The id of the n-th reference to a footnote.
pub(super) fn reference_id(number: usize, nth: usize) -> String {
    if nth > 1 { format!("fnref-{number}-{nth}") } else { format!("fnref-{number}") }
}

/// A heading before it has an id.
struct HeadingText {
    /// Its place among the events.
    at: usize,
    explicit: Option<String>,
    /// Its text on one line.
    text: String,
    /// The same with short codes instead of emoji, as ids are made of it.
    written: String,
}

/// Every heading's place, its own id and its text.
fn heading_texts(document: &Document<'_>) -> Vec<HeadingText> {
    let mut texts = Vec::new();
    let mut open: Option<(HeadingText, usize)> = None;
    for (at, (event, _)) in document.events.iter().enumerate() {
        if let Event::Start(Tag::Heading(heading) | Tag::TabTitle(heading)) = event {
            let explicit = heading.explicit.as_ref().map(ToString::to_string);
            open = Some((HeadingText { at, explicit, text: String::new(), written: String::new() }, 0));
            continue;
        }
        let Some((heading, depth)) = &mut open else { continue };
        let (text, written) = match event {
            Event::Start(_) => {
                *depth += 1;
                continue;
            }
            Event::End if *depth > 0 => {
                *depth -= 1;
                continue;
            }
            Event::End => {
                texts.extend(open.take().map(|(heading, _)| HeadingText {
                    text: without_dropped(one_line(&heading.text)),
                    written: without_dropped(one_line(&heading.written)),
                    ..heading
                }));
                continue;
            }
            Event::Text(piece) | Event::Code(piece) => (&**piece, &**piece),
            Event::Emoji { code, shown } => (shown.as_str(), &**code),
            Event::SoftBreak | Event::HardBreak => (" ", " "),
            _ => continue,
        };
        heading.text.push_str(text);
        heading.written.push_str(written);
    }
    texts
}
