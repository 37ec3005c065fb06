//! The site that is being served, and what open pages are to know when it changes.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use mio::Waker;
use serde::Serialize;

use super::rules::Rules;
use crate::output::Output;
use crate::path::{SitePath, folded};

/// One state of the site.
#[derive(Debug, Default)]
pub struct Published {
    /// The last site that could be built.
    pub output: Arc<Output>,
    /// The findings of the latest build, as `check --format json` prints them, or nothing.
    pub findings_json: String,
    /// How many states there were before.
    pub version: u64,
    /// Whether the latest build failed, so that the site is an older one.
    pub failed: bool,
    rules: OnceLock<Rules>,
    folded: OnceLock<HashMap<String, SitePath>>,
}

impl Published {
    pub(super) fn rules(&self) -> &Rules {
        let text = |name: &str| {
            let bytes = SitePath::new(name).and_then(|path| self.output.files.get(&path));
            bytes.map(|bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default()
        };
        self.rules.get_or_init(|| Rules::new(&text("_headers"), &text("_redirects")))
    }

    /// The file whose path differs from `path` in letter case or the form of accents only.
    pub(super) fn ignoring_case(&self, path: &SitePath) -> Option<&SitePath> {
        let folded_path = |path: &SitePath| (folded(path.as_str()), path.clone());
        let all = self.folded.get_or_init(|| self.output.files.keys().map(folded_path).collect());
        all.get(&folded(path.as_str()))
    }
}

/// An event, ready to be sent.
pub(super) type Message = Arc<str>;

/// The current state, and what has happened since the server last looked.
#[derive(Debug, Default)]
pub struct Live {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    published: Arc<Published>,
    /// What the server has yet to send to open pages.
    messages: Vec<Message>,
    /// Wakes the server. Without one there are no open pages.
    waker: Option<Waker>,
}

#[derive(Serialize)]
struct Changed<'a> {
    version: u64,
    changed: &'a [String],
}

impl Live {
    /// Nothing yet: every page is an explanation until the first build is published.
    pub fn new() -> Arc<Self> {
        Arc::default()
    }

    /// Shows a new site and tells open pages what changed. `findings_json` may be empty.
    pub fn publish(&self, output: Arc<Output>, findings_json: String) {
        let mut state = self.state();
        let changed: Vec<String> =
            output.changed_since(&state.published.output).iter().map(super::route::url_of).collect();
        state.replace(output, findings_json, false);
        let version = state.published.version;
        if !changed.is_empty() {
            state.send(message("change", &Changed { version, changed: &changed }));
        }
        let report = findings_message(&state.published);
        state.send(report);
    }

    /// Shows findings that kept a new site from being built; the last good one stays.
    pub fn fail(&self, findings_json: String) {
        let mut state = self.state();
        let output = Arc::clone(&state.published.output);
        state.replace(output, findings_json, true);
        let report = findings_message(&state.published);
        state.send(report);
    }

    /// The current state.
    pub fn published(&self) -> Arc<Published> {
        Arc::clone(&self.state().published)
    }

    /// From here on, what happens is kept for [`Live::take`], and `waker` is called.
    pub(super) fn attach(&self, waker: Waker) {
        self.state().waker = Some(waker);
    }

    /// The messages since the last call, and the state after the last of them.
    pub(super) fn take(&self) -> (Arc<Published>, Vec<Message>) {
        let mut state = self.state();
        (Arc::clone(&state.published), std::mem::take(&mut state.messages))
    }

    /// A thread that panicked while it held the lock has left a state that is still whole.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn replace(&mut self, output: Arc<Output>, findings_json: String, failed: bool) {
        let version = self.published.version + 1;
        self.published =
            Arc::new(Published { output, findings_json, version, failed, ..Published::default() });
    }

    fn send(&mut self, message: Message) {
        if let Some(waker) = &self.waker {
            self.messages.push(message);
            // It fails only when the server is gone, and then nobody waits.
            let _ = waker.wake();
        }
    }
}

/// The event that tells pages which findings there are.
pub(super) fn findings_message(published: &Published) -> Message {
    let report = match published.findings_json.trim() {
        "" => "null",
        report => report,
    };
    event("findings", &format!("{{\"failed\":{},\"report\":{report}}}", published.failed))
}

/// A server-sent event with JSON for data. A change is the unnamed event.
pub(super) fn message(name: &str, data: &impl Serialize) -> Message {
    event(name, &serde_json::to_string(data).unwrap_or_default())
}

fn event(name: &str, data: &str) -> Message {
    let name = if name == "change" { String::new() } else { format!("event: {name}\n") };
    // A line break in the data would end it.
    let data: String = data.lines().map(|line| format!("data: {line}\n")).collect();
    format!("{name}{data}\n").into()
}
