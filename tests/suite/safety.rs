//! How well the rules `safety/…` tell what must not be published from what only looks like it.
//!
//! `tests/safety/<rule>/leak.txt` holds snippets that the rule has to report, `fine.txt` those that it
//! must not, parted by lines `%%`. Every snippet becomes a postmortem. No file holds a whole token, so
//! that nobody's scanner takes them for real: `‖` is taken out before a snippet is used. All of them
//! are made up.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;

use serde_json::Value as Json;

use crate::support::{Folder, repository};

/// Each rule with the least precision and recall that are good enough.
const RULES: &[(&str, f64, f64)] = &[
    ("secret", 0.99, 0.97),
    ("bidirectional-character", 0.99, 0.99),
    ("invisible-character", 0.99, 0.99),
    ("typographic-character", 0.99, 0.95),
    ("look-alike", 0.99, 0.99),
    ("email-address", 0.97, 0.97),
    ("private-address", 0.97, 0.97),
    ("named-person", 0.95, 0.95),
];

fn snippets(rule: &str, label: &str) -> Vec<String> {
    let text = fs::read_to_string(repository(&format!("tests/safety/{rule}/{label}.txt"))).unwrap();
    text.replace('‖', "").trim_end().split("\n%%\n").map(str::to_owned).collect()
}

/// The numbers of the snippets that the rule reports.
fn reported(rule: &str, label: &str) -> BTreeSet<usize> {
    let folder = Folder::new();
    for (number, snippet) in snippets(rule, label).iter().enumerate() {
        folder.write(&format!("content/postmortems/{number}.md"), format!("{snippet}\n").as_bytes());
    }
    let run = folder.run(&["check", "--format", "json"]);
    let document: Json = serde_json::from_str(&run.out).unwrap();
    let wanted = format!("safety/{rule}");
    let findings =
        document["findings"].as_array().unwrap().iter().filter(|finding| finding["rule"] == wanted.as_str());
    let number = |finding: &Json| {
        let path = finding["path"].as_str().unwrap();
        path.rsplit('/').next().unwrap().trim_end_matches(".md").parse().unwrap()
    };
    findings.map(number).collect()
}

/// Prints the table past the harness, which swallows what a passing test prints.
#[test]
fn precision_and_recall() {
    let mut table = String::from("\nrule                        leak  fine  precision  recall\n");
    let mut bad = String::new();
    for (rule, least_precision, least_recall) in RULES {
        let (leaks, fine) = (snippets(rule, "leak"), snippets(rule, "fine"));
        let (found, wrong) = (reported(rule, "leak"), reported(rule, "fine"));
        let precision = found.len() as f64 / (found.len() + wrong.len()).max(1) as f64;
        let recall = found.len() as f64 / leaks.len() as f64;
        writeln!(table, "{rule:<26}  {:4}  {:4}  {precision:9.3}  {recall:6.3}", leaks.len(), fine.len())
            .unwrap();
        let missed = (0..leaks.len()).filter(|number| !found.contains(number));
        let missed: Vec<_> = missed.map(|number| format!("{rule} misses: {}", leaks[number])).collect();
        let wrong: Vec<_> = wrong.iter().map(|number| format!("{rule} reports: {}", fine[*number])).collect();
        let least = if *rule == "secret" { 40 } else { 25 };
        if precision < *least_precision || recall < *least_recall || leaks.len().min(fine.len()) < least {
            writeln!(bad, "{}", [missed, wrong].concat().join("\n")).unwrap();
        } else if std::env::var_os("SHOW").is_some() {
            writeln!(table, "{}", [missed, wrong].concat().join("\n")).unwrap();
        }
    }
    std::io::stderr().write_all(table.as_bytes()).unwrap();
    assert!(bad.is_empty(), "{table}\n{bad}");
}
