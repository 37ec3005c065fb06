//! stub
use super::*;
use clap::Args;
/// What `serve` takes.
#[derive(Debug, Args)]
pub(super) struct Arguments {}
/// stub
pub(super) fn run(_: &Global, _: &Arguments, _: &Terminal) -> Result<Outcome, Failure> {
    todo!()
}
