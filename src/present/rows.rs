//! The rows of a list, and what they can be filtered and sorted by.

use std::collections::{BTreeMap, BTreeSet};

use super::presenter::Presenter;
use crate::graph::facets;
use crate::schema::overview::ALWAYS;
use crate::schema::{Field, values_at};
use crate::url::encode_path;
use crate::view::{FacetView, FieldView, PageLink, SortView, TermView};

/// How many values of a field a row has room for: `partials/row.html`.
const SHOWN: usize = 4;

/// Pages that are terms, by what they are called in addresses: each with the pages that refer to it.
type Targets = BTreeMap<String, (usize, BTreeSet<usize>)>;

impl Presenter<'_> {
    /// The pages of a list, each with its keys for `sorts` and its terms of `facets`.
    pub(super) fn rows(&self, pages: &[usize], sorts: &[SortView], facets: &[FacetView]) -> Vec<PageLink> {
        let names: BTreeSet<&str> = facets.iter().map(|facet| facet.name.as_str()).collect();
        let row = |index: &usize| {
            let entry = self.entry(*index);
            PageLink {
                keys: sorts.iter().map(|sort| self.sort_key(*index, &sort.name).replace('|', " ")).collect(),
                terms: if names.is_empty() { Vec::new() } else { self.row_terms(*index, &names) },
                names: self.names(*index, &entry.fields),
                ..entry
            }
        };
        pages.iter().map(row).collect()
    }

    /// As [`Presenter::rows`], for pages of other folders than the list's.
    pub(super) fn rows_below(
        &self,
        pages: &[usize],
        sorts: &[SortView],
        facets: &[FacetView],
    ) -> Vec<PageLink> {
        let mut rows = self.rows(pages, sorts, facets);
        for (row, page) in rows.iter_mut().zip(pages) {
            let folder = self.tree.get(&self.pages[*page].place.folder);
            row.folder = folder.map(|folder| folder.title.clone()).unwrap_or_default();
        }
        rows
    }

    /// What a page is found by though its row, which has `shown`, has no room for it.
    fn names(&self, index: usize, shown: &[FieldView]) -> Vec<String> {
        let page = &self.pages[index];
        let is_shown = |field: &Field| shown.iter().any(|row| field.path.0.first() == Some(&row.name));
        let fields = page.schema.fields.iter().filter(|field| field.key && !is_shown(field));
        let nodes = fields.flat_map(|field| values_at(&page.front_matter, &field.path));
        let names = nodes.filter_map(|node| node.as_str().map(str::to_owned));
        let rest = shown.iter().flat_map(|row| row.values.iter().skip(SHOWN)).map(|value| value.text.clone());
        names.chain(rest).collect()
    }

    fn row_terms(&self, index: usize, names: &BTreeSet<&str>) -> Vec<String> {
        let written = facets::of_page(&self.pages[index]).into_iter();
        let plain = written.filter(|(field, _)| field.reference.is_none()).flat_map(|(field, texts)| {
            texts.into_iter().map(|text| (field.path.0[0].as_str(), facets::term_slug(text)))
        });
        let referred = self.facet_references(index);
        let referred = referred.map(|(name, _, page)| (name, facets::term_slug(&self.pages[page].title)));
        let all: BTreeSet<_> = plain.chain(referred).filter(|(name, _)| names.contains(name)).collect();
        all.into_iter().map(|(name, slug)| format!("{name}/{slug}")).collect()
    }

    /// The pages that a page refers to by fields that are facets: with the field's name and title.
    fn facet_references(&self, index: usize) -> impl Iterator<Item = (&str, &str, usize)> {
        self.graph.references[index].iter().filter_map(move |reference| {
            let field = &self.pages[index].schema.fields[reference.field];
            let [name] = field.path.0.as_slice() else { return None };
            let is_shown = field.facet && self.graph.is_published[reference.page];
            is_shown.then_some((name.as_str(), field.title.as_str(), reference.page))
        })
    }

    /// The facets of some pages whose terms are pages. Two of one title count as one.
    pub(super) fn facets_of_references(&self, pages: &[usize]) -> Vec<FacetView> {
        let mut facets: BTreeMap<&str, (&str, Targets)> = BTreeMap::new();
        for index in pages {
            for (name, title, target) in self.facet_references(*index) {
                let terms = &mut facets.entry(name).or_insert_with(|| (title, BTreeMap::new())).1;
                let slug = facets::term_slug(&self.pages[target].title);
                terms.entry(slug).or_insert_with(|| (target, BTreeSet::new())).1.insert(*index);
            }
        }
        let term = |(slug, (page, holders)): (String, (usize, BTreeSet<usize>))| TermView {
            title: self.pages[page].title.clone(),
            slug,
            href: encode_path(&self.pages[page].place.href),
            count: holders.len(),
        };
        let facet = |(name, (title, terms)): (&str, (&str, Targets))| {
            let mut terms: Vec<TermView> = terms.into_iter().map(term).collect();
            terms.sort_by_key(|term| std::cmp::Reverse(term.count));
            FacetView { name: name.to_owned(), title: title.to_owned(), href: String::new(), terms }
        };
        facets.into_iter().map(facet).collect()
    }

    /// What a list can be sorted by: the options of its pages' types, what their schemas sort by, and
    /// the last change. Only what at least one of the pages has.
    pub(super) fn sorts(&self, pages: &[usize]) -> Vec<SortView> {
        let mut sorts: Vec<SortView> = Vec::new();
        let mut seen = BTreeSet::new();
        for schema in pages.iter().map(|page| &self.pages[*page].schema) {
            if !seen.insert(&schema.name) {
                continue;
            }
            let options = schema.fields.iter().filter(|field| field.facet && !field.options.is_empty());
            let options = options.filter_map(|field| Some((field.path.0.first()?.as_str(), false)));
            let said = schema.overview.sort.iter().map(|key| (key.field.as_str(), key.descending));
            for (name, descending) in said.chain(options) {
                if let Some(field) = schema.field(name)
                    && sorts.iter().all(|sort| sort.name != name)
                    && !ALWAYS.contains(&name)
                {
                    sorts.push(SortView { name: name.to_owned(), title: field.title.clone(), descending });
                }
            }
        }
        sorts.push(SortView { name: "updated".to_owned(), title: String::new(), descending: true });
        sorts.retain(|sort| pages.iter().any(|page| !self.sort_key(*page, &sort.name).is_empty()));
        sorts
    }
}
