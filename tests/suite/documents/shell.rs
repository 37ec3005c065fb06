//! Commands: each is run in a knowledge base that has what it names, and ends as it is said.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Stdio;
use std::sync::OnceLock;

use super::{all_blocks, documents, foreign, none, practices};
use crate::support::{Folder, Run, finish, program, repository};

const RULES: &str =
    "groups: [{name: a, rules: [{alert: EtcdNoLeader, expr: up == 0, labels: {severity: critical}}]}]\n";
const ETCD: &str = "---\ntitle: etcd has no leader\ndescription: No writes are possible until etcd has a leader.\nowner: Platform\n\
    tags: [etcd]\nstatus: active\ncreated: 2026-01-01\nreviewed_at: 2026-01-01\nreview_every: 6 months\n\
    alerts: [EtcdNoLeader]\nseverity: critical\nauthors: [Platform]\nlicense: CC-BY-4.0\nweight: 1\n\
    services: [SERVICE, kubernetes]\n---\n\n## Meaning\n\nText.\n\n## Impact\n\nText.\n\n## Diagnosis\n\nText.\n\n\
    ## Mitigation\n\nText.\n";

/// The knowledge base that commands are run in; `service` is what its runbook names.
fn base(service: &str) -> Folder {
    let page = |title: &str| format!("---\ntitle: {title}\nowner: Platform\n---\n\nText.\n");
    let folder = Folder::with(&[
        ("opslore.yaml", "title: Ops\n"),
        ("content/runbooks/etcd-no-leader.md", &ETCD.replace("SERVICE", service)),
        ("content/services/etcd.md", &page("etcd")),
        ("content/services/kubernetes.md", &page("Kubernetes")),
        ("rules/etcd.yaml", RULES),
        ("alert-rules/etcd.yaml", RULES),
        ("prometheus/extra.yaml", RULES),
        ("rendered.yaml", RULES),
        ("runbooks/etcd-no-leader.md", "# etcd has no leader\n\nText.\n"),
    ]);
    folder.git(&["init", "-q"]);
    folder.git(&["add", "."]);
    folder.git(&["commit", "-qm", "Begin"]);
    folder.git(&["update-ref", "refs/remotes/origin/main", "HEAD"]);
    folder.run(&["check", "--write-baseline", "baseline.json"]).exits(0);
    folder.run(&["check", "--write-baseline", "known.json"]).exits(0);
    folder
}

/// A command as a shell takes it apart; remarks are left out.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    for c in line.chars() {
        match (quote, c) {
            (Some(open), _) if c == open => quote = None,
            (Some(_), _) => word.get_or_insert_default().push(c),
            (None, '\'' | '"') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, '#') if word.is_none() => break,
            (None, _) if c.is_whitespace() => words.extend(word.take()),
            (None, _) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

/// Runs a command with these arguments. A preview is ended once it says where it is.
fn run(folder: &Path, arguments: &[String]) -> Run {
    if arguments.first().is_none_or(|command| command != "serve") {
        return finish(program(folder).args(arguments));
    }
    let mut command = program(folder);
    let free = if arguments.iter().any(|argument| argument == "--port") { &[][..] } else { &["--port", "0"] };
    command.args(arguments).args(free).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut preview = command.spawn().unwrap();
    // It says where it is once it is ready; one that cannot run ends, and its output with it.
    let out: Vec<String> = {
        let says = BufReader::new(preview.stdout.take().unwrap()).lines().map_while(Result::ok);
        let mut said = Vec::new();
        for line in says {
            let is_ready = line.contains("http://127.0.0.1:");
            said.push(line);
            if is_ready {
                break;
            }
        }
        said
    };
    let is_ready = out.iter().any(|line| line.contains("http://127.0.0.1:"));
    if is_ready {
        preview.kill().unwrap();
    }
    let status = preview.wait().unwrap();
    let code = if is_ready { 0 } else { status.code().unwrap_or(-1) };
    Run { code, out: out.join("\n"), err: String::new() }
}

/// Runs the commands of a line and says what is wrong.
fn try_line(folder: &Folder, line: &str, wanted: i32) -> Option<String> {
    let mut here = folder.path("");
    // What is next to the folder is in it here, so that nothing is left behind.
    let line = line.replace(" ../", " ");
    for part in line.split(" && ") {
        let all = words(part);
        let all: Vec<String> = match all.as_slice() {
            [sh, script, rest @ ..] if sh == "sh" && script == ".ci/opslore.sh" => {
                std::iter::once("opslore".to_owned()).chain(rest.iter().cloned()).collect()
            }
            _ => all,
        };
        match all.split_first() {
            Some((name, folders)) if name == "cd" => here = here.join(folders.first()?),
            Some((name, arguments)) if name == "opslore" => {
                let run = run(&here, arguments);
                if run.code != wanted {
                    return Some(format!(
                        "`{part}` ends with {}, not {wanted}\n{}{}",
                        run.code, run.out, run.err
                    ));
                }
            }
            Some((name, _)) if foreign::PROGRAMS.contains(&name.as_str()) => {}
            Some((name, _)) => return Some(format!("`{name}` is not a program that is known")),
            None => {}
        }
    }
    None
}

#[test]
fn every_command_line_runs() {
    let folder = base("etcd");
    let shells = ["shell", "bash", "sh"];
    let mut problems = Vec::new();
    let mut count = 0;
    for block in all_blocks(&documents()).into_iter().filter(|block| shells.contains(&&*block.language)) {
        for line in block.text.lines().filter(|line| !line.starts_with([' ', '#'])) {
            count += usize::from(line.contains("opslore "));
            problems
                .extend(try_line(&folder, line, 0).map(|problem| format!("{}: {problem}", block.place())));
        }
    }
    assert!(count >= 12, "only {count} commands were found");
    none(problems);
}

#[test]
fn every_session_prints_what_is_shown() {
    let folder = base("etdc");
    folder.write("opslore.yaml", "title: Ops\n");
    let searched = Folder::new();
    for page in ["runbooks/ceph-osd-down.md", "services/ceph.md"] {
        let page = format!("content/{page}");
        searched.write(&page, std::fs::read_to_string(repository(&page)).unwrap());
    }
    let mut problems = Vec::new();
    for block in all_blocks(&documents()).into_iter().filter(|block| block.language == "console") {
        // The theme's is checked against the program where the page is written.
        if block.text.contains("themes/acme/") {
            continue;
        }
        let (command, shown) = block.text.split_once('\n').unwrap();
        let arguments =
            words(command.strip_prefix("$ opslore").unwrap_or_else(|| panic!("{}", block.place())));
        let folder = if arguments[0] == "search" { &searched } else { &folder };
        let run = run(&folder.path(""), &arguments);
        let wanted = i32::from(shown.contains("error["));
        let said = run.out + &run.err;
        let mut rest = said.lines().map(str::trim_end);
        let missing = shown.lines().map(str::trim_end).find(|line| !rest.any(|said| said == *line));
        if let Some(line) = missing {
            problems.push(format!("{}: nothing prints `{line}` there, but\n{said}", block.place()));
        }
        if run.code != wanted {
            problems.push(format!("{}: the exit code is {}, not {wanted}", block.place(), run.code));
        }
    }
    none(problems);
}

/// The commands, by `--help`.
pub(super) fn commands() -> &'static [(String, String)] {
    static COMMANDS: OnceLock<Vec<(String, String)>> = OnceLock::new();
    COMMANDS.get_or_init(|| {
        let folder = Folder::new();
        let help = finish(program(&folder.path("")).arg("--help")).out;
        let listed = help.split_once("Commands:\n").unwrap().1.split_once("\n\n").unwrap().0;
        let names =
            listed.lines().filter_map(|line| line.split_whitespace().next()).filter(|name| *name != "help");
        let of = |name: &str| finish(program(&folder.path("")).args([name, "--help"])).exits(0).out;
        names.map(|name| (name.to_owned(), of(name))).collect()
    })
}

#[test]
fn every_example_of_the_help_runs() {
    let folder = base("etcd");
    let mut problems = Vec::new();
    for (name, help) in commands() {
        let examples =
            help.lines().filter_map(|line| line.trim_start().strip_prefix("$ ").or(Some(line.trim_start())));
        for line in examples.filter(|line| line.starts_with("opslore ")) {
            // What the example is for comes after it.
            let command = line.split("   ").next().unwrap_or(line).trim_end();
            let command = command.split("  ").next().unwrap_or(command);
            // What begins a knowledge base needs a folder that is none.
            let empty = name.as_str() == "init";
            let folder = if empty { &Folder::new() } else { &folder };
            problems.extend(try_line(folder, command, 0).map(|problem| format!("{name} --help: {problem}")));
        }
    }
    none(problems);
}

#[test]
fn programs_of_other_pages_are_known_too() {
    // Best practices show many programs; only those of opslore are run.
    let folder = base("etcd");
    let shells = ["shell", "bash", "sh"];
    let mut problems = Vec::new();
    for block in all_blocks(&practices()).into_iter().filter(|block| shells.contains(&&*block.language)) {
        for line in block.text.lines().filter(|line| line.starts_with("opslore ")) {
            problems
                .extend(try_line(&folder, line, 0).map(|problem| format!("{}: {problem}", block.place())));
        }
    }
    none(problems);
}
