//! Raw HTML: its tokens, the allow-list of elements and attributes, character references.
//!
//! Nothing that an author wrote is copied into the page: allowed tags are rewritten from their
//! name and their decoded attributes, everything else is text.

pub(super) mod attributes;
pub(super) mod elements;
pub(super) mod entities;
pub(super) mod removed;
pub(super) mod token;
