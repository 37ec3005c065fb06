//! Markdown: what a page contains ([`Outline`]) and what it looks like ([`render`]).
//!
//! Both walk the same events in the same order, so the n-th link of the outline is the n-th link of
//! the rendering. The only module that names pulldown-cmark.

mod address;
mod alert;
mod autolink;
mod code;
mod colons;
mod conflict;
mod contents;
mod diagrams;
mod document;
mod emoji;
mod event;
mod fence;
mod footnote;
mod html;
mod indented;
mod labels;
mod malformed;
mod mark;
mod mask;
mod options;
mod outline;
mod parse;
mod parts;
mod raw;
mod reader;
mod references;
mod region;
mod render;
mod slug;
mod url;
mod wiki;

pub use labels::Labels;
pub use options::{Known, RenderOptions, Target};
pub use parts::{Code, Diagram, Heading, Link, LinkKind, Malformed, Note, Outline, Section, Slip};
pub use slug::slug as heading_id;

use crate::diagnostic::Finding;
use crate::diagram;
use crate::text::Source;

/// Whether an address may become a link: whether no browser would run it.
pub fn may_be_linked(address: &str) -> bool {
    url::forbidden_scheme(address).is_none()
}

/// Reads what a page contains. `body` is the byte offset at which its Markdown begins.
pub fn outline(source: &Source, body: usize) -> (Outline, Vec<Finding>) {
    let (body, text) = body_text(source, body);
    document::with(text, |document| {
        let of_references = document.references.problems(text);
        let problems = document.problems.iter().cloned().chain(of_references).chain(conflict::problem(text));
        let findings = problems.map(|problem| problem.finding(&source.path, body)).collect();
        (outline::outline(document, text, body), findings)
    })
}

/// What is wrong with a page's diagrams, of which no more are drawn than `work` allows: a share of
/// [`diagram_work`].
pub fn diagram_findings(source: &Source, outline: &Outline, work: usize, known: &Known) -> Vec<Finding> {
    let problems = diagrams::problems(&source.text, &outline.diagrams, work, &known.drawn);
    problems.map(|problem| problem.finding(&source.path, 0)).collect()
}

/// How much work the diagrams of each page may be, counted in advance: as much as a page may cost, or
/// less where very many pages have diagrams.
pub fn diagram_work<'o>(outlines: impl Iterator<Item = &'o Outline>) -> usize {
    let sources = |outline: &'o Outline| outline.diagrams.iter().map(|diagram| diagram.source.as_str());
    diagram::share(outlines.map(sources))
}

/// Renders a page's body. `targets` holds one entry for each of the outline's links, in order.
pub fn render(
    source: &Source,
    body: usize,
    targets: &[Target],
    options: &RenderOptions,
    known: &Known,
) -> String {
    let text = body_text(source, body).1;
    document::with(text, |document| render::render(document, targets, options, known))
}

/// The Markdown from `body` on and where it begins: a byte order mark is none.
fn body_text(source: &Source, body: usize) -> (usize, &str) {
    let text = source.text.get(body..).unwrap_or("");
    match text.strip_prefix('\u{feff}') {
        Some(rest) => (body + text.len() - rest.len(), rest),
        None => (body, text),
    }
}

#[cfg(test)]
mod tests;
