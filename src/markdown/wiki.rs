//! `[[wiki links]]`.

use std::ops::Range;

use super::event::Attributes;

/// The largest width and height of an image, in pixels.
const LARGEST: u32 = 10_000;

/// A wiki link, as bytes of the text it is in.
#[derive(Debug, PartialEq)]
pub(super) struct WikiLink {
    pub(super) range: Range<usize>,
    pub(super) target: Range<usize>,
    /// The text after the `|`.
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

/// The endings of images, as of the files that are published.
const IMAGES: &[&str] = &["png", "jpg", "jpeg", "gif", "svg", "webp", "avif", "bmp"];

/// Whether `target` names an image by its ending.
pub(super) fn names_image(target: &str) -> bool {
    let path = target.split(['#', '?']).next().unwrap_or(target);
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
    IMAGES.iter().any(|image| image.eq_ignore_ascii_case(ending))
}

/// What follows the `|` of an embedded image: a text, a width, `300x200`, or a text and then one of
/// these, as [Obsidian](https://help.obsidian.md/embeds) has them.
pub(super) fn alt_and_size(label: &str) -> (String, Attributes) {
    let (alt, last) = label.rsplit_once('|').unwrap_or(("", label));
    let number = |text: &str| text.trim().parse::<u32>().ok().filter(|size| (1..=LARGEST).contains(size));
    let (width, height) = match last.split_once('x') {
        Some((width, height)) => (number(width), number(height)),
        None => (number(last), None),
    };
    let is_size = width.is_some() && (height.is_some() || !last.contains('x'));
    if !is_size {
        return (label.trim().to_owned(), Attributes::default());
    }
    let sizes = [("width", width), ("height", height)];
    let others = sizes.into_iter().filter_map(|(name, size)| Some((name, size?.to_string()))).collect();
    (alt.trim().to_owned(), Attributes { id: None, others })
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

    #[test]
    fn reads_what_embedded_images_say() {
        for (label, alt, sizes) in [
            ("300", "", &["width=300"][..]),
            ("300x200", "", &["width=300", "height=200"]),
            ("The rack|300", "The rack", &["width=300"]),
            ("The rack", "The rack", &[]),
            ("2x", "2x", &[]),
            ("0", "0", &[]),
            ("", "", &[]),
        ] {
            let (found, attributes) = alt_and_size(label);
            let found_sizes: Vec<String> =
                attributes.others.iter().map(|(name, value)| format!("{name}={value}")).collect();
            assert_eq!(
                (found.as_str(), found_sizes),
                (alt, sizes.iter().map(|s| (*s).to_owned()).collect()),
                "{label}"
            );
        }
        assert!(
            names_image("sub/a b.PNG") && names_image("a.svg#x") && !names_image("b") && !names_image("b.md")
        );
    }
}
