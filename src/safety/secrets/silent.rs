//! Text that is invisible on a page: readers see a secret that it splits as a whole.

use crate::safety::characters::is_hidden;

/// How far a tag or a comment is looked for an end.
const LONGEST: usize = 256;

/// Characters without a width, as HTML names them.
const NAMES: [&str; 6] = ["&shy;", "&ZeroWidthSpace;", "&zwj;", "&zwnj;", "&NoBreak;", "&InvisibleComma;"];

/// How long the thing is that a text begins with, if it shows nothing: a character without a width,
/// marks of emphasis and code, a tag, a comment.
pub(super) fn silent(text: &str) -> Option<usize> {
    let first = text.chars().next()?;
    match first {
        '*' | '`' => Some(1),
        '~' => text.starts_with("~~").then_some(2),
        '<' => tag(text),
        '&' => NAMES.into_iter().find(|name| text.starts_with(name)).map(str::len),
        _ => (is_hidden(first) || is_selector(first)).then_some(first.len_utf8()),
    }
}

/// Joiners of graphemes, variation selectors and tags.
fn is_selector(c: char) -> bool {
    matches!(c, '\u{34f}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0000}'..='\u{e01ef}')
}

/// The length of a tag or a comment. An address between angle brackets is shown.
fn tag(text: &str) -> Option<usize> {
    let head = &text[..text.floor_char_boundary(LONGEST.min(text.len()))];
    if head.starts_with("<!--") {
        return head.find("-->").map(|at| at + 3);
    }
    let name = head[1..].strip_prefix('/').unwrap_or(&head[1..]);
    let length = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
    let is_tag = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name[length..].starts_with(|c: char| c == '>' || c == '/' || c.is_ascii_whitespace());
    let end = head[1..].find(['<', '>'])? + 1;
    (is_tag && head[end..].starts_with('>')).then_some(end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_comments_and_characters_without_a_width_show_nothing() {
        for (text, length) in [
            ("<b>x", Some(3)),
            ("</b>", Some(4)),
            ("<br/>", Some(5)),
            ("<a title='x y'>", Some(15)),
            ("<!-- a -->b", Some(10)),
            ("<!-- a", None),
            ("<https://x.org>", None),
            ("<a@b.org>", None),
            ("<b <c>", None),
            ("< b>", None),
            ("<", None),
            ("a", None),
            ("", None),
            ("~", None),
            ("&amp;", None),
            ("&shy;", Some(5)),
            ("\u{ad}", Some(2)),
            ("\u{e0041}", Some(4)),
        ] {
            assert_eq!(silent(text), length, "{text}");
        }
    }
}
