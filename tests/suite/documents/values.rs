//! Configurations, front matter, schemas and data: each example is loaded as what it is.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value as Json, json};

use super::blocks::{Block, spans};
use super::{all_blocks, documents, foreign, none, practices};
use crate::support::{Folder, run_in};

/// Every finding of `check`, as `code message`, and whether it is one of these codes.
fn findings(folder: &Folder, codes: &[&str]) -> Vec<String> {
    let run = folder.run(&["check", "--format", "json"]);
    let all = run.json()["findings"].as_array().unwrap().clone();
    let told = all.iter().filter(|finding| codes.contains(&finding["code"].as_str().unwrap()));
    told.map(|finding| format!("{} {}", finding["code"].as_str().unwrap(), finding["message"])).collect()
}

/// The keys of the configuration, as the program lists them.
fn configuration_keys() -> BTreeSet<String> {
    let folder = Folder::with(&[("opslore.yaml", "zzzzzzzz: 1\n"), ("content/a.md", "# A\n")]);
    let run = folder.run(&["check", "--format", "json"]);
    let help = run.json()["findings"][0]["help"].as_str().unwrap().to_owned();
    let list = help.rsplit("the keys are ").next().unwrap();
    list.split([',', ' '])
        .map(|key| key.trim_matches('`').to_owned())
        .filter(|key| !key.is_empty() && key != "and")
        .collect()
}

/// The keys at the top of a YAML text; nothing for one that is a list.
fn top_keys(text: &str) -> Vec<String> {
    let lines = text.lines().filter(|line| !line.starts_with([' ', '#', '-', '}']));
    lines.filter_map(|line| Some(line.split_once(':')?.0.to_owned())).collect()
}

/// Tries a text as `opslore.yaml`.
fn configuration_problem(text: &str) -> Option<String> {
    let folder = Folder::with(&[
        ("opslore.yaml", text),
        ("content/a.md", "# A\n"),
        ("content/runbooks/b.md", "# B\n"),
        ("content/docs/incidents/c.md", "# C\n"),
        ("content/CHANGELOG.md", "# D\n"),
        ("content/drafts/e.md", "# E\n"),
        ("rules/a.yaml", "groups: [{name: a, rules: [{alert: A, expr: up}]}]\n"),
    ]);
    let told = findings(&folder, &["OL0700"]);
    (!told.is_empty()).then(|| format!("{text}\n{}", told.join("\n")))
}

#[test]
fn every_configuration_is_accepted() {
    let keys = configuration_keys();
    let mut problems = Vec::new();
    let mut count = 0;
    for block in all_blocks(&documents()).into_iter().filter(|block| block.language == "yaml") {
        if block.text.starts_with("---\n") || !block.title.is_empty() || block.text.starts_with("- ") {
            continue;
        }
        let top = top_keys(&block.text);
        if top.iter().any(|key| foreign::YAML_KEYS.contains(&key.as_str())) {
            continue;
        }
        count += 1;
        if let Some(key) = top.iter().find(|key| !keys.contains(*key)) {
            problems.push(format!("{}: `{key}` is not a key of the configuration", block.place()));
        }
        problems.extend(
            configuration_problem(&block.text).map(|problem| format!("{}: {problem}", block.place())),
        );
    }
    assert!(count >= 8, "only {count} configurations were found");
    none(problems);
}

#[test]
fn every_line_of_configuration_in_a_text_is_accepted() {
    let keys = configuration_keys();
    let explained = opslore::diagnostic::rules::ALL
        .iter()
        .map(|rule| (rule.code.to_owned(), rule.explanation().to_owned()));
    let texts = documents().into_iter().map(|document| (document.path, document.text)).chain(explained);
    let mut problems = Vec::new();
    let mut count = 0;
    for (name, text) in texts {
        for (line, span) in spans(&text) {
            let Some((key, value)) = span.split_once(": ") else { continue };
            // `rules` of a job of GitLab is a list, ours never is.
            let is_foreign = value.contains('<') || span.starts_with("rules: [");
            if !keys.contains(key) || value.is_empty() || is_foreign {
                continue;
            }
            count += 1;
            let text = format!("{}\n", span.replace('…', "a"));
            problems.extend(configuration_problem(&text).map(|problem| format!("{name}:{line}: {problem}")));
        }
    }
    assert!(count >= 8, "only {count} lines were found");
    none(problems);
}

#[test]
fn every_key_of_the_configuration_is_documented_and_the_reverse() {
    let keys = configuration_keys();
    let page = documents().into_iter().find(|page| page.path.ends_with("configuration.md")).unwrap();
    let before_trust = page.text.split("## Trust").next().unwrap().to_owned();
    let rows = before_trust
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split('`').next().map(str::to_owned));
    let told: BTreeSet<String> = rows.collect();
    assert_eq!(told, keys);
}

#[test]
fn every_front_matter_is_valid() {
    // What pages of the site's own are called: references have to lead somewhere.
    let content = crate::support::repository("content");
    let mut problems = Vec::new();
    let mut count = 0;
    let blocks = all_blocks(&practices()).into_iter().chain(all_blocks(&documents()));
    for block in blocks.filter(|block| block.language == "yaml" && block.text.starts_with("---\n")) {
        let folder = Folder::new();
        for (path, (bytes, _)) in crate::support::tree(&content) {
            folder.write(&format!("content/{path}"), bytes);
        }
        // Pages and files of the reader's own.
        folder.write(
            "content/decisions/0007-one-primary-for-each-cluster.md",
            "---\nstatus: accepted\n---\n# One\n",
        );
        folder.write("content/postmortems/ceph-2026-02-full-rack.md", "# A full rack\n");
        folder.write("content/tools/orphaned-volumes.py", "#!/usr/bin/env python3\n");
        let path = format!("content/{}/an-example-of-this-page.md", collection(&block));
        folder.write(&path, format!("{}\nText.\n", block.text));
        count += 1;
        let run = folder.run(&["check", "--format", "json", path.as_str()]);
        let all = run.json()["findings"].as_array().unwrap().clone();
        let about_fields = ["front-matter/", "reference/", "schema/", "page/alias"];
        let told = all.iter().filter(|finding| {
            about_fields.iter().any(|start| finding["rule"].as_str().unwrap().starts_with(start))
        });
        problems.extend(told.map(|finding| format!("{}: {}", block.place(), finding["message"])));
    }
    assert!(count >= 6, "only {count} examples were found");
    none(problems);
}

/// The collection that the page of an example is about: `describe-a-dashboard.md` shows a dashboard.
fn collection(block: &Block) -> &'static str {
    let all = [
        ("runbook", "runbooks"),
        ("postmortem", "postmortems"),
        ("dashboard", "dashboards"),
        ("tool", "tools"),
        ("advisory", "advisories"),
        ("decision", "decisions"),
        ("service", "services"),
    ];
    let place = block.place();
    all.into_iter().find(|(name, _)| place.contains(name)).map_or("best-practices", |(_, folder)| folder)
}

/// The members of a text such as `"a": 1` below `"b": {}`, which is no JSON by itself.
fn members(text: &str) -> Vec<(String, Json)> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while let Some((key, after)) = rest.strip_prefix('"').and_then(|rest| rest.split_once("\":")) {
        let mut values = serde_json::Deserializer::from_str(after).into_iter::<Json>();
        let value = values
            .next()
            .unwrap_or_else(|| panic!("{text}"))
            .unwrap_or_else(|error| panic!("{error}: {text}"));
        found.push((key.to_owned(), value));
        rest = after[values.byte_offset()..].trim_start_matches([',', ' ', '\n']);
    }
    assert_eq!(rest.trim(), "", "{text}");
    found
}

/// The annotations that the program knows of a schema or of a property.
fn annotations(schema: &Json) -> BTreeSet<String> {
    let folder = Folder::with(&[("content/a.md", "# A\n")]);
    folder.write("schemas/probe.schema.json", schema.to_string());
    let run = folder.run(&["check", "--format", "json"]);
    let help = run.json()["findings"][0]["help"].as_str().unwrap().to_owned();
    help.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

const OF_TYPE: &str = "Annotations of a type";
const OF_FIELD: &str = "Annotations of a field";

#[test]
fn every_annotation_is_documented_with_an_example_and_the_reverse() {
    let wrong = json!({"zzzzzzzz": 1});
    let known = [
        (OF_TYPE, annotations(&json!({"type": "object", "x-opslore": wrong}))),
        (OF_FIELD, annotations(&json!({"type": "object", "properties": {"a": {"x-opslore": wrong}}}))),
    ];
    let page = documents().into_iter().find(|page| page.path.ends_with("schemas.md")).unwrap();
    let examples: BTreeSet<(String, String)> = all_blocks(std::slice::from_ref(&page))
        .into_iter()
        .filter(|block| block.language == "json")
        .map(|block| (block.chapter, block.section))
        .collect();
    let mut told: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    let mut chapter = "";
    for line in page.text.lines() {
        if let Some(title) = line.strip_prefix("## ") {
            chapter = title;
        } else if let Some(title) = line.strip_prefix("### ") {
            told.entry(chapter).or_default().insert(title.to_owned());
        }
    }
    let mut problems = Vec::new();
    for (chapter, known) in known {
        let mut told = told.remove(chapter).unwrap();
        // It may appear anywhere, and has a chapter of its own; `format` is JSON Schema's.
        told.insert("severity".to_owned());
        told.remove("format");
        problems.extend(known.difference(&told).map(|name| format!("`{name}` is not documented, {chapter}")));
        problems.extend(told.difference(&known).map(|name| format!("`{name}` does not exist, {chapter}")));
        let lacks = |name: &&String| {
            *name != "severity" && !examples.contains(&(chapter.to_owned(), (*name).clone()))
        };
        problems.extend(told.iter().filter(lacks).map(|name| format!("`{name}` has no example, {chapter}")));
    }
    none(problems);
}

/// A schema that says what an example shows.
fn schema_with(block: &Block, name: &str, value: &Json) -> Json {
    let ref_to = json!({"ref": "decision"});
    let mut annotation = json!({name: value});
    match block.chapter.as_str() {
        OF_TYPE if name == block.section => json!({"type": "object", "x-opslore": annotation}),
        OF_FIELD if name == block.section => {
            if name == "inverse" {
                annotation["ref"] = ref_to["ref"].clone();
            }
            json!({"type": "object", "properties": {"probe": {"type": "string", "x-opslore": annotation}}})
        }
        OF_FIELD => json!({"type": "object", "properties": {name: value}}),
        _ if name == "allOf" => json!({"type": "object", name: value}),
        _ => json!({"type": "object", "properties": {name: value}}),
    }
}

/// Loads a schema, with the types and fields that the examples name.
fn schema_problems(block: &Block, mut schema: Json) -> Vec<String> {
    const FIELDS: [&str; 9] =
        ["number", "title", "team", "state", "status", "started_at", "services", "drafted_at", "replaces"];
    let text = json!({"type": "string"});
    for name in FIELDS {
        if schema["properties"][name].is_null() {
            schema["properties"][name] = text.clone();
        }
    }
    if block.section == "unique" && block.chapter == OF_TYPE {
        schema["x-opslore"]["file_name"] = json!("(?<number>[0-9]+)-(?<version>[0-9]+).*");
    }
    // What it says of a collection that is built in is for the type that has it.
    let name = if block.section == "collection" { "runbook" } else { "probe" };
    schema["properties"]["replaces"]["x-opslore"]["ref"] = json!(name);
    let folder = Folder::with(&[("content/a.md", "# A\n")]);
    folder.write(&format!("schemas/{name}.schema.json"), schema.to_string());
    let standard = json!({"type": "object", "properties": {"status": text}});
    folder.write("schemas/standard.schema.json", standard.to_string());
    findings(&folder, &["OL0701"]).into_iter().map(|told| format!("{told}\n{schema}")).collect()
}

#[test]
fn every_schema_is_accepted() {
    let mut problems = Vec::new();
    let mut count = 0;
    for block in all_blocks(&documents()) {
        if block.language != "json" || !block.place().contains("schemas.md") {
            continue;
        }
        let members = members(&block.text);
        let schemas: Vec<Json> =
            if members.iter().any(|(name, _)| matches!(name.as_str(), "if" | "x-opslore" | "allOf"))
                && block.chapter == OF_TYPE
            {
                let mut schema = json!({"type": "object"});
                members.iter().for_each(|(name, value)| schema[name] = value.clone());
                vec![schema]
            } else {
                members.iter().map(|(name, value)| schema_with(&block, name, value)).collect()
            };
        for schema in schemas {
            count += 1;
            let told = schema_problems(&block, schema);
            problems.extend(told.iter().map(|told| format!("{}: {told}", block.place())));
        }
    }
    assert!(count >= 25, "only {count} examples were found");
    none(problems);
}

/// The members of data, at any depth; of lists those of all items, of maps with free names none.
fn shape(value: &Json, at: &str, found: &mut BTreeSet<String>) {
    match value {
        Json::Object(members) => {
            for (name, value) in members {
                let here = format!("{at}.{name}");
                if !matches!(name.as_str(), "facets" | "references") {
                    shape(value, &here, found);
                }
                found.insert(here);
            }
        }
        Json::Array(items) => items.iter().for_each(|item| shape(item, at, found)),
        _ => {}
    }
}

#[test]
fn data_has_the_members_that_are_shown() {
    let folder = Folder::with(&[
        ("content/disk.md", "---\ntitle: Disk\ntags: [storage]\nrelated: [other]\n---\n\n![x](graph.png)\n"),
        ("content/other.md", "# Other\n"),
        ("content/runbooks/disk-full.md", "---\ntitle: Disk full\nalerts: [DiskFull]\n---\n\nText.\n"),
    ]);
    folder.run(&["build", "--keep-going"]);
    let check = run_in(&folder.path(""), &["check", "--format", "json", "--root", "."]).json();
    let mut problems = Vec::new();
    let mut count = 0;
    for block in all_blocks(&documents()).into_iter().filter(|block| block.place().contains("data.md")) {
        let shown: Json =
            serde_json::from_str(&block.text).unwrap_or_else(|error| panic!("{}: {error}", block.place()));
        let real = match block.title.strip_prefix("public/") {
            Some(path) => serde_json::from_str(&folder.read(&format!("public/{path}"))).unwrap(),
            None => check.clone(),
        };
        let (mut told, mut there) = (BTreeSet::new(), BTreeSet::new());
        shape(&shown, "", &mut told);
        shape(&real, "", &mut there);
        count += 1;
        problems
            .extend(told.difference(&there).map(|name| format!("{}: there is no `{name}`", block.place())));
        problems
            .extend(there.difference(&told).map(|name| format!("{}: `{name}` is not shown", block.place())));
    }
    assert_eq!(count, 4);
    none(problems);
}
