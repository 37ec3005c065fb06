//! What differs between two names that file systems may take for one: letter case, and the form of letters
//! with marks (Unicode Standard Annex 15), which nobody sees.

use unicode_normalization::UnicodeNormalization;

use crate::diagnostic::Fix;
use crate::front_matter::Node;
use crate::path::{code_points, first_difference};

/// Whether two names look the same: they differ at most in Unicode normalization.
pub(super) fn same_form(one: &str, other: &str) -> bool {
    one.nfc().eq(other.nfc())
}

/// What differs between two names that are the same but for letter case and Unicode normalization.
pub(super) fn difference(one: &str, other: &str) -> &'static str {
    match (same_form(one, other), one.to_lowercase() == other.to_lowercase()) {
        (true, _) => "the Unicode normalization differs",
        (false, true) => "the letter case differs",
        (false, false) => "the letter case and the Unicode normalization differ",
    }
}

/// How two names that look the same write the first letter in which they differ; `here` and `there` say
/// where they are. `None` for names that a reader can tell apart.
pub(super) fn letters(one: &str, other: &str, here: &str, there: &str) -> Option<String> {
    let (a, b) = first_difference(one, other).filter(|_| same_form(one, other))?;
    let shown: String = a.nfc().collect();
    Some(format!("`{shown}` is {} in {here} and {} in {there}", code_points(&a), code_points(&b)))
}

/// How to correct a value that should be `name`.
pub(super) fn advice(value: &str, name: &str, what: &str) -> String {
    let differs = difference(value, name);
    match letters(value, name, "this value", what) {
        Some(letters) => format!("{differs}: {letters}"),
        None => format!("{differs}: write `{name}`"),
    }
}

/// Writes `text` in the place of a value of the front matter. `None` unless the value is there as it
/// is read.
pub(super) fn replace_value(source: &str, node: &Node, text: &str) -> Option<Fix> {
    let written = source.get(node.span.start..node.span.end)?;
    let value = node.as_str()?;
    let at = node.span.start + written.find(value)?;
    let is_whole = matches!(written.len() - value.len(), 0 | 2);
    is_whole.then(|| Fix::replace(crate::text::Span::new(at, at + value.len()), text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_nobody_sees() {
        assert_eq!(difference("A.md", "a.md"), "the letter case differs");
        assert_eq!(difference("Größe.md", "Gro\u{308}ße.md"), "the Unicode normalization differs");
        let both = "the letter case and the Unicode normalization differ";
        assert_eq!(difference("GRÖSSE.md", "gro\u{308}sse.md"), both);
        let letters = |one, other| letters(one, other, "the link", "the file");
        let expected = "`ö` is U+00F6 in the link and U+006F U+0308 in the file";
        assert_eq!(letters("Größe.md", "Gro\u{308}ße.md").as_deref(), Some(expected));
        assert_eq!(letters("A.md", "a.md"), None);
    }
}
