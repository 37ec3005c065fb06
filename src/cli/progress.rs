//! Shows the progress of longer work on a terminal. Nothing is shown on a pipe.

use std::io::Write;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use super::machine::elapsed;
use super::terminal::Terminal;
use crate::site::Site;

/// Shorter work shows no progress.
const PATIENCE: Duration = Duration::from_secs(1);
/// How often the line is redrawn.
const PAUSE: Duration = Duration::from_millis(150);
/// Moves to the start of the line and clears it (ECMA-48, EL).
const CLEAR: &str = "\r\x1b[K";

/// Does `work` and shows the progress from `stage`.
pub(super) fn during<T>(
    terminal: &Terminal,
    stage: impl Fn() -> Stage + Sync,
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

/// The progress of some work.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stage {
    /// What is done, such as `pages read`.
    pub(super) what: &'static str,
    /// The finished and the total number; 0 if unknown.
    pub(super) done: usize,
    pub(super) of: usize,
}

impl Stage {
    /// Progress of unknown length.
    pub(super) fn plain(what: &'static str) -> Self {
        Self { what, done: 0, of: 0 }
    }

    /// The line to show: what is done, for how long, and the remaining time.
    fn line(self, took: Duration) -> String {
        let Self { what, done, of } = self;
        let seconds = took.as_secs();
        match (done, of) {
            (0, _) => format!("{what} ({seconds} s)"),
            (_, 0) => format!("{what}: {done} ({seconds} s)"),
            _ => {
                #[expect(clippy::cast_precision_loss, reason = "an estimate")]
                let left = took.as_secs_f64() * of.saturating_sub(done) as f64 / done as f64;
                format!("{what}: {done} of {of} ({seconds} s, {left:.0} s left)")
            }
        }
    }
}

/// How far a site is.
pub(super) fn of_site(site: &Site) -> Stage {
    let (done, of) = site.progress();
    Stage { what: "files made", done, of }
}

/// Draws until the other end of `wait` is gone.
fn draw(stage: &dyn Fn() -> Stage, wait: &Receiver<()>) {
    let begun = elapsed();
    let mut pause = PATIENCE;
    while wait.recv_timeout(pause) == Err(RecvTimeoutError::Timeout) {
        let line = format!("{CLEAR}{}", stage().line(elapsed() - begun));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_how_long_it_will_take() {
        let stage = |done, of| Stage { what: "files", done, of }.line(Duration::from_secs(3));
        assert_eq!(stage(0, 0), "files (3 s)");
        assert_eq!(stage(7, 0), "files: 7 (3 s)");
        assert_eq!(stage(100, 400), "files: 100 of 400 (3 s, 9 s left)");
    }
}
