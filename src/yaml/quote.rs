//! Values in quotes, and what is shown of them in messages.

use super::line::Line;
use crate::diagnostic::Fix;
use crate::text::Span;

/// Characters as code; backquotes cannot stand between themselves, and others cannot be seen.
pub(super) fn named(characters: &str) -> String {
    match characters.chars().next() {
        Some('`') => "a backtick".to_owned(),
        Some(c) if c.is_control() => format!("U+{:04X}", u32::from(c)),
        _ => format!("`{characters}`"),
    }
}

/// Puts the value in quotes, unless something behind it may be a comment.
pub(super) fn in_quotes(text: &str, value: Span) -> Option<Fix> {
    let written = &text[value.start..value.end];
    (!written.contains(" #") && !written.contains("\t#")).then(|| Fix::replace(value, quoted(written)))
}

/// The line that `at` is on, as code, with its value in quotes.
pub(super) fn quoted_line(text: &str, at: Span) -> String {
    /// A longer line helps nobody, and a hostile one would be repeated in every finding about it.
    const SHOWN: usize = 200;
    let line = Line::at(text, at.start);
    if line.text.len() > SHOWN {
        return "`\"…\"`".to_owned();
    }
    let value = value_of_line(line);
    if at.start > value.start && text[value.start..].starts_with(['[', '{']) {
        let rest = &text[at.start..value.end.max(at.start)];
        let item = rest.split([',', ']', '}']).next().unwrap_or_default();
        return format!("`{}`", quoted(item.trim_end()));
    }
    let before = text[line.start..value.start].trim_start();
    format!("`{before}{}`", quoted(&text[value.start..value.end]))
}

/// The value on a line: what follows `key: `, or the item behind `- `.
pub(super) fn value_of_line(line: Line<'_>) -> Span {
    let end = line.span().end;
    let text = line.text.trim_end();
    let mut rest = text.trim_start();
    while let Some(item) = rest.strip_prefix("- ") {
        rest = item.trim_start();
    }
    if let Some((_, value)) = rest.split_once(": ").or_else(|| rest.split_once(":\t")) {
        rest = value.trim_start();
    }
    Span::new(end - rest.len(), end)
}

/// The beginning of what was written.
pub(super) fn shown(written: &str) -> String {
    const LENGTH: usize = 60;
    let short = written.trim().chars().take(LENGTH).collect::<String>();
    if short.len() < written.trim().len() { format!("{short}…") } else { short }
}

/// `value` as a quoted YAML scalar, in the quotes that leave it readable. Quotes that the author put
/// around it are replaced.
pub(super) fn quoted(value: &str) -> String {
    let within = |quote: char| value.strip_prefix(quote).map(|rest| rest.strip_suffix(quote).unwrap_or(rest));
    let value = match (within('\''), within('"')) {
        (Some(bare), _) => bare,
        (_, Some(bare)) if !bare.contains('"') => bare,
        _ => value,
    };
    if value.contains(['"', '\\']) {
        return format!("'{}'", value.replace('\'', "''"));
    }
    format!("\"{value}\"")
}
