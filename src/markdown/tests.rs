//! The module as a whole, as its users see it.

mod blocks;
mod commonmark;
mod dom;
mod html;
mod judge;
mod links;
mod oracle;
mod pathological;
mod properties;
mod references;
mod regions;
mod words;

use super::{Known, LinkKind, Outline, RenderOptions, Target, outline};
use crate::path::SitePath;
use crate::text::Source;

fn source(text: &str) -> Source {
    Source::new(SitePath::new("content/page.md").unwrap(), text)
}

fn outline_of(text: &str) -> Outline {
    outline(&source(text), 0).0
}

/// Targets as a site without other pages would have them.
fn targets(outline: &Outline) -> Vec<Target> {
    let target = |link: &super::Link| match link.kind {
        _ if link.target.starts_with('#') => Target::Fragment(link.target.clone()),
        LinkKind::Wiki => Target::Internal { href: format!("{}/", link.target), title: None },
        _ => Target::External(link.target.clone()),
    };
    outline.links.iter().map(target).collect()
}

/// Renders what was never met before.
fn render(source: &Source, body: usize, targets: &[Target], options: &RenderOptions) -> String {
    super::render(source, body, targets, options, &Known::default())
}

fn html(text: &str) -> String {
    let source = source(text);
    let (outline, _) = outline(&source, 0);
    let options = RenderOptions { root: "./".to_owned(), ..RenderOptions::default() };
    render(&source, 0, &targets(&outline), &options)
}

/// The codes of the findings and the text that each underlines.
fn findings(text: &str) -> Vec<(&'static str, String)> {
    let (_, findings) = outline(&source(text), 0);
    let cited = |finding: &crate::diagnostic::Finding| text[finding.span.start..finding.span.end].to_owned();
    findings.iter().map(|finding| (finding.rule.code, cited(finding))).collect()
}

/// Renders every case and compares, line ends at the end aside.
fn check(cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        assert_eq!(html(text).trim_end(), *expected, "\n--- of\n{text}");
    }
}
