//! The knowledge base as the search sees it.

use std::collections::BTreeMap;

use super::Knowledge;
use crate::config::Config;
use crate::graph::ResolvedReference as Resolved;
use crate::markdown;
use crate::page::Page;
use crate::present;
use crate::search;
use crate::url::encode_path;

/// The published pages as the search sees them.
pub fn documents(knowledge: &Knowledge) -> Vec<search::Document> {
    let mut keys: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for key in &knowledge.graph.keys {
        keys.entry(key.page).or_default().push(key.name.clone());
    }
    let pages = knowledge.pages.iter().enumerate();
    let published = pages.filter(|(index, _)| knowledge.graph.is_published[*index]);
    published.map(|(index, page)| document(page, keys.remove(&index).unwrap_or_default())).collect()
}

/// How the search of the site refers to its facets, and in which language its pages are.
pub fn search_setting(knowledge: &Knowledge, config: &Config) -> search::Setting {
    let mut facets: BTreeMap<&str, search::Facet> = BTreeMap::new();
    for (page, references) in knowledge.pages.iter().zip(&knowledge.graph.references) {
        for (field, terms) in present::terms::of_page(page) {
            let Some(name) = field.path.0.first() else { continue };
            let facet = facets.entry(name).or_insert_with(|| search::Facet {
                name: name.clone(),
                title: field.title.clone(),
                ..search::Facet::default()
            });
            // One type may label a field that another has too.
            if facet.label.is_empty() {
                facet.label = field.label.clone().unwrap_or_default();
            }
            if field.reference.is_some() {
                facet.label = search::REFERENCE.to_owned();
                let named = terms.iter().filter(|term| !facet.terms.contains_key(**term));
                let at = page.schema.fields.iter().position(|other| other.path == field.path);
                let titles: Vec<_> =
                    named.filter_map(|term| referred(knowledge, references, at, term)).collect();
                facet.terms.extend(titles);
            }
        }
    }
    for badge in knowledge.pages.iter().flat_map(|page| present::badges(page, &knowledge.facets)) {
        if let Some(facet) = facets.get_mut(badge.field.as_str()) {
            facet.ranks.insert(badge.value, badge.rank);
        }
    }
    search::Setting {
        language: config.language.clone(),
        facets: facets.into_values().collect(),
        synonyms: config.synonyms.clone(),
    }
}

/// A term that names a page, with the title of that page.
fn referred(
    knowledge: &Knowledge,
    references: &[Resolved],
    field: Option<usize>,
    term: &str,
) -> Option<(String, String)> {
    let names = |reference: &&Resolved| Some(reference.field) == field && reference.value == term;
    let page = references.iter().find(names)?.page;
    Some((term.to_owned(), knowledge.pages.get(page)?.title.clone()))
}

fn document(page: &Page, mut keys: Vec<String>) -> search::Document {
    let stem = if page.place.is_index { page.place.folder.file_name() } else { page.place.path.stem() };
    keys.push(stem.to_owned());
    let section = |section: &markdown::Section| {
        let heading = section.heading.map(|index| &page.outline.headings[index]);
        search::Section {
            heading: heading.map(|heading| heading.text.clone()).unwrap_or_default(),
            anchor: heading.map(|heading| heading.id.clone()).unwrap_or_default(),
            level: heading.map_or(0, |heading| heading.level),
            text: section.text.clone(),
            code: section.code.clone(),
        }
    };
    let facets = present::terms::of_page(page).into_iter().filter(|(_, terms)| !terms.is_empty());
    let facets = facets.map(|(field, terms)| {
        let name = field.path.0.first().cloned().unwrap_or_default();
        (name, terms.into_iter().map(str::to_owned).collect())
    });
    search::Document {
        id: page.id.clone(),
        kind: page.schema.name.clone(),
        kind_title: page.schema.title.clone(),
        title: page.title.clone(),
        path: page.place.path.to_string(),
        url: format!("/{}", encode_path(&page.place.href)),
        description: page.description.clone(),
        keys,
        facets: facets.collect(),
        other: other_text(page),
        sections: page.outline.sections.iter().map(section).collect(),
    }
}

/// The texts of the front matter that stand nowhere else: not names, keys, facets, references or
/// dates, nor bare numbers and truth values.
fn other_text(page: &Page) -> Vec<String> {
    let names = ["title", "id", "description", "license"];
    let fields = page.schema.fields.iter().filter(|field| {
        let is_elsewhere =
            field.key || field.facet || field.reference.is_some() || field.is_date || field.old_urls;
        !is_elsewhere && !names.contains(&field.path.0[0].as_str())
    });
    let nodes = fields.flat_map(|field| crate::schema::values_at(&page.front_matter, &field.path));
    let is_text = |text: &&str| text.chars().any(char::is_alphabetic) && !matches!(*text, "true" | "false");
    nodes.filter_map(|node| node.as_str()).filter(is_text).map(str::to_owned).collect()
}
