//! What a comment on a line of its own refers to: the paragraph or the YAML entry that follows.

use crate::text::Span;

/// Whether there is nothing on a part of a line but other comments and the marks of block quotes.
pub(super) fn is_bare(part: &str) -> bool {
    let mut rest = part;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '>');
        match rest.strip_prefix("<!--").and_then(|comment| comment.split_once("-->")) {
            Some((_, behind)) => rest = behind,
            None => return rest.is_empty(),
        }
    }
}

/// Where the lines from `at` on end: at a blank one. Blank lines before the first do not count.
pub(super) fn paragraph_end(text: &str, at: usize) -> usize {
    let is_blank = |line: &str| line.trim_matches(|c: char| c.is_whitespace() || c == '>').is_empty();
    let mut end = at;
    let mut has_begun = false;
    for line in text[at..].split_inclusive('\n') {
        if is_blank(line) && has_begun {
            break;
        }
        has_begun |= !is_blank(line);
        end += line.len();
    }
    end
}

/// The YAML entry that begins on each line that is not blank, up to the next line that is not further indented. The items
/// of a list may appear as far left as their key.
pub(super) fn entries(text: &str) -> Vec<Span> {
    let mut entries: Vec<Span> = Vec::new();
    // Those that have not ended, each at least as far indented as the one before: its number, its
    // indent, and whether it is a key with nothing next to it.
    let mut open: Vec<(usize, usize, bool)> = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let words = line.trim();
        if words.is_empty() {
            continue;
        }
        let indent = line.len() - line.trim_start_matches(' ').len();
        let ends = |&mut (_, own, is_key): &mut (usize, usize, bool)| {
            indent < own || (indent == own && !(is_key && words.starts_with("- ")))
        };
        while let Some((nth, ..)) = open.pop_if(ends) {
            entries[nth].end = start;
        }
        open.push((entries.len(), indent, words.ends_with(':')));
        entries.push(Span::new(start, text.len()));
    }
    entries
}
