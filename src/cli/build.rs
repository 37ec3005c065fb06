//! `opslore build`: writes the site.

use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Args;

use super::project::Project;
use super::terminal::Terminal;
use super::{Failure, Global, Outcome};
use crate::config::Overrides;
use crate::output::check_destination;
use crate::site::Cache;

/// What `build` takes.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Where the site goes [default: public, below the root]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// The address that the site will have
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// Publish drafts too
    #[arg(long)]
    drafts: bool,
    /// Prometheus rule files to hold against the runbooks; may be given several times
    #[arg(long, value_name = "GLOB")]
    alerts: Vec<String>,
    /// Write all that can be rendered although there are errors
    #[arg(long)]
    keep_going: bool,
}

/// The folder that the site goes to when nothing else is said.
pub(super) fn default_out(global: &Global) -> PathBuf {
    global.root.join("public")
}

/// Builds and writes, unless there are errors.
pub(super) fn run(global: &Global, arguments: &Arguments, terminal: &Terminal) -> Result<Outcome, Failure> {
    let started = Instant::now();
    let out = arguments.out.clone().unwrap_or_else(|| default_out(global));
    let overrides = Overrides { base_url: arguments.base_url.clone(), drafts: arguments.drafts };
    let project = Project::open(global, &overrides, &out)?.with_alerts(&arguments.alerts)?;
    check_destination(&project.root, &out).map_err(|error| Failure::new(error.to_string()))?;
    let snapshot = project.snapshot();
    let (knowledge, output) = project.compile(&snapshot, false, &Cache::default(), |knowledge| {
        arguments.keep_going && Project::refuse_wrong_configuration(&knowledge.findings).is_ok()
    });
    project.print_findings(terminal, &knowledge.findings, &knowledge, &snapshot);
    Project::refuse_wrong_configuration(&knowledge.findings)?;
    let Some(output) = output else {
        terminal.say("nothing was written; `--keep-going` writes all that can be rendered");
        return Ok(Outcome::Errors);
    };
    let written = output.write(&out).map_err(|error| Failure::new(error.to_string()))?;
    if snapshot.is_shallow() {
        terminal.say("the Git clone is shallow: pages without `updated` show no date of change");
    }
    let pages = knowledge.graph.is_published.iter().filter(|published| **published).count();
    let seconds = started.elapsed().as_secs_f64();
    terminal.say(&format!(
        "{pages} pages in {seconds:.2} s to {} ({} files written, {} unchanged, {} removed)",
        shown(&out),
        written.written,
        written.unchanged,
        written.removed
    ));
    Ok(if knowledge.has_errors() { Outcome::Errors } else { Outcome::Done })
}

/// A path as a person would write it: relative to the current folder where it is below it.
fn shown(path: &Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    let path = path.strip_prefix(&here).unwrap_or(path);
    path.strip_prefix(".").unwrap_or(path).display().to_string()
}
