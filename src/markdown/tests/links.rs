//! Links: what is found, where it is, what becomes of it.

use super::super::{LinkKind, RenderOptions, Target, outline};
use super::{check, findings, outline_of, render, source};

/// Every link's kind, target, and what its span and its target's span cover.
fn links(text: &str) -> Vec<(LinkKind, String, &str, &str)> {
    let cited = |span: crate::text::Span| &text[span.start..span.end];
    outline_of(text)
        .links
        .into_iter()
        .map(|link| (link.kind, link.target, cited(link.target_span), cited(link.span)))
        .collect()
}

#[test]
fn images_of_other_hosts_in_a_link_are_its_text() {
    let linked = |text: &str| format!("<p><a href=\"c\" class=\"external\" rel=\"noopener\">{text}</a></p>");
    let image = |alt: &str| format!("![{alt}](https://a.b/c.svg)");
    for (text, shown) in [
        (image("A"), "A"),
        (format!("{}{}", image("A"), image("B")), "A B"),
        (format!("{}{}", image("A"), image("")), "A"),
        (format!("see {}", image("A")), "see A"),
        (image(""), "https://a.b/c.svg"),
    ] {
        check(&[(&format!("[{text}](c)"), &linked(shown))]);
    }
}

#[test]
fn every_kind_with_its_place() {
    use LinkKind::{Embed, Html, Image, Link, Wiki};
    for (text, expected) in [
        ("a [b](c.md \"t\") d", (Link, "c.md", "c.md", "[b](c.md \"t\")")),
        ("[b](<c d.md>)", (Link, "c d.md", "c d.md", "[b](<c d.md>)")),
        ("[b]( c\\_d&amp;e )", (Link, "c_d&e", "c\\_d&amp;e", "[b]( c\\_d&amp;e )")),
        ("[b [c] `](x)`](y(z))", (Link, "y(z)", "y(z)", "[b [c] `](x)`](y(z))")),
        ("> [!NOTE] &amp; é https://c.d", (Link, "https://c.d", "https://c.d", "https://c.d")),
        ("[](c)", (Link, "c", "c", "[](c)")),
        ("[b]()", (Link, "", "[b]()", "[b]()")),
        ("> [b](\n> c)", (Link, "c", "c", "[b](\n> c)")),
        ("[b][r]\n\n[r]: <c d> 't'\n", (Link, "c d", "c d", "[b][r]")),
        ("[r]\r\n\r\n> [R]:\r\n> c\r\n", (Link, "c", "c", "[r]")),
        ("[r][]\n\n[r]: c\n", (Link, "c", "c", "[r]")),
        ("![b *c*](d \"t\")", (Image, "d", "d", "![b *c*](d \"t\")")),
        ("![](d)", (Image, "d", "d", "![](d)")),
        ("![r]\n\n[r]: d", (Image, "d", "d", "![r]")),
        ("<https://a.b>", (Link, "https://a.b", "https://a.b", "<https://a.b>")),
        ("<a@b.c>", (Link, "mailto:a@b.c", "a@b.c", "<a@b.c>")),
        (
            "x https://a.b/c_d_e?f&g.",
            (Link, "https://a.b/c_d_e?f&g", "https://a.b/c_d_e?f&g", "https://a.b/c_d_e?f&g"),
        ),
        ("*www.a.b*", (Link, "http://www.a.b", "www.a.b", "www.a.b")),
        ("x [[p/q#r]] y", (Wiki, "p/q#r", "p/q#r", "[[p/q#r]]")),
        ("[[p|the q]]", (Wiki, "p", "p", "[[p|the q]]")),
        ("|a|\n|-|\n|[[p\\|q]]|\n", (Wiki, "p", "p", "[[p\\|q]]")),
        ("<a href='x&amp;y'>z</a>", (Html, "x&y", "x&amp;y", "<a href='x&amp;y'>")),
        ("> <p>\n> <img alt=x\n> src=y>\n", (Image, "y", "y", "<img alt=x\n> src=y>")),
        ("[[1]](c)", (Link, "c", "c", "[[1]](c)")),
        (
            "https://a.b/__c__.py#L3.",
            (Link, "https://a.b/__c__.py#L3", "https://a.b/__c__.py#L3", "https://a.b/__c__.py#L3"),
        ),
        ("*www.a.b/*/c?q=*&d*", (Link, "http://www.a.b/*/c?q=*&d", "www.a.b/*/c?q=*&d", "www.a.b/*/c?q=*&d")),
        ("&lt;https://a.b/c&gt;", (Link, "https://a.b/c", "https://a.b/c", "https://a.b/c")),
        (
            "https://a.b/?c&amp;d=e&amp;.",
            (Link, "https://a.b/?c&d=e", "https://a.b/?c&amp;d=e", "https://a.b/?c&amp;d=e"),
        ),
        ("|a|\n|-|\n|www.a.b|\n", (Link, "http://www.a.b", "www.a.b", "www.a.b")),
        ("![[p q.png|300]]", (Embed, "p q.png", "p q.png", "![[p q.png|300]]")),
        ("x ![[p]]", (Wiki, "p", "p", "![[p]]")),
    ] {
        let (kind, target, cited, whole) = expected;
        assert_eq!(links(text), [(kind, target.to_owned(), cited, whole)], "{text}");
    }
}

#[test]
fn what_is_no_link() {
    for text in [
        "`[a](b)` and `https://a.b`",
        "    [a](b)\n",
        "```\nhttps://a.b [[c]]\n```\n",
        "\\[a](b) \\[[c]] \\[\\[d\\]\\] [\\[e]]",
        "https\\://a.b/_c_",
        "if [[ -f x ]]; then",
        "<code>https://a.b</code> <kbd>[[c]]</kbd>",
        "https\\://a.b a\\@b.cd",
        "[^1]",
        "[a] [b][c]",
    ] {
        assert_eq!(links(text), [], "{text}");
    }
}

#[test]
fn a_link_without_text_shows_its_target() {
    check(&[("[](a/b)", "<p><a href=\"a/b\" class=\"external bare\" rel=\"noopener\">a/b</a></p>")]);
}

#[test]
fn embedded_images_have_a_size() {
    check(&[(
        "![[p.png|300]] ![[q.png|A b|30x20]] ![[r]]",
        "<p><img src=\"p.png\" alt=\"\" width=\"300\" loading=\"lazy\" decoding=\"async\"> \
             <img src=\"q.png\" alt=\"A b\" width=\"30\" height=\"20\" loading=\"lazy\" decoding=\"async\"> <a href=\"./r/\">r</a></p>",
    )]);
}

#[test]
fn an_address_that_is_shown_already_is_marked_for_print() {
    check(&[
        (
            "<https://a.example/b_c>",
            "<p><a href=\"https://a.example/b_c\" class=\"external bare\" rel=\"noopener\">https://a.example/b_c</a></p>",
        ),
        (
            "<a@b.example>",
            "<p><a href=\"mailto:a@b.example\" class=\"external bare\" rel=\"noopener\">a@b.example</a></p>",
        ),
        (
            "[*https://a.example/*](https://a.example/)",
            "<p><a href=\"https://a.example/\" class=\"external\" rel=\"noopener\"><em>https://a.example/</em></a></p>",
        ),
    ]);
}

#[test]
fn images_of_other_hosts_are_linked_and_not_loaded() {
    check(&[
        (
            "![b](https://a.example/c.png)",
            "<p><a href=\"https://a.example/c.png\" class=\"external\" rel=\"noopener\">b</a></p>",
        ),
        (
            "![b](mailto:c@d.example)",
            "<p><a href=\"mailto:c@d.example\" class=\"external\" rel=\"noopener\">b</a></p>",
        ),
        ("![b](data:image/png;base64,AA)", "<p>b</p>"),
        (
            "<img src=\"//a.example/c.png\">",
            "<a href=\"//a.example/c.png\" class=\"external bare\" rel=\"noopener\">//a.example/c.png</a>",
        ),
        (
            "[![b](https://a.example/c.png)](d)",
            "<p><a href=\"d\" class=\"external\" rel=\"noopener\">b</a></p>",
        ),
    ]);
}

#[test]
fn a_link_is_not_inside_a_link() {
    check(&[
        (
            "[a https://b.c d](e)",
            "<p><a href=\"e\" class=\"external\" rel=\"noopener\">a https://b.c d</a></p>",
        ),
        (
            "<a href=\"x\">[b](c) <a href=\"d\">e</a></a>",
            "<p><a href=\"x\" class=\"external\" rel=\"noopener\">b e</a></p>",
        ),
        (
            "[![b](c)](d)",
            "<p><a href=\"d\" class=\"external\" rel=\"noopener\"><img src=\"c\" alt=\"b\" loading=\"lazy\" decoding=\"async\"></a></p>",
        ),
    ]);
    let targets: Vec<_> = outline_of("[![b](c)](d)").links.into_iter().map(|link| link.target).collect();
    assert_eq!(targets, ["d", "c"]);
}

#[test]
fn spans_count_from_the_start_of_the_file() {
    let text = "---\nü: 1\n---\n# H\n\n[a](b)\n";
    let body = text.find("# H").unwrap();
    let (outline, _) = outline(&source(text), body);
    let cited = |span: crate::text::Span| &text[span.start..span.end];
    assert_eq!(cited(outline.headings[0].span).trim_end(), "# H");
    assert_eq!((cited(outline.links[0].span), cited(outline.links[0].target_span)), ("[a](b)", "b"));
}

#[test]
fn targets_become_what_they_are() {
    let text = "[a](x) [[w]] [[w|t]] ![i](x \"T\")";
    let page = source(text);
    let show = |target: &Target| {
        let targets = vec![target.clone(); outline(&page, 0).0.links.len()];
        render(&page, 0, &targets, &RenderOptions { root: "../".to_owned(), ..RenderOptions::default() })
    };
    assert_eq!(
        show(&Target::Internal { href: "p/?a=1&b#c".to_owned(), title: Some("P & Q".to_owned()) }),
        "<p><a href=\"../p/?a=1&amp;b#c\">a</a> <a href=\"../p/?a=1&amp;b#c\">P &amp; Q</a> <a href=\"../p/?a=1&amp;b#c\">t</a> <img src=\"../p/?a=1&amp;b#c\" alt=\"i\" title=\"T\" loading=\"lazy\" decoding=\"async\"></p>\n"
    );
    assert_eq!(
        show(&Target::Missing),
        "<p><span class=\"missing\">a</span> <span class=\"missing\">w</span> <span class=\"missing\">t</span> <span class=\"missing\">i</span></p>\n"
    );
    assert_eq!(
        show(&Target::Fragment("#f".to_owned())),
        "<p><a href=\"#f\">a</a> <a href=\"#f\">w</a> <a href=\"#f\">t</a> <img src=\"#f\" alt=\"i\" title=\"T\" loading=\"lazy\" decoding=\"async\"></p>\n"
    );
    assert_eq!(show(&Target::External("javascript:x".to_owned())), "<p>a w t i</p>\n");
    assert_eq!(render(&page, 0, &[], &RenderOptions::default()), show(&Target::Missing));
}

#[test]
fn unsafe_urls_are_found_and_never_linked() {
    for (text, cited) in [
        ("[a](javascript:alert(1))", "javascript:alert(1)"),
        ("[a](&#106;avascript:x)", "&#106;avascript:x"),
        ("[a](<java\tscript:x>)", "java\tscript:x"),
        ("![a](data:image/png;base64,x)", "data:image/png;base64,x"),
        ("[a][r]\n\n[r]: vbscript:x\n", "vbscript:x"),
        ("<javascript:x>", "javascript:x"),
        ("<a href=\" JavaScript&colon;x\">a</a>", " JavaScript&colon;x"),
        ("<img src='data:x' alt='a'>", "data:x"),
        ("[[javascript:x]]", "javascript:x"),
    ] {
        assert_eq!(findings(text), [("OL0306", cited.to_owned())], "{text}");
        let html = super::html(text);
        assert!(!html.contains("href") && !html.contains("src"), "{html}");
    }
}
