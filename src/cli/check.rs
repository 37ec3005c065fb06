//! `opslore check`: reports every problem. It writes nothing, except with `--fix`.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, ValueEnum};

use super::confine::{confine, folder_of_file, rule_files};
use super::machine::now;
use super::mend::{self, Mended};
use super::options::Global;
use super::outcome::{Failure, Outcome};
use super::progress;
use super::project::{Project, Reading, SHOW_ALL, Snapshot};
use super::scope::Scope;
use super::terminal::Terminal;
use crate::alerts::Status;
use crate::config::{Config, Overrides};
use crate::diagnostic::baseline::{self, Baseline};
use crate::diagnostic::emit::{self, Folded, Report, Shown, Summary, plain};
use crate::diagnostic::{Finding, Severity};
use crate::files::{Files, Guarded};
use crate::output::{self, Over};
use crate::path::SitePath;
use crate::sandbox::Permissions;
use crate::site::{Cache, Knowledge};

/// The arguments of `check`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Report only findings in these files and folders; everything is still read
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,
    /// Show every finding instead of folding equal messages (only with `--format human`)
    #[arg(long)]
    all: bool,
    /// Report only findings in files changed since this revision; everything is still read
    #[arg(long, value_name = "REV")]
    since: Option<String>,
    /// Prometheus rule files to check against the runbooks; can be repeated
    #[arg(long, value_name = "GLOB")]
    alerts: Vec<String>,
    /// Set the severity of a rule, overriding the configuration; can be repeated
    #[arg(long = "rule", value_name = "RULE=SEVERITY")]
    rules: Vec<String>,
    /// Also fail on findings of this kind
    #[arg(long, value_name = "WHAT")]
    deny: Option<Deny>,
    /// Report only findings that are not in this baseline file
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Write all current findings to a file for `--baseline`
    #[arg(long, value_name = "FILE", conflicts_with_all = ["baseline", "since", "paths", "fix", "diff"])]
    write_baseline: Option<PathBuf>,
    /// Apply the fixes that have only one right answer
    #[arg(long)]
    fix: bool,
    /// Show what `--fix` would change without changing anything
    #[arg(long, conflicts_with_all = ["fix", "format"])]
    diff: bool,
    /// Print how long each stage took
    #[arg(long)]
    timings: bool,
    #[command(flatten)]
    external: super::external::External,
}

impl Arguments {
    /// What a check needs besides the knowledge base: files on the command line, and other sites if they are
    /// requested.
    fn needs(&self, global: &Global) -> Permissions {
        let mut needs = self.external.needs(global);
        needs.read.extend(rule_files(global, &self.alerts));
        let folder = |file: &Option<PathBuf>| file.as_deref().map(|file| folder_of_file(global, file));
        needs.read.extend(folder(&self.baseline));
        needs.write.extend(folder(&self.write_baseline));
        needs.write.extend(self.fix.then(|| global.root.clone()));
        needs
    }

    /// The scope of the check.
    fn scope<'a>(&self, project: &Project, snapshot: &'a Snapshot) -> Result<Scope<'a>, Failure> {
        let since = self.since.as_deref();
        Scope::new(&project.root, &*snapshot.disk, &snapshot.history, &self.paths, since)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Human-readable, with source lines
    Human,
    /// JSON for programs
    Json,
    /// SARIF 2.1.0 for GitHub code scanning and editors
    Sarif,
    /// GitHub Actions workflow commands, shown on the lines of a pull request
    Github,
    /// GitLab code quality report
    Gitlab,
    /// JUnit test report for most CI services
    Junit,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Deny {
    /// Fail on warnings as well as errors
    Warnings,
}

/// Checks and prints.
pub(super) fn run(global: &Global, arguments: &Arguments, terminal: &Terminal) -> Result<Outcome, Failure> {
    let _threads = confine(global, arguments.needs(global));
    let out = super::options::default_out(global);
    let project = Project::open(global, &Overrides::default(), &out)
        .map_err(|failure| print_failure(failure, arguments, terminal))?
        .with_alerts(&arguments.alerts)?
        .with_rules(&arguments.rules)?
        .timed(arguments.timings);
    let baseline =
        arguments.baseline.as_deref().map(|file| read_baseline(&project.guarded, file)).transpose()?;
    let snapshot = project.snapshot_watched(terminal)?;
    let scope = arguments.scope(&project, &snapshot)?;
    snapshot.say_history(terminal);
    let check = Check { project: &project, snapshot: &snapshot, cache: Cache::default() };
    let disk = Arc::clone(&snapshot.disk) as Arc<dyn Files>;
    let read = || {
        if arguments.fix || arguments.diff {
            mend::mend(&disk, |files| check.read(files), &scope)
        } else {
            (check.read(Arc::clone(&disk)), Mended::default())
        }
    };
    let (mut reading, mended) = progress::during(terminal, || snapshot.reading(&check.cache), read);
    let usable = Project::refuse_wrong_configuration(reading.findings.all());
    if arguments.diff && usable.is_ok() {
        terminal.print(&plain::patch(&mended.diff()));
        terminal.say(&mended.would_line());
        return Ok(if mended.is_empty() { Outcome::Done } else { Outcome::Errors });
    }
    if arguments.fix && usable.is_ok() {
        mended.write(&project.folder)?;
        terminal.say(&mended.line());
    }
    super::external::run(&project, &mut reading, &arguments.external, terminal)?;
    let Reading { knowledge, findings } = reading;
    let sources = |path: &SitePath| mended.text(path).or_else(|| project.source(&knowledge, &snapshot, path));
    let mut shown = Shown::new(findings.into_all(), &sources);
    if let (Some(file), Ok(())) = (&arguments.write_baseline, &usable) {
        return write_baseline(&project.guarded, file, &shown, terminal);
    }
    if let Some(baseline) = baseline {
        say_gone(terminal, baseline.retain_new(&mut shown));
    }
    shown.retain(|_, file| scope.includes(file));
    let report = Report {
        shown: &shown,
        summary: Summary::of(shown.findings(), knowledge.pages.len()),
        prefix: &snapshot.history.prefix(),
        failing: if arguments.deny.is_some() { Severity::Warning } else { Severity::Error },
        now: now(),
    };
    if arguments.format != Format::Json {
        say_coverage(&project.config, &knowledge, terminal);
    }
    project.timings.stage("printing", || print(&report, arguments, terminal));
    terminal.say_timings(&project.timings);
    usable?;
    let fails = shown.findings().iter().any(|finding| report.fails(finding));
    super::process::leave(Arc::clone(&knowledge));
    super::process::leave(check.cache.clone());
    Ok(if fails { Outcome::Errors } else { Outcome::Done })
}

/// Prints the findings about the configuration; the failure itself follows.
fn print_failure(failure: Failure, arguments: &Arguments, terminal: &Terminal) -> Failure {
    if failure.findings.is_none() {
        return failure;
    }
    failure.with_findings(|shown| {
        let report = Report {
            shown,
            summary: Summary::of(shown.findings(), 0),
            prefix: "",
            failing: Severity::Error,
            now: now(),
        };
        print(&report, arguments, terminal);
    });
    Failure::new(failure.message)
}

/// Prints a report: findings to standard output, totals to standard error.
fn print(report: &Report<'_>, arguments: &Arguments, terminal: &Terminal) {
    let mut hint = String::new();
    let text = match arguments.format {
        Format::Human => {
            let folded = if arguments.all {
                Folded { text: emit::human(report.shown, terminal.out_colour), is_folded: false }
            } else {
                emit::folded(report.shown, terminal.out_colour)
            };
            hint = if folded.is_folded { SHOW_ALL.to_owned() } else { hint };
            hint.push_str(&mendable(report.findings()));
            folded.text
        }
        Format::Json => emit::json(report.shown, report.summary),
        Format::Sarif => emit::sarif(report),
        Format::Github => emit::github(report),
        Format::Gitlab => emit::gitlab(report),
        Format::Junit => emit::junit(report),
    };
    terminal.print(&text);
    if arguments.format != Format::Json {
        terminal.say(&(report.summary.line() + &hint));
    }
}

/// Prints the status of alerts and pages if rule files were checked.
fn say_coverage(config: &Config, knowledge: &Knowledge, terminal: &Terminal) {
    let Some(coverage) = &knowledge.coverage else { return };
    terminal.say(&coverage.line());
    if config.alerts.urls.is_empty() && coverage.count(Status::Elsewhere) > 0 {
        let why = "set `base_url` or `alerts.urls` in opslore.yaml to say where these pages are published";
        terminal.say(&format!("web addresses were not checked: {why}"));
    }
}

/// A hint that some findings can be fixed automatically.
fn mendable(findings: &[Finding]) -> String {
    match findings.iter().filter(|finding| finding.fix.is_some()).count() {
        0 => String::new(),
        count => format!("; `opslore check --fix` can fix {count} of them"),
    }
}

fn read_baseline(guarded: &Guarded, file: &Path) -> Result<Baseline, Failure> {
    let shown = file.display();
    let text = guarded.file(file).and_then(|file| output::text(&file.open()?)).map_err(|error| {
        Failure::new(format!(
            "the baseline `{shown}` cannot be read: {error}; `--write-baseline {shown}` writes one"
        ))
    })?;
    Baseline::parse(&text).map_err(|error| Failure::new(format!("`{shown}` is not a baseline: {error}")))
}

fn write_baseline(
    guarded: &Guarded,
    file: &Path,
    shown: &Shown<'_>,
    terminal: &Terminal,
) -> Result<Outcome, Failure> {
    let text = baseline::write(shown);
    let is_ours = |file: &File| Ok(Baseline::is_one(&output::text(file)?));
    let named = guarded.file(file);
    named
        .and_then(|file| output::write(&file.folder()?, file.name(), text.as_bytes(), &Over::Ours(&is_ours)))
        .map_err(|error| Failure::new(format!("`{}` cannot be written: {error}", file.display())))?;
    terminal.say(&format!(
        "{} written with {}",
        file.display(),
        emit::counted(shown.findings().len(), "finding")
    ));
    Ok(Outcome::Done)
}

fn say_gone(terminal: &Terminal, gone: usize) {
    if gone > 0 {
        let findings = emit::counted(gone, "finding");
        terminal.say(&format!(
            "{findings} in the baseline no longer found: regenerate it with \
                               `--write-baseline`"
        ));
    }
}

/// The inputs of a check.
struct Check<'a> {
    project: &'a Project,
    snapshot: &'a Snapshot,
    cache: Cache,
}

impl Check<'_> {
    /// Everything that a build of `files` would find. The built-in theme is known to render; one of
    /// the repository's own must be tried.
    fn read(&self, files: Arc<dyn Files>) -> Reading {
        let (project, snapshot) = (self.project, self.snapshot);
        let input = project.input_of(files, snapshot);
        let mut reading = project.read(snapshot, &input, &self.cache);
        let is_usable = Project::refuse_wrong_configuration(reading.findings.all()).is_ok();
        if is_usable && project.has_own_theme(snapshot) {
            let site = project.plan(&input, &mut reading, &self.cache);
            let findings = site.map(|site| site.try_all(|| false)).unwrap_or_default();
            reading.findings.report(findings);
        }
        reading
    }
}
