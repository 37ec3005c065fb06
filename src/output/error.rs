//! Why a site could not be written.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use crate::path::SitePath;

/// Why a site could not be written. The site that was there before is still there, whole.
#[derive(Debug)]
pub enum WriteError {
    /// Two files of the site cannot both exist.
    Collision {
        /// The one.
        first: SitePath,
        /// The other.
        second: SitePath,
    },
    /// The destination is not a folder that opslore may replace.
    Destination {
        /// Where the site was to go.
        path: PathBuf,
        /// What is wrong with it and what to do.
        problem: String,
    },
    /// The archive cannot be written at this path.
    Archive {
        /// Where it was to go.
        path: PathBuf,
        /// What is wrong with it and what to do.
        problem: String,
    },
    /// The file system refused.
    Io {
        /// What was tried, as in «cannot … `path`».
        action: &'static str,
        /// With what.
        path: PathBuf,
        /// The reason it gave.
        source: io::Error,
    },
}

impl WriteError {
    /// For `map_err`: the file system refused to do `action` with `path`.
    pub(crate) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Io { action, path: path.to_owned(), source }
    }

    pub(crate) fn destination(path: &Path, problem: impl Into<String>) -> Self {
        Self::Destination { path: path.to_owned(), problem: problem.into() }
    }
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Collision { first, second } => write!(
                f,
                "`{first}` and `{second}` cannot both be written: they differ in letter case only, \
                 or one is a folder to the other"
            ),
            Self::Destination { path, problem } => {
                write!(f, "cannot write the site to `{}`: {problem}", path.display())
            }
            Self::Archive { path, problem } => {
                write!(f, "cannot write the archive to `{}`: {problem}", path.display())
            }
            Self::Io { action, path, source } => {
                write!(f, "cannot {action} `{}`: {source}", path.display())
            }
        }
    }
}

impl std::error::Error for WriteError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { source, .. } => Some(source),
            _ => None,
        }
    }
}
