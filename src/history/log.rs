//! What `git log` says of every file: when it was changed last, and who wrote it.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::path::SitePath;

/// What is known of a file.
#[derive(Clone, Debug, Default)]
pub(super) struct File {
    /// When it was changed last.
    pub(super) changed: Option<Timestamp>,
    /// How many commits each author has.
    pub(super) authors: BTreeMap<String, usize>,
}

/// Every file of the log.
pub(super) type Log = BTreeMap<SitePath, File>;

/// A commit of the log.
#[derive(Default)]
struct Commit<'a> {
    time: Option<Timestamp>,
    authors: Vec<&'a str>,
}

/// Begins a commit in our log format; no item of Git's own begins with it.
const COMMIT: char = '\u{1}';
/// Stands between the parts of a commit's line.
const PART: char = '\u{2}';
/// The log's format: the commit, its time, its author by the mail map, and those who wrote with them.
pub(super) const FORMAT: &str =
    "--format=\u{1}%H %ct\u{2}%aN\u{2}%(trailers:key=Co-authored-by,valueonly,unfold,separator=%x02)";
/// The most that is counted: changes of files, once for each author. Renaming a folder to and fro makes
/// two million of them in a kilobyte.
const MOST_CHANGES: usize = 10_000_000;

/// Reads `git log -z --name-only`: a commit's line, then its files, newest commit first. `prefix` is
/// where the root is within the repository, with a `/` at its end; files elsewhere are left out, and
/// so is what the commits in `grafted` changed. `None` where it is more than is counted.
pub(super) fn parse(log: &str, prefix: &str, grafted: &[String]) -> Option<Log> {
    let mut files = BTreeMap::new();
    let mut commit = Commit::default();
    let mut left = MOST_CHANGES;
    for item in log.split('\0') {
        let mut file = item.trim_start_matches('\n');
        if let Some(line) = file.strip_prefix(COMMIT) {
            let (line, first_file) = line.split_once('\n').unwrap_or((line, ""));
            commit = parse_commit(line, grafted);
            file = first_file;
        }
        if let Some(file) = file.strip_prefix(prefix).filter(|file| !file.is_empty()) {
            left = left.checked_sub(commit.authors.len().max(1))?;
            note(files.entry(file).or_default(), &commit);
        }
    }
    Some(files.into_iter().filter_map(|(path, file)| Some((SitePath::new(path)?, file))).collect())
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

fn note(file: &mut File, commit: &Commit<'_>) {
    let Some(time) = commit.time else { return };
    file.changed.get_or_insert(time);
    for author in &commit.authors {
        match file.authors.get_mut(*author) {
            Some(commits) => *commits += 1,
            None => _ = file.authors.insert((*author).to_owned(), 1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(path: &str) -> SitePath {
        SitePath::new(path).unwrap()
    }

    #[test]
    fn the_newest_change_counts_and_grafted_commits_do_not() {
        let log = "\u{1}c3 300\0\na.md\0b c.md\0\u{1}c2 200\0\na.md\0\u{1}c1 100\0\nd.md\0";
        let files = parse(log, "", &["c1".to_owned()]).unwrap();
        let second = |name| files.get(&path(name)).and_then(|file| Some(file.changed?.as_second()));
        assert_eq!((second("a.md"), second("b c.md"), second("d.md")), (Some(300), Some(300), None));
    }

    #[test]
    fn files_are_named_as_seen_from_the_root() {
        let log = "\u{1}c1 300\0\nkb/a.md\0kb2/b.md\0kb\0c.md\0";
        let files = parse(log, "kb/", &[]).unwrap();
        assert_eq!(files.keys().map(SitePath::as_str).collect::<Vec<_>>(), ["a.md"]);
    }

    #[test]
    fn what_costs_too_much_is_not_counted() {
        let people = "\u{2}P".repeat(10_000);
        let log = |files: usize| format!("\u{1}c1 300{people}\0\n{}", "a.md\0".repeat(files));
        assert!(parse(&log(1_000), "", &[]).is_some());
        assert!(parse(&log(1_001), "", &[]).is_none());
    }
}
