//! The commands. Each is thin: it opens a project, calls the library and prints what comes back.

#![allow(clippy::disallowed_methods, reason = "the rim: files, clock and environment")]

mod build;
mod check;
mod explain;
mod external;
mod init;
mod mend;
mod new;
mod project;
mod scope;
mod search;
mod serve;
mod terminal;

use std::borrow::Cow;
use std::ffi::OsString;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::diagnostic::emit::{self, Summary};
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
        if let Some((findings, source)) = &self.findings {
            let text = |_: &_| Some(Arc::clone(&source.text));
            terminal.report(&emit::human(findings, &text, terminal.colour));
        }
        terminal.error(&self.message);
    }

    /// The findings for the preview: at least the failure itself.
    fn to_json(&self) -> String {
        let source = |_: &_| self.findings.as_ref().map(|(_, source)| Arc::clone(&source.text));
        let itself =
            || vec![Finding::new(&rules::CONFIG_INVALID, &SitePath::root(), Span::default(), &*self.message)];
        let findings = self.findings.as_ref().map_or_else(itself, |(findings, _)| findings.clone());
        emit::json(&findings, &source, Summary::of(&findings, 0))
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
    /// The knowledge base
    #[arg(long, value_name = "DIR", default_value = ".", global = true)]
    root: PathBuf,
    /// A configuration elsewhere; `schemas/` and `themes/` are then looked for beside it
    #[arg(long, value_name = "FILE", global = true)]
    config: Option<PathBuf>,
    /// Print nothing but findings and results
    #[arg(long, short, global = true)]
    quiet: bool,
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
    Build(build::Arguments),
    /// Find everything that is wrong, and write nothing
    Check(check::Arguments),
    /// Build, serve on this machine, rebuild on change and reload the browser
    Serve(serve::Arguments),
    /// Write a page from its schema
    New(new::Arguments),
    /// Start a knowledge base
    Init(init::Arguments),
    /// Search the knowledge base in the terminal
    Search(search::Arguments),
    /// Tell what a finding means and how to mend it
    Explain(explain::Arguments),
}

/// Parses the arguments, runs the command and gives the exit code: 0 done, 1 the content has errors,
/// 2 could not run.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are no failure; a closed pipe is none either. A mistake is quoted.
            let _ = match without_secrets(&error.to_string()) {
                Cow::Owned(text) => write!(std::io::stderr(), "{text}"),
                Cow::Borrowed(_) => error.print(),
            };
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    let terminal = Terminal::new(&cli.global);
    let outcome = match &cli.command {
        Command::Build(arguments) => build::run(&cli.global, arguments, &terminal),
        Command::Check(arguments) => check::run(&cli.global, arguments, &terminal),
        Command::Serve(arguments) => serve::run(&cli.global, arguments, &terminal),
        Command::New(arguments) => new::run(&cli.global, arguments, &terminal),
        Command::Init(arguments) => init::run(&cli.global, arguments, &terminal),
        Command::Search(arguments) => search::run(&cli.global, arguments, &terminal),
        Command::Explain(arguments) => explain::run(arguments, &terminal),
    };
    match outcome {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Errors) => ExitCode::from(1),
        Err(failure) => {
            failure.print(&terminal);
            ExitCode::from(2)
        }
    }
}

/// The present, or `SOURCE_DATE_EPOCH` in its place.
fn now() -> jiff::Timestamp {
    fixed_time().unwrap_or_else(jiff::Timestamp::now)
}

/// The time that `SOURCE_DATE_EPOCH` names (reproducible-builds.org).
fn fixed_time() -> Option<jiff::Timestamp> {
    let seconds = std::env::var("SOURCE_DATE_EPOCH").ok()?.parse().ok()?;
    jiff::Timestamp::from_second(seconds).ok()
}
