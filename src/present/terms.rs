//! Facets: the fields by which pages are filtered, and the pages of each of their terms.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::collation::Collation;
use crate::page::Page;
use crate::place::slug;
use crate::schema::{Field, values_at};
use crate::url::encode_path;
use crate::view::{FacetView, LinkView, TermView};

/// The folder of all term pages, so that a facet's name can never take a collection's URL.
const FOLDER: &str = "by";

/// How many terms of a facet a list shows; `partials/list.html` knows the same number.
const SHOWN: usize = 12;

/// The part of a term's URL. Signs that distinguish terms, as in `C`, `C++` and `C#`, are spelt out.
pub(super) fn term_slug(term: &str) -> String {
    slug(&term.replace('+', "-plus").replace('#', "-sharp"))
}

/// Every facet of the knowledge base, by the name of its property.
#[derive(Clone, Debug, Default)]
pub struct Facets(BTreeMap<String, Facet>);

/// A facet.
#[derive(Clone, Debug, Default)]
pub struct Facet {
    /// The title of the property.
    pub title: String,
    /// The options of the schemas that have it, in their order, for terms that have one.
    options: Vec<String>,
    /// Its terms by their slugs.
    pub terms: BTreeMap<String, Term>,
}

/// A term.
#[derive(Clone, Debug, Default)]
pub struct Term {
    /// As the first page writes it.
    pub title: String,
    /// Its pages, in the order of their paths.
    pub pages: Vec<usize>,
}

/// The facets of a page with their terms as written. References are no terms: the page that they
/// name is where its referrers are listed.
pub fn of_page(page: &Page) -> Vec<(&Field, Vec<&str>)> {
    let facets = page.schema.fields.iter().filter(|field| field.facet && field.path.0.len() == 1);
    facets
        .map(|field| {
            let nodes = values_at(&page.front_matter, &field.path).into_iter();
            let terms = nodes.filter(|node| !node.is_blank()).filter_map(|node| node.as_str());
            (field, terms.map(str::trim).filter(|term| !term.is_empty()).collect())
        })
        .collect()
}

impl Facets {
    /// Gathers the terms of the published pages.
    pub fn new(pages: &[Arc<Page>], is_published: &[bool]) -> Self {
        let mut facets = Self::default();
        for (index, page) in pages.iter().enumerate().filter(|(index, _)| is_published[*index]) {
            for (field, terms) in of_page(page) {
                if field.reference.is_none() {
                    facets.add(index, field, &terms);
                }
            }
        }
        facets
    }

    fn add(&mut self, page: usize, field: &Field, terms: &[&str]) {
        let name = field.path.0.first().cloned().unwrap_or_default();
        for term in terms {
            let facet = self.0.entry(name.clone()).or_default();
            if facet.title.is_empty() {
                facet.title.clone_from(&field.title);
            }
            for option in &field.options {
                if !facet.options.contains(option) {
                    facet.options.push(option.clone());
                }
            }
            let entry = facet.terms.entry(term_slug(term)).or_default();
            if entry.title.is_empty() {
                (*term).clone_into(&mut entry.title);
            }
            if entry.pages.last() != Some(&page) {
                entry.pages.push(page);
            }
        }
    }

    /// Whether the terms of a facet are a closed list.
    pub fn is_closed(&self, facet: &str) -> bool {
        self.0.get(facet).is_some_and(|facet| !facet.options.is_empty())
    }

    /// The terms of a facet.
    pub fn titles(&self, facet: &str) -> impl Iterator<Item = &str> {
        self.0.get(facet).into_iter().flat_map(|facet| facet.terms.values().map(|term| term.title.as_str()))
    }

    /// Every facet with its name.
    pub fn iter(&self) -> impl Iterator<Item = (&String, &Facet)> {
        self.0.iter()
    }

    /// Where a term's pages are listed, if the field's terms have pages.
    pub fn term_href(&self, facet: &str, term: &str) -> Option<String> {
        let slug = term_slug(term);
        self.0.get(facet)?.terms.get(&slug)?;
        Some(term_href(facet, &slug))
    }

    /// The facets as links to their lists of terms. A facet that only says yes or no is no way to
    /// browse.
    pub fn links(&self) -> Vec<LinkView> {
        let is_choice = |facet: &Facet| facet.terms.keys().any(|term| term != "true" && term != "false");
        let link = |(name, facet): (&String, &Facet)| LinkView {
            title: facet.title.clone(),
            href: encode_path(&facet_href(name)),
        };
        self.0.iter().filter(|(_, facet)| is_choice(facet)).map(link).collect()
    }

    /// A facet with the terms that at least one of `among` has; all terms without `among`. Those that no
    /// schema puts in order are in that of the language.
    pub fn view(&self, name: &str, among: Option<&[usize]>, collation: &Collation) -> Option<FacetView> {
        let facet = self.0.get(name)?;
        let count = |term: &Term| match among {
            Some(pages) => term.pages.iter().filter(|page| pages.binary_search(page).is_ok()).count(),
            None => term.pages.len(),
        };
        let mut terms: Vec<(&String, &Term)> = facet.terms.iter().collect();
        let rank =
            |title: &str| facet.options.iter().position(|option| option == title).unwrap_or(usize::MAX);
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
        (!terms.is_empty()).then(|| FacetView {
            name: name.to_owned(),
            title: facet.title.clone(),
            href,
            terms,
        })
    }
}

/// Where all terms of a facet are listed.
pub fn facet_href(facet: &str) -> String {
    format!("{FOLDER}/{}/", slug(facet))
}

/// Where the pages of a term are listed.
pub fn term_href(facet: &str, slug_of_term: &str) -> String {
    format!("{}{slug_of_term}/", facet_href(facet))
}
