//! Reports changed files, for `serve`.
//!
//! Each folder is watched by itself: a recursive watch would also take in `.git` and the like, which
//! uses up the system's few watches and wakes the build for nothing. Bursts of events, such as a Git
//! checkout causes, arrive as one batch.

mod tree;

use std::collections::BTreeSet;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use notify::EventKind;

use tree::Tree;

/// A batch ends when nothing has happened for this long …
const QUIET: Duration = Duration::from_millis(25);
/// … and at the latest after this.
const LONGEST: Duration = Duration::from_millis(500);
/// How often to look whether something that is not there has come (back).
const RETURN: Duration = Duration::from_millis(500);

/// Why files cannot be watched.
#[derive(Debug)]
pub struct WatchError(notify::Error);

impl fmt::Display for WatchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot watch for changes: {}", self.0)
    }
}

impl std::error::Error for WatchError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

/// Watches until it is dropped.
pub struct Guard {
    stop: Sender<Signal>,
    notice: Notice,
}

impl Guard {
    /// What the user should know about how changes are found, told once.
    pub fn notice(&self) -> Option<String> {
        self.notice.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        // A watcher that has ended already needs no telling.
        let _ = self.stop.send(Signal::Stop);
    }
}

type Notice = Arc<Mutex<Option<String>>>;

/// What the watching thread is woken by.
enum Signal {
    Event(notify::Result<notify::Event>),
    Stop,
}

/// Watches `folders` with all that is below them, or single files. One that is not there yet, or is
/// replaced by another, is watched as soon as it comes. Left out are hidden files and folders,
/// `node_modules`, a `target` at the top, the backups of editors, and what `ignored` says.
///
/// Batches of changed paths arrive over the channel; a path may be a folder, for all that is in it,
/// and may be gone.
pub fn watch(
    folders: &[PathBuf],
    ignored: impl Fn(&Path) -> bool + Send + 'static,
) -> Result<(Guard, Receiver<Vec<PathBuf>>), WatchError> {
    let (signals, woken) = channel();
    let (batches, receiver) = channel();
    let notice = Notice::default();
    let handler = signals.clone();
    let tree = Tree::new(folders, Box::new(ignored), Arc::clone(&notice), move |event| {
        let _ = handler.send(Signal::Event(event));
    })
    .map_err(WatchError)?;
    thread::Builder::new()
        .name("watch".to_owned())
        .spawn(move || run(tree, &woken, &batches))
        .map_err(|error| WatchError(notify::Error::io(error)))?;
    Ok((Guard { stop: signals, notice }, receiver))
}

fn run(mut tree: Tree, woken: &Receiver<Signal>, batches: &Sender<Vec<PathBuf>>) {
    let mut batch = Batch::default();
    loop {
        let signal = match batch.rest().or_else(|| tree.is_incomplete().then_some(RETURN)) {
            Some(patience) => woken.recv_timeout(patience),
            None => woken.recv().map_err(|_| RecvTimeoutError::Disconnected),
        };
        match signal {
            Ok(Signal::Event(event)) => batch.add(changes(&mut tree, event)),
            Err(RecvTimeoutError::Timeout) => batch.add(tree.complete()),
            Ok(Signal::Stop) | Err(RecvTimeoutError::Disconnected) => return,
        }
        if batch.is_due() && batches.send(batch.take()).is_err() {
            return;
        }
    }
}

/// The paths that an event means, as far as they matter. Watches what is new.
fn changes(tree: &mut Tree, event: notify::Result<notify::Event>) -> Vec<PathBuf> {
    match event {
        Err(error) => tree.recover(&error),
        // Events were lost; anything may have changed.
        Ok(event) if event.need_rescan() => tree.rescan(),
        // Reads are events too. A build that woke itself by reading would never rest.
        Ok(event)
            if matches!(event.kind, EventKind::Create(_) | EventKind::Modify(_) | EventKind::Remove(_)) =>
        {
            event.paths.into_iter().flat_map(|path| tree.changed(path)).collect()
        }
        Ok(_) => Vec::new(),
    }
}

/// Paths that changed shortly after one another.
#[derive(Default)]
struct Batch {
    paths: BTreeSet<PathBuf>,
    times: Option<(Instant, Instant)>,
}

impl Batch {
    #[expect(clippy::disallowed_methods, reason = "how long nothing has changed")]
    fn add(&mut self, paths: Vec<PathBuf>) {
        if paths.is_empty() {
            return;
        }
        let now = Instant::now();
        self.times = Some((self.times.map_or(now, |(first, _)| first), now));
        self.paths.extend(paths);
    }

    /// How long to wait for more; `None` when nothing has changed.
    fn rest(&self) -> Option<Duration> {
        self.times.map(|(first, last)| {
            QUIET.saturating_sub(last.elapsed()).min(LONGEST.saturating_sub(first.elapsed()))
        })
    }

    fn is_due(&self) -> bool {
        self.rest().is_some_and(|rest| rest.is_zero())
    }

    fn take(&mut self) -> Vec<PathBuf> {
        self.times = None;
        std::mem::take(&mut self.paths).into_iter().collect()
    }
}

#[cfg(test)]
mod tests;
