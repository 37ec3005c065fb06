//! The commands. Each is thin: it opens a project, calls the library and prints what comes back.

mod build;
mod check;
mod confine;
mod diff;
mod editor;
mod explain;
mod external;
mod init;
mod kept;
mod mend;
mod new;
mod process;
mod progress;
mod project;
#[cfg(test)]
mod reference;
mod scope;
mod search;
mod serve;
mod terminal;
mod walked;

use std::ffi::{OsStr, OsString};
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::diagnostic::emit::{self, Doors, Shown, Sources, Summary, plain};
use crate::diagnostic::{Finding, rules};
use crate::path::SitePath;
use crate::safety::without_secrets;
use crate::text::{Source, Span};
use terminal::Terminal;

/// What a command comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// Done, no errors: exit code 0.
    Done,
    /// The content has errors: exit code 1.
    Errors,
}

/// Why a command could not run, in words for a person: exit code 2.
#[derive(Debug)]
struct Failure {
    message: String,
    /// The findings behind it, in one file.
    findings: Option<(Vec<Finding>, Source)>,
}

impl Failure {
    fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), findings: None }
    }

    /// Prints the findings, then what they come to.
    fn print(&self, terminal: &Terminal) {
        if self.findings.is_some() {
            self.with_findings(|shown| terminal.report(&emit::folded(shown, terminal.colour).text));
        }
        terminal.error(&self.message);
    }

    /// Calls `show` with the findings behind it: at least the failure itself.
    fn with_findings<T>(&self, show: impl FnOnce(&Shown<'_>) -> T) -> T {
        let text = |_: &SitePath| self.findings.as_ref().map(|(_, source)| Arc::clone(&source.text));
        let text: Sources<'_> = &text;
        let itself =
            || vec![Finding::new(&rules::CONFIG_INVALID, &SitePath::root(), Span::default(), &*self.message)];
        let findings = self.findings.as_ref().map_or_else(itself, |(findings, _)| findings.clone());
        show(&Shown::new(findings, text))
    }

    /// The findings for the preview.
    fn to_panel(&self, doors: &Doors<'_>) -> String {
        self.with_findings(|shown| emit::panel(shown, Summary::of(shown.findings(), 0), doors))
    }
}

/// Publish what an operations team knows: best practices, runbooks and postmortems in Git.
#[derive(Debug, Parser)]
#[command(name = "opslore", version, max_term_width = 100)]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

/// Options that all commands share.
#[derive(Clone, Debug, Args)]
struct Global {
    /// The knowledge base; `explain` reads none
    #[arg(long, value_name = "DIR", default_value = ".", global = true)]
    root: PathBuf,
    /// A configuration elsewhere; `schemas/` and `themes/` are then looked for beside it. `init` and
    /// `explain` read none
    #[arg(long, value_name = "FILE", global = true)]
    config: Option<PathBuf>,
    /// Print nothing but findings and results
    #[arg(long, short, global = true)]
    quiet: bool,
    /// Do not confine the process to what the command needs (Linux)
    #[arg(long, global = true)]
    no_sandbox: bool,
    /// When to use colours
    #[arg(long, value_name = "WHEN", default_value = "auto", global = true)]
    color: Color,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Color {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write the site
    #[command(after_help = include_str!("examples/build.txt"))]
    Build(build::Arguments),
    /// Find everything that is wrong, and write nothing
    #[command(after_help = include_str!("examples/check.txt"))]
    Check(check::Arguments),
    /// Build, serve on this machine, rebuild on change and reload the browser
    #[command(after_help = include_str!("examples/serve.txt"))]
    Serve(serve::Arguments),
    /// Write a page from its schema
    #[command(after_help = include_str!("examples/new.txt"))]
    New(new::Arguments),
    /// Start a knowledge base
    #[command(after_help = include_str!("examples/init.txt"))]
    Init(init::Arguments),
    /// Search the knowledge base in the terminal
    #[command(after_help = include_str!("examples/search.txt"))]
    Search(search::Arguments),
    /// Explain a finding and how to fix it
    #[command(after_help = include_str!("examples/explain.txt"))]
    Explain(explain::Arguments),
}

impl Command {
    fn run(&self, global: &Global, terminal: &Terminal) -> Result<Outcome, Failure> {
        match self {
            Self::Build(arguments) => build::run(global, arguments, terminal),
            Self::Check(arguments) => check::run(global, arguments, terminal),
            Self::Serve(arguments) => serve::run(global, arguments, terminal),
            Self::New(arguments) => new::run(global, arguments, terminal),
            Self::Init(arguments) => init::run(global, arguments, terminal),
            Self::Search(arguments) => search::run(global, arguments, terminal),
            Self::Explain(arguments) => explain::run(arguments, terminal),
        }
    }
}

/// Parses the arguments, runs the command and gives the exit code: 0 done, 1 the content has errors,
/// 2 could not run.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => return print_usage(&error),
    };
    process::prepare();
    let terminal = Terminal::new(&cli.global);
    let outcome = process::guard(|| {
        check_fixed_time()?;
        let outcome = cli.command.run(&cli.global, &terminal)?;
        terminal.finish()?;
        Ok(outcome)
    });
    match outcome {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Errors) => ExitCode::from(1),
        Err(failure) => {
            failure.print(&terminal);
            ExitCode::from(2)
        }
    }
}

/// Prints what clap has to say: a mistake in the call, or the help or version that was asked for.
fn print_usage(usage: &clap::Error) -> ExitCode {
    let typed = usage.to_string();
    let text = without_secrets(&typed);
    // An argument may be the name of a file in a pull request.
    let is_hostile = text.contains(|c: char| c.is_control() && c != '\n') || plain::defused(&text) != typed;
    let printed = match is_hostile {
        true => std::io::stderr().write_all(plain::many_lines(&text).as_bytes()),
        false => usage.print(),
    };
    let refused = printed.err().filter(terminal::is_trouble);
    if let Some(error) = &refused {
        let _ = writeln!(std::io::stderr(), "error: {}", terminal::refusal(error));
    }
    ExitCode::from(if usage.use_stderr() || refused.is_some() { 2 } else { 0 })
}

/// Keeps what is shared from being taken apart at the end of a command: the process ends with it, and the
/// system has its memory back at once.
fn leave<T>(shared: T) {
    std::mem::forget(shared);
}

/// The present, or `SOURCE_DATE_EPOCH` in its place.
#[expect(clippy::disallowed_methods, reason = "the clock is read here and nowhere else")]
fn now() -> jiff::Timestamp {
    fixed_time().unwrap_or_else(jiff::Timestamp::now)
}

/// How long the process has measured, on a clock that never goes back.
fn elapsed() -> std::time::Duration {
    static START: std::sync::LazyLock<std::time::Instant> = std::sync::LazyLock::new(std::time::Instant::now);
    START.elapsed()
}

/// Stands in for the clock: seconds since 1970 (reproducible-builds.org/specs/source-date-epoch).
const FIXED_TIME: &str = "SOURCE_DATE_EPOCH";

/// The time that the environment sets, if any.
fn fixed_time() -> Option<jiff::Timestamp> {
    parse_seconds(&std::env::var_os(FIXED_TIME)?)
}

fn parse_seconds(text: &OsStr) -> Option<jiff::Timestamp> {
    jiff::Timestamp::from_second(text.to_str()?.parse().ok()?).ok()
}

/// Refuses a time that cannot be read: a build that should be reproducible must not take the clock.
fn check_fixed_time() -> Result<(), Failure> {
    let wrong = std::env::var_os(FIXED_TIME).filter(|text| parse_seconds(text).is_none());
    wrong.map_or(Ok(()), |text| {
        let text = text.to_string_lossy();
        let help = "set it to whole seconds since 1970, or unset it";
        Err(Failure::new(format!(
            "the environment variable `{FIXED_TIME}` is `{text}`, which is not a time; {help}"
        )))
    })
}
