//! The command line: parses arguments, runs the command, returns its exit code.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// For the program alone: who uses the library chooses.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

#[expect(clippy::disallowed_methods, reason = "the arguments are read here and nowhere else")]
fn main() -> ExitCode {
    opslore::cli::run(std::env::args_os())
}
