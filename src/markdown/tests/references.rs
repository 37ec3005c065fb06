//! Reference links and footnotes without a definition, and definitions without a use.

use super::{findings, outline_of};

#[test]
fn brackets_that_name_no_definition() {
    for (text, expected) in [
        ("See [text][nowhere].", "[text][nowhere]"),
        ("[the text][] and more", "[the text][]"),
        ("![alt][nowhere]", "![alt][nowhere]"),
        ("- *[docs][1]*", "[docs][1]"),
        ("> [a b\n> c][d e]", "[a b\n> c][d e]"),
        ("note[^1].", "[^1]"),
        ("note.[^long-name] x", "[^long-name]"),
        ("注[^漢] x", "[^漢]"),
        ("note[^é] x", "[^é]"),
    ] {
        let found: Vec<String> = findings(text).into_iter().map(|(_, cited)| cited).collect();
        assert_eq!(found, [expected], "{text}");
    }
}

#[test]
fn brackets_that_are_something_else() {
    for text in [
        "[x] and [1] and [optional] and [!NOTE]",
        "- [ ] a\n- [x] b",
        "arr[0][1], foo[\"a\"][\"b\"], rate(metric[5m][1h]), m[i][j]",
        "[a-z][0-9] [0-9][a] [A-Za-z][x]",
        "[5m][1h] [0][1] [2026-01-01][12:00]",
        "[WARN][main] [main][ERROR] [warn][critical]",
        "[[_TOC_]]\n\ntext [[a]][b]",
        "`[a b][c]` <code>[a b][c]</code>",
        "\\[a b][c] and [a b] [c]",
        "[^a-z]+ [^/]* ([^x]) /[^x]/ [^x]+ [^0-9]",
        "[^→] [^\u{200e}] [^\u{2011}-] [^🔥]",
        "$x[ab][cd]$ .[ab][cd] =[ab][cd]",
        "[ab][cd]{1,2} [ab][cd]+ [ab][cd](x)",
        "string[] int[][]",
    ] {
        assert_eq!(findings(text), [], "{text}");
    }
}

#[test]
fn definitions_and_their_uses() {
    for (text, expected) in [
        ("[a]: b\n", &[("OL0314", "[a]")][..]),
        ("[a]\n\n[a]: b\n[A]: c\n", &[("OL0315", "[A]")]),
        ("> [a]\n>\n> [a]: b\n>\n> [a]: b\n", &[("OL0315", "[a]")]),
        ("[a]\n\n[a]: b\n\n```\n[a]: c\n```\n\ntext\n[a]: c\n\n<!--\n[a]: c\n-->\n", &[]),
        ("[//]: # (words)\n[//]: # (more)\n[comment]: <> (x)\n[comment]: <> (y)\n", &[]),
        ("[^a]\n\n[^a]: x\n\n[^A]: y\n\n[^b]: z\n", &[("OL0504", "[^A]"), ("OL0503", "[^b]")]),
        ("[^A]\n\n[^a]: x\n", &[]),
    ] {
        let found = findings(text);
        let found: Vec<_> = found.iter().map(|(code, cited)| (*code, cited.as_str())).collect();
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn targets_with_a_space() {
    let spaced = |text: &str| -> Vec<String> {
        let cited = |span: crate::text::Span| text[span.start..span.end].to_owned();
        outline_of(text).spaced.iter().map(|link| cited(link.target_span)).collect()
    };
    assert_eq!(spaced("[a](my file.md) and ![b]( x y.png \"t\" )"), ["my file.md", "x y.png"]);
    assert_eq!(spaced("[a](b (c) d.md)"), ["b (c) d.md"]);
    assert_eq!(
        spaced("[a](b.md) [a](<b c.md>) [a](b.md \"t u\") `[a](b c)` <code>[a](b c)</code> [a]()"),
        [""; 0]
    );
}
