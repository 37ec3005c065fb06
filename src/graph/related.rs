//! Pages that have the most in common with a page, so that a reader finds the next one.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::ResolvedReference;
use crate::page::Page;
use crate::schema::values_at;

/// How many related pages a page shows.
const SHOWN: usize = 5;
/// A trait that more pages than this share says little, and would make the work quadratic.
const TOO_COMMON: usize = 100;

/// For each page, the pages that share traits with it: terms of its facets and pages that both refer
/// or link to. A rare trait counts for more: each adds the reciprocal of the number of its pages.
pub(super) fn related(
    pages: &[Arc<Page>],
    references: &[Vec<ResolvedReference>],
    linked: &[Vec<usize>],
    is_published: &[bool],
) -> Vec<Vec<usize>> {
    let mut holders: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    for index in (0..pages.len()).filter(|index| is_published[*index]) {
        let targets =
            references[index].iter().map(|reference| reference.page).chain(linked[index].iter().copied());
        for name in targets.map(|target| format!("→{target}")).chain(terms(&pages[index])) {
            holders.entry(name).or_default().insert(index);
        }
    }
    let mut traits: Vec<Vec<&BTreeSet<usize>>> = vec![Vec::new(); pages.len()];
    for holders in holders.values().filter(|holders| (2..=TOO_COMMON).contains(&holders.len())) {
        for index in holders {
            traits[*index].push(holders);
        }
    }
    traits.par_iter().enumerate().map(|(index, traits)| best(index, traits)).collect()
}

/// The terms of a page's facets. A closed list of options, such as a severity, sorts pages but does
/// not make them akin.
fn terms(page: &Page) -> impl Iterator<Item = String> {
    let facets = page.schema.fields.iter().filter(|field| field.facet && field.options.is_empty());
    facets.flat_map(|field| {
        let values = values_at(&page.front_matter, &field.path);
        values
            .into_iter()
            .filter_map(|node| Some(format!("{}={}", field.path.0.join("."), node.as_str()?.to_lowercase())))
    })
}

fn best(index: usize, traits: &[&BTreeSet<usize>]) -> Vec<usize> {
    let mut scores: BTreeMap<usize, f64> = BTreeMap::new();
    for holders in traits {
        for other in holders.iter().filter(|other| **other != index) {
            *scores.entry(*other).or_default() += 1.0 / holders.len() as f64;
        }
    }
    let mut scores: Vec<(usize, f64)> = scores.into_iter().collect();
    scores.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    scores.into_iter().take(SHOWN).map(|(other, _)| other).collect()
}
