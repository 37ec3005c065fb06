//! What is open: Markdown's elements and those of raw HTML, on one stack, so that neither can end
//! the other out of turn.

use crate::markdown::html::elements::{Content, Element};

/// How deep blocks may be nested; beyond it their content stands where it is. Browsers stop at 512.
pub(super) const DEEPEST: usize = 80;

/// How deep anything may be nested.
const DEEPEST_INLINE: usize = 120;

#[derive(Debug, Default)]
pub(super) struct Stack {
    pub(super) open: Vec<OpenElement>,
    /// How many of them are elements of the page.
    pub(super) depth: usize,
}

#[derive(Debug)]
pub(super) struct OpenElement {
    pub(super) kind: Kind,
    pub(super) content: Content,
}

#[derive(Debug)]
pub(super) enum Kind {
    Markdown,
    /// A paragraph of Markdown, which a block of raw HTML may end.
    Paragraph,
    /// A link of Markdown.
    Link,
    /// A title of an alert, which its line's end ends.
    AlertTitle,
    /// Keeps its place on the stack and leaves no trace in the page.
    Skipped,
    /// Raw HTML; `begun` once something is inside, and whether it is a link.
    Html {
        element: &'static Element,
        begun: bool,
        is_link: bool,
    },
}

impl Stack {
    pub(super) fn skip(&mut self) {
        let content = self.content();
        self.open.push(OpenElement { kind: Kind::Skipped, content });
    }

    pub(super) fn markdown(&mut self, content: Content) {
        self.open(Kind::Markdown, content);
    }

    pub(super) fn paragraph(&mut self) {
        self.open(Kind::Paragraph, Content::Phrasing);
    }

    /// Like [`Stack::markdown`], without an event to end.
    pub(super) fn markdown_silent(&mut self, content: Content) {
        self.open.push(OpenElement { kind: Kind::Skipped, content });
    }

    pub(super) fn link(&mut self) {
        self.open(Kind::Link, Content::Transparent);
    }

    pub(super) fn html(&mut self, element: &'static Element, is_link: bool) {
        self.open(Kind::Html { element, begun: false, is_link }, element.content);
    }

    /// Replaces the paragraph on top by the title of an alert.
    pub(super) fn retitle(&mut self) {
        if let Some(top) = self.open.last_mut() {
            top.kind = Kind::AlertTitle;
        }
    }

    pub(super) fn is_alert_title(&self) -> bool {
        self.open.last().is_some_and(|top| matches!(top.kind, Kind::AlertTitle))
    }

    pub(super) fn len(&self) -> usize {
        self.open.len()
    }

    /// The place of the paragraph, or the title of an alert, that is open.
    pub(super) fn innermost_paragraph(&self) -> Option<usize> {
        self.open.iter().rposition(|open| matches!(open.kind, Kind::Paragraph | Kind::AlertTitle))
    }

    /// What is open from the top down to the place `base`.
    pub(super) fn kinds_from_top(&self, base: usize) -> impl Iterator<Item = &Kind> {
        self.open.get(base..).unwrap_or_default().iter().rev().map(|open| &open.kind)
    }

    /// Takes away what is open from the place `at` on.
    pub(super) fn split_off(&mut self, at: usize) -> Vec<OpenElement> {
        let open = self.open.split_off(at);
        self.depth -= counted(&open);
        open
    }

    /// Puts it back.
    pub(super) fn extend(&mut self, open: Vec<OpenElement>) {
        self.depth += counted(&open);
        self.open.extend(open);
    }

    pub(super) fn is_html_on_top(&self) -> bool {
        self.top_html().is_some()
    }

    /// Whether an element of Markdown is open from the place `base` on.
    pub(super) fn has_markdown_above(&self, base: usize) -> bool {
        self.kinds_from_top(base).any(|kind| !matches!(kind, Kind::Html { .. }))
    }

    /// What holds the place at hand to its content, and its element where that is raw HTML; nothing
    /// where an element of Markdown is in between.
    pub(super) fn holder(&self) -> Option<(&Kind, usize)> {
        let at = self.open.iter().rposition(|open| open.content != Content::Transparent)?;
        Some((&self.open[at].kind, at))
    }

    /// Whether text here is kept as it is.
    pub(super) fn is_preformatted(&self) -> bool {
        self.open.iter().any(|open| matches!(open.kind, Kind::Html { element, .. } if element.name == "pre"))
    }

    pub(super) fn is_skipped(&self) -> bool {
        self.open.last().is_some_and(|top| matches!(top.kind, Kind::Skipped))
    }

    pub(super) fn is_too_deep(&self) -> bool {
        self.depth >= DEEPEST_INLINE
    }

    /// Forgets the element on top, whose event is gone too.
    pub(super) fn drop_top(&mut self) {
        if self.open.pop().is_some() {
            self.depth -= 1;
        }
    }

    /// Whether a link here would be inside another one.
    pub(super) fn is_in_link(&self) -> bool {
        self.open.iter().any(|open| matches!(open.kind, Kind::Link | Kind::Html { is_link: true, .. }))
    }

    /// Whether text here is code.
    pub(super) fn is_in_code(&self) -> bool {
        let is_code = |name: &str| matches!(name, "code" | "pre" | "kbd" | "samp" | "tt" | "var");
        self.open.iter().any(|open| matches!(open.kind, Kind::Html { element, .. } if is_code(element.name)))
    }

    /// What may stand here.
    pub(super) fn content(&self) -> Content {
        let mut contents = self.open.iter().rev().map(|open| open.content);
        contents.find(|content| *content != Content::Transparent).unwrap_or(Content::Flow)
    }

    pub(super) fn open(&mut self, kind: Kind, content: Content) {
        self.depth += 1;
        self.open.push(OpenElement { kind, content });
    }

    /// The element of raw HTML on top.
    pub(super) fn top_html(&self) -> Option<&'static Element> {
        match self.open.last()?.kind {
            Kind::Html { element, .. } => Some(element),
            _ => None,
        }
    }

    /// Whether the top is a `details` that nothing is in.
    pub(super) fn lacks_summary(&self) -> bool {
        let top = self.open.last().map(|open| &open.kind);
        matches!(top, Some(Kind::Html { element, begun: false, .. }) if element.name == "details")
    }

    /// Notes that something is inside the element on top.
    pub(super) fn begin(&mut self) {
        if let Some(OpenElement { kind: Kind::Html { begun, .. }, .. }) = self.open.last_mut() {
            *begun = true;
        }
    }

    /// How many elements of raw HTML are open above the innermost one that `wanted` accepts, unless
    /// one of those is such that `stops` accepts it.
    pub(super) fn html_above(
        &self,
        wanted: impl Fn(&Element) -> bool,
        stops: impl Fn(&Element) -> bool,
    ) -> Option<usize> {
        for (above, open) in self.open.iter().rev().enumerate() {
            let Kind::Html { element, .. } = open.kind else { return None };
            if wanted(element) {
                return Some(above);
            }
            if stops(element) {
                return None;
            }
        }
        None
    }
}

/// How many of these are elements of the page.
fn counted(open: &[OpenElement]) -> usize {
    open.iter().filter(|open| !matches!(open.kind, Kind::Skipped)).count()
}
