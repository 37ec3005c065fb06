//! Findings that an author has looked at and left alone, with a reason, where they are.
//!
//! A comment `opslore-ignore RULE: reason` does it, `<!-- … -->` in Markdown and `# …` in YAML. It
//! refers to its own line, or, on a separate line, to what follows: in Markdown up to the next
//! blank line, in YAML the next entry. `opslore-ignore-page` refers to the whole file. Several rules
//! are separated by commas, and each goes by its name or its code.

mod extent;

use std::collections::{BTreeMap, BTreeSet};

use super::{Finding, Fix, Patience, Rule, ask, nearest_by, policy, rules};
use crate::path::SitePath;
use crate::text::{LineIndex, Span};
use extent::{entries, is_bare, paragraph_end};

/// The start of every suppression.
const MARK: &str = "opslore-ignore";
/// The start of a suppression for the whole file.
const MARK_FOR_PAGE: &str = "opslore-ignore-page";
/// How much comparing unknown names with those of rules may cost for one file, in pairs of characters.
const PATIENCE: usize = 4_000_000;
/// On a longer line, in bytes, a comment is next to something else.
const LONGEST_LINE: usize = 4096;
/// The start of every comment for this program.
const OURS: &str = "opslore-";

/// One rule whose findings are ignored within a span.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suppression {
    /// The rule.
    pub rule: &'static Rule,
    /// The findings that begin here are ignored.
    pub reach: Span,
    /// Where the rule is named.
    pub span: Span,
    /// The span to remove when it is no longer needed; `None` if the comment names other rules too.
    removal: Option<Span>,
}

/// The suppressions of one file, for fast look-up by the place of a finding.
#[derive(Debug, Default)]
pub struct Suppressions {
    all: Vec<Suppression>,
    /// For each rule, where another suppression takes effect, and which; sorted.
    turns: BTreeMap<&'static str, Vec<(usize, Option<usize>)>>,
}

impl Suppressions {
    /// Takes the suppressions in their order. If several cover a place, the first applies.
    pub fn new(all: Vec<Suppression>) -> Self {
        // Begins come before ends at the same offset, so that none is ended before it has begun.
        let mut edges: BTreeMap<&'static str, Vec<(usize, bool, usize)>> = BTreeMap::new();
        for (nth, Suppression { rule, reach, .. }) in all.iter().enumerate() {
            let edges = edges.entry(rule.code).or_default();
            let end = reach.end.max(reach.start + 1);
            edges.extend([(reach.start, false, nth), (end, true, nth)]);
        }
        let turns = |(code, mut edges): (&'static str, Vec<(usize, bool, usize)>)| {
            edges.sort_unstable();
            let mut open = BTreeSet::new();
            let turn = |(at, is_end, nth)| {
                if is_end {
                    open.remove(&nth)
                } else {
                    open.insert(nth)
                };
                (at, open.first().copied())
            };
            (code, edges.into_iter().map(turn).collect())
        };
        let turns = edges.into_iter().map(turns).collect();
        Self { all, turns }
    }

    /// All of them, in their order.
    pub fn all(&self) -> &[Suppression] {
        &self.all
    }

    /// The number of the suppression that applies to a finding in the same file.
    pub fn covering(&self, finding: &Finding) -> Option<usize> {
        let turns = self.turns.get(finding.rule.code)?;
        let before = turns.partition_point(|(at, _)| *at <= finding.span.start);
        turns[before.checked_sub(1)?].1
    }
}

impl Suppression {
    /// The finding for a suppression without effect. `is_elsewhere` says whether the rule found something
    /// elsewhere in the file, in which case the comment may just be in the wrong place.
    pub fn unused(&self, path: &SitePath, is_elsewhere: bool) -> Finding {
        let name = self.rule.name;
        let message = format!("there is no `{name}` finding to ignore here");
        let finding = Finding::new(&rules::SUPPRESSION_UNUSED, path, self.span, message);
        match self.removal {
            _ if is_elsewhere => finding.help(format!(
                "move the comment to the line it is about, or write `{MARK}-page` for the whole page"
            )),
            Some(span) => finding.help("remove the comment").fix(Fix::remove(span)),
            None => finding.help("remove the rule from the comment"),
        }
    }
}

/// The kind of file that a comment is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Language {
    Markdown,
    Yaml,
}

/// A comment that may contain a suppression.
#[derive(Clone, Copy, Debug)]
struct Comment {
    language: Language,
    /// The whole comment.
    span: Span,
}

/// The suppressions of a page and their findings: those in its HTML `comments`, and those in
/// the YAML of its front matter.
pub fn of_page(
    path: &SitePath,
    text: &str,
    front_matter: Span,
    comments: &[Span],
) -> (Vec<Suppression>, Vec<Finding>) {
    if !speaks_to_us(text) {
        return (Vec::new(), Vec::new());
    }
    let html = comments.iter().map(|span| Comment { language: Language::Markdown, span: *span });
    read(path, text, yaml_comments(text, front_matter).chain(html))
}

/// The suppressions of a YAML file and their findings.
pub fn of_yaml(path: &SitePath, text: &str) -> (Vec<Suppression>, Vec<Finding>) {
    if !speaks_to_us(text) {
        return (Vec::new(), Vec::new());
    }
    read(path, text, yaml_comments(text, Span::new(0, text.len())))
}

/// Whether it is worth looking at the comments of a text.
fn speaks_to_us(text: &str) -> bool {
    ["opslore-", "OPSLORE-", "Opslore-"].iter().any(|begins| text.contains(begins))
}

/// Every `# opslore-…` in a span. A `#` begins a comment at a line's start or after a blank, and what
/// follows on that line belongs to it.
fn yaml_comments(text: &str, within: Span) -> impl Iterator<Item = Comment> {
    let yaml = text.get(within.start..within.end).unwrap_or_default();
    let mut end = 0;
    yaml.match_indices('#').filter_map(move |(at, _)| {
        let at = within.start + at + 1;
        let words = text[at..].trim_start_matches([' ', '\t']);
        words.get(..OURS.len()).filter(|words| at > end && words.eq_ignore_ascii_case(OURS))?;
        let before = text[..at].trim_end_matches([' ', '\t']);
        let start = before.strip_suffix('#')?.len();
        let is_comment = text[..start].is_empty() || text[..start].ends_with([' ', '\t', '\n']);
        if !is_comment {
            return None;
        }
        end = line_end(text, at);
        Some(Comment { language: Language::Yaml, span: Span::new(start, end) })
    })
}

fn read(
    path: &SitePath,
    text: &str,
    comments: impl Iterator<Item = Comment>,
) -> (Vec<Suppression>, Vec<Finding>) {
    let mut suppressions = Vec::new();
    let mut findings = Vec::new();
    let mut reader = Reader {
        text,
        lines: LineIndex::new(text),
        paragraph: Span::default(),
        entries: None,
        patience: Patience::new(PATIENCE),
    };
    for comment in comments {
        let Some(request) = Request::of(text, comment) else { continue };
        match request.and_then(|request| reader.suppressions(&request)) {
            Ok(read) => suppressions.extend(read),
            Err((span, message, help)) => {
                let mut finding = Finding::new(&rules::SUPPRESSION_INVALID, path, span, message);
                finding.help = help;
                findings.push(finding);
            }
        }
    }
    (suppressions, findings)
}

/// A comment that requests a suppression.
struct Request {
    comment: Comment,
    /// Whether it refers to the whole file.
    is_for_page: bool,
    /// What follows the mark.
    rest: Span,
}

type Mistake = (Span, String, Option<String>);

impl Request {
    /// `None` for a comment that is not for this program.
    fn of(text: &str, comment: Comment) -> Option<Result<Self, Mistake>> {
        let inner = match comment.language {
            Language::Markdown => {
                let inner = text.get(comment.span.start..comment.span.end)?.strip_prefix("<!--")?;
                let inner = inner.strip_suffix("-->").unwrap_or(inner);
                Span::new(comment.span.start + 4, comment.span.start + 4 + inner.len())
            }
            Language::Yaml => Span::new(comment.span.start + 1, comment.span.end),
        };
        let inner = trimmed(text, inner);
        let said = &text[inner.start..inner.end];
        let word = &said[..said.find(|c: char| c.is_whitespace() || c == ':').unwrap_or(said.len())];
        let begins = word.get(..OURS.len()).is_some_and(|begins| begins.eq_ignore_ascii_case(OURS));
        if !begins {
            return None;
        }
        let span = Span::new(inner.start, inner.start + word.len());
        let rest = trimmed(text, Span::new(span.end, inner.end));
        match word {
            MARK => Some(Ok(Self { comment, is_for_page: false, rest })),
            MARK_FOR_PAGE => Some(Ok(Self { comment, is_for_page: true, rest })),
            slip => {
                // All begin alike, so what follows has to distinguish them.
                let near = nearest_by(&slip[OURS.len()..], [MARK, MARK_FOR_PAGE], |name| &name[OURS.len()..]);
                let help = ask(&near)?;
                Some(Err((span, format!("there is no `{slip}`"), Some(help))))
            }
        }
    }
}

/// A text whose comments are read, with caches to avoid reading a line or a paragraph again for each of
/// them.
struct Reader<'t> {
    text: &'t str,
    lines: LineIndex<'t>,
    /// The last paragraph that a comment referred to.
    paragraph: Span,
    /// The entry on each line, once a comment refers to one.
    entries: Option<Vec<Span>>,
    patience: Patience,
}

impl Reader<'_> {
    fn suppressions(&mut self, request: &Request) -> Result<Vec<Suppression>, Mistake> {
        const HOW: &str = "write `opslore-ignore link/missing-page: reason`";
        let (text, comment) = (self.text, request.comment);
        let rest = &text[request.rest.start..request.rest.end];
        let (names, reason) = rest.split_once(':').unwrap_or((rest, ""));
        if names.trim().is_empty() {
            return Err((
                comment.span,
                "this does not name a rule to ignore".to_owned(),
                Some(HOW.to_owned()),
            ));
        }
        if reason.trim().is_empty() {
            return Err((comment.span, "this does not give a reason".to_owned(), Some(HOW.to_owned())));
        }
        let named: Vec<Span> = parts(text, Span::new(request.rest.start, request.rest.start + names.len()));
        let removal = (named.len() == 1).then(|| self.removal(comment));
        let reach = self.reach(request);
        let mut suppression = |span: &Span| {
            let rule = rule_named(&text[span.start..span.end], *span, &mut self.patience)?;
            Ok(Suppression { rule, reach, span: *span, removal })
        };
        named.iter().map(&mut suppression).collect()
    }

    /// The bytes that a comment refers to.
    fn reach(&mut self, request: &Request) -> Span {
        let (text, Comment { language, span }) = (self.text, request.comment);
        if request.is_for_page {
            return Span::new(0, text.len());
        }
        let (line, last) = (self.lines.line(span.start), self.lines.line(span.end));
        let rest = [Span::new(line.start, span.start), Span::new(span.end, last.end)];
        let is_alone = rest
            .iter()
            .all(|part| part.end - part.start <= LONGEST_LINE && is_bare(&text[part.start..part.end]));
        if !is_alone {
            return Span::new(line.start, last.end + 1);
        }
        let next = (last.end + 1).min(text.len());
        if language == Language::Yaml {
            let entries = self.entries.get_or_insert_with(|| entries(text));
            let nth = entries.partition_point(|entry| entry.start < next);
            return entries.get(nth).copied().unwrap_or(Span::at(next));
        }
        // Comments may appear above one another, all of them above the same paragraph.
        if !(self.paragraph.start..self.paragraph.end).contains(&next) {
            self.paragraph = Span::new(next, paragraph_end(text, next));
        }
        Span::new(next, self.paragraph.end)
    }

    /// A comment, with its line where nothing else is on it, or with the blanks before it.
    fn removal(&self, comment: Comment) -> Span {
        let (text, Span { start, end }) = (self.text, comment.span);
        let (line, line_end) = (self.lines.line(start).start, self.lines.line(end).end);
        let before = text[line..start].trim_end();
        if before.is_empty() && text[end..line_end].trim_start().is_empty() {
            Span::new(line, (line_end + 1).min(text.len()))
        } else {
            Span::new(line + before.len(), end)
        }
    }
}

fn rule_named(name: &str, span: Span, patience: &mut Patience) -> Result<&'static Rule, Mistake> {
    let Some(rule) = rules::find(name) else {
        let names = rules::ALL.iter().flat_map(|rule| [rule.name, rule.code]);
        let help = ask(&patience.nearest(name, names))
            .unwrap_or_else(|| "`opslore explain` lists all rules".to_owned());
        return Err((span, format!("there is no rule `{name}`"), Some(help)));
    };
    if policy::is_firm(rule) {
        let message = format!("`{}` cannot be ignored: content would be missing from the site", rule.name);
        return Err((span, message, None));
    }
    Ok(rule)
}

/// The parts between commas, without the blanks around them.
fn parts(text: &str, span: Span) -> Vec<Span> {
    let mut at = span.start;
    let mut parts = Vec::new();
    for part in text[span.start..span.end].split(',') {
        parts.push(trimmed(text, Span::new(at, at + part.len())));
        at += part.len() + 1;
    }
    parts
}

fn trimmed(text: &str, span: Span) -> Span {
    let inner = &text[span.start..span.end];
    let start = span.start + (inner.len() - inner.trim_start().len());
    Span::new(start, start + inner.trim().len())
}

fn line_end(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |newline| at + newline)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::fix;

    fn path() -> SitePath {
        SitePath::new("a.md").unwrap()
    }

    fn markdown(text: &str) -> (Vec<Suppression>, Vec<Finding>) {
        let comments = text
            .match_indices("<!--")
            .map(|(at, _)| Span::new(at, text[at..].find("-->").map_or(text.len(), |end| at + end + 3)));
        of_page(&path(), text, Span::at(0), &comments.collect::<Vec<_>>())
    }

    /// The text that the first suppression covers.
    fn reach(text: &str, read: (Vec<Suppression>, Vec<Finding>)) -> &str {
        assert_eq!(read.1, []);
        let reach = read.0[0].reach;
        &text[reach.start..reach.end]
    }

    #[test]
    fn a_comment_reaches_what_it_stands_before_or_beside() {
        for (text, reached) in [
            ("a\n<!-- opslore-ignore link/empty: why -->\n\nb\nc\n\nd", "\nb\nc\n"),
            ("> <!-- opslore-ignore link/empty: why -->\n> b\n>\n> c", "> b\n"),
            (
                "a\n[x]() <!-- opslore-ignore OL0304: why -->\nb\n",
                "[x]() <!-- opslore-ignore OL0304: why -->\n",
            ),
            (
                "a\n<!--\nopslore-ignore-page link/empty:\nwhy\n-->\n",
                "a\n<!--\nopslore-ignore-page link/empty:\nwhy\n-->\n",
            ),
        ] {
            assert_eq!(reach(text, markdown(text)), reached, "{text}");
        }
        for (text, reached) in [
            ("# opslore-ignore link/empty: why\na:\n- b\n- c\nd: e\n", "a:\n- b\n- c\n"),
            (
                "x:\n  # opslore-ignore link/empty: why\n  a:\n    b: c\n\n    d: e\n  f: g\n",
                "  a:\n    b: c\n\n    d: e\n",
            ),
            ("# opslore-ignore link/empty: why\n\na: b\nc: d\n", "a: b\n"),
            ("- x:\n # opslore-ignore link/empty: why\n  - y:\n  - z:\n- w\n", "  - y:\n  - z:\n"),
            ("a: b # opslore-ignore link/empty: why\nc: d\n", "a: b # opslore-ignore link/empty: why\n"),
        ] {
            assert_eq!(reach(text, of_yaml(&path(), text)), reached, "{text}");
        }
    }

    #[test]
    fn very_many_comments_in_yaml_are_quick() {
        let said = "# opslore-ignore link/empty: why";
        for (line, number) in [
            (format!(" {said}\n- a:\n"), 20_000),
            (format!("  {said}\n\n"), 20_000),
            (format!("{said} "), 1),
            ("#".to_owned(), 0),
        ] {
            let text = format!("{}\n# opslore-", line.repeat(20_000));
            assert_eq!(of_yaml(&path(), &text).0.len(), number, "{line}");
        }
    }

    #[test]
    fn what_cannot_be_understood_is_told() {
        for (comment, said) in [
            ("opslore-ignore", "this does not name a rule to ignore"),
            ("opslore-ignore : why", "this does not name a rule to ignore"),
            ("opslore-ignore link/empty", "this does not give a reason"),
            ("opslore-ignore link/empty:  ", "this does not give a reason"),
            ("opslore-ignore link/emptty: why", "there is no rule `link/emptty`"),
            ("opslore-ignore link/empty, nothing: why", "there is no rule `nothing`"),
            (
                "opslore-ignore page/duplicate-url: why",
                "`page/duplicate-url` cannot be ignored: content would be missing from the site",
            ),
        ] {
            let text = format!("<!-- {comment} -->\n");
            let (suppressions, findings) = markdown(&text);
            assert_eq!((suppressions.len(), findings[0].message.as_str()), (0, said), "{comment}");
        }
        for (comment, nearest) in [("opslore-ignor", "opslore-ignore"), ("OPSLORE-IGNORE", "opslore-ignore")]
        {
            let findings = markdown(&format!("<!-- {comment} link/empty: why -->\n")).1;
            assert!(findings[0].help.as_ref().unwrap().contains(nearest), "{comment}");
        }
        assert_eq!(markdown("<!-- opslore-style: wide --> <!-- ignore -->"), (vec![], vec![]));
    }

    #[test]
    fn one_that_is_not_needed_can_be_taken_out() {
        for (text, rest) in [
            ("a\n<!-- opslore-ignore link/empty: why -->\nb\n", "a\nb\n"),
            ("a <!-- opslore-ignore link/empty: why -->\r\nb\n", "a\r\nb\n"),
        ] {
            let finding = markdown(text).0[0].unused(&path(), false);
            assert_eq!(fix::apply(text, &finding.fix).0, rest);
        }
        let several = markdown("<!-- opslore-ignore link/empty, link/draft: why -->").0;
        assert_eq!((several.len(), &several[1].unused(&path(), false).fix), (2, &None));
    }
}
