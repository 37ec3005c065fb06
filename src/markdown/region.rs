//! Regions of a page that are marked at both ends: tabs between comments, admonitions between colons,
//! what is indented below its first line, and neighbouring code blocks that share one place.
//!
//! The reader leaves marks in the stream; here they become elements, or go.

use std::collections::HashMap;

use super::code::Fence;
use super::event::{Event, Problem, Spanned, Tag};
use super::mark::{Admonition, Mark};
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
    /// A tab with its title, the first of some or another one.
    NamedTab {
        title: String,
        first: bool,
    },
    EndNamedTabs,
    End,
    Gone,
    /// A line without its counterpart.
    Text,
}

fn marked<'a>(body: &'a str, events: Vec<Spanned<'a>>, problems: &mut Vec<Problem>) -> Vec<Spanned<'a>> {
    let changes = changes(&events, problems);
    let mut out = Vec::with_capacity(events.len() + changes.len() * 2);
    for (at, (event, span)) in events.into_iter().enumerate() {
        let Some(change) = changes.get(&at) else {
            out.push((event, span));
            continue;
        };
        match change {
            Change::Tab { first } => {
                out.push((if *first { Event::Start(Tag::Tabs) } else { Event::End }, span));
                out.push((Event::Start(Tag::Tab), span));
                if let Event::Start(Tag::Heading(heading)) = event {
                    out.push((Event::Start(Tag::TabTitle(heading)), span));
                }
            }
            Change::NamedTab { title, first } => {
                if *first {
                    out.push((Event::Start(Tag::Tabs), span));
                }
                open_tab(title.clone(), span, &mut out);
            }
            Change::EndTabs | Change::EndNamedTabs => out.extend([(Event::End, span), (Event::End, span)]),
            Change::Admonition(admonition) => open_admonition(admonition, span, &mut out),
            Change::End => out.push((Event::End, span)),
            Change::Gone => {}
            Change::Text => {
                let text = body.get(span.start..span.end).unwrap_or_default().trim();
                out.push((Event::Start(Tag::Paragraph), span));
                out.push((Event::Text(text.into()), span));
                out.push((Event::End, span));
            }
        }
    }
    out
}

fn open_tab(title: String, span: Span, out: &mut Vec<Spanned<'_>>) {
    out.push((Event::Start(Tag::Tab), span));
    out.push((Event::Start(Tag::TabName), span));
    out.push((Event::Text(title.into()), span));
    out.push((Event::End, span));
}

fn open_admonition(admonition: &Admonition, span: Span, out: &mut Vec<Spanned<'_>>) {
    let own = admonition.title.as_str();
    // An alert without a title is called what it is, where it is rendered.
    let title = if own.is_empty() && admonition.kind.is_none() { "Details" } else { own };
    match admonition.kind {
        Some(kind) => {
            out.push((Event::Start(Tag::Alert(kind)), span));
            out.push((Event::Start(Tag::AlertTitle), span));
        }
        None => {
            out.push((Event::Start(Tag::Details { is_open: admonition.is_open }), span));
            out.push((Event::Start(Tag::Summary), span));
        }
    }
    if !title.is_empty() {
        out.push((Event::Text(title.to_owned().into()), span));
    }
    out.push((Event::End, span));
}

fn changes(events: &[Spanned<'_>], problems: &mut Vec<Problem>) -> HashMap<usize, Change> {
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
                level.open.into_iter().for_each(|open| lonely(events, open, &mut changes, problems));
            }
            Event::Mark(mark) => {
                let Some(level) = levels.last_mut() else { continue };
                mark_changes(events, (at, mark, *span), level, &mut changes, problems);
            }
            _ => {}
        }
    }
    for open in levels.into_iter().flat_map(|level| level.open) {
        lonely(events, open, &mut changes, problems);
    }
    changes
}

fn mark_changes(
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
        return lonely(events, at, changes, problems);
    }
    let is_tabs = |open: usize| matches!(&events[open].0, Event::Mark(start) if start.is_tabs());
    let Some(mut start) = level.open.pop() else { return };
    while is_tabs(start) != mark.is_tabs() {
        // Opened in between, and without an end.
        level.open_tabs -= usize::from(is_tabs(start));
        lonely(events, start, changes, problems);
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
            changes.insert(start, Change::Admonition(admonition.clone()));
            changes.insert(at, Change::End);
            return;
        }
        Event::Mark(Mark::OpenTab(title)) => return named_tab(title, start, at, changes),
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
fn named_tab(title: &str, start: usize, end: usize, changes: &mut HashMap<usize, Change>) {
    let above = start.checked_sub(1).and_then(|above| changes.get_mut(&above));
    let above = above.filter(|change| matches!(change, Change::EndNamedTabs));
    let first = above.is_none();
    if let Some(above) = above {
        *above = Change::End;
    }
    changes.insert(start, Change::NamedTab { title: title.to_owned(), first });
    changes.insert(end, Change::EndNamedTabs);
}

/// A mark without its counterpart.
fn lonely(
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
        _ => {
            // The end of what was indented is no line of the author's.
            let change = if span.start == span.end { Change::Gone } else { Change::Text };
            changes.insert(at, change);
            return;
        }
    };
    problems.push(Problem::new(&rules::MARKDOWN_TABS, *span, message).help(help));
    changes.insert(at, Change::Gone);
}

fn without_tabs(start: Span, end: Span) -> Problem {
    let message = "there are no tabs here, since there is no heading";
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
            open_tab(title, span, &mut out);
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
