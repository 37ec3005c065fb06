//! Code blocks that nothing closes.

use crate::diagnostic::Draft;
use crate::diagnostic::rules;
use crate::text::Span;

/// What is wrong with the fenced code block at `span`: the parser ends one without a closing fence
/// where the page, the list item or the quote around it ends.
pub(super) fn unclosed(body: &str, span: Span) -> Option<Draft> {
    let text = body.get(span.start..span.end)?.trim_end();
    let opening = text.lines().next()?;
    let fence = opening.trim_start();
    let mark = fence.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let length = fence.len() - fence.trim_start_matches(mark).len();
    if text.len() > opening.len() && closes(text, mark, length) {
        return None;
    }
    let start = span.start + opening.len() - fence.len();
    let fence_span = Span::new(start, start + fence.trim_end().len());
    let message = "this code block is never closed";
    let help = "write the same fence below the last line of code; until then, everything that follows is \
    code";
    Some(Draft::new(&rules::MARKDOWN_FENCE, fence_span, message).help(help))
}

/// Whether the last line of a block is a fence of at least `length` marks.
fn closes(text: &str, mark: char, length: usize) -> bool {
    let last = text.rsplit('\n').next().unwrap_or("");
    let fence = last.trim_start_matches([' ', '\t', '>']);
    fence.len() >= length && fence.chars().all(|c| c == mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fences_close_with_at_least_as_many_marks() {
        let is_unclosed = |text: &str| unclosed(text, Span::new(0, text.len())).is_some();
        for text in ["```\na\n```", "```\n```\n", "~~~~ sh\r\na\r\n~~~~~\r\n", "```\n> a\n> ```  "] {
            assert!(!is_unclosed(text), "{text}");
        }
        for text in ["```", "```\na\n", "````\na\n```\n", "```\na\n``` b\n", "```\n~~~\n"] {
            assert!(is_unclosed(text), "{text}");
        }
    }
}
