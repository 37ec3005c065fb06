//! The parser's events.

use std::ops::Range;

use pulldown_cmark::{Event, TagEnd};

use crate::text::Span;

/// A parser's event, its bytes, and for the start of a reference link those of its definition.
#[derive(Debug)]
pub(super) struct Raw<'a> {
    pub(super) event: Event<'a>,
    pub(super) range: Range<usize>,
    pub(super) definition: Option<Span>,
}

/// Whether this end is that of a block which holds text.
pub(super) fn ends_leaf(tag: TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::Paragraph
            | TagEnd::Heading(_)
            | TagEnd::HtmlBlock
            | TagEnd::TableCell
            | TagEnd::Item
            | TagEnd::DefinitionListTitle
            | TagEnd::DefinitionListDefinition
            | TagEnd::FootnoteDefinition
            | TagEnd::BlockQuote(_)
    )
}
