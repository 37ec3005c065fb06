//! Scales of severity: how bad a value is among others, by the order of a schema's options, else by the
//! number that the value ends with (`s1`, `P1`, `SEV-2`, `1`).

use crate::schema::{Field, Role};

/// The label of rules that holds a severity.
pub const SEVERITY: &str = "severity";

/// A scale, the worst first.
#[derive(Clone, Debug, Default)]
pub struct Scale<'a> {
    options: &'a [String],
    /// Whether it begins at 0, as `P0` does.
    from_zero: bool,
}

impl<'a> Scale<'a> {
    /// The scale of the values of a site, of which a schema puts those among `options` in order.
    pub fn new<'v>(options: &'a [String], values: impl IntoIterator<Item = &'v str>) -> Self {
        let is_zero = |value: &str| number(value) == Some(0);
        let from_zero = options.iter().any(|option| is_zero(option)) || values.into_iter().any(is_zero);
        Self { options, from_zero }
    }

    /// How far down the scale a value stands, from 0. `None` for one that neither the schema nor its
    /// number puts anywhere.
    pub fn rank(&self, value: &str) -> Option<usize> {
        let listed = self.options.iter().position(|option| same(option, value));
        listed.or_else(|| number(value)?.checked_sub(usize::from(!self.from_zero)))
    }
}

/// Whether a field holds a severity: by its role, or by the label that it agrees with.
pub fn is_severity(field: &Field) -> bool {
    field.label.as_deref() == Some(SEVERITY) || field.is(Role::Severity)
}

/// Whether two values say the same severity: letter case does not count, and of two that are numbered,
/// the numbers do (`sev1`, `S1`).
pub fn same(one: &str, other: &str) -> bool {
    let (one, other) = (one.trim(), other.trim());
    one.eq_ignore_ascii_case(other) || number(one).is_some_and(|level| Some(level) == number(other))
}

/// The number of a value that is one, alone or after letters: `1`, `s1`, `SEV-2`, `Severity 3`.
fn number(value: &str) -> Option<usize> {
    /// No scale in use has more levels.
    const MOST: usize = 10;
    let value = value.trim();
    let digits = value.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let digits =
        digits.strip_prefix(['-', '_', ' ']).filter(|_| digits.len() < value.len()).unwrap_or(digits);
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|number| is_number && *number <= MOST)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ranks<const N: usize>(options: &[&str], values: [&str; N]) -> [Option<usize>; N] {
        let options: Vec<String> = options.iter().map(|option| (*option).to_owned()).collect();
        let scale = Scale::new(&options, values);
        values.map(|value| scale.rank(value))
    }

    #[test]
    fn the_schema_decides_and_then_the_number() {
        assert_eq!(ranks(&["critical", "warning"], ["Warning", "critical"]), [Some(1), Some(0)]);
        assert_eq!(ranks(&["low", "high"], ["low", "high"]), [Some(0), Some(1)], "the schema's order");
        assert_eq!(ranks(&["critical", "warning"], ["s1", "s4"]), [Some(0), Some(3)]);
        assert_eq!(ranks(&["sev1", "sev2"], ["S2", "1"]), [Some(1), Some(0)]);
        assert_eq!(ranks(&[], ["s1", "P2", "SEV-3", "4"]), [Some(0), Some(1), Some(2), Some(3)]);
        assert_eq!(ranks(&[], ["P0", "P1", "p 2"]), [Some(0), Some(1), Some(2)]);
    }

    #[test]
    fn what_is_on_no_scale_has_no_rank() {
        assert_eq!(ranks(&[], ["page", "", "-1", "1.5", "s", "2024", "k8s", "1st"]), [None; 8]);
        assert_eq!(ranks(&["critical"], ["page"]), [None]);
    }

    #[test]
    fn one_severity_has_several_spellings() {
        assert!(same("SEV-1", "s1") && same(" Critical", "critical") && same("1", "P1"));
        assert!(!same("s1", "s2") && !same("critical", "warning") && !same("", "s1"));
    }
}
