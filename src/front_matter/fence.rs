//! Lines that are almost fences.

use crate::yaml::line::Line;

/// Whether a line stands where a fence belongs: dashes, but not three, or another rule.
pub(super) fn is_odd_fence(line: &Line<'_>) -> bool {
    let bare = bare(line.text);
    is_rule(bare) && line.text.trim_end() != "---" && !bare.contains(['*', '_', ' '])
}

/// Characters that cannot be seen.
const INVISIBLE: [char; 5] = ['\u{feff}', '\u{200b}', '\u{200c}', '\u{200d}', '\u{2060}'];

/// A line without white space and what cannot be seen around it.
pub(super) fn bare(line: &str) -> &str {
    line.trim_matches(|c: char| c.is_whitespace() || INVISIBLE.contains(&c))
}

pub(super) fn is_rule(line: &str) -> bool {
    let of = |mark: char| line.chars().all(|c| c == mark || c == ' ') && line.matches(mark).count() > 2;
    is_dashes(line) || of('*') || of('_') || of('-')
}

pub(super) fn is_dashes(line: &str) -> bool {
    let is_long = line.starts_with(['—', '–']) || line.len() > 1;
    is_long && line.chars().all(|c| matches!(c, '-' | '—' | '–'))
}
