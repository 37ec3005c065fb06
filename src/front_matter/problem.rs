//! What can be wrong with front matter, in the author's words.

use super::fence;
use crate::diagnostic::{Draft, Fix, rules};
use crate::text::Span;
use crate::yaml::line::{Line, may_be_yaml};
use crate::yaml::mistake::syntax;

/// Blank lines above the opening fence.
pub(super) fn blank_lines(above: Span) -> Draft {
    let message = "front matter must begin on the first line for other tools to read it";
    Draft::new(&rules::FRONT_MATTER_BLANK_LINES, above, message)
        .help("remove the blank lines above it")
        .fix(Fix::remove(above))
}

/// An opening fence that is almost one: `written` is its line.
pub(super) fn odd_opening(span: Span, written: &str) -> Draft {
    let help = match written.chars().find(|c| !c.is_ascii_graphic() && !c.is_ascii_whitespace()) {
        Some(c) if fence::bare(written) == "---" => {
            format!("remove the invisible character before it (U+{:04X})", u32::from(c))
        }
        _ => "write `---` and nothing else on that line".to_owned(),
    };
    syntax(span, "this front matter is not read: its first line is not exactly `---`", help)
}

pub(super) fn no_opening(first: Span) -> Draft {
    let help = "put a line `---` above the first field";
    syntax(first, "this front matter is not read: the line `---` above it is missing", help)
}

pub(super) fn no_fences(first: Span) -> Draft {
    let help = "put a line `---` above the first field and another one below the last";
    syntax(first, "this front matter is not read: the lines `---` around it are missing", help)
}

/// Front matter with something above it.
pub(super) fn below(opening: Span, above: Span) -> Draft {
    let message = "this front matter is not read: it does not begin on the first line";
    let help = "move the text above it below its closing `---`";
    syntax(opening, message, help).label(above, "this text is above it")
}

pub(super) fn in_code(fence: Span) -> Draft {
    let help = "remove the code fence, and put a line `---` above and below the fields";
    syntax(fence, "this front matter is not read: it is in a code block", help)
}

pub(super) fn carriage_returns(opening: Span) -> Draft {
    syntax(
        opening,
        "this front matter is not read: the file has bare carriage returns as line endings",
        "save it with line feeds, for example with `tr '\\r' '\\n'`",
    )
}

/// `...` with fields below it.
pub(super) fn dots(span: Span) -> Draft {
    let message = "`...` ends the front matter, and the fields below it are not read";
    syntax(span, message, "remove the line")
}

pub(super) fn unclosed_fence(text: &str, fence: Span) -> Draft {
    let marker = text[fence.start..fence.end].trim();
    let message = format!("front matter begins here with `{marker}` and never ends");
    let below = Line::at(text, fence.start).next;
    let mut fields = Line::all(text, below).take_while(|line| !line.is_blank());
    if let Some(odd) = fields.find(fence::is_odd_fence).filter(|_| marker == "---") {
        return syntax(fence, message, "write `---` where it ends")
            .label(odd.span(), "this line is not exactly `---`")
            .fix(Fix::replace(odd.span(), marker));
    }
    syntax(fence, message, format!("put a line `{marker}` below the last field"))
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

pub(super) fn too_large(fence: Span, limit: usize) -> Draft {
    syntax(
        fence,
        format!("the front matter is larger than {} KiB", limit / 1024),
        "move data to a separate file, and text to the body of the page",
    )
}

pub(super) fn toml(fence: Span) -> Draft {
    syntax(
        fence,
        "this front matter is TOML, and only YAML is read",
        "write `---` for both `+++` lines and `key: value` for `key = value`; `[table]` becomes `table:` with \
        its fields indented below; `hugo convert toYAML` does it for a whole Hugo site",
    )
}
