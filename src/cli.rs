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
mod machine;
mod mend;
mod new;
mod options;
mod outcome;
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

use std::ffi::OsString;
use std::io::Write;
use std::process::ExitCode;

use clap::{ArgAction, Parser, Subcommand};

use crate::diagnostic::emit::plain;
use crate::safety::without_secrets;
use machine::check_fixed_time;
use options::Global;
use outcome::{Failure, Outcome};
use terminal::Terminal;

/// Publish what an operations team knows: best practices, runbooks and postmortems in Git.
#[derive(Debug, Parser)]
#[command(
    name = "opslore",
    version,
    max_term_width = 100,
    disable_help_flag = true,
    disable_version_flag = true
)]
struct Cli {
    #[command(flatten)]
    global: Global,
    /// Print help
    #[arg(long, short, global = true, action = ArgAction::Help, help_heading = options::HEADING)]
    help: Option<bool>,
    /// Print version
    #[arg(long, short = 'V', action = ArgAction::Version, help_heading = options::HEADING)]
    version: Option<bool>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Build the site
    #[command(after_help = include_str!("cli/examples/build.txt"))]
    Build(build::Arguments),
    /// Report every problem without writing the site
    #[command(after_help = include_str!("cli/examples/check.txt"))]
    Check(check::Arguments),
    /// Preview the site locally; rebuild and reload the browser on every change
    #[command(after_help = include_str!("cli/examples/serve.txt"))]
    Serve(serve::Arguments),
    /// Create a page from the schema of its type
    #[command(after_help = include_str!("cli/examples/new.txt"))]
    New(new::Arguments),
    /// Create a knowledge base
    #[command(after_help = include_str!("cli/examples/init.txt"))]
    Init(init::Arguments),
    /// Search the knowledge base in the terminal
    #[command(after_help = include_str!("cli/examples/search.txt"))]
    Search(search::Arguments),
    /// Explain a finding and how to fix it
    #[command(after_help = include_str!("cli/examples/explain.txt"))]
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
            terminal.fail(&failure);
            ExitCode::from(2)
        }
    }
}

/// Prints clap's output: a usage error, the help or the version.
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
