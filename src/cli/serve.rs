//! `opslore serve`: not here yet.
use clap::Args;
use super::{Failure, Global, Outcome};
use super::terminal::Terminal;
/// What `serve` takes.
#[derive(Debug, Args)]
pub(super) struct Arguments {}
/// Refuses.
pub(super) fn run(_: &Global, _: &Arguments, _: &Terminal) -> Result<Outcome, Failure> { Err(Failure::new("serve is not here yet")) }
