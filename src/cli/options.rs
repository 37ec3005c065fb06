//! Options that all commands share, and what follows from them.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// The heading of these options in the help: those of a command come first.
pub(super) const HEADING: &str = "Global options";

/// Options that all commands share.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = HEADING)]
pub(super) struct Global {
    /// Root folder of the knowledge base (not used by `explain`)
    #[arg(long, value_name = "DIR", default_value = ".", global = true)]
    pub(super) root: PathBuf,
    /// Configuration file; `schemas/` and `themes/` are then read from its folder (not used by `init` and
    /// `explain`)
    #[arg(long, value_name = "FILE", global = true)]
    pub(super) config: Option<PathBuf>,
    /// Print only findings and results
    #[arg(long, short, global = true)]
    pub(super) quiet: bool,
    /// Do not restrict the process to what the command needs (Linux)
    #[arg(long, global = true)]
    pub(super) no_sandbox: bool,
    /// When to use colours
    #[arg(long, value_name = "WHEN", default_value = "auto", global = true)]
    pub(super) color: Color,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// The name of the default output folder.
pub(super) const OUT: &str = "public";

/// The default output folder.
pub(super) fn default_out(global: &Global) -> PathBuf {
    global.root.join(OUT)
}
