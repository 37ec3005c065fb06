//! When each file was last changed and who wrote it, from Git, and what differs from a commit. Without
//! Git, or where the clone is too shallow to know, a file simply has no date.

mod base;
mod git;
mod log;
mod mail_map;
mod problem;
mod repository;

use std::cmp::Reverse;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;

use crate::memo;
use crate::path::SitePath;
use crate::text::Hash;
use git::{Git, LIMIT, Program};
use log::Log;
use mail_map::MailMap;
use repository::{LARGEST_MAIL_MAP, Repository};

pub use base::Base;
pub use problem::Problem;

/// The most authors of a file. A pull request of a thousand names would put them on every page.
pub const MOST_AUTHORS: usize = 100;

/// The last change and the authors of every file that Git knows.
#[derive(Clone, Debug, Default)]
pub struct History {
    root: PathBuf,
    checkout: Option<Checkout>,
    state: State,
    files: Arc<Log>,
    problem: Option<Problem>,
}

/// What the log depends on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
struct State {
    /// The commit that is checked out; `None` before the first one.
    head: Option<String>,
    /// Where a shallow clone was cut.
    cuts: Vec<String>,
}

/// The repository that holds a root, and the Git to ask about it.
#[derive(Clone, Debug)]
struct Checkout {
    repository: Repository,
    program: Result<Program, Problem>,
}

impl Checkout {
    /// Looks for both; `root` has no links in its path. `None` where no repository holds it.
    fn find(root: &Path) -> Result<Option<Self>, Problem> {
        let found = Repository::find(root)?;
        Ok(found.map(|repository| Self { program: Program::outside(&repository, root), repository }))
    }

    /// Git, to ask about `root`.
    fn git<'a>(&'a self, root: &'a Path) -> Result<Git<'a>, Problem> {
        let program = self.program.as_ref().map_err(Clone::clone)?;
        Ok(Git::of(program, &self.repository, root, LIMIT))
    }
}

/// What Git is asked with, and what it reads: all that a confined process has to reach for that.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// The repository's own files, and the libraries of the program.
    pub read: Vec<PathBuf>,
    /// The program, and what it starts; nothing if there is no Git.
    pub run: Vec<PathBuf>,
}

/// What the history of the files below `root`, whose path has no links, is read with and from.
pub fn reach(root: &Path) -> Reach {
    let Ok(Some(Checkout { repository, program })) = Checkout::find(root) else { return Reach::default() };
    let (libraries, run) = program.map(Program::reach).unwrap_or_default();
    Reach { read: [repository.folders(), libraries].concat(), run }
}

impl History {
    /// A hash of what the dates depend on: the commit that is checked out, and where a clone was cut.
    pub fn key(&self) -> Hash {
        memo::key(&self.state)
    }

    /// The same, of the files below `root` as they are now; nothing if that is not known.
    pub fn key_now(root: &Path) -> Option<Hash> {
        let Some(checkout) = Checkout::find(root).ok()? else { return Some(Self::default().key()) };
        let git = checkout.git(root).ok()?;
        Some(memo::key(&state(&git, &checkout.repository).ok()?))
    }

    /// Asks Git for the history of the files below `root`, whose path has no links. Whatever goes
    /// wrong means that less is known, which [`History::problem`] explains.
    pub fn read(root: &Path) -> Self {
        Self::default().read_again(root)
    }

    /// The history as it is now. The log is read again only if another commit is checked out, and
    /// never if it took too long before.
    #[must_use]
    pub fn read_again(&self, root: &Path) -> Self {
        let unknown = Self { root: root.to_owned(), ..Self::default() };
        if self.root == root && matches!(self.problem, Some(Problem::TooSlow(_) | Problem::TooLarge)) {
            return self.clone();
        }
        let checkout = match Checkout::find(root) {
            Ok(Some(checkout)) => checkout,
            Ok(None) => return unknown,
            Err(problem) => return Self { problem: Some(problem), ..unknown },
        };
        match self.read_log(root, &checkout) {
            Ok((state, files)) => {
                let problem = (!state.cuts.is_empty()).then_some(Problem::Shallow);
                Self { checkout: Some(checkout), state, files, problem, ..unknown }
            }
            Err(problem) => Self { checkout: Some(checkout), problem: Some(problem), ..unknown },
        }
    }

    fn read_log(&self, root: &Path, checkout: &Checkout) -> Result<(State, Arc<Log>), Problem> {
        let (git, repository) = (checkout.git(root)?, &checkout.repository);
        let state = state(&git, repository)?;
        if self.root == root && self.is_known() && self.state == state {
            return Ok((state, Arc::clone(&self.files)));
        }
        let Some(head) = &state.head else { return Ok((state, Arc::default())) };
        let log = git.list(&["log", log::FORMAT, "--name-only", "--no-renames", "-z", head])?;
        let people = mail_map(&git, repository);
        let files = log::parse(&log, &repository.prefix(root), &state.cuts, &people);
        Ok((state, Arc::new(files.ok_or(Problem::TooLarge)?)))
    }

    /// Whether the history is known, be it only as far as a shallow clone goes.
    pub fn is_known(&self) -> bool {
        matches!(self.problem, None | Some(Problem::Shallow))
    }

    /// When a file was last changed.
    pub fn changed(&self, path: &SitePath) -> Option<Timestamp> {
        self.files.get(path)?.changed
    }

    /// Who wrote a file, most commits first, up to [`MOST_AUTHORS`]. Programs that commit on their own
    /// are left out.
    pub fn authors(&self, path: &SitePath) -> Vec<&str> {
        let Some(file) = self.files.get(path) else { return Vec::new() };
        let mut authors: Vec<(&String, &usize)> = file.authors.iter().collect();
        authors.sort_by_key(|(_, commits)| Reverse(**commits));
        authors.into_iter().take(MOST_AUTHORS).map(|(name, _)| name.as_str()).collect()
    }

    /// Why the history is unknown, or not known in full. A root without a repository has none.
    pub fn problem(&self) -> Option<&Problem> {
        self.problem.as_ref()
    }

    /// Where the root is within its repository, with a `/` at its end; empty at the top and without
    /// one.
    pub fn prefix(&self) -> String {
        self.checkout.as_ref().map(|checkout| checkout.repository.prefix(&self.root)).unwrap_or_default()
    }

    /// The files below the root at the commit where the current branch left `revision`.
    ///
    /// # Errors
    /// Git is missing, there is no repository or no such revision, or Git refuses.
    pub fn base(&self, revision: &str) -> Result<Base, Problem> {
        if let Some(problem) = self.problem.as_ref().filter(|_| !self.is_known()) {
            return Err(problem.clone());
        }
        let Some(checkout) = &self.checkout else {
            return Err(Program::find(&self.root).err().unwrap_or(Problem::NoRepository));
        };
        let unknown = || Problem::Revision(revision.to_owned());
        if revision.starts_with('-') {
            return Err(unknown());
        }
        let git = checkout.git(&self.root)?;
        let commit = format!("{revision}^{{commit}}");
        let commit = git.ask(&["rev-parse", "--verify", "--quiet", &commit])?.ok_or_else(unknown)?;
        let base = git.ask(&["merge-base", "HEAD", commit.trim_end()])?;
        let base = base.ok_or_else(|| Problem::NoCommonCommit(revision.to_owned()))?;
        let listing = git.list(&["ls-tree", "-r", "-z", "--full-tree", base.trim_end()])?;
        Ok(Base::new(&self.root, &listing, &self.prefix()))
    }
}

fn state(git: &Git<'_>, repository: &Repository) -> Result<State, Problem> {
    let head = git.ask(&["rev-parse", "--verify", "--quiet", "HEAD"])?;
    Ok(State { head: head.map(|id| id.trim_end().to_owned()), cuts: repository.cuts() })
}

/// The mail map as it was committed: in the work tree it may be a link, or above the root. Without one,
/// everybody has the name that the commits have.
fn mail_map(git: &Git<'_>, repository: &Repository) -> MailMap {
    let text = || git.ask(&["cat-file", "blob", "HEAD:.mailmap"]).ok().flatten();
    let text = repository.has_mail_map().then(text).flatten();
    let text = text.filter(|text| text.len() as u64 <= LARGEST_MAIL_MAP);
    text.map(|text| MailMap::parse(&text)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn authors_are_those_with_most_commits_first() {
        let log = "\u{1}c4 400\u{2}dependabot[bot] <d@x>\u{2}x\0\na.md\0\
                   \u{1}c3 300\u{2}Ada <a@x>\u{2}x\n\nCo-authored-by: Zoë <z@b>\nCo-authored-by: Bo <b@x>\n\0\na.md\0\
                   \u{1}c2 200\u{2}zoe <z@b>\u{2}x\0\na.md\0\u{1}c1 100\u{2}Cut <c@x>\u{2}x\0\na.md\0";
        let people = MailMap::parse("Zoë <z@b>\n");
        let files = Arc::new(log::parse(log, "", &["c1".to_owned()], &people).unwrap());
        let history = History { files, ..History::default() };
        assert_eq!(history.authors(&SitePath::new("a.md").unwrap()), ["Zoë", "Ada", "Bo"]);
        assert!(history.authors(&SitePath::new("b.md").unwrap()).is_empty());
    }

    #[test]
    fn the_log_is_read_again_only_after_a_commit() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        let path = SitePath::new("a.md").unwrap();
        let commit = |text: &str| {
            std::fs::write(root.join("a.md"), text).unwrap();
            for arguments in [&["init", "-q"][..], &["add", "."], &["commit", "-qm", "x"]] {
                let mut git = std::process::Command::new("git");
                git.current_dir(&root).args(["-c", "user.name=A", "-c", "user.email=a@example.org"]);
                assert!(git.args(arguments).status().unwrap().success());
            }
        };
        assert!(History::read(&root).problem().is_none() && History::read(&root).changed(&path).is_none());
        commit("a");
        let first = History::read(&root);
        assert!(first.changed(&path).is_some() && first.problem().is_none());
        assert!(Arc::ptr_eq(&first.files, &first.read_again(&root).files));
        commit("b");
        let second = first.read_again(&root);
        assert_eq!(second.files[&path].authors["A"], 2);
        // Another root has another history.
        let elsewhere = tempfile::tempdir().unwrap();
        assert!(second.read_again(elsewhere.path()).files.is_empty());
    }
}
