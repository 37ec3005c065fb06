//! Options that all commands share, and what follows from them.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// Options that all commands share.
#[derive(Clone, Debug, Args)]
pub(super) struct Global {
    /// The knowledge base; `explain` reads none
    #[arg(long, value_name = "DIR", default_value = ".", global = true)]
    pub(super) root: PathBuf,
    /// A configuration elsewhere; `schemas/` and `themes/` are then looked for beside it. `init` and
    /// `explain` read none
    #[arg(long, value_name = "FILE", global = true)]
    pub(super) config: Option<PathBuf>,
    /// Print nothing but findings and results
    #[arg(long, short, global = true)]
    pub(super) quiet: bool,
    /// Do not confine the process to what the command needs (Linux)
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

/// What the folder is called that the site goes to when nothing else is said.
pub(super) const OUT: &str = "public";

/// The folder that the site goes to when nothing else is said.
pub(super) fn default_out(global: &Global) -> PathBuf {
    global.root.join(OUT)
}
