//! Which folders are watched, and by what.

#![allow(clippy::disallowed_methods, reason = "names are looked at, and nothing is read")]

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::PoisonError;
use std::time::Duration;

use notify::{Config, ErrorKind, PollWatcher, RecommendedWatcher, RecursiveMode, Watcher};
use walkdir::WalkDir;

use super::Notice;

/// How often a system that cannot tell of changes is asked.
const POLL: Duration = Duration::from_secs(1);

type Handler = dyn Fn(notify::Result<notify::Event>) + Send + Sync;

/// Everything that is watched.
pub(super) struct Tree {
    roots: Vec<Root>,
    ignored: Box<dyn Fn(&Path) -> bool + Send>,
    watcher: Box<dyn Watcher + Send>,
    is_polling: bool,
    handler: std::sync::Arc<Handler>,
    notice: Notice,
}

/// A folder or a file that was asked for.
struct Root {
    path: PathBuf,
    /// Whether it was there, and hence is watched.
    is_watched: bool,
}

impl Tree {
    /// Watches `folders`. Where the system cannot, they are looked at every second.
    pub(super) fn new(
        folders: &[PathBuf],
        ignored: Box<dyn Fn(&Path) -> bool + Send>,
        notice: Notice,
        handler: impl Fn(notify::Result<notify::Event>) + Send + Sync + 'static,
    ) -> notify::Result<Self> {
        let root = |folder: &PathBuf| {
            Ok(Root { path: std::path::absolute(folder).map_err(notify::Error::io)?, is_watched: false })
        };
        let roots: Vec<Root> = folders.iter().map(root).collect::<notify::Result<_>>()?;
        let handler: std::sync::Arc<Handler> = std::sync::Arc::new(handler);
        let (watcher, is_polling) = match system_watcher(&handler) {
            Ok(watcher) => (watcher, false),
            Err(_) => (polling_watcher(&handler)?, true),
        };
        let mut tree = Self { roots, ignored, watcher, is_polling, handler, notice };
        if is_polling {
            tree.tell();
        }
        tree.complete();
        Ok(tree)
    }

    /// Whether something that was asked for is not there.
    pub(super) fn is_incomplete(&self) -> bool {
        self.roots.iter().any(|root| !root.is_watched)
    }

    /// Watches what has come since; says what that was.
    pub(super) fn complete(&mut self) -> Vec<PathBuf> {
        let mut came = Vec::new();
        for index in 0..self.roots.len() {
            let path = self.roots[index].path.clone();
            if !self.roots[index].is_watched && path.exists() {
                self.roots[index].is_watched = true;
                self.watch_below(&path);
                came.push(path);
            }
        }
        came
    }

    /// What a changed path means: itself, and all that is in a folder which has just come. Nothing
    /// when it is left out.
    pub(super) fn changed(&mut self, path: PathBuf) -> Vec<PathBuf> {
        if let Some(root) = self.roots.iter_mut().find(|root| root.path == path && !root.path.exists()) {
            root.is_watched = false;
        }
        if !self.is_wanted(&path) {
            return Vec::new();
        }
        // A folder may be filled before it is watched, so its files are named here.
        let mut paths =
            if path.is_dir() && !path.is_symlink() { self.watch_below(&path) } else { Vec::new() };
        paths.push(path);
        paths
    }

    /// Everything, after events were lost.
    pub(super) fn rescan(&mut self) -> Vec<PathBuf> {
        for root in &mut self.roots {
            root.is_watched = false;
        }
        self.complete()
    }

    /// Goes on by looking every second when the system has no more watches to give.
    pub(super) fn recover(&mut self, error: &notify::Error) -> Vec<PathBuf> {
        if !is_limit(error) || self.is_polling {
            return Vec::new();
        }
        let Ok(watcher) = polling_watcher(&self.handler) else { return Vec::new() };
        self.watcher = watcher;
        self.is_polling = true;
        self.tell();
        self.rescan()
    }

    /// Watches a folder and all below it; returns the files in it.
    fn watch_below(&mut self, top: &Path) -> Vec<PathBuf> {
        if top.is_file() {
            // Editors replace a file by another of its name: only its folder learns of that.
            let folder = top.parent().unwrap_or(top);
            let _ = self.watcher.watch(folder, RecursiveMode::NonRecursive);
            return Vec::new();
        }
        let mut files = Vec::new();
        let entries: Vec<_> = {
            let wanted = |entry: &walkdir::DirEntry| entry.path() == top || self.is_wanted(entry.path());
            WalkDir::new(top).into_iter().filter_entry(wanted).flatten().collect()
        };
        for entry in entries {
            if !entry.file_type().is_dir() {
                files.push(entry.into_path());
            } else if let Err(error) = self.watcher.watch(entry.path(), RecursiveMode::NonRecursive)
                && is_limit(&error)
                && !self.is_polling
            {
                self.recover(&error);
                return files;
            }
        }
        files
    }

    /// Whether a path is one that was asked for, or below one and not left out.
    fn is_wanted(&self, path: &Path) -> bool {
        let is_below = |root: &Root| match path.strip_prefix(&root.path) {
            Ok(relative) => !is_left_out(relative),
            Err(_) => false,
        };
        self.roots.iter().any(is_below) && !(self.ignored)(path)
    }

    fn tell(&self) {
        let text = "the system cannot watch more folders, so opslore looks for changes every second; on \
                    Linux, `sudo sysctl fs.inotify.max_user_watches=524288` raises the limit";
        *self.notice.lock().unwrap_or_else(PoisonError::into_inner) = Some(text.to_owned());
    }
}

fn system_watcher(handler: &std::sync::Arc<Handler>) -> notify::Result<Box<dyn Watcher + Send>> {
    let handler = std::sync::Arc::clone(handler);
    Ok(Box::new(RecommendedWatcher::new(move |event| handler(event), Config::default())?))
}

fn polling_watcher(handler: &std::sync::Arc<Handler>) -> notify::Result<Box<dyn Watcher + Send>> {
    let handler = std::sync::Arc::clone(handler);
    let config = Config::default().with_poll_interval(POLL).with_follow_symlinks(false);
    Ok(Box::new(PollWatcher::new(move |event| handler(event), config)?))
}

/// Whether the system has run out of watches, or of files to be open.
fn is_limit(error: &notify::Error) -> bool {
    const EMFILE: i32 = 24;
    match &error.kind {
        ErrorKind::MaxFilesWatch => true,
        ErrorKind::Io(error) => error.raw_os_error() == Some(EMFILE),
        _ => false,
    }
}

/// What is never content: hidden, fetched, built, or an editor's own.
fn is_left_out(relative: &Path) -> bool {
    let mut parts = relative.iter();
    let is_built = parts.clone().next() == Some(OsStr::new("target"));
    is_built
        || parts.any(|part| {
            let part = part.to_string_lossy();
            part.starts_with(['.', '#']) || part.ends_with('~') || part == "node_modules" || part == "4913"
        })
}
