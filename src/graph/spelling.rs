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

/// What differs between two names that are the same but for letter case and Unicode normalization:
/// ``letter case``, or the form of the first letter that differs, as `one_s` and `other_s` have it.
pub(super) fn difference(one: &str, other: &str, one_s: &str, other_s: &str) -> String {
    if !same_form(one, other) {
        let also = one.to_lowercase() != other.to_lowercase();
        let what =
            if also { "letter case and the Unicode normalization differ" } else { "letter case differs" };
        return format!("the {what}");
    }
    let what = "the Unicode normalization differs".to_owned();
    let Some((a, b)) = first_difference(one, other) else { return what };
    let (ours, theirs) = (code_points(&a), code_points(&b));
    let shown: String = a.nfc().collect();
    format!("{what}: `{shown}` is {ours} in {one_s} and {theirs} in {other_s}")
}

/// Writes `text` in the place of a value of the front matter. `None` unless the value stands there as it
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
        let difference = |one, other| difference(one, other, "the link", "the file");
        assert_eq!(difference("A.md", "a.md"), "the letter case differs");
        assert_eq!(
            difference("Größe.md", "Gro\u{308}ße.md"),
            "the Unicode normalization differs: `ö` is U+00F6 in the link and U+006F U+0308 in the file"
        );
        assert_eq!(
            difference("GRÖSSE.md", "gro\u{308}sse.md"),
            "the letter case and the Unicode normalization differ"
        );
    }
}
