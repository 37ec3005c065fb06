//! The one stream of events that the outline and the rendering walk: balanced, with every decision
//! about links, raw HTML, ids and footnotes already taken.

use pulldown_cmark::{Alignment, CowStr};

use super::Link;
use super::alert::AlertKind;
use super::code::Fence;
use super::mark::Mark;
use super::references::References;
use crate::diagnostic::{Finding, Fix, Rule};
use crate::path::SitePath;
use crate::text::Span;

/// One step through a page.
#[derive(Debug)]
pub(super) enum Event<'a> {
    /// An element begins; everything up to its [`Event::End`] is inside.
    Start(Tag<'a>),
    /// The element that began last ends.
    End,
    Text(CowStr<'a>),
    /// A short code that is shown as an emoji.
    Emoji {
        /// As it is written: `:warning:`.
        code: CowStr<'a>,
        shown: String,
    },
    /// A code span.
    Code(CowStr<'a>),
    CodeBlock(Box<CodeBlock<'a>>),
    Image(Box<Image>),
    FootnoteReference(Box<FootnoteReference<'a>>),
    SoftBreak,
    HardBreak,
    Rule,
    /// One end of a region; none is left once the page is read.
    Mark(Mark),
    /// The check box of a task.
    Task(bool),
}

/// What begins.
#[derive(Debug)]
pub(super) enum Tag<'a> {
    Paragraph,
    Heading(Box<HeadingTag<'a>>),
    BlockQuote,
    Alert(AlertKind),
    AlertTitle,
    /// The author's title of the mark before it; none is left once the page is read.
    MarkTitle,
    /// A block of a kind that nobody knows.
    Block,
    /// Several tabs in one place.
    Tabs,
    /// One of them: its title and what is in it.
    Tab,
    /// The heading that is a tab's title: it keeps its id.
    TabTitle(Box<HeadingTag<'a>>),
    /// A tab's title that is none.
    TabName,
    Details {
        is_open: bool,
    },
    Summary,
    List(Option<u64>),
    Item,
    DefinitionList,
    DefinitionTitle,
    Definition,
    Table,
    TableHead,
    TableRow,
    Cell {
        head: bool,
        alignment: Alignment,
    },
    Emphasis,
    Strong,
    Strikethrough,
    Link(Box<LinkTag>),
    Html(Box<HtmlTag>),
    /// The list of all footnotes at the end.
    Footnotes,
    /// A footnote with its number and how often it is referred to.
    Footnote {
        number: usize,
        uses: usize,
    },
}

#[derive(Debug)]
pub(super) struct HeadingTag<'a> {
    pub(super) level: u8,
    /// What is in `{#…}`.
    pub(super) explicit: Option<CowStr<'a>>,
    /// Set once the whole page is known.
    pub(super) id: String,
    /// The text without markup; set with the id.
    pub(super) text: String,
}

#[derive(Debug)]
pub(super) struct CodeBlock<'a> {
    /// What follows the fence.
    pub(super) info: CowStr<'a>,
    pub(super) code: CowStr<'a>,
}

impl CodeBlock<'_> {
    /// The language that the fence names.
    pub(super) fn language(&self) -> String {
        Fence::read(&self.info).language
    }
}

/// A link and its number among the page's links.
#[derive(Debug)]
pub(super) struct LinkTag {
    pub(super) link: Link,
    pub(super) title: String,
    /// Its place in `Outline::links` and in the targets; set once the whole page is known.
    pub(super) slot: usize,
    /// Whether the scheme is on the allow-list.
    pub(super) safe: bool,
    /// A wiki link without text of its own: the one text event inside may yield to a title.
    pub(super) bare: bool,
}

#[derive(Debug)]
pub(super) struct Image {
    pub(super) link: LinkTag,
    pub(super) alt: String,
    /// Further attributes that raw HTML gave it.
    pub(super) attributes: Attributes,
}

/// Attributes of raw HTML that passed the allow-list, decoded.
#[derive(Debug, Default)]
pub(super) struct Attributes {
    pub(super) id: Option<String>,
    pub(super) others: Vec<(&'static str, String)>,
}

/// An element of raw HTML that passed the allow-list.
#[derive(Debug)]
pub(super) struct HtmlTag {
    pub(super) name: &'static str,
    pub(super) attributes: Attributes,
    pub(super) link: Option<LinkTag>,
}

#[derive(Debug)]
pub(super) struct FootnoteReference<'a> {
    pub(super) label: CowStr<'a>,
    /// 0 until footnotes are numbered, and for good where the definition is missing.
    pub(super) number: usize,
    /// Which of the references to this footnote it is, from 1.
    pub(super) nth: usize,
}

/// An event and the bytes of the body that it came from.
pub(super) type Spanned<'a> = (Event<'a>, Span);

/// Something to tell the author.
#[derive(Debug)]
pub(super) struct Problem {
    pub(super) rule: &'static Rule,
    pub(super) span: Span,
    pub(super) message: String,
    /// May be empty.
    pub(super) help: String,
    /// Another place on the page that matters, and what is there.
    pub(super) label: Option<(Span, String)>,
    pub(super) fix: Option<Fix>,
}

impl Problem {
    pub(super) fn new(rule: &'static Rule, span: Span, message: impl Into<String>) -> Self {
        Self { rule, span, message: message.into(), help: String::new(), label: None, fix: None }
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }

    pub(super) fn label(mut self, span: Span, message: impl Into<String>) -> Self {
        self.label = Some((span, message.into()));
        self
    }

    /// The finding for a page whose body begins `offset` bytes into `file`.
    pub(super) fn finding(&self, file: &SitePath, offset: usize) -> Finding {
        let mut finding = Finding::new(self.rule, file, self.span.shifted(offset), self.message.as_str());
        finding.help = Some(self.help.clone()).filter(|help| !help.is_empty());
        if let Some((span, message)) = &self.label {
            finding = finding.label(file, span.shifted(offset), message.as_str());
        }
        finding.fix = self.fix.as_ref().map(|fix| shifted_fix(fix, offset));
        finding
    }
}

/// The fix with its edits `by` bytes further on.
pub(super) fn shifted_fix(fix: &Fix, by: usize) -> Fix {
    let mut fix = fix.clone();
    for edit in &mut fix.edits {
        edit.span = edit.span.shifted(by);
    }
    fix
}

/// A page's body, read.
#[derive(Debug, Default)]
pub(super) struct Document<'a> {
    pub(super) events: Vec<Spanned<'a>>,
    pub(super) problems: Vec<Problem>,
    /// The HTML comments.
    pub(super) comments: Vec<Span>,
    /// The ids of raw HTML and footnotes.
    pub(super) anchors: Vec<String>,
    /// What the page says about reference links.
    pub(super) references: References,
}
