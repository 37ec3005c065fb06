//! Where a reading has come to.

use std::collections::HashMap;
use std::ops::Range;

use pulldown_cmark::{Alignment, CowStr};

use super::stack::Stack;
use crate::diagnostic::Draft;
use crate::markdown::event::{Event, LinkTag, Spanned};
use crate::markdown::footnote;
use crate::markdown::mask::restore;
use crate::markdown::parts::{Link, LinkKind};
use crate::markdown::raw::Raw;
use crate::markdown::references::References;
use crate::markdown::url::forbidden_scheme;
use crate::text::Span;

/// What the reader hands on.
#[derive(Debug, Default)]
pub(in crate::markdown) struct Parts<'a> {
    pub(in crate::markdown) events: Vec<Spanned<'a>>,
    /// The definitions of footnotes, in the order of the page.
    pub(in crate::markdown) footnotes: Vec<footnote::Definition<'a>>,
    pub(in crate::markdown) references: References,
    pub(in crate::markdown) problems: Vec<Draft>,
    /// The HTML comments.
    pub(in crate::markdown) comments: Vec<Span>,
}

pub(super) struct Reader<'a> {
    pub(super) body: &'a str,
    pub(super) raw: Vec<Raw<'a>>,
    /// The raw event at hand.
    pub(super) at: usize,
    pub(super) parts: Parts<'a>,
    pub(super) stack: Stack,
    /// Text not yet handed on, since the parser cuts it into small pieces.
    pub(super) run: Vec<Piece<'a>>,
    /// The streams around the footnotes that are being read.
    pub(super) around: Vec<(CowStr<'a>, Span, Vec<Spanned<'a>>)>,
    /// The events with which the open links began; `None` for one that is left out.
    pub(super) links: Vec<Option<usize>>,
    pub(super) columns: Vec<Alignment>,
    pub(super) column: usize,
    pub(super) in_head: bool,
    pub(super) empty_cells: usize,
    /// Up to this raw event everything but structure is inside a removed element.
    pub(super) muted_until: usize,
    /// For a removed element: up to which raw event there is no end tag for it.
    pub(super) no_end: HashMap<String, usize>,
    /// Whether the heading at hand is the title of a mark.
    pub(super) in_mark_title: bool,
    /// The paragraph that a block of raw HTML has ended early.
    pub(super) split: Option<Split>,
    /// The tags of raw HTML from here on; looked for once that matters.
    pub(super) tags_ahead: Option<TagsAhead>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(body: &'a str, raw: Vec<Raw<'a>>) -> Self {
        Self {
            body,
            parts: Parts { events: Vec::with_capacity(raw.len()), ..Parts::default() },
            raw,
            at: 0,
            stack: Stack::default(),
            run: Vec::new(),
            around: Vec::new(),
            links: Vec::new(),
            columns: Vec::new(),
            column: 0,
            in_head: false,
            empty_cells: 0,
            muted_until: 0,
            no_end: HashMap::new(),
            in_mark_title: false,
            split: None,
            tags_ahead: None,
        }
    }

    pub(super) fn is_muted(&self) -> bool {
        self.at < self.muted_until
    }

    pub(super) fn push(&mut self, event: Event<'a>, span: Span) {
        self.parts.events.push((event, span));
    }
}

/// A paragraph that has ended before the parser ends it.
#[derive(Debug)]
pub(super) struct Split {
    /// How many elements are open around it.
    pub(super) base: usize,
    /// How many of the parser's elements, with the paragraph itself, have ended early.
    pub(super) ended: usize,
}

/// For the name of an element the raw events that hold its tags, in order, and whether each begins it.
pub(super) type TagsAhead = HashMap<&'static str, Vec<(usize, bool)>>;

/// A piece of text as the parser hands it on.
#[derive(Debug)]
pub(super) struct Piece<'a> {
    pub(super) text: CowStr<'a>,
    pub(super) range: Range<usize>,
}

/// `text` with the parser's stand-ins taken back.
pub(super) fn restored(text: CowStr<'_>) -> CowStr<'_> {
    match restore(&text) {
        std::borrow::Cow::Owned(restored) => CowStr::from(restored),
        std::borrow::Cow::Borrowed(_) => text,
    }
}

/// A link that has no number yet.
pub(super) fn link_tag(
    kind: LinkKind,
    target: String,
    span: Span,
    target_span: Span,
    title: String,
) -> LinkTag {
    let safe = forbidden_scheme(&target).is_none();
    LinkTag { link: Link { kind, target, span, target_span }, title, slot: usize::MAX, safe, bare: false }
}
