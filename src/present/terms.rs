//! Facets as they are shown.

use crate::collation::Collation;
use crate::graph::facets::{Facet, Facets, Term, facet_href, term_href};
use crate::url::encode_path;
use crate::view::{FacetView, LinkView, TermView};

/// How many terms of a facet a list shows; `partials/list.html` knows the same number.
const SHOWN: usize = 12;

/// The facets as links to their lists of terms. A facet that only says yes or no is no way to
/// browse.
pub(super) fn links(facets: &Facets) -> Vec<LinkView> {
    let is_choice = |facet: &Facet| facet.terms.keys().any(|term| term != "true" && term != "false");
    let link = |(name, facet): (&String, &Facet)| LinkView {
        title: facet.title.clone(),
        href: encode_path(&facet_href(name)),
    };
    facets.iter().filter(|(_, facet)| is_choice(facet)).map(link).collect()
}

/// A facet with the terms that at least one of `among` has; all terms without `among`. Those that no
/// schema puts in order stand in that of the language.
pub(super) fn view(
    facets: &Facets,
    name: &str,
    among: Option<&[usize]>,
    collation: &Collation,
) -> Option<FacetView> {
    let facet = facets.get(name)?;
    let count = |term: &Term| match among {
        Some(pages) => term.pages.iter().filter(|page| pages.binary_search(page).is_ok()).count(),
        None => term.pages.len(),
    };
    let mut terms: Vec<(&String, &Term)> = facet.terms.iter().collect();
    let rank = |title: &str| facet.options.iter().position(|option| option == title).unwrap_or(usize::MAX);
    terms.sort_by(|a, b| {
        rank(&a.1.title).cmp(&rank(&b.1.title)).then_with(|| collation.compare(&a.1.title, &b.1.title))
    });
    let view = |(slug, term): (&String, &Term)| {
        let count = count(term);
        let href = encode_path(&term_href(name, slug));
        (count > 0).then(|| TermView { title: term.title.clone(), slug: slug.clone(), href, count })
    };
    let mut terms: Vec<TermView> = terms.into_iter().filter_map(view).collect();
    if among.is_some() && facet.options.is_empty() && terms.len() > SHOWN {
        // A list shows the first of many terms only.
        terms.sort_by_key(|term| std::cmp::Reverse(term.count));
    }
    let href = encode_path(&facet_href(name));
    (!terms.is_empty()).then(|| FacetView { name: name.to_owned(), title: facet.title.clone(), href, terms })
}
