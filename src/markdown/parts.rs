//! What a page contains, as far as others see it.

use crate::diagnostic::Fix;
use crate::text::Span;

/// What a page contains, as far as other pages, the search and the checks care.
#[derive(Clone, Debug, Default)]
pub struct Outline {
    /// The headings, in order.
    pub headings: Vec<Heading>,
    /// Everything that points somewhere, in order: links, images, wiki links, and `href` and `src`
    /// in raw HTML. Links inside code are not links.
    pub links: Vec<Link>,
    /// Every id that a link may point to, apart from those of headings: raw HTML `id` and `name`,
    /// footnotes.
    pub anchors: Vec<String>,
    /// The HTML comments.
    pub comments: Vec<Span>,
    /// Code blocks with their fences, and code spans.
    pub code: Vec<Code>,
    /// What looks like a link and is none, since its target has a space: `[text](my file.md)`.
    pub spaced: Vec<Link>,
    /// What else looks like a link and is none.
    pub malformed: Vec<Malformed>,
    /// The Mermaid diagrams. They are counted here and drawn once all pages have been counted.
    pub diagrams: Vec<Diagram>,
    /// The text, cut at headings; the first section is what comes before the first heading.
    pub sections: Vec<Section>,
    /// The text of the first paragraph, empty where there is none.
    pub summary: String,
    /// Whether the first block is a heading of level 1: the title of a page that has no other.
    pub starts_with_title: bool,
}

impl Outline {
    /// Whether other pages see the same of it: the two differ in text, code and places at most.
    pub fn shows_the_same(&self, other: &Self) -> bool {
        let heading = |heading: &Heading| (heading.level, heading.text.clone(), heading.id.clone());
        let link = |link: &Link| (link.kind, link.target.clone());
        self.headings.iter().map(heading).eq(other.headings.iter().map(heading))
            && self.links.iter().map(link).eq(other.links.iter().map(link))
            && self
                .diagrams
                .iter()
                .map(|own| &own.source)
                .eq(other.diagrams.iter().map(|other| &other.source))
            && self.anchors == other.anchors
            && self.summary == other.summary
            && self.starts_with_title == other.starts_with_title
    }
}

/// A code block or a code span.
#[derive(Clone, Debug, PartialEq)]
pub struct Code {
    /// All of it in the file.
    pub span: Span,
    /// What follows the fence, empty where nothing does.
    pub info: String,
}

/// The source of a diagram.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagram {
    /// What is to be drawn.
    pub source: String,
    /// The whole block in the file.
    pub span: Span,
}

/// A heading.
#[derive(Clone, Debug, PartialEq)]
pub struct Heading {
    /// 1 to 6, as written.
    pub level: u8,
    /// The text without markup.
    pub text: String,
    /// The id that links use: as GitHub makes it, or `{#id}`.
    pub id: String,
    /// The heading in the file.
    pub span: Span,
    /// The references to footnotes in it.
    pub notes: Vec<Note>,
}

/// A reference to a footnote.
#[derive(Clone, Debug, PartialEq)]
pub struct Note {
    /// The number of the footnote, from 1.
    pub number: usize,
    /// The id to which the footnote links back.
    pub id: String,
}

/// The text below a heading, for search.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Section {
    /// The index of its heading in [`Outline::headings`]; `None` before the first.
    pub heading: Option<usize>,
    /// Running text, words separated by single spaces, without markup.
    pub text: String,
    /// Code: the content of code blocks and spans, one a line.
    pub code: String,
}

/// How a link is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LinkKind {
    /// `[text](target)`, a reference link, an autolink.
    Link,
    /// `![text](target)`, or a raw HTML `img`.
    Image,
    /// `[[target]]` or `[[target|text]]`.
    Wiki,
    /// `![[file]]`: an image that is named as wiki links name pages.
    Embed,
    /// `href` of a raw HTML element.
    Html,
}

impl LinkKind {
    /// Whether it shows what it names.
    pub fn is_image(self) -> bool {
        matches!(self, Self::Image | Self::Embed)
    }

    /// Whether it names what it leads to, wherever that is.
    pub fn is_wiki(self) -> bool {
        matches!(self, Self::Wiki | Self::Embed)
    }
}

/// Something that points somewhere.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// How it is written.
    pub kind: LinkKind,
    /// Where it points, entities and backslash escapes resolved, percent escapes as written.
    pub target: String,
    /// The whole link.
    pub span: Span,
    /// The target within it (the definition's, for a reference link), to underline.
    pub target_span: Span,
}

impl Link {
    /// The same with its spans `by` bytes further on.
    pub(super) fn shifted(&self, by: usize) -> Self {
        Self { span: self.span.shifted(by), target_span: self.target_span.shifted(by), ..self.clone() }
    }
}

/// What may have been meant as a link: whether it was depends on what its target names.
#[derive(Clone, Debug, PartialEq)]
pub struct Malformed {
    /// What is wrong with it.
    pub slip: Slip,
    /// The link that may have been meant.
    pub link: Link,
    /// How it would be written.
    pub meant: String,
    /// The edit that makes it a link.
    pub fix: Fix,
}

impl Malformed {
    /// The same with its spans `by` bytes further on.
    pub(super) fn shifted(&self, by: usize) -> Self {
        Self { link: self.link.shifted(by), fix: self.fix.clone().shifted(by), ..self.clone() }
    }
}

/// A way to get a link's brackets wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slip {
    /// `[text](target` without the end.
    Unclosed,
    /// `[text] (target)`.
    Apart,
    /// `(text)[target]`.
    Reversed,
}
