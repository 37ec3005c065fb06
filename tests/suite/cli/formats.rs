//! The formats of `check` for CI services, apart from what their own validators say (tests/web).

use serde_json::{Value as Json, json};

use super::RUNBOOK;
use crate::support::{Folder, run_in};

/// A page with an error and a help, one with a warning, and a name and text that want escaping.
fn faulty() -> Folder {
    Folder::with(&[
        ("content/a.md", "# A\n\n[x](gone.md) 100%,::error::\n"),
        ("content/b, c 50%:.md", "# Ä\n\nÄ [x]() &<\"\n"),
        ("content/gone1.md", "# G\n"),
    ])
}

/// Undoes the escaping of workflow commands, as GitHub's runner does.
fn unescaped(text: &str) -> String {
    let all = [("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")];
    all.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}

/// A workflow command: its name, its properties, its message.
fn command(line: &str) -> (String, Vec<(String, String)>, String) {
    let (head, message) = line.strip_prefix("::").unwrap().split_once("::").unwrap();
    let (name, properties) = head.split_once(' ').unwrap();
    let properties = properties.split(',').map(|property| {
        let (key, value) = property.split_once('=').unwrap();
        (key.to_owned(), unescaped(value))
    });
    (name.to_owned(), properties.collect(), unescaped(message))
}

#[test]
fn github_commands_say_where_and_what() {
    let run = faulty().run(&["check", "--format", "github"]).exits(1).complains("1 error and 1 warning");
    let commands: Vec<_> = run.out.lines().map(command).collect();
    let of = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
        pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
    };
    let title = ("title", "OL0301 link/missing-page");
    let expected = of(&[
        ("file", "content/a.md"),
        ("line", "3"),
        ("endLine", "3"),
        ("col", "5"),
        ("endColumn", "12"),
        title,
    ]);
    assert_eq!((commands[0].0.as_str(), &commands[0].1), ("error", &expected));
    assert!(commands[0].2.starts_with("there is no page `gone.md`\nhelp: "), "{}", commands[0].2);
    assert_eq!(commands[1].0, "warning");
    assert_eq!(commands[1].1[0], ("file".to_owned(), "content/b, c 50%:.md".to_owned()));
    assert_eq!(commands.len(), 2);
}

#[test]
fn gitlab_issues_have_a_place_and_a_fingerprint_of_their_own() {
    let run = faulty().run(&["check", "--format", "gitlab"]).exits(1);
    let issues = run.json();
    assert_eq!(issues[0]["check_name"], "link/missing-page");
    assert_eq!(issues[0]["severity"], "major");
    assert_eq!(issues[0]["location"]["lines"], json!({"begin": 3, "end": 3}));
    assert_eq!(issues[1]["severity"], "minor");
    assert_ne!(issues[0]["fingerprint"], issues[1]["fingerprint"]);
    let clean = Folder::with(&[("content/runbooks/a.md", RUNBOOK)]);
    assert_eq!(clean.run(&["check", "--format", "gitlab"]).exits(0).json(), json!([]));
}

fn results(folder: &Folder) -> Vec<Json> {
    let run = folder.run(&["check", "--format", "sarif"]);
    run.json()["runs"][0]["results"].as_array().unwrap().clone()
}

#[test]
fn sarif_fingerprints_stay_when_lines_move() {
    let folder = faulty();
    let before = results(&folder);
    folder.write("content/a.md", "# A\n\nA line.\n\n[x](gone.md) and 100%,::error::\n");
    let after = results(&folder);
    assert_eq!(before[0]["partialFingerprints"], after[0]["partialFingerprints"]);
    let line = |result: &Json| result["locations"][0]["physicalLocation"]["region"]["startLine"].clone();
    assert_eq!((line(&before[0]), line(&after[0])), (json!(3), json!(5)));
    folder.write("content/a.md", "# A\n\n[x](lost.md)\n");
    assert_ne!(before[0]["partialFingerprints"], results(&folder)[0]["partialFingerprints"]);
}

#[test]
fn sarif_names_files_in_percent_encoding_and_rules_by_code() {
    let results = results(&faulty());
    let uri = &results[1]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
    assert_eq!(uri, "content/b%2C%20c%2050%25%3A.md");
    assert_eq!((&results[0]["ruleId"], &results[0]["level"]), (&json!("OL0301"), &json!("error")));
    assert_eq!(results[1]["level"], "warning");
}

/// Where a knowledge base is a folder of a larger repository, code hosts want paths from its top.
#[test]
fn paths_begin_at_the_top_of_the_repository() {
    let folder = Folder::new();
    folder.git(&["init", "-q"]);
    folder.write("docs/content/a.md", "# A\n\n[x](gone.md)\n");
    let check = |format| run_in(&folder.path(""), &["--root", "docs", "check", "--format", format]).exits(1);
    assert!(check("github").out.contains("file=docs/content/a.md,"));
    assert_eq!(check("gitlab").json()[0]["location"]["path"], "docs/content/a.md");
    assert!(check("sarif").out.contains("\"docs/content/a.md\""));
    assert_eq!(check("json").json()["findings"][0]["path"], "content/a.md");
}

#[test]
fn junit_fails_what_fails_the_run() {
    let folder = faulty();
    let counts = |arguments: &[&str]| {
        let out = folder.run(&[&["check", "--format", "junit"], arguments].concat()).exits(1).out;
        (out.matches("<testcase").count(), out.matches("<failure").count())
    };
    assert_eq!(counts(&[]), (2, 1));
    assert_eq!(counts(&["--deny", "warnings"]), (2, 2));
    let clean = Folder::with(&[("content/runbooks/a.md", RUNBOOK)]);
    let out = clean.run(&["check", "--format", "junit"]).exits(0).out;
    assert!(out.contains("tests=\"1\" failures=\"0\""), "{out}");
}

#[test]
fn no_report_carries_what_a_terminal_would_obey() {
    let folder = Folder::with(&[("content/a.md", "# A\n\n[x](<b\u{1b}[31m\u{202e}\u{7}.md>)\n")]);
    for format in ["human", "sarif", "github", "gitlab", "junit"] {
        let run = folder.run(&["check", "--format", format]).exits(1);
        let shown = run.out + &run.err;
        assert!(shown.contains("OL0301"), "{format}: {shown}");
        let is_harmful = |c: char| c != '\n' && (c.is_control() || c == '\u{202e}');
        assert!(!shown.contains(is_harmful), "{format}: {shown:?}");
    }
}
