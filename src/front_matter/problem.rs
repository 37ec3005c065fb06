//! The mistakes in front matter, in terms that an author knows.

use super::split::{Line, may_be_yaml};
use super::{Node, Scalar, Value, misplaced};
use crate::diagnostic::{Finding, Fix, Rule, Severity, rules};
use crate::text::{Source, Span};

/// Something wrong with front matter, before it is known which file it is in.
#[derive(Debug, PartialEq)]
pub(super) struct Problem {
    rule: &'static Rule,
    span: Span,
    message: String,
    help: String,
    label: Option<(Span, &'static str)>,
    severity: Severity,
    fix: Option<Fix>,
}

impl Problem {
    pub(super) fn new(span: Span, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            rule: &rules::FRONT_MATTER_SYNTAX,
            span,
            message: message.into(),
            help: help.into(),
            label: None,
            severity: Severity::Error,
            fix: None,
        }
    }

    /// One that may be meant as it is.
    pub(super) fn warning(span: Span, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::new(span, message, help) }
    }

    /// Adds the edit that fixes it.
    pub(super) fn fix(self, fix: Option<Fix>) -> Self {
        Self { fix, ..self }
    }

    /// The edit that fixes it.
    #[cfg(test)]
    pub(super) fn fix_of(&self) -> Option<&Fix> {
        self.fix.as_ref()
    }

    /// Its place, message and help.
    pub(super) fn into_parts(self) -> (Span, String, String) {
        (self.span, self.message, self.help)
    }

    /// The finding for it in `source`.
    pub(super) fn into_finding(self, source: &Source) -> Finding {
        let mut finding =
            Finding::new(self.rule, &source.path, self.span, self.message).severity(self.severity);
        finding.fix = self.fix;
        let finding = if self.help.is_empty() { finding } else { finding.help(self.help) };
        match self.label {
            Some((span, message)) => finding.label(&source.path, span, message),
            None => finding,
        }
    }
}

/// Blank lines above the opening fence.
pub(super) fn blank_lines(above: Span) -> Problem {
    let problem = Problem::new(
        above,
        "front matter must begin on the first line for other tools to read it",
        "remove the blank lines above it",
    );
    let fix = Some(Fix::remove(above));
    Problem { rule: &rules::FRONT_MATTER_BLANK_LINES, severity: Severity::Warning, fix, ..problem }
}

/// An opening fence that is almost one: `written` is its line.
pub(super) fn odd_opening(span: Span, written: &str) -> Problem {
    let help = match written.chars().find(|c| !c.is_ascii_graphic() && !c.is_ascii_whitespace()) {
        Some(c) if misplaced::bare(written) == "---" => {
            format!("remove the invisible character before it (U+{:04X})", u32::from(c))
        }
        _ => "write `---` and nothing else on that line".to_owned(),
    };
    Problem::new(span, "this front matter is not read: its first line is not exactly `---`", help)
}

pub(super) fn no_opening(first: Span) -> Problem {
    let help = "put a line `---` above the first field";
    Problem::new(first, "this front matter is not read: the line `---` above it is missing", help)
}

pub(super) fn no_fences(first: Span) -> Problem {
    let help = "put a line `---` above the first field and another one below the last";
    Problem::new(first, "this front matter is not read: the lines `---` around it are missing", help)
}

/// Front matter with something above it.
pub(super) fn below(opening: Span, above: Span) -> Problem {
    let message = "this front matter is not read: it does not begin on the first line";
    let help = "move the text above it below its closing `---`";
    Problem { label: Some((above, "this text is above it")), ..Problem::new(opening, message, help) }
}

pub(super) fn in_code(fence: Span) -> Problem {
    let help = "remove the code fence, and put a line `---` above and below the fields";
    Problem::new(fence, "this front matter is not read: it is in a code block", help)
}

pub(super) fn carriage_returns(opening: Span) -> Problem {
    Problem::new(
        opening,
        "this front matter is not read: the file has bare carriage returns as line endings",
        "save it with line feeds, for example with `tr '\\r' '\\n'`",
    )
}

/// `...` with fields below it.
pub(super) fn dots(span: Span) -> Problem {
    let message = "`...` ends the front matter, and the fields below it are not read";
    Problem::new(span, message, "remove the line")
}

pub(super) fn unclosed_fence(text: &str, fence: Span) -> Problem {
    let marker = text[fence.start..fence.end].trim();
    let message = format!("front matter begins here with `{marker}` and never ends");
    let below = Line::at(text, fence.start).next;
    let mut fields = Line::all(text, below).take_while(|line| !line.is_blank());
    if let Some(odd) = fields.find(misplaced::is_odd_fence).filter(|_| marker == "---") {
        let problem = Problem::new(fence, message, "write `---` where it ends");
        let label = Some((odd.span(), "this line is not exactly `---`"));
        return Problem { label, fix: Some(Fix::replace(odd.span(), marker)), ..problem };
    }
    Problem::new(fence, message, format!("put a line `{marker}` below the last field"))
        .fix(closing_fence(text, below, marker))
}

/// Puts the closing fence where the fields end: before the first blank line, if all lines up to it
/// are YAML.
fn closing_fence(text: &str, below: usize, marker: &str) -> Option<Fix> {
    let fields = Line::all(text, below).take_while(|line| !line.is_blank());
    let mut end = None;
    for line in fields {
        if !may_be_yaml(&line) {
            return None;
        }
        // A heading of Markdown looks like a comment: the last field counts, not what is below it.
        if !line.text.starts_with('#') {
            end = Some(line);
        }
    }
    let end = end?;
    let feed = if end.text.ends_with('\r') { "\r\n" } else { "\n" };
    let before = if text[..end.next].ends_with('\n') { "" } else { feed };
    (marker == "---").then(|| Fix::insert(end.next, format!("{before}{marker}{feed}")))
}

pub(super) fn too_large(fence: Span, limit: usize) -> Problem {
    Problem::new(
        fence,
        format!("the front matter is larger than {} KiB", limit / 1024),
        "move data to a separate file, and text to the body of the page",
    )
}

pub(super) fn toml(fence: Span) -> Problem {
    Problem::new(
        fence,
        "this front matter is TOML, and only YAML is read",
        "write `---` for both `+++` lines and `key: value` for `key = value`; `[table]` becomes `table:` with \
         its fields indented below; `hugo convert toYAML` does it for a whole Hugo site",
    )
}

pub(super) fn too_deep(start: usize) -> Problem {
    Problem::new(
        Span::at(start),
        "the front matter is nested deeper than 64 levels",
        "keep front matter flat; a bracket is probably repeated by mistake",
    )
}

/// After so many problems the rest is not looked at. `last` is the last one that is reported.
pub(super) fn given_up(last: &Problem) -> Problem {
    let help = "fix the first ones, then check again";
    Problem::new(last.span, "there are too many mistakes; the rest was not read", help)
}

pub(super) fn second_document(span: Span) -> Problem {
    Problem::new(
        span,
        "a second YAML document begins here, but front matter can have only one",
        "end the front matter with a line that is just `---`, or quote the value that begins with `---`",
    )
}

pub(super) fn not_a_mapping(text: &str, root: &Node) -> Problem {
    let line = Line::at(text, root.span.start);
    let span = Span::new(root.span.start, line.span().end.max(root.span.start));
    if let Some(problem) = missing_space(line) {
        return problem;
    }
    let found = match &root.value {
        Value::List(_) => "a list",
        _ => "text",
    };
    Problem::new(
        span,
        format!("front matter must consist of fields such as `title: …`, not {found}"),
        "write one `key: value` on each line; if this is a horizontal rule and not front matter, put a \
         blank line below the first `---`, or write `***`",
    )
}

/// `key:value` where a space is missing after the colon.
pub(super) fn missing_space(line: Line<'_>) -> Option<Problem> {
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
    let problem = Problem::new(span, message, format!("write `{key}: {}`", shown(value)));
    Some(problem.fix(Some(Fix::insert(colon + 1, " "))))
}

/// Indentation with something that only looks like a space.
pub(super) fn odd_space(line: Line<'_>) -> Option<Problem> {
    let width = line.text.len() - line.text.trim_start().len();
    let indent = &line.text[..width];
    let odd = indent.chars().find(|c| !c.is_ascii())?;
    let span = Span::new(line.start, line.start + width);
    let message = format!(
        "a character that only looks like a space (U+{:04X}) is used for indentation",
        u32::from(odd)
    );
    let fix = Fix::replace(span, " ".repeat(indent.chars().count()));
    Some(Problem::new(span, message, "indent with spaces, two for each level").fix(Some(fix)))
}

pub(super) fn duplicate_key(key: &str, span: Span, first: Span) -> Problem {
    let message = format!("`{}` is given twice", shown(key));
    let help = "keep one of the two; several values of one field are a list: `[one, two]`";
    let label = Some((first, "first given here"));
    Problem { label, ..Problem::new(span, message, help) }
}

/// Refuses keys that are not text, and merge keys.
pub(super) fn refuse_key(key: &Scalar, span: Span) -> Option<Problem> {
    let text = key.text.as_str();
    if text.is_empty() {
        return Some(Problem::new(span, "a field without a name", "write a name before the colon"));
    }
    if !key.plain {
        return None;
    }
    if text == "<<" {
        let help =
            "write the fields out; merge keys are refused because a small file can unfold into gigabytes";
        return Some(Problem::new(span, "merge keys (`<<`) are not allowed in front matter", help));
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
    Some(Problem::new(span, message, format!("put it in quotes: `\"{text}\":`")))
}

pub(super) fn collection_as_key(text: &str, span: Span) -> Problem {
    let line = Line::at(text, span.start);
    let before = &text[line.start..span.start];
    if before.ends_with('{') && text[span.start..].starts_with('{') {
        let value = Span::new(span.start - 1, line.span().end);
        return needs_quotes(text, value, "{{");
    }
    Problem::new(
        span,
        "the name of a field must be text, not a list or a mapping",
        "write a plain name before the colon, or put the whole value in quotes",
    )
}

pub(super) fn alias(text: &str, span: Span) -> Problem {
    let name = shown(&text[span.start..span.end]);
    Problem::new(
        span,
        format!("`{name}` is a YAML alias, which front matter must not use"),
        format!(
            "if you mean text, put the value in quotes: {}; otherwise write the value out",
            quoted_line(text, span)
        ),
    )
}

pub(super) fn anchor(text: &str, span: Span) -> Problem {
    let name = shown(&text[span.start..span.end]);
    Problem::new(
        span,
        format!("`{name}` is a YAML anchor, which front matter must not use"),
        format!(
            "if you mean text, put the value in quotes: {}; otherwise remove it",
            quoted_line(text, span)
        ),
    )
}

pub(super) fn tag(text: &str, span: Span) -> Problem {
    let name = shown(&text[span.start..span.end]);
    Problem::new(
        span,
        format!("`{name}` is a YAML tag, which front matter must not use"),
        format!(
            "if you mean text, put the value in quotes: {}; otherwise remove it",
            quoted_line(text, span)
        ),
    )
}

/// A value that begins with something YAML gives a meaning to.
pub(super) fn needs_quotes(text: &str, value: Span, begins: &str) -> Problem {
    // A bracket, an anchor or a tag may be meant; these never are.
    let is_text = matches!(begins, "@" | "`" | "%" | "{{" | "{%");
    let begins = named(begins);
    Problem::new(
        value,
        format!("a value that begins with {begins} must be in quotes"),
        format!("write {}", quoted_line(text, value)),
    )
    .fix(is_text.then(|| in_quotes(text, value)).flatten())
}

/// Characters as code; backquotes cannot appear between themselves, and others cannot be seen.
pub(super) fn named(characters: &str) -> String {
    match characters.chars().next() {
        Some('`') => "a backtick".to_owned(),
        Some(c) if c.is_control() => format!("U+{:04X}", u32::from(c)),
        _ => format!("`{characters}`"),
    }
}

/// The name of a field, or an item of a list in brackets, that begins with something YAML gives a meaning to.
pub(super) fn part_needs_quotes(text: &str, part: Span, what: &str) -> Problem {
    let written = &text[part.start..part.end];
    let begins = named(written.get(..written.chars().next().map_or(0, char::len_utf8)).unwrap_or_default());
    let message = format!("{what} that begins with {begins} must be in quotes");
    let quotes = quoted(written);
    Problem::new(part, message, format!("write `{}`", shown(&quotes))).fix(Some(Fix::replace(part, quotes)))
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

/// The value on a line: what follows `key: `, or the item after `- `.
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
