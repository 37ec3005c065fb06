//! Prepares the process for failures: limits of the system end a command with a message and exit
//! code 2, not with a signal.

use std::panic::{AssertUnwindSafe, catch_unwind};

use rayon::{ThreadPool, ThreadPoolBuilder};

use super::outcome::{Failure, Outcome};

/// Sets up signal handling.
pub(super) fn prepare() {
    #[cfg(unix)]
    signals::prepare();
}

/// Starts the worker threads. Keep the result alive while there is work.
pub(super) fn start_threads() -> Option<ThreadPool> {
    // Rayon would panic where no thread can be had; then this one does all the work.
    let is_refused = ThreadPoolBuilder::new().build_global().is_err();
    let alone = || ThreadPoolBuilder::new().num_threads(1).use_current_thread().build().ok();
    is_refused.then(alone).flatten()
}

/// Does not free shared data at the end of a command: the process ends, and the
/// system gets its memory back at once.
pub(super) fn leave<T>(shared: T) {
    std::mem::forget(shared);
}

/// Runs a command. A panic, which the standard library has already reported, is a failure.
pub(super) fn guard(command: impl FnOnce() -> Result<Outcome, Failure>) -> Result<Outcome, Failure> {
    catch_unwind(AssertUnwindSafe(command)).unwrap_or_else(|_| {
        Err(Failure::new("opslore stopped because of a bug; please report it with the message above"))
    })
}

#[cfg(unix)]
mod signals {
    use std::sync::Arc;
    use std::sync::atomic::AtomicBool;

    use signal_hook::consts::{SIGABRT, SIGXFSZ};
    use signal_hook::flag;

    /// Beyond the largest size of a file, writing fails with an error instead of a signal
    /// (setrlimit(2)). If memory has run out, the standard library reports it and aborts.
    pub(super) fn prepare() {
        let _ = flag::register(SIGXFSZ, Arc::default());
        let _ = flag::register_conditional_shutdown(SIGABRT, 2, Arc::new(AtomicBool::new(true)));
    }
}
