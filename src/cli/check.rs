//! `opslore check`: finds everything that is wrong, and writes nothing.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::project::{Project, Snapshot};
use super::terminal::Terminal;
use super::{Failure, Global, Outcome};
use crate::config::Overrides;
use crate::diagnostic::emit::{self, Summary};
use crate::diagnostic::{Finding, Severity};
use crate::history::History;
use crate::path::SitePath;
use crate::site::{self, Cache, Knowledge};

/// What `check` takes.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Only findings on these files and folders; everything is read all the same
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// How to print the findings
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,
    /// Only findings on files changed since this revision; everything is read all the same
    #[arg(long, value_name = "REV")]
    since: Option<String>,
    /// What fails besides errors
    #[arg(long, value_name = "WHAT")]
    deny: Option<Deny>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// For people, with the source lines
    Human,
    /// For programs
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Deny {
    /// Warnings fail like errors
    Warnings,
}

/// Checks and prints.
pub(super) fn run(global: &Global, arguments: &Arguments, terminal: &Terminal) -> Result<Outcome, Failure> {
    let out = super::build::default_out(global);
    let project = Project::open(global, &Overrides::default(), &out)?;
    let scope = Scope::new(&project, arguments)?;
    let snapshot = project.snapshot();
    let knowledge = read(&project, &snapshot);
    let is_included = |finding: &&Finding| scope.includes(finding);
    let findings: Vec<Finding> = knowledge.findings.iter().filter(is_included).cloned().collect();
    let summary = Summary::of(&findings, knowledge.pages.len());
    match arguments.format {
        Format::Human if findings.is_empty() => terminal.say(&summary.line()),
        Format::Human => project.print_findings(terminal, &findings, &knowledge, &snapshot),
        Format::Json => {
            let source = |path: &SitePath| project.source(&knowledge, &snapshot, path);
            terminal.print(&emit::json(&findings, &source, summary));
        }
    }
    Project::refuse_wrong_configuration(&knowledge.findings)?;
    let fails = |finding: &Finding| match finding.severity {
        Severity::Error => true,
        Severity::Warning => arguments.deny == Some(Deny::Warnings),
        Severity::Info => false,
    };
    Ok(if findings.iter().any(fails) { Outcome::Errors } else { Outcome::Done })
}

/// Everything that a build would find. The built-in theme is known to render; one of the
/// repository's own has to be tried.
fn read(project: &Project, snapshot: &Snapshot) -> Knowledge {
    let cache = Cache::default();
    project.with_input(snapshot, false, |input| {
        let mut knowledge = project.read(snapshot, input, &cache);
        let is_built_in = project.config.theme == crate::theme::DEFAULT && !project.has_own_theme(snapshot);
        let is_usable = Project::refuse_wrong_configuration(&knowledge.findings).is_ok();
        if is_usable && !is_built_in {
            let (_, findings) = site::render(input, &knowledge, &cache);
            knowledge.report(findings);
        }
        knowledge
    })
}

/// Which findings count.
struct Scope {
    /// Files and folders that were named; none means all.
    paths: Vec<SitePath>,
    /// Files that have changed; `None` means all.
    changed: Option<BTreeSet<SitePath>>,
}

impl Scope {
    fn new(project: &Project, arguments: &Arguments) -> Result<Self, Failure> {
        let paths = arguments.paths.iter().map(|path| below_root(&project.root, path));
        let changed = arguments.since.as_deref().map(|revision| {
            History::changed_since(&project.root, revision).map_err(|error| {
                Failure::new(format!("Git cannot tell what changed since `{revision}`: {error}"))
            })
        });
        let changed = changed.transpose()?.map(|paths| paths.into_iter().collect());
        Ok(Self { paths: paths.collect::<Result<_, _>>()?, changed })
    }

    fn includes(&self, finding: &Finding) -> bool {
        let is_named =
            self.paths.is_empty() || self.paths.iter().any(|path| finding.path.below(path).is_some());
        is_named && self.changed.as_ref().is_none_or(|changed| changed.contains(&finding.path))
    }
}

/// A path as given on the command line, relative to the root. It may be relative to the current
/// folder or to the root.
fn below_root(root: &Path, path: &Path) -> Result<SitePath, Failure> {
    let found = path.canonicalize().or_else(|_| root.join(path).canonicalize());
    let found =
        found.map_err(|error| Failure::new(format!("`{}` cannot be opened: {error}", path.display())))?;
    let below = found.strip_prefix(root).ok().and_then(Path::to_str).and_then(SitePath::new);
    let outside = || format!("`{}` is not below the root `{}`", path.display(), root.display());
    below.ok_or_else(|| Failure::new(outside()))
}
