//! Images that a page links: what is rewritten only draws, and is left alone when cleaned again.

use opslore::svg;
use roxmltree::{Document, Node};

/// Elements that can run, load or embed; none of them is ever written.
const NEVER: &[&str] = &[
    "script",
    "foreignObject",
    "iframe",
    "object",
    "embed",
    "audio",
    "video",
    "handler",
    "listener",
    "animate",
    "animateMotion",
    "animateTransform",
    "set",
];

/// Attributes that CSS has as properties with addresses, besides `style`.
const STYLES: &[&str] = &[
    "clip-path",
    "cursor",
    "fill",
    "filter",
    "marker-end",
    "marker-mid",
    "marker-start",
    "mask",
    "stroke",
    "style",
];

/// An SVG image.
pub(super) fn attachment(input: &[u8]) {
    let Ok(cleaned) = svg::clean(input) else { return };
    let document = Document::parse(&cleaned.svg).unwrap_or_else(|error| panic!("{error}: {}", cleaned.svg));
    document.descendants().filter(Node::is_element).for_each(check_element);
    let again = svg::clean(cleaned.svg.as_bytes()).unwrap_or_else(|_| panic!("unusable: {}", cleaned.svg));
    assert_eq!(again.svg, cleaned.svg, "cleaned again");
}

fn check_element(node: Node<'_, '_>) {
    let name = node.tag_name().name();
    assert!(!NEVER.contains(&name), "<{name}>");
    for attribute in node.attributes() {
        let (name, value) = (attribute.name().to_lowercase(), attribute.value().to_lowercase());
        assert!(!name.starts_with("on"), "{name}");
        assert!(name != "href" || value.starts_with('#') || value.starts_with("data:image/"), "{value}");
        if STYLES.contains(&&*name) {
            check_style(&value);
        }
    }
    if name == "style" {
        check_style(&node.text().unwrap_or_default().to_lowercase());
    }
}

/// Every address in a style is a part of the file; what is in quotes is text. A longer word that ends in
/// `url` names no address.
fn check_style(css: &str) {
    let is_of_word = |c: char| c.is_alphanumeric() || "-_".contains(c) || !c.is_ascii();
    let (mut quote, mut is_escaped) = (None, false);
    for (at, c) in css.char_indices() {
        let was_escaped = is_escaped;
        is_escaped = c == '\\' && !was_escaped;
        match quote {
            _ if was_escaped => {}
            Some(open) if open == c => quote = None,
            None if matches!(c, '"' | '\'') => quote = Some(c),
            None if css[at..].starts_with("url(") && !css[..at].ends_with(is_of_word) => {
                check_address(css, &css[at + 4..]);
            }
            _ => {}
        }
    }
}

fn check_address(css: &str, rest: &str) {
    let address = rest.trim_start().trim_start_matches(['"', '\'']);
    let rest = address.split(')').next().unwrap_or_default();
    assert!(address.starts_with('#') || rest.is_empty(), "{css}");
}
