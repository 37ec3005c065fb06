//! `--alerts`: which files it reads, what it tells, and what the site shows of it.

use serde_json::{Value as Json, json};

use super::RUNBOOK;
use crate::support::{Folder, run_in};

const RULES: &str = "groups:\n- rules:\n  - alert: NodeDiskFull\n    labels: {severity: page}\n    annotations: \
    {runbook_url: https://kb.example.org/runbooks/disk/}\n  - alert: NodeDown\n";
const CONFIG: &str = "base_url: https://kb.example.org\n";

/// A knowledge base with rules in it and others next to it.
fn folder() -> Folder {
    Folder::with(&[
        ("kb/opslore.yaml", CONFIG),
        ("kb/content/runbooks/disk.md", RUNBOOK),
        ("kb/content/runbooks/gone.md", &RUNBOOK.replace("NodeDiskFull", "NodeGone")),
        ("kb/rules/a.yaml", RULES),
        ("rules/b.yaml", "groups:\n- rules:\n  - alert: Beside\n"),
    ])
}

fn findings(json: &Json) -> Vec<(String, String, u64)> {
    let text = |value: &Json| value.as_str().unwrap().to_owned();
    let all = json["findings"].as_array().unwrap().iter();
    all.map(|f| (text(&f["rule"]), text(&f["path"]), f["start"]["line"].as_u64().unwrap())).collect()
}

fn triple(rule: &str, path: &str, line: u64) -> (String, String, u64) {
    (rule.to_owned(), path.to_owned(), line)
}

#[test]
fn patterns_are_seen_from_the_current_folder_or_the_root() {
    let folder = folder();
    let check = ["check", "--root", "kb", "--format", "json"];
    let run = run_in(&folder.path(""), &[&check[..], &["--alerts", "rules/*.yaml"]].concat()).exits(0);
    assert!(findings(&run.json()).contains(&triple("alerts/no-runbook", "../rules/b.yaml", 3)));
    let run = run_in(&folder.path(""), &[&check[..], &["--alerts", "rules/a*"]].concat()).exits(0);
    let expected = [
        triple("alerts/orphan-page", "content/runbooks/gone.md", 3),
        triple("alerts/no-runbook", "rules/a.yaml", 6),
    ];
    assert_eq!(findings(&run.json()), expected);
    let both = [&check[..], &["--alerts", "kb/rules", "--alerts", "rules/b.yaml"]].concat();
    assert_eq!(findings(&run_in(&folder.path(""), &both).exits(0).json()).len(), 3);
    for wild in ["*/b.yaml", "**/b.yaml"] {
        let run = run_in(&folder.path(""), &[&check[..], &["--alerts", wild]].concat()).exits(0);
        assert!(findings(&run.json()).contains(&triple("alerts/no-runbook", "../rules/b.yaml", 3)), "{wild}");
    }
    // Only the root has this next to it.
    folder.write("far/away/file", "");
    let check = ["check", "--root", "../../kb", "--alerts", "../rules/*.yaml"];
    run_in(&folder.path("far/away"), &check).exits(0).finds("--> ../rules/b.yaml:3:12");
}

#[test]
fn people_are_told_what_it_comes_to() {
    let run = run_in(&folder().path("kb"), &["check", "--alerts", "rules", "--alerts", "../rules"]).exits(0);
    let run =
        run.complains("3 alerts in 2 rule files: 1 covered, 2 without a runbook; 1 page without an alert");
    run.finds("--> ../rules/b.yaml:3:12").finds("alert: Beside");
}

#[test]
fn a_pattern_that_matches_nothing_is_a_mistake_in_the_call() {
    let folder = folder();
    let run = |pattern: &str| run_in(&folder.path("kb"), &["check", "--alerts", pattern]).exits(2);
    run("nowhere/*.yaml").complains("`--alerts nowhere/*.yaml` matches no file");
    run("").complains("matches no file");
    run("rules/[").complains("is not a pattern");
}

#[test]
fn the_site_shows_what_the_configuration_names() {
    let folder = folder();
    folder
        .write("kb/opslore.yaml", format!("{CONFIG}alerts: {{rules: rules/*.yaml, require: [critical]}}\n"));
    run_in(&folder.path("kb"), &["build"]).exits(0);
    let page = folder.read("kb/public/alert-coverage/index.html");
    for wanted in ["NodeDiskFull", "runbooks/disk/", "rules/a.yaml:3", "NodeGone", "id=\"ol:status:exempt\""]
    {
        assert!(page.contains(wanted), "{wanted}");
    }
    assert!(folder.read("kb/public/index.html").contains("alert-coverage/"));
    let data: Json = serde_json::from_str(&folder.read("kb/public/api/alerts.json")).unwrap();
    assert_eq!(
        data["alerts"][0],
        json!({"name": "NodeDiskFull", "url": "/runbooks/disk/", "pages": ["runbooks/disk"],
               "rules": ["rules/a.yaml"], "status": "covered", "detail": "covered", "severities": ["page"]})
    );
    let status = |at: usize| data["alerts"][at]["status"].as_str().unwrap();
    assert_eq!((status(1), status(2)), ("missing", "orphan"));
}

#[test]
fn severities_have_the_colour_of_their_place_on_the_scale() {
    let rule = |name: &str, severity: &str| {
        format!(
            "  - alert: {name}\n    labels: {{severity: {severity}}}\n    annotations: {{runbook_url: x}}\n"
        )
    };
    let coverage = |severities: &[&str]| {
        let rules: String = severities
            .iter()
            .enumerate()
            .map(|(number, severity)| rule(&format!("A{number}"), severity))
            .collect();
        let folder = Folder::with(&[
            ("content/a.md", "# A\n"),
            ("opslore.yaml", "alerts: {rules: rules.yaml}\n"),
            ("rules.yaml", &format!("groups:\n- rules:\n{rules}")),
        ]);
        folder.run(&["build", "--keep-going"]);
        folder.read("public/alert-coverage/index.html")
    };
    let page = coverage(&["s1", "S2", "s4", "SEV-3", "critical", "page", "'1'"]);
    for (value, rank) in
        [("s1", 0), ("S2", 1), ("s4", 3), ("SEV-3", 2), ("critical", 0), ("page", 3), ("1", 0)]
    {
        let badge =
            format!("data-field=\"severity\" data-rank=\"{rank}\" data-value=\"{}\"", value.to_lowercase());
        assert!(page.contains(&badge), "{badge}: {page}");
    }
    let page = coverage(&["P0", "P1"]);
    assert!(
        page.contains("data-rank=\"0\" data-value=\"p0\"")
            && page.contains("data-rank=\"1\" data-value=\"p1\"")
    );
}

#[test]
fn a_page_s_severity_needs_no_list_of_options() {
    let schema = r#"{"x-opslore": {"collection": {"title": "Cards", "folder": "cards"}}, "$ref": "common.schema.json",
        "properties": {"severity": {"type": ["string", "integer"], "x-opslore": {"facet": true, "label": "severity"}}}}"#;
    let folder = Folder::with(&[
        ("content/cards/a.md", "---\nseverity: s4\n---\n# A\n"),
        ("content/cards/b.md", "---\nseverity: 1\n---\n# B\n"),
        ("content/cards/c.md", "---\nseverity: ticket\n---\n# C\n"),
        ("schemas/card.schema.json", schema),
    ]);
    folder.run(&["build"]).exits(0);
    for (page, rank) in [("a", 3), ("b", 0), ("c", 3)] {
        let html = folder.read(&format!("public/cards/{page}/index.html"));
        assert!(html.contains(&format!("data-field=\"severity\" data-rank=\"{rank}\"")), "{page}: {html}");
    }
}

#[test]
fn without_rules_there_is_no_coverage() {
    let folder = folder();
    run_in(&folder.path("kb"), &["build"]).exits(0);
    assert!(!folder.has("kb/public/alert-coverage/index.html"));
    let data: Json = serde_json::from_str(&folder.read("kb/public/api/alerts.json")).unwrap();
    assert_eq!(data["alerts"].as_array().unwrap().len(), 2);
    folder.write("kb/content/alert-coverage.md", "# Ours\n");
    run_in(&folder.path("kb"), &["check"]).exits(0);
    run_in(&folder.path("kb"), &["check", "--alerts", "rules"]).exits(1).finds("OL0401");
}

#[test]
fn an_anchor_that_differs_in_case_only_is_mended_below_the_root() {
    let folder = folder();
    let rule = |anchor: &str| {
        format!(
            "groups:\n- rules:\n  - alert: NodeDiskFull\n    annotations:\n      runbook: \"content/runbooks/disk.md#{anchor}\" # keep\n"
        )
    };
    folder.write("kb/rules/a.yaml", rule("Impact"));
    folder.write("rules/b.yaml", rule("IMPACT"));
    let fix = |rules: &str| run_in(&folder.path("kb"), &["check", "--fix", "--alerts", rules]);
    fix("rules").exits(0);
    assert_eq!(folder.read("kb/rules/a.yaml"), rule("impact"));
    fix("rules").exits(0);
    fix("../rules").exits(1);
    assert_eq!(folder.read("rules/b.yaml"), rule("IMPACT"), "what is outside stays as it is");
}

#[test]
fn code_hosts_name_rule_files_from_the_top_of_the_repository() {
    let folder = folder();
    folder.git(&["init", "-q"]);
    let run = run_in(&folder.path("kb"), &["check", "--format", "github", "--alerts", "../rules"]).exits(0);
    assert!(run.out.contains("file=rules/b.yaml"), "{}", run.out);
    assert!(run.out.contains("file=kb/content/runbooks/gone.md"), "{}", run.out);
}

#[test]
fn whoever_forgets_to_say_where_the_site_is_learns_why_nothing_was_found() {
    let folder = folder();
    folder.write("kb/opslore.yaml", "title: Ops\n");
    folder.write("kb/rules/a.yaml", RULES.replace("NodeDiskFull", "NodeSlow"));
    let run = run_in(&folder.path("kb"), &["check", "--alerts", "rules/*.yaml"]).exits(0);
    run.complains("set `base_url` or `alerts.urls`");
}
