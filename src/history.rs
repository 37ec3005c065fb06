//! When each file was last changed, from Git. Without Git, or where the clone is too shallow to
//! know, a file simply has no date.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use jiff::Timestamp;

use crate::path::SitePath;

/// The last change of every file that Git knows.
#[derive(Clone, Debug, Default)]
pub struct History {
    changes: BTreeMap<SitePath, Timestamp>,
    /// Whether the clone lacks history, so that older files have no date.
    pub is_shallow: bool,
}

/// Begins a commit in our log format; no path can contain it.
const COMMIT: char = '\u{1}';

impl History {
    /// Asks Git for the history of the files below `root`. Anything that goes wrong means that
    /// nothing is known.
    pub fn read(root: &Path) -> Self {
        let grafts = git(root, &["rev-parse", "--git-path", "shallow"]);
        let grafted = grafts.and_then(|path| shallow_commits(root, path.trim_end())).unwrap_or_default();
        let format = format!("--format={COMMIT}%H %ct");
        let log = git(root, &["log", &format, "--name-only", "--no-renames", "--relative", "-z", "--", "."]);
        Self { changes: parse(&log.unwrap_or_default(), &grafted), is_shallow: !grafted.is_empty() }
    }

    /// When a file was last changed.
    pub fn changed(&self, path: &SitePath) -> Option<Timestamp> {
        self.changes.get(path).copied()
    }

    /// Where `root` is within its repository, with a `/` at its end; empty at the top and without Git.
    pub fn prefix(root: &Path) -> String {
        git(root, &["rev-parse", "--show-prefix"])
            .map(|prefix| prefix.trim_end_matches('\n').to_owned())
            .unwrap_or_default()
    }

    /// The commit that is checked out, to know whether the history has to be read again.
    pub fn head(root: &Path) -> Option<String> {
        git(root, &["rev-parse", "HEAD"])
    }

    /// The files below `root` that differ from `revision`, untracked ones included. The error is
    /// Git's own.
    pub fn changed_since(root: &Path, revision: &str) -> Result<Vec<SitePath>, String> {
        if revision.starts_with('-') {
            return Err(format!("`{revision}` is not a revision"));
        }
        // Outside a repository `git diff` compares folders and would blame its options.
        ask(root, &["rev-parse", "--git-dir"])?;
        let tracked = ask(
            root,
            &["diff", "--name-only", "--no-renames", "--relative", "-z", "--merge-base", revision, "--"],
        )?;
        let untracked = ask(root, &["ls-files", "--others", "--exclude-standard", "-z"])?;
        let names = tracked.split('\0').chain(untracked.split('\0'));
        Ok(names.filter(|name| !name.is_empty()).filter_map(SitePath::new).collect())
    }
}

/// The commits at which a shallow clone was cut: every file looks changed there, which is not true.
#[allow(clippy::disallowed_methods, reason = "Git's own file, not content")]
fn shallow_commits(root: &Path, path: &str) -> Option<Vec<String>> {
    let text = std::fs::read_to_string(root.join(path)).ok()?;
    Some(text.lines().map(str::to_owned).collect())
}

fn git(root: &Path, arguments: &[&str]) -> Option<String> {
    ask(root, arguments).ok()
}

fn ask(root: &Path, arguments: &[&str]) -> Result<String, String> {
    // No setting of the user's changes what is printed, and no hook or monitor is started.
    let settings =
        ["-c", "core.quotePath=false", "-c", "core.fsmonitor=false", "-c", "log.showSignature=false"];
    let output = Command::new("git").current_dir(root).args(settings).args(arguments).output();
    let output = output.map_err(|error| format!("git could not be started: {error}"))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        // What follows the first line is advice on Git's own options.
        let error = String::from_utf8_lossy(&output.stderr);
        Err(error.trim().lines().next().unwrap_or("git failed").to_owned())
    }
}

/// Reads `git log -z --name-only`: a commit's line, then its files, newest commit first.
fn parse(log: &str, grafted: &[String]) -> BTreeMap<SitePath, Timestamp> {
    let mut changes = BTreeMap::new();
    let mut commit = None;
    for item in log.split('\0') {
        let item = item.trim_start_matches('\n');
        if let Some(line) = item.strip_prefix(COMMIT) {
            let (line, first_file) = line.split_once('\n').unwrap_or((line, ""));
            commit = parse_commit(line, grafted);
            note(&mut changes, commit, first_file);
        } else {
            note(&mut changes, commit, item);
        }
    }
    changes
}

fn parse_commit(line: &str, grafted: &[String]) -> Option<Timestamp> {
    let (id, seconds) = line.split_once(' ')?;
    let is_grafted = grafted.iter().any(|grafted| grafted == id);
    let seconds = seconds.trim().parse().ok().filter(|_| !is_grafted)?;
    Timestamp::from_second(seconds).ok()
}

fn note(changes: &mut BTreeMap<SitePath, Timestamp>, commit: Option<Timestamp>, file: &str) {
    if let (Some(time), Some(path), false) = (commit, SitePath::new(file), file.is_empty()) {
        changes.entry(path).or_insert(time);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_change_counts_and_grafted_commits_do_not() {
        let log = "\u{1}c3 300\0\na.md\0b c.md\0\u{1}c2 200\0\na.md\0\u{1}c1 100\0\nd.md\0";
        let changes = parse(log, &["c1".to_owned()]);
        let second = |path: &str| changes.get(&SitePath::new(path).unwrap()).map(|time| time.as_second());
        assert_eq!((second("a.md"), second("b c.md"), second("d.md")), (Some(300), Some(300), None));
    }
}
