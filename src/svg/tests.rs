use proptest::prelude::*;

use super::*;

fn svg(inside: &str) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" \
         xmlns:h=\"http://www.w3.org/1999/xhtml\">{inside}</svg>"
    )
}

fn cleaned(inside: &str) -> String {
    let whole = clean(svg(inside).as_bytes()).unwrap().svg;
    let inside = whole.strip_prefix("<svg xmlns=\"http://www.w3.org/2000/svg\"").unwrap().trim_end();
    inside.strip_prefix("/>").or_else(|| inside.strip_prefix('>')?.strip_suffix("</svg>")).unwrap().to_owned()
}

fn removed(inside: &str) -> Vec<String> {
    clean(svg(inside).as_bytes()).unwrap().removed.into_iter().collect()
}

/// Reads a cleaned image with a second look that knows nothing of how it was made: whether all in it
/// only draws.
fn only_draws(svg: &str) {
    let document = roxmltree::Document::parse(svg).unwrap_or_else(|error| panic!("{error}: {svg}"));
    for node in document.descendants() {
        assert!(!node.is_pi() && !node.is_comment(), "{svg}");
        let name = node.tag_name().name();
        assert!(!node.is_element() || known::is_in(known::ELEMENTS, name), "<{name}> in {svg}");
        for attribute in node.attributes() {
            let (name, value) = (attribute.name(), attribute.value().to_lowercase());
            assert!(!name.to_lowercase().starts_with("on"), "{name} in {svg}");
            if name == "href" {
                assert!(value.starts_with('#') || value.starts_with("data:image/"), "{value}");
                assert!(!value.contains("svg+xml"), "{value}");
            } else if name == "style" || known::is_in(known::PRESENTATION, name) {
                assert!(!names_more(&mut cssparser::Parser::new(attribute.value())), "{value}");
            }
        }
        if let Some(text) = node.text().filter(|_| node.has_tag_name("style")) {
            assert!(!names_more(&mut cssparser::Parser::new(text)), "{svg}");
        }
    }
    let lower = svg.to_lowercase();
    for never in ["<script", "<foreignobject", "<iframe", "<?xml-stylesheet", "<!doctype"] {
        assert!(!lower.contains(never), "{never} in {svg}");
    }
}

/// Whether CSS names a rule that is not on the list, or an address that is not a part of the file.
fn names_more(css: &mut cssparser::Parser<'_>) -> bool {
    use cssparser::{ParseError, Token};
    while let Ok(token) = css.next().cloned() {
        let is_more = match &token {
            Token::AtKeyword(name) => !known::is_in(known::AT_RULES, name),
            Token::UnquotedUrl(_) => true,
            Token::Function(name) if **name == *"url" => {
                let read = css
                    .parse_nested_block(|css| Ok::<_, ParseError<()>>(url::is_local(css.expect_string()?)));
                read != Ok(true)
            }
            Token::Function(_)
            | Token::ParenthesisBlock
            | Token::SquareBracketBlock
            | Token::CurlyBracketBlock => {
                css.parse_nested_block(|css| Ok::<_, ParseError<()>>(names_more(css))) == Ok(true)
            }
            _ => false,
        };
        if is_more {
            return true;
        }
    }
    false
}

#[test]
fn what_only_draws_stays() {
    for inside in [
        "<rect width=\"1\" height=\"2\" fill=\"#fff\" style=\"stroke:red;stroke-width:1.5px\"/>",
        "<defs><linearGradient id=\"g\"><stop offset=\"5%\" stop-color=\"rgb(1,2,3)\"/></linearGradient></defs>",
        "<g transform=\"translate(0.5,0.5)\" font-family=\"Helvetica, &quot;DejaVu Sans&quot;\"><text x=\"1\">a &amp; b</text></g>",
        "<use x=\"3\" href=\"#g\"/>",
        "<image width=\"1\" href=\"data:image/png;base64,iVBORw0KGgo=\"/>",
        "<style>.a{fill:none;stroke:#000}@media (prefers-color-scheme: dark) {.a{stroke:#fff}}</style>",
        "<path d=\"M0 0L1,1\" clip-path=\"url(&quot;#c&quot;)\" marker-end=\"url(&quot;#m&quot;)\"/>",
        "<text xml:space=\"preserve\"> a <tspan dy=\"1em\">b</tspan></text>",
        "<filter id=\"f\"><feGaussianBlur in=\"SourceAlpha\" stdDeviation=\"2\"/></filter>",
        "<g style=\"fill:light-dark(#fff,var(--ge-dark-color, #121212))\"/>",
    ] {
        assert_eq!(cleaned(inside), inside);
        assert_eq!(removed(inside), [""; 0]);
    }
}

#[test]
fn what_acts_goes_and_is_named() {
    for (inside, rest, what) in [
        ("<script>alert(1)</script>", "", "`<script>`"),
        ("<script href=\"//x/y.js\"/>", "", "`<script>`"),
        ("<h:script>alert(1)</h:script>", "", "`<script>`"),
        ("<h:iframe src=\"//x\"/>", "", "`<iframe>`"),
        ("<foreignObject><h:body onload=\"x\"/></foreignObject>", "", "`<foreignObject>`"),
        ("<g onclick=\"x\"/>", "<g/>", "`onclick`"),
        ("<g ONLOAD=\"x\"/>", "<g/>", "`ONLOAD`"),
        ("<a xlink:href=\"javascript:x\"><text>t</text></a>", "<text>t</text>", "a link"),
        ("<set attributeName=\"href\" to=\"javascript:x\"/>", "", "`<set>`"),
        ("<animate attributeName=\"href\" values=\"javascript:x\"/>", "", "`<animate>`"),
        ("<use href=\"//x/y.svg#a\"/>", "", "`<use>` of `//x/y.svg#a`"),
        (
            "<use xlink:href=\"data:image/svg+xml;base64,AA#a\"/>",
            "",
            "`<use>` of `data:image/svg+xml;base64,AA#a`",
        ),
        ("<image href=\"https://x/y.png\"/>", "", "`<image>` of `https://x/y.png`"),
        (
            "<image href=\"data:image/svg+xml;base64,AAAA\"/>",
            "",
            "`<image>` of `data:image/svg+xml;base64,AAAA`",
        ),
        ("<feImage href=\"y.png\"/>", "", "`<feImage>` of `y.png`"),
        ("<style>@import '//x/y.css';a{fill:red}</style>", "<style>a{fill:red}</style>", "`@import`"),
        (
            "<style>a{fill:url(//x)}b{fill:red}</style>",
            "<style>a{}b{fill:red}</style>",
            "an address in a style",
        ),
        ("<g style=\"fill:\\75rl(//x);stroke:red\"/>", "<g style=\"stroke:red\"/>", "an address in a style"),
        ("<g style=\"fill:image-set('//x' 1x)\"/>", "<g/>", "`image-set()` in a style"),
        ("<g fill=\"url(x.svg#a)\"/>", "<g/>", "`fill` of `<g>`"),
        ("<g style=\"--a:url(//x)\"/>", "<g/>", "an address in a style"),
        ("<handler>x</handler>", "", "`<handler>`"),
    ] {
        assert_eq!(cleaned(inside), rest, "{inside}");
        assert!(removed(inside).contains(&what.to_owned()), "{inside}: {:?}", removed(inside));
    }
}

#[test]
fn what_editors_note_goes_without_a_word() {
    let inside = "<metadata><r xmlns=\"rdf\"/></metadata><n xmlns=\"sodipodi\" pagecolor=\"#fff\"/><g data-id=\"1\"/>\
                  <!-- a --><g xml:base=\"//x\"/>";
    assert_eq!(cleaned(inside), "<g/><g/>");
    assert_eq!(removed(inside), [""; 0]);
}

#[test]
fn a_switch_shows_what_a_browser_can() {
    let drawio = "<switch><foreignObject><h:div>Box</h:div></foreignObject><text>Box</text></switch>\
                  <switch><g requiredFeatures=\"x\"/><a href=\"https://x\"><text>Text is not SVG</text></a></switch>";
    assert_eq!(cleaned(drawio), "<switch><text>Box</text></switch><switch><g/></switch>");
    assert_eq!(removed(drawio), [""; 0], "nothing of it is missed");
    let speaks = "<switch><text systemLanguage=\"de\">a</text><text>b</text></switch>";
    assert_eq!(cleaned(speaks), speaks);
    assert_eq!(removed("<switch><foreignObject/></switch>"), ["`<foreignObject>`"]);
}

#[test]
fn instructions_and_declarations_go() {
    let whole = format!(
        "\u{feff}<?xml version=\"1.0\" encoding=\"UTF-8\"?><?xml-stylesheet href=\"//x\"?><!DOCTYPE svg PUBLIC \
         \"-//W3C//DTD SVG 1.1//EN\" \"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd\" [<!ATTLIST svg onload CDATA \
         \"x\">]>{}",
        svg("<text>ü</text>")
    );
    let found = clean(whole.as_bytes()).unwrap();
    assert_eq!(found.svg, "<svg xmlns=\"http://www.w3.org/2000/svg\"><text>ü</text></svg>\n");
    assert_eq!(found.removed.into_iter().collect::<Vec<_>>(), ["`<?xml-stylesheet?>`"]);
}

#[test]
fn what_cannot_be_read_or_shown_is_refused() {
    let reason = |bytes: &[u8]| clean(bytes).unwrap_err().reason;
    let laughs = "<!DOCTYPE svg [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]>";
    assert_eq!(reason(format!("{laughs}{}", svg("<text>&b;</text>")).as_bytes()), "it declares entities");
    assert_eq!(reason(b"\xff\xfe<\0s\0"), "it is not valid UTF-8");
    let latin = format!("<?xml version='1.0' encoding = 'ISO-8859-1'?>{}", svg("<text>ü</text>"));
    assert_eq!(reason(latin.as_bytes()), "it declares an encoding other than UTF-8");
    assert!(reason(b"<svg><rect/></svg>").starts_with("its root is not an `svg` element"));
    assert!(reason(b"<html xmlns=\"http://www.w3.org/1999/xhtml\"/>").starts_with("its root"));
    assert!(clean(b"").is_err() && clean(b"<svg").is_err() && clean(b"PNG").is_err());
    let many = |text: &str, times: usize| text.repeat(times);
    assert!(
        reason(svg(&many("<g>", 100_000)).as_bytes()).contains("root node")
            || clean(svg(&many("<g>", 100_000)).as_bytes()).is_err()
    );
    let deep = svg(&format!("{}{}", many("<g>", 100_000), many("</g>", 100_000)));
    assert_eq!(reason(deep.as_bytes()), "its elements are nested more than 256 deep");
    assert!(reason(svg(&many("<g/>", 300_001)).as_bytes()).contains("nodes limit"));
    let attributes: String = (0..300).map(|n| format!(" a{n}=''")).collect();
    assert!(reason(svg(&format!("<g{attributes}/>")).as_bytes()).contains("more than 200 attributes"));
    let spaces: String = (0..6_000).map(|n| format!("<g xmlns:a{n}='x'/>")).collect();
    assert!(reason(svg(&spaces).as_bytes()).contains("namespaces"));
    assert_eq!(reason(&vec![b' '; (8 << 20) + 1]), "it is larger than 8 MiB");
}

#[test]
fn what_unfolds_without_end_is_refused() {
    let level = |n: usize| {
        let uses = format!("<use href=\"#l{}\"/>", n + 1).repeat(10);
        format!("<g id=\"l{n}\">{uses}</g>")
    };
    let bomb: String = (0..12).map(level).collect();
    let reason = |inside: &str| clean(svg(inside).as_bytes()).unwrap_err().reason;
    assert!(reason(&format!("{bomb}<rect id=\"l12\"/>")).contains("expands to more than"));
    let pattern = |n: usize| {
        let rects = format!("<rect fill=\"url(#p{})\"/>", n + 1).repeat(10);
        format!("<pattern id=\"p{n}\">{rects}</pattern>")
    };
    let patterns: String = (0..12).map(pattern).collect();
    assert!(reason(&patterns).contains("expands to more than"));
    assert_eq!(reason("<g id=\"a\"><use href=\"#a\"/></g>"), "a part of it uses itself");
    let chain: String = (0..5_000).map(|n| format!("<use id=\"u{n}\" href=\"#u{}\"/>", n + 1)).collect();
    assert!(reason(&chain).contains("nested more than"));
}

#[test]
fn a_style_with_a_character_that_xml_lacks_goes() {
    for inside in [
        "<style>@media print \u{7f} .a{fill:red}</style>",
        "<g style=\"fill: \u{85} red\"/>",
        "<style>a{fill:\\82 red}</style>",
    ] {
        let once = clean(svg(inside).as_bytes()).unwrap().svg;
        assert!(!once.contains("red"), "{once}");
        assert_eq!(clean(once.as_bytes()).unwrap().svg, once, "cleaned again");
    }
}

#[test]
fn nested_styles_do_not_exhaust_the_stack() {
    for piece in ["(", "[", "{", "calc(", "a{", "@media x{", "url(", "\"", "\\"] {
        let text = piece.repeat(100_000);
        let escaped = text.replace('"', "&quot;");
        only_draws(&clean(svg(&format!("<style>{text}</style>")).as_bytes()).unwrap().svg);
        only_draws(
            &clean(svg(&format!("<g style=\"fill:{escaped}\" fill=\"{escaped}\"/>")).as_bytes()).unwrap().svg,
        );
    }
}

/// Pieces of SVG and CSS, to be strung together.
const PIECES: &[&str] = &[
    "<g>",
    "</g>",
    "<g ",
    "/>",
    ">",
    "<a href=\"javascript:x\">",
    "</a>",
    "<script>",
    "</script>",
    "<style>",
    "</style>",
    "<text>",
    "</text>",
    " onload=\"x\"",
    " style=\"",
    "\"",
    "fill:url(#a);",
    "fill:url(//x)",
    "url(",
    ")",
    "\\75 rl(",
    "@import '//x';",
    "@media x{",
    "a{fill:red}",
    "{",
    "}",
    ";",
    ":",
    "/*",
    "*/",
    "\u{7f}",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<foreignObject>",
    "</foreignObject>",
    "<switch>",
    "</switch>",
    "<use href=\"#a\"/>",
    "<use xlink:href=\"//x#a\"/>",
    "<image href=\"data:image/png;base64,AA\"/>",
    "<image href=\"data:text/html,x\"/>",
    "<set to=\"x\"/>",
    "&lt;",
    "&amp;",
    "&#106;",
    "&quot;",
    " fill=\"",
    "ü",
    "\u{0}",
    "\n",
    "<h:p>",
    "</h:p>",
    "<?x y?>",
    "1.50e3",
    "-",
    "@",
    "#a",
    "--x:",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn cleaning_is_safe_and_settles(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..24)) {
        let soup = pieces.concat();
        for inside in [soup.clone(), format!("<style>{}</style>", soup.replace('<', "")),
                       format!("<g style=\"{}\"/>", soup.replace(['<', '"', '&'], ""))] {
            if let Ok(once) = clean(svg(&inside).as_bytes()) {
                only_draws(&once.svg);
                let twice = clean(once.svg.as_bytes()).unwrap();
                prop_assert_eq!(&twice.svg, &once.svg);
                prop_assert!(twice.removed.is_empty(), "{:?}", twice.removed);
            }
        }
    }

    #[test]
    fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = clean(&bytes);
    }
}
