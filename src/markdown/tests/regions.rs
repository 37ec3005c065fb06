//! Tabs and admonitions.

use super::{findings, html, outline_of};

#[test]
fn headings_between_the_comments_become_tabs() {
    let page = "# T\n\n<!-- tabs:start -->\nFirst.\n\n## A *b*\n\nOne.\n\n### Deep\n\n## C\n\nTwo.\n\n<!-- tabs:end -->\n\n## C\n";
    assert_eq!(
        html(page),
        "<h1 id=\"t\">T <a class=\"anchor\" href=\"#t\" aria-label=\"Link to this section: T\">#</a></h1>\n\n\
         <p>First.</p>\n<div class=\"tabs\">\n<div class=\"tab\">\n<p class=\"tab-title\" id=\"a-b\">A <em>b</em></p>\n\
         <p>One.</p>\n\
         <h3 id=\"deep\">Deep <a class=\"anchor\" href=\"#deep\" aria-label=\"Link to this section: Deep\">#</a></h3>\n\
         </div>\n<div class=\"tab\">\n<p class=\"tab-title\" id=\"c\">C</p>\n<p>Two.</p>\n</div>\n</div>\n\n\
         <h2 id=\"c-1\">C <a class=\"anchor\" href=\"#c-1\" aria-label=\"Link to this section: C\">#</a></h2>\n"
    );
    let outline = outline_of(page);
    let headings: Vec<_> = outline.headings.iter().map(|heading| heading.id.as_str()).collect();
    assert_eq!(headings, ["t", "deep", "c-1"]);
    assert_eq!(outline.anchors, ["a-b", "c"]);
    assert_eq!(outline.sections[1].text, "First. A b One.");
}

#[test]
fn code_blocks_with_tabs_stand_in_one_place() {
    let tabs = html("```sh tab=\"A b\"\nx\n```\n\n```sh tab=C\ny\n```\n");
    assert!(tabs.starts_with(
        "<div class=\"tabs\">\n<div class=\"tab\">\n<p class=\"tab-title\">A b</p>\n<figure class=\"code\">"
    ));
    assert_eq!(tabs.matches("class=\"tab\"").count(), 2);
    for apart in ["```sh tab=A\nx\n```\n", "```sh tab=A\nx\n```\n\nText\n\n```sh tab=B\nx\n```\n"] {
        assert!(!html(apart).contains("tabs"), "{apart}");
    }
}

#[test]
fn colons_are_admonitions() {
    for (page, expected) in [
        (
            ":::tip\nText *x*.\n:::\n",
            "<div class=\"alert alert-tip\" role=\"note\">\n<p class=\"alert-title\">Tip</p>\n<p>Text <em>x</em>.</p>\n</div>\n",
        ),
        (
            "a\n::: danger Mind <it>\n\n- b\n:::\nc\n",
            "<p>a</p>\n<div class=\"alert alert-caution\" role=\"note\">\n<p class=\"alert-title\">Mind &lt;it&gt;</p>\n\
             <ul>\n<li>b</li>\n</ul>\n</div>\n<p>c</p>\n",
        ),
        ("::: details\nx\n:::\n", "<details>\n<summary>Details</summary>\n<p>x</p>\n</details>\n"),
        (
            "> :::note\n> x\n> :::\n",
            "<blockquote>\n<div class=\"alert alert-note\" role=\"note\">\n<p class=\"alert-title\">Note</p>\n<p>x</p>\n</div>\n</blockquote>\n",
        ),
        (":::note\nx\n", "<p>:::note</p>\n<p>x</p>\n"),
        (":::\nx\n", "<p>:::\nx</p>\n"),
        ("- a\n  :::note\n  b\n\n:::\n", "<ul>\n<li>a\n<p>:::note</p>\nb</li>\n</ul>\n<p>:::</p>\n"),
        (
            "```\n:::note\n:::\n```\n",
            "<figure class=\"code\"><pre tabindex=\"0\"><code>:::note\n:::\n</code></pre></figure>\n",
        ),
        (
            ":::steps T *x*\n- a\n:::\n",
            "<div>\n<p><strong>T <em>x</em></strong></p>\n<ul>\n<li>a</li>\n</ul>\n</div>\n",
        ),
        (":::mermaid\na\n:::\n", "<div>\n<p>a</p>\n</div>\n"),
        ("a\n:::row y:::\nb\n", "<p>a\n:::row y:::\nb</p>\n"),
        ("::: details T {open}\nx\n:::\n", "<details open>\n<summary>T</summary>\n<p>x</p>\n</details>\n"),
        ("- :::note A `b` c\n", "<ul>\n<li>:::note A <code>b</code> c</li>\n</ul>\n"),
        (
            "- a\n\n  :::note B `c` d\n",
            "<ul>\n<li>\n<p>a</p>\n<p>:::note B <code>c</code> d</p>\n</li>\n</ul>\n",
        ),
        ("***\n", "<hr>\n"),
    ] {
        assert_eq!(html(page), expected, "{page}");
    }
}

/// What the first paragraph or summary of an admonition shows.
fn title(page: &str) -> String {
    let shown = html(page);
    let start = shown.find("<p class=").or_else(|| shown.find("<summary>")).unwrap();
    let rest = &shown[start..];
    let inside = &rest[rest.find('>').unwrap() + 1..];
    inside[..inside.find("</p>").into_iter().chain(inside.find("</summary>")).min().unwrap()].to_owned()
}

#[test]
fn titles_are_inline_markdown() {
    let all =
        "A <code>b</code> <strong>c</strong> &amp; <a href=\"d\" class=\"external\" rel=\"noopener\">e</a>";
    for page in [
        "> [!NOTE] A `b` **c** & [e](d)\n> x\n",
        ":::note A `b` **c** & [e](d)\nx\n:::\n",
        ":::tip[A `b` **c** & [e](d)]{#f}\nx\n:::\n",
        ":::details A `b` **c** & [e](d)\nx\n:::\n",
        "!!! note \"A `b` **c** & [e](d)\"\n    x\n",
        "??? note \"A `b` **c** & [e][f]\"\n    x\n\n[f]: d\n",
        "=== \"A `b` **c** & [e](d)\"\n    x\n",
        "- a\n\n    !!! note \"A `b` **c** & [e](d)\"\n        x\n",
    ] {
        assert_eq!(title(page), all, "{page}");
    }
    assert_eq!(title("!!! note \"GET /a/{b} #\"\n    x\n"), "GET /a/{b} #");
    assert_eq!(title("!!! note \"A[^b]\"\n    x\n\n[^b]: c\n").matches("fnref-1").count(), 1);
    assert_eq!(title("!!! note \":fire: <b> x\"\n    x\n"), "🔥 <b> x</b>");
    let untitled = html("!!! note \"\"\n    x\n");
    assert_eq!(untitled, "<div class=\"alert alert-note\" role=\"note\">\n<p>x</p>\n</div>\n");
    assert_eq!(title("??? note \"\"\n    x\n"), "Details");
    let page = ":::note See [a](b.md)\nx\n:::\n";
    let link = outline_of(page).links[0].clone();
    assert_eq!(&page[link.target_span.start..link.target_span.end], "b.md");
}

#[test]
fn lines_with_a_colon_are_text() {
    for (page, expected) in [
        ("a\n:warning: b\n", "<p>a\n⚠\u{fe0f} b</p>\n"),
        ("a\n:9090 b\n:q!\n::std::c\n", "<p>a\n:9090 b\n:q!\n::std::c</p>\n"),
        (
            "- a\n  :ref:`b`\n\n> c\n> :param d: e\n",
            "<ul>\n<li>a\n:ref:<code>b</code></li>\n</ul>\n<blockquote>\n<p>c\n:param d: e</p>\n</blockquote>\n",
        ),
        ("a\n\n: b\n\n    c\n", "<dl>\n<dt>a</dt>\n<dd>\n<p>b</p>\n<p>c</p>\n</dd>\n</dl>\n"),
        (
            "- a\n  : b\n  :   c\n",
            "<ul>\n<li>\n<dl>\n<dt>a</dt>\n<dd>b</dd>\n<dd>c</dd>\n</dl>\n</li>\n</ul>\n",
        ),
        ("a\n: :warning: b\n:c\n", "<dl>\n<dt>a</dt>\n<dd>⚠\u{fe0f} b\n:c</dd>\n</dl>\n"),
        (
            "`:warning:` \\:warning: `a`:warning: 10:100:20\n",
            "<p><code>:warning:</code> :warning: <code>a</code>⚠\u{fe0f} 10:100:20</p>\n",
        ),
        ("<b title=\"c\n:d\">e</b>\n", "<p><b title=\"c\n:d\">e</b></p>\n"),
    ] {
        assert_eq!(html(page), expected, "{page}");
    }
    let outline = outline_of("# :rocket: Go `:x:`\n");
    assert_eq!(
        (outline.headings[0].text.as_str(), outline.headings[0].id.as_str()),
        ("🚀 Go :x:", "rocket-go-x")
    );
}

#[test]
fn what_is_wrong_with_lines_of_colons_is_said() {
    for (page, expected) in [
        (":::note\na\n:::\n", &[][..]),
        (":::steps\na\n:::\n", &[("OL0509", ":::steps")]),
        ("::: row:::\n", &[("OL0509", "::: row:::")]),
        (":::note\na\n", &[("OL0510", ":::note")]),
        ("a\n:::steps\nb\n", &[("OL0510", ":::steps")]),
        ("a\n:::\n", &[("OL0510", ":::")]),
        ("- :::note\n\n> :::tip\n\n:::\n", &[("OL0510", ":::tip"), ("OL0510", ":::")]),
        ("```\n:::\n```\n\n!!! note\n    a\n", &[]),
    ] {
        let found = findings(page);
        let found: Vec<_> = found.iter().map(|(code, cited)| (*code, cited.trim())).collect();
        assert_eq!(found, expected, "{page}");
    }
}

#[test]
fn what_mkdocs_indents_is_no_code() {
    for (page, expected) in [
        (
            "a\n!!! tip\n    Text *x*.\n\n    ```\n    code\n    ```\nb\n",
            "<p>a</p>\n<div class=\"alert alert-tip\" role=\"note\">\n<p class=\"alert-title\">Tip</p>\n<p>Text <em>x</em>.</p>\n\
             <figure class=\"code\"><pre tabindex=\"0\"><code>code\n</code></pre></figure>\n</div>\n<p>b</p>\n",
        ),
        (
            "??? question \"Why <it>?\"\n\n    x\n",
            "<details>\n<summary>Why &lt;it&gt;?</summary>\n<p>x</p>\n</details>\n",
        ),
        ("???+ note\n    x\n", "<details open>\n<summary>Note</summary>\n<p>x</p>\n</details>\n"),
        (
            "- a\n\n    !!! note\n        b\n- c\n",
            "<ul>\n<li>\n<p>a</p>\n<div class=\"alert alert-note\" role=\"note\">\n<p class=\"alert-title\">Note</p>\n<p>b</p>\n</div>\n\
             </li>\n<li>\n<p>c</p>\n</li>\n</ul>\n",
        ),
        ("!!! note\n\nx\n", "<p>!!! note</p>\n<p>x</p>\n"),
    ] {
        assert_eq!(html(page), expected, "{page}");
    }
    let tabs = html("=== \"A\"\n    a\n\n=== \"B\"\n\n    b\n\nc\n\n=== \"C\"\n    d\n");
    assert_eq!(tabs.matches("class=\"tabs\"").count(), 2, "{tabs}");
    assert_eq!(tabs.matches("class=\"tab-title\"").count(), 3, "{tabs}");
}

#[test]
fn links_in_what_is_indented_are_underlined_where_they_stand() {
    let page = "!!! note\n    See [a](b.md)\n    and [c][d].\n\n    [d]: e.md\n";
    let places: Vec<&str> = outline_of(page)
        .links
        .iter()
        .map(|link| &page[link.target_span.start..link.target_span.end])
        .collect();
    assert_eq!(places, ["b.md", "e.md"]);
}

#[test]
fn regions_inside_regions_end_in_their_order() {
    let page = "<!-- tabs:start -->\n\n## A\n\n::::note\n\n:::tip\nx\n\n## In\n\n:::\n\n::::\n\n## B\n\n<!-- tabs:end -->\n";
    let shown = html(page);
    assert_eq!(shown.matches("<div").count(), shown.matches("</div>").count(), "{shown}");
    assert_eq!(shown.matches("tab-title").count(), 2, "{shown}");
    assert!(shown.contains("<h2 id=\"in\">"), "{shown}");
}

#[test]
fn a_table_of_contents_that_a_tool_keeps_says_nothing() {
    let page = "# T\n\n<!-- START doctoc -->\n**Contents of this page**\n\n- [A](#a)\n\n<!-- END doctoc -->\n\nFirst.\n\n## A\n\nx\n";
    let outline = outline_of(page);
    assert_eq!(outline.summary, "First.");
    assert_eq!(outline.sections[1].text, "First.");
    assert_eq!(outline.links.len(), 1);
    assert!(html(page).contains("Contents of this page"));
}
