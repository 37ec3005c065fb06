//! `[[wiki links]]`.

use std::ops::Range;

/// A wiki link, as bytes of the text it is in.
#[derive(Debug, PartialEq)]
pub(super) struct WikiLink {
    pub(super) range: Range<usize>,
    pub(super) target: Range<usize>,
    /// The text behind the `|`.
    pub(super) text: Option<Range<usize>>,
}

/// The wiki links in `text`, in order. Brackets with spaces inside them, as in `[[ -f x ]]`, are a
/// shell's; `[[:alpha:]]` is a pattern's; `[[1]]` is a footnote of some other tool.
pub(super) fn find(text: &str) -> Vec<WikiLink> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(offset) = text[at..].find("[[") {
        // Of `[[[x]]]` the inner brackets count.
        let run = text[at + offset..].bytes().take_while(|byte| *byte == b'[').count();
        let inside = at + offset + run;
        let Some(length) = text[inside..].find(['[', ']', '\n', '\r']) else { break };
        at = inside + length;
        if text[at..].starts_with("]]")
            && let Some(link) = inner(text, inside..at)
        {
            at += 2;
            found.push(link);
        }
    }
    found
}

fn inner(text: &str, inside: Range<usize>) -> Option<WikiLink> {
    let range = inside.start - 2..inside.end + 2;
    let content = &text[inside.clone()];
    let (target, label) = match content.find('|') {
        Some(bar) => (inside.start..inside.start + bar, Some(inside.start + bar + 1..inside.end)),
        None => (inside.clone(), None),
    };
    let name = &text[target.clone()];
    let spaced = content.starts_with(char::is_whitespace) || content.ends_with(char::is_whitespace);
    let number = name.bytes().all(|byte| byte.is_ascii_digit());
    if spaced || name.is_empty() || number || name.starts_with([':', '"', '$', '^']) {
        return None;
    }
    let target = target.start..target.start + name.trim_end().len();
    let text = label.filter(|label| !text[label.clone()].trim().is_empty());
    Some(WikiLink { range, target, text })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_wiki_links() {
        let text = "a [[disk-full]] b [[disk#why|the text]] [[[x y]]] [[z|]]";
        let found: Vec<_> = find(text)
            .into_iter()
            .map(|link| (&text[link.range], &text[link.target], link.text.map(|range| &text[range])))
            .collect();
        assert_eq!(
            found,
            [
                ("[[disk-full]]", "disk-full", None),
                ("[[disk#why|the text]]", "disk#why", Some("the text")),
                ("[[x y]]", "x y", None),
                ("[[z|]]", "z", None),
            ]
        );
    }

    #[test]
    fn leaves_the_rest_alone() {
        for text in [
            "if [[ -f x ]]; then",
            "[[:alpha:]]",
            "[[1]]",
            "[[]]",
            "[[a]",
            "[[a]x]",
            "[[a\nb]]",
            "[[",
            "[[[[",
            "[[|a]]",
            "[[\"$x\" == y]]",
        ] {
            assert_eq!(find(text), [], "{text}");
        }
    }
}
