//! Findings for people, in the style of rustc: the line, a caret under the mistake, and help.
//!
//! Content comes from strangers and ends on a terminal: nothing in it may move the cursor, change
//! the colour, reverse the direction of text or flood the screen.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::ops::Range;

use annotate_snippets::{Annotation, AnnotationKind, Element, Level, Origin, Renderer, Snippet};

use super::mask::{is_mask, shown};
use super::plain::{defused, is_deceptive, many_lines, one_line};
use super::{Places, Shown, Texts};
use crate::diagnostic::{Finding, Label, Severity};
use crate::path::SitePath;
use crate::text::Span;

/// Of a line longer than this, in bytes, only a part is shown; the renderer would have to read all of it
/// for every finding.
const LONGEST_LINE: usize = 16 * 1024;
/// How much of such a line is shown before and after what is marked, in bytes.
const AROUND: usize = 60;
/// Stands for the part of a line that is not shown.
const CUT: &str = "…";
/// A span of more lines than this is marked on its first line only.
const MOST_LINES: usize = 8;
/// The most characters that are underlined on one line.
const WIDEST_MARK: usize = 80;

/// All findings, each with the lines it is about, one blank line between two; errors last, where they
/// are next to the prompt. With `colour`, escape sequences style the text; there are none in it
/// otherwise.
pub fn human(shown: &Shown<'_>, colour: bool) -> String {
    let texts = Texts::of(shown);
    let painter = Painter::new(&texts, colour);
    let mut findings: Vec<&Finding> = shown.findings().iter().collect();
    findings.sort_by_key(|finding| Reverse(finding.severity));
    let mut out = String::new();
    for finding in findings {
        out.push_str(&painter.whole(finding));
        out.push_str("\n\n");
    }
    // Lines of the content are in it as they are.
    defused(&out).into_owned()
}

/// Draws findings.
pub(super) struct Painter<'a> {
    renderer: Renderer,
    places: Places<'a>,
}

impl<'a> Painter<'a> {
    pub(super) fn new(texts: &'a Texts, colour: bool) -> Self {
        // Links would be noise in the logs of services that understand colours only.
        let renderer = if colour { Renderer::styled().hyperlink(false) } else { Renderer::plain() };
        Self { renderer, places: texts.places() }
    }

    /// A finding with its lines and its help.
    pub(super) fn whole(&self, finding: &Finding) -> String {
        self.entry(finding, &finding.message, self.lines(finding), &[], finding.help.as_deref())
    }

    /// A title in the severity of `finding`, what is below it, notes with their names, and a help.
    pub(super) fn entry(
        &self,
        finding: &Finding,
        title: &str,
        elements: Vec<Element<'_>>,
        notes: &[(&str, String)],
        help: Option<&str>,
    ) -> String {
        let level = match finding.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
            Severity::Info => Level::INFO,
        };
        let mut group = level.primary_title(one_line(title)).id(finding.rule.code).elements(elements);
        for (name, note) in notes {
            group = group.element(Level::NOTE.with_name(*name).message(many_lines(note)));
        }
        if let Some(help) = help {
            group = group.element(Level::HELP.message(many_lines(help)));
        }
        self.renderer.render(&[group])
    }

    /// The lines that a finding is about, and those of its labels.
    pub(super) fn lines(&self, finding: &Finding) -> Vec<Element<'_>> {
        let main = Mark { path: &finding.path, span: finding.span, label: None };
        let labels = finding.labels.iter();
        let labels =
            labels.flat_map(|label| Mark::from(label).elements(&self.places, AnnotationKind::Context));
        main.elements(&self.places, AnnotationKind::Primary).into_iter().chain(labels).collect()
    }

    /// Only where a finding is.
    pub(super) fn origin(&self, finding: &Finding) -> Vec<Element<'_>> {
        vec![Origin::path(self.place(finding)).into()]
    }

    /// `content/a.md:3:9`.
    pub(super) fn place(&self, finding: &Finding) -> String {
        let (start, _) = self.places.range(&finding.path, finding.span);
        format!("{}:{}:{}", one_line(finding.path.as_str()), start.line, start.column)
    }
}

/// A place to show.
struct Mark<'a> {
    path: &'a SitePath,
    span: Span,
    label: Option<&'a str>,
}

impl<'a> From<&'a Label> for Mark<'a> {
    fn from(label: &'a Label) -> Self {
        Self { path: &label.path, span: label.span, label: Some(&label.message) }
    }
}

impl Mark<'_> {
    /// The lines of the place with a mark under them, or only where it is.
    fn elements<'a>(&self, places: &Places<'a>, kind: AnnotationKind) -> Vec<Element<'a>> {
        let (start, _) = places.range(self.path, self.span);
        let path = one_line(self.path.as_str());
        let Some(excerpt) = places.text(self.path).map(|text| Excerpt::of(text, self.span)) else {
            // A message has no place of its own to go when the source cannot be shown.
            let label = self.label.map(|label| format!(" ({})", one_line(label))).unwrap_or_default();
            return vec![Origin::path(format!("{path}:{}:{}{label}", start.line, start.column)).into()];
        };
        let snippet = Snippet::source(excerpt.text)
            .line_start(start.line)
            .annotation(self.annotation(kind, excerpt.mark));
        if excerpt.is_cut {
            // The renderer would count the column from where the line is cut.
            let origin = Origin::path(path).line(start.line).char_column(start.column);
            vec![origin.into(), snippet.into()]
        } else {
            vec![snippet.path(path).into()]
        }
    }

    fn annotation<'a>(&self, kind: AnnotationKind, mark: Range<usize>) -> Annotation<'a> {
        kind.span(mark).label(self.label.map(one_line))
    }
}

/// The lines that a span touches, or a part of one.
struct Excerpt<'a> {
    text: Cow<'a, str>,
    mark: Range<usize>,
    /// Whether the line begins before the text does.
    is_cut: bool,
}

impl<'a> Excerpt<'a> {
    fn of(text: &'a str, span: Span) -> Self {
        let start = text.floor_char_boundary(span.start);
        let end = text.ceil_char_boundary(span.end).max(start);
        // Of a key of many lines the first is enough.
        let end = if text[start..end].contains(is_mask) { end.min(line_end(text, start)) } else { end };
        // A span that ends after a line break does not mean the line that follows.
        let end = if text[start..end].ends_with('\n') { end - 1 } else { end };
        let is_long = text[start..end].lines().nth(MOST_LINES).is_some();
        let end = if is_long { line_end(text, start) } else { end };
        let mark = start..shortened(&text[start..end]) + start;
        let nearest = text.ceil_char_boundary(start.saturating_sub(LONGEST_LINE));
        let farthest = text.floor_char_boundary(mark.end + LONGEST_LINE);
        let from = text[nearest..start].rfind('\n').map(|newline| nearest + newline + 1);
        let from = from.or((nearest == 0).then_some(0));
        let to = line_end(&text[..farthest], mark.end);
        match from.filter(|from| to - from <= LONGEST_LINE) {
            Some(from) => {
                let (text, mark) = shown(&text[from..to], mark.start - from..mark.end.min(to) - from);
                Self { text: same_length(text), mark, is_cut: false }
            }
            None => Self::cut(text, mark, from.unwrap_or(nearest), to),
        }
    }

    /// The part around `mark` of a long line that reaches at least from `first` to `last`.
    fn cut(text: &str, mark: Range<usize>, first: usize, last: usize) -> Self {
        let from = text.ceil_char_boundary(mark.start.saturating_sub(AROUND)).max(first);
        let first_line = text[mark.clone()].lines().next().unwrap_or_default();
        let end = mark.start + shortened(first_line);
        let to = text.floor_char_boundary(end + AROUND).min(last).max(end);
        let cut = |is_cut: bool| if is_cut { CUT } else { "" };
        let (before, after) = (cut(from > first), cut(to < last));
        let (text, mark) = shown(&text[from..to], mark.start - from..end - from);
        let mark = mark.start + before.len()..mark.end + before.len();
        Self { text: format!("{before}{}{after}", same_length(text)).into(), mark, is_cut: true }
    }
}

/// Where the line that holds `offset` ends, before its line break.
fn line_end(text: &str, offset: usize) -> usize {
    let end = text[offset..].find('\n').map_or(text.len(), |newline| offset + newline);
    if end > offset && text[..end].ends_with('\r') { end - 1 } else { end }
}

/// How many bytes of `marked` to underline: all, unless it is one very long line.
fn shortened(marked: &str) -> usize {
    match marked.char_indices().nth(WIDEST_MARK) {
        Some((cut, _)) if !marked.contains('\n') => cut,
        _ => marked.len(),
    }
}

/// A source line without deceptive characters, each replaced by something as long in bytes so that
/// spans still hold. The renderer shows tabs and the control characters of ASCII itself.
fn same_length(text: Cow<'_, str>) -> Cow<'_, str> {
    let deceptive = |c: char| !c.is_ascii() && is_deceptive(c);
    if !text.contains(deceptive) {
        return text;
    }
    let replaced = text.chars().map(|c| match (deceptive(c), c.len_utf8()) {
        (false, _) => c,
        (true, 2) => '¿',
        (true, 3) => '\u{fffd}',
        (true, _) => '\u{1f6ab}',
    });
    Cow::Owned(replaced.collect())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::diagnostic::rules::{FRONT_MATTER_SCHEMA, LINK_EMPTY, PAGE_DUPLICATE_KEY};

    fn human(findings: &[Finding], sources: crate::diagnostic::emit::Sources<'_>, colour: bool) -> String {
        super::human(&Shown::new(findings.to_vec(), sources), colour)
    }

    fn path(path: &str) -> SitePath {
        SitePath::new(path).unwrap()
    }

    fn show(text: &str, span: Span) -> String {
        let finding = Finding::new(&LINK_EMPTY, &path("a.md"), span, "bad");
        human(&[finding], &|_| Some(Arc::from(text)), false)
    }

    #[test]
    fn looks_like_rustc() {
        let finding = Finding::new(&PAGE_DUPLICATE_KEY, &path("content/a.md"), Span::new(12, 16), "taken")
            .label(&path("content/b.md"), Span::new(0, 1), "first here")
            .label(&path("logo.png"), Span::at(3), "and here")
            .help("keep one of them");
        let sources = |wanted: &SitePath| match wanted.as_str() {
            "content/a.md" => Some(Arc::from("---\nalerts: Disk\n---\n")),
            "content/b.md" => Some(Arc::from("x\r\ny")),
            _ => None,
        };
        let expected = "\
error[OL0403]: taken
 --> content/a.md:2:9
  |
2 | alerts: Disk
  |         ^^^^
  |
 ::: content/b.md:1:1
  |
1 | x
  | - first here
 ::: logo.png:1:1 (and here)
  = help: keep one of them

";
        assert_eq!(human(&[finding], &sources, false), expected);
    }

    #[test]
    fn a_file_without_text_still_has_a_place() {
        let finding = Finding::new(&FRONT_MATTER_SCHEMA, &path("a.md"), Span::at(9), "bad").help("fix");
        let text = human(&[finding], &|_| None, false);
        assert_eq!(text, "error[OL0101]: bad\n--> a.md:1:1\n = help: fix\n\n");
    }

    #[test]
    fn nothing_in_the_content_reaches_the_terminal() {
        let bad = "\u{1b}[2J\u{9b}31m\u{7}\r\u{202e}\u{2028}\u{e0041}\u{200f}";
        let finding = Finding::new(&LINK_EMPTY, &path(&format!("a{bad}.md")), Span::new(0, 4), bad)
            .help(bad)
            .label(&path("b.md"), Span::new(2, 200), bad);
        let sources = |_: &SitePath| Some(Arc::from(format!("x{bad}y\n{bad}").as_str()));
        for text in
            [human(std::slice::from_ref(&finding), &sources, false), human(&[finding], &|_| None, false)]
        {
            let hostile = |c: char| c != '\n' && is_deceptive(c);
            assert!(!text.contains(hostile), "{text:?}");
        }
    }

    #[test]
    fn a_long_line_does_not_flood_the_terminal() {
        let line = "word ".repeat(2000);
        for span in [Span::new(5000, 5004), Span::new(0, 9000), Span::at(9999), Span::new(9998, 99_999)] {
            let text = show(&line, span);
            assert!(text.lines().all(|line| line.chars().count() < 200), "{text}");
            assert!(text.contains('^'), "{text}");
        }
        assert!(show(&"word ".repeat(2000), Span::new(5000, 5004)).contains("a.md:1:5001"));
        let block = "line\n".repeat(500);
        assert!(show(&block, Span::new(5, 2000)).lines().count() < 8);
    }

    #[test]
    fn of_a_very_long_line_the_part_around_the_mark_is_shown() {
        let line = format!("{}[x](y){}", "ü".repeat(1 << 19), "z".repeat(1 << 19));
        let shown = show(&format!("first\n{line}"), Span::new(6 + (1 << 20), 12 + (1 << 20)));
        let expected = format!(
            "warning[OL0304]: bad\n --> a.md:2:524289\n  |\n ::: \n2 | …{}[x](y){}…\n  |  {}^^^^^^\n\n",
            "ü".repeat(30),
            "z".repeat(60),
            " ".repeat(30),
        );
        assert_eq!(shown, expected);
        for span in [Span::new(0, 1 << 20), Span::at(1 << 20), Span::at(1 << 21), Span::new(5, 1 << 21)] {
            let shown = show(&format!("{line}\nlast\n"), span);
            assert!(shown.contains('^') && shown.lines().all(|line| line.chars().count() < 300), "{shown}");
        }
    }

    #[test]
    fn any_span_in_any_text_has_the_place_that_json_gives() {
        for text in ["", "\n", "a\r\n\tü你b\r\n", "\u{feff}---\n\n", "é", "\r\n\r\n"] {
            for start in 0..text.len() + 3 {
                for end in start..text.len() + 3 {
                    let position = crate::text::LineIndex::new(text).position(start);
                    let place = format!("a.md:{}:{}\n", position.line, position.column);
                    let shown = show(text, Span::new(start, end));
                    assert!(shown.contains(&place), "{text:?} {start}..{end}: {place}{shown}");
                }
            }
        }
    }

    #[test]
    fn carets_stand_under_wide_characters_and_tabs() {
        let shown = show("\t你好 x", Span::new(8, 9));
        assert!(shown.contains("|     你好 x\n  |          ^"), "{shown}");
    }

    #[test]
    fn ten_thousand_findings_are_quick() {
        let text: Arc<str> = "A line of a page that is not long.\n".repeat(10_000).into();
        let at = |line: usize| {
            Finding::new(&LINK_EMPTY, &path("a.md"), Span::new(line * 35, line * 35 + 6), "bad")
        };
        let findings: Vec<_> = (0..10_000).map(at).collect();
        let started = std::time::Instant::now();
        let shown = human(&findings, &|_| Some(Arc::clone(&text)), true);
        assert!(started.elapsed().as_secs() < 5, "{:?}", started.elapsed());
        assert!(shown.contains("a.md:9999:1"));
    }

    #[test]
    fn colour_is_ours_alone() {
        let finding = Finding::new(&LINK_EMPTY, &path("a.md"), Span::at(0), "bad\u{1b}[0m");
        let text = human(&[finding], &|_| Some(Arc::from("x")), true);
        assert!(text.contains("\u{1b}[") && !text.contains("bad\u{1b}"));
    }
}
