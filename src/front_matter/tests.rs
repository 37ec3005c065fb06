//! What an author sees for each mistake, and that nothing an attacker writes takes long or panics.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::*;
use crate::diagnostic::Severity;
use crate::path::SitePath;
use crate::text::LineIndex;

fn source(text: &str) -> Source {
    Source::new(SitePath::new("content/a.md").unwrap(), text)
}

/// Findings as `line:column code message`.
fn findings(text: &str) -> Vec<String> {
    let lines = LineIndex::new(text);
    let (_, findings) = read(&source(text));
    let place = |finding: &Finding| lines.position(finding.span.start);
    findings
        .iter()
        .map(|finding| {
            let place = place(finding);
            assert!(finding.help.is_some(), "no help: {}", finding.message);
            format!("{}:{} {} {}", place.line, place.column, finding.rule.code, finding.message)
        })
        .collect()
}

/// Keys and the source of their values.
fn entries(text: &str) -> Vec<(String, String)> {
    let (front_matter, _) = read(&source(text));
    let of =
        |entry: &Entry| (entry.key.clone(), text[entry.value.span.start..entry.value.span.end].to_owned());
    front_matter.entries.iter().map(of).collect()
}

/// `(the lines between the fences, where, message, the same without the mistake)`. Line 1 is `---`.
const MISTAKES: &[(&str, &str, &str, &str)] = &[
    ("title: Disk: full", "2:8", "contains `: ` and must be in quotes", "title: 'Disk: full'"),
    ("- a: b: c", "2:6", "contains `: `", "x: {a: 'b: c'}"),
    ("a:\n  - b: c: d", "3:8", "contains `: `", "a:\n  - b: 'c: d'"),
    ("é: ü: x", "2:4", "`ü: x` contains `: `", "é: 'ü: x'"),
    ("title:Disk full\nowner: x", "2:1", "a space is missing after the colon of `title`", "title: Disk full"),
    ("title:Disk full", "2:1", "a space is missing after the colon of `title`", "title: Disk full"),
    ("title: \"Disk", "2:8", "this quote is never closed", "title: \"Disk\""),
    ("title: 'Disk\nowner: it''s me", "2:8", "this quote is never closed", "title: 'Disk'\nowner: it's me"),
    ("title: \"Disk\nowner: \"x\"", "2:8", "this quote is never closed", "title: \"Disk\"\nowner: \"x\""),
    ("title: 'it's full'", "2:12", "text after the closing quote", "title: \"it's full\""),
    ("title: \"a\" b", "2:12", "text after the closing quote", "title: a b"),
    ("title: \"C:\\dir\"", "2:11", "`\\d` is not a valid escape inside double quotes", "title: 'C:\\dir'"),
    ("a:\n\tb: 1", "3:1", "a tab is used for indentation", "a:\n  b: 1"),
    ("a: 1\n\tb: 2", "3:1", "a tab is used for indentation", "a: 1\nb:\t2"),
    ("a: x\n  b: y", "3:3", "`b` is indented deeper than the field above it", "a: x\nb: y"),
    (
        "a:\n    b: 1\n  c: 2",
        "4:3",
        "the indentation of this line matches no line above it",
        "a:\n  b: 1\n  c: 2",
    ),
    ("a:\n  - b\n - c", "4:2", "this list item belongs to no field", "a:\n  - b\n  - c"),
    ("a: b\n- c", "3:1", "this list item belongs to no field", "a:\n- c"),
    ("a: - b", "2:4", "a list cannot begin on the same line as its field", "a:\n  - b"),
    ("a: @b", "2:4", "begins with `@`", "a: '@b'"),
    ("a: `b`", "2:4", "begins with a backtick", "a: '`b`'"),
    ("a: %b", "2:4", "begins with `%`", "a: b%"),
    ("a: > b", "2:4", "begins with `>`", "a: >\n  b"),
    ("a: ? b", "2:4", "begins with `?`", "a: b?"),
    ("a: [b] c", "2:4", "begins with `[`", "a: b [c]"),
    ("a: {{ b }}", "2:4", "begins with `{{`", "a: '{{ b }}'"),
    ("a: {{b}}/c", "2:4", "begins with `{{`", "a: b/{{c}}"),
    ("a: *bold*", "2:4", "`*bold*` is a YAML alias", "a: '*bold*'"),
    ("a: &b c", "2:4", "`&b` is a YAML anchor", "a: b & c"),
    ("a: !important", "2:4", "`!important` is a YAML tag", "a: important!"),
    ("a: !!str 1", "2:4", "`!!str` is a YAML tag", "a: '1'"),
    ("<<: b", "2:1", "merge keys", "'<<': b"),
    ("1: b", "2:1", "`1` is a number", "'1': b"),
    ("true: b", "2:1", "`true` is a truth value", "'true': b\nno: c"),
    ("? [a]\n: b", "2:3", "not a list or a mapping", "? a\n: b"),
    (": b", "2:1", "a field without a name", "a: b"),
    ("a: 1\nb: 2\na: 3", "4:1", "`a` is given twice", "a: 1\nb: {a: 3}"),
    ("a:\n  b: 1\n  b: 2", "4:3", "`b` is given twice", "a:\n  b: 1\n  c: 2"),
    ("a: [b, c\nd: e", "2:4", "the bracket `[` is never closed", "a: [b, c]\nd: e"),
    ("a: {b: c", "2:4", "the bracket `{` is never closed", "a: {b: c}"),
    ("a: [b]]\nc: d", "2:7", "`]` has no matching bracket", "a: [[b]]\nc: d"),
    (
        "a: 1\nlost words\nb: 2",
        "3:1",
        "`lost words` is neither a field nor part of a value",
        "a: 1\n  kept words\nb: 2",
    ),
    ("a: 1\n--- b", "3:1", "a second YAML document", "a: 1\nb: --- b"),
    ("%YAML 1.2", "2:1", "begins with `%`", "a: '%YAML 1.2'"),
    ("- a\n- b", "2:1", "not a list", "a: [a, b]"),
    ("only text", "2:1", "not text", "only: text"),
    (" title: A\nowner: x", "3:1", "matches no line above it", "title: A\nowner: x"),
    ("owner: [@a, b]", "2:9", "an item that begins with `@` must be in quotes", "owner: [\"@a\", b]"),
    ("`a`: b", "2:1", "the name of a field that begins with a backtick", "\"`a`\": b"),
    ("%a: b", "2:1", "the name of a field that begins with `%`", "\"%a\": b"),
    ("a: b\u{1}c", "2:5", "the character U+0001 is not allowed here", "a: bc"),
    ("a: b\u{0}c", "2:5", "is not allowed here", "a: bc"),
    ("a: #on-call", "2:4", "reads `#on-call` as a comment, so `a` is empty", "a: # on call"),
];

#[test]
fn every_mistake_is_named_at_its_place() {
    for (bad, place, message, good) in MISTAKES {
        let text = format!("---\n{bad}\n---\nBody\n");
        let found = findings(&text);
        let [only] = found.as_slice() else { panic!("{bad:?} gave {found:#?}") };
        assert!(only.starts_with(&format!("{place} OL0100 ")), "{bad:?} gave {only}");
        assert!(only.contains(message), "{bad:?} gave {only}");
        let text = format!("---\n{good}\n---\nBody\n");
        assert_eq!(findings(&text), Vec::<String>::new(), "{good:?}");
    }
}

#[test]
fn places_hold_with_a_byte_order_mark_and_carriage_returns() {
    for (bad, place, message, _) in MISTAKES.iter().filter(|(bad, ..)| !bad.contains('\u{0}')) {
        let text = format!("\u{feff}---\n{bad}\n---\nBody\n").replace('\n', "\r\n");
        let found = findings(&text);
        assert_eq!(found.len(), 1, "{text:?} gave {found:#?}");
        assert!(found[0].starts_with(place) && found[0].contains(message), "{text:?} gave {found:#?}");
    }
}

#[test]
fn fences_that_do_not_match_are_named() {
    for (text, place, message) in [
        ("---\ntitle: A\n\nBody\n", "1:1", "begins here with `---` and never ends"),
        ("\n---\ntitle: A\n", "2:1", "never ends"),
        ("+++\ntitle = 'A'\n+++\nBody", "1:1", "this front matter is TOML"),
        ("+++\ntitle = 'A'\nBody", "1:1", "begins here with `+++` and never ends"),
    ] {
        let found = findings(text);
        assert!(found.len() == 1 && found[0].starts_with(place) && found[0].contains(message), "{found:#?}");
    }
    for text in [
        "",
        "Body",
        "---\n---\n",
        "---\n# only a comment\n---\n",
        "---\n\nProse\n\n---\n",
        "---\n",
        "\u{feff}---\n---",
    ] {
        assert_eq!(findings(text), Vec::<String>::new(), "{text:?}");
    }
}

#[test]
fn the_body_begins_behind_the_closing_fence() {
    for (text, body, first_line) in [
        ("Body", "Body", "Body"),
        ("\u{feff}Body", "Body", "Body"),
        ("---\na: 1\n---\nBody", "Body", "---"),
        ("\n---\r\na: 1\r\n...\r\nBody", "Body", "---"),
        ("+++\na = 1\n+++\nBody", "Body", "+++"),
        ("---\na: 1\nBody", "---\na: 1\nBody", "---"),
        ("", "", ""),
    ] {
        let (front_matter, _) = read(&source(text));
        assert_eq!(&text[front_matter.body..], body, "{text:?}");
        let line = front_matter.first_line(text);
        assert_eq!(&text[line.start..line.end], first_line, "{text:?}");
    }
}

#[test]
fn spans_cover_what_was_written() {
    let text = "---\nplain: two words # comment\n\"quoted key\": 'it''s'\nblank:\ntilde: ~\nlist: [a, \"b\"]\n\
                block:\n  - x\n  - y: 1\n    z: 2\n\n# comment\nliteral: |\n  one\n\n  two\n\nend: 1.10\n---\n";
    let expected = [
        ("plain", "two words"),
        ("quoted key", "'it''s'"),
        ("blank", ""),
        ("tilde", "~"),
        ("list", "[a, \"b\"]"),
        ("block", "- x\n  - y: 1\n    z: 2"),
        ("literal", "one\n\n  two"),
        ("end", "1.10"),
    ];
    let found = entries(text);
    assert_eq!(found, expected.map(|(key, value)| (key.to_owned(), value.to_owned())));
    let (front_matter, _) = read(&source(text));
    let key = front_matter.entry("quoted key").unwrap().key_span;
    assert_eq!(&text[key.start..key.end], "\"quoted key\"");
    let blank = front_matter.entry("blank").unwrap();
    assert!(blank.value.is_blank() && text[..blank.value.span.start].ends_with("blank:"));
}

#[test]
fn scalars_stay_as_they_were_typed() {
    for (typed, text, plain) in [
        ("1.10", "1.10", true),
        ("no", "no", true),
        ("2025-04-08", "2025-04-08", true),
        ("1234567e8", "1234567e8", true),
        ("0x1F", "0x1F", true),
        ("12:30:00", "12:30:00", true),
        ("'~'", "~", false),
        ("\"a\\tb\"", "a\tb", false),
        ("a # b", "a", true),
        ("a#b", "a#b", true),
        ("http://a/b?c=d#e", "http://a/b?c=d#e", true),
        ("|\n  a\n  b", "a\nb\n", false),
        (">-\n  a\n  b", "a b", false),
        ("a\n  b", "a b", true),
    ] {
        let text_of_page = format!("---\na: {typed}\n---\n");
        let (front_matter, findings) = read(&source(&text_of_page));
        assert_eq!(findings, [], "{typed:?}");
        let expected = Value::Scalar(Scalar { text: text.to_owned(), plain });
        assert_eq!(front_matter.get("a").map(|node| &node.value), Some(&expected), "{typed:?}");
    }
}

#[test]
fn a_mistake_costs_its_own_entry_only() {
    let text = "---\na: 1\nb: x: y\nc: 3\nd: [1, 2\ne:\n  - f\n   g: 1\nh: 8\n---\nBody";
    let keys: Vec<String> = entries(text).into_iter().map(|(key, _)| key).collect();
    assert_eq!(keys, ["a", "c", "h"]);
    assert_eq!(findings(text).len(), 3, "all at once");
    let (front_matter, _) = read(&source(text));
    assert!(front_matter.broken, "nothing is to be concluded from what is missing");
    let (front_matter, _) = read(&source("---\na: 1\na: 2\n---\n"));
    assert!(!front_matter.broken);
    assert_eq!(front_matter.get("a").and_then(Node::as_str), Some("1"));
}

#[test]
fn duplicates_point_at_both_places() {
    let text = "---\na: 1\nb: 2\na: 3\n---\n";
    let (_, findings) = read(&source(text));
    let label = &findings[0].labels[0];
    assert_eq!((label.span.start, label.message.as_str()), (4, "first given here"));
}

#[test]
fn a_value_lost_to_a_comment_is_a_warning() {
    let (_, findings) = read(&source("---\nescalation: #storage\n---\n"));
    assert_eq!(findings[0].severity, Severity::Warning);
    assert!(findings[0].help.as_deref().unwrap().contains("`escalation: \"#storage\"`"));
}

#[test]
fn help_shows_the_line_as_it_should_be() {
    for (bad, help) in [
        ("title: Disk: full", "write `title: \"Disk: full\"`"),
        ("a: @b", "write `a: \"@b\"`"),
        ("a: say \"x: y\"", "write `a: 'say \"x: y\"'`"),
        ("title: 'it's'", "`title: \"it's\"`"),
        ("title:Disk", "write `title: Disk`"),
    ] {
        let (_, findings) = read(&source(&format!("---\n{bad}\n---\n")));
        assert!(findings[0].help.as_deref().unwrap().contains(help), "{bad}: {:?}", findings[0].help);
    }
}

/// What blows up other parsers: brackets by the thousand, aliases of aliases, endless restarts.
#[test]
fn what_has_one_right_answer_is_mended() {
    for (text, mended) in [
        ("---\ntitle: Disk: full\r\n---\n", "---\ntitle: \"Disk: full\"\r\n---\n"),
        ("---\nowner: @team\n---\n", "---\nowner: \"@team\"\n---\n"),
        ("---\nx: {{ a }}\n---\n", "---\nx: \"{{ a }}\"\n---\n"),
        ("---\ntitle:Disk\n---\n", "---\ntitle: Disk\n---\n"),
        ("---\ntitle: A\ntags:\n- b\n\nText.\n", "---\ntitle: A\ntags:\n- b\n---\n\nText.\n"),
        ("---\r\ntitle: A\r\n# Heading\r\n", "---\r\ntitle: A\r\n---\r\n# Heading\r\n"),
        ("---\ntitle: A", "---\ntitle: A\n---\n"),
        ("---\ntitle: Disk #2\r\n---\n", "---\ntitle: \"Disk #2\"\r\n---\n"),
        ("---\ntags:\n  - Disk #2\n---\n", "---\ntags:\n  - \"Disk #2\"\n---\n"),
        ("---\ntitle: A\n----\n\nText.\n", "---\ntitle: A\n---\n\nText.\n"),
        ("---\r\ntitle: A\r\n--\r\nText.\r\n", "---\r\ntitle: A\r\n---\r\nText.\r\n"),
        ("---\na: 1\n...\nb: 2\nc: 3\n---\n", "---\na: 1\nb: 2\nc: 3\n---\n"),
        ("---\ntitle: A\n\nText.\n\n---\n\nMore.\n", "---\ntitle: A\n---\n\nText.\n\n---\n\nMore.\n"),
    ] {
        let fixes =
            |text: &str| read(&source(text)).1.into_iter().map(|finding| finding.fix).collect::<Vec<_>>();
        let (once, made) = crate::diagnostic::fix::apply(text, fixes(text).iter().flatten());
        assert_eq!((once.as_str(), made), (mended, 1));
        assert_eq!(read(&source(&once)).1, [], "{once}");
    }
    for text in [
        "---\ntitle: a: b # which of the two?\n---\n",
        "---\nx: [a] b\n---\n",
        "---\nx: *a\n---\n",
        "---\ntitle: A\nText.\n\nMore.\n",
    ] {
        let findings = read(&source(text)).1;
        assert!(!findings.is_empty() && findings.iter().all(|finding| finding.fix.is_none()), "{text}");
    }
}

#[test]
fn hostile_front_matter_is_refused_in_no_time() {
    let full = |piece: &str| piece.repeat(60_000 / piece.len());
    let mut pages = vec!["[".repeat(100_000), "a: [".repeat(100_000)];
    for piece in [
        "[",
        "{",
        "a: [",
        "{a: ",
        "- ",
        "? ",
        "a: \n ",
        "\"",
        ": ",
        "&a ",
        "*a ",
        "!a ",
        "k: \"\n",
        "k: [\n",
        "a: b: c\n",
        "a:\n",
        "{a,",
        "[]",
        "- - ",
        "a: *b\n",
        "*b, ",
        "{[a]: b, ",
        "{1: b, ",
        "k, ",
        "!t x, ",
        "a: 1, ",
        "a: |\n",
        "\t",
        "#",
        "\r",
    ] {
        pages.push(full(piece));
        pages.push(format!("a: [{}", full(piece)));
    }
    pages.push("a: &a [x,x,x,x]\nb: &b [*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b]\n".repeat(50));
    pages.push((0..300).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect());
    for page in pages {
        let text = format!("---\n{page}\n---\nBody");
        let begin = Instant::now();
        let (front_matter, findings) = read(&source(&text));
        // Unoptimised and next to other tests; a release build needs a few milliseconds.
        assert!(begin.elapsed() < Duration::from_secs(2), "{:?}", &text[..30]);
        assert!(findings.len() <= yaml::MAX_PROBLEMS + 20);
        assert_eq!(&text[front_matter.body..], "Body");
    }
}

#[test]
fn depth_and_size_are_capped() {
    let nested = |depth: usize| format!("---\na: {}{}\n---\n", "[".repeat(depth), "]".repeat(depth));
    assert_eq!(findings(&nested(63)), Vec::<String>::new());
    assert!(findings(&nested(64))[0].contains("nested deeper than 64 levels"));
    let long = |length: usize| format!("---\na: {}\n---\n", "x".repeat(length));
    assert_eq!(findings(&long(64 * 1024 - 4)), Vec::<String>::new());
    assert!(findings(&long(64 * 1024))[0].starts_with("1:1 OL0100 the front matter is larger than 64 KiB"));
}

/// Every span lies within the file, on character boundaries, and children within their parents.
fn check_spans(text: &str, node: &Node) {
    assert!(text.get(node.span.start..node.span.end).is_some(), "{text:?}");
    match &node.value {
        Value::Scalar(_) => {}
        Value::List(items) => items.iter().for_each(|item| check_spans(text, item)),
        Value::Map(entries) => {
            for entry in entries {
                assert!(text.get(entry.key_span.start..entry.key_span.end).is_some(), "{text:?}");
                check_spans(text, &entry.value);
            }
        }
    }
}

fn check_any(text: &str) {
    let (front_matter, findings) = read(&source(text));
    assert!(text.get(front_matter.body..).is_some());
    let first_line = front_matter.first_line(text);
    assert!(text.get(first_line.start..first_line.end).is_some());
    for entry in &front_matter.entries {
        check_spans(text, &entry.value);
    }
    for finding in findings {
        assert!(text.get(finding.span.start..finding.span.end).is_some(), "{text:?}: {finding:?}");
        assert!(!finding.message.is_empty() && !finding.message.ends_with('.'), "{finding:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_text_makes_it_panic(text in "\\PC*") {
        check_any(&text);
        check_any(&format!("---\n{text}\n---\n"));
    }

    #[test]
    fn no_yaml_makes_it_panic(
        pieces in prop::collection::vec(prop::sample::select(vec![
            "a", "key", ": ", ":", "- ", "? ", "\n", "\n  ", "\n    ", "\r\n", "\t", " ", "[", "]", "{", "}", ",", "\"",
            "'", "|", ">", "&x", "*x", "!t", "!!str ", "#", " # c", "---", "\n---\n", "\n...\n", "%", "@", "`", "\\", "\\x",
            "<<", "1", "~", "é", "\u{feff}", "\u{0}", "\u{85}", "\u{2028}", "😀", "+++", "\n+++\n", "=", "{{", "}}", "a: b\n",
        ]), 0..40),
        opening in prop::sample::select(vec!["", "---\n", "\u{feff}---\r\n", "+++\n", "\n\n---\n"]),
        closing in prop::sample::select(vec!["", "\n---\n", "\n...\nBody"]),
    ) {
        check_any(&format!("{opening}{}{closing}", pieces.concat()));
    }
}
