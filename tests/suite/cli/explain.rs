//! `explain`: every rule, by code and by name.

use opslore::diagnostic::rules;

use crate::support::{Folder, run_in};

#[test]
fn every_rule_by_code_and_by_name() {
    let folder = Folder::new();
    for rule in rules::ALL {
        let by_code = run_in(&folder.path(""), &["explain", rule.code]).exits(0);
        let by_name = run_in(&folder.path(""), &["explain", rule.name]).exits(0);
        let by_small_code = run_in(&folder.path(""), &["explain", &rule.code.to_lowercase()]).exits(0);
        assert!(by_code.out.starts_with(&format!("{} {} ({})", rule.code, rule.name, rule.severity.name())));
        assert!(by_code.out.contains(rule.summary()) && by_code.out.contains(&rule.url()), "{}", by_code.out);
        assert_eq!((&by_code.out, &by_code.out), (&by_name.out, &by_small_code.out));
    }
}

#[test]
fn all_rules_a_line_each() {
    let folder = Folder::new();
    let run = run_in(&folder.path(""), &["explain"]).exits(0);
    let lines: Vec<_> = run.out.lines().collect();
    assert_eq!(lines.len(), rules::ALL.len());
    for (line, rule) in lines.iter().zip(rules::ALL) {
        assert!(
            line.starts_with(rule.code) && line.contains(rule.name) && line.contains(rule.summary()),
            "{line}"
        );
    }
}

#[test]
fn an_unknown_rule_is_2_with_the_nearest() {
    let folder = Folder::new();
    run_in(&folder.path(""), &["explain", "OL9999"]).exits(2).complains("there is no rule `OL9999`");
    run_in(&folder.path(""), &["explain", "link/missing-pag"]).exits(2).complains("`link/missing-page`");
}

#[test]
fn names_that_others_rely_on() {
    for name in [
        "front-matter/syntax",
        "front-matter/schema",
        "reference/unknown",
        "link/missing-page",
        "link/missing-anchor",
        "page/duplicate-url",
        "page/duplicate-key",
        "file/encoding",
    ] {
        assert!(rules::find(name).is_some(), "{name}");
    }
}
