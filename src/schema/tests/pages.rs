//! Mistakes in pages, each next to a clean twin.

use std::sync::LazyLock;

use proptest::prelude::*;
use serde_json::json;

use super::*;

/// A type with something of everything.
const THING: &str = r##"{
  "title": "Thing",
  "type": "object",
  "x-opslore": {"collection": {"title": "Things", "folder": "things"}, "unknown_keys": "error"},
  "required": ["kind"],
  "properties": {
    "kind": {"enum": ["big", "small"], "description": "How large it is."},
    "name": {"type": "string", "description": "What people call it.", "minLength": 2, "maxLength": 5},
    "code": {"type": "string", "pattern": "^[A-Z]+$", "x-opslore": {"pattern_hint": "Capital letters only."}},
    "names": {"type": "array", "items": {"type": "string"}, "uniqueItems": true, "minItems": 1, "maxItems": 3},
    "names_or_one": {"type": ["string", "array"], "items": {"type": "string"}},
    "count": {"type": "integer", "minimum": 1, "exclusiveMaximum": 10},
    "share": {"type": "number", "maximum": 1, "multipleOf": 0.25},
    "done": {"type": "boolean"},
    "day": {"type": "string", "format": "date"},
    "time": {"type": "string", "format": "date-time", "x-opslore": {"after": "day"}},
    "every": {"type": "string", "format": "period"},
    "url": {"type": "string", "format": "uri"},
    "mail": {"type": "string", "format": "email"},
    "size": {"type": "object", "required": ["unit"], "additionalProperties": false, "minProperties": 1,
      "properties": {"unit": {"type": "string"}, "value": {"type": "number"}}},
    "parts": {"type": "array", "items": {"$ref": "#/$defs/part"}},
    "either": {"anyOf": [{"type": "boolean"}, {"type": "object", "required": ["a"], "properties": {"a": {"type": "integer"}}}]},
    "choice": {"oneOf": [{"const": "one"}, {"enum": ["two", "three"]}]},
    "fixed": {"const": "always"},
    "never": false,
    "owner": {"type": "string"},
    "phone": {"type": "string"},
    "many": {"enum": ["a1", "a2", "a3", "a4", "a5", "a6", "a7", "a8", "apple"]},
    "labels": {"type": "object", "propertyNames": {"pattern": "^[a-z]+$"}, "additionalProperties": {"type": "integer"}}
  },
  "dependentRequired": {"phone": ["owner"]},
  "allOf": [{"if": {"properties": {"kind": {"const": "big"}}, "required": ["kind"]}, "then": {"required": ["size"]},
    "else": {"properties": {"size": false}}}],
  "$defs": {"part": {"type": "object", "required": ["name"], "properties": {
    "name": {"type": "string"}, "from": {"type": "string", "format": "date"},
    "to": {"type": "string", "format": "date", "x-opslore": {"after": "from"}},
    "parts": {"type": "array", "items": {"$ref": "#/$defs/part"}}}}}
}"##;

static THINGS: LazyLock<Schemas> = LazyLock::new(|| load(&[("schemas/thing.schema.json", THING)]).0);

fn thing() -> Arc<Schema> {
    let (schemas, findings) = load(&[("schemas/thing.schema.json", THING)]);
    assert_eq!(findings, []);
    Arc::clone(schemas.get("thing").unwrap())
}

/// `(front matter, where, what, a part of the help, the same without the mistake)`. Line 1 is `---`
/// and line 2 is `kind: small`, unless the case gives its own `kind`.
const MISTAKES: &[(&str, &str, &str, &str, &str)] = &[
    // Missing and blank
    ("kind:", "2:1", "`kind` has no value but is required", "`big` or `small`", "kind: small"),
    ("kind: ''", "2:7", "`kind` is ``; it must be one of `big` or `small`", "", "kind: small"),
    ("parts:\n  - from: 2025-01-01", "4:5", "the field `name` is missing", "name:", "parts:\n  - name: x"),
    ("parts:\n  - name:", "4:5", "`name` has no value", "", "parts:\n  - ~\n  - name: x"),
    (
        "phone: '1'",
        "1:1",
        "the field `owner` is missing; it is required because `phone` is given",
        "",
        "owner: me",
    ),
    (
        "kind: big",
        "1:1",
        "`size` is missing; it is required because `kind` is `big`",
        "",
        "kind: big\nsize: {unit: m}",
    ),
    ("size: {unit: m}", "3:1", "`size` must not be set because `kind` is not `big`", "remove it", "size:"),
    ("never: x", "3:1", "`never` must not be set", "remove it", "never:"),
    // Unknown
    ("nmae: abc", "3:1", "`nmae` is not a field of the type Thing", "did you mean `name`", "name: abc"),
    ("zzz: 1", "3:1", "`zzz` is not a field", "schemas/thing.schema.json", "# zzz: 1"),
    (
        "kind: big\nsize: {unit: m, vlaue: 1}",
        "3:17",
        "`vlaue` is not a field that is allowed here",
        "did you mean `value`",
        "kind: big\nsize: {unit: m, value: 1}",
    ),
    (
        "parts:\n  - name: a\n    form: 2025-01-01",
        "5:5",
        "`form` is not a field that is allowed here",
        "did you mean `from`",
        "parts:\n  - name: a\n    from: 2025-01-01",
    ),
    ("labels: {A: 1}", "3:10", "the name `A` is not allowed here", "", "labels: {a: 1}"),
    // Options
    ("kind: Small", "2:7", "`kind` is `Small`; use `small`", "write `kind: small`", "kind: small"),
    ("kind: smal", "2:7", "it must be one of `big` or `small`", "did you mean `small`?", "kind: small"),
    ("kind: [small]", "2:7", "`kind` must be one of `big` or `small`, not a list", "", "kind: small"),
    ("many: appel", "3:7", "which is not one of its 9 options", "did you mean `apple`?", "many: apple"),
    ("fixed: never", "3:8", "it must be `always`", "write `fixed: always`", "fixed: always"),
    (
        "choice: four",
        "3:9",
        "`choice` is `four`; it must be one of `one`, `two` or `three`",
        "",
        "choice: three",
    ),
    // Types
    (
        "names: abc",
        "3:8",
        "`names` must be a list, not the text `abc`",
        "write `names: [abc]`",
        "names: [abc]",
    ),
    ("names: {a: b}", "3:8", "`names` must be a list, not a mapping of fields", "`- `", "names: [a]"),
    ("names: [[a]]", "3:9", "item 1 of `names` must be text, not a list", "", "names: [a]"),
    ("name: [abc]", "3:7", "`name` must be text, not a list", "write `name: abc`", "name: abc"),
    ("name: {a: b}", "3:7", "`name` must be text, not a mapping of fields", "in quotes", "name: '{a}'"),
    ("names_or_one: {a: b}", "3:15", "must be text or a list, not a mapping", "", "names_or_one: a"),
    ("count: three", "3:8", "`count` must be a whole number, not the text `three`", "", "count: 3"),
    (
        "count: '3'",
        "3:8",
        "`count` must be a whole number, not the text `3`",
        "remove the quotes: `count: 3`",
        "count: 3",
    ),
    ("count: 2.5", "3:8", "`count` must be a whole number, not the text `2.5`", "", "count: 2"),
    (
        "done: yes",
        "3:7",
        "`done` must be `true` or `false`, not the text `yes`",
        "write `done: true`",
        "done: true",
    ),
    ("done: off", "3:7", "not the text `off`", "write `done: false`", "done: false"),
    (
        "either: perhaps",
        "3:9",
        "`either` must be `true` or `false` or a mapping of fields",
        "",
        "either: true",
    ),
    ("either: {a: x}", "3:13", "`a` must be a whole number, not the text `x`", "", "either: {a: 1}"),
    ("either: {}", "3:9", "the field `a` is missing", "", "either: {a: 1}"),
    ("labels: {a: x}", "3:13", "`a` must be a whole number", "", "labels: {a: 1}"),
    (
        "parts: [a]",
        "3:9",
        "item 1 of `parts` must be a mapping of fields, not the text `a`",
        "",
        "parts: [{name: a}]",
    ),
    // Sizes
    ("name: a", "3:7", "shorter than 2 characters", "What people call it", "name: ab"),
    ("name: abcdef", "3:7", "`name` is 6 characters long; at most 5", "", "name: abcde"),
    ("names: []", "3:8", "`names` is an empty list", "", "names: [a]"),
    ("names: [a, b, c, d]", "3:8", "`names` has more than 3 items", "", "names: [a, b, c]"),
    ("names: [a, b, a]", "3:15", "`a` is listed twice in `names`", "remove one", "names: [a, b]"),
    ("count: 0", "3:8", "`count` is `0`; it must be at least 1", "", "count: 1"),
    ("count: 10", "3:8", "it must be less than 10", "", "count: 9"),
    ("share: 1.25", "3:8", "it must be at most 1", "", "share: 1"),
    ("share: 0.3", "3:8", "multiple of 0.25", "", "share: 0.5"),
    (
        "code: abc",
        "3:7",
        "`code` is `abc`, which does not match the required pattern",
        "Capital letters only",
        "code: ABC",
    ),
    // Dates and other formats
    (
        "day: 08.04.2025",
        "3:6",
        "expected a date such as `2025-04-08`",
        "write `day: 2025-04-08`",
        "day: 2025-04-08",
    ),
    ("day: 2025-02-30", "3:6", "not on the calendar", "", "day: 2024-02-29"),
    (
        "day: 04/08/2025",
        "3:6",
        "`day` is `04/08/2025`; expected a date",
        "write a date such as",
        "day: 2025-08-04",
    ),
    ("day: 2025-04-08T10:00Z", "3:6", "expected a date such as", "", "day: 2025-04-08"),
    (
        "time: 2025-04-08 10:00 UTC",
        "3:7",
        "expected a date with a time",
        "write `time: 2025-04-08T10:00Z`",
        "time: 2025-04-08 10:00",
    ),
    ("every: sometimes", "3:8", "expected a period such as `6 months`", "", "every: 6 months"),
    ("url: example.org/a", "3:6", "expected a full address", "", "url: https://example.org/a"),
    ("url: javascript:alert(1)", "3:6", "expected a full address", "", "url: https://example.org/"),
    ("mail: nobody", "3:7", "expected an e-mail address", "", "mail: nobody@example.org"),
    // Order
    (
        "day: 2025-04-08\ntime: 2025-04-07T10:00Z",
        "4:7",
        "`time` is before `day`",
        "",
        "day: 2025-04-08\ntime: 2025-04-08T00:00Z",
    ),
    (
        "parts:\n  - {name: a, from: 2025-04-08, to: 2025-04-07}",
        "4:37",
        "`to` is before `from`",
        "",
        "parts:\n  - {name: a, from: 2025-04-08, to: 2025-04-08}",
    ),
];

#[test]
fn every_mistake_is_named_at_its_place() {
    let thing = thing();
    let with_kind = |text: &str| match text.starts_with("kind:") {
        true => text.to_owned(),
        false => format!("kind: small\n{text}"),
    };
    let mut wrong = Vec::new();
    for (bad, place, message, help, good) in MISTAKES {
        let code = if message.contains("is before") { "OL0103" } else { "OL0101" };
        let fits = |found: &String| {
            let (said, helped) = found.split_once(" | ").unwrap();
            said.starts_with(&format!("{place} {code} error "))
                && said.contains(message)
                && helped.contains(help)
        };
        let found = validate(&thing, &with_kind(bad));
        if found.len() != 1 || !fits(&found[0]) {
            wrong.push(format!("{bad:?} gave {found:#?}"));
        }
        let found = validate(&thing, &with_kind(good));
        if !found.is_empty() {
            wrong.push(format!("{good:?} gave {found:#?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn all_mistakes_are_shown_at_once() {
    let found =
        validate(&thing(), "nmae: x\nkind: smal\ncount: three\ndone: yes\nday: 8.4.2025\nnames: a\nzzz: 1");
    let lines: Vec<&str> = found.iter().filter_map(|found| found.split(':').next()).collect();
    assert_eq!(lines, ["2", "3", "4", "5", "6", "7", "8"], "{found:#?}");
}

#[test]
fn a_page_without_front_matter_is_told_in_its_first_line() {
    let source = Source::new(path("content/a.md"), "# Title\n\nBody\n");
    let (front_matter, _) = read(&source);
    let (_, findings) = thing().validate(&source, &front_matter);
    assert_eq!(findings.len(), 1);
    assert_eq!(&source.text[findings[0].span.start..findings[0].span.end], "# Title");
}

#[test]
fn what_a_syntax_error_swallowed_is_not_missed() {
    let found = validate(&thing(), "kind: a: b\nname: abc");
    assert!(found.len() == 1 && found[0].contains("OL0100"), "{found:#?}");
}

#[test]
fn values_are_typed_and_blanks_are_left_out() {
    let source =
        page("kind: small\nname: 1.10\ncount: 3\nshare: 0.5\ndone: true\nowner: no\nday:\nnames: [a, ~, 7]");
    let (front_matter, _) = read(&source);
    let (values, findings) = thing().validate(&source, &front_matter);
    assert_eq!(findings, []);
    let expected = json!({"kind": "small", "name": "1.10", "count": 3, "share": 0.5, "done": true, "owner": "no", "names": ["a", "7"]});
    assert_eq!(Json::Object(values), expected);
}

#[test]
fn blank_items_do_not_shift_the_places_of_others() {
    let found = validate(&thing(), "kind: small\nparts:\n  - ~\n  - name: a\n  - ~\n  - name: [b]");
    assert!(
        found.len() == 1 && found[0].starts_with("7:11 ") && found[0].contains("`name` must be text"),
        "{found:#?}"
    );
}

#[test]
fn unknown_fields_are_as_bad_as_the_schema_says() {
    for (policy, severity) in [("error", Some("error")), ("warning", Some("warning")), ("allow", None)] {
        let schema = THING.replace("\"unknown_keys\": \"error\"", &format!("\"unknown_keys\": \"{policy}\""));
        let (schemas, _) = load(&[("schemas/thing.schema.json", &schema)]);
        let thing = schemas.get("thing").unwrap();
        let found = validate(thing, "kind: small\nsomething: 1");
        assert_eq!(found.first().map(|found| found.split(' ').nth(2).unwrap()), severity, "{policy}");
        let typo = validate(thing, "kind: small\nnmae: abc");
        assert!(typo[0].contains(if policy == "allow" { " warning " } else { " error " }), "{typo:#?}");
    }
}

#[test]
fn a_field_beside_the_one_it_resembles_is_no_slip() {
    let schema = THING.replace("\"unknown_keys\": \"error\"", "\"unknown_keys\": \"allow\"");
    let (schemas, _) = load(&[("schemas/thing.schema.json", &schema)]);
    let thing = schemas.get("thing").unwrap();
    for fine in [
        "name: abc\nname_de: abc",
        "name_de: abc",
        "names: [abc]\nname: abc\nnamed: x",
        "count: 3\ncounts: 3",
        "weightings: 3",
    ] {
        assert_eq!(validate(thing, &format!("kind: small\n{fine}")), [""; 0], "{fine}");
    }
    for slip in ["nmae: abc", "Conut: 3", "lables: x"] {
        let found = validate(thing, &format!("kind: small\n{slip}"));
        assert!(found.len() == 1 && found[0].contains(" warning "), "{slip}: {found:#?}");
    }
}

#[test]
fn order_follows_the_chain_and_the_time_zone() {
    let (schemas, _) = load(&[]);
    let postmortem = schemas.get("postmortem").unwrap();
    let found = validate(postmortem, "started_at: 2025-04-08T10:00Z\nresolved_at: 2025-04-08T09:00Z");
    assert!(found.len() == 1 && found[0].contains("`resolved_at` is before `started_at`"), "{found:#?}");
    let source = page("started_at: 2025-04-08T09:00Z\ndetected_at: 2025-04-08T10:00");
    let (front_matter, _) = read(&source);
    for (zone, count) in [("UTC", 0), ("Europe/Berlin", 1), ("America/New_York", 0)] {
        let zone = jiff::tz::TimeZone::get(zone).unwrap();
        assert_eq!(order_findings(postmortem, &source, &front_matter, &zone).len(), count);
    }
    let found = validate(postmortem, "started_at: 2025-04-08T10:00Z\ndetected_at: 2025-04-08");
    assert!(found.is_empty(), "a day is not before a time on it: {found:#?}");
}

#[test]
fn values_are_found_at_a_path() {
    let source = page(
        "tags: one\nitems:\n  - {owner: [a, b]}\n  - {owner: c}\n  - {other: d}\n  -\nsingle: {owner: e}\nblank:",
    );
    let (front_matter, _) = read(&source);
    for (steps, expected) in [
        (&["tags"][..], &["one"][..]),
        (&["items", "*", "owner"], &["a", "b", "c"]),
        (&["single", "*", "owner"], &["e"]),
        (&["single", "owner"], &["e"]),
        (&["blank"], &[]),
        (&["none", "*", "owner"], &[]),
    ] {
        let path = FieldPath(steps.iter().map(|step| (*step).to_owned()).collect());
        let found: Vec<_> = values_at(&front_matter, &path).into_iter().filter_map(Node::as_str).collect();
        assert_eq!(found, expected, "{steps:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Whatever is in a field, the page is validated, every span lies in the file, and no words
    /// of the validator reach the author.
    #[test]
    fn any_value_gets_words(
        lines in prop::collection::vec((
            prop::sample::select(vec!["kind", "names", "count", "done", "day", "size", "parts", "either", "choice", "labels",
                "never", "fixed", "phone", "nmae", "many", "code", "share", "url", "every", "time", "names_or_one"]),
            prop::sample::select(vec!["", "x", "''", "[]", "{}", "[a, a]", "[[], {}]", "{a: {b: c}}", "1", "1.5", "1e99", "true", "~",
                "2025-04-08", "9999-12-31", "-9999", "[1, 2, 3, 4]", "\"é😀\"", "{name: [], from: x, parts: [{name: }]}", "big", "0x1F",
                "{unit: 1, value: a}", "[{name: a, parts: [{name: b, parts: [c]}]}]", "2025-04-08T99:99"]),
        ), 0..12),
    ) {
        let text: String = lines.iter().map(|(key, value)| format!("{key}: {value}\n")).collect();
        let source = page(&text);
        let (front_matter, _) = read(&source);
        let thing = THINGS.get("thing").unwrap();
        let (_, mut findings) = thing.validate(&source, &front_matter);
        findings.extend(order_findings(thing, &source, &front_matter, &jiff::tz::TimeZone::UTC));
        for finding in findings {
            prop_assert!(source.text.get(finding.span.start..finding.span.end).is_some());
            for jargon in ["schema of", "valid under", "\"type\"", "instance", "keyword", "property", "oneOf", "anyOf"] {
                prop_assert!(!finding.message.contains(jargon), "{}", finding.message);
            }
        }
    }
}
