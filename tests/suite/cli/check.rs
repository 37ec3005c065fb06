//! `check`: where findings go, which ones, and what fails.

use super::RUNBOOK;
use crate::support::{Folder, Run, run_in};

/// Two pages, each with an error, and one with a warning.
fn faulty() -> Folder {
    Folder::with(&[
        ("content/a.md", "# A\n\n[x](gone.md)\n"),
        ("content/guides/b.md", "---\ntitle: [x\n---\n"),
        ("content/c.md", "# C\n\n[x]()\n"),
    ])
}

/// The files that findings are in, each once.
fn paths(run: &Run) -> Vec<String> {
    let document = run.json();
    let findings = document["findings"].as_array().unwrap();
    let mut paths: Vec<_> =
        findings.iter().map(|finding| finding["path"].as_str().unwrap().to_owned()).collect();
    paths.dedup();
    paths
}

#[test]
fn findings_go_to_standard_output_and_what_they_come_to_to_standard_error() {
    let folder = faulty();
    let human = folder.run(&["check"]).exits(1);
    for wanted in ["OL0301", "content/a.md:3:5", "OL0100", "OL0304"] {
        assert!(human.out.contains(wanted) && !human.err.contains(wanted), "{wanted}: {human:?}");
    }
    assert_eq!(human.err, "2 errors and 1 warning in 3 pages\n", "no progress where nobody looks");
    let last = human.out.lines().rfind(|line| line.contains("[OL")).unwrap();
    assert!(last.starts_with("error[OL"), "errors come last: {}", human.out);
    let json = folder.run(&["check", "--format", "json"]).exits(1);
    assert_eq!(json.json()["summary"], serde_json::json!({"pages": 3, "errors": 2, "warnings": 1}));
    assert_eq!(json.err, "");
}

#[test]
fn no_errors_is_0_and_writes_nothing() {
    let folder = Folder::with(&[("content/runbooks/a.md", RUNBOOK)]);
    let before = crate::support::tree(&folder.path(""));
    folder.run(&["check"]).exits(0).complains("no errors in 1 page");
    let json = folder.run(&["check", "--format", "json"]).exits(0).json();
    assert_eq!(json["findings"], serde_json::json!([]));
    assert_eq!(crate::support::tree(&folder.path("")), before);
}

#[test]
fn warnings_fail_when_they_are_denied() {
    let folder = Folder::with(&[("content/a.md", "# A\n\n[x]()\n")]);
    folder.run(&["check"]).exits(0).finds("OL0304");
    folder.run(&["check", "--deny", "warnings"]).exits(1).finds("OL0304");
    folder.write("content/a.md", "# A\n");
    folder.run(&["check", "--deny", "warnings"]).exits(0);
}

#[test]
fn infos_never_fail() {
    let folder = Folder::with(&[("content/postmortems/a.md", "# A\n")]);
    let run = folder.run(&["check", "--format", "json", "--deny", "warnings"]).exits(0);
    assert!(run.json()["findings"].as_array().unwrap().iter().all(|finding| finding["severity"] == "info"));
    assert_eq!(paths(&run).len(), 1);
}

#[test]
fn named_files_and_folders_only() {
    let folder = faulty();
    let found =
        |arguments: &[&str]| paths(&folder.run(&[&["check", "--format", "json"], arguments].concat()));
    assert_eq!(found(&["content/a.md"]), ["content/a.md"]);
    assert_eq!(found(&["content/guides"]), ["content/guides/b.md"]);
    assert_eq!(found(&["content/guides/", "content/c.md"]), ["content/c.md", "content/guides/b.md"]);
    assert_eq!(found(&["content"]).len(), 3);
    assert_eq!(found(&[folder.path("content/a.md").to_str().unwrap()]), ["content/a.md"]);
    // What is wrong elsewhere does not fail a file that was named.
    folder.run(&["check", "content/c.md"]).exits(0);
    folder.run(&["check", "/"]).exits(2).complains("not below the root");
}

#[test]
fn named_files_are_found_from_the_current_folder_and_from_the_root() {
    let folder = faulty();
    let content = folder.path("content");
    let run = run_in(&content, &["check", "--format", "json", "--root", "..", "a.md"]).exits(1);
    assert_eq!(paths(&run), ["content/a.md"]);
    let run = run_in(&content, &["check", "--format", "json", "--root", "..", "content/a.md"]).exits(1);
    assert_eq!(paths(&run), ["content/a.md"]);
}

#[test]
fn only_what_changed_since_a_revision() {
    let folder = faulty();
    folder.git(&["init", "-q"]);
    folder.git(&["add", "."]);
    folder.git(&["commit", "-qm", "first"]);
    let found = |revision: &str| paths(&folder.run(&["check", "--format", "json", "--since", revision]));
    assert!(found("HEAD").is_empty());
    folder.run(&["check", "--since", "HEAD"]).exits(0);
    // Changed but not committed, new and unknown to Git, and committed on a branch.
    folder.write("content/a.md", "# A\n\nMore. [x](gone.md)\n");
    folder.write("content/new.md", "[y](gone.md)\n");
    assert_eq!(found("HEAD"), ["content/a.md", "content/new.md"]);
    folder.git(&["checkout", "-qb", "topic"]);
    folder.git(&["add", "."]);
    folder.git(&["commit", "-qm", "second"]);
    assert!(found("HEAD").is_empty());
    assert_eq!(found("main"), ["content/a.md", "content/new.md"]);
    // What others did on the main branch meanwhile is not this branch's doing.
    folder.git(&["checkout", "-q", "main"]);
    folder.write("content/c.md", "# C\n\n[z](gone.md)\n");
    folder.git(&["commit", "-qam", "third"]);
    folder.git(&["checkout", "-q", "topic"]);
    assert_eq!(found("main"), ["content/a.md", "content/new.md"]);
    folder.run(&["check", "--since", "main"]).exits(1);
}

#[test]
fn a_revision_that_git_does_not_know_is_2() {
    let folder = faulty();
    folder.run(&["check", "--since", "HEAD"]).exits(2).complains("`HEAD`");
    folder.git(&["init", "-q"]);
    folder.run(&["check", "--since", "no-such-branch"]).exits(2).complains("`no-such-branch`");
    folder.run(&["check", "--since=--output=/tmp/x"]).exits(2);
}

#[test]
fn a_root_below_the_repository_s() {
    let folder = Folder::with(&[("kb/content/a.md", "# A\n"), ("other/b.md", "# B\n")]);
    folder.git(&["init", "-q"]);
    folder.git(&["add", "."]);
    folder.git(&["commit", "-qm", "first"]);
    folder.write("kb/content/a.md", "[x](gone.md)\n");
    let root = folder.path("kb");
    let run = run_in(&root, &["check", "--format", "json", "--since", "HEAD"]).exits(1);
    assert_eq!(paths(&run), ["content/a.md"]);
}

#[test]
fn everything_that_build_finds() {
    let folder = Folder::with(&[
        ("content/a.md", "# A\n"),
        ("themes/default/templates/page.html", "{{ page.nothing }}"),
    ]);
    folder.run(&["check"]).exits(1).finds("OL0702");
    folder.run(&["build"]).exits(1).complains("OL0702");
    folder.write("opslore.yaml", "theme: gone\n");
    folder.run(&["check"]).exits(2).finds("there is no theme `gone`");
    folder.run(&["build"]).exits(2).complains("there is no theme `gone`");
}

/// Pages that an older tool left behind: the same fields in all of them, and a link to nowhere.
fn migrated(pages: usize) -> Folder {
    let folder = Folder::new();
    for nth in 0..pages {
        let page = format!("---\nlayout: post\nms.date: 2020\n---\n\n# Page {nth}\n\n[x](gone-{nth}.md)\n");
        folder.write(&format!("content/{nth:03}.md"), page);
    }
    folder
}

#[test]
fn equal_findings_are_one_entry_and_all_shows_each() {
    let folder = migrated(80);
    folder.write("content/secret.md", "# S\n\nghp_Zx3vQ8sL2mN7pR4tW9yB1cD6fG5hJ0kA2eUX\n");
    let run = folder.run(&["check"]).exits(1);
    assert!(run.out.lines().count() < 200, "{}", run.out);
    for wanted in [
        "`layout` is not a field of the type Page (80 times in 80 files)",
        "write `unknown_keys: allow` in opslore.yaml",
        "there is no page `…` (80 times in 80 files, 80 different)",
        "     80  error     OL0301  link/missing-page",
        "error[OL0801]",
    ] {
        assert!(run.out.contains(wanted), "{wanted} is not in\n{}", run.out);
    }
    run.complains("81 errors and 160 warnings").complains("use `opslore check --all` to see each of them");
    let all = folder.run(&["check", "--all"]).exits(1);
    assert_eq!(all.out.matches("[OL").count(), 241);
    assert!(!all.err.contains("--all"), "{}", all.err);
    let json = folder.run(&["check", "--format", "json"]).exits(1).json();
    assert_eq!(json["findings"].as_array().unwrap().len(), 241, "machines get every finding");
    let build = folder.run(&["build"]).exits(1).complains("(80 times in 80 files)").complains("--all");
    assert!(build.err.lines().count() < 200 && build.out.is_empty());
    folder.write("opslore.yaml", "unknown_keys: allow\n");
    let settled = folder.run(&["check", "--format", "json"]).exits(1).json();
    assert_eq!(settled["summary"]["warnings"], 0, "the line that the help names settles it");
}

#[test]
fn what_the_configuration_names_and_is_not_there_is_warned_of() {
    let folder = Folder::with(&[
        ("content/runbooks/a.md", super::RUNBOOK),
        (
            "opslore.yaml",
            "collections: {runbooks: runbook, gone: runbook}\nalerts: {rules: 'rules/*.yaml'}\n",
        ),
    ]);
    folder
        .run(&["check"])
        .exits(0)
        .finds("there is no folder `content/gone`")
        .finds("no file matches `rules/*.yaml`");
    folder.run(&["check", "--deny", "warnings"]).exits(1);
    folder.write("rules/a.yaml", "groups: []\n");
    folder.write("content/gone/b.md", super::RUNBOOK.replace("NodeDiskFull", "Other"));
    let run = folder.run(&["check"]);
    assert!(!run.out.contains("OL0706"), "{}", run.out);
}

#[test]
fn since_needs_a_repository_and_says_so() {
    let folder = Folder::with(&[("content/a.md", "# A\n")]);
    let run = folder.run(&["check", "--since", "HEAD"]);
    run.exits(2).complains("not a git repository");
}
