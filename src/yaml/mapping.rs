//! YAML events to a tree with the span of every key and value, in what front matter may use of YAML:
//! one mapping with text keys, and no anchors, aliases, tags or merge keys.
//!
//! The tree is built on an explicit stack and its depth is capped, so hostile input can exhaust
//! neither the stack nor memory. Nothing is expanded, so there is nothing to blow up. After a syntax
//! error reading goes on at the next line that begins like a top-level entry: an author fixes all
//! mistakes in one go, and later stages see every entry that is whole.

use std::collections::HashMap;

use granit_parser::{ErrorKind, Options};

use super::Entry;
use super::line::{Line, is_yaml_key};
use crate::diagnostic::Draft;
use crate::text::Span;

mod builder;
mod explain;

use builder::Builder;
pub(super) use builder::failed_at;

/// Deeper than this nobody nests by hand.
pub(super) const MAX_DEPTH: usize = 64;

/// How many syntax errors are reported for one page. Every one starts the parser again, so this also
/// bounds the time that a hostile page takes.
const MAX_ERRORS: usize = 20;

/// How many other problems are reported before the rest of the page is left unread.
pub(crate) const MAX_PROBLEMS: usize = 100;

/// How the parser reads whatever it is given: nested no deeper than `depth`, and with aliases as they
/// are written.
pub(super) fn options(depth: usize) -> Options {
    let mut options = Options::default();
    options.set_emit_comments(false);
    options.emit_unresolved_aliases = true;
    options.flow_nesting_limit = depth;
    options.block_nesting_limit = depth;
    options
}

/// What is wrong with `text`, where the parser gave up at `at`: `from` is where the top-level entry begins that
/// could not be read, `unclosed` the bracket that was open.
pub(super) fn explain(
    text: &str,
    from: usize,
    at: usize,
    unclosed: Option<usize>,
    kind: &ErrorKind,
) -> Draft {
    explain::Failure { text, from, at, unclosed }.explain(kind)
}

/// What was read.
#[derive(Debug, Default)]
pub(crate) struct Mapping {
    /// The entries that are whole.
    pub(crate) entries: Vec<Entry>,
    /// What is wrong.
    pub(crate) problems: Vec<Draft>,
    /// Whether entries may be missing because of a problem.
    pub(crate) broken: bool,
}

/// Reads the YAML mapping at `inner` of `text`. Spans count from the start of `text`.
pub(crate) fn read_mapping(text: &str, inner: Span) -> Mapping {
    let mut mapping = Mapping::default();
    let mut seen = HashMap::new();
    let mut from = inner.start;
    for _ in 0..MAX_ERRORS {
        let part = &text[..inner.end];
        let mut builder = Builder::new(part, from, std::mem::take(&mut seen));
        let stop = builder.run();
        let resume = builder.finish(stop.as_ref(), &mut mapping);
        seen = resume.seen;
        let Some(stop) = stop else { return mapping };
        mapping.broken = true;
        if !mapping.problems.contains(&stop.problem) {
            mapping.problems.push(*stop.problem);
        }
        match next_entry(part, resume.failed_at) {
            Some(next) if stop.resume && mapping.problems.len() < MAX_PROBLEMS => from = next,
            _ => return mapping,
        }
    }
    mapping
}

/// The first line below the one at `failed_at` that begins like a top-level entry.
fn next_entry(text: &str, failed_at: usize) -> Option<usize> {
    let failed = Line::at(text, failed_at);
    Line::all(text, failed.next).find(|line| is_yaml_key(line.text)).map(|line| line.start)
}
