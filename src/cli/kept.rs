//! What a build keeps of itself next to its site: what it read, what it wrote, from what, and what it said.
//! If the next build would read the same and finds its site untouched, it only repeats the
//! messages. Otherwise, files with unchanged inputs stay as they are.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::project::{Project, Reading, Snapshot};
use crate::diagnostic::emit::{self, Shown};
use crate::files::{Files, Observed, Seen};
use crate::history::History;
use crate::memo;
use crate::output::{Done, Kept, Known, Prints};
use crate::path::SitePath;
use crate::site::Input;
use crate::text::{Hash, hash, hex};

/// The version of the record. Other versions are ignored.
const VERSION: u32 = 2;

/// A successful build.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Record {
    version: u32,
    /// A hash of the program, which determines the output.
    program: String,
    /// A hash of everything else that determines a site.
    request: String,
    root: Seen,
    support: Seen,
    prints: Prints,
    /// Its findings as printed.
    pub(super) said: Said,
    /// How many pages there are.
    pub(super) pages: usize,
}

/// Findings for a person.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Said {
    /// Plain, and in colour.
    pub(super) plain: String,
    pub(super) coloured: String,
    /// Their totals, if there are any.
    pub(super) total: Option<String>,
    /// Why pages have no date, if they have none.
    pub(super) note: Option<String>,
}

/// The place of the record, and the request of a build.
#[derive(Debug)]
pub(super) struct LastBuild {
    kept: Kept,
    request: Request,
}

/// What determines a site besides the files of the knowledge base.
#[derive(Debug, Hash)]
pub(super) struct Request {
    /// The program itself.
    pub(super) program: Hash,
    pub(super) base_url: Option<String>,
    pub(super) drafts: bool,
}

/// Files that are observed while they are read.
pub(super) struct Watched {
    root: Arc<Observed>,
    support: Arc<Observed>,
}

impl LastBuild {
    /// For a site at `out`, if that has a parent folder.
    pub(super) fn of(out: &Path, request: Request) -> Option<Self> {
        Some(Self { kept: Kept::beside(out)?, request })
    }

    /// The record of the last build, if this program made it.
    pub(super) fn record(&self) -> Option<Record> {
        let record: Record = serde_json::from_slice(&self.kept.read()?).ok()?;
        (record.version == VERSION && record.program == hex(self.request.program)).then_some(record)
    }

    /// Whether this build would do and print the same as that one.
    pub(super) fn is_same(&self, record: &Record, project: &Project, out: &Path) -> bool {
        let time = &project.timings;
        let Some(files) = time.stage("files", || project.walk().ok()) else { return false };
        let history = time.stage("history", || History::key_now(&project.root));
        let same_request = history.is_some_and(|history| record.request == self.key(project, history));
        same_request
            && files.is_whole()
            && time.stage("what was read", || {
                record.root.holds(&*files.disk) && record.support.holds(&*files.support)
            })
            && time.stage("what was written", || record.prints.are_of(out))
    }

    /// Everything that a site is made from, observed.
    pub(super) fn watch(input: &Input) -> (Input, Watched) {
        let root = Arc::new(Observed::new(Arc::clone(&input.root)));
        let support = Arc::new(Observed::new(Arc::clone(&input.support)));
        let input = Input {
            root: Arc::clone(&root) as Arc<dyn Files>,
            support: Arc::clone(&support) as Arc<dyn Files>,
            ..input.clone()
        };
        (input, Watched { root, support })
    }

    /// Forgets the last build: its site is about to change.
    pub(super) fn forget(&self) {
        self.kept.forget();
    }

    /// Records a successful build. If that fails, the next build has more to do.
    pub(super) fn keep(
        &self,
        project: &Project,
        snapshot: &Snapshot,
        watched: &Watched,
        (out, done): (&Path, &Done),
        reading: &Reading,
    ) {
        let is_timeless = reading.knowledge.graph.withheld == 0;
        if !snapshot.is_whole() || !is_timeless || !snapshot.history.is_known() {
            return;
        }
        let source = |path: &SitePath| project.source(&reading.knowledge, snapshot, path);
        let shown = Shown::new(reading.findings.all().to_vec(), &source);
        let record = Record {
            version: VERSION,
            program: hex(self.request.program),
            request: self.key(project, snapshot.history.key()),
            root: watched.root.seen(),
            support: watched.support.seen(),
            prints: Prints::of(out, &done.files),
            said: Said {
                plain: emit::folded(&shown, false).text,
                coloured: emit::folded(&shown, true).text,
                total: project.total(&shown, reading.knowledge.pages.len()),
                note: snapshot.history_note(),
            },
            pages: reading.knowledge.published().count(),
        };
        let _ = serde_json::to_vec(&record).map(|bytes| self.kept.write(&bytes));
    }

    /// A hash of the request, the configuration, the rule files, the history and the day, on which reviews
    /// become due.
    fn key(&self, project: &Project, history: Hash) -> String {
        let config = &project.config;
        let today = super::machine::now().to_zoned(config.time_zone.clone()).date().to_string();
        let rule_files = project.rule_files_now();
        let parts = (&self.request, &*config.text, config.file.as_str(), history, today, rule_files);
        hex(memo::key(&(parts, config.content.as_str(), config.time_zone.iana_name())))
    }
}

impl Record {
    /// What is known about the files of a site; those with unchanged inputs can be reused.
    pub(super) fn known(&self, out: &Path) -> BTreeMap<SitePath, Known> {
        self.prints.untouched(out)
    }

    /// Other files in the site's folder.
    pub(super) fn others_in(&self, out: &Path) -> Vec<&'static str> {
        self.prints.others_in(out)
    }

    /// How many files the site has.
    pub(super) fn files(&self) -> usize {
        self.prints.count()
    }
}

/// A hash of the running program, if it can be read.
#[expect(
    clippy::disallowed_methods,
    reason = "the rim reads the environment, before the process is confined"
)]
pub(super) fn program() -> Option<Hash> {
    Some(hash(&std::fs::read(std::env::current_exe().ok()?).ok()?))
}
