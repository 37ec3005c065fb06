//! What the commands read from the machine: its clock and its environment.

use std::ffi::{OsStr, OsString};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use super::outcome::Failure;

/// The value of an environment variable.
#[expect(clippy::disallowed_methods, reason = "the environment is read here and nowhere else")]
pub(super) fn variable(name: &str) -> Option<OsString> {
    std::env::var_os(name)
}

/// The current time, or `SOURCE_DATE_EPOCH` if it is set.
#[expect(clippy::disallowed_methods, reason = "the clock is read here and nowhere else")]
pub(super) fn now() -> jiff::Timestamp {
    fixed_time().unwrap_or_else(jiff::Timestamp::now)
}

/// The time since the first call, on a monotonic clock.
#[expect(clippy::disallowed_methods, reason = "the clock is read here and nowhere else")]
pub(super) fn elapsed() -> Duration {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    START.elapsed()
}

/// Replaces the clock: seconds since 1970 (reproducible-builds.org/specs/source-date-epoch).
const FIXED_TIME: &str = "SOURCE_DATE_EPOCH";

/// The time that the environment sets, if any.
pub(super) fn fixed_time() -> Option<jiff::Timestamp> {
    parse_seconds(&variable(FIXED_TIME)?)
}

fn parse_seconds(text: &OsStr) -> Option<jiff::Timestamp> {
    jiff::Timestamp::from_second(text.to_str()?.parse().ok()?).ok()
}

/// Refuses an invalid time: a build that should be reproducible must not use the clock.
pub(super) fn check_fixed_time() -> Result<(), Failure> {
    let wrong = variable(FIXED_TIME).filter(|text| parse_seconds(text).is_none());
    wrong.map_or(Ok(()), |text| {
        let text = text.to_string_lossy();
        let help = "set it to whole seconds since 1970, or unset it";
        Err(Failure::new(format!(
            "the environment variable `{FIXED_TIME}` is `{text}`, which is not a time; {help}"
        )))
    })
}
