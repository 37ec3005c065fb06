//! What the kernel keeps from a running command, and what works anyway.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use crate::support::{Folder, program, run_in};

/// The modes in which the kernel runs a preview, by the names of `/proc/PID/status`.
fn modes(options: &[&str]) -> (bool, bool) {
    let folder = Folder::with(&[("content/a.md", "# A\n")]);
    let mut command = program(&folder.path(""));
    command.args(["serve", "--port", "0"]).args(options).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut serving = command.spawn().unwrap();
    let mut url = String::new();
    BufReader::new(serving.stdout.take().unwrap()).read_line(&mut url).unwrap();
    let threads = fs::read_dir(format!("/proc/{}/task", serving.id())).unwrap();
    let status: Vec<String> =
        threads.filter_map(|thread| fs::read_to_string(thread.unwrap().path().join("status")).ok()).collect();
    serving.kill().unwrap();
    serving.wait().unwrap();
    assert!(url.starts_with("http://") && status.len() > 1, "{url}, {} threads", status.len());
    modes_of(&status)
}

/// Whether all of these threads gain no privileges, and pass a filter with every system call.
fn modes_of(status: &[String]) -> (bool, bool) {
    let all = |line: &str| status.iter().all(|status| status.lines().any(|own| own == line));
    (all("NoNewPrivs:\t1"), all("Seccomp:\t2"))
}

#[test]
fn a_command_is_confined_unless_told_otherwise() {
    let knows_seccomp = fs::exists("/proc/sys/kernel/seccomp/actions_avail").unwrap();
    assert_eq!(modes(&[]), (knows_seccomp, knows_seccomp), "every thread is");
    // A container may have confined the test itself already.
    assert_eq!(modes(&["--no-sandbox"]), modes_of(&[fs::read_to_string("/proc/self/status").unwrap()]));
}

#[test]
fn what_is_named_elsewhere_is_read_and_written() {
    let folder = Folder::with(&[("kb/content/a.md", "# A\n\n[x](gone.md)\n")]);
    let alert = "groups:\n- name: g\n  rules:\n  - {alert: DiskFull, expr: up}\n";
    folder.write("rules/node/disk.yaml", alert);
    folder.write("docs/opslore.yaml", "title: Elsewhere\n");
    let place = folder.path("kb");
    let run = |arguments: &[&str]| run_in(&place, arguments);
    run(&["check", "--alerts", "../rules/**/*.yaml"]).exits(1).complains("1 alert in 1 rule file");
    run(&["check", "--write-baseline", "../baseline.json"]).exits(0);
    run(&["check", "--baseline", "../baseline.json"]).exits(0);
    let site = ["build", "--keep-going", "--config", "../docs/opslore.yaml"];
    run(&[&site[..], &["--out", "../sites/of/today"]].concat()).exits(1);
    run(&[&site[..], &["--archive", "../kb.zip"]].concat()).exits(1);
    assert!(folder.read("sites/of/today/index.html").contains("Elsewhere") && folder.has("kb.zip"));
    run(&["new", "runbook", "Disk full"]).exits(0);
    assert!(folder.has("kb/content/runbooks/disk-full.md"));
}

#[test]
fn it_works_where_the_kernel_confines_nothing() {
    let folder = Folder::with(&[("content/a.md", "# A\n")]);
    let trace = |call: &str| {
        let mut command = Command::new("strace");
        let inject = format!("inject={call}:error=ENOSYS");
        command.args(["-f", "-qq", "-o", "/dev/null", "-e", &inject, env!("CARGO_BIN_EXE_opslore"), "build"]);
        command.current_dir(folder.path("")).output()
    };
    for call in ["landlock_create_ruleset", "seccomp"] {
        // Not every machine has strace, and not every container lets it work.
        let Ok(output) = trace(call) else { return };
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        if said.contains("ptrace") {
            return;
        }
        assert!(output.status.success() && said.contains("1 page"), "{call}: {said}");
    }
}
