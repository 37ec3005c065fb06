//! The command line: parses arguments, runs the command, returns its exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    opslore::cli::run(std::env::args_os())
}
