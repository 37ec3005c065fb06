//! `search`: what is found and how it is printed.

use super::RUNBOOK;
use crate::support::Folder;

fn knowledge_base() -> Folder {
    let runbook = RUNBOOK.replacen("alerts:", "severity: critical\nalerts:", 1);
    Folder::with(&[
        ("content/runbooks/disk-full.md", &runbook),
        ("content/guides/disks.md", "# Choosing disks\n\nA disk for every purpose.\n"),
        (
            "content/guides/nets.md",
            "---\ntitle: Networks\ndescription: Cables.\n---\n\n## Wires\n\nCopper or glass.\n",
        ),
        ("content/later.md", "---\ntitle: Disk drafts\ndraft: true\n---\n"),
    ])
}

#[test]
fn as_json() {
    let folder = knowledge_base();
    let hits = folder.run(&["search", "--json", "NodeDiskFull"]).exits(0).json();
    let best = &hits[0];
    assert_eq!(best["id"], "runbooks/disk-full");
    assert_eq!((&best["type"], &best["title"]), (&"runbook".into(), &"Disk full".into()));
    assert!(best["url"].as_str().unwrap().starts_with("/runbooks/disk-full/"));
    assert!(best["score"].is_f64() && best["heading"].is_string() && best["excerpt"].is_string());
    let scores: Vec<f64> =
        hits.as_array().unwrap().iter().map(|hit| hit["score"].as_f64().unwrap()).collect();
    assert!(scores.is_sorted_by(|a, b| a >= b), "best first: {scores:?}");
}

#[test]
fn mistyped_in_another_case_and_as_several_words() {
    let folder = knowledge_base();
    for query in [&["nodediskfull"][..], &["NodeDiskFul"], &["disk", "full"], &["diks full"], &["df -h"]] {
        let hits = folder.run(&[&["search", "--json"], query].concat()).exits(0).json();
        assert_eq!(hits[0]["id"], "runbooks/disk-full", "{query:?}: {hits}");
    }
}

#[test]
fn a_section_s_heading_is_named() {
    let hits = knowledge_base().run(&["search", "--json", "copper"]).exits(0).json();
    assert_eq!((&hits[0]["heading"], &hits[0]["url"]), (&"Wires".into(), &"/guides/nets/#wires".into()));
    assert!(hits[0]["excerpt"].as_str().unwrap().contains("Copper or glass"));
}

#[test]
fn for_people() {
    let run = knowledge_base().run(&["search", "disk", "full"]).exits(0);
    assert!(run.out.starts_with("Disk full"), "{}", run.out);
    let lines: Vec<&str> = run.out.lines().map(str::trim).collect();
    assert_eq!(lines[1], "Runbook · critical", "{}", run.out);
    assert_eq!(lines[2..4], ["content/runbooks/disk-full.md", "/runbooks/disk-full/"]);
}

#[test]
fn the_file_the_alert_and_facets_are_named() {
    let hits = knowledge_base().run(&["search", "--json", "NodeDiskFull"]).exits(0).json();
    assert_eq!(
        (&hits[0]["path"], &hits[0]["key"]),
        (&"content/runbooks/disk-full.md".into(), &"NodeDiskFull".into())
    );
    assert_eq!(hits[0]["facets"]["severity"], serde_json::json!(["critical"]));
}

#[test]
fn words_of_the_configuration_mean_the_same() {
    let folder = knowledge_base();
    let first = |query: &str| folder.run(&["search", "--json", query]).exits(0).json()[0]["id"].clone();
    assert_eq!(first("spaghetti"), serde_json::Value::Null);
    folder.write("opslore.yaml", "search:\n  synonyms:\n    - [networks, spaghetti, all those wires]\n");
    assert_eq!(first("spaghetti"), "guides/nets");
    folder.write("opslore.yaml", "search:\n  synonyms: [spaghetti]\n");
    folder.run(&["search", "x"]).exits(2).complains("`spaghetti` in `search.synonyms` is not a list");
}

#[test]
fn as_many_as_wanted_and_no_drafts() {
    let folder = knowledge_base();
    let count = |limit: &str| {
        let hits = folder.run(&["search", "--json", "--limit", limit, "disk"]).exits(0).json();
        hits.as_array().unwrap().len()
    };
    assert_eq!((count("1"), count("0"), count("10")), (1, 0, 2));
}

#[test]
fn nothing_found_is_no_error() {
    let folder = knowledge_base();
    let run = folder.run(&["search", "xylophone"]).exits(0).complains("nothing found");
    assert_eq!(run.out, "");
    assert_eq!(folder.run(&["search", "--json", "xylophone"]).exits(0).json(), serde_json::json!([]));
    for odd in ["", " ", "\"", "(((", "-x-", "*", "日本", "\u{1b}[31m"] {
        folder.run(&["search", "--json", "--", odd]).exits(0);
    }
}

#[test]
fn findings_do_not_keep_anybody_from_searching() {
    let folder = knowledge_base();
    folder.write("content/bad.md", "---\ntitle: [x\n---\n\n[y](gone.md)\n");
    folder.write("content/worse.md", b"\xff\xfe");
    let hits = folder.run(&["search", "--json", "NodeDiskFull"]).exits(0).json();
    assert_eq!(hits[0]["id"], "runbooks/disk-full");
}
