//! What all commands share: bad usage, bad configuration, help, pipes.

use std::io::Read;
use std::process::Stdio;

use super::RUNBOOK;
use crate::support::{Folder, program, run_in};

const COMMANDS: &[&str] = &["build", "check", "serve", "new", "init", "search", "explain"];

#[test]
fn help_and_version_are_results() {
    let folder = Folder::new();
    let help = run_in(&folder.path(""), &["--help"]).exits(0);
    for command in COMMANDS {
        assert!(help.out.contains(command), "{command} is not in\n{}", help.out);
        let own = run_in(&folder.path(""), &[command, "--help"]).exits(0);
        let (own, global) = own.out.split_once("Global options:").expect("a heading of their own");
        for option in ["--root", "--config", "--quiet", "--no-sandbox", "--color", "--help"] {
            assert!(!own.contains(option) && global.contains(option), "{command} does not say {option}");
        }
    }
    let version = run_in(&folder.path(""), &["--version"]).exits(0);
    assert_eq!(version.out, format!("opslore {}\n", env!("CARGO_PKG_VERSION")));
}

/// The words of a command line, as a shell would take it apart.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quote = None;
    for c in line.chars() {
        match quote {
            Some(open) if c == open => quote = None,
            None if c == '"' || c == '\'' => quote = Some(c),
            None if c == ' ' => words.push(String::new()),
            _ => words.last_mut().unwrap().push(c),
        }
    }
    words
}

/// The examples at the end of a command's help, without what is said of them.
fn examples(help: &str) -> Vec<Vec<String>> {
    let (_, examples) = help.split_once("Examples:\n").expect("a help ends with examples");
    let commands = examples.lines().map(str::trim).filter(|line| line.starts_with("opslore "));
    let call = |line: &str| line.split_once("  ").map_or(line, |(call, _)| call).trim().to_owned();
    commands.map(|line| words(&call(line))).collect()
}

#[test]
fn the_examples_of_every_help_work() {
    let folder = Folder::new();
    run_in(&folder.path(""), &["init"]).exits(0);
    folder.write("rules/a.yaml", "groups: [{name: a, rules: [{alert: ExampleServiceDown, expr: up}]}]\n");
    folder.git(&["init", "-q"]);
    folder.git(&["add", "."]);
    folder.git(&["commit", "-qm", "first"]);
    folder.git(&["update-ref", "refs/remotes/origin/main", "HEAD"]);
    std::fs::remove_file(folder.path("opslore.yaml")).unwrap();
    for command in COMMANDS {
        let help = run_in(&folder.path(""), &[command, "--help"]).exits(0).out;
        assert!(help.lines().all(|line| line.chars().count() <= 100), "{help}");
        let examples = examples(&help);
        assert!(examples.len() > 1, "{help}");
        for example in examples {
            let arguments: Vec<&str> = example[1..].iter().map(String::as_str).collect();
            assert_eq!(arguments[0], *command, "{help}");
            if *command == "serve" {
                serves(&folder, &arguments);
            } else {
                run_in(&folder.path(""), &arguments).exits(0);
            }
        }
    }
}

/// Starts a preview, on a free port whatever the arguments say, and ends it once it has an address.
fn serves(folder: &Folder, arguments: &[&str]) {
    let port = if arguments.contains(&"--port") { &[][..] } else { &["--port", "0"] };
    let mut command = program(&folder.path(""));
    let mut child =
        command.args(arguments).args(port).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut address = [0; 7];
    let printed = child.stdout.take().unwrap().read_exact(&mut address);
    child.kill().unwrap();
    child.wait().unwrap();
    printed.unwrap();
    assert_eq!(&address, b"http://", "{arguments:?}");
}

#[test]
fn bad_usage_is_2() {
    let folder = Folder::with(&[("content/a.md", "# A\n")]);
    for arguments in [
        &["biuld"][..],
        &[],
        &["check", "--format", "xml"],
        &["check", "--deny", "everything"],
        &["build", "--outt", "x"],
        &["new", "runbook"],
        &["search"],
        &["search", "x", "--limit", "many"],
        &["build", "--color", "sometimes"],
    ] {
        let run = run_in(&folder.path(""), arguments).exits(2);
        assert!(run.out.is_empty() && !run.err.is_empty(), "{arguments:?}: {run:?}");
    }
}

#[test]
fn a_mistyped_command_or_option_gets_the_nearest() {
    let folder = Folder::new();
    run_in(&folder.path(""), &["biuld"]).exits(2).complains("build");
    run_in(&folder.path(""), &["build", "--draft"]).exits(2).complains("--drafts");
}

#[test]
fn a_configuration_that_cannot_be_used_is_2_for_every_command() {
    let folder = Folder::with(&[("content/a.md", "# A\n"), ("opslore.yaml", "title: x\ncolections: {}\n")]);
    for arguments in [&["build"][..], &["search", "a"], &["new", "page", "B"]] {
        let run = folder.run(arguments).exits(2).complains("OL0700").complains("opslore.yaml:2:1");
        let run = run.complains("did you mean `collections`?");
        assert_eq!(run.out, "", "{arguments:?}");
    }
    let check = folder.run(&["check"]).exits(2).finds("OL0700").finds("did you mean `collections`?");
    let check = check.complains("the configuration cannot be used");
    assert!(!check.err.contains("OL0700"), "it is printed once: {}", check.err);
    let json = folder.run(&["check", "--format", "json"]).exits(2).json();
    assert_eq!(json["findings"][0]["code"], "OL0700");
    assert!(!folder.has("public") && !folder.has("content/b.md"));
}

#[test]
fn places_that_do_not_exist_are_2() {
    let folder = Folder::with(&[("content/a.md", "# A\n")]);
    run_in(&folder.path(""), &["check", "--root", "elsewhere"]).exits(2).complains("`elsewhere`");
    folder.run(&["check", "--config", "gone.yaml"]).exits(2).complains("gone.yaml");
    folder.run(&["check", "content/gone.md"]).exits(2).complains("content/gone.md");
    folder.write("opslore.yaml", "content: docs\n");
    folder.run(&["build"]).exits(2).complains("`docs` does not exist");
    folder.write("opslore.yaml", b"title: \xff\n");
    folder.run(&["build"]).exits(2).complains("opslore.yaml");
}

#[test]
fn a_file_as_root_is_2() {
    let folder = Folder::with(&[("content/a.md", "# A\n")]);
    for command in ["build", "check"] {
        run_in(&folder.path(""), &[command, "--root", "content/a.md"]).exits(2);
    }
}

#[test]
fn a_closed_pipe_is_no_error() {
    let folder = Folder::with(&[("content/runbooks/a.md", RUNBOOK)]);
    for index in 0..400 {
        folder.write(&format!("content/{index}.md"), format!("# {index}\n\n[gone](gone-{index}.md)\n"));
    }
    for (arguments, code) in [
        (&["explain"][..], 0),
        (&["--help"], 0),
        (&["search", "disk"], 0),
        (&["search", "--json", "disk"], 0),
        (&["check", "--format", "json"], 1),
    ] {
        let mut child = program(&folder.path(""))
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let mut complaints = String::new();
        child.stderr.take().unwrap().read_to_string(&mut complaints).unwrap();
        let status = child.wait().unwrap();
        assert_eq!(status.code(), Some(code), "{arguments:?}: {complaints}");
        assert!(!complaints.contains("panicked") && !complaints.contains("pipe"), "{complaints}");
    }
    let mut child = program(&folder.path("")).args(["check"]).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stderr.take());
    assert_eq!(child.wait().unwrap().code(), Some(1));
}

#[test]
fn quiet_says_nothing_but_findings_and_results() {
    let folder = Folder::with(&[("content/a.md", "# A\n")]);
    assert_eq!(folder.run(&["build", "--quiet"]).exits(0).err, "");
    assert_eq!(folder.run(&["check", "-q"]).exits(0).err, "");
    folder.write("content/a.md", "[x](gone.md)\n");
    folder.run(&["check", "-q"]).exits(1).finds("OL0301");
    folder.run(&["build", "-q"]).exits(1).complains("OL0301");
}

#[test]
fn colours_only_when_wanted() {
    let folder = Folder::with(&[("content/a.md", "[x](gone.md)\n")]);
    let escapes = |arguments: &[&str]| folder.run(arguments).out.contains('\u{1b}');
    assert!(!escapes(&["check"]), "standard output is not a terminal here");
    assert!(escapes(&["check", "--color", "always"]));
    assert!(!escapes(&["check", "--color", "never"]));
    assert!(!folder.run(&["check", "--format", "json", "--color", "always"]).out.contains('\u{1b}'));
}
