//! Raw HTML.

use super::{check, findings, html, outline_of};

#[test]
fn allowed_elements_pass() {
    check(&[
        ("a <kbd class=x onclick=y style=z>Ctrl</kbd>", "<p>a <kbd>Ctrl</kbd></p>"),
        ("H<sub>2</sub>O<br/>x<BR>y", "<p>H<sub>2</sub>O<br>x<br>y</p>"),
        (
            "<details open>\n<summary>S &amp; <b>T</b></summary>\n\n*x*\n\n</details>\n",
            "<details open>\n<summary>S &amp; <b>T</b></summary>\n<p><em>x</em></p>\n</details>",
        ),
        (
            "<p align=\"center\">\n<img src=\"a.png\" width=\"10px\" alt=\"b\">\n</p>\n",
            "<p class=\"align-center\">\n<img src=\"a.png\" alt=\"b\" width=\"10\" loading=\"lazy\" decoding=\"async\">\n</p>",
        ),
        ("<center>x</center>\n", "<div class=\"align-center\">x</div>"),
        ("a <!-- b --> c <?php x ?>", "<p>a  c </p>"),
        ("<a name=\"x\">y</a> <a>z</a>", "<p><span id=\"x\"></span>y z</p>"),
        ("<!-- a\n\nb -->\n", ""),
    ]);
}

#[test]
fn nothing_breaks_out() {
    check(&[
        ("a <b>b\n\nc</b> d", "<p>a <b>b</b></p>\n<p>c d</p>"),
        ("- <div>\n- b\n\nc", "<ul>\n<li><div>\n</div></li>\n<li>b</li>\n</ul>\n<p>c</p>"),
        ("> </blockquote></div>\n\nx", "<blockquote>\n\n</blockquote>\n<p>x</p>"),
        ("</div></main>\n\nx", "\n<p>x</p>"),
        ("*a <b>c* d</b>", "<p><em>a <b>c</b></em> d</p>"),
        (
            "<p>a\n\n# b\n",
            "<p>a\n</p>\n<h1 id=\"b\">b <a class=\"anchor\" href=\"#b\" aria-label=\"Link to this section: b\">#</a></h1>",
        ),
        ("<ul><li>a<li>b</ul>\n", "<ul><li>a</li><li>b</li></ul>"),
        ("<ul>a</ul>\n", "<ul><li>a</li></ul>"),
        (
            "<table><td>a<tr><td>b<td>c</table>\n",
            "<table><tr><td>a</td></tr><tr><td>b</td><td>c</td></tr></table>",
        ),
        ("<li>a</li><td>b</td>\n", "ab"),
        ("very<wbr>long", "<p>very<wbr>long</p>"),
        ("a <div>b</div> c", "<p>a </p>\n<div>b</div><p> c</p>"),
        ("<details>\n\nx\n\n</details>\n", "<details>\n<summary>Details</summary>\n<p>x</p>\n</details>"),
        (
            "|a|\n|-|\n|<b>x|\ny\n",
            "<div class=\"table\" role=\"group\" aria-label=\"Table\" tabindex=\"0\"><table>\n<thead><tr><th scope=\"col\">a</th></tr></thead>\n<tbody>\n<tr><td><b>x</b></td></tr>\n<tr><td>y</td></tr>\n</tbody></table></div>",
        ),
    ]);
}

#[test]
fn what_is_inside_of_form_fields_and_players_stays() {
    check(&[
        ("a <form action=x>b <select><option>c</option></select></form> d", "<p>a b c d</p>"),
        (
            "<video src=a.mp4>see <a href=a.mp4>the recording</a></video>\n",
            "<p>see <a href=\"a.mp4\" class=\"external\" rel=\"noopener\">the recording</a></p>",
        ),
        (
            "<form>\n\n# A\n\n*b*\n\n</form>\n",
            "\n<h1 id=\"a\">A <a class=\"anchor\" href=\"#a\" aria-label=\"Link to this section: A\">#</a></h1>\n<p><em>b</em></p>",
        ),
        (
            "a <object>b</object> <canvas>c</canvas> <audio>d</audio> <textarea>e</textarea>",
            "<p>a b c d </p>",
        ),
    ]);
}

#[test]
fn placeholders_are_text() {
    check(&[
        ("use <namespace> and <pod name>", "<p>use &lt;namespace&gt; and &lt;pod name&gt;</p>"),
        (
            "<YOUR_TOKEN> <cluster-id/> </cluster-id>",
            "<p>&lt;YOUR_TOKEN&gt; &lt;cluster-id/&gt; &lt;/cluster-id&gt;</p>",
        ),
        ("<namespace>\n*x* [a](#b)\n", "<p>&lt;namespace&gt;\n<em>x</em> <a href=\"#b\">a</a></p>"),
        ("<host:port> <a.b:c>", "<p>&lt;host:port&gt; &lt;a.b:c&gt;</p>"),
        ("<p>a <textarea> b</p>\n", "<p>a &lt;textarea&gt; b</p>"),
        ("a <xmp> *b*", "<p>a &lt;xmp&gt; <em>b</em></p>"),
        ("ssh <address> then <object>", "<p>ssh &lt;address&gt; then &lt;object&gt;</p>"),
        ("https://a.<env>.b/c", "<p>https://a.&lt;env&gt;.b/c</p>"),
        ("<div>\n<pod-name>\n</div>\n", "<div>\n&lt;pod-name&gt;\n</div>"),
    ]);
    assert_eq!(findings("<namespace> <host:port> <time> <pod name>\n\n<x-y>\n"), []);
}

#[test]
fn removed_elements_are_named_once() {
    for (text, shown, cited) in [
        ("a <script>alert(1)</script> b", "<p>a  b</p>", "<script>"),
        ("<script>\nalert(1)\n\n*x*</script>\n", "", "<script>"),
        ("<style>*{}</style>\n", "", "<style>"),
        ("<iframe src=\"x\">y</iframe>\n", "", "<iframe src=\"x\">"),
        ("<svg><script>x</script></svg>\n", "", "<svg>"),
        ("a <font color=red>b</font>", "<p>a b</p>", "<font color=red>"),
        ("<textarea>\n<b>x", "", "<textarea>"),
        ("a <title x=y>*b* `c` d", "<p>a <em>b</em> <code>c</code> d</p>", "<title x=y>"),
        ("> <button onclick=x>y</button>", "<blockquote>\n<p>y</p>\n</blockquote>", "<button onclick=x>"),
    ] {
        assert_eq!(html(text).trim(), shown, "{text}");
        assert_eq!(findings(text), [("OL0501", cited.to_owned())], "{text}");
    }
}

#[test]
fn comments_are_found_where_they_are_comments() {
    let text = "a <!-- one --> b\n\n> <!-- two\n> lines -->\n\n```\n<!-- code -->\n```\n`<!-- span -->`\n";
    let outline = outline_of(text);
    let comments = outline.comments.iter().map(|span| &text[span.start..span.end]).collect::<Vec<_>>();
    assert_eq!(comments, ["<!-- one -->", "<!-- two\n> lines -->"]);
}

#[test]
fn ids_are_anchors() {
    let outline = outline_of("<h2 id=\"x\">y</h2>\n\n<a name=\"z\"></a> <b id='x'> <i id='p q'>\n");
    assert_eq!(outline.anchors, ["x", "z"]);
    assert!(outline.headings.is_empty());
}

#[test]
fn control_characters_do_not_reach_the_page() {
    check(&[
        ("a\u{1}b \u{1b}[31mred\u{7f}", "<p>ab [31mred</p>"),
        ("`\u{8}x` \u{c}y", "<p><code>x</code> y</p>"),
        (
            "[\u{2}t](https://a.b \"\u{3}u\")",
            "<p><a href=\"https://a.b\" class=\"external\" rel=\"noopener\" title=\"u\">t</a></p>",
        ),
        ("a\rb", "<p>a\nb</p>"),
    ]);
    let outline = outline_of("# A\u{1b}b\n\ntext\u{7}\n");
    assert_eq!((outline.headings[0].text.as_str(), outline.summary.as_str()), ("Ab", "text"));
}
