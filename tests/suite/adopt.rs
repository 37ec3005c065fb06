//! Rules of a real community, told in a schema alone: the configuration in `tests/adopt/scs` against
//! small documents of our own.

use std::collections::BTreeSet;

use rayon::prelude::*;

use crate::support::{Folder, repository};

/// Documents that keep every rule.
const DOCUMENTS: &[(&str, &str)] = &[
    ("README.md", "# Documents\n"),
    ("scs-XXXX-vN-note-template.md", "---\ntype: Standard\nstatus: Draft\ntrack: Global\n---\n"),
    (
        "scs-0101-v1-clocks.md",
        "---\ntype: Standard\nstatus: Deprecated\ntrack: IaaS\nstabilized_at: 2023-01-01\ndeprecated_at: 2024-01-01\n\
         replaced_by:\n  - scs-0101-v2-clocks.md\n---\n",
    ),
    (
        "scs-0101-v2-clocks.md",
        "---\ntype: Standard\nstatus: Stable # since the spring\ntrack: \"IaaS\"\nstabilized_at: '2024-02-29'\n\
         replaces:\n  - scs-0101-v1-clocks.md\n---\n",
    ),
    (
        "scs-0101-w1-clocks-notes.md",
        "\u{feff}---\r\ntype: Supplement\r\ntrack: IaaS\r\nsupplements:\r\n  - scs-0101-v2-clocks.md\r\n---\r\n",
    ),
    ("scs-0102-v1-racks.md", "---\ntype: Decision Record\nstatus: Draft\ntrack: Ops\n---\n"),
    ("scs-xxxx-v1-cooling.md", "---\ntype: Procedural\nstatus: Draft\ntrack: Global\n---\n"),
    (
        "scs-0103-v1-cables.md",
        "---\ntype: Standard\nstatus: Rejected\ntrack: Ops\nrejected_at: 2024-03-01\n---\n",
    ),
];

/// What is done to the documents.
enum Change {
    /// In this document, this text becomes that.
    Edit(&'static str, &'static str, &'static str),
    /// This document gets another name.
    Rename(&'static str, &'static str),
    /// This document is there too, as the text of that one.
    Copy(&'static str, &'static str),
}
use Change::{Copy, Edit, Rename};

const V1: &str = "scs-0101-v1-clocks.md";
const V2: &str = "scs-0101-v2-clocks.md";
const NOTES: &str = "scs-0101-w1-clocks-notes.md";
const RACKS: &str = "scs-0102-v1-racks.md";
const CABLES: &str = "scs-0103-v1-cables.md";

/// Changes, and the documents in which something is wrong then; `?` marks a mere warning.
const CASES: &[(&[Change], &[&str])] = &[
    (&[], &[]),
    // File names
    (&[Rename(RACKS, "scs-102-v1-racks.md")], &["scs-102-v1-racks.md"]),
    (&[Rename(RACKS, "scs-0102-x1-racks.md")], &["scs-0102-x1-racks.md"]),
    (&[Rename(RACKS, "scs-0102-v-racks.md")], &["scs-0102-v-racks.md"]),
    (&[Rename(RACKS, "scs-0102-v1.md")], &["scs-0102-v1.md"]),
    (&[Rename(RACKS, "notes.md")], &["notes.md"]),
    (&[Rename(RACKS, "scs-0199-v1-other.md")], &[]),
    (&[Rename(RACKS, "scs-xxxx-v1-racks.md")], &[]),
    (&[Rename(V1, "scs-0101-v1-time.md")], &[V2]),
    // Closed lists
    (&[Edit(RACKS, "track: Ops\n", "")], &[RACKS]),
    (&[Edit(RACKS, "track: Ops", "track:")], &[RACKS]),
    (&[Edit(RACKS, "track: Ops", "track: ops")], &[RACKS]),
    (&[Edit(RACKS, "type: Decision Record", "type: Decision")], &[RACKS]),
    (&[Edit(RACKS, "type: Decision Record", "type: Supplement")], &[RACKS]),
    (&[Edit(RACKS, "status: Draft", "status: Accepted")], &[RACKS]),
    (&[Edit(RACKS, "status: Draft\n", "")], &[RACKS]),
    (&[Edit(RACKS, "Draft", "'Draft' # still")], &[]),
    // Dates
    (&[Edit(V2, "2024-02-29", "2023-02-29")], &[V2]),
    (&[Edit(V2, "2024-02-29", "24-2-29")], &[V2]),
    (&[Edit(V2, "2024-02-29", "2024-02-29T10:00:00Z")], &[V2]),
    (&[Edit(V2, "2024-02-29", "9999-12-31")], &[]),
    (&[Edit(V2, "stabilized_at: '2024-02-29'\n", "")], &[V2]),
    (&[Edit(V1, "deprecated_at: 2024-01-01\n", "")], &[V1]),
    (&[Edit(CABLES, "rejected_at: 2024-03-01\n", "")], &[CABLES]),
    (&[Edit(RACKS, "track", "rejected_at: soon\ntrack")], &[RACKS]),
    // Replaced by
    (&[Edit(RACKS, "track", "replaced_by: scs-0103-v1-cables.md\ntrack")], &[RACKS]),
    (&[Edit(CABLES, "track", "replaced_by: scs-0102-v1-racks.md\ntrack")], &[]),
    (&[Edit(V1, "status: Deprecated", "status: Draft")], &[V1]),
    (&[Edit(V1, "v2-clocks.md", "v3-clocks.md")], &[V1]),
    // Replaces
    (&[Edit(V2, "\n  - scs-0101-v1-clocks.md", " scs-0101-v1-clocks.md")], &["?scs-0101-v2-clocks.md"]),
    (&[Edit(V2, "\n  - scs-0101-v1-clocks.md", " scs-0101-v1-watches.md")], &[V2]),
    (&[Edit(V2, "- scs-0101-v1-clocks.md", "- scs-0101-v1-watches.md")], &[V2]),
    (&[Edit(V2, "\n  - scs-0101-v1-clocks.md", " []")], &[V2]),
    (&[Edit(V2, "replaces:\n  - scs-0101-v1-clocks.md\n", "")], &[V2]),
    (&[Rename(RACKS, "scs-0102-v10-racks.md")], &["scs-0102-v10-racks.md"]),
    (&[Rename(RACKS, "scs-xxxx-v2-racks.md")], &["scs-xxxx-v2-racks.md"]),
    // Numbers and versions
    (&[Copy(RACKS, "scs-0102-v1-shelves.md")], &["scs-0102-v1-shelves.md"]),
    (&[Copy(RACKS, "scs-0102-w1-shelves.md")], &["scs-0102-w1-shelves.md"]),
    (&[Copy("scs-xxxx-v1-cooling.md", "scs-xxxx-v1-heating.md")], &[]),
    (&[Copy(NOTES, "scs-0101-w2-clocks-more.md")], &[]),
    (
        &[
            Edit(V1, "status: Deprecated", "status: Stable"),
            Edit(V1, "replaced_by:\n  - scs-0101-v2-clocks.md\n", ""),
        ],
        &[V2],
    ),
    (
        &[
            Edit(RACKS, "status: Draft", "status: Stable\nstabilized_at: 2024-01-01"),
            Rename(RACKS, "scs-xxxx-v1-racks.md"),
            Copy("scs-xxxx-v1-racks.md", "scs-xxxx-v1-shelves.md"),
        ],
        &[],
    ),
    // Supplements
    (&[Edit(NOTES, "type: Supplement", "type: Standard")], &[NOTES]),
    (&[Edit(NOTES, "track", "status: Draft\r\ntrack")], &[NOTES]),
    (&[Edit(NOTES, "supplements:\r\n  - scs-0101-v2-clocks.md\r\n", "")], &[NOTES]),
    (&[Edit(NOTES, "v2-clocks", "v3-clocks")], &[NOTES]),
    (&[Edit(NOTES, "\r\n  - scs-0101-v2-clocks.md", " []")], &[NOTES]),
];

#[test]
fn the_rules_of_sovereign_cloud_stack_are_a_schema() {
    let failures: Vec<String> =
        CASES.par_iter().enumerate().filter_map(|(index, case)| hold(index, case)).collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

fn hold(index: usize, (changes, expected): &(&[Change], &[&str])) -> Option<String> {
    let mut documents: Vec<(String, String)> =
        DOCUMENTS.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    for change in *changes {
        apply(change, &mut documents);
    }
    let folder = Folder::new();
    for (name, text) in &documents {
        folder.write(&format!("Standards/{name}"), text);
    }
    let expected: BTreeSet<String> = expected.iter().map(|name| (*name).to_owned()).collect();
    let (found, told) = findings(&folder);
    (found != expected).then(|| format!("case {index}: expected {expected:?}, found {found:?}: {told:#?}"))
}

fn apply(change: &Change, documents: &mut Vec<(String, String)>) {
    let at = |name: &str| documents.iter().position(|(other, _)| other == name).unwrap();
    match change {
        Edit(name, from, to) => {
            let at = at(name);
            assert!(documents[at].1.contains(from), "{name} has no {from:?}");
            documents[at].1 = documents[at].1.replacen(from, to, 1);
        }
        Rename(name, to) => {
            let at = at(name);
            documents[at].0 = (*to).to_owned();
        }
        Copy(name, to) => {
            let text = documents[at(name)].1.clone();
            documents.push(((*to).to_owned(), text));
        }
    }
}

/// The documents in which `check` finds something, and what it says.
fn findings(folder: &Folder) -> (BTreeSet<String>, Vec<String>) {
    let config = repository("tests/adopt/scs/opslore.yaml");
    let run = folder.run(&["check", "--config", config.to_str().unwrap(), "--format", "json"]);
    let report = run.json();
    let (mut wrong, mut warned, mut told) = (BTreeSet::new(), BTreeSet::new(), Vec::new());
    for finding in report["findings"].as_array().unwrap() {
        let path = finding["path"].as_str().unwrap();
        let name = path.rsplit('/').next().unwrap().to_owned();
        told.push(format!("{path}: {}", finding["message"]));
        if finding["severity"] == "error" {
            wrong.insert(name)
        } else {
            warned.insert(name)
        };
    }
    let warned = warned.into_iter().filter(|name| !wrong.contains(name)).map(|name| format!("?{name}"));
    (wrong.iter().cloned().chain(warned).collect(), told)
}
