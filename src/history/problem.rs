//! Why history is unknown.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

/// Why the history of the files is unknown, or not known in full.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The clone lacks older commits; what the newer ones say is known.
    Shallow,
    /// There is no `git` to start.
    NoProgram(String),
    /// No folder from the root upwards has an entry `.git`.
    NoRepository,
    /// The entry `.git`, or what it names, is not laid out as Git does it for a checkout of its own.
    Foreign {
        /// The entry that is wrong.
        path: PathBuf,
        /// What is wrong with it.
        cause: &'static str,
    },
    /// The repository borrows objects from other folders.
    Alternates(PathBuf),
    /// Git took longer than it may.
    TooSlow(Duration),
    /// There is more history than is read.
    TooLarge,
    /// Git does not know the revision.
    Revision(String),
    /// The revision has no commit in common with what is checked out.
    NoCommonCommit(String),
    /// Git refused, in its own words.
    Refused(String),
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shallow => {
                f.write_str("the Git clone is shallow; fetch all of it (`git fetch --unshallow`)")
            }
            Self::NoProgram(cause) => write!(f, "git could not be started: {cause}"),
            Self::NoRepository => f.write_str("this is not a git repository"),
            Self::Foreign { path, cause } => write!(f, "`{}` {cause}", path.display()),
            Self::Alternates(path) => write!(
                f,
                "`{}` borrows objects from other folders; run `git repack -a -d`, then remove that file",
                path.display()
            ),
            Self::TooSlow(limit) => write!(f, "git took longer than {} s", limit.as_secs_f64()),
            Self::TooLarge => f.write_str("its history is too large: over 10 million file changes"),
            Self::Revision(revision) => write!(f, "Git knows no commit `{revision}`"),
            Self::NoCommonCommit(revision) => write!(
                f,
                "`{revision}` and `HEAD` have no commit in common; if the clone is shallow, \
                 fetch all of it (`git fetch --unshallow`)"
            ),
            Self::Refused(error) if error.is_empty() => f.write_str("git failed without giving a reason"),
            Self::Refused(error) => write!(f, "git says: {error}"),
        }
    }
}

impl std::error::Error for Problem {}
