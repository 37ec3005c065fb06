//! Regions of a page that are marked at both ends: tabs between comments, admonitions between colons,
//! what is indented below its first line, and neighbouring code blocks that share one place.
//!
//! The reader leaves marks in the stream; here they become elements or are removed.

use std::collections::HashMap;

use super::code::Fence;
use super::colons;
use super::event::{Event, Problem, Spanned, Tag};
use super::mark::{Admonition, Kind, Mark, Title};
use crate::diagnostic::rules;
use crate::text::Span;

/// How many regions may be open within one another; beyond it what is inside stands where it is.
pub(super) const DEEPEST: usize = 10;

/// Makes elements of regions. `body` is the text that the spans count in.
pub(super) fn assemble<'a>(
    body: &'a str,
    events: Vec<Spanned<'a>>,
    problems: &mut Vec<Problem>,
) -> Vec<Spanned<'a>> {
    let has_marks = events.iter().any(|(event, _)| matches!(event, Event::Mark(_)));
    let events = if has_marks { marked(body, events, problems) } else { events };
    let is_tab = |event: &Event<'_>| matches!(event, Event::CodeBlock(block) if block.info.contains("tab="));
    if events.iter().any(|(event, _)| is_tab(event)) { code_tabs(events) } else { events }
}

/// What is in one element of the page: the marks that wait for their ends, and the headings.
#[derive(Default)]
struct Level {
    open: Vec<usize>,
    /// How many of them are those of tabs, so that an end without a start needs no search.
    open_tabs: usize,
    headings: Vec<(usize, u8)>,
}

/// What becomes of a mark or a heading.
enum Change {
    /// A heading that begins the first tab, or another one.
    Tab {
        first: bool,
    },
    EndTabs,
    Admonition(Admonition),
    /// A tab that the title after it names, the first of some or another one.
    NamedTab {
        first: bool,
    },
    EndNamedTabs,
    End,
    Gone,
    /// A line without its counterpart.
    Text,
}

fn marked<'a>(body: &'a str, events: Vec<Spanned<'a>>, problems: &mut Vec<Problem>) -> Vec<Spanned<'a>> {
    let changes = changes(body, &events, problems);
    let mut out = Vec::with_capacity(events.len() + changes.len() * 2);
    let mut events = events.into_iter().enumerate().peekable();
    while let Some((at, (event, span))) = events.next() {
        let Some(change) = changes.get(&at) else {
            out.push((event, span));
            continue;
        };
        let titled = events.next_if(|(_, (event, _))| matches!(event, Event::Start(Tag::MarkTitle)));
        let title = titled.map(|(_, (_, span))| Own { span, events: inside(&mut events) });
        match change {
            Change::Tab { first } => {
                out.push((if *first { Event::Start(Tag::Tabs) } else { Event::End }, span));
                out.push((Event::Start(Tag::Tab), span));
                if let Event::Start(Tag::Heading(heading)) = event {
                    out.push((Event::Start(Tag::TabTitle(heading)), span));
                }
            }
            Change::NamedTab { first } => {
                if *first {
                    out.push((Event::Start(Tag::Tabs), span));
                }
                open_tab(title.map(|title| title.events).unwrap_or_default(), span, &mut out);
            }
            Change::EndTabs | Change::EndNamedTabs => out.extend([(Event::End, span), (Event::End, span)]),
            Change::Admonition(admonition) => {
                open_admonition(admonition, title.map(|title| title.events), span, &mut out);
            }
            Change::End => out.push((Event::End, span)),
            // What an author wrote next to a mark is shown without it too.
            Change::Gone => out.extend(title.into_iter().flat_map(|title| paragraph(title.events, span))),
            Change::Text => out.extend(paragraph(as_written(body, title, span), span)),
        }
    }
    out
}

/// The author's own title and where it is.
struct Own<'a> {
    span: Span,
    events: Vec<Spanned<'a>>,
}

/// The events up to the end of the element that has just begun, without it.
fn inside<'a>(events: &mut impl Iterator<Item = (usize, Spanned<'a>)>) -> Vec<Spanned<'a>> {
    let mut depth = 0_usize;
    let is_inside = |(_, (event, _)): &(usize, Spanned<'a>)| {
        match event {
            Event::Start(_) => depth += 1,
            Event::End if depth == 0 => return false,
            Event::End => depth -= 1,
            _ => {}
        }
        true
    };
    events.take_while(is_inside).map(|(_, event)| event).collect()
}

/// A line at `span` that turned out to be text, with its title read.
fn as_written<'a>(body: &'a str, title: Option<Own<'a>>, span: Span) -> Vec<Spanned<'a>> {
    let text = |start: usize, end: usize| {
        let text = body.get(start..end).unwrap_or_default();
        (Event::Text(text.into()), Span::new(start, end))
    };
    let end = span.start + body.get(span.start..span.end).unwrap_or_default().trim_end().len();
    let Some(title) = title else {
        let start = end - body.get(span.start..end).unwrap_or_default().trim_start().len();
        return vec![text(start, end)];
    };
    let mut events = vec![text(span.start, title.span.start)];
    events.extend(title.events);
    events.push(text(title.span.end.min(end), end));
    events
}

fn paragraph<'a>(inside: Vec<Spanned<'a>>, span: Span) -> Vec<Spanned<'a>> {
    let mut events = vec![(Event::Start(Tag::Paragraph), span)];
    events.extend(inside);
    events.push((Event::End, span));
    events
}

fn open_tab<'a>(title: Vec<Spanned<'a>>, span: Span, out: &mut Vec<Spanned<'a>>) {
    out.push((Event::Start(Tag::Tab), span));
    out.push((Event::Start(Tag::TabName), span));
    out.extend(title);
    out.push((Event::End, span));
}

/// Begins an admonition; `own` is the author's title.
fn open_admonition<'a>(
    admonition: &Admonition,
    own: Option<Vec<Spanned<'a>>>,
    span: Span,
    out: &mut Vec<Spanned<'a>>,
) {
    let text = |text: &str| vec![(Event::Text(text.to_owned().into()), span)];
    let title = match (&admonition.title, own) {
        (Title::Own, Some(own)) => own,
        (Title::Word(word), _) => text(word),
        // An alert without a title is called what it is, where it is rendered.
        _ if admonition.kind == Kind::Details => text("Details"),
        _ => Vec::new(),
    };
    let start = |tag| (Event::Start(tag), span);
    match &admonition.kind {
        Kind::Alert(kind) => {
            out.push(start(Tag::Alert(*kind)));
            if admonition.title == Title::None {
                return;
            }
            out.push(start(Tag::AlertTitle));
        }
        Kind::Details => {
            out.push(start(Tag::Details { is_open: admonition.is_open }));
            out.push(start(Tag::Summary));
        }
        Kind::Unknown(_) => {
            out.push(start(Tag::Block));
            if title.is_empty() {
                return;
            }
            out.extend([start(Tag::Paragraph), start(Tag::Strong)]);
            out.extend(title);
            return out.extend([(Event::End, span), (Event::End, span)]);
        }
    }
    out.extend(title);
    out.push((Event::End, span));
}

fn changes(body: &str, events: &[Spanned<'_>], problems: &mut Vec<Problem>) -> HashMap<usize, Change> {
    let mut changes = HashMap::new();
    let mut levels = vec![Level::default()];
    for (at, (event, span)) in events.iter().enumerate() {
        match event {
            Event::Start(tag) => {
                if let (Tag::Heading(heading), Some(level)) = (tag, levels.last_mut()) {
                    level.headings.push((at, heading.level));
                }
                levels.push(Level::default());
            }
            Event::End => {
                let level = levels.pop().unwrap_or_default();
                level.open.into_iter().for_each(|open| lonely(body, events, open, &mut changes, problems));
            }
            Event::Mark(mark) => {
                let Some(level) = levels.last_mut() else { continue };
                mark_changes(body, events, (at, mark, *span), level, &mut changes, problems);
            }
            _ => {}
        }
    }
    for open in levels.into_iter().flat_map(|level| level.open) {
        lonely(body, events, open, &mut changes, problems);
    }
    changes
}

fn mark_changes(
    body: &str,
    events: &[Spanned<'_>],
    (at, mark, span): (usize, &Mark, Span),
    level: &mut Level,
    changes: &mut HashMap<usize, Change>,
    problems: &mut Vec<Problem>,
) {
    if mark.starts() {
        level.open_tabs += usize::from(mark.is_tabs());
        return level.open.push(at);
    }
    let candidates = if mark.is_tabs() { level.open_tabs } else { level.open.len() - level.open_tabs };
    if candidates == 0 {
        return lonely(body, events, at, changes, problems);
    }
    let is_tabs = |open: usize| matches!(&events[open].0, Event::Mark(start) if start.is_tabs());
    let Some(mut start) = level.open.pop() else { return };
    while is_tabs(start) != mark.is_tabs() {
        // Opened in between, and without an end.
        level.open_tabs -= usize::from(is_tabs(start));
        lonely(body, events, start, changes, problems);
        let Some(next) = level.open.pop() else { return };
        start = next;
    }
    level.open_tabs -= usize::from(mark.is_tabs());
    if level.open.len() >= DEEPEST {
        changes.extend([(start, Change::Gone), (at, Change::Gone)]);
        return;
    }
    let inside = level.headings.partition_point(|(heading, _)| *heading < start);
    let headings = level.headings.split_off(inside);
    match &events[start].0 {
        Event::Mark(Mark::Open(admonition)) => {
            if let Kind::Unknown(name) = &admonition.kind {
                problems.push(colons::unknown_kind(name, events[start].1));
            }
            changes.insert(start, Change::Admonition(admonition.clone()));
            changes.insert(at, Change::End);
            return;
        }
        Event::Mark(Mark::OpenTab) => return named_tab(start, at, changes),
        _ => {}
    }
    changes.insert(start, Change::Gone);
    let Some((_, first)) = headings.first() else {
        changes.insert(at, Change::Gone);
        return problems.push(without_tabs(events[start].1, span));
    };
    let tabs = headings.iter().filter(|(_, level)| level == first);
    changes.extend(tabs.enumerate().map(|(nth, (heading, _))| (*heading, Change::Tab { first: nth == 0 })));
    changes.insert(at, Change::EndTabs);
}

/// A tab, which joins the one that ends right above it.
fn named_tab(start: usize, end: usize, changes: &mut HashMap<usize, Change>) {
    let above = start.checked_sub(1).and_then(|above| changes.get_mut(&above));
    let above = above.filter(|change| matches!(change, Change::EndNamedTabs));
    let first = above.is_none();
    if let Some(above) = above {
        *above = Change::End;
    }
    changes.insert(start, Change::NamedTab { first });
    changes.insert(end, Change::EndNamedTabs);
}

/// A mark without its counterpart.
fn lonely(
    body: &str,
    events: &[Spanned<'_>],
    at: usize,
    changes: &mut HashMap<usize, Change>,
    problems: &mut Vec<Problem>,
) {
    let (Event::Mark(mark), span) = &events[at] else { return };
    let (message, help) = match mark {
        Mark::TabsStart => (
            "these tabs are never closed",
            "write `<!-- tabs:end -->` below the last of them, at the same depth of lists and quotes",
        ),
        Mark::TabsEnd => {
            ("no tabs are open here", "write `<!-- tabs:start -->` above the first of them, or remove this")
        }
        // The end of what was indented is not a line of the author's.
        Mark::Close if span.start == span.end => {
            changes.insert(at, Change::Gone);
            return;
        }
        mark => {
            match mark {
                Mark::Close => problems.push(colons::unopened(*span)),
                Mark::Open(_) if is_of_colons(body, *span) => problems.push(colons::unclosed(*span)),
                _ => {}
            }
            changes.insert(at, Change::Text);
            return;
        }
    };
    problems.push(Problem::new(&rules::MARKDOWN_TABS, *span, message).help(help));
    changes.insert(at, Change::Gone);
}

fn is_of_colons(body: &str, span: Span) -> bool {
    body.get(span.start..span.end).is_some_and(|line| line.trim_start().starts_with(":::"))
}

fn without_tabs(start: Span, end: Span) -> Problem {
    let message = "there are no tabs here because there is no heading";
    let help = "begin each tab with a heading, all of one level, or remove both comments";
    Problem::new(&rules::MARKDOWN_TABS, start, message).label(end, "up to here").help(help)
}

/// Puts neighbouring code blocks whose fences name a tab into one place.
fn code_tabs(events: Vec<Spanned<'_>>) -> Vec<Spanned<'_>> {
    let mut out: Vec<Spanned<'_>> = Vec::with_capacity(events.len() + 16);
    let mut events = events.into_iter().peekable();
    while let Some((event, span)) = events.next() {
        let Some(title) = tab(&event) else {
            out.push((event, span));
            continue;
        };
        let mut group = vec![(title, event, span)];
        while let Some(title) = events.peek().and_then(|(event, _)| tab(event)) {
            let Some((event, span)) = events.next() else { break };
            group.push((title, event, span));
        }
        if group.len() == 1 {
            out.extend(group.into_iter().map(|(_, event, span)| (event, span)));
            continue;
        }
        out.push((Event::Start(Tag::Tabs), span));
        for (title, event, span) in group {
            open_tab(vec![(Event::Text(title.into()), span)], span, &mut out);
            out.push((event, span));
            out.push((Event::End, span));
        }
        out.push((Event::End, span));
    }
    out
}

/// The tab that a code block is.
fn tab(event: &Event<'_>) -> Option<String> {
    let Event::CodeBlock(block) = event else { return None };
    block.info.contains("tab=").then(|| Fence::read(&block.info).tab)?
}
