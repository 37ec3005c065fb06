//! What can be wrong with YAML, in the author's words.

use super::line::Line;
use super::quote::{in_quotes, named, quoted, quoted_line, shown};
use super::{Node, Scalar, Value};
use crate::diagnostic::{Draft, Fix, rules};
use crate::text::Span;

/// Something that the front matter cannot be read for.
pub(crate) fn syntax(span: Span, message: impl Into<String>, help: impl Into<String>) -> Draft {
    Draft::new(&rules::FRONT_MATTER_SYNTAX, span, message).help(help)
}

pub(super) fn too_deep(start: usize) -> Draft {
    syntax(
        Span::at(start),
        "the front matter is nested deeper than 64 levels",
        "keep front matter flat; a bracket is probably repeated by mistake",
    )
}

/// After so many problems the rest is not looked at. `last` is the last one that is reported.
pub(super) fn given_up(last: &Draft) -> Draft {
    let help = "fix the first ones, then check again";
    syntax(last.span, "there are too many mistakes; the rest was not read", help)
}

pub(super) fn second_document(span: Span) -> Draft {
    syntax(
        span,
        "a second YAML document begins here, but front matter can have only one",
        "end the front matter with a line that is just `---`, or quote the value that begins with `---`",
    )
}

pub(super) fn not_a_mapping(text: &str, root: &Node) -> Draft {
    let line = Line::at(text, root.span.start);
    let span = Span::new(root.span.start, line.span().end.max(root.span.start));
    if let Some(problem) = missing_space(line) {
        return problem;
    }
    let found = match &root.value {
        Value::List(_) => "a list",
        _ => "text",
    };
    syntax(
        span,
        format!("front matter must consist of fields such as `title: …`, not {found}"),
        "write one `key: value` on each line; if this is a horizontal rule and not front matter, put a \
        blank line below the first `---`, or write `***`",
    )
}

/// `key:value` where a space is missing after the colon.
pub(super) fn missing_space(line: Line<'_>) -> Option<Draft> {
    let (key, value) = line.text.split_once(':')?;
    let is_word = !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'));
    if !is_word || value.trim().is_empty() || value.starts_with([' ', '\t', '/']) {
        return None;
    }
    let value = value.trim_end();
    let colon = line.start + key.len();
    let span = Span::new(line.start, colon + 1 + value.len());
    let key = shown(key);
    let message = format!("a space is missing after the colon of `{key}`");
    let problem = syntax(span, message, format!("write `{key}: {}`", shown(value)));
    Some(problem.fix(Some(Fix::insert(colon + 1, " "))))
}

/// Indentation with something that only looks like a space.
pub(super) fn odd_space(line: Line<'_>) -> Option<Draft> {
    let width = line.text.len() - line.text.trim_start().len();
    let indent = &line.text[..width];
    let odd = indent.chars().find(|c| !c.is_ascii())?;
    let span = Span::new(line.start, line.start + width);
    let message = format!(
        "a character that only looks like a space (U+{:04X}) is used for indentation",
        u32::from(odd)
    );
    let fix = Fix::replace(span, " ".repeat(indent.chars().count()));
    Some(syntax(span, message, "indent with spaces, two for each level").fix(Some(fix)))
}

pub(super) fn duplicate_key(key: &str, span: Span, first: Span) -> Draft {
    let message = format!("`{}` is given twice", shown(key));
    let help = "keep one of the two; several values of one field are a list: `[one, two]`";
    syntax(span, message, help).label(first, "first given here")
}

/// Refuses keys that are not text, and merge keys.
pub(super) fn refuse_key(key: &Scalar, span: Span) -> Option<Draft> {
    let text = key.text.as_str();
    if text.is_empty() {
        return Some(syntax(span, "a field without a name", "write a name before the colon"));
    }
    if !key.plain {
        return None;
    }
    if text == "<<" {
        let help =
            "write the fields out; merge keys are refused because a small file can unfold into gigabytes";
        return Some(syntax(span, "merge keys (`<<`) are not allowed in front matter", help));
    }
    let kind = match text {
        "~" | "null" | "Null" | "NULL" => "nothing",
        "true" | "True" | "TRUE" | "false" | "False" | "FALSE" => "a truth value",
        _ if text.parse::<f64>().is_ok()
            && text.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c)) =>
        {
            "a number"
        }
        _ => return None,
    };
    let text = shown(text);
    let message = format!("the name of a field must be text; `{text}` is {kind}");
    Some(syntax(span, message, format!("Put it in quotes: `\"{text}\":`")))
}

pub(super) fn collection_as_key(text: &str, span: Span) -> Draft {
    let line = Line::at(text, span.start);
    let before = &text[line.start..span.start];
    if before.ends_with('{') && text[span.start..].starts_with('{') {
        let value = Span::new(span.start - 1, line.span().end);
        return needs_quotes(text, value, "{{");
    }
    syntax(
        span,
        "the name of a field must be text, not a list or a mapping",
        "write a plain name before the colon, or put the whole value in quotes",
    )
}

pub(super) fn alias(text: &str, span: Span) -> Draft {
    let name = shown(&text[span.start..span.end]);
    syntax(
        span,
        format!("`{name}` is a YAML alias, which front matter must not use"),
        format!(
            "if you mean text, put the value in quotes: {}; otherwise write the value out",
            quoted_line(text, span)
        ),
    )
}

pub(super) fn anchor(text: &str, span: Span) -> Draft {
    let name = shown(&text[span.start..span.end]);
    syntax(
        span,
        format!("`{name}` is a YAML anchor, which front matter must not use"),
        format!(
            "if you mean text, put the value in quotes: {}; otherwise remove it",
            quoted_line(text, span)
        ),
    )
}

pub(super) fn tag(text: &str, span: Span) -> Draft {
    let name = shown(&text[span.start..span.end]);
    syntax(
        span,
        format!("`{name}` is a YAML tag, which front matter must not use"),
        format!(
            "if you mean text, put the value in quotes: {}; otherwise remove it",
            quoted_line(text, span)
        ),
    )
}

/// A value that begins with something YAML gives a meaning to.
pub(super) fn needs_quotes(text: &str, value: Span, begins: &str) -> Draft {
    // A bracket, an anchor or a tag may be meant; these never are.
    let is_text = matches!(begins, "@" | "`" | "%" | "{{" | "{%");
    let begins = named(begins);
    syntax(
        value,
        format!("a value that begins with {begins} must be in quotes"),
        format!("write {}", quoted_line(text, value)),
    )
    .fix(is_text.then(|| in_quotes(text, value)).flatten())
}

/// The name of a field, or an item of a list in brackets, that begins with something YAML gives a meaning to.
pub(super) fn part_needs_quotes(text: &str, part: Span, what: &str) -> Draft {
    let written = &text[part.start..part.end];
    let begins = named(written.get(..written.chars().next().map_or(0, char::len_utf8)).unwrap_or_default());
    let message = format!("{what} that begins with {begins} must be in quotes");
    let quotes = quoted(written);
    syntax(part, message, format!("write `{}`", shown(&quotes))).fix(Some(Fix::replace(part, quotes)))
}
