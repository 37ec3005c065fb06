//! What `git log` says about every file: when it last changed, and who wrote it.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::mail_map::MailMap;
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

/// Begins a commit in our log format. A path can begin with it as well, but whoever names a file so
/// could as well have forged the commit.
const COMMIT: char = '\u{1}';
/// Stands between the parts of a commit.
const PART: char = '\u{2}';
/// The log's format: the commit, its time, its author, and its message. Git could find
/// the trailers itself, but in time that is quadratic in their lines.
pub(super) const FORMAT: &str = "--format=\u{1}%H %ct\u{2}%an <%ae>\u{2}%B";
/// The trailer that names a co-author.
const CO_AUTHOR: &str = "co-authored-by:";
/// The most file changes that are counted, once for each author. A few kilobytes of commits
/// that rename a folder back and forth hold far more.
const MOST_CHANGES: usize = 10_000_000;
/// The longest name of a person, in bytes.
const LONGEST_NAME: usize = 200;

/// Reads `git log -z --name-only`: a commit, then its files, newest commit first. `prefix` is where
/// the root is within the repository, with a `/` at its end; files elsewhere are left out, and so is
/// what the commits in `grafted` changed. `people` says what those who wrote are called. `None` where it
/// is more than is counted.
pub(super) fn parse(log: &str, prefix: &str, grafted: &[String], people: &MailMap) -> Option<Log> {
    let mut files = BTreeMap::new();
    let mut commit = Commit::default();
    let mut left = MOST_CHANGES;
    for item in log.split('\0') {
        let item = item.trim_start_matches('\n');
        if let Some(text) = item.strip_prefix(COMMIT) {
            commit = parse_commit(text, grafted, people);
        } else if let Some(file) = item.strip_prefix(prefix).filter(|file| !file.is_empty()) {
            left = left.checked_sub(commit.authors.len().max(1))?;
            note(files.entry(file).or_default(), &commit);
        }
    }
    Some(files.into_iter().filter_map(|(path, file)| Some((SitePath::new(path)?, file))).collect())
}

fn parse_commit<'a>(text: &'a str, grafted: &[String], people: &'a MailMap) -> Commit<'a> {
    let mut parts = text.splitn(3, PART);
    let (id, seconds) = parts.next().and_then(|part| part.split_once(' ')).unwrap_or_default();
    // At the cut of a shallow clone everything looks changed, and by one person.
    if grafted.iter().any(|grafted| grafted == id) {
        return Commit::default();
    }
    let time = seconds.trim().parse().ok().and_then(|seconds| Timestamp::from_second(seconds).ok());
    let author = parts.next().unwrap_or_default();
    let message = parts.next().unwrap_or_default();
    let written = std::iter::once(author).chain(co_authors(message));
    let mut authors: Vec<&str> =
        written.map(|person| people.name(person)).filter(|name| is_shown(name)).collect();
    // A person may have written under two names.
    authors.sort_unstable();
    authors.dedup();
    Commit { time, authors }
}

/// The co-authors that the trailers of a message, its last paragraph, name.
fn co_authors(message: &str) -> impl Iterator<Item = &str> {
    let lines = message.trim_end().lines().rev().take_while(|line| !line.trim().is_empty());
    lines.filter_map(|line| {
        let (key, value) = line.split_at_checked(CO_AUTHOR.len())?;
        key.eq_ignore_ascii_case(CO_AUTHOR).then_some(value)
    })
}

/// Whether a name is a person's that a page can show: anybody can commit under any name, and programs
/// do not count.
fn is_shown(name: &str) -> bool {
    let is_name = (1..=LONGEST_NAME).contains(&name.len()) && !name.contains(char::is_control);
    is_name && !name.ends_with("[bot]")
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
        let files = parse(log, "", &["c1".to_owned()], &MailMap::default()).unwrap();
        let second = |name| files.get(&path(name)).and_then(|file| Some(file.changed?.as_second()));
        assert_eq!((second("a.md"), second("b c.md"), second("d.md")), (Some(300), Some(300), None));
    }

    #[test]
    fn files_are_named_as_seen_from_the_root() {
        let log = "\u{1}c1 300\0\nkb/a.md\0kb2/b.md\0kb\0c.md\0";
        let files = parse(log, "kb/", &[], &MailMap::default()).unwrap();
        assert_eq!(files.keys().map(SitePath::as_str).collect::<Vec<_>>(), ["a.md"]);
    }

    #[test]
    fn those_who_wrote_together_are_named_at_the_end_of_a_message() {
        let message = "Fix x\n\nCo-authored-by: No\n\nSigned-off-by: No\nCo-Authored-By: Zoë <z@b>\nco-authored-by:Bo\n\n";
        assert_eq!(co_authors(message).map(str::trim).collect::<Vec<_>>(), ["Bo", "Zoë <z@b>"]);
        assert_eq!(co_authors("").chain(co_authors("é")).count(), 0);
    }

    #[test]
    fn only_names_that_a_page_can_show_are_people() {
        let long = "x".repeat(LONGEST_NAME);
        assert_eq!(["Ada", "Bo Nemo", &long].map(is_shown), [true; 3]);
        let longer = long + "x";
        assert_eq!(["", "renovate[bot]", "a\u{1b}[2J", &longer].map(is_shown), [false; 4]);
    }

    #[test]
    fn who_writes_under_two_names_counts_once() {
        let log = "\u{1}c1 300\u{2}ada <a@x>\u{2}x\n\nCo-authored-by: Ada at home <a@home>\n\0\na.md\0";
        let people = MailMap::parse("Ada <a@x>\nAda <a@home>\n");
        let files = parse(log, "", &[], &people).unwrap();
        assert_eq!(files[&path("a.md")].authors, BTreeMap::from([("Ada".to_owned(), 1)]));
    }

    #[test]
    fn what_costs_too_much_is_not_counted() {
        let people: String = (1..10_000).map(|n| format!("Co-authored-by: P{n}\n")).collect();
        let log =
            |files: usize| format!("\u{1}c1 300\u{2}A <a@x>\u{2}x\n\n{people}\0\n{}", "a.md\0".repeat(files));
        assert!(parse(&log(1_000), "", &[], &MailMap::default()).is_some());
        assert!(parse(&log(1_001), "", &[], &MailMap::default()).is_none());
    }
}
