//! The site that is being served, and what open pages learn when it changes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use mio::Waker;
use serde::Serialize;

use super::rules::Rules;
use crate::output::{Contents, Output};
use crate::path::SitePath;
use crate::text::Hash;

/// One state of the site.
pub struct Published {
    /// The last site that could be planned; each file is made when somebody asks for it.
    pub site: Arc<dyn Contents>,
    /// The findings of the latest build, as `check --format json` prints them, or nothing.
    pub findings_json: String,
    /// How many states there were before.
    pub version: u64,
    /// Whether the latest build failed, so that the site is an older one.
    pub failed: bool,
    /// The files that pages load, with hashes.
    loaded: BTreeMap<SitePath, Hash>,
    rules: OnceLock<Rules>,
}

impl Default for Published {
    fn default() -> Self {
        Self {
            site: Arc::new(Output::default()),
            findings_json: String::new(),
            version: 0,
            failed: false,
            loaded: BTreeMap::new(),
            rules: OnceLock::new(),
        }
    }
}

impl Published {
    /// Whether nothing could be built so far.
    pub(super) fn is_empty(&self) -> bool {
        self.loaded.is_empty() && !self.site.has(&super::route::index_of(&SitePath::root()))
    }

    pub(super) fn rules(&self) -> &Rules {
        let text = |name: &str| {
            let bytes = SitePath::new(name).and_then(|path| self.site.bytes(&path));
            bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
        };
        self.rules.get_or_init(|| Rules::new(&text("_headers"), &text("_redirects")))
    }
}

/// An event, ready to be sent.
pub(super) type Message = Arc<str>;

/// What has happened.
#[derive(Debug)]
pub(super) enum News {
    /// There is a new site; the URLs of files that pages load and that are not what they were.
    Site(Vec<String>),
    /// There are new findings.
    Findings(Message),
}

/// The current state, and what has happened since the server last looked.
#[derive(Default)]
pub struct Live {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    published: Arc<Published>,
    /// What the server has yet to send to open pages.
    news: Vec<News>,
    /// Wakes the server. Without one there are no open pages.
    waker: Option<Waker>,
}

/// Tells an open page which URLs it knows are not what they were.
#[derive(Serialize)]
struct Changed<'a> {
    version: u64,
    changed: &'a [String],
}

/// The event that tells a page what changed.
pub(super) fn change_message(version: u64, changed: &[String]) -> Message {
    message("change", &Changed { version, changed })
}

impl Live {
    /// Nothing yet: every page is an explanation until the first build is published.
    pub fn new() -> Arc<Self> {
        Arc::default()
    }

    /// Shows a new site and tells open pages what changed. `findings_json` may be empty.
    pub fn publish(&self, site: Arc<dyn Contents>, findings_json: String) {
        let loaded = site.loaded();
        let mut state = self.state();
        let earlier = &state.published.loaded;
        let both: BTreeSet<&SitePath> = loaded.keys().chain(earlier.keys()).collect();
        let changed = both.into_iter().filter(|path| loaded.get(path) != earlier.get(path));
        let changed: Vec<String> = changed.map(super::route::url_of).collect();
        state.replace(Published { site, findings_json, loaded, ..Published::default() });
        state.send(News::Site(changed));
        let report = findings_message(&state.published);
        state.send(News::Findings(report));
    }

    /// Shows findings that kept a new site from being built; the last good one stays.
    pub fn fail(&self, findings_json: String) {
        let mut state = self.state();
        let (site, loaded) = (Arc::clone(&state.published.site), state.published.loaded.clone());
        state.replace(Published { site, findings_json, loaded, failed: true, ..Published::default() });
        let report = findings_message(&state.published);
        state.send(News::Findings(report));
    }

    /// Shows other findings of the same site.
    pub fn judge(&self, findings_json: String) {
        let mut state = self.state();
        let Published { site, loaded, failed, .. } = &*state.published;
        let (site, loaded, failed) = (Arc::clone(site), loaded.clone(), *failed);
        state.replace(Published { site, findings_json, loaded, failed, ..Published::default() });
        let report = findings_message(&state.published);
        state.send(News::Findings(report));
    }

    /// The current state.
    pub fn published(&self) -> Arc<Published> {
        Arc::clone(&self.state().published)
    }

    /// From here on, what happens is kept for [`Live::take`], and `waker` is called.
    pub(super) fn attach(&self, waker: Waker) {
        self.state().waker = Some(waker);
    }

    /// What has happened since the last call, and the state after it.
    pub(super) fn take(&self) -> (Arc<Published>, Vec<News>) {
        let mut state = self.state();
        (Arc::clone(&state.published), std::mem::take(&mut state.news))
    }

    /// A thread that panicked while it held the lock has left a state that is still whole.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn replace(&mut self, next: Published) {
        let version = self.published.version + 1;
        self.published = Arc::new(Published { version, ..next });
    }

    fn send(&mut self, news: News) {
        if let Some(waker) = &self.waker {
            self.news.push(news);
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
