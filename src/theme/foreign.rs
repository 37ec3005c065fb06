//! What a theme would fetch from other hosts, or bring as a `data:` address: the site's
//! Content-Security-Policy allows files of the site only.

use std::sync::LazyLock;

use regex::Regex;

use super::html::{Attribute, Tag};
use crate::text::Span;

/// Attributes whose address a browser fetches by itself, on any element.
const FETCHED: [&str; 3] = ["src", "srcset", "poster"];

/// Links that a browser follows by itself; others, such as `canonical`, only say where something is.
const FOLLOWED: [&str; 11] = [
    "stylesheet",
    "icon",
    "apple-touch-icon",
    "mask-icon",
    "manifest",
    "preload",
    "modulepreload",
    "prefetch",
    "preconnect",
    "dns-prefetch",
    "prerender",
];

/// The attributes of a tag that a browser would fetch something from elsewhere for.
pub(super) fn attributes<'tag, 'text>(tag: &'tag Tag<'text>) -> impl Iterator<Item = &'tag Attribute<'text>> {
    tag.attributes.iter().filter(|attribute| is_elsewhere(attribute.value) && is_fetched(tag, attribute))
}

fn is_fetched(tag: &Tag<'_>, attribute: &Attribute<'_>) -> bool {
    let name = attribute.name.to_ascii_lowercase();
    match tag.name.to_ascii_lowercase().as_str() {
        "link" if name == "href" => tag.attributes.iter().any(|other| {
            let mut words = other.value.split_ascii_whitespace();
            other.name.eq_ignore_ascii_case("rel")
                && words.any(|word| FOLLOWED.contains(&word.to_ascii_lowercase().as_str()))
        }),
        "object" if name == "data" => true,
        _ => FETCHED.contains(&name.as_str()),
    }
}

/// Whether an address leads to another host, or holds what it leads to.
fn is_elsewhere(address: &str) -> bool {
    let address = address.trim_start().to_ascii_lowercase();
    ["http:", "https:", "//", "data:"].iter().any(|begin| address.starts_with(begin))
}

/// The addresses elsewhere that a style sheet fetches, as they are in it.
pub(super) fn in_style_sheet(text: &str) -> Vec<Span> {
    /// A comment, which holds nothing; else what follows `@import` or in `url()`.
    static ADDRESS: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r#"(?is)/\*.*?(?:\*/|$)|(?:@import\s+(?:url\(\s*)?|\burl\(\s*)["']?([^"'()\s]+)"#).ok()
    });
    let Some(address) = ADDRESS.as_ref() else { return Vec::new() };
    let found = address.captures_iter(text).filter_map(|found| found.get(1));
    found.filter(|address| is_elsewhere(address.as_str())).map(|found| found.range().into()).collect()
}

/// The name that a copy of what is at this address would have; `None` where it names no file.
pub(super) fn file_name(address: &str) -> Option<&str> {
    let address = address.trim_start().split(['?', '#']).next()?;
    let (scheme, path) = address.split_once("//")?;
    let (_, path) = path.split_once('/')?;
    let name = path.rsplit('/').next()?;
    let is_whole = name.contains('.') && !name.contains(['{', '%']);
    (is_whole && !scheme.starts_with("data")).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::super::html::tags;
    use super::*;

    fn told(html: &str) -> Vec<String> {
        let tags = tags(html);
        tags.iter().flat_map(attributes).map(|attribute| attribute.value.to_owned()).collect()
    }

    #[test]
    fn what_a_browser_fetches_by_itself_is_told() {
        for (html, address) in [
            ("<script src=https://cdn.example/a.js>", "https://cdn.example/a.js"),
            ("<LINK REL='Shortcut ICON' HREF='//cdn.example/i.ico'>", "//cdn.example/i.ico"),
            ("<link rel=preconnect href=\"HTTPS://fonts.example\">", "HTTPS://fonts.example"),
            ("<img src=\"data:image/png;base64,AA\">", "data:image/png;base64,AA"),
            ("<source srcset=\"https://a.example/x.webp 2x\">", "https://a.example/x.webp 2x"),
            ("<object data='https://a.example/x.pdf'>", "https://a.example/x.pdf"),
            ("<video poster=' https://a.example/x.jpg'>", " https://a.example/x.jpg"),
        ] {
            assert_eq!(told(html), [address], "{html}");
        }
    }

    #[test]
    fn what_is_the_sites_own_or_only_named_is_not() {
        for html in [
            "<a href=\"https://a.example/\">",
            "<link rel=\"canonical\" href=\"https://a.example/\">",
            "<script src=\"{{ root }}{{ site.assets[\"a.js\"] }}\">",
            "<img src=\"{{ page.image }}\">",
            "<div data=\"https://a.example/\">",
            "<!-- <script src=\"https://a.example/a.js\"> -->",
        ] {
            assert_eq!(told(html), [""; 0], "{html}");
        }
    }

    #[test]
    fn style_sheets_fetch_by_import_and_url() {
        let css = "@import url(https://f.example/a.css); @import \"//f.example/b.css\";\n\
                   @font-face { src: url( 'https://f.example/c.woff2' ) }\n\
                   a { background: url(data:image/gif;base64,R0) } /* url(https://f.example/no) */\n\
                   b { background: url(own.png); mask: url(#x) }";
        let found: Vec<&str> =
            in_style_sheet(css).into_iter().map(|span| &css[span.start..span.end]).collect();
        let expected = [
            "https://f.example/a.css",
            "//f.example/b.css",
            "https://f.example/c.woff2",
            "data:image/gif;base64,R0",
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn a_copy_has_the_name_of_the_file() {
        assert_eq!(file_name("https://cdn.example/x/a.min.js?v=1"), Some("a.min.js"));
        assert_eq!(file_name("//cdn.example/"), None);
        assert_eq!(file_name("https://cdn.example"), None);
        assert_eq!(file_name("https://cdn.example/{{ x }}.js"), None);
        assert_eq!(file_name("data:image/png;base64,AA//a/b.c"), None);
    }
}
