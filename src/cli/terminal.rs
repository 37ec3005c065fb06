//! Standard output and standard error. A closed pipe is not an error: the reader has seen enough.

use std::cell::RefCell;
use std::io::{self, IsTerminal, Write};

use super::machine::variable;
use super::options::{Color, Global};
use super::outcome::Failure;
use crate::diagnostic::emit::{self, plain::many_lines};
use crate::safety::without_secrets;
use crate::timing::Timings;

/// How to speak to the person or program that called.
#[derive(Debug)]
pub(super) struct Terminal {
    quiet: bool,
    /// Whether what goes to standard error is coloured.
    pub(super) colour: bool,
    /// Whether what goes to standard output is coloured.
    pub(super) out_colour: bool,
    /// Whether somebody sees standard error as it is written.
    pub(super) shows_progress: bool,
    /// Why results could not be printed, if they could not.
    trouble: RefCell<Option<io::Error>>,
}

/// Whether a stream has failed in a way that loses a result somebody waits for.
pub(super) fn is_trouble(error: &io::Error) -> bool {
    error.kind() != io::ErrorKind::BrokenPipe
}

/// What to say of such a failure.
pub(super) fn refusal(error: &io::Error) -> String {
    format!("standard output cannot be written: {error}")
}

impl Terminal {
    /// Decides on colours once.
    pub(super) fn new(global: &Global) -> Self {
        let is_wanted = || variable("NO_COLOR").is_none_or(|value| value.is_empty());
        let colour = |is_terminal: bool| match global.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => is_terminal && is_wanted(),
        };
        let is_seen = io::stderr().is_terminal();
        // Such a terminal cannot go back on a line.
        let is_dumb = variable("TERM").is_some_and(|name| name == "dumb");
        Self {
            quiet: global.quiet,
            colour: colour(is_seen),
            out_colour: colour(io::stdout().is_terminal()),
            shows_progress: is_seen && !is_dumb && !global.quiet,
            trouble: RefCell::default(),
        }
    }

    /// Prints a result to standard output, as it is: whoever makes it sees to it that nothing from the
    /// content commands a terminal or a CI service ([`crate::diagnostic::emit::plain`]).
    /// [`Terminal::finish`] fails if it cannot be printed.
    pub(super) fn print(&self, text: &str) {
        let mut out = io::stdout().lock();
        let printed = out.write_all(text.as_bytes()).and_then(|()| out.flush());
        if let Err(error) = printed {
            self.trouble.borrow_mut().get_or_insert(error);
        }
    }

    /// Fails if results could not be printed: a report that is cut off must not pass for a whole one.
    pub(super) fn finish(&self) -> Result<(), Failure> {
        let trouble = self.trouble.take().filter(is_trouble);
        trouble.map_or(Ok(()), |error| Err(Failure::new(refusal(&error))))
    }

    /// Prints the findings of `build` and `serve` to standard error, as they are, also when quiet.
    pub(super) fn report(&self, text: &str) {
        let _ = io::stderr().lock().write_all(text.as_bytes());
    }

    /// Prints what was done to standard error, unless quiet. It may quote what the user typed.
    pub(super) fn say(&self, line: &str) {
        if !self.quiet {
            self.report(&format!("{}\n", many_lines(&without_secrets(line))));
        }
    }

    /// Prints where the time went, to standard error, if that was measured.
    pub(super) fn say_timings(&self, timings: &Timings) {
        if let Some(report) = timings.report() {
            self.report(&many_lines(&without_secrets(&report)));
        }
    }

    /// Prints why a command could not run: the findings behind it, then what they come to.
    pub(super) fn fail(&self, failure: &Failure) {
        if failure.findings.is_some() {
            failure.with_findings(|shown| self.report(&emit::folded(shown, self.colour).text));
        }
        self.error(&failure.message);
    }

    /// Prints why a command could not run.
    pub(super) fn error(&self, message: &str) {
        let (bold, red, reset) = if self.colour { ("\x1b[1m", "\x1b[31m", "\x1b[0m") } else { ("", "", "") };
        let message = without_secrets(message);
        self.report(&format!("{bold}{red}error{reset}{bold}:{reset} {}\n", many_lines(&message)));
    }
}
