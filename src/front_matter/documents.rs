//! Whole YAML files that other tools write, such as alert rules: every document as a tree with the
//! span of every key and value.
//!
//! Unlike front matter they may have several documents, tags, duplicate keys, anchors, aliases and
//! merge keys. Aliases are expanded within limits, so a small file cannot expand to gigabytes. JSON
//! is YAML and is read in the same way.

use std::collections::{HashMap, HashSet};

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, ScanError, Span as Marks};

use super::{Entry, Node, Scalar, Value, yaml};
use crate::text::Span;

/// Deeper than this nobody nests, aliases unfolded.
const MAX_DEPTH: usize = 96;
/// What copies of anchored values may weigh in one file, in bytes.
const MAX_COPIES: usize = 64 << 20;
/// What a value weighs besides its text: about its size in memory.
const NODE_WEIGHT: usize = 96;
/// How often reading goes on after a mistake, at the next document.
const MAX_ERRORS: usize = 20;

/// What was read of a file.
#[derive(Debug, Default)]
pub struct Documents {
    /// The root of each document; of one with a mistake, what is before it.
    pub roots: Vec<Node>,
    /// The first mistake.
    pub mistake: Option<Mistake>,
}

/// Why a file could not be read to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// What is wrong, or where the reader gave up.
    pub span: Span,
    /// Why, in the words of somebody who sees the line.
    pub message: String,
    /// How to fix it, if that is known.
    pub help: Option<String>,
}

/// Reads the YAML at `part` of `text`. Spans count from the start of `text`.
pub fn read_documents(text: &str, part: Span) -> Documents {
    let text = &text[..part.end];
    let mut documents = Documents::default();
    let mut copied = 0;
    let mut from =
        part.start + if text[part.start..].starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    for _ in 0..MAX_ERRORS {
        let mut builder = Builder::new(text, from, copied);
        let mistake = builder.run();
        copied = builder.copied;
        let stopped = builder.stopped;
        documents.roots.extend(builder.finish());
        let Some(mistake) = mistake else { break };
        let next = next_document(text, stopped);
        documents.mistake.get_or_insert(mistake);
        match next {
            Some(next) if next > from => from = next,
            _ => break,
        }
    }
    documents
}

/// Where collections are nested deeper than front matter may have them, if there is such a place. What is
/// wrong besides is not looked at. Takes time linear in the length of the text, which the reader of
/// configuration does not once brackets are nested.
pub fn too_deep(text: &str) -> Option<Span> {
    let mut depth = 0_usize;
    for event in Parser::new_from_str_with_options(text, yaml::options(yaml::MAX_DEPTH)) {
        match event {
            Ok((Event::SequenceStart(..) | Event::MappingStart(..), marks)) => {
                depth += 1;
                if depth > yaml::MAX_DEPTH {
                    return Some(Span::at(marks.byte_range().unwrap_or_default().start));
                }
            }
            Ok((Event::SequenceEnd | Event::MappingEnd, _)) => depth -= 1,
            Ok(_) => {}
            Err(error) => {
                let at = || Span::at(error.marker().byte_offset().unwrap_or(0).min(text.len()));
                return matches!(error.kind(), ErrorKind::RecursionLimitExceeded).then(at);
            }
        }
    }
    None
}

/// Where the next document begins after `at`.
fn next_document(text: &str, at: usize) -> Option<usize> {
    let marker = text[at..].match_indices("\n---").map(|(found, _)| at + found + 1);
    let mut markers = marker.filter(|start| text[start + 3..].chars().next().is_none_or(char::is_whitespace));
    markers.next()
}

/// Why reading ended, and where.
type Stop = (Mistake, usize);

/// A collection that is still open.
struct Open {
    start: usize,
    anchor: usize,
    kind: Kind,
}

enum Kind {
    List(Vec<Node>),
    Map { entries: Vec<Entry>, key: Option<(String, Span)> },
}

/// An anchored value, and what a copy of it costs.
struct Anchored {
    node: Node,
    weight: usize,
    depth: usize,
}

struct Builder<'a> {
    text: &'a str,
    /// Where the parser's input begins in `text`.
    from: usize,
    stack: Vec<Open>,
    roots: Vec<Node>,
    anchors: HashMap<usize, Anchored>,
    copied: usize,
    /// Where the document begins that is being read.
    document: usize,
    /// Where reading ended.
    stopped: usize,
}

impl<'a> Builder<'a> {
    fn new(text: &'a str, from: usize, copied: usize) -> Self {
        let (stack, roots, anchors) = (Vec::new(), Vec::new(), HashMap::new());
        Self { text, from, stack, roots, anchors, copied, document: from, stopped: text.len() }
    }

    fn run(&mut self) -> Option<Mistake> {
        let input = &self.text[self.from..];
        for event in Parser::new_from_str_with_options(input, yaml::options(MAX_DEPTH)) {
            let step = match event {
                Ok((event, marks)) => self.step(&event, &marks),
                Err(error) => Err(self.explain(&error)),
            };
            if let Err((mistake, at)) = step {
                self.stopped = at;
                return Some(mistake);
            }
        }
        None
    }

    /// The mistake, and where the parser gave up.
    fn explain(&self, error: &ScanError) -> Stop {
        let at = self.text.floor_char_boundary(self.from + error.marker().byte_offset().unwrap_or(0));
        if matches!(error.kind(), ErrorKind::RecursionLimitExceeded) {
            return self.refused(Span::at(at), format!("it is nested deeper than {MAX_DEPTH} levels"));
        }
        let is_flow = |open: &&Open| self.text[open.start..].starts_with(['[', '{']);
        let unclosed = self.stack.iter().find(is_flow).map(|open| open.start);
        let top = self.stack.first().and_then(|open| match &open.kind {
            Kind::Map { entries, key } => Some((entries.as_slice(), key.as_ref().map(|(_, span)| *span))),
            Kind::List(_) => None,
        });
        let from = yaml::failed_at(self.text, self.document, top, at);
        let (span, message, help) = yaml::explain(self.text, from, at, unclosed, error.kind()).into_parts();
        (Mistake { span, message, help: Some(help) }, at)
    }

    /// What is no mistake of the language.
    fn refused(&self, span: Span, message: String) -> Stop {
        (Mistake { span: self.character(span.start), message, help: None }, span.start)
    }

    /// What was read, collections that are still open included.
    fn finish(mut self) -> Vec<Node> {
        while !self.stack.is_empty() {
            // Only what is open goes on a stack of its own, so copies cannot fail the second time.
            let _ = self.close(Span::at(0));
        }
        self.roots
    }

    fn step(&mut self, event: &Event<'_>, marks: &Marks) -> Result<(), Stop> {
        let span = self.span(marks);
        match event {
            Event::Scalar(text, style, anchor, _) => self.place(self.scalar(text, *style, span), *anchor),
            Event::SequenceStart(_, anchor, _) => self.open(span, *anchor, Kind::List(Vec::new())),
            Event::MappingStart(_, anchor, _) => {
                self.open(span, *anchor, Kind::Map { entries: Vec::new(), key: None })
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(span),
            Event::Alias(anchor) => self.alias(*anchor, span),
            Event::UnresolvedAlias(_) => self.place(blank(span), 0),
            Event::DocumentEnd => {
                self.anchors.clear();
                self.document = span.end;
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn span(&self, marks: &Marks) -> Span {
        let range = marks.byte_range().unwrap_or_default();
        Span::new(range.start, range.end.max(range.start)).shifted(self.from)
    }

    /// The character at an offset, to point at.
    fn character(&self, at: usize) -> Span {
        let at = self.text.floor_char_boundary(at);
        let length = self.text[at..].chars().next().filter(|c| !c.is_control()).map_or(0, char::len_utf8);
        Span::new(at, at + length)
    }

    fn scalar(&self, text: &str, style: ScalarStyle, span: Span) -> Node {
        let plain = style == ScalarStyle::Plain;
        // The parser says `~` for a value that was not written.
        let text = if plain && span.start == span.end { "" } else { text };
        let end = span.start + self.text[span.start..span.end].trim_end().len();
        Node {
            value: Value::Scalar(Scalar { text: text.to_owned(), plain }),
            span: Span::new(span.start, end),
        }
    }

    fn open(&mut self, span: Span, anchor: usize, kind: Kind) -> Result<(), Stop> {
        self.check_depth(1, span)?;
        self.stack.push(Open { start: span.start, anchor, kind });
        Ok(())
    }

    fn check_depth(&self, more: usize, span: Span) -> Result<(), Stop> {
        if self.stack.len() + more <= MAX_DEPTH {
            return Ok(());
        }
        Err(self.refused(span, format!("it is nested deeper than {MAX_DEPTH} levels")))
    }

    fn close(&mut self, end: Span) -> Result<(), Stop> {
        let Some(open) = self.stack.pop() else { return Ok(()) };
        let value = match open.kind {
            Kind::List(items) => Value::List(items),
            Kind::Map { entries, .. } => Value::Map(merged(entries)),
        };
        let end = end.end.max(open.start);
        self.place(Node { value, span: Span::new(open.start, end) }, open.anchor)
    }

    /// Puts a finished node where it belongs.
    fn place(&mut self, node: Node, anchor: usize) -> Result<(), Stop> {
        if anchor != 0 {
            let (weight, depth) = (weight(&node), depth(&node));
            self.copy(weight, node.span)?;
            self.anchors.insert(anchor, Anchored { node: node.clone(), weight, depth });
        }
        match self.stack.last_mut().map(|open| &mut open.kind) {
            None => self.roots.push(node),
            Some(Kind::List(items)) => items.push(node),
            Some(Kind::Map { entries, key }) => match key.take() {
                None => *key = Some((node.as_str().unwrap_or_default().to_owned(), node.span)),
                Some((name, span)) => entries.push(Entry { key: name, key_span: span, value: node }),
            },
        }
        Ok(())
    }

    fn alias(&mut self, anchor: usize, span: Span) -> Result<(), Stop> {
        // A value that contains itself has no end yet, and none can be copied.
        let Some(anchored) = self.anchors.get(&anchor) else { return self.place(blank(span), 0) };
        let (weight, depth) = (anchored.weight, anchored.depth);
        self.check_depth(depth, span)?;
        self.copy(weight, span)?;
        let node = Node { value: self.anchors[&anchor].node.value.clone(), span };
        self.place(node, 0)
    }

    fn copy(&mut self, weight: usize, span: Span) -> Result<(), Stop> {
        self.copied = self.copied.saturating_add(weight);
        if self.copied <= MAX_COPIES {
            return Ok(());
        }
        Err(self.refused(span, "its aliases expand to more than 64 MiB".to_owned()))
    }
}

fn blank(span: Span) -> Node {
    Node { value: Value::Scalar(Scalar { text: String::new(), plain: true }), span }
}

fn weight(node: &Node) -> usize {
    NODE_WEIGHT
        + match &node.value {
            Value::Scalar(scalar) => scalar.text.len(),
            Value::List(items) => items.iter().map(weight).sum(),
            Value::Map(entries) => entries.iter().map(|entry| entry.key.len() + weight(&entry.value)).sum(),
        }
}

/// How many levels of collections a value has.
fn depth(node: &Node) -> usize {
    match &node.value {
        Value::Scalar(_) => 0,
        Value::List(items) => 1 + items.iter().map(depth).max().unwrap_or(0),
        Value::Map(entries) => 1 + entries.iter().map(|entry| depth(&entry.value)).max().unwrap_or(0),
    }
}

/// The entries with those that `<<` brings in. What the mapping says itself goes before it.
fn merged(entries: Vec<Entry>) -> Vec<Entry> {
    if !entries.iter().any(|entry| entry.key == "<<") {
        return entries;
    }
    let (merges, mut own): (Vec<Entry>, Vec<Entry>) =
        entries.into_iter().partition(|entry| entry.key == "<<");
    let mut known: HashSet<String> = own.iter().map(|entry| entry.key.clone()).collect();
    let maps = merges.into_iter().flat_map(|merge| match merge.value.value {
        Value::List(items) => items.into_iter().map(|item| item.value).collect(),
        value => vec![value],
    });
    for map in maps {
        if let Value::Map(entries) = map {
            own.extend(entries.into_iter().filter(|entry| known.insert(entry.key.clone())));
        }
    }
    own
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Documents {
        read_documents(text, Span::new(0, text.len()))
    }

    /// A node as JSON-like text.
    fn shown(node: &Node) -> String {
        match &node.value {
            Value::Scalar(scalar) => scalar.text.clone(),
            Value::List(items) => format!("[{}]", items.iter().map(shown).collect::<Vec<_>>().join(",")),
            Value::Map(entries) => {
                let entry = |entry: &Entry| format!("{}:{}", entry.key, shown(&entry.value));
                format!("{{{}}}", entries.iter().map(entry).collect::<Vec<_>>().join(","))
            }
        }
    }

    fn roots(text: &str) -> Vec<String> {
        let documents = read(text);
        assert_eq!(documents.mistake, None, "{text}");
        documents.roots.iter().map(shown).collect()
    }

    #[test]
    fn documents_tags_and_duplicates_are_read() {
        assert_eq!(
            roots("\u{feff}a: 1\n---\nb: !x 2\n...\n---\na: 1\na: 2\n"),
            ["{a:1}", "{b:2}", "{a:1,a:2}"]
        );
        assert_eq!(roots("{\n\t\"a\": [1,\t{\"b\": \"c\"}]\r\n}\r\n"), ["{a:[1,{b:c}]}"]);
        assert_eq!(roots("  a:\n  - b: |\n      x\n      y\n"), ["{a:[{b:x\ny\n}]}"]);
        assert_eq!(roots("# nothing\n"), [""; 0]);
    }

    #[test]
    fn aliases_and_merge_keys_are_unfolded() {
        let text = "a: &a {x: 1, y: 2}\nb: {<<: *a, y: 3}\nc: {<<: [*a, {z: 4}]}\nd: *a\ne: *nowhere\n";
        assert_eq!(roots(text), ["{a:{x:1,y:2},b:{y:3,x:1},c:{x:1,y:2,z:4},d:{x:1,y:2},e:}"]);
    }

    #[test]
    fn spans_are_those_of_the_file() {
        let text = "é: 1\n---\n- k: \"v\"\n  b: |\n    x\n\n";
        let documents = read(text);
        let Value::List(items) = &documents.roots[1].value else { panic!() };
        let Value::Map(entries) = &items[0].value else { panic!() };
        let at = |span: Span| &text[span.start..span.end];
        assert_eq!((at(entries[0].key_span), at(entries[0].value.span)), ("k", "\"v\""));
        assert_eq!(at(entries[1].value.span), "x", "a block begins with its text");
    }

    #[test]
    fn what_stands_around_a_mistake_is_kept() {
        let text = "a: 1\n---\nb:\n- c: 1\n- d: [\n---\ne: 1\n";
        let documents = read(text);
        let all: Vec<_> = documents.roots.iter().map(shown).collect();
        assert_eq!(all.first().map(String::as_str), Some("{a:1}"));
        assert_eq!(all.last().map(String::as_str), Some("{e:1}"));
        assert!(all[1].starts_with("{b:[{c:1}"), "{all:?}");
        assert!(documents.mistake.is_some());
    }

    #[test]
    fn deep_nesting_is_found_where_it_is() {
        for fine in
            ["a: [[1]]\n", "a: \"[[[[\"\n", "a: [\n", &format!("{}x{}", "[".repeat(64), "]".repeat(64))]
        {
            assert_eq!(too_deep(fine), None, "{fine}");
        }
        for deep in ["[", "{", "[a, ", "- ", "? "] {
            let text = format!("é: 1\nb:\n  {}", deep.repeat(100_000));
            let at = too_deep(&text).unwrap().start;
            assert!((9..9 + 70 * deep.len()).contains(&at), "{deep} {at}");
        }
    }

    #[test]
    fn bombs_are_refused() {
        let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for level in 1..12 {
            let before = format!("*a{}, ", level - 1).repeat(10);
            bomb.push_str(&format!("a{level}: &a{level} [{before}]\n"));
        }
        assert!(read(&bomb).mistake.unwrap().message.contains("expand"));
        let mut tower = format!("a0: &a0 {}x{}\n", "[".repeat(60), "]".repeat(60));
        for level in 1..200 {
            let (open, close) = ("[".repeat(60), "]".repeat(60));
            tower.push_str(&format!("a{level}: &a{level} {open}*a{}{close}\n", level - 1));
        }
        assert!(read(&tower).mistake.unwrap().message.contains("deeper"));
        assert!(read(&"[".repeat(100_000)).mistake.is_some());
        assert!(read(&"- ".repeat(100_000)).mistake.is_some());
        assert!(read("a: &a [*a]\n").mistake.is_none());
    }
}
