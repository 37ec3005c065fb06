//! Front matter that is not read because its first line is not exactly `---`, or because something
//! is above it. To Markdown it is text, and would be published as such.

use super::problem::{self, Problem};
use super::split::{Line, is_yaml_key, may_be_yaml};
use crate::diagnostic::Fix;
use crate::diagnostic::fix::Edit;
use crate::text::Span;

/// Whether a name is that of a field of the page.
pub(super) type Known<'a> = &'a dyn Fn(&str) -> bool;

/// More lines than these are no front matter, and are not looked at.
const MOST_LINES: usize = 400;

/// What is wrong with the first lines of `text`, which are no front matter, if they look like some:
/// fields directly below a line that is almost `---` and above another one.
pub(super) fn find(text: &str, body: usize, known: Known<'_>) -> Option<Problem> {
    if !text.contains('\n') && text[body..].trim_start().starts_with("---\r") {
        return Some(problem::carriage_returns(Span::new(body, body + 3)));
    }
    let first = Line::all(text, body).find(|line| !line.is_blank())?;
    if code_fence(first.text) {
        return in_code(text, &first, known);
    }
    if is_rule(bare(first.text)) || opens_with_comment(first.text) {
        return odd_opening(text, &first, known);
    }
    if is_yaml_key(first.text) {
        return no_opening(text, &first, known).or_else(|| no_fences(text, &first, known));
    }
    below(text, &first, known)
}

/// Fields below `...`, which ended the front matter above them.
pub(super) fn behind_dots(text: &str, end: usize, body: usize, known: Known<'_>) -> Option<Problem> {
    let dots = Line::at(text, end);
    let closing = fields(text, body, known, Blank::Refused, "---")?;
    let is_dots = dots.text.trim_end() == "..." && closing.text.trim_end() == "---";
    is_dots.then(|| problem::dots(dots.span()).fix(Some(Fix::remove(Span::new(dots.start, dots.next)))))
}

/// Whether a line stands where a fence belongs: dashes, but not three, or another rule.
pub(super) fn is_odd_fence(line: &Line<'_>) -> bool {
    let bare = bare(line.text);
    is_rule(bare) && line.text.trim_end() != "---" && !bare.contains(['*', '_', ' '])
}

fn odd_opening(text: &str, first: &Line<'_>, known: Known<'_>) -> Option<Problem> {
    let blank =
        if bare(first.text).starts_with(['-', '—', '–']) { Blank::Allowed } else { Blank::Refused };
    let closing = fields(text, first.next, known, blank, bare(first.text))?;
    let problem = problem::odd_opening(first.span(), first.text);
    Some(problem.fix(Some(fences(first, &closing))))
}

fn no_opening(text: &str, first: &Line<'_>, known: Known<'_>) -> Option<Problem> {
    let closing = fields(text, first.start, known, Blank::Refused, "---")?;
    let feed = if first.text.ends_with('\r') { "\r\n" } else { "\n" };
    let mut edits = vec![Edit { span: Span::at(first.start), text: format!("---{feed}") }];
    edits.extend(as_fence(&closing));
    Some(problem::no_opening(first.span()).fix(Some(Fix { edits })))
}

/// Fields with no line around them at all, up to a blank line or the end: several, one of them known, or
/// a known one right above the first heading.
fn no_fences(text: &str, first: &Line<'_>, known: Known<'_>) -> Option<Problem> {
    let block = || Line::all(text, first.start).take(MOST_LINES).take_while(|line| !line.is_blank());
    let keys: Vec<&str> = block().filter_map(|line| key(line.text)).collect();
    let is_yaml = block().all(|line| may_be_yaml(&line) && !line.text.starts_with(['#', ']', '}']));
    let last = block().last()?;
    let mut rest = Line::all(text, last.next).filter(|line| !line.is_blank());
    let is_above_title = rest.next().is_some_and(|line| line.text.starts_with("# "));
    let is_meant = keys.iter().all(|key| is_likely(key))
        && keys.iter().any(|key| known(key))
        && (keys.len() > 1 || is_above_title);
    if !is_yaml || !is_meant {
        return None;
    }
    let feed = if first.text.ends_with('\r') { "\r\n" } else { "\n" };
    let is_open = last.next == last.start + last.text.len();
    let closing = if is_open { format!("{feed}---{feed}") } else { format!("---{feed}") };
    let edits = vec![
        Edit { span: Span::at(first.start), text: format!("---{feed}") },
        Edit { span: Span::at(last.next), text: closing },
    ];
    Some(problem::no_fences(first.span()).fix(Some(Fix { edits })))
}

/// The block below a heading or a comment.
fn below(text: &str, first: &Line<'_>, known: Known<'_>) -> Option<Problem> {
    let next = end_of_comment(text, first).or_else(|| first.text.starts_with("# ").then_some(first.next))?;
    let opening = Line::all(text, next).find(|line| !line.is_blank())?;
    let is_fence = bare(opening.text) == "---" && !opening.text.starts_with("    ");
    let closing = fields(text, opening.next, known, Blank::Allowed, "---").filter(|_| is_fence)?;
    (bare(closing.text) == "---").then(|| problem::below(opening.span(), first.span()))
}

fn in_code(text: &str, first: &Line<'_>, known: Known<'_>) -> Option<Problem> {
    let second = Line::all(text, first.next).next()?;
    let fence: String = first.text.chars().take_while(|c| matches!(c, '`' | '~')).collect();
    if second.text.trim_end() != "---" {
        let closing = all_known(text, first.next, known, &fence)?;
        return Some(problem::in_code(first.span()).fix(Some(fences(first, &closing))));
    }
    let closing = all_known(text, second.next, known, "---")?;
    let last = Line::all(text, closing.next).next().filter(|line| line.text.trim_end() == fence)?;
    let without = |line: &Line<'_>| Edit { span: Span::new(line.start, line.next), text: String::new() };
    let fix = Fix { edits: vec![without(first), without(&last)] };
    Some(problem::in_code(first.span()).fix(Some(fix)))
}

/// The line `end` below fields that are all known: a page may begin with an example of something else.
fn all_known<'a>(text: &'a str, from: usize, known: Known<'_>, end: &str) -> Option<Line<'a>> {
    let closing = fields(text, from, known, Blank::Allowed, end)?;
    let mut keys = Line::all(&text[..closing.start], from).filter_map(|line| key(line.text));
    (closing.text.trim_end() == end && keys.all(known)).then_some(closing)
}

#[derive(Clone, Copy, PartialEq)]
enum Blank {
    Allowed,
    Refused,
}

/// The line that closes a block of fields which begins at `from`: only fields are above it, and
/// one of them is known, or two are written as fields are.
fn fields<'a>(text: &'a str, from: usize, known: Known<'_>, blank: Blank, end: &str) -> Option<Line<'a>> {
    let (mut is_known, mut likely) = (false, 0);
    for (index, line) in Line::all(text, from).take(MOST_LINES).enumerate() {
        let written = bare(line.text);
        if index > 0 && !written.is_empty() && (written == end || is_dashes(written) || written == "...") {
            return (is_known || likely > 1).then_some(line);
        }
        let is_refused = line.is_blank() && (blank == Blank::Refused || index == 0);
        if is_refused || !may_be_yaml(&line) {
            return None;
        }
        let key = key(line.text);
        is_known |= key.is_some_and(known);
        likely += usize::from(key.is_some_and(is_likely));
    }
    None
}

fn key(line: &str) -> Option<&str> {
    is_yaml_key(line).then(|| line.split_once(':').map(|(key, _)| key.trim().trim_matches(['"', '\''])))?
}

/// `review_by` rather than `Note`.
fn is_likely(key: &str) -> bool {
    key.starts_with(|c: char| c.is_ascii_lowercase()) && !key.contains(' ')
}

/// Both lines as `---`.
fn fences(first: &Line<'_>, closing: &Line<'_>) -> Fix {
    Fix { edits: as_fence(first).into_iter().chain(as_fence(closing)).collect() }
}

/// The edit that makes a line `---`, if it is not.
pub(super) fn as_fence(line: &Line<'_>) -> Option<Edit> {
    let span = Span::new(line.start, line.start + line.text.trim_end_matches('\r').len());
    let text = "---".to_owned();
    (line.text.trim_end() != "---").then_some(Edit { span, text })
}

/// Characters that cannot be seen.
const INVISIBLE: [char; 5] = ['\u{feff}', '\u{200b}', '\u{200c}', '\u{200d}', '\u{2060}'];

/// A line without white space and what cannot be seen around it.
pub(super) fn bare(line: &str) -> &str {
    line.trim_matches(|c: char| c.is_whitespace() || INVISIBLE.contains(&c))
}

fn is_rule(line: &str) -> bool {
    let of = |mark: char| line.chars().all(|c| c == mark || c == ' ') && line.matches(mark).count() > 2;
    is_dashes(line) || of('*') || of('_') || of('-')
}

fn is_dashes(line: &str) -> bool {
    let is_long = line.starts_with(['—', '–']) || line.len() > 1;
    is_long && line.chars().all(|c| matches!(c, '-' | '—' | '–'))
}

/// `--- # meta`.
fn opens_with_comment(line: &str) -> bool {
    line.strip_prefix("---").is_some_and(|rest| rest.starts_with([' ', '\t']) && rest.trim().starts_with('#'))
}

fn code_fence(line: &str) -> bool {
    let info = line.trim_end().trim_start_matches(['`', '~']);
    let is_fence = line.starts_with("```") || line.starts_with("~~~");
    is_fence && ["", "yaml", "yml", "front-matter"].contains(&info.trim().to_ascii_lowercase().as_str())
}

/// The first line below an HTML comment.
fn end_of_comment(text: &str, first: &Line<'_>) -> Option<usize> {
    let rest = first.text.starts_with("<!--").then(|| &text[first.start..])?;
    let last = Line::at(text, first.start + rest.find("-->")?);
    last.text.trim_end().ends_with("-->").then_some(last.next)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::fix::apply;

    fn found(text: &str) -> Option<Problem> {
        let body = if text.starts_with('\u{feff}') { 3 } else { 0 };
        find(text, body, &|key| matches!(key, "title" | "severity"))
    }

    #[test]
    fn makes_the_fences_what_they_were_meant_to_be() {
        for text in [
            " ---\ntitle: A\n---\nB\n",
            "----\ntitle: A\n----\nB\n",
            "--\ntitle: A\n--\nB\n",
            "—\ntitle: A\n—\nB\n",
            "***\ntitle: A\n***\nB\n",
            "--- # meta\ntitle: A\n---\nB\n",
            "\u{a0}---\ntitle: A\n---\nB\n",
            "\u{200b}---\ntitle: A\n---\nB\n",
            "title: A\n---\nB\n",
            "```yaml\n---\ntitle: A\n---\n```\nB\n",
            "```yaml\ntitle: A\n```\nB\n",
        ] {
            let problem = found(text).unwrap_or_else(|| panic!("{text:?}"));
            assert_eq!(apply(text, problem.fix_of()).0, "---\ntitle: A\n---\nB\n", "{text:?}");
        }
        let text = "\u{feff}\u{feff}---\r\ntitle: A\r\n----\r\nB";
        let problem = found(text).unwrap();
        assert_eq!(apply(text, problem.fix_of()).0, "\u{feff}---\r\ntitle: A\r\n---\r\nB");
    }

    #[test]
    fn fields_without_any_fence_get_both() {
        for (text, mended) in [
            ("title: A\nseverty: b\n\n# A\n", "---\ntitle: A\nseverty: b\n---\n\n# A\n"),
            (
                "title: A\ntags:\n  - b\n- c\nowner: d\n\nText\n",
                "---\ntitle: A\ntags:\n  - b\n- c\nowner: d\n---\n\nText\n",
            ),
            ("\nseverity: b\n\n# A\n", "\n---\nseverity: b\n---\n\n# A\n"),
            ("title: A\r\nseverity: b", "---\r\ntitle: A\r\nseverity: b\r\n---\r\n"),
        ] {
            let problem = found(text).unwrap_or_else(|| panic!("{text:?}"));
            assert_eq!(apply(text, problem.fix_of()).0, mended, "{text:?}");
        }
        for text in [
            "severity: b\n\nText.\n",
            "Note: a\nWarning: b\n\n# A\n",
            "from: a\nto: b\n\nText\n",
            "title: A\nis what it says\n\nText\n",
            "title: A\nSee also: b\n\nText\n",
        ] {
            assert_eq!(found(text), None, "{text:?}");
        }
    }

    #[test]
    fn tells_of_what_stands_above_without_a_fix() {
        for text in [
            "# A\n\n---\ntitle: A\n---\n",
            "<!-- x -->\n---\ntitle: A\n---\n",
            "<!--\nx\n-->\n---\nfoo: 1\nbar: 2\n---\n",
            "---\rtitle: A\r---\r",
        ] {
            let problem = found(text).unwrap_or_else(|| panic!("{text:?}"));
            assert!(problem.fix_of().is_none(), "{text:?}");
        }
    }

    #[test]
    fn leaves_markdown_alone() {
        for text in [
            "",
            "# A\n\n---\n\nText.\n\n---\n",
            "# A\n\n---\nNote: this.\n---\n",
            "***\n\nText.\n\n***\n",
            "***\nNote: text\n***\n",
            "***\nowner: B\n\n- one\n\n***\n",
            "Note: it is so.\n---\n",
            "Note: it is so.\nWarning: it is.\n---\n",
            "Title\n---\nText.\n",
            "title: A\n\n---\n",
            "severity: the word\nis used in two ways\n---\n",
            "----\n\nText.\n\n----\n",
            "```yaml\n---\napiVersion: v1\nkind: Pod\n---\n```\n",
            "```yaml\ntitle: A\nkind: Pod\n```\n",
            "```sh\ntitle: A\n```\n",
            "| a: | b |\n|---|---|\n",
            "- a: 1\n- b: 2\n---\n",
            "    ---\n    a: 1\n",
        ] {
            assert_eq!(found(text), None, "{text:?}");
        }
    }

    #[test]
    fn dots_are_told_when_fields_follow() {
        let behind = |text: &str| {
            let end = text.find("...").unwrap() + 3;
            behind_dots(text, end, end + 1, &|key| key == "severity").is_some()
        };
        assert!(behind("---\ntitle: A\n...\nseverity: 3\n---\n"));
        assert!(behind("---\ntitle: A\n...\nseverty: 3\nowner: x\n---\n"));
        for text in ["---\ntitle: A\n...\nText\n---\n", "---\ntitle: A\n...\nNote: x\n---\n", "---\n...\n"] {
            assert!(!behind(text), "{text:?}");
        }
    }
}
