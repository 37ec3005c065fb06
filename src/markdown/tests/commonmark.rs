//! The examples of the CommonMark specification, where the environment names a file with them.

use serde::Deserialize;

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use super::super::parse::options;
use crate::escape::push_escaped;

#[derive(Deserialize)]
struct Example {
    markdown: String,
    html: String,
    example: u32,
}

/// Deviations: example 175 has a line feed between `<li>` and an HTML block, which says nothing.
const DEVIATIONS: &[u32] = &[175];

#[test]
fn examples_of_the_specification() {
    let Ok(path) = std::env::var("OPSLORE_COMMONMARK_SPEC") else { return };
    let examples: Vec<Example> = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let wrong: Vec<u32> = examples
        .iter()
        .filter(|example| commonmark(&example.markdown) != example.html)
        .map(|example| example.example)
        .collect();
    assert!(examples.len() > 600);
    assert_eq!(wrong, DEVIATIONS);
}

/// The parser's own HTML for `text`, before anything of ours: what the CommonMark specification's
/// examples are compared with.
fn commonmark(text: &str) -> String {
    let mut html = String::with_capacity(text.len() * 3 / 2);
    let mut images = 0_usize;
    let events = Parser::new_ext(text, options()).map(move |event| {
        match &event {
            Event::Start(Tag::Image { .. }) => images += 1,
            Event::End(TagEnd::Image) => images -= 1,
            _ => {}
        }
        if images == 0 { quotes_escaped(event) } else { event }
    });
    pulldown_cmark::html::push_html(&mut html, events);
    html
}

/// The specification escapes quotes in text too, where the parser's writer does not.
fn quotes_escaped(event: Event<'_>) -> Event<'_> {
    let escaped = |text: &str| {
        let mut escaped = String::with_capacity(text.len() + 16);
        push_escaped(&mut escaped, text);
        escaped
    };
    match event {
        Event::Text(text) => Event::Html(escaped(&text).into()),
        Event::Code(code) => Event::Html(format!("<code>{}</code>", escaped(&code)).into()),
        event => event,
    }
}
