//! Facets: the fields by which pages are filtered, and the pages of each of their terms.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::page::Page;
use crate::place::slug;
use crate::schema::{Field, values_at};

/// The folder of all term pages, so that a facet's name can never take a collection's URL.
const FOLDER: &str = "by";

/// The part of a term's URL. Signs that tell terms apart, as in `C`, `C++` and `C#`, are spelt out.
pub fn term_slug(term: &str) -> String {
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
    pub options: Vec<String>,
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

    /// A facet by its name.
    pub fn get(&self, name: &str) -> Option<&Facet> {
        self.0.get(name)
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
}

/// Where all terms of a facet are listed.
pub fn facet_href(facet: &str) -> String {
    format!("{FOLDER}/{}/", slug(facet))
}

/// Where the pages of a term are listed.
pub fn term_href(facet: &str, slug_of_term: &str) -> String {
    format!("{}{slug_of_term}/", facet_href(facet))
}
