//! Pages of a large site that a query may mean by name: only their names are compared with the query.
//! The browser's `search-candidates.js` does the same, and loads only the names of these pages.

use std::collections::{BTreeMap, BTreeSet};

use super::Index;
use super::keys::{Keys, SIGNATURE, WHOLE, grams, whole_key};
use super::query::Query;
use super::rank::Best;
use super::shards::{beginning_with, order};
use super::tokens::squash;

/// How many pages each way of finding them may bring up; a browser loads some 1 KB for each.
const BY_NAME: usize = 12;
const BY_IDENTIFIER: usize = 3;
const BY_SIGNATURE: usize = 3;
const BY_GRAMS: usize = 12;
const BY_TEXT: usize = 10;
/// Of so many pages with the best texts error signatures are looked at, each some 200 bytes to load.
pub(super) const SIGNED: usize = 5;
/// So many identifiers of a query are looked up.
const IDENTIFIERS: usize = 8;
/// So many grams of a query are looked up, spread over it.
const GRAMS: usize = 8;

/// The numbers of the pages.
pub(super) fn candidates(index: &Index, keys: &Keys, query: &Query, by_text: &[usize]) -> BTreeSet<usize> {
    let whole = squash(&query.whole.compact());
    let meant = query.meant.as_ref().map(|meant| squash(&meant.compact()));
    let mut found = BTreeSet::new();
    for asked in [Some(&whole), meant.as_ref()].into_iter().flatten().filter(|asked| !asked.is_empty()) {
        let start = whole_key(WHOLE, asked);
        let pages =
            beginning_with(keys, &start).flat_map(|(_, (_, pages))| pages.iter().map(|(page, _)| *page));
        found.extend(pages.take(BY_NAME));
    }
    for identifier in query.identifiers.iter().take(IDENTIFIERS) {
        found.extend(exactly(keys, &whole_key(WHOLE, &squash(identifier)), BY_IDENTIFIER));
    }
    if query.is_line {
        for slot in &query.slots {
            found.extend(exactly(keys, &whole_key(SIGNATURE, &slot.typed), BY_SIGNATURE));
        }
    }
    if !query.pasted {
        found.extend(by_grams(index, keys, meant.as_ref().unwrap_or(&whole)));
    }
    found.extend(by_text);
    found
}

/// The numbers of the pages with the best texts, in order.
pub(super) fn best_pages(index: &Index, texts: &[Best]) -> Vec<usize> {
    let mut texts: Vec<(usize, f64)> =
        texts.iter().map(|best| best.score).enumerate().filter(|(_, score)| *score > 0.0).collect();
    texts.sort_by(|a, b| b.1.total_cmp(&a.1).then(index.pages[a.0].slot.cmp(&index.pages[b.0].slot)));
    texts.into_iter().take(BY_TEXT).map(|(page, _)| page).collect()
}

fn exactly<'a>(keys: &'a Keys, key: &str, most: usize) -> impl Iterator<Item = usize> + 'a {
    let found = keys.binary_search_by(|(other, _)| order(other, key)).ok();
    found.into_iter().flat_map(move |at| keys[at].1.iter().take(most).map(|(page, _)| *page))
}

/// The pages with the most of the query's grams in their names.
fn by_grams(index: &Index, keys: &Keys, asked: &str) -> impl Iterator<Item = usize> {
    let chosen = spread(grams(asked));
    let mut counts: BTreeMap<usize, (usize, u32)> = BTreeMap::new();
    for gram in &chosen {
        let found = keys.binary_search_by(|(other, _)| order(other, gram)).ok();
        for (page, weight) in found.map(|at| &keys[at].1).into_iter().flatten() {
            let (count, sum) = counts.entry(*page).or_default();
            *count += 1;
            *sum += weight;
        }
    }
    let least = chosen.len().div_ceil(3);
    let enough = counts.into_iter().filter(|(_, (count, _))| *count >= least);
    let mut pages: Vec<(usize, (usize, u32))> = enough.collect();
    pages.sort_by_key(|(page, counted)| (std::cmp::Reverse(*counted), index.pages[*page].slot));
    pages.into_iter().take(BY_GRAMS).map(|(page, _)| page)
}

/// Some of the grams, from the first to the last, each once.
fn spread(mut grams: Vec<String>) -> Vec<String> {
    let last = grams.len().saturating_sub(1);
    if grams.len() > GRAMS {
        grams = (0..GRAMS).map(|number| grams[number * last / (GRAMS - 1)].clone()).collect();
    }
    let mut seen = BTreeSet::new();
    grams.retain(|gram| seen.insert(gram.clone()));
    grams
}
