//! Standard output and standard error. A closed pipe is no error: whoever reads has seen enough.

use std::io::{IsTerminal, Write};

use super::{Color, Global};
use crate::safety::without_secrets;

/// How to speak to the person or program that called.
#[derive(Debug)]
pub(super) struct Terminal {
    quiet: bool,
    /// Whether findings are coloured.
    pub(super) colour: bool,
}

impl Terminal {
    /// Decides on colours once.
    pub(super) fn new(global: &Global) -> Self {
        let is_wanted = || std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        let colour = match global.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => std::io::stderr().is_terminal() && is_wanted(),
        };
        Self { quiet: global.quiet, colour }
    }

    /// Prints a result to standard output, as it is.
    pub(super) fn print(&self, text: &str) {
        let mut out = std::io::stdout().lock();
        let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    }

    /// Prints findings or a failure to standard error, also when quiet.
    pub(super) fn report(&self, text: &str) {
        let _ = std::io::stderr().lock().write_all(text.as_bytes());
    }

    /// Prints what was done to standard error, unless quiet. It may quote what the user typed.
    pub(super) fn say(&self, line: &str) {
        if !self.quiet {
            self.report(&format!("{}\n", without_secrets(line)));
        }
    }

    /// Prints why a command could not run.
    pub(super) fn error(&self, message: &str) {
        let (bold, red, reset) = if self.colour { ("\x1b[1m", "\x1b[31m", "\x1b[0m") } else { ("", "", "") };
        let message = without_secrets(message);
        self.report(&format!("{bold}{red}error{reset}{bold}:{reset} {message}\n"));
    }
}
