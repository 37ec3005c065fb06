//! Blocks: the markup that the theme relies on.

use super::super::{RenderOptions, Target, outline};
use super::{check, html, outline_of, render, source};

#[test]
fn headings() {
    check(&[
        (
            "## What's *new*?",
            "<h2 id=\"whats-new\">What's <em>new</em>? <a class=\"anchor\" href=\"#whats-new\" aria-label=\"Link to this section: What's new?\">#</a></h2>",
        ),
        (
            "# A {#my-id .wide x=y}",
            "<h1 id=\"my-id\">A <a class=\"anchor\" href=\"#my-id\" aria-label=\"Link to this section: A\">#</a></h1>",
        ),
        (
            "# GET /users/{id}",
            "<h1 id=\"get-usersid\">GET /users/{id} <a class=\"anchor\" href=\"#get-usersid\" aria-label=\"Link to this section: GET /users/{id}\">#</a></h1>",
        ),
        (
            "#",
            "<h1 id=\"section\"> <a class=\"anchor\" href=\"#section\" aria-label=\"Link to this section\">#</a></h1>",
        ),
    ]);
}

#[test]
fn heading_ids_are_unique() {
    let ids = |text| outline_of(text).headings.into_iter().map(|heading| heading.id).collect::<Vec<_>>();
    assert_eq!(ids("# a\n# a\n# A\n# a-1\n"), ["a", "a-1", "a-2", "a-1-1"]);
    assert_eq!(ids("# a\n# b {#a}\n# c {#a}\n"), ["a-1", "a", "a-2"]);
    assert_eq!(ids("# Search {#ol:search}\n# b {#ol:}\n"), ["search", "b"], "the theme's ids are its own");
    assert_eq!(ids("# [`x`](y) z\n"), ["x-z"]);
    assert_eq!(ids("# fn-1\n\nx[^n]\n\n[^n]: y\n"), ["fn-1-1"]);
    let outline = outline_of("<a name=\"a\"></a><a id=\"c\"></a>\n# a\n");
    assert_eq!((outline.headings[0].id.as_str(), &outline.anchors[..]), ("a", &["c".to_owned()][..]));
}

#[test]
fn the_site_s_words_say_their_language_in_a_page_of_another() {
    let page = source("> [!NOTE]\n> x\n\n> [!TIP] Own\n> y\n");
    let options = RenderOptions { language: Some("he".to_owned()), ..RenderOptions::default() };
    let html = render(&page, 0, &[], &options);
    assert!(html.contains("<p class=\"alert-title\" lang=\"en\" dir=\"ltr\">Note</p>"), "{html}");
    assert!(html.contains("<p class=\"alert-title\">Own</p>"), "{html}");
}

#[test]
fn titles_are_dropped_and_levels_shifted() {
    let page = source("# T [a](b)\n\n## S [c](d)\n\n<h1>raw</h1>\n");
    let options = RenderOptions {
        drop_title: true,
        shift_headings: 1,
        root: "../".to_owned(),
        ..RenderOptions::default()
    };
    let targets = [Target::Missing, Target::Internal { href: "d/".to_owned(), title: None }];
    let html = render(&page, 0, &targets, &options);
    assert_eq!(
        html,
        "<h3 id=\"s-c\">S <a href=\"../d/\">c</a> <a class=\"anchor\" href=\"#s-c\" aria-label=\"Link to this section: S c\">#</a></h3>\n<h2>raw</h2>\n"
    );
    assert!(outline(&page, 0).0.starts_with_title);
    assert!(!outline_of("x\n\n# T\n").starts_with_title);
    assert!(!outline_of("## T\n").starts_with_title);
    assert!(outline_of("<!-- c -->\n\n# T\n").starts_with_title);
}

#[test]
fn links_and_images_of_a_dropped_title_follow_it() {
    let page = source(
        "# ![Logo](a.png) T *[b](c) **![CI](d.svg)*** [![e](f.svg)](g) [lost](h) `i` <a href=\"j\">k</a>\n\nx\n",
    );
    let options = RenderOptions { drop_title: true, ..RenderOptions::default() };
    let to = |href: &str| Target::Internal { href: href.to_owned(), title: None };
    let targets = [to("a.png"), to("c/"), to("d.svg"), to("g/"), to("f.svg"), Target::Missing, to("j/")];
    let html = render(&page, 0, &targets, &options);
    let image = |src: &str, alt: &str| {
        format!("<img src=\"{src}\" alt=\"{alt}\" loading=\"lazy\" decoding=\"async\">")
    };
    assert_eq!(
        html,
        format!(
            "<p>{}\n<a href=\"c/\">b</a>\n{}\n<a href=\"g/\">{}</a>\n<a href=\"j/\">k</a></p>\n<p>x</p>\n",
            image("a.png", "Logo"),
            image("d.svg", "CI"),
            image("f.svg", "e")
        )
    );
}

#[test]
fn alerts() {
    check(&[
        (
            "> [!NOTE]\n> Text\n",
            "<div class=\"alert alert-note\" role=\"note\">\n<p class=\"alert-title\">Note</p>\n<p>Text</p>\n</div>",
        ),
        (
            "> [!tip] Try *this*\n> Text\n",
            "<div class=\"alert alert-tip\" role=\"note\">\n<p class=\"alert-title\">Try <em>this</em></p>\n<p>Text</p>\n</div>",
        ),
        (
            "> [!WARNING]\n",
            "<div class=\"alert alert-warning\" role=\"note\">\n<p class=\"alert-title\">Warning</p>\n</div>",
        ),
        (
            "> [!CAUTION]\n>\n> - a\n",
            "<div class=\"alert alert-caution\" role=\"note\">\n<p class=\"alert-title\">Caution</p>\n<ul>\n<li>a</li>\n</ul>\n</div>",
        ),
        ("> [!OTHER]\n> x\n", "<blockquote>\n<p>[!OTHER]\nx</p>\n</blockquote>"),
        ("> \\[!NOTE]\n> x\n", "<blockquote>\n<p>[!NOTE]\nx</p>\n</blockquote>"),
        ("[!NOTE]\n", "<p>[!NOTE]</p>"),
    ]);
}

#[test]
fn lists_and_tasks() {
    check(&[
        (
            "- [ ] a `b`\n- [x] c\n- [ ]\n- d\n",
            "<ul>\n<li class=\"task\"><input type=\"checkbox\" disabled aria-label=\"a b\"> a <code>b</code></li>\n<li class=\"task\"><input type=\"checkbox\" disabled checked aria-label=\"c\"> c</li>\n<li class=\"task\"><input type=\"checkbox\" disabled aria-label=\"to do\"> </li>\n<li>d</li>\n</ul>",
        ),
        (
            "- [ ] a\n\n- [x] ![](i)\n",
            "<ul>\n<li class=\"task\">\n<p><input type=\"checkbox\" disabled aria-label=\"a\"> a</p>\n</li>\n<li class=\"task\">\n<p><input type=\"checkbox\" disabled checked aria-label=\"done\"> <img src=\"i\" alt=\"\" loading=\"lazy\" decoding=\"async\"></p>\n</li>\n</ul>",
        ),
        ("3. a\n4. b\n", "<ol start=\"3\">\n<li>a</li>\n<li>b</li>\n</ol>"),
        ("Term\n: Meaning *x*\n", "<dl>\n<dt>Term</dt>\n<dd>Meaning <em>x</em></dd>\n</dl>"),
    ]);
}

#[test]
fn tables() {
    check(&[
        (
            "| a | b | c |\n|---|:-:|--:|\n| 1 | 2 |\n",
            "<div class=\"table\" role=\"group\" aria-label=\"Table\" tabindex=\"0\"><table>\n<thead><tr><th scope=\"col\">a</th><th scope=\"col\" class=\"align-center\">b</th><th scope=\"col\" class=\"align-right\">c</th></tr></thead>\n<tbody>\n<tr><td>1</td><td class=\"align-center\">2</td><td class=\"align-right\"></td></tr>\n</tbody></table></div>",
        ),
        (
            "|a|\n|-|\n",
            "<div class=\"table\" role=\"group\" aria-label=\"Table\" tabindex=\"0\"><table>\n<thead><tr><th scope=\"col\">a</th></tr></thead>\n</table></div>",
        ),
    ]);
}

#[test]
fn table_padding_is_capped() {
    let text = format!("|{}\n|{}\n{}", "a|".repeat(1000), "-|".repeat(1000), "|b\n".repeat(1000));
    assert!(html(&text).matches("<td").count() <= 11_100);
}

#[test]
fn footnotes() {
    check(&[
        (
            "a[^x] b[^1] c[^x] d[^none]\n\n[^1]: One\n[^x]: X[^1]\n[^unused]: U\n",
            "<p>a<sup class=\"footnote-ref\" id=\"fnref-1\"><a href=\"#fn-1\" aria-label=\"Footnote 1\">1</a></sup> b<sup class=\"footnote-ref\" id=\"fnref-2\"><a href=\"#fn-2\" aria-label=\"Footnote 2\">2</a></sup> c<sup class=\"footnote-ref\" id=\"fnref-1-2\"><a href=\"#fn-1\" aria-label=\"Footnote 1\">1</a></sup> d[^none]</p>\n<section class=\"footnotes\" aria-label=\"Footnotes\"><ol>\n<li id=\"fn-1\">\n<p>X<sup class=\"footnote-ref\" id=\"fnref-2-2\"><a href=\"#fn-2\" aria-label=\"Footnote 2\">2</a></sup> <a href=\"#fnref-1\" class=\"footnote-back\" aria-label=\"Back to reference 1\">↩</a> <a href=\"#fnref-1-2\" class=\"footnote-back\" aria-label=\"Back to reference 1-2\">↩</a></p>\n</li>\n<li id=\"fn-2\">\n<p>One <a href=\"#fnref-2\" class=\"footnote-back\" aria-label=\"Back to reference 2\">↩</a> <a href=\"#fnref-2-2\" class=\"footnote-back\" aria-label=\"Back to reference 2-2\">↩</a></p>\n</li>\n</ol></section>",
        ),
        ("[^1]: unused\n", ""),
    ]);
}

#[test]
fn code_blocks() {
    check(&[
        (
            "```nosuch title=\"a <b>\"\nx < y\n```\n",
            "<figure class=\"code\"><figcaption>a &lt;b&gt;</figcaption><pre tabindex=\"0\"><code class=\"language-nosuch\" data-language=\"nosuch\">x &lt; y\n</code></pre></figure>",
        ),
        (
            "    indented\n",
            "<figure class=\"code\"><pre tabindex=\"0\"><code>indented\n</code></pre></figure>",
        ),
        (
            "```text {2}\na\nb\nc\n```\n",
            "<figure class=\"code\"><pre tabindex=\"0\"><code class=\"language-text\" data-language=\"text\">a\n<span class=\"line marked\">b</span>\nc\n</code></pre></figure>",
        ),
    ]);
}

#[test]
fn markers_of_other_tools() {
    check(&[
        ("[[_TOC_]]\n\na\n\n[TOC]\n", "<p>a</p>"),
        ("a [[_TOC_]] b\n", "<p>a [[<em>TOC</em>]] b</p>"),
        (
            "{{< hint warning >}}\nx\n{{< /hint >}}\n",
            "<p>{{&lt; hint warning &gt;}}\nx\n{{&lt; /hint &gt;}}</p>",
        ),
        ("{{<figure src=\"x\">}}\n", "<p>{{&lt;figure src=&quot;x&quot;&gt;}}</p>"),
        ("{{% notice %}}\n", "<p>{{% notice %}}</p>"),
    ]);
}

#[test]
fn text_for_search() {
    let text = "Intro *is*\nhere `code`.\n\n# One\n\n- a\n- b\n\n```sh\nls\n```\n\n| c | d |\n|---|---|\n| e | f |\n";
    let outline = outline_of(text);
    assert_eq!(outline.summary, "Intro is here code.");
    let sections: Vec<_> =
        outline.sections.iter().map(|s| (s.heading, s.text.as_str(), s.code.as_str())).collect();
    assert_eq!(sections, [(None, "Intro is here code.", "code"), (Some(0), "a b c d e f", "ls")]);
    let long = outline_of(&"word ".repeat(100)).summary;
    assert!(long.chars().count() <= 201 && long.ends_with("word…"), "{long}");
    assert_eq!(outline_of("> quote\n\n- list\n").summary, "");
}

#[test]
fn carriage_returns_and_nul() {
    assert_eq!(html("a\r\nb\r\n\r\n```\r\nc\r\nd\r\n```\r\n"), html("a\nb\n\n```\nc\nd\n```\n"));
    assert_eq!(html("a\0b `\0`\n\n    \0\n").matches('\u{fffd}').count(), 3);
}
