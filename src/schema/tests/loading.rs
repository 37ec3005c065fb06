//! Mistakes in schemas, and what becomes of the types then.

use super::*;
use crate::diagnostic::Severity;

/// `(file name, text, where, what)`.
const MISTAKES: &[(&str, &str, &str, &str)] = &[
    ("x", "{\n  \"title\": \"X\",\n}", "3:1", "not valid JSON: trailing comma"),
    ("x", "{\n  \"title\" \"X\"\n}", "2:11", "not valid JSON"),
    ("x", "", "1:1", "not valid JSON"),
    ("x", "[]", "1:1", "must be a JSON object"),
    ("x", "{\n  \"type\": \"objekt\"\n}", "2:3", "not valid JSON Schema"),
    ("x", "{\n  \"properties\": {\"a\": {\"pattern\": \"(\"}}\n}", "2:24", "not valid JSON Schema"),
    ("x", "{\n  \"properties\": {\"a\": {\"pattern\": \"(?=a)\"}}\n}", "2:24", "not valid JSON Schema"),
    (
        "x",
        "{\"$schema\": \"http://json-schema.org/draft-07/schema#\"}",
        "1:2",
        "only JSON Schema of draft 2020-12",
    ),
    ("x", "{\n  \"$ref\": \"https://example.org/a.json\"\n}", "2:3", "not to `https://example.org/a.json`"),
    ("x", "{\"properties\": {\"a\": {\"$ref\": \"../secret.json\"}}}", "1:23", "not to `../secret.json`"),
    ("x", "{\"$ref\": \"file:///etc/passwd\"}", "1:2", "not to `file:///etc/passwd`"),
    ("x", "{\"$ref\": \"comon.schema.json\"}", "1:2", "there is no schema file `comon.schema.json`"),
    ("x", "{\"$ref\": \"#/$defs/a\"}", "1:2", "`$ref` points at `/$defs/a`"),
    ("x", "{\"x-opslore\": {\"colection\": {}}}", "1:16", "`colection` is not an annotation of a schema"),
    ("x", "{\"x-opslore\": {\"facet\": true}}", "1:16", "`facet` is not an annotation of a schema"),
    ("x", "{\"x-opslore\": 1}", "1:2", "must be an object"),
    ("x", "{\"x-opslore\": {\"collection\": {\"title\": \"X\"}}}", "1:16", "`collection` must be an object"),
    (
        "x",
        "{\"x-opslore\": {\"collection\": {\"title\": \"X\", \"folder\": \"../x\"}}}",
        "1:16",
        "`collection` must be",
    ),
    ("x", "{\"x-opslore\": {\"sections\": [1]}}", "1:16", "`sections` must be a list of headings"),
    ("x", "{\"x-opslore\": {\"unknown_keys\": \"warn\"}}", "1:16", "must be `error`, `warning` or `allow`"),
    (
        "x",
        "{\"properties\": {\"a\": {\"x-opslore\": {\"fasset\": true}}}}",
        "1:37",
        "`fasset` is not an annotation of a property",
    ),
    (
        "x",
        "{\"properties\": {\"a\": {\"x-opslore\": {\"facet\": \"yes\"}}}}",
        "1:37",
        "`facet` must be `true` or `false`",
    ),
    (
        "x",
        "{\"properties\": {\"a\": {\"x-opslore\": {\"ref\": 1}}}}",
        "1:37",
        "`ref` must be text or a list of texts",
    ),
    (
        "x",
        "{\"properties\": {\"a\": {\"x-opslore\": {\"ref\": \"runbok\"}}}}",
        "1:37",
        "`ref` names `runbok`, which is not a type",
    ),
    (
        "x",
        "{\"properties\": {\"a\": {\"x-opslore\": {\"after\": \"b\"}}}}",
        "1:37",
        "`after` names `b`, which is not a field",
    ),
    (
        "x",
        "{\"x-opslore\": {\"collection\": {\"title\": \"X\", \"folder\": \"runbooks\"}}}",
        "1:45",
        "the folder `runbooks` already belongs",
    ),
    (
        "x",
        "{\"x-opslore\": {\"overview\": {\"sort\": \"-begin\"}}, \"properties\": {\"began\": {}}}",
        "1:29",
        "`sort` names `begin`, which is not a field of the type `x`",
    ),
    (
        "x",
        "{\"x-opslore\": {\"overview\": {\"show\": \"title\"}}}",
        "1:29",
        "`show` names `title`, which is not a field",
    ),
    (
        "x",
        "{\"x-opslore\": {\"overview\": {\"count\": \"runbok\"}}}",
        "1:29",
        "`count` names `runbok`, which is not a type",
    ),
    (
        "x",
        "{\"x-opslore\": {\"overview\": {\"home\": {\"limit\": 99}}}}",
        "1:38",
        "`limit` must be a whole number from 1 to 50",
    ),
    (
        "x",
        "{\"x-opslore\": {\"overview\": {\"home\": {\"as\": \"tiles\"}}}}",
        "1:38",
        "`as` must be `cards` or `rows`",
    ),
    ("x", "{\"x-opslore\": {\"backlinks\": true}}", "1:16", "`backlinks` must be `first` or `last`"),
    ("x", "{\"x-opslore\": {\"icon\": \"sheild\"}}", "1:16", "`icon` must be `document`, `terminal`"),
    ("x", "{\"x-opslore\": {\"icon\": \"M1 1\\\"/>\"}}", "1:16", "or the data of an SVG path"),
    ("x", "{\"x-opslore\": {\"tone\": \"pink\"}}", "1:16", "`tone` must be `red`, `orange`"),
    (
        "x",
        "{\"properties\": {\"a\": {\"x-opslore\": {\"role\": \"onwer\"}}}}",
        "1:37",
        "`role` must be `title`, `id`",
    ),
    (
        "x",
        "{\"properties\": {\"a\": {\"x-opslore\": {\"place\": \"left\"}}}}",
        "1:37",
        "`place` must be `above`, `panel` or `below`",
    ),
    (
        "x",
        "{\"properties\": {\"a\": {\"x-opslore\": {\"tone\": {\"b\": \"pink\"}}}}}",
        "1:37",
        "`tone` must be `red`, `orange`",
    ),
    ("runbook", "{\"type\": 1}", "1:2", "not valid JSON Schema"),
    ("common", "{", "1:1", "not valid JSON"),
];

#[test]
fn every_mistake_is_named_at_its_place_and_the_shipped_types_stay() {
    let (shipped, _) = load(&[]);
    let mut wrong = Vec::new();
    for (name, text, place, message) in MISTAKES {
        let (schemas, findings) = load(&[(&format!("schemas/{name}.schema.json"), text)]);
        let found = shown(text, &findings);
        let fits =
            |found: &String| found.starts_with(&format!("{place} OL0701 error ")) && found.contains(message);
        if found.len() != 1 || !fits(&found[0]) {
            wrong.push(format!("{text} gave {found:#?}"));
        }
        for schema in shipped.iter() {
            let kept = schemas.get(&schema.name).map(|kept| kept.hash);
            assert_eq!(kept, Some(schema.hash), "{text}: {}", schema.name);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_schema_of_the_repository_replaces_the_built_in_one() {
    let own = r#"{"title": "Playbook", "properties": {"pager": {"type": "boolean"}}}"#;
    let (schemas, findings) = load(&[
        ("schemas/runbook.schema.json", own),
        ("schemas/notes.txt", "x"),
        ("schemas/old/a.schema.json", "{"),
    ]);
    assert_eq!(findings, []);
    let runbook = schemas.get("runbook").unwrap();
    assert_eq!((runbook.title.as_str(), runbook.fields.len()), ("Playbook", 1));
    assert_eq!(schemas.iter().count(), 9);
}

#[test]
fn a_new_type_takes_in_the_common_fields() {
    let own = r#"{"title": "Drill", "x-opslore": {"collection": {"title": "Drills", "folder": "drills"}, "sections": ["Plan", {"title": "Result", "severity": "info"}]},
      "allOf": [{"$ref": "common.schema.json"}],
      "properties": {"severity": {"$ref": "runbook.schema.json#/properties/severity"}, "tags": {"title": "Topics"}, "lead_time": {}}}"#;
    let (schemas, findings) = load(&[("schemas/drill.schema.json", own)]);
    assert_eq!(findings, []);
    let drill = schemas.get("drill").unwrap();
    let tags = drill.field("tags").unwrap();
    assert_eq!(
        (tags.title.as_str(), tags.facet),
        ("Topics", true),
        "its own title, the annotations of the common field"
    );
    assert_eq!(drill.field("severity").unwrap().options, ["critical", "warning", "info"]);
    assert_eq!(drill.field("lead_time").unwrap().title, "Lead time");
    let sections: Vec<_> =
        drill.sections.iter().map(|section| (section.title.as_str(), section.severity)).collect();
    assert_eq!(sections, [("Plan", Severity::Warning), ("Result", Severity::Info)]);
    let found = validate(drill, "severity: Critical\ncreated: soon\nlead_time: 3");
    assert_eq!(found.len(), 2, "{found:#?}");
}

#[test]
fn a_common_file_of_the_repository_is_what_the_types_take_in() {
    let own = r##"{"x-opslore": {"abstract": true}, "properties": {"title": {"type": "string"}, "room": {"type": "string", "x-opslore": {"facet": true}}},
      "$defs": {"texts": {}, "moment": {}, "lifecycle": {}}}"##;
    let (schemas, findings) = load(&[("schemas/common.schema.json", own)]);
    assert_eq!(findings, []);
    assert!(schemas.get("common").is_none(), "it is not a type");
    assert!(schemas.get("page").unwrap().field("room").unwrap().facet);
}

#[test]
fn a_schema_may_contain_itself() {
    let own = r##"{"properties": {"tree": {"$ref": "#/$defs/node"}}, "$defs": {"node": {"type": "object", "properties":
      {"name": {"type": "string"}, "children": {"type": "array", "items": {"$ref": "#/$defs/node"}}}}}}"##;
    let (schemas, findings) = load(&[("schemas/tree.schema.json", own)]);
    assert_eq!(findings, []);
    let tree = schemas.get("tree").unwrap();
    assert!(tree.fields.len() < 20);
    let found = validate(tree, "tree: {name: a, children: [{name: b, children: [{nmae: c}]}]}");
    assert!(found.len() == 1 && found[0].contains("did you mean `name`"), "{found:#?}");
}
