//! Sections that destroy something come after harmless ones that have the same words of the query.
//! The browser's `search-danger.js` does the same.

use std::collections::BTreeMap;

use super::ranked::Ranked;

/// Lowers pages that fit by a section that destroys something below every other that has the same words
/// of the query together.
pub(super) fn demote(pages: &mut [Ranked]) {
    let mut least: BTreeMap<u32, f64> = BTreeMap::new();
    for harmless in pages.iter().filter(|ranked| !ranked.destroys) {
        let least = least.entry(harmless.words).or_insert(f64::INFINITY);
        *least = least.min(harmless.score);
    }
    for ranked in pages.iter_mut().filter(|ranked| ranked.destroys && ranked.words != 0) {
        let same = least.iter().filter(|(words, _)| *words & ranked.words == ranked.words);
        let below = same.map(|(_, score)| *score).fold(f64::INFINITY, f64::min);
        ranked.score = ranked.score.min(rounded(below - 0.001));
    }
}

/// A score as the index and all who read it have it.
pub(super) fn rounded(score: f64) -> f64 {
    (score * 1000.0).round() / 1000.0
}
