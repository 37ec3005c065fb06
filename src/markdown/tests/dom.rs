//! What a browser makes of a page: the tree that was written, and nothing moved. The judge is
//! html5ever, the parser of a browser.

use proptest::prelude::*;

use super::super::html::entities::decode;
use super::judge::oracle;
use super::properties::markdown;
use super::{check, html};

/// The names of tags and the text of `html`, in order. Browsers add `tbody` to a table, and drop the line
/// end after `<pre>`.
fn skeleton(html: &str, is_ours: bool) -> Vec<String> {
    let html = html.replace("\r\n", "\n").replace('\r', "\n");
    let mut parts: Vec<String> = vec![String::new()];
    let mut rest = html.as_str();
    while let Some(at) = rest.find('<') {
        if let Some(text) = parts.last_mut() {
            text.push_str(&decode(&rest[..at]));
        }
        let mut quoted = false;
        let end = rest[at..].find(|c: char| {
            quoted ^= c == '"';
            c == '>' && !quoted
        });
        let end = at + end.unwrap_or(rest.len() - at - 1);
        let name = rest[at + 1..end].split_whitespace().next().unwrap_or_default();
        if name.trim_start_matches('/') != "tbody" {
            parts.extend([format!("<{name}>"), String::new()]);
        }
        rest = &rest[end + 1..];
        // A browser drops the first line end of what is written.
        rest = rest.strip_prefix('\n').filter(|_| is_ours && name == "pre").unwrap_or(rest);
    }
    if let Some(text) = parts.last_mut() {
        text.push_str(&decode(rest));
    }
    parts.retain(|part| !part.is_empty());
    parts
}

/// What a browser makes of what we wrote, where it is something else.
fn moved(html: &str) -> Option<(Vec<String>, Vec<String>)> {
    // Something before it, as in a page: a byte order mark counts at the start only.
    let html = format!("a{html}");
    let (ours, theirs) = (skeleton(&html, true), skeleton(&oracle().clean(&html).to_string(), false));
    (ours != theirs).then_some((ours, theirs))
}

#[test]
fn nothing_comes_apart() {
    for text in [
        "<details><summary><h3>A</h3></summary>\n\nb\n\n</details>\n",
        "a <ul><li>b</li></ul> c <details><summary>d</summary>e</details> f\n",
        "a <p>b</p> c <table><tr><td>d</table> e <hr> f <h2>g</h2> h\n",
        "<a href=\"x\"><h4>b</h4></a>\n",
        "[<div>a</div>](b) **<div>c</div>** *d <ul><li>e</ul> f*\n",
        "<p align=\"center\"><img src=\"x\"><h4>a</h4></p>\n",
        "# <div>a</div> <h2>b</h2>\n",
        "<h1>\n\n# a\n\n</h1>\n",
        "<a href=\"x\">\n\n## a[^1]\n\n</a>\n\n[^1]: b\n",
        "<a href=\"x\">b[^1]</a>\n\n[^1]: c\n",
        "<b>a\n\nb</b>\n",
        "<pre>\na\n  b\n</pre>\n",
        "> [!NOTE] a <div>b</div>\n> c <ul><li>d</ul>\n",
        "|a|\n|-|\n|<ul><li>b</li></ul> <details><summary>c</summary>d</details>|\n",
    ] {
        assert_eq!(moved(&html(text)), None, "\n{text}\n--- gave\n{}", html(text));
    }
}

#[test]
fn blocks_in_a_line_stay_where_they_are() {
    check(&[
        (
            "<details><summary><h3>A *b*</h3></summary>\n\nc\n\n</details>\n",
            "<details><summary><h3>A *b*</h3></summary>\n<p>c</p>\n</details>",
        ),
        (
            "<details>\n<summary>\n\n### A *b*\n\n</summary>\n\nc\n\n</details>\n",
            "<details>\n<summary>\n<h3 id=\"a-b\">A <em>b</em> <a class=\"anchor\" href=\"#a-b\" aria-label=\"Link to this section: A b\">#</a></h3>\n</summary>\n<p>c</p>\n</details>",
        ),
        (
            "<details>\n<summary>\n\n**a** `b`\n\n</summary>\n\nc\n\n</details>\n",
            "<details>\n<summary>\n<p><strong>a</strong> <code>b</code></p>\n</summary>\n<p>c</p>\n</details>",
        ),
        ("<details><summary></summary>a</details>\n", "<details><summary>Details</summary>a</details>"),
        ("<details><summary>a\n\nb\n\n</details>\n", "<details><summary>a\n</summary>\n<p>b</p>\n</details>"),
        ("a <ul><li>*b*</li></ul> c\n", "<p>a </p>\n<ul><li><em>b</em></li></ul><p> c</p>"),
        (
            "a <details><summary>b</summary>\n\nc\n\n</details>\n\nd\n",
            "<p>a </p>\n<details><summary>b</summary>\n<p>c</p>\n</details>\n<p>d</p>",
        ),
        (
            "<a href=\"b\"><h4>c</h4></a>\n",
            "<a href=\"b\" class=\"external\" rel=\"noopener\"><h4>c</h4></a>",
        ),
        ("*a <div>b</div> c* d\n", "<p><em>a </em></p>\n<div>b</div><p> c d</p>"),
        (
            "<h1 align=\"center\">\n\n# A\n\n</h1>\n",
            "\n<h1 id=\"a\">A <a class=\"anchor\" href=\"#a\" aria-label=\"Link to this section: A\">#</a></h1>",
        ),
        ("<span>\n\na\n\n</span>\n", "<span>\n<p>a</p>\n</span>"),
        ("<span>\n\na\n\nb\n", "<span>\n</span>\n<p>a</p>\n<p>b</p>"),
        ("<div><b>a<div>b</b>c</div></div>\n", "<div><b>a<div>bc</div></b></div>"),
        ("<ul><li>a<ul><li>b</ul></li></ul>\n", "<ul><li>a<ul><li>b</li></ul></li></ul>"),
        ("<h2>a</h3>\n", "<h2>a</h2>"),
    ]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn a_browser_builds_what_was_written(text in markdown()) {
        let html = html(&text);
        prop_assert_eq!(moved(&html), None, "{}", html);
    }
}
