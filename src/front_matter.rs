//! Front matter: the YAML between the first two `---` lines of a page, with the span of every key
//! and value.

mod fence;
mod misplaced;
mod problem;
mod split;
#[cfg(test)]
mod tests;

use misplaced::Known;
use split::{Block, Opening};

use crate::diagnostic::{Draft, Finding};
use crate::text::{Source, Span};
use crate::yaml::mapping::read_mapping;
use crate::yaml::{Entry, Node};

/// A page's front matter and where its body begins.
#[derive(Clone, Debug, Default)]
pub struct FrontMatter {
    /// The entries of the mapping, in the order in which they were written.
    pub entries: Vec<Entry>,
    /// From the opening to the end of the closing fence; empty at the start of the body when there
    /// is no front matter.
    pub span: Span,
    /// The byte offset at which the Markdown begins.
    pub body: usize,
    /// Whether entries may be missing because of a mistake that was reported, so that nothing is to
    /// be concluded from their absence.
    pub broken: bool,
}

impl FrontMatter {
    /// The value under `key`.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// The entry of `key`.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }

    /// Where to point for a field that is missing: the front matter's first line, or the first line
    /// of a page that has none.
    pub fn first_line(&self, text: &str) -> Span {
        let line = text[self.span.start..].lines().next().unwrap_or("");
        Span::new(self.span.start, self.span.start + line.len())
    }
}

/// Larger front matter is data, and data that somebody else wrote.
const MAX_SIZE: usize = 64 * 1024;

/// Splits a page and reads its front matter. Whatever is wrong becomes a finding
/// (`front-matter/syntax`), and what could be read up to there is kept.
pub fn read(source: &Source) -> (FrontMatter, Vec<Finding>) {
    read_knowing(source, &|_| false)
}

/// As [`read`], for a page of which it is known what fields it may have: one of them alone shows that
/// lines are front matter which are not written as such.
pub fn read_knowing(source: &Source, known: &dyn Fn(&str) -> bool) -> (FrontMatter, Vec<Finding>) {
    let (front_matter, problems) = read_text(&source.text, known);
    (front_matter, problems.into_iter().map(|problem| problem.finding(&source.path, 0)).collect())
}

fn read_text(text: &str, known: Known<'_>) -> (FrontMatter, Vec<Draft>) {
    match split::split(text) {
        Opening::Body(body) => no_front_matter(body, misplaced::find(text, body, known)),
        Opening::Unclosed { fence, body } => unclosed(text, fence, body),
        Opening::Toml(block) => (unread(&block), vec![problem::toml(block.fence)]),
        Opening::Yaml(block) if block.inner.end - block.inner.start > MAX_SIZE => {
            (unread(&block), vec![problem::too_large(block.fence, MAX_SIZE)])
        }
        Opening::Yaml(block) => read_block(text, &block, known),
    }
}

fn read_block(text: &str, block: &Block, known: Known<'_>) -> (FrontMatter, Vec<Draft>) {
    let mapping = read_mapping(text, block.inner);
    if mapping.broken && split::swallows_prose(text, block) {
        return unclosed(text, block.fence, block.fence.start);
    }
    let behind = misplaced::behind_dots(text, block.span.end, block.body, known);
    let broken = mapping.broken || behind.is_some();
    let front_matter = FrontMatter { entries: mapping.entries, broken, ..unread(block) };
    let above = split::blank_above(text, block).map(problem::blank_lines);
    (front_matter, above.into_iter().chain(mapping.problems).chain(behind).collect())
}

/// A page that begins with its body, unless that looks like front matter with a mistake.
fn no_front_matter(body: usize, mistake: Option<Draft>) -> (FrontMatter, Vec<Draft>) {
    let (span, broken) = (Span::at(body), mistake.is_some());
    (FrontMatter { span, body, broken, entries: Vec::new() }, mistake.into_iter().collect())
}

/// Front matter without an end: all of it counts as body, so that nothing is lost.
fn unclosed(text: &str, fence: Span, body: usize) -> (FrontMatter, Vec<Draft>) {
    let front_matter = FrontMatter { span: Span::at(body), body, broken: true, entries: vec![] };
    (front_matter, vec![problem::unclosed_fence(text, fence)])
}

/// Front matter of which only the place is known.
fn unread(block: &Block) -> FrontMatter {
    FrontMatter { entries: Vec::new(), span: block.span, body: block.body, broken: true }
}
