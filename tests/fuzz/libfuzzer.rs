//! One binary for all targets: `OPSLORE_FUZZ` names the one to try. See `run`.
#![no_main]

#[path = "targets/mod.rs"]
mod targets;
#[path = "../suite/world.rs"]
#[allow(dead_code, reason = "the suite uses the rest")]
mod world;

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;

static TARGET: LazyLock<targets::Target> = LazyLock::new(|| {
    let name = std::env::var("OPSLORE_FUZZ").unwrap_or_default();
    let known = targets::ALL.iter().find(|(known, _)| *known == name);
    known.unwrap_or_else(|| panic!("OPSLORE_FUZZ names no target: `{name}`")).1
});

fuzz_target!(|input: &[u8]| TARGET(input));
