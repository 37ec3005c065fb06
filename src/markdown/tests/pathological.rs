//! Input made to be slow: nested, repeated, unfinished. Release builds take a fraction of the limit.

use std::time::{Duration, Instant};

use super::html;

const MANY: usize = if cfg!(debug_assertions) { 4_000 } else { 20_000 };

/// What is repeated.
#[rustfmt::skip]
const REPEATED: &[&str] = &[
    "a **a ", "a* ", "*a **a ", "a_", "[", "![", "[a", "[[",
    "[[a", "[[a|", "]", "[a](", "[a](<b", "[a](b", "![[]()", "<",
    "</", "<a ", "<a b=\"", "<!--", "<![CDATA[", "<?", "<!A ", "<b>",
    "</b>", "<b><i>", "<x>", "<script>", "<title>", "<svg x>", "<div>\n", "<div>\n\n",
    "<table>", "<table><tr>", "<details>\n\n", "<a href=b>", "&", "&amp", "&#", "\\",
    "`", "`a``", "~", "~~a ", "a@", "@", "a@b.", "www.",
    "www.a", "http://", "https://a(", ":", "https://a.b)", ">", "> ", "> [!NOTE]\n",
    "- ", "* a\n", "1. ", "#", "# a\n", "-\n", "|", "|a\n|-\n",
    "a\n:", "a\n: b\n", "[^a]", "[^a]: [^a]\n", "[a]: b\n", "```\n", "{#a}", "{{<a>}}",
    "\t", "\r", "\0", "\u{1}", "é", "<x-y>\n\n", "> <x-y>\n", "<pre>\n",
    "- [ ] ", "*_~`[!<&\\", "\n<b", ":::note\n", ":::\n", "::: x\n", "```sh tab=a\n```\n",
    "<!-- tabs:start -->\n\n", "<!-- tabs:end -->\n\n", "<!-- tabs:start -->\n# a\n<!-- tabs:end -->\n",
    "```mermaid\nflowchart TD\na-->b\n```\n", "```mermaid\npie\n```\n",
    "[a](b.md) ", "[a](#b) ", "[a] (b) ", "(a)[b.md] ", "[a](b c.md) ", "[a](b.md\n", "[a][b] ", "[a][] ",
    "[a b][c d] ", "[text][b]", "[[a]]", "[[a|b]] ", "\\[[a]] ", "<https://a.b> ", "<a:b>", "http:/a ", "www.a.b;",
    "<!-- a -->", "<!-->", "<!--->", "--> ", "<!DOCTYPE a>", "<![CDATA[a]]>", "<?a?>", "<b a='", "<b a=b ", "<a\n",
    "<a id=a></a>", "<img>", "<img src=a> ", "<td>", "<li>", "<summary>", "<code>[", "<h1 id=a>", "<!-- toc -->\n",
    "!!! note\n    ", "!!! note\n    a\n", "??? note\n    a\n\n", "=== \"A\"\n\n    a\n\n", "!!! a \"", "===\n",
    "a\n===\n", "a\n---\n", "* * *\n", "<<<<<<< a\n", "<<<<<<< a\n=======\n", "[TOC]\n\n", "^^a ", "$a$ ", "$$\n",
    "a\n:b\n", ":a:", ":+1:", ":::", ":::a b:::\n", "::: x T *a*\n", ":::note[", "!!! a \"*b\"\n    c\n", "![[a.png|", "![[a.png|3]]",
    "https://a.b/*c", "https://a.b/_*~", "www.a.b/*", "https://a.b/&amp;", "&lt;https://a.b&gt;", "a <ul>", "a <div>b", "a <b><i><h4>",
    "*a <div>", "<summary>a\n\n", "<h2>\n\n", "<b>\n\n", "<b>\n\n</i>\n\n", "<p>\n\n", "a <p>b\n\n", "<a href=b><h4>c</h4></a>\n\n",
    "{{< a >}} ", "# a {#b}\n", "# {a}\n", "# a {", "a|b\n-|-\n", "|-", "\\|", "a\\\n", "a  \n", "[^a]: b\n\n", "[a]: <b",
    "[a]: b \"c", "[\\]", "~~~\n", "``` a\n```\n", "```x\n```\n\n", "e\u{301}", "\u{202e}", "a\u{200b}",
];

fn inputs() -> Vec<(&'static str, String)> {
    let mut inputs: Vec<_> = REPEATED.iter().map(|text| (*text, text.repeat(MANY))).collect();
    let around = |open: &str, close: &str| format!("{}a{}", open.repeat(MANY), close.repeat(MANY));
    inputs.extend([
        ("nested emphasis", around("*a **a ", "b** b*")),
        ("nested links", around("[", "](b)")),
        ("nested images", around("![", "](b)")),
        ("nested elements", around("<b>", "</b>")),
        ("nested spans in a block", format!("<div>{}", around("<span>", "</span>"))),
        ("backquotes", (1..600).map(|n| format!("a{}", "`".repeat(n))).collect()),
        ("references", "[a](b)[a] ".repeat(MANY) + "\n\n[a]: b\n"),
        ("nested admonitions", around(":::note\n", "\n:::\n")),
        ("nested tabs", around("<!-- tabs:start -->\n# a\n", "\n<!-- tabs:end -->\n")),
        (
            "ends of the other kind",
            format!("{}{}", ":::note\n".repeat(MANY), "<!-- tabs:end -->\n".repeat(MANY)),
        ),
        ("nested lists", (0..800).map(|n| format!("{}* a\n", "  ".repeat(n))).collect()),
        ("nested quotes", (0..800).map(|n| format!("{}a\n\n", "> ".repeat(n))).collect()),
        ("footnotes", (0..MANY / 10).map(|n| format!("[^{n}]\n\n[^{n}]: [^{}]\n\n", n + 1)).collect()),
        ("headings", (0..MANY).map(|n| format!("# a\n# a-{n}\n")).collect()),
        ("wide table", format!("|{}\n|{}\n{}", "a|".repeat(2000), "-|".repeat(2000), "|b\n".repeat(2000))),
        ("quotes in tags", "<a b='<a b=\"".repeat(MANY)),
        ("long definition", format!("[{}]: b", "\\]".repeat(MANY))),
        // As many lines as a page has room for: what is copied once for each line shows only then.
        ("indented code", "\ta\n".repeat(crate::page::LARGEST / 3)),
        ("long line of code", format!("```ruby\n{}\n```", "\"#{".repeat(MANY))),
    ]);
    inputs
}

#[test]
fn nothing_takes_long() {
    let limit = if cfg!(debug_assertions) { Duration::from_secs(10) } else { Duration::from_secs(1) };
    let slow: Vec<_> = inputs()
        .into_iter()
        .filter_map(|(name, text)| {
            let start = Instant::now();
            let length = html(&text).len();
            let took = start.elapsed();
            (took > limit || length > 100 * text.len() + 10_000).then_some((name, took, length))
        })
        .collect();
    assert!(slow.is_empty(), "{slow:?}");
}
