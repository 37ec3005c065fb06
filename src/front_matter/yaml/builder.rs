//! The tree itself: events in, nodes out, on a stack of open collections.

use std::collections::HashMap;

use granit_parser::{Event, Parser, ScalarStyle, ScanError, Span as Marks, StructureStyle, Tag};

use super::{MAX_DEPTH, MAX_PROBLEMS, Mapping};
use crate::front_matter::problem::{self, Problem};
use crate::front_matter::split::Line;
use crate::front_matter::{Entry, Node, Scalar, Value, comments};
use crate::text::Span;

/// A collection that is still open.
enum Open {
    List { items: Vec<Node>, start: usize, flow: bool },
    Map { entries: Vec<Entry>, seen: HashMap<String, Span>, key: Option<Key>, start: usize, flow: bool },
}

/// The key whose value comes next.
enum Key {
    Name(String, Span),
    /// The key was refused; its value goes with it.
    Refused,
}

/// Why reading ended early.
pub(super) struct Stop {
    pub(super) problem: Problem,
    /// Where the parser was.
    at: usize,
    /// Whether what follows is still the same document.
    pub(super) resume: bool,
}

/// Where to go on after a syntax error.
pub(super) struct Resume {
    /// The keys of the top level so far.
    pub(super) seen: HashMap<String, Span>,
    /// Where the entry begins that could not be read.
    pub(super) failed_at: usize,
}

/// Builds the tree from events.
pub(super) struct Builder<'a> {
    text: &'a str,
    /// Where the parser's input begins in `text`.
    from: usize,
    stack: Vec<Open>,
    root: Option<Node>,
    /// The keys of the top level that earlier runs have read.
    seen: HashMap<String, Span>,
    problems: Vec<Problem>,
    /// Whether a value was refused, so that its field only seems to be missing.
    dropped: bool,
}

impl<'a> Builder<'a> {
    pub(super) fn new(text: &'a str, from: usize, seen: HashMap<String, Span>) -> Self {
        Self { text, from, stack: Vec::new(), root: None, seen, problems: Vec::new(), dropped: false }
    }

    /// Feeds the events in; the problem that stopped it, if one did.
    pub(super) fn run(&mut self) -> Option<Stop> {
        let mut options = super::options(MAX_DEPTH);
        options.emit_anchor_events = true;
        options.disallow_directives = true;
        let input = &self.text[self.from..];
        for event in Parser::new_from_str_with_options(input, options) {
            let step = match event {
                Ok((event, marks)) => self.step(&event, &marks),
                Err(error) => Err(self.explain(&error)),
            };
            if let Err(stop) = step {
                return Some(stop);
            }
            if let Some(last) = self.problems.get(MAX_PROBLEMS - 1) {
                let (problem, at) = (problem::given_up(last), self.text.len());
                return Some(Stop { problem, at, resume: false });
            }
        }
        None
    }

    fn explain(&self, error: &ScanError) -> Stop {
        let at = self.from + error.marker().byte_offset().unwrap_or(0);
        let unclosed = self.stack.iter().find_map(|open| match open {
            Open::List { start, flow: true, .. } | Open::Map { start, flow: true, .. } => Some(*start),
            _ => None,
        });
        let problem = super::explain(self.text, self.failed_at(at), at, unclosed, error.kind());
        Stop { problem, at, resume: true }
    }

    fn step(&mut self, event: &Event<'_>, marks: &Marks) -> Result<(), Stop> {
        let span = self.span(marks);
        self.refuse_tag(event.tag(), marks);
        match event {
            Event::Scalar(text, style, _, _) => self.place(self.scalar(text, *style, span)),
            Event::SequenceStart(style, _, _) => {
                let (start, flow) = (span.start, *style == StructureStyle::Flow);
                return self.open(Open::List { items: Vec::new(), start, flow });
            }
            Event::MappingStart(style, _, _) => {
                let (start, flow) = (span.start, *style == StructureStyle::Flow);
                let seen =
                    if self.stack.is_empty() { std::mem::take(&mut self.seen) } else { HashMap::new() };
                return self.open(Open::Map { entries: Vec::new(), seen, key: None, start, flow });
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(span),
            Event::Alias(_) | Event::UnresolvedAlias(_) => {
                self.problems.push(problem::alias(self.text, span));
                self.drop_node(span);
            }
            Event::Anchor(_, _) => self.problems.push(problem::anchor(self.text, span)),
            Event::DocumentStart(explicit, _) if *explicit || self.root.is_some() => {
                let problem = problem::second_document(span);
                return Err(Stop { problem, at: span.start, resume: false });
            }
            _ => {}
        }
        Ok(())
    }

    fn span(&self, marks: &Marks) -> Span {
        let range = marks.byte_range().unwrap_or_default();
        Span::new(range.start, range.end.max(range.start)).shifted(self.from)
    }

    fn scalar(&self, text: &str, style: ScalarStyle, span: Span) -> Node {
        let plain = style == ScalarStyle::Plain;
        // The parser says `~` for a value that was not written.
        let text = if plain && span.start == span.end { "" } else { text };
        let span = match style {
            ScalarStyle::Literal | ScalarStyle::Folded => {
                Span::new(span.start, span.start + self.text[span.start..span.end].trim_end().len())
            }
            _ => span,
        };
        Node { value: Value::Scalar(Scalar { text: text.to_owned(), plain }), span }
    }

    fn refuse_tag(&mut self, tag: Option<&Tag>, marks: &Marks) {
        if tag.is_none() {
            return;
        }
        let node = self.span(marks);
        let start = marks.tag_start().and_then(|mark| mark.byte_offset());
        let start = start.map_or(node.start, |start| self.from + start);
        let length = self.text[start..].find(char::is_whitespace).unwrap_or(self.text.len() - start);
        self.problems.push(problem::tag(self.text, Span::new(start, start + length)));
    }

    fn open(&mut self, open: Open) -> Result<(), Stop> {
        if self.stack.len() >= MAX_DEPTH {
            let (Open::List { start, .. } | Open::Map { start, .. }) = open;
            return Err(Stop { problem: problem::too_deep(start), at: start, resume: true });
        }
        self.stack.push(open);
        Ok(())
    }

    fn close(&mut self, end: Span) {
        let Some(open) = self.stack.pop() else { return };
        // A block collection has no last character of its own: it ends with its last member.
        let (value, start, end) = match open {
            Open::List { items, start, flow } => {
                let last = items.last().map(|item| item.span.end);
                (Value::List(items), start, if flow { end.end } else { last.unwrap_or(start) })
            }
            Open::Map { entries, seen, start, flow, .. } => {
                if self.stack.is_empty() {
                    self.seen = seen;
                }
                let last = entries.last().map(|entry| entry.value.span.end.max(entry.key_span.end));
                (Value::Map(entries), start, if flow { end.end } else { last.unwrap_or(start) })
            }
        };
        let node = Node { value, span: Span::new(start, end.max(start)) };
        // `{{ x }}` is a template's placeholder, which was reported as a key that is no text.
        if matches!(&node.value, Value::Map(entries) if entries.is_empty())
            && self.text[start..].starts_with("{{")
        {
            return self.drop_node(node.span);
        }
        self.place(node);
    }

    /// Puts a finished node where it belongs.
    fn place(&mut self, node: Node) {
        let (text, problems) = (self.text, &mut self.problems);
        match self.stack.last_mut() {
            None => self.root = Some(node),
            Some(Open::List { items, flow, .. }) => {
                let problem = if *flow { None } else { comments::of_item(text, &node) };
                problems.extend(problem);
                items.push(node);
            }
            Some(Open::Map { entries, seen, key, .. }) => match key.take() {
                None => *key = Some(check_key(text, node, seen, problems)),
                Some(Key::Refused) => {}
                Some(Key::Name(name, span)) => {
                    let value = at_its_key(text, span, node);
                    problems.extend(comments::of_field(text, &name, &value));
                    entries.push(Entry { key: name, key_span: span, value });
                }
            },
        }
    }

    /// Takes note that a node was refused: what it is the value of goes with it.
    fn drop_node(&mut self, span: Span) {
        self.dropped = true;
        match self.stack.last_mut() {
            None => self.root = Some(blank(span)),
            Some(Open::List { .. }) => {}
            Some(Open::Map { key, .. }) => *key = if key.is_none() { Some(Key::Refused) } else { None },
        }
    }

    /// The offset of the top-level entry that was being read when the parser gave up at `at`.
    fn failed_at(&self, at: usize) -> usize {
        let top = match self.stack.first() {
            Some(Open::Map { entries, key: Some(Key::Name(_, span)), .. }) => Some((&**entries, Some(*span))),
            Some(Open::Map { entries, .. }) => Some((&**entries, None)),
            _ => None,
        };
        failed_at(self.text, self.from, top, at)
    }

    /// Moves what was read into `mapping`.
    pub(super) fn finish(mut self, stop: Option<&Stop>, mapping: &mut Mapping) -> Resume {
        let failed_at = stop.map_or(self.from, |stop| self.failed_at(stop.at));
        mapping.problems.append(&mut self.problems);
        mapping.broken |= self.dropped;
        match self.root.take() {
            Some(Node { value: Value::Map(entries), .. }) => mapping.entries.extend(entries),
            Some(root) if stop.is_none() && !root.is_blank() => {
                mapping.problems.push(problem::not_a_mapping(self.text, &root));
                mapping.broken = true;
            }
            _ => {}
        }
        // Only after an error is the top level still open.
        if let (Some(stop), false) = (stop, self.stack.is_empty())
            && let Open::Map { mut entries, mut seen, .. } = self.stack.swap_remove(0)
        {
            if let Some(spoilt) = entries.pop_if(|last| is_spoilt(self.text, last, stop.at)) {
                seen.remove(&spoilt.key);
            }
            mapping.entries.extend(entries);
            self.seen = seen;
        }
        Resume { seen: self.seen, failed_at }
    }
}

/// Where the top-level entry begins that was being read when the parser gave up at `at`: `top` has the entries
/// before it and its key, if that was read.
pub(in crate::front_matter) fn failed_at(
    text: &str,
    from: usize,
    top: Option<(&[Entry], Option<Span>)>,
    at: usize,
) -> usize {
    // The first line that is neither blank nor a comment.
    let first_line = |from| {
        let mut lines = Line::all(text, from);
        let line = lines.find(|line| !line.is_blank() && !line.text.starts_with('#'));
        line.map_or(from, |line| line.start)
    };
    match top.map(|(entries, key)| (key, entries.last())) {
        Some((Some(key), _)) => key.start,
        Some((_, Some(last))) if is_spoilt(text, last, at) => last.key_span.start,
        Some((_, Some(last))) => first_line(Line::at(text, end_of(last)).next),
        Some((None, None)) | None => first_line(from),
    }
}

fn end_of(entry: &Entry) -> usize {
    entry.value.span.end.max(entry.key_span.end)
}

/// Whether the trouble at `at` is part of an entry that seemed to be whole: on its last line
/// (`title: a: b` ends with `a` and then fails), or on an indented line below it.
fn is_spoilt(text: &str, entry: &Entry, at: usize) -> bool {
    let line = Line::at(text, at);
    line.start <= end_of(entry) || line.text.starts_with([' ', '\t'])
}

/// Accepts a key that is text and not there yet.
fn check_key(text: &str, node: Node, seen: &mut HashMap<String, Span>, problems: &mut Vec<Problem>) -> Key {
    let Value::Scalar(scalar) = &node.value else {
        problems.push(problem::collection_as_key(text, node.span));
        return Key::Refused;
    };
    let odd_space = || scalar.text.starts_with(char::is_whitespace).then(|| Line::at(text, node.span.start));
    let odd_space = odd_space().filter(|_| scalar.plain).and_then(problem::odd_space);
    if let Some(problem) = odd_space.or_else(|| problem::refuse_key(scalar, node.span)) {
        problems.push(problem);
        return Key::Refused;
    }
    if let Some(first) = seen.get(&scalar.text) {
        problems.push(problem::duplicate_key(&scalar.text, node.span, *first));
        return Key::Refused;
    }
    seen.insert(scalar.text.clone(), node.span);
    Key::Name(scalar.text.clone(), node.span)
}

/// A value that was not written comes after its key's colon, not where the next token begins.
fn at_its_key(text: &str, key: Span, mut value: Node) -> Node {
    if value.span.start == value.span.end && value.is_blank() {
        let rest = text[key.end..].trim_start_matches([' ', '\t']);
        let colon = text.len() - rest.len();
        value.span = Span::at(if rest.starts_with(':') { colon + 1 } else { key.end });
    }
    value
}

fn blank(span: Span) -> Node {
    Node { value: Value::Scalar(Scalar { text: String::new(), plain: true }), span }
}
