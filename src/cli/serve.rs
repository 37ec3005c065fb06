//! `opslore serve`: builds, serves, rebuilds on change, reloads the browser.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::time::Duration;

use clap::Args;
use rayon::ThreadPoolBuilder;

use super::editor::Editor;
use super::machine::{elapsed, variable};
use super::options::Global;
use super::outcome::{Failure, Outcome};
use super::progress;
use super::project::{Project, Reading, Snapshot};
use super::terminal::Terminal;
use crate::config::{FILE_NAME, Overrides};
use crate::diagnostic::emit::{self, Doors, Shown, Summary, counted};
use crate::history::History;
use crate::output::Contents;
use crate::path::SitePath;
use crate::sandbox::Permissions;
use crate::server::{Live, Server};
use crate::site::{Cache, Site};
use crate::text::{Hash, hash};
use crate::url::encode_path;
use crate::watch::watch;

/// The arguments of `serve`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Port to listen on; 0 picks a free port and prints it
    #[arg(long, value_name = "N", default_value_t = 4000)]
    port: u16,
    /// Address to listen on
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1")]
    host: String,
    /// Include drafts
    #[arg(long)]
    drafts: bool,
    /// Editor that opens a finding's file: a name such as `vscode`, or a URL with `{path}`, `{line}` and
    /// `{column}` [default: the environment variable OPSLORE_EDITOR; if unset, findings link to the page]
    #[arg(long, value_name = "EDITOR", value_parser = Editor::parse)]
    editor: Option<Editor>,
    /// Print how long each stage took, for every change
    #[arg(long)]
    timings: bool,
}

/// The environment variable that sets the editor if the command line does not.
const EDITOR: &str = "OPSLORE_EDITOR";

impl Arguments {
    fn editor(&self) -> Result<Option<Editor>, Failure> {
        let named = variable(EDITOR).map(|name| name.to_string_lossy().into_owned());
        let named = named.filter(|name| self.editor.is_none() && !name.is_empty());
        let Some(named) = named else { return Ok(self.editor.clone()) };
        let wrong = |help| Failure::new(format!("the environment variable `{EDITOR}` is `{named}`; {help}"));
        Editor::parse(&named).map(Some).map_err(wrong)
    }
}

/// Serves until the process is stopped.
pub(super) fn run(global: &Global, arguments: &Arguments, terminal: &Terminal) -> Result<Outcome, Failure> {
    let editor = arguments.editor()?;
    let server = Server::bind(&arguments.host, arguments.port);
    let server = server.map_err(|error| Failure::new(error.to_string()))?;
    // The port is already taken; nothing else is opened or written from here on.
    let _threads = super::confine::confine(global, Permissions::default());
    let out = super::options::default_out(global);
    let overrides = Overrides { drafts: arguments.drafts, ..Overrides::default() };
    // A configuration that is wrong from the start fails at once; if it becomes wrong later, the last site
    // stays until it is fixed.
    let folders = Project::open(global, &overrides, &out)?.folders();
    let mut preview = Preview {
        global,
        overrides,
        out: out.clone(),
        terminal,
        cache: Cache::default(),
        live: Live::new(),
        url: server.url(),
        editor,
        timings: arguments.timings,
        root: PathBuf::new(),
        shown: None,
        history: Arc::default(),
        site: None,
        indexer: indexer(),
    };
    let (guard, changes) = watch(&folders, move |path| is_ignored(path, &out))
        .map_err(|error| Failure::new(error.to_string()))?;
    preview.rebuild();
    terminal.print(&format!("{}\n", server.url()));
    if let Some(notice) = guard.notice() {
        terminal.say(&notice);
    }
    terminal.say("Ctrl-C stops");
    let live = Arc::clone(&preview.live);
    let serving = std::thread::spawn(move || server.run(live));
    while let Ok(paths) = changes.recv() {
        if serving.is_finished() {
            break;
        }
        if preview.concerns(&paths) {
            preview.show_bodies(&paths);
            preview.rebuild();
        }
    }
    Err(Failure::new("the preview has stopped because the system accepts no more connections"))
}

/// Changes in the output folder are ignored: `build` may write it while `serve` runs.
fn is_ignored(path: &Path, out: &Path) -> bool {
    std::path::absolute(out).is_ok_and(|out| path.starts_with(out))
}

/// A running preview.
struct Preview<'a> {
    global: &'a Global,
    overrides: Overrides,
    out: PathBuf,
    terminal: &'a Terminal,
    cache: Cache,
    live: Arc<Live>,
    /// The site as browsers see it.
    url: String,
    editor: Option<Editor>,
    /// Whether to print how long each stage takes.
    timings: bool,
    /// The root, as far as it is known.
    root: PathBuf,
    /// The site shown last, if its build succeeded, and its findings.
    shown: Option<(Option<Hash>, Hash)>,
    /// The last answer from Git.
    history: Arc<History>,
    /// The site that is shown, and the findings next to it.
    site: Option<(Arc<Site>, String)>,
    /// Builds the search index of sites.
    indexer: Sender<Arc<Site>>,
}

/// The search index is built once nothing has changed for this long: it takes a second, and edits
/// should not wait for it.
const QUIET: Duration = Duration::from_millis(1500);

/// Builds the search index of the latest site in parallel with everything else. Until then, the previous
/// index is used; only the first search waits.
fn indexer() -> Sender<Arc<Site>> {
    let (sites, given) = channel::<Arc<Site>>();
    std::thread::spawn(move || {
        // Always the same thread: the others serve requests, and its memory is reused.
        let Ok(alone) = ThreadPoolBuilder::new().num_threads(1).build() else { return };
        let mut quiet = Duration::ZERO;
        while let Ok(mut site) = given.recv() {
            while let Ok(newer) = given.recv_timeout(quiet) {
                site = newer;
            }
            alone.install(|| _ = site.search());
            quiet = QUIET;
        }
    });
    sites
}

impl Preview<'_> {
    /// Whether any of these paths can change the site: not an editor's backup or a swap file.
    fn concerns(&self, paths: &[PathBuf]) -> bool {
        let is_noise = |path: &PathBuf| {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            name.ends_with('~') || name.ends_with(".swp") || (name.starts_with('.') && name != FILE_NAME)
        };
        !paths.iter().all(is_noise)
    }

    /// Shows changed pages at once if no other page is affected. Their findings
    /// follow with the next full read.
    fn show_bodies(&mut self, paths: &[PathBuf]) {
        let Some((site, panel)) = &self.site else { return };
        let below = |path: &PathBuf| SitePath::new(path.strip_prefix(&self.root).ok()?.to_str()?);
        let Some(paths) = paths.iter().map(below).collect::<Option<Vec<_>>>() else { return };
        let Some(site) = site.with_bodies(&paths).map(Arc::new) else { return };
        let panel = panel.clone();
        if self.is_news(Some(site.key()), &panel) {
            self.show(&site, &panel);
            self.site = Some((site, panel));
        }
    }

    /// Reads what has changed and shows it, even with errors. An unchanged result
    /// is not shown again: a log file in the knowledge base would otherwise make the preview wake itself
    /// for ever.
    fn rebuild(&mut self) {
        let started = elapsed();
        let opened = Project::open(self.global, &self.overrides, &self.out).and_then(|project| {
            let project = project.shown_at(&self.url).timed(self.timings);
            Ok((project.snapshot_after(&self.history)?, project))
        });
        let (snapshot, project) = match opened {
            Ok(opened) => opened,
            Err(failure) => {
                let editor = |path: &SitePath, line, column| self.edit(path, line, column);
                let panel = failure.to_panel(&Doors { page: &|_| None, editor: &editor });
                if self.is_news(None, &panel) {
                    self.terminal.fail(&failure);
                    self.live.fail(panel);
                }
                return;
            }
        };
        self.root.clone_from(&project.root);
        if snapshot.history.problem() != self.history.problem() {
            snapshot.say_history(self.terminal);
        }
        self.history = Arc::clone(&snapshot.history);
        let input = project.input(&snapshot);
        let stage = || snapshot.reading(&self.cache);
        let read = || project.read(&snapshot, &input, &self.cache);
        let mut reading = progress::during(self.terminal, stage, read);
        let is_usable = Project::refuse_wrong_configuration(reading.findings.all()).is_ok();
        let site = if is_usable { project.plan(&input, &mut reading, &self.cache) } else { None };
        let earlier = self.site.as_ref().map(|(site, _)| &**site);
        let site = site.map(|site| Arc::new(site.after(earlier)));
        let key = site.as_ref().map(|site| site.key());
        let is_early = self.show_early(site.as_ref(), key);
        let panel = self.panel(&project, &snapshot, &reading);
        if !self.is_news(key, &panel) {
            return;
        }
        let Some(site) = site else {
            project.print_findings(self.terminal, &reading, &snapshot);
            self.live.fail(panel);
            self.terminal.say("the last site stays until this is fixed");
            return;
        };
        if is_early {
            self.live.judge(panel.clone());
        } else {
            self.show(&site, &panel);
        }
        self.site = Some((Arc::clone(&site), panel));
        let (pages, took) =
            (counted(reading.knowledge.pages.len(), "page"), (elapsed() - started).as_millis());
        let read = self.cache.next_round();
        if project.has_own_theme(&snapshot) {
            reading.findings.report(site.try_all(|| false));
            self.live.judge(self.panel(&project, &snapshot, &reading));
        }
        project.print_findings(self.terminal, &reading, &snapshot);
        self.terminal.say(&format!("{pages} in {took} ms ({read} read)"));
        self.terminal.say_timings(&project.timings);
        // Without the thread, the first search waits.
        let _ = self.indexer.send(site);
    }

    /// Shows a new site with the findings of the previous one, so that pages need not wait for the new
    /// findings. Returns whether it did.
    fn show_early(&self, site: Option<&Arc<Site>>, key: Option<Hash>) -> bool {
        let is_new = self.shown.is_some_and(|(shown, _)| shown != key);
        let Some((site, (_, panel))) = site.zip(self.site.as_ref()).filter(|_| is_new) else { return false };
        self.show(site, panel);
        true
    }

    fn show(&self, site: &Arc<Site>, panel: &str) {
        self.live.publish(Arc::clone(site) as Arc<dyn Contents>, panel.to_owned());
    }

    /// The findings for the panel, with the page that each is on.
    fn panel(&self, project: &Project, snapshot: &Snapshot, reading: &Reading) -> String {
        let Reading { knowledge, findings } = reading;
        let source = |path: &SitePath| project.source(knowledge, snapshot, path);
        let shown = Shown::new(findings.all().to_vec(), &source);
        let page = |path: &SitePath| {
            let at = knowledge.pages.binary_search_by(|page| page.place.path.cmp(path)).ok()?;
            let is_shown = knowledge.graph.is_published[at];
            is_shown.then(|| format!("/{}", encode_path(&knowledge.pages[at].place.href)))
        };
        let editor = |path: &SitePath, line, column| self.edit(path, line, column);
        let doors = Doors { page: &page, editor: &editor };
        emit::panel(&shown, Summary::of(shown.findings(), knowledge.pages.len()), &doors)
    }

    /// The URL that opens a file, if an editor was named. A file elsewhere is not opened.
    fn edit(&self, path: &SitePath, line: usize, column: usize) -> Option<String> {
        let editor =
            self.editor.as_ref().filter(|_| !path.is_outside() && !self.root.as_os_str().is_empty())?;
        Some(editor.url(&self.root, path, line, column))
    }

    /// Whether a site (by its fingerprint) or its findings differ from those shown last.
    fn is_news(&mut self, site: Option<Hash>, findings: &str) -> bool {
        let state = (site, hash(findings.as_bytes()));
        self.shown.replace(state) != Some(state)
    }
}
