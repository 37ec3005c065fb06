//! Git obeys nobody: whatever a repository holds, nothing of it is started, and no file is quoted.

#![cfg(unix)]

mod history;

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value as Json;

use crate::support::{Folder, Run, finish, program, repository, run_in};

/// Where traps leave a mark when they are sprung.
struct Traps(Folder);

impl Traps {
    fn new() -> Self {
        Self(Folder::new())
    }

    /// A program that springs a trap.
    fn command(&self, name: &str) -> String {
        let mark = self.0.path(&format!("sprung-{name}"));
        self.0.write(name, format!("#!/bin/sh\ntouch '{}'\nexit 1\n", mark.display()));
        fs::set_permissions(self.0.path(name), fs::Permissions::from_mode(0o755)).unwrap();
        self.0.path(name).display().to_string()
    }

    /// The traps that were sprung; they are set again.
    fn sprung(&self) -> Vec<String> {
        let names = fs::read_dir(self.0.path("")).unwrap().map(|entry| entry.unwrap().file_name());
        let sprung: Vec<String> = names.filter_map(|name| name.into_string().ok()).collect();
        let sprung: Vec<String> = sprung.into_iter().filter(|name| name.starts_with("sprung-")).collect();
        for name in &sprung {
            fs::remove_file(self.0.path(name)).unwrap();
        }
        sprung
    }

    #[track_caller]
    fn none_is_sprung(&self, about: &str) {
        assert_eq!(self.sprung(), [""; 0], "{about}");
    }
}

/// Runs Git as anybody would, whatever comes of it.
fn plain_git(folder: &Path, arguments: &[&str]) {
    let mut command = Command::new("git");
    command.current_dir(folder).args(arguments).env("GIT_CONFIG_GLOBAL", "/dev/null");
    command.env("GIT_TERMINAL_PROMPT", "0").stdin(Stdio::null()).output().unwrap();
}

/// What Git prints.
fn git_says(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new("git").current_dir(folder).args(arguments).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// A repository with two commits and a change that is not committed.
fn committed() -> Folder {
    let folder = Folder::with(&[("content/a.md", "# A\n"), ("content/b.md", "# B\n")]);
    folder.git(&["init", "-q"]);
    commit(&folder, "Ada Nemo", "2021-03-04T05:06:07Z");
    folder.write("content/a.md", "# A\n\nMore.\n");
    commit(&folder, "Bo Nemo", "2022-03-04T05:06:07Z");
    folder.write("content/a.md", "# A\n\n[x](gone.md)\n");
    folder
}

fn commit(folder: &Folder, author: &str, date: &str) {
    folder.git(&["add", "."]);
    let mut command = Command::new("git");
    command.current_dir(folder.path("")).args(["commit", "-qm", "a change"]);
    for role in ["AUTHOR", "COMMITTER"] {
        command.env(format!("GIT_{role}_NAME"), author).env(format!("GIT_{role}_EMAIL"), "x@example.org");
        command.env(format!("GIT_{role}_DATE"), date);
    }
    assert!(command.status().unwrap().success());
}

/// All commands that ask Git, with `root`; the exit code does not matter.
fn every_command(folder: &Path, root: &str) {
    let out = Folder::new();
    let site = out.path("site");
    for arguments in [
        &["check"][..],
        &["check", "--since", "HEAD~1"],
        &["check", "--since", "main", "--format", "gitlab"],
        &["check", "--since", "HEAD", "--diff"],
        &["build", "--keep-going", "--out", site.to_str().unwrap()],
        &["search", "more"],
    ] {
        run_in(folder, &[&["--root", root], arguments].concat());
    }
    let mut command = program(folder);
    command.args(["serve", "--root", root, "--port", "0", "--quiet"]);
    let mut serving = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut url = String::new();
    BufReader::new(serving.stdout.take().unwrap()).read_line(&mut url).unwrap();
    serving.kill().unwrap();
    serving.wait().unwrap();
    assert!(url.starts_with("http://"), "{url}");
}

/// When a page was changed, by a site that was built.
fn updated(folder: &Folder, out: &str, url: &str) -> Option<String> {
    let pages: Json = serde_json::from_str(&folder.read(&format!("{out}/api/pages.json"))).unwrap();
    let page = pages["pages"].as_array().unwrap().iter().find(|page| page["url"] == url).unwrap().clone();
    page["updated"].as_str().map(str::to_owned)
}

#[track_caller]
fn builds_with(folder: &Folder, root: &str, date: Option<&str>) -> Run {
    let run = run_in(&folder.path(""), &["build", "--root", root, "--out", "out", "--keep-going"]);
    assert!(run.code < 2, "{run:?}");
    let found = updated(folder, "out", "/a/").map(|date| date[..10].to_owned());
    assert_eq!(found.as_deref(), date, "{}", run.err);
    run
}

/// The files with findings since a revision.
#[track_caller]
fn found_since(folder: &Path, root: &str, revision: &str) -> Vec<String> {
    let run = run_in(folder, &["check", "--root", root, "--format", "json", "--since", revision]);
    assert!(run.code < 2, "{}", run.err);
    let json = run.json();
    let findings = json["findings"].as_array().unwrap().iter();
    let mut paths: Vec<String> =
        findings.map(|finding| finding["path"].as_str().unwrap().to_owned()).collect();
    paths.dedup();
    paths
}

#[test]
fn a_bare_repository_inside_the_root_is_content() {
    let traps = Traps::new();
    for with_repository in [false, true] {
        let folder = Folder::with(&[("docs/a.md", "# A\n")]);
        if with_repository {
            folder.git(&["init", "-q"]);
        }
        plant_bare(&folder, "docs", &traps);
        plain_git(&folder.path("docs"), &["--no-pager", "log", "--name-only", "main"]);
        assert_eq!(traps.sprung(), ["sprung-fetch"], "the trap works");
        every_command(&folder.path(""), "docs");
        every_command(&folder.path("docs"), ".");
        every_command(&folder.path("docs/objects"), "..");
        traps.none_is_sprung("bare repository");
        let run = run_in(&folder.path(""), &["check", "--root", "docs", "--since", "HEAD"]).exits(2);
        assert!(!run.err.contains("promisor"), "{}", run.err);
    }
}

/// A folder that Git takes for a repository, whose tree is missing and would be fetched by a program.
fn plant_bare(folder: &Folder, place: &str, traps: &Traps) {
    let other = committed();
    let tree = git_says(&other.path(""), &["rev-parse", "HEAD^{tree}"]);
    fs::remove_file(other.path(&format!(".git/objects/{}/{}", &tree[..2], &tree[2..]))).unwrap();
    let command = traps.command("fetch");
    other.git(&["config", "core.repositoryFormatVersion", "1"]);
    other.git(&["config", "core.bare", "true"]);
    other.git(&["config", "extensions.partialClone", "origin"]);
    other.git(&["config", "protocol.ext.allow", "always"]);
    other.git(&["config", "remote.origin.promisor", "true"]);
    other.git(&["config", "remote.origin.url", &format!("ext::{command}")]);
    for entry in fs::read_dir(other.path(".git")).unwrap().map(Result::unwrap) {
        fs::rename(entry.path(), folder.path(place).join(entry.file_name())).unwrap();
    }
}

#[test]
fn objects_that_are_missing_are_not_fetched() {
    let traps = Traps::new();
    let folder = Folder::with(&[("content/a.md", "# A\n"), (".git/x", "")]);
    plant_bare(&folder, ".git", &traps);
    folder.git(&["config", "core.bare", "false"]);
    plain_git(&folder.path(""), &["--no-pager", "log", "--name-only"]);
    assert_eq!(traps.sprung(), ["sprung-fetch"], "the trap works");
    every_command(&folder.path(""), ".");
    traps.none_is_sprung("a lazy fetch");
    folder.git(&["config", "remote.origin.vcs", "sprung"]);
    every_command(&folder.path(""), ".");
    traps.none_is_sprung("a helper of a remote");
    folder.run(&["check"]).exits(0).complains("git says: ");
    folder.run(&["check", "--since", "HEAD"]).exits(2).complains("git says: ");
}

/// Settings, and the Git command that they start a program of, where there is one.
type Hostile = (Vec<(String, String)>, &'static [&'static str]);

fn hostile_settings(traps: &Traps) -> Vec<Hostile> {
    let set = |key: &str| (key.to_owned(), traps.command(key));
    vec![
        (vec![set("core.fsmonitor")], &["status"]),
        (vec![set("filter.x.clean")], &["diff"]),
        (vec![set("filter.x.smudge")], &["checkout", "HEAD~1", "--", "content/a.md"]),
        (vec![set("filter.x.process"), ("filter.x.required".to_owned(), "true".to_owned())], &["diff"]),
        (vec![set("diff.external")], &["diff"]),
        (vec![set("diff.x.command")], &["diff"]),
        (vec![set("diff.x.textconv")], &["diff"]),
        (vec![set("gpg.program"), ("log.showSignature".to_owned(), "true".to_owned())], &["log"]),
        (vec![set("gpg.openpgp.program"), ("log.showSignature".to_owned(), "true".to_owned())], &["log"]),
        (
            vec![set("merge.x.driver"), set("core.alternateRefsCommand"), set("uploadpack.packObjectsHook")],
            &[],
        ),
        (
            vec![set("core.sshCommand"), set("core.gitProxy"), set("credential.helper"), set("core.askPass")],
            &[],
        ),
        (vec![set("core.pager"), set("pager.log"), set("pager.ls-tree"), set("core.editor")], &[]),
        (vec![set("trailer.co-authored-by.command"), set("trailer.co-authored-by.cmd")], &[]),
        (
            ["log", "rev-parse", "merge-base", "ls-tree"]
                .map(|name| (format!("alias.{name}"), format!("!{}", traps.command(name))))
                .to_vec(),
            &[],
        ),
        (
            ["trace2.normalTarget", "trace2.eventTarget", "trace2.perfTarget"]
                .map(|key| (key.to_owned(), traps.0.path("sprung-trace").display().to_string()))
                .to_vec(),
            &[],
        ),
    ]
}

#[test]
fn no_setting_of_a_repository_starts_a_program() {
    let traps = Traps::new();
    let folder = committed();
    sign_head(&folder);
    folder.write(".gitattributes", "* filter=x diff=x merge=x\n");
    let config = folder.read(".git/config");
    let mut all = Vec::new();
    for (settings, springs) in hostile_settings(&traps) {
        folder.write(".git/config", &config);
        folder.write("content/a.md", "# A\n\n[x](gone.md)\n");
        for (key, value) in &settings {
            folder.git(&["config", key, value]);
        }
        if !springs.is_empty() {
            plain_git(&folder.path(""), &[&["--no-pager"], springs].concat());
            assert_ne!(traps.sprung(), [""; 0], "the trap works: {settings:?}");
        }
        folder.write("content/a.md", "# A\n\n[x](gone.md)\n");
        assert_eq!(found_since(&folder.path(""), ".", "HEAD~1"), ["content/a.md"]);
        builds_with(&folder, ".", Some("2022-03-04"));
        traps.none_is_sprung(&format!("{settings:?}"));
        all.extend(settings);
    }
    for (key, value) in &all {
        folder.git(&["config", key, value]);
    }
    every_command(&folder.path(""), ".");
    traps.none_is_sprung("all of them");
}

/// Gives the newest commit a signature, which only a program could check.
fn sign_head(folder: &Folder) {
    let text = git_says(&folder.path(""), &["cat-file", "commit", "HEAD"]);
    let (head, message) = text.split_once("\n\n").unwrap();
    let signature = "gpgsig -----BEGIN PGP SIGNATURE-----\n \n iQ==\n -----END PGP SIGNATURE-----";
    folder.write("signed", format!("{head}\n{signature}\n\n{message}\n"));
    let id = git_says(&folder.path(""), &["hash-object", "-t", "commit", "-w", "signed"]);
    fs::remove_file(folder.path("signed")).unwrap();
    folder.git(&["update-ref", "refs/heads/main", &id]);
}

#[test]
fn no_hook_is_run() {
    let traps = Traps::new();
    let folder = committed();
    for place in [".git/hooks", "hooks"] {
        for hook in ["post-checkout", "post-index-change", "reference-transaction", "fsmonitor-watchman"] {
            folder.write(&format!("{place}/{hook}"), format!("#!/bin/sh\n{}\n", traps.command(hook)));
            let mode = fs::Permissions::from_mode(0o755);
            fs::set_permissions(folder.path(&format!("{place}/{hook}")), mode).unwrap();
        }
        folder.git(&["config", "core.hooksPath", place]);
        plain_git(&folder.path(""), &["checkout", "-q", "main"]);
        assert_ne!(traps.sprung(), [""; 0], "the trap works");
        every_command(&folder.path(""), ".");
        traps.none_is_sprung(place);
    }
}

#[test]
fn the_environment_starts_nothing() {
    let traps = Traps::new();
    let folder = committed();
    let elsewhere = committed();
    let trap = traps.command("environment");
    for arguments in [&["check", "--since", "HEAD"][..], &["build", "--keep-going"]] {
        let mut command = program(&folder.path(""));
        for key in ["GIT_EXTERNAL_DIFF", "GIT_SSH_COMMAND", "GIT_PAGER", "GIT_EDITOR", "GIT_ASKPASS", "PAGER"]
        {
            command.env(key, &trap);
        }
        command
            .env("GIT_TRACE", traps.0.path("sprung-trace"))
            .env("GIT_TRACE2", traps.0.path("sprung-trace2"));
        command
            .env("GIT_CONFIG_COUNT", "1")
            .env("GIT_CONFIG_KEY_0", "core.fsmonitor")
            .env("GIT_CONFIG_VALUE_0", &trap);
        // As in a hook of another repository.
        command.env("GIT_DIR", elsewhere.path(".git")).env("GIT_WORK_TREE", elsewhere.path(""));
        command.env("GIT_INDEX_FILE", elsewhere.path(".git/index"));
        assert!(finish(command.args(arguments)).code < 2);
        traps.none_is_sprung("environment");
    }
    assert_eq!(updated(&folder, "public", "/a/").unwrap()[..10], *"2022-03-04");
}

#[test]
fn a_program_of_the_repository_is_not_git() {
    let traps = Traps::new();
    let folder = committed();
    for place in ["git", "bin/git", "content/git"] {
        folder.write(place, format!("#!/bin/sh\n{}\n", traps.command("git")));
        fs::set_permissions(folder.path(place), fs::Permissions::from_mode(0o755)).unwrap();
    }
    let outside = Folder::new();
    symlink(folder.path("bin"), outside.path("bin")).unwrap();
    fs::create_dir(outside.path("linked")).unwrap();
    symlink(folder.path("git"), outside.path("linked/git")).unwrap();
    let real = std::env::var("PATH").unwrap();
    let hostile = [
        ".".to_owned(),
        String::new(),
        "bin".to_owned(),
        folder.path("bin").display().to_string(),
        folder.path("content").display().to_string(),
        outside.path("bin").display().to_string(),
        outside.path("linked").display().to_string(),
    ];
    for (path, date) in
        [(format!("{}:{real}", hostile.join(":")), Some("2022-03-04")), (hostile.join(":"), None)]
    {
        for (here, root) in [("", "."), ("content", "..")] {
            let out = folder.path("out");
            let mut command = program(&folder.path(here));
            command.args(["build", "--keep-going", "--root", root, "--out", out.to_str().unwrap()]);
            let run = finish(command.env("PATH", &path));
            traps.none_is_sprung(&path);
            assert_eq!(updated(&folder, "out", "/a/").map(|date| date[..10].to_owned()).as_deref(), date);
            assert_eq!(run.err.contains("git could not be started"), date.is_none(), "{}", run.err);
        }
    }
    for set in [Some(""), None] {
        let mut command = program(&folder.path(""));
        command.args(["check", "--since", "HEAD"]).env_remove("PATH");
        set.map(|path| command.env("PATH", path));
        finish(&mut command).exits(2).complains("git could not be started");
        traps.none_is_sprung("no PATH");
    }
}

#[test]
fn a_script_may_stand_in_for_git() {
    let folder = committed();
    let outside = Folder::new();
    let real = std::env::var("PATH").unwrap();
    let script = format!("#!/bin/sh\nPATH='{real}'\nexec git \"$@\"\n");
    outside.write("git", script);
    fs::set_permissions(outside.path("git"), fs::Permissions::from_mode(0o755)).unwrap();
    let mut command = program(&folder.path(""));
    command.args(["build", "--keep-going", "--out", "out"]);
    let run = finish(command.env("PATH", outside.path("")));
    assert!(run.err.contains("OL0301") && !run.err.contains("git"), "{}", run.err);
    assert!(updated(&folder, "out", "/a/").unwrap().starts_with("2022-03-04"));
}

#[test]
fn a_work_tree_set_elsewhere_is_not_looked_at() {
    let elsewhere = Folder::with(&[("content/a.md", "# Secret\n")]);
    let folder = committed();
    folder.git(&["config", "core.worktree", elsewhere.path("").to_str().unwrap()]);
    builds_with(&folder, ".", Some("2022-03-04"));
    assert_eq!(found_since(&folder.path(""), ".", "HEAD"), ["content/a.md"]);
    folder.git(&["config", "core.bare", "true"]);
    builds_with(&folder, ".", Some("2022-03-04"));
}

#[test]
fn no_file_outside_is_quoted() {
    let secret = Folder::with(&[("key", "{hunter2: first}\n{hunter2: second}\n")]);
    for entry in ["HEAD", "config", "packed-refs", "shallow", "info/grafts", "commondir"] {
        let folder = committed();
        let path = folder.path(&format!(".git/{entry}"));
        let _ = fs::remove_file(&path);
        symlink(secret.path("key"), path).unwrap();
        for arguments in [&["check"][..], &["check", "--since", "HEAD"], &["build", "--keep-going"]] {
            let run = folder.run(arguments);
            assert!(!run.err.contains("hunter2") && !run.out.contains("hunter2"), "{entry}: {run:?}");
        }
    }
    let folder = committed();
    folder.git(&["config", "include.path", secret.path("key").to_str().unwrap()]);
    let run = folder.run(&["check", "--since", "HEAD"]).exits(2).complains("git says: ");
    assert!(!run.err.contains("hunter2"), "{run:?}");
}

#[test]
fn no_commit_makes_git_slow() {
    let folder = committed();
    let head = git_says(&folder.path(""), &["cat-file", "commit", "HEAD"]);
    let head = head.split("\n\n").next().unwrap();
    let trailer = "Co-authored-by: Cy Nemo <c@example.org>\n";
    folder.write("commit", format!("{head}\n\nx\n\n{trailer}{}", " y\n".repeat(2_000_000)));
    let id = git_says(&folder.path(""), &["hash-object", "-t", "commit", "-w", "commit"]);
    fs::remove_file(folder.path("commit")).unwrap();
    folder.git(&["update-ref", "refs/heads/main", &id]);
    folder.git(&["reset", "-q"]);
    folder.write(
        ".mailmap",
        (0..400_000_u64).map(|n| format!("N <{}>\n", n * 7_919 % 400_009)).collect::<String>(),
    );
    commit(&folder, "Bo Nemo", "2023-03-04T05:06:07Z");
    let started = Instant::now();
    let run = builds_with(&folder, ".", Some("2023-03-04"));
    assert!(started.elapsed() < Duration::from_secs(30), "{}", run.err);
    assert!(folder.read("out/a/index.html").contains("Cy Nemo"));
}

#[test]
fn the_terminal_is_not_commanded() {
    let folder = committed();
    folder.write(".git/config", "[core]\n\trepositoryformatversion = 1\n[extensions]\n\t\"\u{1b}[2J\"\n");
    let run = folder.run(&["check", "--since", "HEAD"]).exits(2);
    assert!(!run.err.contains('\u{1b}'), "{:?}", run.err);
}

#[test]
fn only_one_file_starts_programs() {
    let mut waiting = vec![repository("src")];
    let mut found: Vec<PathBuf> = Vec::new();
    while let Some(folder) = waiting.pop() {
        for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                waiting.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                let code = text.split("#[cfg(test)]").next().unwrap();
                let starts =
                    ["process::Command", "Command::new", "CommandExt"].iter().any(|name| code.contains(name));
                if starts && !path.ends_with("tests.rs") {
                    found.push(path.strip_prefix(repository("")).unwrap().to_owned());
                }
            }
        }
    }
    assert_eq!(found, [Path::new("src/history/git.rs")]);
}
