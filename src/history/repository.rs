//! Which repository holds a folder: found by us, so that Git never looks for one by itself. Git takes
//! any folder with a `HEAD`, `refs` and `objects` for a repository and obeys its `config`; a pull
//! request can bring such a folder, but no entry named `.git`.
//!
//! An archive can bring a `.git` too. Its settings are never obeyed (see [`super::git`]); this module
//! refuses one that leads elsewhere: to another repository, or to a file that Git would quote.

#![allow(clippy::disallowed_methods, reason = "Git's own files, not content")]

use std::fs;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use super::problem::Problem;

/// A repository, and the work tree that a folder is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Repository {
    /// The folder with the entry `.git`.
    pub(super) top: PathBuf,
    /// What belongs to this work tree alone, such as `HEAD`.
    pub(super) own: PathBuf,
    /// What all work trees share: objects, refs and settings.
    pub(super) common: PathBuf,
}

/// The entry that makes a folder a work tree.
const ENTRY: &str = ".git";
/// The largest of Git's small files that is read: a path, or the ends of a shallow clone.
const LARGEST: u64 = 16 << 20;
/// The largest mail map that is read, in bytes.
pub(super) const LARGEST_MAIL_MAP: u64 = 1 << 20;
/// What Git would follow out of a repository, or quote, if it were a link.
const PLAIN: [&str; 9] =
    ["HEAD", "config", "config.worktree", "packed-refs", "shallow", "refs", "reftable", "objects", "info"];

impl Repository {
    /// The repository that holds `folder`, whose path has no links: that of the nearest entry `.git`
    /// upwards. `None` if there is none.
    ///
    /// # Errors
    /// An entry that leads somewhere else, or that cannot be read.
    pub(super) fn find(folder: &Path) -> Result<Option<Self>, Problem> {
        for top in folder.ancestors() {
            let entry = top.join(ENTRY);
            let repository = match kind(&entry)? {
                None => continue,
                Some(kind) if kind.is_dir() => Self::in_folder(top, entry),
                Some(kind) if kind.is_file() => Self::in_file(top, &entry),
                Some(_) => foreign(entry, "is neither a folder nor a file"),
            };
            return repository?.checked().map(Some);
        }
        Ok(None)
    }

    /// `.git` is a folder: the usual case.
    fn in_folder(top: &Path, entry: PathBuf) -> Result<Self, Problem> {
        let other = entry.join("commondir");
        if kind(&other)?.is_some() {
            return foreign(other, "belongs only in a worktree's folder");
        }
        Ok(Self { top: top.to_owned(), own: entry.clone(), common: entry })
    }

    /// `.git` is a file that names the folder, which must be known as one of this work tree's: that
    /// of `git worktree`, which names it back, or that of a submodule, which is within the outer one's.
    fn in_file(top: &Path, entry: &Path) -> Result<Self, Problem> {
        let named = read(entry).and_then(|text| text.strip_prefix("gitdir: ").map(str::to_owned));
        let named = named.and_then(|path| top.join(path).canonicalize().ok());
        let Some(own) = named else { return foreign(entry.to_owned(), "names no folder that is there") };
        let worktree = read(&own.join("commondir")).and_then(|path| own.join(path).canonicalize().ok());
        if let Some(common) = worktree {
            let back = read(&own.join("gitdir")).and_then(|path| own.join(path).canonicalize().ok());
            if back.as_deref() == Some(entry) && own.parent() == Some(&*common.join("worktrees")) {
                return Ok(Self { top: top.to_owned(), own, common });
            }
        } else if let Some(outer) = top.parent().map(Self::find).transpose()?.flatten()
            && [outer.own, outer.common].iter().any(|outer| own.starts_with(outer.join("modules")))
        {
            return Ok(Self { top: top.to_owned(), own: own.clone(), common: own });
        }
        foreign(entry.to_owned(), "names a folder that is not known to belong to this checkout")
    }

    /// Refuses what leads out of the repository: links, and objects that are borrowed. Git cannot be
    /// kept from borrowing, and a list that it wrote itself looks like any other.
    fn checked(self) -> Result<Self, Problem> {
        for folder in [&self.own, &self.common] {
            for path in PLAIN.map(|name| folder.join(name)) {
                if kind(&path)?.is_some_and(|kind| !kind.is_file() && !kind.is_dir()) {
                    return foreign(path, "is neither a folder nor a file");
                }
            }
        }
        let alternates = self.common.join("objects/info/alternates");
        if kind(&alternates)?.is_some() { Err(Problem::Alternates(alternates)) } else { Ok(self) }
    }

    /// Whether the work tree has a mail map of a reasonable size.
    pub(super) fn has_mail_map(&self) -> bool {
        let found = fs::symlink_metadata(self.top.join(".mailmap"));
        found.is_ok_and(|found| found.is_file() && found.len() <= LARGEST_MAIL_MAP)
    }

    /// All that Git reads, and the entry that led here.
    pub(super) fn folders(self) -> Vec<PathBuf> {
        let entry = self.top.join(ENTRY);
        // That of a submodule is looked up in the repository around it.
        let is_named = entry.is_file();
        let outer = self.top.parent().filter(|_| is_named).and_then(|outer| Self::find(outer).ok()?);
        let outer = outer.map(Self::folders).unwrap_or_default();
        [vec![entry, self.own, self.common], outer].concat()
    }

    /// Where `folder` is within the work tree, with a `/` at its end; empty at the top.
    pub(super) fn prefix(&self, folder: &Path) -> String {
        let inner = folder.strip_prefix(&self.top).unwrap_or(Path::new(""));
        inner.iter().map(|part| format!("{}/", part.to_string_lossy())).collect()
    }

    /// The commits at which a shallow clone was cut: every file looks changed there, which is not true.
    pub(super) fn cuts(&self) -> Vec<String> {
        read(&self.common.join("shallow")).unwrap_or_default().lines().map(str::to_owned).collect()
    }
}

fn foreign<T>(path: PathBuf, cause: &'static str) -> Result<T, Problem> {
    Err(Problem::Foreign { path, cause })
}

/// What has that name, a link itself and not what it leads to; `None` for nothing.
fn kind(path: &Path) -> Result<Option<fs::FileType>, Problem> {
    match fs::symlink_metadata(path) {
        Ok(found) => Ok(Some(found.file_type())),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
        Err(_) => foreign(path.to_owned(), "cannot be read"),
    }
}

/// The text of a small file without the end of its last line. `None` for anything but a file.
fn read(path: &Path) -> Option<String> {
    let found = fs::symlink_metadata(path).ok()?;
    if !found.is_file() || found.len() > LARGEST {
        return None;
    }
    let mut text = String::new();
    fs::File::open(path).ok()?.take(LARGEST).read_to_string(&mut text).ok()?;
    Some(text.trim_end_matches(['\n', '\r']).to_owned())
}
