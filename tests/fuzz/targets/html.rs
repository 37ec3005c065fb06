//! The HTML and SVG of a page, judged by others: `ammonia` by a list of what may be written, and an XML
//! parser.

#[path = "../../../src/markdown/tests/judge.rs"]
mod judge;

use std::sync::LazyLock;

use opslore::markdown::{self, Known, Outline, RenderOptions, Target};
use opslore::text::Source;
use roxmltree::{Document, Node};

/// Renders a page whose links all lead somewhere.
pub(super) fn rendered(source: &Source, body: usize, outline: &Outline) -> String {
    let target = |number: usize| match number % 3 {
        0 => Target::Missing,
        1 => Target::Internal { href: "a/#b".to_owned(), title: Some("A & <b>".to_owned()) },
        _ => Target::Fragment("#b".to_owned()),
    };
    let targets: Vec<Target> = (0..outline.links.len()).map(target).collect();
    markdown::render(
        source,
        body,
        &targets,
        &RenderOptions { root: "./".to_owned(), ..RenderOptions::default() },
        &Known::default(),
    )
}

/// Nothing in a page's HTML is outside what may be written.
pub(super) fn check(html: &str) {
    let plain = without_drawings(html);
    if let Some(cleaned) = judge::objection(&ORACLE, &plain) {
        panic!("\n{plain}\n--- became\n{cleaned}");
    }
}

/// Checks the drawings of diagrams and leaves them out.
fn without_drawings(html: &str) -> String {
    let mut plain = String::new();
    let mut rest = html;
    while let Some(start) = rest.find("<svg") {
        let Some(length) = rest[start..].find("</svg>").map(|at| at + "</svg>".len()) else {
            panic!("an `svg` without an end: {html}")
        };
        check_drawing(&rest[start..start + length]);
        plain.push_str(&rest[..start]);
        rest = &rest[start + length..];
    }
    plain + rest
}

/// Mermaid's drawings say nothing to a browser but what to draw.
fn check_drawing(svg: &str) {
    let document = Document::parse(svg).unwrap_or_else(|error| panic!("{error}: {svg}"));
    for node in document.descendants().filter(Node::is_element) {
        let name = node.tag_name().name();
        assert!(
            !matches!(
                name,
                "script" | "foreignObject" | "style" | "image" | "use" | "animate" | "set" | "iframe"
            ),
            "{svg}"
        );
        for attribute in node.attributes() {
            let (name, value) = (attribute.name().to_lowercase(), attribute.value().to_lowercase());
            assert!(!name.starts_with("on"), "{svg}");
            assert!(name != "href" || value.starts_with('#') || value.starts_with("http"), "{svg}");
            assert!(
                !value.contains("javascript:") && !value.contains("url(http") && !value.contains("data:"),
                "{svg}"
            );
        }
    }
}

/// A Mermaid source.
pub(super) fn diagram(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    let source = Source::new(crate::world::path("a.md"), format!("```mermaid\n{text}\n```\n"));
    let (outline, findings) = markdown::outline(&source, 0);
    super::support::check_findings(&findings, &source);
    check(&rendered(&source, 0, &outline));
}

static ORACLE: LazyLock<ammonia::Builder<'static>> = LazyLock::new(judge::oracle);
