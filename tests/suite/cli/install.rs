//! `.ci/opslore.sh`, which `init` writes: it runs what its user chose, and fetches nothing else.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::process::Command;

use crate::support::{Folder, Run, run_in};

/// What replaces a program that was built: it says how it was called.
const FAKE: &str = "#!/bin/sh\necho \"opslore $*\"\n";
/// Its SHA-256.
const CHECKSUM: &str = "37930b39886b12ec94119204308ad210f786187862754c4a09daa9906587c7ce";
/// What the script may use of the system.
const TOOLS: &[&str] =
    &["sh", "cat", "chmod", "cp", "cut", "git", "mkdir", "mktemp", "mv", "rm", "sha256sum"];

/// A new knowledge base, and a `bin` that has only `TOOLS`, a `curl` that copies `download` and a `cargo` that
/// installs it. Both leave a line in `log`.
fn knowledge_base() -> Folder {
    let folder = Folder::new();
    run_in(&folder.path(""), &["init", "kb"]).exits(0);
    let script = |name: &str, text: &str| {
        folder.write(name, text);
        fs::set_permissions(folder.path(name), fs::Permissions::from_mode(0o755)).unwrap();
    };
    folder.write("download", FAKE);
    let root = folder.path("").display().to_string();
    script(
        "bin/curl",
        &format!(
            "#!/bin/sh\necho \"curl $*\" >>{root}/log\nwhile [ \"$1\" != -o ]; do shift; done\ncp {root}/download \"$2\"\n"
        ),
    );
    script(
        "bin/cargo",
        &format!(
            "#!/bin/sh\necho \"cargo $1 in $(pwd -P)\" >>{root}/log\nwhile [ \"$1\" != --root ]; do shift; done\n\
             mkdir -p \"$2/bin\"\ncp {root}/download \"$2/bin/opslore\"\n"
        ),
    );
    for tool in TOOLS {
        let path = std::env::split_paths(&std::env::var_os("PATH").unwrap())
            .map(|folder| folder.join(tool))
            .find(|path| path.is_file());
        symlink(path.unwrap_or_else(|| panic!("there is no {tool}")), folder.path(&format!("bin/{tool}")))
            .unwrap();
    }
    folder
}

/// Runs the script in the knowledge base with these settings and no others.
fn ci(folder: &Folder, settings: &[(&str, &str)]) -> Run {
    let output = Command::new(folder.path("bin/sh"))
        .args([".ci/opslore.sh", "check", "--format", "github"])
        .current_dir(folder.path("kb"))
        .env_clear()
        .env("PATH", folder.path("bin"))
        .env("HOME", folder.path("home"))
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .envs(settings.iter().copied())
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Run { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
}

#[test]
fn nothing_is_fetched_until_it_is_chosen() {
    let folder = knowledge_base();
    let run = ci(&folder, &[]).exits(2);
    for setting in [
        "OPSLORE_BIN",
        "OPSLORE_URL",
        "OPSLORE_SHA256",
        "OPSLORE_REPOSITORY",
        "OPSLORE_COMMIT",
        ".ci/opslore.sh",
    ] {
        assert!(run.err.contains(setting), "{setting} is not in:\n{}", run.err);
    }
    assert!(!folder.has("log") && !folder.has("home"), "nothing was asked for or written");
}

#[test]
fn a_program_on_the_machine_is_run() {
    let folder = knowledge_base();
    folder.write("mine", FAKE);
    let mine = folder.path("mine").display().to_string();
    ci(&folder, &[("OPSLORE_BIN", &mine)]).exits(2).complains("OPSLORE_BIN");
    fs::set_permissions(&mine, fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(ci(&folder, &[("OPSLORE_BIN", &mine)]).exits(0).out, "opslore check --format github\n");
    fs::rename(&mine, folder.path("bin/opslore")).unwrap();
    assert_eq!(ci(&folder, &[]).exits(0).out, "opslore check --format github\n");
    assert!(!folder.has("log"));
}

#[test]
fn a_download_runs_only_with_its_checksum() {
    let folder = knowledge_base();
    let url = ("OPSLORE_URL", "https://example.org/opslore");
    for (settings, complaint) in [
        ([url, ("OPSLORE_SHA256", "")], "OPSLORE_SHA256 must be 64"),
        ([("OPSLORE_URL", "http://user:token@example.org"), ("OPSLORE_SHA256", CHECKSUM)], "https://"),
        ([url, ("OPSLORE_SHA256", &CHECKSUM.to_uppercase())], "OPSLORE_SHA256 must be 64"),
        ([url, ("OPSLORE_SHA256", &CHECKSUM[1..])], "OPSLORE_SHA256 must be 64"),
        ([("OPSLORE_URL", "http://example.org/opslore"), ("OPSLORE_SHA256", CHECKSUM)], "https://"),
        ([("OPSLORE_URL", ""), ("OPSLORE_SHA256", CHECKSUM)], "https://"),
    ] {
        let run = ci(&folder, &settings).exits(2).complains(complaint);
        assert!(!folder.has("log") && !run.err.contains("example.org"), "{settings:?}: {}", run.err);
    }
    let settings = [url, ("OPSLORE_SHA256", CHECKSUM)];
    folder.write("download", "#!/bin/sh\necho changed\n");
    let changed = ci(&folder, &settings).exits(2).complains(CHECKSUM);
    assert_eq!(changed.out, "");
    folder.write("download", FAKE);
    assert_eq!(ci(&folder, &settings).exits(0).out, "opslore check --format github\n");
    assert_eq!(ci(&folder, &settings).exits(0).out, "opslore check --format github\n");
    assert_eq!(folder.read("log").lines().count(), 2, "the second run takes it from the cache");
    let cached = format!("home/.cache/opslore-bin/{CHECKSUM}/opslore");
    folder.write(&cached, "#!/bin/sh\necho poisoned\n");
    assert_eq!(ci(&folder, &settings).exits(0).out, "opslore check --format github\n");
    assert_eq!(folder.read(&cached), FAKE, "a cache that was changed is replaced");
}

#[test]
fn a_source_is_built_at_a_full_commit_only_and_outside_the_pull_request() {
    let folder = knowledge_base();
    let source = Folder::with(&[("Cargo.toml", "[package]\n")]);
    source.git(&["init", "--quiet"]);
    source.git(&["add", "."]);
    source.git(&["commit", "--quiet", "-m", "First"]);
    source.git(&["tag", "v1"]);
    let head = source.read(".git/refs/heads/main").trim().to_owned();
    let address = source.path("").display().to_string();
    let repository = ("OPSLORE_REPOSITORY", address.as_str());
    for moving in ["main", "v1", "", &head[..12], "HEAD", &head.to_uppercase()] {
        ci(&folder, &[repository, ("OPSLORE_COMMIT", moving)])
            .exits(2)
            .complains("full commit id of 40 digits");
    }
    for address in ["", "--upload-pack=touch owned"] {
        ci(&folder, &[("OPSLORE_REPOSITORY", address), ("OPSLORE_COMMIT", &head)])
            .exits(2)
            .complains("OPSLORE_REPOSITORY must be");
    }
    let absent = "0".repeat(40);
    assert_ne!(ci(&folder, &[repository, ("OPSLORE_COMMIT", &absent)]).code, 0);
    assert!(!folder.has("log"), "nothing was built");
    let settings = [repository, ("OPSLORE_COMMIT", head.as_str())];
    for _ in 0..2 {
        assert_eq!(ci(&folder, &settings).exits(0).out, "opslore check --format github\n");
    }
    let log = folder.read("log");
    assert_eq!(log.lines().count(), 1, "the second run takes it from the cache: {log}");
    let within = fs::canonicalize(folder.path("kb")).unwrap();
    assert!(!log.contains(within.to_str().unwrap()), "cargo obeys files of the folder it runs in: {log}");
}
