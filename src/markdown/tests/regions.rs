//! Tabs and admonitions.

use super::{html, outline_of};

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
        ("***\n", "<hr>\n"),
    ] {
        assert_eq!(html(page), expected, "{page}");
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
