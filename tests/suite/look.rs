//! The theme knows no type and no field by name: a type of a repository looks as a shipped one does.

use opslore::site::Cache;

use crate::world::{World, pages, path};

/// What the names of a type and of its fields begin with that has none in common with the shipped ones.
const OWN: &str = "own_";

/// Fields that the site says the same of whatever their names are: `(name, the rest of the property)`.
const PROPERTIES: &str = r#"{
  "title": {"title": "1", "type": "string", "x-opslore": {"role": "title", "panel": false}},
  "description": {"title": "2", "type": "string", "x-opslore": {"role": "description", "panel": false}},
  "owner": {"title": "3", "type": "string", "x-opslore": {"role": "owner", "facet": true}},
  "authors": {"title": "4", "type": "array", "x-opslore": {"role": "authors", "place": "below"}},
  "tags": {"title": "5", "type": "array", "x-opslore": {"place": "below", "facet": true}},
  "draft": {"title": "17", "type": "boolean", "x-opslore": {"role": "draft", "panel": false}},
  "status": {"title": "6", "enum": ["draft", "active", "deprecated"], "x-opslore": {"role": "status", "facet": true}},
  "created": {"title": "7", "format": "date", "x-opslore": {"role": "created", "place": "below"}},
  "updated": {"title": "8", "format": "date", "x-opslore": {"role": "updated"}},
  "reviewed_at": {"title": "9", "format": "date", "x-opslore": {"role": "reviewed"}},
  "review_every": {"title": "10", "format": "period", "x-opslore": {"role": "review_every", "place": "below"}},
  "license": {"title": "11", "type": "string", "x-opslore": {"role": "license", "place": "below"}},
  "severity": {"title": "12", "enum": ["critical", "warning"], "x-opslore": {"role": "severity", "facet": true}},
  "destructive": {"title": "13", "type": "boolean", "x-opslore": {"role": "destructive"}},
  "prerequisites": {"title": "14", "type": "array", "x-opslore": {"place": "above"}},
  "supersedes": {"title": "15", "type": "array", "x-opslore": {"ref": "runbook", "inverse": "Superseded by", "role": "replaces"}},
  "alerts": {"title": "16", "type": "array", "x-opslore": {"key": true}}
}"#;

const PAGE: &str = "---
title: Disk full
description: What to do.
owner: Storage
authors: [Ada, Grace]
tags: [disk]
status: deprecated
created: 2026-01-02
updated: 2026-02-03
reviewed_at: 2026-02-01
review_every: 3 months
license: CC0-1.0
severity: critical
destructive: true
prerequisites: [root]
alerts: [DiskFull]
---

Text.
";

const NEWER: &str = "---
title: Disk full, again
supersedes: [disk]
status: draft
draft: false
---

Text.
";

fn schema() -> String {
    let collection = r#""collection": {"title": "Runbooks", "folder": "runbooks"}, "icon": "terminal""#;
    format!(r#"{{"title": "Runbook", "x-opslore": {{{collection}}}, "properties": {PROPERTIES}}}"#)
}

/// A page with its fields under names of its own.
fn renamed(page: &str) -> String {
    let (front, body) = page.trim_start_matches("---\n").split_once("---\n").unwrap();
    let lines = front.lines().map(|line| format!("{OWN}{line}\n"));
    format!("---\n{}---\n{body}", lines.collect::<String>())
}

/// A schema with names of its own.
fn renamed_schema(text: &str) -> String {
    let mut json: serde_json::Value = serde_json::from_str(text).unwrap();
    let properties = json["properties"].as_object().unwrap().clone();
    json["properties"] = properties.into_iter().map(|(name, rest)| (format!("{OWN}{name}"), rest)).collect();
    json["properties"]["own_supersedes"]["x-opslore"]["ref"] = "own_runbook".into();
    json["x-opslore"]["collection"]["folder"] = "own_runbooks".into();
    json.to_string()
}

/// The pages of a site, by their addresses, each from its header down.
fn site(kind: &str, schema: &str, rename: impl Fn(&str) -> String) -> Vec<(String, String)> {
    let folder = format!("content/{kind}s");
    let (page, newer) = (rename(PAGE), rename(NEWER));
    let files = [(format!("{folder}/disk.md"), page), (format!("{folder}/again.md"), newer)];
    let files = pages(files.iter().map(|(at, text)| (at.as_str(), text.as_str())));
    let world = World::configured("title: Ops\n").with(&format!("schemas/{kind}.schema.json"), schema);
    let (output, findings) = world.compile(&files, &Cache::default());
    assert_eq!(findings.iter().map(|finding| finding.message.clone()).collect::<Vec<_>>(), [""; 0]);
    let shown = ["index.html".to_owned(), format!("{kind}s/index.html"), format!("{kind}s/disk/index.html")];
    let shown = [&shown[..], &[format!("{kind}s/again/index.html"), "map/index.html".to_owned()]].concat();
    let text = |at: &String| String::from_utf8(output.files.get(&path(at)).unwrap().to_vec()).unwrap();
    shown.iter().map(|at| (at.clone(), body(&text(at)))).collect()
}

/// What readers see of a page.
fn body(html: &str) -> String {
    html.split_once("<body").unwrap().1.split_once("<script").unwrap().0.to_owned()
}

#[test]
fn a_type_of_its_own_with_fields_of_its_own_looks_as_a_shipped_one() {
    let shipped = schema();
    let without = |text: &str| text.replace(OWN, "").replace("own-", "");
    let own = site("own_runbook", &renamed_schema(&shipped), renamed);
    let own: Vec<_> = own.iter().map(|(at, html)| (without(at), without(html))).collect();
    same(&site("runbook", &shipped, str::to_owned), &own);
}

/// Compares pages line by line, so that a failure shows a line and no site.
fn same(expected: &[(String, String)], found: &[(String, String)]) {
    for ((at, expected), (_, found)) in expected.iter().zip(found) {
        let lines = expected.lines().zip(found.lines());
        for (expected, found) in lines {
            assert_eq!(found, expected, "{at}");
        }
        assert_eq!(found.lines().count(), expected.lines().count(), "{at}");
    }
}

#[test]
fn a_schema_that_says_nothing_of_looks_has_those_of_the_shipped_one_of_its_name() {
    let plain = |text: &str| {
        let mut json: serde_json::Value = serde_json::from_str(text).unwrap();
        json["x-opslore"].as_object_mut().unwrap().remove("icon");
        for property in json["properties"].as_object_mut().unwrap().values_mut() {
            let said = property["x-opslore"].as_object_mut().unwrap();
            said.retain(|key, _| !["role", "place", "tone"].contains(&key.as_str()));
        }
        json.to_string()
    };
    let with = schema();
    same(&site("runbook", &with, str::to_owned), &site("runbook", &plain(&with), str::to_owned));
}
