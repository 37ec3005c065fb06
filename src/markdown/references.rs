//! Reference links and footnotes from the other side: definitions that nothing uses, brackets that
//! name no definition, and what was meant as a link and is none.
//!
//! Runbooks are full of brackets that are no links: `metric[5m]`, `[a-z][0-9]`, log lines. What
//! could be one of those is left alone.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Tag};

use super::event::Problem;
use super::parse::Raw;
use super::{Link, LinkKind, Malformed, malformed};
use crate::diagnostic::{Fix, Patience, ask, rules};
use crate::text::Span;

/// How much comparing labels without a definition with those that have one may cost on one page, in
/// pairs of characters. More could only come from a page that a machine made, to keep a check busy.
const PATIENCE: usize = 4_000_000;

/// The longest reference and the longest target that are looked at, in bytes: brackets nest, and each
/// pair would look at all that is inside.
pub(super) const LONGEST: usize = 600;

/// What a page's body says about references.
#[derive(Debug, Default)]
pub(super) struct References {
    /// Brackets that look like a link.
    spaced: Vec<Link>,
    malformed: Vec<Malformed>,
    /// Text inside raw HTML that marks it as code.
    pub(super) in_code: Vec<Span>,
    definitions: Vec<Definition>,
    repeated: Vec<Repeated>,
    broken: Vec<Broken>,
    footnotes: Vec<Span>,
}

/// `[label]: target`.
#[derive(Debug)]
pub(super) struct Definition {
    label: String,
    pub(super) span: Span,
    is_used: bool,
}

/// A second definition of a label.
#[derive(Debug)]
struct Repeated {
    /// The brackets with the label.
    span: Span,
    /// The index of the first definition.
    first: usize,
}

/// `[text][label]` or `[text][]` without a definition.
#[derive(Debug)]
struct Broken {
    span: Span,
    /// The label's bytes.
    label: Span,
}

impl Definition {
    /// A definition of the parser. `[//]: # (words)` and `[comment]: <>` are a way to write comments,
    /// and need no use.
    pub(super) fn new(label: &str, span: Span, target: &str) -> Self {
        let is_comment = matches!(target, "" | "#" | "-") || label.starts_with("//");
        Self { label: label.to_owned(), span, is_used: is_comment }
    }
}

impl References {
    /// Takes brackets for which the parser knows no definition.
    pub(super) fn add_broken(&mut self, body: &str, span: Range<usize>, kind: LinkType) {
        match kind {
            LinkType::Shortcut => match spaced(body, span.clone()) {
                Some(link) => self.spaced.push(link),
                None => self.malformed.extend(malformed::find(body, span.into())),
            },
            LinkType::Reference | LinkType::Collapsed => {
                self.broken.extend(broken(body, span, kind == LinkType::Collapsed));
            }
            _ => {}
        }
    }

    /// Takes the definitions, sorted by place, and finds out which of them `raw` uses.
    pub(super) fn define(&mut self, body: &str, mut definitions: Vec<Definition>, raw: &[Raw<'_>]) {
        if definitions.is_empty() {
            return;
        }
        let used: BTreeSet<usize> = raw.iter().filter_map(|raw| Some(raw.definition?.start)).collect();
        for definition in &mut definitions {
            definition.is_used |= used.contains(&definition.span.start);
        }
        self.repeated = repeated(body, &definitions, raw);
        self.definitions = definitions;
    }

    /// Takes the references to footnotes that `text` still has once the parser has made its own of
    /// those that are defined. `text` begins at `offset`.
    pub(super) fn add_footnotes(&mut self, text: &str, offset: usize) {
        let mut at = 0;
        while let Some(found) = text[at..].find("[^") {
            let start = at + found;
            at = start + 2;
            if let Some(end) = footnote_end(text, start) {
                self.footnotes.push(Span::new(offset + start, offset + end));
                at = end;
            }
        }
    }

    /// What was meant as a link and has a space in its target.
    pub(super) fn spaced(&self) -> impl Iterator<Item = &Link> {
        self.spaced.iter().filter(|link| self.is_text(link.span))
    }

    /// What else may have been meant as a link.
    pub(super) fn malformed(&self) -> impl Iterator<Item = &Malformed> {
        self.malformed.iter().filter(|malformed| self.is_text(malformed.link.span))
    }

    /// Whether raw HTML does not mark it as code.
    fn is_text(&self, span: Span) -> bool {
        let before = self.in_code.partition_point(|code| code.start <= span.start);
        before == 0 || self.in_code[before - 1].end < span.end
    }

    /// What is wrong.
    pub(super) fn problems(&self, body: &str) -> Vec<Problem> {
        let broken: Vec<&Broken> = self.broken.iter().filter(|broken| self.is_text(broken.span)).collect();
        let labels = || self.definitions.iter().map(|definition| definition.label.as_str());
        let mut patience = Patience::new(PATIENCE);
        let undefined = broken.iter().map(|broken| undefined(body, broken, labels(), &mut patience));
        let unused = self.definitions.iter().filter(|definition| !definition.is_used);
        let tail = self.unused_tail(body);
        // With a broken reference beside it, the definition may be the one that was meant.
        let unused = unused.map(|definition| unused_definition(body, definition, broken.is_empty(), tail));
        let repeated = self.repeated.iter().map(|repeated| self.repeated(body, repeated));
        let footnotes = self.footnotes.iter().map(|span| missing_footnote(body, *span));
        undefined.chain(unused).chain(repeated).chain(footnotes).collect()
    }

    /// From where on a page has nothing but unused definitions.
    fn unused_tail(&self, body: &str) -> usize {
        let mut tail = body.trim_end().len();
        for definition in self.definitions.iter().rev().filter(|definition| !definition.is_used) {
            let line =
                whole_line(body, definition.span).filter(|line| body[..tail].trim_end().len() <= line.end);
            let Some(line) = line.filter(|line| line.start < tail) else { break };
            tail = line.start;
        }
        tail
    }

    fn repeated(&self, body: &str, repeated: &Repeated) -> Problem {
        let Definition { label, span: first, .. } = &self.definitions[repeated.first];
        let message = format!("`[{label}]` is defined twice, and the first counts");
        let line = whole_line(body, Span::at(repeated.span.start));
        let is_same = |line: &Span| body[line.start..line.end].trim() == body[first.start..first.end].trim();
        let mut problem = Problem::new(&rules::LINK_DEFINED_TWICE, repeated.span, message)
            .label(bracketed(body, *first).unwrap_or(*first), "first here")
            .help("remove one of the two, or give it another label");
        problem.fix = line.filter(is_same).map(Fix::remove);
        problem
    }
}

fn undefined<'l>(
    body: &str,
    broken: &Broken,
    labels: impl Iterator<Item = &'l str>,
    patience: &mut Patience,
) -> Problem {
    let label = &body[broken.label.start..broken.label.end];
    let message = format!("no link is defined as `[{label}]`, so this is not a link");
    let near = ask(&patience.nearest(label, labels));
    let help = near.unwrap_or_else(|| format!("add a line `[{label}]: target`, or put it in `code`"));
    Problem::new(&rules::LINK_UNDEFINED, broken.span, message).help(help)
}

fn unused_definition(body: &str, definition: &Definition, may_go: bool, tail: usize) -> Problem {
    let span = bracketed(body, definition.span).unwrap_or(definition.span);
    let message = format!("no link uses the definition of `[{}]`", definition.label);
    let mut problem =
        Problem::new(&rules::LINK_UNUSED, span, message).help("remove the line, or use it in a link");
    let line = whole_line(body, definition.span).filter(|_| may_go);
    // At the end of a page, the blank lines above would be left over.
    let start = |line: Span| if line.start < tail { line.start } else { after_text(body, line.start) };
    problem.fix = line.map(|line| Fix::remove(Span::new(start(line), line.end)));
    problem
}

fn missing_footnote(body: &str, span: Span) -> Problem {
    let written = &body[span.start..span.end];
    let message = format!("there is no footnote `{written}` on this page");
    let help = format!("add a line `{written}: text`, or put it in `code`");
    Problem::new(&rules::MARKDOWN_FOOTNOTE_MISSING, span, message).help(help)
}

/// The lines of a definition that has them for itself, with their end; `None` inside a quote or list.
fn whole_line(body: &str, span: Span) -> Option<Span> {
    let start = body.get(..span.start)?.rfind('\n').map_or(0, |at| at + 1);
    let rest = body.get(span.end..)?;
    let end = span.end + rest.find('\n').map_or(rest.len(), |at| at + 1);
    let is_own = body[start..span.start].trim().is_empty();
    let is_whole = span.start == span.end || body[span.end..end].trim().is_empty();
    (is_own && is_whole && !body[span.start..span.end].contains("\n>")).then_some(Span::new(start, end))
}

/// Where the last line that is not blank ends above the line that begins at `at`.
fn after_text(body: &str, at: usize) -> usize {
    let text = body[..at].trim_end().len();
    body[text..at].find('\n').map_or(at, |end| text + end + 1)
}

/// The brackets with the label at the start of a definition.
fn bracketed(body: &str, span: Span) -> Option<Span> {
    let text = body.get(span.start..)?;
    Some(Span::new(span.start, span.start + label_end(text)? + 1))
}

/// Where the first bracket that is not escaped closes.
fn label_end(text: &str) -> Option<usize> {
    let mut escaped = false;
    text.bytes().position(|byte| {
        let is_close = byte == b']' && !escaped;
        escaped = byte == b'\\' && !escaped;
        is_close
    })
}

/// The definitions whose label has been defined before. The parser drops them without a word, so they
/// are what looks like a definition and is in no event.
fn repeated(body: &str, definitions: &[Definition], raw: &[Raw<'_>]) -> Vec<Repeated> {
    let known: BTreeMap<String, usize> = definitions
        .iter()
        .enumerate()
        .map(|(index, definition)| (folded(&definition.label), index))
        .collect();
    let mut found = Vec::new();
    let mut covered: Option<Vec<Range<usize>>> = None;
    let mut offset = 0;
    for line in body.split_inclusive('\n') {
        let start = offset;
        offset += line.len();
        let Some((bracket, label)) = definition_in(line) else { continue };
        let span = Span::new(start + bracket, start + bracket + label.len() + 2);
        let Some(first) = known.get(&folded(label)).copied() else { continue };
        let is_known = definitions
            .partition_point(|definition| definition.span.start <= span.start)
            .checked_sub(1)
            .is_some_and(|before| span.start < definitions[before].span.end);
        let covered = covered.get_or_insert_with(|| leaves(raw));
        let is_comment = matches!(
            line[bracket + label.len() + 3..].trim_start().as_bytes(),
            [b'#' | b'-', ..] | [b'<', b'>', ..]
        );
        if !is_known && !is_comment && !is_covered(covered, span.start) {
            found.push(Repeated { span, first });
        }
    }
    found
}

/// What a line may define: where the bracket is, and the label.
fn definition_in(line: &str) -> Option<(usize, &str)> {
    let is_marker = |c: char| c.is_ascii_whitespace() || c.is_ascii_digit() || ">-*+.)".contains(c);
    let rest = line.trim_start_matches(is_marker);
    let inside = rest.strip_prefix('[').filter(|inside| !inside.starts_with('^'))?;
    let label = &inside[..label_end(inside)?];
    let is_definition = inside[label.len()..].starts_with("]:") && !label.trim().is_empty();
    is_definition.then_some((line.len() - rest.len(), label))
}

/// Labels are the same whatever their letter case and white space.
fn folded(label: &str) -> String {
    label.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

/// The bytes of everything that is text, a link, code or raw HTML, sorted.
fn leaves(raw: &[Raw<'_>]) -> Vec<Range<usize>> {
    let is_leaf = |event: &Event<'_>| {
        matches!(event, Event::Text(_) | Event::Code(_) | Event::Html(_) | Event::InlineHtml(_))
            || matches!(event, Event::Start(Tag::CodeBlock(_) | Tag::Link { .. } | Tag::Image { .. }))
    };
    let mut leaves: Vec<_> =
        raw.iter().filter(|raw| is_leaf(&raw.event)).map(|raw| raw.range.clone()).collect();
    leaves.sort_by_key(|range| range.start);
    leaves
}

fn is_covered(leaves: &[Range<usize>], at: usize) -> bool {
    let before = leaves.partition_point(|range| range.start <= at);
    // A code block is around its own text, so what covers may be one before the last.
    leaves[before.saturating_sub(2)..before].iter().any(|range| range.contains(&at))
}

/// The reference at `span`, if it was meant as one.
fn broken(body: &str, span: Range<usize>, is_collapsed: bool) -> Option<Broken> {
    let written = body.get(span.clone()).filter(|written| written.len() <= LONGEST)?;
    let is_image = written.starts_with('!');
    let end = span.end + if is_collapsed { 2 } else { 0 };
    let close = written.len() - 1;
    let open = if is_collapsed { written.find('[')? } else { written.rfind('[')? };
    let label = &written[open + 1..close];
    let text = if is_collapsed {
        label
    } else {
        written[..open].trim_start_matches(['!', '[']).trim_end_matches(']')
    };
    let before = body[..span.start].chars().next_back();
    let after = body[end..].chars().next();
    let stands_alone = (is_image || before.is_none_or(may_precede)) && after.is_none_or(may_follow);
    let is_meant = stands_alone && !label.contains(NO_LABEL) && !is_code_like(text, label, is_collapsed);
    is_meant.then(|| Broken {
        span: Span::new(span.start, end),
        label: Span::new(span.start + open + 1, span.start + close),
    })
}

/// Characters that indices, patterns and assignments have and labels do not.
const NO_LABEL: [char; 13] = ['"', '\'', '$', '=', '*', '\\', '|', '^', '<', '>', '{', '}', '`'];

/// Behind a word, a bracket or an operator, brackets are an index or a range.
fn may_precede(c: char) -> bool {
    !c.is_alphanumeric()
        && !matches!(c, '_' | ']' | ')' | '}' | '$' | '"' | '\'' | '\\' | '@' | '.' | '=' | '&' | '%' | '`')
}

fn may_follow(c: char) -> bool {
    !c.is_alphanumeric() && !matches!(c, '[' | '(' | '{' | '=' | '_' | '+' | '`')
}

/// Whether two pairs of brackets are rather a pattern, a duration, or a line of a log.
fn is_code_like(text: &str, label: &str, is_collapsed: bool) -> bool {
    let words = || text.chars().any(char::is_alphabetic);
    let is_short = |text: &str| text.chars().nth(1).is_none();
    let is_range =
        |text: &str| text.len() <= 12 && ["a-", "A-", "0-", "1-"].iter().any(|start| text.starts_with(start));
    let is_duration = |text: &str| text.starts_with(|c: char| c.is_ascii_digit()) && text.len() <= 4;
    // `[--flag][--other]`, `[optional][default: none]`: how commands are called.
    let is_option = |text: &str| text.starts_with('-') || text.contains(": ");
    let is_level = |text: &str| LEVELS.contains(&text.trim().to_ascii_lowercase().as_str());
    !words()
        || label.trim().is_empty()
        || (is_short(text) && (is_collapsed || is_short(label)))
        || is_range(text)
        || is_range(label)
        || is_duration(text)
        || is_level(text)
        || is_level(label)
        || is_option(text)
        || is_option(label)
}

/// What logs put in brackets.
const LEVELS: [&str; 13] = [
    "alert", "crit", "critical", "debug", "emerg", "err", "error", "fatal", "info", "notice", "trace",
    "warn", "warning",
];

/// Where the reference to a footnote ends that begins at `start`, if it was meant as one: `[^a-z]` and
/// `[^/]+` are patterns.
fn footnote_end(text: &str, start: usize) -> Option<usize> {
    let inside = &text[start + 2..];
    let label = &inside[..inside[..inside.floor_char_boundary(LONGEST)].find(']')?];
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    let is_range = label.len() == 3 && label.as_bytes()[1] == b'-';
    let before = text[..start].chars().next_back();
    let after = inside[label.len() + 1..].chars().next();
    let in_pattern = before.is_some_and(|c| "\\(|/*+[^{]=$'`".contains(c))
        || after.is_some_and(|c| "+*{/\\$|([])'`".contains(c))
        || (after == Some('?') && label.len() == 1 && !label.starts_with(|c: char| c.is_ascii_digit()));
    let is_meant = !label.is_empty() && label.chars().all(fits) && !is_range && !in_pattern;
    is_meant.then(|| start + 2 + label.len() + 1)
}

/// The link that was meant by brackets followed by parentheses with a space inside.
fn spaced(body: &str, span: Range<usize>) -> Option<Link> {
    let inside = body.get(span.end..)?.strip_prefix('(')?;
    let inside = &inside[..inside.floor_char_boundary(LONGEST)];
    let line = &inside[..inside.find(['\n', '\r']).unwrap_or(inside.len())];
    let close = closing(line)?;
    let mut target = line[..close].trim_end();
    if let Some(title) = title_at(target) {
        target = target[..title].trim_end();
    }
    let blank = target.len() - target.trim_start().len();
    let target = target.trim_start();
    let is_target = target.contains(' ') && !target.contains(['<', '>', '"', '`', '\t']);
    let start = span.end + 1 + blank;
    let is_image = body[span.start..].starts_with('!');
    is_target.then(|| Link {
        kind: if is_image { LinkKind::Image } else { LinkKind::Link },
        target: target.to_owned(),
        span: Span::new(span.start, span.end + 1 + close + 1),
        target_span: Span::new(start, start + target.len()),
    })
}

/// Where the parenthesis closes that is open at the start of `line`.
pub(super) fn closing(line: &str) -> Option<usize> {
    let mut depth = 0_usize;
    line.bytes().position(|byte| match byte {
        b'(' => {
            depth += 1;
            false
        }
        b')' if depth > 0 => {
            depth -= 1;
            false
        }
        byte => byte == b')',
    })
}

/// Where the title begins that ends `target`.
fn title_at(target: &str) -> Option<usize> {
    let quote = target.chars().next_back().filter(|c| matches!(c, '"' | '\''))?;
    let open = target[..target.len() - 1].find(&format!(" {quote}"))?;
    Some(open + 1)
}
