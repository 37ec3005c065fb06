//! The only place that starts another program: `git`, with a closed command line.
//!
//! The content comes from strangers, and an archive may even contain its own `.git`. So nothing
//! in a repository takes effect: none of its settings starts a program or opens a connection.
//! Files that it includes (`include.path`) are still parsed, but never quoted, and only until time is
//! up. Git ignores settings that it does not know yet, but not options, so only old ones are used.
//!
//! The repository is named explicitly. Git then does not check whether its owner is trusted
//! (`safe.directory`), which is fine as long as its settings have no effect.

#![allow(clippy::disallowed_methods, reason = "the one place that starts a program")]

use std::env::{self, consts::EXE_SUFFIX};
use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::{self, Read};
use std::iter;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use super::problem::Problem;
use super::repository::Repository;

/// How long one question to Git may take.
pub(super) const LIMIT: Duration = Duration::from_mins(1);
/// The most bytes of an answer that are read.
const MOST: u64 = 512 << 20;
/// The most bytes of an error message that are read.
const MOST_COMPLAINT: u64 = 1 << 20;

/// The whole environment besides `PATH` and the place of the repository. What is not here is not set:
/// no `GIT_TRACE`, `GIT_EXTERNAL_DIFF`, `GIT_CONFIG_PARAMETERS`, `GIT_EXEC_PATH`, `LD_PRELOAD` …
const ENVIRONMENT: &[(&str, &str)] = &[
    // `~` in a path names nothing, without being an error.
    ("HOME", "/dev/null"),
    // Messages that we can read.
    ("LC_ALL", "C"),
    // No settings but those of the repository and ours. Trace2, which writes files, is set only there.
    ("GIT_CONFIG_NOSYSTEM", "1"),
    ("GIT_CONFIG_SYSTEM", "/dev/null"),
    ("GIT_CONFIG_GLOBAL", "/dev/null"),
    ("GIT_ATTR_NOSYSTEM", "1"),
    // Missing objects are not fetched (Git 2.45). Older versions start `git fetch`, but …
    ("GIT_NO_LAZY_FETCH", "1"),
    // … no protocol is allowed, whatever `protocol.*.allow` says: no `ext::`, no `ssh`, no helper.
    ("GIT_ALLOW_PROTOCOL", ""),
    ("GIT_TERMINAL_PROMPT", "0"),
    // Nothing is written.
    ("GIT_OPTIONAL_LOCKS", "0"),
    // History as it was committed; Git would quote lines of this file that it does not understand.
    ("GIT_NO_REPLACE_OBJECTS", "1"),
    ("GIT_GRAFT_FILE", "/dev/null/none"),
    // A folder named `:(exclude)x` is a folder.
    ("GIT_LITERAL_PATHSPECS", "1"),
];

/// Settings that win over those of the repository: each that starts a program or reads another file
/// on the way of `log`, `rev-parse`, `merge-base`, `cat-file` and `ls-tree`, or would if one of them learned to look
/// at the work tree or the index, and each that changes what `log` prints.
const SETTINGS: &[&str] = &[
    // Programs.
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.alternateRefsCommand=false",
    "core.sshCommand=false",
    "core.askPass=",
    "credential.helper=",
    "diff.external=",
    "gpg.program=false",
    "log.showSignature=false",
    // Repositories that nobody named.
    "safe.bareRepository=explicit",
    "submodule.recurse=false",
    // Files.
    "core.attributesFile=/dev/null",
    "core.excludesFile=/dev/null",
    "diff.orderFile=/dev/null",
    "mailmap.blob=",
    "mailmap.file=",
    // What is printed.
    "diff.relative=false",
    "i18n.logOutputEncoding=UTF-8",
    "log.decorate=false",
    "log.follow=false",
    "log.showRoot=true",
];

/// The `git` of this machine.
#[derive(Clone, Debug)]
pub(super) struct Program {
    file: PathBuf,
    /// The folders that it finds programs in itself.
    path: OsString,
}

impl Program {
    /// Looks for it on `PATH`. Relative folders and those within `closed` are skipped: what is built
    /// must not supply the program that runs.
    ///
    /// # Errors
    /// There is none.
    pub(super) fn find(closed: &Path) -> Result<Self, Problem> {
        Self::find_in(&env::var_os("PATH").unwrap_or_default(), closed)
    }

    /// Looks for one that is not in `repository`, to ask about `folder` in it.
    ///
    /// # Errors
    /// There is none.
    pub(super) fn outside(repository: &Repository, folder: &Path) -> Result<Self, Problem> {
        // Where the whole disk is a repository, `git` is in it too.
        let is_disk = repository.top.parent().is_none();
        Self::find(if is_disk { folder } else { &repository.top })
    }

    /// What a confined process has to reach to run it. One that is installed in a folder of its own may
    /// have its libraries next to it, and a script starts what it likes.
    pub(super) fn reach(self) -> (Vec<PathBuf>, Vec<PathBuf>) {
        let file = self.file.canonicalize().unwrap_or(self.file);
        let prefix = file.parent().filter(|folder| folder.ends_with("bin")).and_then(Path::parent);
        let libraries = prefix.map(|prefix| ["lib", "lib64"].map(|name| prefix.join(name)));
        let started = is_script(&file).then(|| env::split_paths(&self.path).chain(["/bin".into()]));
        let run = iter::once(file.clone()).chain(started.into_iter().flatten()).collect();
        (libraries.into_iter().flatten().collect(), run)
    }

    fn find_in(path: &OsStr, closed: &Path) -> Result<Self, Problem> {
        let is_closed = |path: &Path| path.canonicalize().is_ok_and(|path| path.starts_with(closed));
        let is_open = |folder: &PathBuf| folder.is_absolute() && !is_closed(folder);
        let folders: Vec<PathBuf> = env::split_paths(path).filter(is_open).collect();
        let files = folders.iter().map(|folder| folder.join(format!("git{EXE_SUFFIX}")));
        let file = files.into_iter().find(|file| is_program(file) && !is_closed(file));
        let missing =
            || Problem::NoProgram("no folder in `PATH` outside the repository contains `git`".to_owned());
        let path = env::join_paths(&folders).unwrap_or_default();
        file.map(|file| Self { file, path }).ok_or_else(missing)
    }
}

fn is_script(file: &Path) -> bool {
    let mut first = [0; 2];
    fs::File::open(file).and_then(|mut file| file.read_exact(&mut first)).is_ok() && first == *b"#!"
}

#[cfg(unix)]
fn is_program(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    fs::metadata(file).is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(file: &Path) -> bool {
    fs::metadata(file).is_ok_and(|found| found.is_file())
}

/// Git, ready to answer about the files below a folder of one repository.
#[derive(Debug)]
pub(super) struct Git<'a> {
    program: &'a Program,
    repository: &'a Repository,
    folder: &'a Path,
    limit: Duration,
}

impl<'a> Git<'a> {
    /// Asks `program` about `repository` and `folder` in it; an answer takes `limit` at most.
    pub(super) fn of(
        program: &'a Program,
        repository: &'a Repository,
        folder: &'a Path,
        limit: Duration,
    ) -> Self {
        Self { program, repository, folder, limit }
    }

    /// Git's answer. `None` where it is no (exit code 1).
    ///
    /// # Errors
    /// Git cannot be started, refuses, takes too long or says too much.
    pub(super) fn ask(&self, arguments: &[&str]) -> Result<Option<String>, Problem> {
        let (status, answer, complaint) = finish(self.command().args(arguments), self.limit)?;
        match status.code() {
            Some(0) => Ok(Some(text(answer))),
            Some(1) => Ok(None),
            _ => Err(Problem::Refused(reason(&text(complaint)))),
        }
    }

    /// What Git says of the files below the folder.
    ///
    /// # Errors
    /// As [`Git::ask`].
    pub(super) fn list(&self, arguments: &[&str]) -> Result<String, Problem> {
        let inner = self.folder.strip_prefix(&self.repository.top).unwrap_or(Path::new(""));
        let mut command = self.command();
        command.args(arguments).arg("--").args(Some(inner).filter(|inner| *inner != Path::new("")));
        match finish(&mut command, self.limit)? {
            (status, answer, _) if status.success() => Ok(text(answer)),
            (_, _, complaint) => Err(Problem::Refused(reason(&text(complaint)))),
        }
    }

    fn command(&self) -> Command {
        let Repository { own, common, .. } = self.repository;
        let mut command = Command::new(&self.program.file);
        command.env_clear().env("PATH", &self.program.path).envs(ENVIRONMENT.iter().copied());
        // Windows starts no program without it.
        command.envs(env::var_os("SystemRoot").filter(|_| cfg!(windows)).map(|root| ("SystemRoot", root)));
        // Git's own folder replaces the work tree, so that nothing in the real one is read.
        command.env("GIT_DIR", own).env("GIT_COMMON_DIR", common).env("GIT_WORK_TREE", own).current_dir(own);
        command.arg("--no-pager");
        command.args(SETTINGS.iter().flat_map(|setting| ["-c", setting]));
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        // So that it can be killed together with what it may have started.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        command
    }
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

/// Git's reason for a refusal, without the advice around it and without control characters, which
/// could command the terminal.
fn reason(complaint: &str) -> String {
    let lines = || complaint.lines().map(str::trim).filter(|line| !line.is_empty());
    let fatal = lines().find_map(|line| line.strip_prefix("fatal: "));
    let line = fatal.or_else(|| lines().next()).unwrap_or_default();
    line.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).take(300).collect()
}

/// Runs a command to its end: its exit status, output and error messages.
fn finish(command: &mut Command, limit: Duration) -> Result<(ExitStatus, Vec<u8>, Vec<u8>), Problem> {
    let deadline = Instant::now() + limit;
    let not_started = |error: io::Error| Problem::NoProgram(error.to_string());
    let mut child = command.spawn().map_err(not_started)?;
    let (out, err) = (child.stdout.take(), child.stderr.take());
    let (done, ends) = channel();
    thread::scope(|scope| {
        let other = done.clone();
        let out = scope.spawn(move || read(out, MOST, &done));
        let err = scope.spawn(move || read(err, MOST_COMPLAINT, &other));
        let status = wait(&mut child, &ends, deadline);
        if status.is_none() {
            end(&mut child);
        }
        let (out, err) = (out.join().unwrap_or_default(), err.join().unwrap_or_default());
        match status {
            _ if out.len() as u64 > MOST => Err(Problem::TooLarge),
            Some(status) => Ok((status, out, err)),
            None => Err(Problem::TooSlow(limit)),
        }
    })
}

/// Reads up to `most` bytes and one more, then closes the stream, which ends a Git that still writes.
fn read(stream: Option<impl Read>, most: u64, done: &Sender<()>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let _ = stream.map(|stream| stream.take(most + 1).read_to_end(&mut bytes));
    let _ = done.send(());
    bytes
}

/// Waits until both streams are closed and the process has exited. `None` when time is up.
fn wait(child: &mut Child, ends: &Receiver<()>, deadline: Instant) -> Option<ExitStatus> {
    for _ in 0..2 {
        ends.recv_timeout(deadline.saturating_duration_since(Instant::now())).ok()?;
    }
    // It has closed its streams, so it is about to exit.
    loop {
        if let Some(status) = child.try_wait().ok()? {
            return Some(status);
        }
        if Instant::now() >= deadline {
            return None;
        }
        thread::sleep(Duration::from_millis(1));
    }
}

/// Kills a process, and with it those that it started, where the system has process groups.
fn end(child: &mut Child) {
    #[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
    {
        use rustix::process::{Pid, Signal, kill_process_group};
        // The group has the number of its first process, which nobody has waited for yet.
        let group = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
        let _ = group.map(|group| kill_process_group(group, Signal::KILL));
    }
    let _ = child.kill();
    let _ = child.wait();
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::*;

    fn run(command: &mut Command) {
        assert!(command.stdin(Stdio::null()).status().unwrap().success(), "{command:?}");
    }

    #[test]
    fn what_does_not_end_is_ended() {
        let folder = tempfile::tempdir().unwrap();
        let top = folder.path().canonicalize().unwrap();
        run(Command::new("git").args(["init", "-q"]).arg(&top));
        run(Command::new("mkfifo").arg(top.join("fifo")));
        run(Command::new("git").arg("-C").arg(&top).args(["config", "include.path", "../fifo"]));
        let repository = Repository::find(&top).unwrap().unwrap();
        let limit = Duration::from_millis(300);
        let program = Program::outside(&repository, &top).unwrap();
        let git = Git::of(&program, &repository, &top, limit);
        let started = Instant::now();
        assert_eq!(git.ask(&["rev-parse", "HEAD"]), Err(Problem::TooSlow(limit)));
        assert!(started.elapsed() < Duration::from_secs(20));
    }

    #[test]
    fn what_it_has_started_is_ended_too() {
        // The inner shell keeps the streams open when the outer one has gone.
        let mut command = Command::new("sh");
        command
            .args(["-c", "(sleep 600; true) & echo begun; wait"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let limit = Duration::from_millis(300);
        let started = Instant::now();
        assert_eq!(finish(&mut command, limit), Err(Problem::TooSlow(limit)));
        assert!(started.elapsed() < Duration::from_secs(20));
    }

    #[test]
    fn more_than_is_read_is_too_large() {
        let mut command = Command::new("yes");
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        assert_eq!(finish(&mut command, LIMIT), Err(Problem::TooLarge));
    }

    #[test]
    fn much_on_both_streams_is_no_deadlock() {
        let mut command = Command::new("sh");
        command.args(["-c", "head -c 300000 /dev/zero >&2; head -c 300000 /dev/zero"]);
        let (status, out, err) =
            finish(command.stdout(Stdio::piped()).stderr(Stdio::piped()), LIMIT).unwrap();
        assert_eq!((status.success(), out.len(), err.len()), (true, 300_000, 300_000));
    }

    #[test]
    fn a_reason_is_one_line_without_commands_to_the_terminal() {
        assert_eq!(reason("hint: x\nfatal: bad \u{1b}[2J\nhint: y\n"), "bad \u{fffd}[2J");
        assert_eq!(reason("\n error: x \n"), "error: x");
        assert_eq!(reason(""), "");
    }
}
