//! `opslore serve`: not here yet.
use super::terminal::Terminal;
use super::{Failure, Global, Outcome};
use clap::Args;
/// What `serve` takes.
#[derive(Debug, Args)]
pub(super) struct Arguments {}
/// Refuses.
pub(super) fn run(_: &Global, _: &Arguments, _: &Terminal) -> Result<Outcome, Failure> {
    Err(Failure::new("serve is not here yet"))
}
