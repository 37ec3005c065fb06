//! Diagrams: what is let through, and what is said of those that cannot be drawn.

use proptest::prelude::*;

use super::*;

/// A source of each kind that is drawn.
const SOURCES: [(&str, &str); 13] = [
    ("flowchart", "flowchart TD\n  A[Start] -->|go| B{Done?}\n  subgraph s [Sub]\n    B\n  end"),
    (
        "sequence",
        "sequenceDiagram\n  autonumber\n  A->>+B: hi\n  A-)B: later\n  A-xB: lost\n  loop daily\n    B-->>-A: ho\n  end\n  Note over A,B: both",
    ),
    ("state", "stateDiagram-v2\n  [*] --> On\n  On --> [*]: off"),
    ("class", "classDiagram\n  class A {\n    <<interface>>\n    +run() bool\n  }\n  A <|-- B"),
    ("entities", "erDiagram\n  A ||--o{ B : has\n  A {\n    string id PK\n  }"),
    ("gantt", "gantt\n  dateFormat YYYY-MM-DD\n  section S\n  Task :a, 2026-01-05, 3d"),
    ("pie", "pie\n  \"a\" : 1\n  \"b\" : 2"),
    ("git", "gitGraph\n  commit\n  branch b\n  commit"),
    ("timeline", "timeline\n  2026 : one : two"),
    ("mindmap", "mindmap\n  root\n    a\n    b"),
    ("journey", "journey\n  section S\n    Do: 3: Me"),
    ("quadrant", "quadrantChart\n  A: [0.2, 0.8]"),
    ("chart", "xychart-beta\n  x-axis [a, b]\n  bar [1, 2]"),
];

fn drawn(source: &str) -> String {
    match draw(source).as_ref() {
        Ok(drawing) => drawing.inside(1),
        Err(undrawn) => panic!("{source}: {}", undrawn.reason),
    }
}

#[test]
fn draws_each_kind_with_the_colours_of_the_site() {
    for (kind, source) in SOURCES {
        let drawing = draw(source);
        assert_eq!(drawing.as_ref().as_ref().map(|drawing| drawing.kind).ok(), Some(kind), "{source}");
        let svg = drawn(source);
        assert!(svg.contains("var(--"), "{kind}: {svg}");
        // What nobody chose a colour for would be black, whatever the ground.
        for own in ["\"#", "black", "#fe00", "#fd00", "style=", "<style", "class=", "foreignObject", "href"] {
            assert!(!svg.contains(own), "{kind} has {own}: {svg}");
        }
        let markers = svg.split("<marker").skip(1).map(|rest| rest.split("</marker>").next().unwrap());
        markers.for_each(|marker| assert!(marker.contains(" fill="), "{kind}: {marker}"));
    }
}

#[test]
fn labels_of_charts_are_neither_cut_nor_printed_over_each_other() {
    let long = "a label that is far longer than any picture has room for ".repeat(4);
    let year = format!(
        "gantt\n  dateFormat YYYY-MM-DD\n  section S\n  {long} :a, 2024-01-01, 360d\n  b :2024-12-20, 9d"
    );
    let drawing = make(&year).unwrap();
    assert!(drawing.width > 1_000.0, "{}", drawing.width);
    let months = drawing.inside.matches("2024-").count();
    assert!((3..=7).contains(&months), "{months}: {}", drawing.inside);
    let pie = make(&format!("pie\n  \"{long}\" : 1\n  \"b\" : 2")).unwrap();
    assert!(pie.width > 1_000.0, "{}", pie.width);
}

#[test]
fn what_is_not_known_is_left_out() {
    let svg = "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' viewBox='0 0 10 10' aria-roledescription='class'>\
        <style>rect{fill:url(http://x/y);stroke:red}</style>\
        <script>alert(1)</script><image href='http://x/'/><foreignObject><b>no</b></foreignObject>\
        <use href='#a'/><use href='http://x/#a'/><animate attributeName='x'/>\
        <a href='javascript:alert(1)'><rect id='a' onclick='x()' width='5' height='5' style='fill:red;background:url(x)'/></a>\
        <path d='M0 0&quot; onload=&quot;x' marker-end='url(http://x/#m)'/><text onload='x'>&lt;b&gt; &amp;</text></svg>";
    let drawing = svg::drawing(svg).unwrap();
    assert_eq!(
        drawing.inside,
        "<g><rect width=\"5\" height=\"5\" fill=\"#ff0000\" stroke=\"#ff0000\"/><path/><text>&lt;b&gt; &amp;</text></g>"
    );
}

#[test]
fn ids_are_those_of_the_page() {
    let source = SOURCES[0].1;
    let drawing = draw(source);
    let drawing = drawing.as_ref().as_ref().unwrap();
    let second = drawing.inside(2);
    assert!(second.contains("id=\"ol:diagram:2:1\"") && second.contains("url(#ol:diagram:2:1)"), "{second}");
    assert!(!second.contains(NUMBER) && !second.contains("ol:diagram:1:"), "{second}");
}

#[test]
fn an_author_s_colours_stay_and_can_be_read() {
    let svg = drawn("flowchart TD\n  A[Light] --> B[Dark]\n  style A fill:#9f9\n  style B fill:#006");
    for expected in ["fill=\"#99ff99\"", "fill=\"#111111\"", "fill=\"#000066\"", "fill=\"#ffffff\""] {
        assert!(svg.contains(expected), "{expected}: {svg}");
    }
    // A theme of its own would not be readable on every ground.
    let svg = drawn("%%{init: {'theme': 'forest', 'themeCSS': 'rect{fill:red}'}}%%\nflowchart TD\n  A --> B");
    assert!(!svg.contains("\"#"), "{svg}");
}

#[test]
fn says_why_and_where_it_cannot_be_drawn() {
    for (source, reason, line) in [
        ("flowchat TD\n A --> B", "its first line names an unknown diagram type", Some(0)),
        ("", "its first line names an unknown diagram type", Some(0)),
        ("flowchart TD\n  A --> B\n  A[x --> B", "unterminated node label (missing `]`)", Some(2)),
        ("C4Context\n  Person(a, \"b\")", "opslore cannot draw diagrams of type `c4`", Some(0)),
        ("flowchart TD\n", "it is empty", None),
    ] {
        let undrawn = draw(source);
        let undrawn = undrawn.as_ref().as_ref().expect_err(source);
        assert_eq!((undrawn.reason.as_str(), undrawn.line), (reason, line), "{source}");
    }
}

#[test]
fn a_page_has_so_many_and_no_more() {
    let mut drawings = Drawings::within(PATIENCE);
    let drawn = (0..MOST + 5).filter(|_| drawings.next(SOURCES[0].1).is_ok());
    assert_eq!(drawn.count(), MOST);
}

#[test]
fn what_would_take_long_is_not_begun() {
    let chain = |nodes: usize| -> String {
        let lines = (0..nodes).map(|nth| format!("a{nth}-->a{}\n", nth + 1));
        "flowchart TD\n".to_owned() + &lines.collect::<String>()
    };
    let refused = |drawings: &mut Drawings, source: &str| {
        drawings.next(source).as_ref().as_ref().err().map(|undrawn| undrawn.reason.clone())
    };
    let mut drawings = Drawings::within(PATIENCE);
    let crossed = format!("flowchart TD\n{0} --> {0}", vec!["a"; 2000].join(" & "));
    let begun = std::time::Instant::now();
    for source in [chain(3_000), crossed] {
        let reason = refused(&mut drawings, &source).unwrap();
        assert!(reason.contains("the limit is 800"), "{reason}");
    }
    assert!(begun.elapsed().as_secs() < 1, "all is counted before it is done");
    let reasons: Vec<_> =
        (0..10).map(|nth| refused(&mut drawings, &(chain(200) + &format!("b{nth}")))).collect();
    assert_eq!(reasons.iter().filter(|reason| reason.is_none()).count(), 4);
    assert_eq!(refused(&mut drawings, SOURCES[0].1), None, "a small one still has room");
}

#[test]
fn draws_the_same_every_time() {
    for (_, source) in SOURCES {
        let twice = [make(source), make(source)].map(|drawing| drawing.unwrap().inside(1));
        assert_eq!(twice[0], twice[1], "{source}");
    }
}

#[test]
fn hostile_sources_end_in_time() {
    let edges: String = (0..3000).map(|n| format!("a{n}-->a{}\n", n * 7 % 900)).collect();
    let nested: String = (0..2000).map(|n| format!("subgraph s{n}\n")).collect();
    let messages: String = (0..3000).map(|_| "A->>B: x\n").collect();
    let wide = format!("flowchart TD\nA[{}]", "w".repeat(40_000));
    let brackets = format!("flowchart TD\nA{}", "[(".repeat(20_000));
    let all: String = (0..60).flat_map(|a| (0..60).map(move |b| format!("n{a}-->n{b}\n"))).collect();
    let sources = [
        format!("flowchart TD\n{edges}"),
        format!("flowchart TD\n{nested}"),
        format!("stateDiagram-v2\n{}", "state a {\n".repeat(3000)),
        format!("sequenceDiagram\n{messages}"),
        format!("sequenceDiagram\n{}", "loop x\n".repeat(3000)),
        format!("mindmap\n{}", (0..600).map(|n| format!("{}x\n", " ".repeat(n % 80))).collect::<String>()),
        format!("flowchart LR\n{all}"),
        wide,
        brackets,
        "x".repeat(LONGEST + 1),
    ];
    for source in sources {
        let start = std::time::Instant::now();
        let _ = make(&source);
        assert!(start.elapsed().as_secs() < 20, "{:.40} took {:?}", source, start.elapsed());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever is in a source, what comes of it is XML of shapes and text without a script, a
    /// style or an address.
    #[test]
    fn nothing_gets_past(kind in 0..SOURCES.len(), at in 0..400_usize, text in "[ -~\n]{0,60}", raw in any::<String>()) {
        let source = SOURCES[kind].1;
        let at = source.floor_char_boundary(at.min(source.len()));
        for inserted in [text.as_str(), raw.as_str(), "<img src=x onerror=y>", "\"]; click A href \"javascript:x\""] {
            let Ok(drawing) = make(&format!("{}{inserted}{}", &source[..at], &source[at..])) else { continue };
            let svg = format!("<svg>{}</svg>", drawing.inside(1));
            let document = roxmltree::Document::parse(&svg).unwrap();
            for node in document.descendants().filter(roxmltree::Node::is_element) {
                let name = node.tag_name().name();
                prop_assert!(name == "defs" || svg::is_known(name), "{name} in {svg}");
                for attribute in node.attributes() {
                    let (name, value) = (attribute.name(), attribute.value());
                    prop_assert!(!name.starts_with("on") && !matches!(name, "style" | "href" | "class"), "{svg}");
                    prop_assert!(!value.contains("url(") || value.starts_with("url(#ol:diagram:1:"), "{svg}");
                }
            }
        }
    }
}

#[test]
fn with_very_many_diagrams_every_page_has_the_same_share() {
    let diagram = |things: usize| Diagram { source: "a\n".repeat(things), span: Span::default() };
    let shared = |pages: &[Vec<Diagram>]| share(pages.iter().map(Vec::as_slice));
    assert_eq!(shared(&[]), PATIENCE);
    assert_eq!(shared(&vec![vec![diagram(40); 3]; 1000]), PATIENCE);
    assert_eq!(shared(&vec![vec![diagram(5_000); 3]; 100]), PATIENCE_OF_SITE / 100);
    assert_eq!(shared(&vec![vec![diagram(800)]; 10_000]), LEAST_PATIENCE);
    let drawn = Drawings::within(LEAST_PATIENCE).next(&format!("flowchart TD\n{}", "a\n".repeat(100)));
    let undrawn = drawn.as_ref().as_ref().err().map(|undrawn| undrawn.reason.as_str());
    assert_eq!(
        undrawn,
        Some("it has about 101 nodes, lines and labels: the limit is 70 on a site with so many diagrams")
    );
}
