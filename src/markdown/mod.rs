//! Markdown: what a page contains ([`Outline`]) and what it looks like ([`render`]).
//!
//! Both walk the same events in the same order, so the n-th link of the outline is the n-th link of
//! the rendering. This is the only module that uses pulldown-cmark, syntect or merman.

mod address;
mod alert;
mod autolink;
mod code;
mod colons;
mod conflict;
mod contents;
mod diagram;
mod document;
mod emoji;
pub(crate) mod escape;
mod event;
mod fence;
mod footnote;
pub mod highlight;
mod html;
mod indented;
mod labels;
mod malformed;
mod mark;
mod mask;
mod outline;
mod parse;
mod reader;
mod references;
mod region;
mod render;
mod slug;
mod url;
mod wiki;

use std::sync::Arc;

pub use labels::Labels;
pub use slug::slug as heading_id;

/// Whether an address may become a link: whether no browser would run it.
pub fn may_be_linked(address: &str) -> bool {
    url::forbidden_scheme(address).is_none()
}

use crate::diagnostic::{Finding, Fix};
use crate::text::{Source, Span};

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
    /// The text of the first paragraph, empty if there is none.
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
    /// Code: the content of code blocks and spans, one per line.
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

/// Where a link leads once all pages are known.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// Another place: the URL as it goes into the attribute (not yet escaped).
    External(String),
    /// A page or file of the site: its path under the site's root, without the leading `/`, with
    /// its fragment. The rendering puts the way back to the root before it.
    Internal {
        /// Percent-encoded path and fragment.
        href: String,
        /// The title of the page, for a wiki link without text of its own.
        title: Option<String>,
    },
    /// A fragment of the same page, with its `#`.
    Fragment(String),
    /// Leads nowhere (there is a finding): the text is shown, marked, without a link.
    Missing,
}

/// How a page's body is to be rendered.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RenderOptions {
    /// Leave out the first heading: the theme shows it as the page's title.
    pub drop_title: bool,
    /// Add this to every heading's level (6 at most), so that the title stays the only `h1`.
    pub shift_headings: u8,
    /// The way from the page's folder to the site's root: `../../`, or `./`.
    pub root: String,
    /// What the markup says by itself.
    pub labels: Arc<Labels>,
    /// The language of the page if it is not that of the labels.
    pub language: Option<String>,
    /// How much work its diagrams may be, as [`diagram_work`] says.
    pub diagram_work: usize,
}

impl Default for RenderOptions {
    fn default() -> Self {
        Self {
            drop_title: false,
            shift_headings: 0,
            root: String::new(),
            labels: Labels::english(),
            language: None,
            diagram_work: diagram::PATIENCE,
        }
    }
}

/// Reads what a page contains. `body` is the byte offset at which its Markdown begins.
pub fn outline(source: &Source, body: usize) -> (Outline, Vec<Finding>) {
    let (body, text) = body_text(source, body);
    document::with(text, |document| {
        let of_references = document.references.problems(text);
        let conflict = conflict::problem(text);
        let problems = document.problems.iter().chain(&of_references).chain(&conflict);
        let findings = problems.map(|problem| problem.finding(&source.path, body)).collect();
        (outline::outline(document, text, body), findings)
    })
}

/// What is wrong with a page's diagrams, of which no more are drawn than `work` allows: a share of
/// [`diagram_work`].
pub fn diagram_findings(source: &Source, outline: &Outline, work: usize) -> Vec<Finding> {
    let problems = diagram::problems(&source.text, &outline.diagrams, work);
    problems.map(|problem| problem.finding(&source.path, 0)).collect()
}

/// How much work the diagrams of each page may be, counted in advance: as much as a page may cost, or
/// less where very many pages have diagrams.
pub fn diagram_work<'o>(outlines: impl Iterator<Item = &'o Outline>) -> usize {
    diagram::share(outlines.map(|outline| outline.diagrams.as_slice()))
}

/// Renders a page's body. `targets` holds one entry for each of the outline's links, in order.
pub fn render(source: &Source, body: usize, targets: &[Target], options: &RenderOptions) -> String {
    document::with(body_text(source, body).1, |document| render::render(document, targets, options))
}

/// The Markdown from `body` on and where it begins: a byte order mark is none.
fn body_text(source: &Source, body: usize) -> (usize, &str) {
    let text = source.text.get(body..).unwrap_or("");
    match text.strip_prefix('\u{feff}') {
        Some(rest) => (body + text.len() - rest.len(), rest),
        None => (body, text),
    }
}

/// The HTML that the parser itself makes of `text` with the options that pages are read with, before
/// anything of opslore's. For the examples of the CommonMark specification.
pub fn render_commonmark(text: &str) -> String {
    parse::commonmark(text)
}

#[cfg(test)]
mod tests;
