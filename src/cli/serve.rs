//! `opslore serve`: builds, serves, rebuilds on change, reloads the browser.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use clap::Args;

use super::project::Project;
use super::terminal::Terminal;
use super::{Failure, Global, Outcome};
use crate::config::{FILE_NAME, Overrides};
use crate::diagnostic::emit::{self, Summary};
use crate::history::History;
use crate::output::Output;
use crate::path::SitePath;
use crate::server::{Live, Server};
use crate::site::Cache;
use crate::text::{Hash, hash};
use crate::watch::watch;

/// What `serve` takes.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The port; 0 picks a free one and prints it
    #[arg(long, value_name = "N", default_value_t = 4000)]
    port: u16,
    /// The address to listen on
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1")]
    host: String,
    /// Show drafts too
    #[arg(long)]
    drafts: bool,
}

/// Serves until the process is stopped.
pub(super) fn run(global: &Global, arguments: &Arguments, terminal: &Terminal) -> Result<Outcome, Failure> {
    let server = Server::bind(&arguments.host, arguments.port);
    let server = server.map_err(|error| Failure::new(error.to_string()))?;
    let out = super::build::default_out(global);
    let overrides = Overrides { base_url: Some(server.url()), drafts: arguments.drafts };
    // A configuration that is wrong from the start is told at once; one that becomes wrong is mended
    // while the last good site stays.
    let folders = Project::open(global, &overrides, &out)?.folders();
    let mut preview = Preview {
        global,
        overrides,
        out: out.clone(),
        terminal,
        cache: Cache::default(),
        live: Live::new(),
        has_site: false,
        shown: None,
        history: History::default(),
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
            preview.rebuild();
        }
    }
    Err(Failure::new("the preview has stopped: the system accepts no more connections"))
}

/// The site goes to the output folder by `build`, possibly while `serve` runs.
fn is_ignored(path: &Path, out: &Path) -> bool {
    std::path::absolute(out).is_ok_and(|out| path.starts_with(out))
}

/// A preview that is going on.
struct Preview<'a> {
    global: &'a Global,
    overrides: Overrides,
    out: PathBuf,
    terminal: &'a Terminal,
    cache: Cache,
    live: Arc<Live>,
    /// Whether a site without errors has been shown: it stays when a later one has some.
    has_site: bool,
    /// The site shown last, if its build went well, and its findings.
    shown: Option<(Option<Hash>, Hash)>,
    /// What Git said last.
    history: History,
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

    /// Compiles anew what has changed, and shows it. What comes out as it was is not shown again: a
    /// log file in the knowledge base would otherwise make the preview wake itself for ever.
    fn rebuild(&mut self) {
        let started = Instant::now();
        let opened = Project::open(self.global, &self.overrides, &self.out)
            .and_then(|project| Ok((project.snapshot_after(&self.history)?, project)));
        let (snapshot, project) = match opened {
            Ok(opened) => opened,
            Err(failure) => {
                let json = failure.to_json();
                if self.is_news(None, &json) {
                    failure.print(self.terminal);
                    self.live.fail(json);
                }
                return;
            }
        };
        if snapshot.history.problem() != self.history.problem() {
            snapshot.say_history(self.terminal);
        }
        self.history = snapshot.history.clone();
        // With errors there is a site only as long as there is no better one to be shown.
        let (knowledge, output) = project.compile(&snapshot, true, &self.cache, |_| !self.has_site);
        let source = |path: &SitePath| project.source(&knowledge, &snapshot, path);
        let summary = Summary::of(&knowledge.findings, knowledge.pages.len());
        let json = emit::json(&knowledge.findings, &source, summary);
        if !self.is_news(output.as_ref().map(Output::fingerprint), &json) {
            return;
        }
        project.print_findings(self.terminal, &knowledge.findings, &knowledge, &snapshot);
        match output {
            Some(output) => {
                self.has_site |= !knowledge.has_errors();
                self.live.publish(Arc::new(output), json);
                let misses = self.cache.next_round();
                let (pages, took) = (knowledge.pages.len(), started.elapsed().as_millis());
                self.terminal.say(&format!(
                    "{pages} pages in {took} ms ({} read, {} files made)",
                    misses.pages, misses.files
                ));
            }
            None => {
                self.live.fail(json);
                self.terminal.say("the last good site stays");
            }
        }
    }

    /// Whether a site (by its fingerprint) or its findings differ from those shown last.
    fn is_news(&mut self, site: Option<Hash>, findings: &str) -> bool {
        let state = (site, hash(findings.as_bytes()));
        self.shown.replace(state) != Some(state)
    }
}
