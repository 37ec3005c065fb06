//! The markers that a merge leaves where both sides changed the same lines.

use crate::diagnostic::Draft;
use crate::diagnostic::rules;
use crate::text::Span;

/// How the lines begin, in their order. Each alone may be a heading, a quote or art.
const MARKERS: [&str; 3] = ["<<<<<<< ", "=======", ">>>>>>> "];

/// The first conflict of a body, wherever it is: an author who shows one in code has to say so.
pub(super) fn problem(body: &str) -> Option<Draft> {
    let start = body.find(MARKERS[0])?;
    let mut at = body[..start].rfind('\n').map_or(0, |line| line + 1);
    let mut found: Vec<Span> = Vec::with_capacity(MARKERS.len());
    for line in body[at..].split_inclusive('\n') {
        let text = line.trim_end();
        if is_marker(text, found.len()) {
            found.push(Span::new(at, at + text.len()));
        }
        at += line.len();
        if let [first, _, last] = found[..] {
            let message = "a merge left both versions here";
            return Some(
                Draft::new(&rules::MARKDOWN_CONFLICT, first, message)
                    .label(last, "up to here")
                    .help("keep one of the two, and remove the three lines"),
            );
        }
    }
    None
}

fn is_marker(line: &str, nth: usize) -> bool {
    if nth == 1 { line == MARKERS[1] } else { line.starts_with(MARKERS[nth]) }
}
