//! Mistakes with one right answer, fixed.

use proptest::prelude::*;

use super::*;
use crate::diagnostic::fix;

const THING: &str = r##"{
  "title": "Thing",
  "x-opslore": {"collection": {"title": "Things", "folder": "things"}, "unknown_keys": "error"},
  "properties": {
    "kind": {"enum": ["big", "small", "Big deal"]},
    "level": {"enum": [1, 2]},
    "number_or_none": {"anyOf": [{"type": "integer"}, {"enum": ["None"]}]},
    "replaces": {"type": "array", "items": {"type": "string"}, "uniqueItems": true},
    "advised": {"type": ["string", "array"], "items": {"type": "string"},
      "allOf": [{"type": "array", "x-opslore": {"severity": "warning"}}]},
    "short": {"type": "array", "items": {"type": "string", "maxLength": 3}},
    "count": {"type": "integer", "maximum": 9},
    "done": {"type": "boolean"},
    "day": {"type": "string", "format": "date"},
    "moment": {"type": "string", "format": "date-or-date-time"},
    "stable_at": {"type": "string"},
    "closed": {"type": "object", "additionalProperties": false, "properties": {"due_on": {"type": "string"}}}
  }
}"##;

fn thing() -> Arc<Schema> {
    let (schemas, findings) = load(&[("schemas/thing.schema.json", THING)]);
    assert_eq!(findings, []);
    Arc::clone(schemas.get("thing").unwrap())
}

/// The text with every fix of a schema's finding made, what is found in it before and after.
fn mend(schema: &Schema, text: &str) -> (String, Vec<Finding>, Vec<Finding>) {
    let find = |text: &str| {
        let source = Source::new(path("content/a.md"), text);
        let (front_matter, mut findings) = read(&source);
        findings.extend(schema.validate(&source, &front_matter).1);
        findings
    };
    let before = find(text);
    let mended = fix::apply(text, before.iter().filter_map(own_fix)).0;
    let after = find(&mended);
    (mended, before, after)
}

/// What is no YAML is fixed elsewhere.
fn own_fix(finding: &Finding) -> Option<&fix::Fix> {
    finding.fix.as_ref().filter(|_| finding.rule == &crate::diagnostic::rules::FRONT_MATTER_SCHEMA)
}

/// Front matter before and after; the same twice means that there is no one right answer.
const PAIRS: &[(&str, &str)] = &[
    // One value for a list
    ("replaces: a.md", "replaces: [a.md]"),
    ("replaces: a.md  # the old one", "replaces: [a.md]  # the old one"),
    ("replaces: 'a, b' ", "replaces: 'a, b' "),
    ("replaces: \"a: b\"", "replaces: [\"a: b\"]"),
    ("replaces: a, b", "replaces: a, b"),
    ("replaces: ''", "replaces: ''"),
    ("replaces: |\n  a", "replaces: |\n  a"),
    ("advised: a", "advised: [a]"),
    ("short: abcd", "short: abcd"),
    // Letter case of options
    ("kind: Big", "kind: big"),
    ("kind: \"SMALL\" # x", "kind: \"small\" # x"),
    ("kind: 'big DEAL'", "kind: 'Big deal'"),
    ("kind: smal", "kind: smal"),
    ("kind: [Big]", "kind: [Big]"),
    ("number_or_none: none", "number_or_none: None"),
    // Quotes around what is no text
    ("count: '5'", "count: 5"),
    ("count: \"12\"", "count: \"12\""),
    ("level: \"2\"", "level: 2"),
    ("level: \"3\"", "level: \"3\""),
    ("done: \"true\"", "done: true"),
    ("done: yes", "done: true"),
    ("done: Off", "done: false"),
    ("done: 1", "done: 1"),
    ("done: maybe", "done: maybe"),
    // Dates
    ("day: 2025-4-8", "day: 2025-04-08"),
    ("day: 2025/04/08 # x", "day: 2025-04-08 # x"),
    ("day: '8 April 2025'", "day: '2025-04-08'"),
    ("day: 31.12.2025", "day: 2025-12-31"),
    ("day: 04/05/2025", "day: 04/05/2025"),
    ("day: 4.5.2025", "day: 4.5.2025"),
    ("day: 2025-02-30", "day: 2025-02-30"),
    ("day: 2025-04-08 10:00", "day: 2025-04-08 10:00"),
    ("moment: 2025/4/8 10:00 UTC", "moment: 2025-04-08T10:00Z"),
    // Names
    ("Kind: big", "kind: big"),
    ("stable-at: x", "stable_at: x"),
    ("\"stableAt\": x", "\"stable_at\": x"),
    ("stabel_at: x", "stabel_at: x"),
    ("Kind: big\nkind: small", "Kind: big\nkind: small"),
    ("Kind: big\nKIND: small", "Kind: big\nKIND: small"),
    ("closed: {dueOn: x}", "closed: {due_on: x}"),
    ("closed:\n  Due-On: x", "closed:\n  due_on: x"),
    // Listed twice
    ("replaces: [a, b, a]", "replaces: [a, b]"),
    ("replaces: [a, a , a, b]", "replaces: [a, b]"),
    ("replaces:\n  - a\n  - b\n  - 'a'\n  - b\n  - c", "replaces:\n  - a\n  - b\n  - c"),
    ("replaces:\n  - a\n  - a # again", "replaces:\n  - a\n  - a # again"),
    ("replaces: [a, # one\n  a]", "replaces: [a, # one\n  a]"),
    // Several at once
    (
        "kind: BIG\nreplaces: x\nday: 2025-4-8\ndone: 'false'",
        "kind: big\nreplaces: [x]\nday: 2025-04-08\ndone: false",
    ),
];

#[test]
fn what_has_one_right_answer_is_mended_and_the_rest_stays() {
    let schema = thing();
    let mut wrong = Vec::new();
    for (before, expected) in PAIRS {
        for (start, end) in [("---\n", "\n"), ("\u{feff}---\r\n", "\r\n")] {
            let page = |inner: &str| format!("{start}{}{end}---{end}Text{end}", inner.replace('\n', end));
            let (mended, found, left) = mend(&schema, &page(before));
            if mended != page(expected) || (before != expected && !left.is_empty()) || found.is_empty() {
                wrong.push(format!("{before:?} became {mended:?}, which leaves {left:#?}"));
            }
            if mend(&schema, &mended).0 != mended {
                wrong.push(format!("{before:?} is not fixed at once"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn line() -> impl Strategy<Value = String> {
    let value = prop_oneof![
        Just("Big"),
        Just("'SMALL'"),
        Just("a"),
        Just("[a, b, a]"),
        Just("\"5\""),
        Just("yes"),
        Just("2025-4-8"),
        Just("'8 April 2025'"),
        Just("[A, a, 'a']"),
        Just("\n  - x\n  - x"),
        Just("{dueOn: 3, due_on: 4}"),
        Just("no # c"),
        Just("None"),
        Just("\"2\""),
        Just("10"),
        Just(""),
        Just("~"),
        Just("3.5.2025"),
        Just("x: y"),
        Just("[5"),
    ];
    let name = prop_oneof![
        Just("kind"),
        Just("Kind"),
        Just("replaces"),
        Just("REPLACES"),
        Just("advised"),
        Just("short"),
        Just("count"),
        Just("done"),
        Just("day"),
        Just("moment"),
        Just("stableAt"),
        Just("stable_at"),
        Just("closed"),
        Just("level"),
        Just("number-or-none"),
        Just("number_or_none"),
        Just("\"Done\""),
    ];
    (name, value).prop_map(|(name, value)| format!("{name}: {value}\n"))
}

#[test]
fn a_field_is_not_renamed_beside_lines_that_cannot_be_read() {
    let (mended, ..) = mend(&thing(), "---\nKind: \nkind: x: y\nKind: x: y\n---\n");
    assert!(mended.starts_with("---\nKind: \n"), "{mended}");
}

proptest! {
    #[test]
    fn mending_adds_no_mistake_and_is_done_at_once(lines in prop::collection::vec(line(), 1..7)) {
        let schema = thing();
        let text = format!("---\n{}---\n", lines.concat());
        let (mended, before, after) = mend(&schema, &text);
        let messages: Vec<&String> = before.iter().map(|finding| &finding.message).collect();
        for finding in &after {
            prop_assert!(messages.contains(&&finding.message), "{text}\n{mended}\n{finding:?}");
        }
        let fixes = before.iter().filter_map(own_fix).count();
        prop_assert!(after.len() + fixes.min(1) <= before.len(), "{text}\n{mended}");
        prop_assert!(after.iter().all(|finding| own_fix(finding).is_none()), "{text}\n{mended}\n{after:?}");
    }
}
