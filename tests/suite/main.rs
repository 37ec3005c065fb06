//! Everything that is tested from outside, in one binary: it links once and runs fast.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "tests stop at the first surprise, and write what they read"
)]

mod adopt;
mod sites;
mod support;
mod world;

mod check;
mod cli;
mod determinism;
mod documents;
mod embargo;
mod external;
mod fuzz;
#[path = "../fuzz/targets/mod.rs"]
mod fuzz_targets;
mod hostile;
mod ids;
mod incremental;
mod language;
mod link_fixes;
mod look;
mod origins;
mod overview;
mod safety;
mod security;
mod tidy;
mod trust_files;
mod trust_git;
