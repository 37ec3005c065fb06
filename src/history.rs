//! When each file was last changed and who wrote it, from Git. Without Git, or where the clone is too
//! shallow to know, a file simply has no date.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use jiff::Timestamp;

use crate::path::SitePath;

/// The last change and the authors of every file that Git knows.
#[derive(Clone, Debug, Default)]
pub struct History {
    files: BTreeMap<SitePath, File>,
    /// Whether the clone lacks history, so that older files have no date.
    pub is_shallow: bool,
}

/// What is known of a file.
#[derive(Clone, Debug, Default)]
struct File {
    changed: Option<Timestamp>,
    /// How many commits each author has.
    authors: BTreeMap<String, usize>,
}

/// A commit of the log.
#[derive(Default)]
struct Commit<'a> {
    time: Option<Timestamp>,
    authors: Vec<&'a str>,
}

/// Begins a commit in our log format; no path can contain it.
const COMMIT: char = '\u{1}';
/// Stands between the parts of a commit's line.
const PART: char = '\u{2}';
/// The log's format: the commit, its time, its author by the mail map, and those who wrote with them.
const FORMAT: &str =
    "--format=\u{1}%H %ct\u{2}%aN\u{2}%(trailers:key=Co-authored-by,valueonly,separator=%x02)";

impl History {
    /// Asks Git for the history of the files below `root`. Anything that goes wrong means that
    /// nothing is known.
    pub fn read(root: &Path) -> Self {
        let grafts = git(root, &["rev-parse", "--git-path", "shallow"]);
        let grafted = grafts.and_then(|path| shallow_commits(root, path.trim_end())).unwrap_or_default();
        let log = git(root, &["log", FORMAT, "--name-only", "--no-renames", "--relative", "-z", "--", "."]);
        Self { files: parse(&log.unwrap_or_default(), &grafted), is_shallow: !grafted.is_empty() }
    }

    /// When a file was last changed.
    pub fn changed(&self, path: &SitePath) -> Option<Timestamp> {
        self.files.get(path)?.changed
    }

    /// Who wrote a file, most commits first. Programs that commit on their own are left out.
    pub fn authors(&self, path: &SitePath) -> Vec<&str> {
        let Some(file) = self.files.get(path) else { return Vec::new() };
        let mut authors: Vec<(&String, &usize)> = file.authors.iter().collect();
        authors.sort_by_key(|(_, commits)| Reverse(**commits));
        authors.into_iter().map(|(name, _)| name.as_str()).collect()
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
fn parse(log: &str, grafted: &[String]) -> BTreeMap<SitePath, File> {
    let mut files = BTreeMap::new();
    let mut commit = Commit::default();
    for item in log.split('\0') {
        let item = item.trim_start_matches('\n');
        if let Some(line) = item.strip_prefix(COMMIT) {
            let (line, first_file) = line.split_once('\n').unwrap_or((line, ""));
            commit = parse_commit(line, grafted);
            note(&mut files, &commit, first_file);
        } else {
            note(&mut files, &commit, item);
        }
    }
    files
}

fn parse_commit<'a>(line: &'a str, grafted: &[String]) -> Commit<'a> {
    let mut parts = line.split(PART);
    let (id, seconds) = parts.next().and_then(|part| part.split_once(' ')).unwrap_or_default();
    // At the cut of a shallow clone everything looks changed, and by one person.
    if grafted.iter().any(|grafted| grafted == id) {
        return Commit::default();
    }
    let time = seconds.trim().parse().ok().and_then(|seconds| Timestamp::from_second(seconds).ok());
    Commit { time, authors: parts.filter_map(person).collect() }
}

/// A person's name without the address; programs are none.
fn person(author: &str) -> Option<&str> {
    let name = author.split('<').next().unwrap_or_default().trim();
    (!name.is_empty() && !name.ends_with("[bot]")).then_some(name)
}

fn note(files: &mut BTreeMap<SitePath, File>, commit: &Commit<'_>, path: &str) {
    let (Some(time), Some(path), false) = (commit.time, SitePath::new(path), path.is_empty()) else { return };
    let file: &mut File = files.entry(path).or_default();
    file.changed.get_or_insert(time);
    for author in &commit.authors {
        *file.authors.entry((*author).to_owned()).or_default() += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_change_counts_and_grafted_commits_do_not() {
        let log = "\u{1}c3 300\0\na.md\0b c.md\0\u{1}c2 200\0\na.md\0\u{1}c1 100\0\nd.md\0";
        let history = History { files: parse(log, &["c1".to_owned()]), is_shallow: true };
        let second =
            |path: &str| history.changed(&SitePath::new(path).unwrap()).map(jiff::Timestamp::as_second);
        assert_eq!((second("a.md"), second("b c.md"), second("d.md")), (Some(300), Some(300), None));
    }

    #[test]
    fn authors_are_those_with_most_commits_first() {
        let log = "\u{1}c4 400\u{2}dependabot[bot]\u{2}\0\na.md\0\u{1}c3 300\u{2}Ada\u{2}Zoë <z@example.org>\u{2}Bo <b@x>\0\na.md\0\
                   \u{1}c2 200\u{2}Zoë\u{2}\0\na.md\0\u{1}c1 100\u{2}Cut\u{2}\0\na.md\0";
        let history = History { files: parse(log, &["c1".to_owned()]), is_shallow: true };
        assert_eq!(history.authors(&SitePath::new("a.md").unwrap()), ["Zoë", "Ada", "Bo"]);
        assert!(history.authors(&SitePath::new("b.md").unwrap()).is_empty());
    }
}
