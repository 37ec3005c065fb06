//! Values that YAML reads as comments, completely or from a `#` on, and empty items.

use super::problem::{Problem, quoted, quoted_line, shown};
use super::split::Line;
use super::{Node, Value};
use crate::diagnostic::Fix;
use crate::text::Span;

/// What a comment took from the value of the field `key`.
pub(super) fn of_field(text: &str, key: &str, value: &Node) -> Option<Problem> {
    let name = format!("`{}`", shown(key));
    match was_not_written(value) {
        // A page without a title is rare, and a comment in its place even more so.
        true => whole(text, value.span.start, &name, key == "title"),
        false => rest(text, value, &name),
    }
}

/// What a comment took from an item of a list, or that there is none.
pub(super) fn of_item(text: &str, item: &Node) -> Option<Problem> {
    match was_not_written(item) {
        true => of_blank_item(text, item),
        false => rest(text, item, "the item"),
    }
}

fn was_not_written(value: &Node) -> bool {
    value.is_blank() && value.span.start == value.span.end
}

/// An item that was not written ends with its line.
fn of_blank_item(text: &str, item: &Node) -> Option<Problem> {
    let line = Line::at(text, item.span.start);
    let written = line.text.trim();
    if written == "-" {
        let start = line.span().end - 1;
        let help = "write a value, or remove the line";
        let message = "an item of this list is empty and is ignored";
        return Some(Problem::warning(Span::new(start, start + 1), message, help));
    }
    let start = line.span().end - written.trim_start_matches("- ").trim_start().len();
    whole(text, start, "the item", false)
}

/// A value such as `#on-call` at the offset `at`. A comment proper has a space after its `#`, so this
/// one was most likely meant; where a value is `expected`, any may have been.
fn whole(text: &str, at: usize, name: &str, expected: bool) -> Option<Problem> {
    let span = comment(text, at)?;
    let comment = &text[span.start..span.end];
    let is_meant = begins_word(comment) || (expected && !comment.trim_matches(['#', ' ']).is_empty());
    let message = format!("YAML reads `{}` as a comment, so {name} is empty", shown(comment));
    is_meant.then(|| Problem::warning(span, message, help(text, span)))
}

/// The end of a value such as `Alert #2`, which is read as `Alert`.
fn rest(text: &str, value: &Node, name: &str) -> Option<Problem> {
    let Value::Scalar(scalar) = &value.value else { return None };
    let raw = text.get(value.span.start..value.span.end).filter(|_| scalar.plain)?.trim_end();
    let span = comment(text, value.span.start + raw.len())?;
    let lost = &text[span.start..span.end];
    let whole = Span::new(value.span.start, span.end);
    let message = format!("YAML reads `{}` as a comment, so {name} is only `{}`", shown(lost), shown(raw));
    let problem = Problem::warning(span, message, help(text, whole));
    // `#2` counts something, and a comment rarely begins with a number.
    let is_certain = lost[1..].starts_with(|c: char| c.is_ascii_digit()) && !raw.contains('\n');
    let fix = is_certain.then(|| Fix::replace(whole, quoted(&text[whole.start..whole.end])));
    begins_word(lost).then(|| problem.fix(fix))
}

fn help(text: &str, value: Span) -> String {
    let line = quoted_line(text, value);
    format!("if it is part of the value, write {line}; otherwise put a space after the `#`")
}

fn begins_word(comment: &str) -> bool {
    comment[1..].starts_with(char::is_alphanumeric)
}

/// The comment after the offset `at` on its line. Nothing is looked at twice, however many values
/// there are on a line.
fn comment(text: &str, at: usize) -> Option<Span> {
    let behind = &text[at..];
    let start = at + behind.len() - behind.trim_start_matches([' ', '\t']).len();
    if !text[start..].starts_with('#') {
        return None;
    }
    let line = Line::at(text, start);
    Some(Span::new(start, line.span().end))
}
