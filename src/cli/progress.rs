//! Says on a terminal how far work is that takes more than a moment. Nothing is shown on a pipe.

use std::io::Write;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use super::terminal::Terminal;
use crate::site::{Cache, Misses};

/// Work that is done sooner says nothing of itself.
const PATIENCE: Duration = Duration::from_secs(1);
/// How often the line is drawn again.
const PAUSE: Duration = Duration::from_millis(150);
/// Goes to the start of the line and clears it (ECMA-48, EL).
const CLEAR: &str = "\r\x1b[K";

/// Does `work` and meanwhile shows what `stage` says.
pub(super) fn during<T>(
    terminal: &Terminal,
    stage: impl Fn() -> String + Sync,
    work: impl FnOnce() -> T,
) -> T {
    if !terminal.shows_progress {
        return work();
    }
    let (finished, wait) = channel();
    thread::scope(|scope| {
        let stage = &stage;
        // Without a thread for it there is no progress to be seen, and the work goes on.
        let _ = thread::Builder::new().spawn_scoped(scope, move || draw(stage, &wait));
        let result = work();
        drop::<std::sync::mpsc::Sender<()>>(finished);
        result
    })
}

/// How far a site is.
pub(super) fn of_site(cache: &Cache) -> String {
    let Misses { pages, files, .. } = cache.so_far();
    match files {
        0 => format!("checking: {pages} pages read"),
        _ => format!("rendering: {files} files made"),
    }
}

/// Draws until the other end of `wait` is gone.
fn draw(stage: &dyn Fn() -> String, wait: &Receiver<()>) {
    let begun = Instant::now();
    let mut pause = PATIENCE;
    while wait.recv_timeout(pause) == Err(RecvTimeoutError::Timeout) {
        let line = format!("{CLEAR}{} ({} s)", stage(), begun.elapsed().as_secs());
        show(&line);
        pause = PAUSE;
    }
    if pause == PAUSE {
        show(CLEAR);
    }
}

fn show(text: &str) {
    let mut err = std::io::stderr().lock();
    let _ = err.write_all(text.as_bytes()).and_then(|()| err.flush());
}
