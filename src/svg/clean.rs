//! Rewrites an image from what is on the lists.

use std::collections::BTreeSet;

use roxmltree::{Attribute, Document, Node, ParsingOptions};

use super::css::Cleaner;
use super::known::{ATTRIBUTES, ELEMENTS, PRESENTATION, UNSEEN, is_in};
use super::{Unusable, bounds, url, weight};
use crate::markdown::escape::{push_attribute, push_escaped};

const SVG: &str = "http://www.w3.org/2000/svg";
const XLINK: &str = "http://www.w3.org/1999/xlink";
const XHTML: &str = "http://www.w3.org/1999/xhtml";
const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// The elements that an image may fill with pixels of its own.
const PICTURES: &[&str] = &["feImage", "image"];
/// The elements that refer to a part of the file.
const REFERRERS: &[&str] =
    &["feImage", "filter", "linearGradient", "pattern", "radialGradient", "textPath", "use"];
/// The elements whose text is kept.
const WITH_TEXT: &[&str] = &["desc", "text", "textPath", "title", "tspan"];
/// The longest name or address that is quoted in a finding, in characters.
const LONGEST_QUOTE: usize = 40;

/// A cleaned image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cleaned {
    /// The image.
    pub svg: String,
    /// What was left out and may be missed, in words, sorted.
    pub removed: BTreeSet<String>,
}

/// Cleans an image. The result is the same for the same bytes, and does not change when it is cleaned
/// again.
///
/// # Errors
///
/// If the bytes are not an SVG image in UTF-8, or unfold into more than a browser could show.
pub fn clean(bytes: &[u8]) -> Result<Cleaned, Unusable> {
    let text = bounds::text(bytes)?;
    let options =
        ParsingOptions { allow_dtd: true, nodes_limit: bounds::MOST_NODES, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, options)
        .map_err(|error| Unusable::new(format!("{error}"), "save it again as SVG"))?;
    let root = document.root_element();
    if !root.has_tag_name((SVG, "svg")) {
        let help = "begin it with `<svg xmlns=\"http://www.w3.org/2000/svg\">`";
        return Err(Unusable::new("its root is not an `svg` element of the SVG namespace", help));
    }
    weight::check(&document)?;
    let mut writer = Writer { out: String::with_capacity(text.len()), removed: BTreeSet::new() };
    for instruction in document.descendants().filter_map(|node| node.pi()) {
        writer.note(format!("`<?{}?>`", quote(instruction.target)));
    }
    writer.element(root, "svg", true);
    writer.out.push('\n');
    Ok(Cleaned { svg: writer.out, removed: writer.removed })
}

/// Whether this is an element of SVG.
pub(super) fn is_svg(node: Node<'_, '_>) -> bool {
    node.tag_name().namespace() == Some(SVG)
}

/// The address that an element names; `href` counts before `xlink:href`.
pub(super) fn href<'d>(node: Node<'d, '_>) -> Option<&'d str> {
    node.attribute("href").or_else(|| node.attribute((XLINK, "href")))
}

fn quote(text: &str) -> String {
    let plain = text.chars().map(|c| if c.is_control() || c == '`' { ' ' } else { c });
    let mut quoted: String = plain.clone().take(LONGEST_QUOTE).collect();
    if plain.count() > LONGEST_QUOTE {
        quoted.push('…');
    }
    quoted
}

struct Writer {
    out: String,
    removed: BTreeSet<String>,
}

impl Writer {
    fn note(&mut self, what: String) {
        self.removed.insert(what);
    }

    fn css<T>(&mut self, clean: impl FnOnce(&mut Cleaner) -> T) -> T {
        let mut cleaner = Cleaner::new();
        let cleaned = clean(&mut cleaner);
        self.removed.append(&mut cleaner.removed.into_iter().collect());
        cleaned
    }

    fn node(&mut self, node: Node<'_, '_>) {
        let name = node.tag_name().name();
        match ELEMENTS.binary_search(&name) {
            Ok(at) if is_svg(node) => self.element(node, ELEMENTS[at], false),
            // What a link is around stays; where it leads, nobody has checked.
            _ if is_svg(node) && name == "a" => {
                self.note("a link".to_owned());
                self.children(node, "g");
            }
            _ if is_missed(node) => self.note(format!("`<{}>`", quote(name))),
            _ => {}
        }
    }

    fn element(&mut self, node: Node<'_, '_>, name: &'static str, is_root: bool) {
        let start = self.out.len();
        self.out.push('<');
        self.out.push_str(name);
        if is_root {
            push_attribute(&mut self.out, "xmlns", SVG);
        }
        for attribute in node.attributes() {
            self.attribute(name, attribute);
        }
        if !self.href(node, name) {
            self.out.truncate(start);
            return;
        }
        self.out.push('>');
        let inside = self.out.len();
        match name {
            "style" => self.sheet(node),
            "switch" => self.alternatives(node),
            _ => self.children(node, name),
        }
        if self.out.len() == inside {
            self.out.pop();
            self.out.push_str("/>");
        } else {
            self.out.push_str("</");
            self.out.push_str(name);
            self.out.push('>');
        }
    }

    fn children(&mut self, node: Node<'_, '_>, name: &str) {
        for child in node.children() {
            if child.is_element() {
                self.node(child);
            } else if let Some(text) = child.text().filter(|_| child.is_text() && WITH_TEXT.contains(&name)) {
                push_escaped(&mut self.out, text);
            }
        }
    }

    /// The children of a `switch`, of which a browser shows the first that it can: what would never be
    /// its turn, since one before it always can be shown, goes.
    fn alternatives(&mut self, node: Node<'_, '_>) {
        for child in node.children().filter(Node::is_element) {
            let before = self.out.len();
            if !child.has_tag_name((SVG, "foreignObject")) || child.next_sibling_element().is_none() {
                self.node(child);
            }
            if self.out.len() > before && !child.has_attribute("systemLanguage") {
                return;
            }
        }
    }

    fn sheet(&mut self, node: Node<'_, '_>) {
        let is_css = node.attribute("type").is_none_or(|kind| matches!(kind.trim(), "" | "text/css"));
        if is_css {
            let text: String =
                node.children().filter_map(|child| child.text().filter(|_| child.is_text())).collect();
            let sheet = self.css(|cleaner| cleaner.sheet(&text));
            push_escaped(&mut self.out, &sheet);
        }
    }

    fn attribute(&mut self, element: &str, attribute: Attribute<'_, '_>) {
        let (name, value) = (attribute.name(), attribute.value());
        match attribute.namespace() {
            None if name == "style" => {
                let style = self.css(|cleaner| cleaner.style(value));
                if !style.is_empty() {
                    push_attribute(&mut self.out, name, &style);
                }
            }
            None if is_in(PRESENTATION, name) => match self.css(|cleaner| cleaner.value(value)) {
                Some(value) => push_attribute(&mut self.out, name, &value),
                None => self.note(format!("`{name}` of `<{element}>`")),
            },
            None if is_in(ATTRIBUTES, name) || name.starts_with("aria-") => {
                push_attribute(&mut self.out, name, value);
            }
            None if name.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("on")) => {
                self.note(format!("`{}`", quote(name)));
            }
            Some(XML) if matches!(name, "space" | "lang") => {
                push_attribute(&mut self.out, &format!("xml:{name}"), value);
            }
            _ => {}
        }
    }

    /// Writes the address that an element names, and says whether the element may stay.
    fn href(&mut self, node: Node<'_, '_>, name: &str) -> bool {
        let Some(href) = href(node).map(str::trim) else { return true };
        let is_part = REFERRERS.contains(&name) && url::is_local(href);
        if is_part || (PICTURES.contains(&name) && url::is_image(href)) {
            push_attribute(&mut self.out, "href", href);
            return true;
        }
        self.note(format!("`<{name}>` of `{}`", quote(href)));
        // A gradient without the other that it builds on is still one.
        !matches!(name, "image" | "feImage" | "use")
    }
}

/// Whether a reader may miss an element that is left out: what editors note for themselves is no loss.
fn is_missed(node: Node<'_, '_>) -> bool {
    let is_of_a_page = node.tag_name().namespace() == Some(XHTML);
    is_of_a_page || (is_svg(node) && !is_in(UNSEEN, node.tag_name().name()))
}
