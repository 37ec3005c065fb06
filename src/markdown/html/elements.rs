//! The allow-list of elements, and what may be inside what.

use super::removed::removal;

/// What may be inside an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::markdown) enum Content {
    /// Paragraphs, lists and the like, and text.
    Flow,
    /// Text and what belongs in a line of it: a browser ends it before a block.
    Phrasing,
    /// All but another heading.
    Heading,
    /// What the element around it allows.
    Transparent,
    /// List items only.
    Items,
    /// Terms and definitions only.
    Terms,
    /// Parts of a table only.
    Sections,
    /// Rows only.
    Rows,
    /// Cells only.
    Cells,
    /// Nothing.
    Void,
}

/// Where an element may appear.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::markdown) enum Place {
    /// Where flow content may appear.
    Block,
    /// In a line of text too.
    Inline,
    /// Directly inside one of these, and it ends these siblings, as their end tags may be left out.
    Part { parents: &'static [&'static str], ends: &'static [&'static str] },
}

/// An element that may appear in a page.
#[derive(Debug)]
pub(in crate::markdown) struct Element {
    /// The name in the source.
    pub(in crate::markdown) name: &'static str,
    /// The name in the page.
    pub(in crate::markdown) written: &'static str,
    pub(in crate::markdown) place: Place,
    pub(in crate::markdown) content: Content,
}

impl Element {
    /// Whether an author may leave it open by mistake: what is in a line, or holds one.
    pub(in crate::markdown) fn is_light(&self) -> bool {
        self.place == Place::Inline
            || self.is_heading()
            || matches!(self.name, "p" | "pre" | "dt" | "summary")
    }

    /// Whether it is `h1` to `h6`.
    pub(in crate::markdown) fn is_heading(&self) -> bool {
        self.content == Content::Heading
    }

    /// Whether the end tag of this element cannot reach beyond an open `other`: as in a browser, that of
    /// a part of a line ends no block, and nothing but the parts of a table ends a cell.
    pub(in crate::markdown) fn ends_within(&self, other: &Self) -> bool {
        match self.name {
            _ if self.place == Place::Inline => other.place != Place::Inline,
            "table" => false,
            "caption" | "tbody" | "td" | "tfoot" | "th" | "thead" | "tr" => other.name == "table",
            "li" => matches!(other.name, "ul" | "ol" | "table" | "td" | "th" | "caption"),
            _ => matches!(other.name, "table" | "td" | "th" | "caption"),
        }
    }
}

const fn element(name: &'static str, place: Place, content: Content) -> Element {
    Element { name, written: name, place, content }
}

const fn renamed(name: &'static str, written: &'static str, place: Place, content: Content) -> Element {
    Element { name, written, place, content }
}

const fn part(parents: &'static [&'static str], ends: &'static [&'static str]) -> Place {
    Place::Part { parents, ends }
}

use Content::{Cells, Flow, Heading, Items, Phrasing, Rows, Sections, Terms, Transparent, Void};
use Place::{Block, Inline};

const SECTIONS: &[&str] = &["thead", "tbody", "tfoot", "tr", "td", "th", "caption"];

static ALLOWED: &[Element] = &[
    element("a", Inline, Transparent),
    element("abbr", Inline, Transparent),
    element("b", Inline, Transparent),
    element("blockquote", Block, Flow),
    element("br", Inline, Void),
    element("caption", part(&["table"], &[]), Flow),
    renamed("center", "div", Block, Flow),
    element("cite", Inline, Transparent),
    element("code", Inline, Transparent),
    element("dd", part(&["dl"], &["dt", "dd"]), Flow),
    element("del", Inline, Transparent),
    element("details", Block, Flow),
    element("div", Block, Flow),
    element("dl", Block, Terms),
    element("dt", part(&["dl"], &["dt", "dd"]), Flow),
    element("em", Inline, Transparent),
    element("figcaption", part(&["figure"], &[]), Flow),
    element("figure", Block, Flow),
    element("h1", Block, Heading),
    element("h2", Block, Heading),
    element("h3", Block, Heading),
    element("h4", Block, Heading),
    element("h5", Block, Heading),
    element("h6", Block, Heading),
    element("hr", Block, Void),
    element("i", Inline, Transparent),
    element("img", Inline, Void),
    element("ins", Inline, Transparent),
    element("kbd", Inline, Transparent),
    element("li", part(&["ul", "ol"], &["li"]), Flow),
    element("mark", Inline, Transparent),
    element("ol", Block, Items),
    element("p", Block, Phrasing),
    element("pre", Block, Flow),
    element("q", Inline, Transparent),
    element("s", Inline, Transparent),
    element("samp", Inline, Transparent),
    element("small", Inline, Transparent),
    element("span", Inline, Transparent),
    renamed("strike", "s", Inline, Transparent),
    element("strong", Inline, Transparent),
    element("sub", Inline, Transparent),
    element("summary", part(&["details"], &[]), Flow),
    element("sup", Inline, Transparent),
    element("table", Block, Sections),
    element("tbody", part(&["table"], SECTIONS), Rows),
    element("td", part(&["tr"], &["td", "th"]), Flow),
    element("tfoot", part(&["table"], SECTIONS), Rows),
    element("th", part(&["tr"], &["td", "th"]), Flow),
    element("thead", part(&["table"], SECTIONS), Rows),
    element("time", Inline, Transparent),
    element("tr", part(&["table", "thead", "tbody", "tfoot"], &["tr", "td", "th", "caption"]), Cells),
    renamed("tt", "code", Inline, Transparent),
    element("u", Inline, Transparent),
    element("ul", Block, Items),
    element("var", Inline, Transparent),
    element("wbr", Inline, Void),
];

/// What becomes of a tag.
#[derive(Clone, Copy, Debug)]
pub(in crate::markdown) enum Verdict {
    Allowed(&'static Element),
    /// Removed, and what is inside stays.
    Removed,
    /// Removed with all that is inside.
    RemovedWithContent,
    /// No element of HTML: a placeholder such as `<namespace>`.
    Unknown,
}

/// What becomes of a tag with this name. Letter case does not count.
pub(in crate::markdown) fn verdict(name: &str) -> Verdict {
    let lower = name.to_ascii_lowercase();
    let lower = lower.as_str();
    if let Ok(at) = ALLOWED.binary_search_by_key(&lower, |element| element.name) {
        return Verdict::Allowed(&ALLOWED[at]);
    }
    match removal(lower) {
        Some(true) => Verdict::RemovedWithContent,
        Some(false) => Verdict::Removed,
        None => Verdict::Unknown,
    }
}

/// The allowed element of this name. For names in this file only.
pub(in crate::markdown) fn allowed(name: &str) -> Option<&'static Element> {
    match verdict(name) {
        Verdict::Allowed(element) => Some(element),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_allow_list_is_sorted_and_apart_from_the_removed() {
        assert!(ALLOWED.is_sorted_by_key(|element| element.name));
        for element in ALLOWED {
            assert_eq!(removal(element.name), None, "{}", element.name);
        }
    }

    #[test]
    fn letter_case_does_not_count() {
        assert!(matches!(verdict("SCRIPT"), Verdict::RemovedWithContent));
        assert!(matches!(verdict("Details"), Verdict::Allowed(_)));
        assert!(matches!(verdict("YOUR-TOKEN"), Verdict::Unknown));
    }
}
