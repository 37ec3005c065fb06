//! What a schema requires of the pages that a page refers to: a state, a reference back, an earlier date.

use std::collections::HashSet;
use std::sync::Arc;

use rayon::prelude::*;

use super::catalog::Catalog;
use super::references::{Resolved, shown};
use crate::diagnostic::{Finding, or_list, rules};
use crate::page::Page;
use crate::schema::{Back, Dated, Field, FieldPath, Named, Reference, compare_dates};

/// Findings about references that were resolved.
pub(super) fn find(catalog: &Catalog<'_>, references: &[Vec<Resolved>]) -> Vec<Finding> {
    let pages = catalog.pages;
    let relations = Relations { catalog, pages, references, named: named(pages, references) };
    (0..pages.len()).into_par_iter().flat_map_iter(|page| relations.of_page(page)).collect()
}

/// A page, the name of a field, and a page to which that field refers.
type Names<'a> = HashSet<(usize, &'a str, usize)>;

/// The references of fields that others need to refer back. It is only asked, never walked.
fn named<'a>(pages: &'a [Arc<Page>], references: &[Vec<Resolved>]) -> Names<'a> {
    let fields = pages.iter().flat_map(|page| &page.schema.fields);
    let backs = fields.filter_map(|field| field.reference.as_ref()?.back.as_ref());
    let wanted: HashSet<&str> = backs.map(|back| back.field.as_str()).collect();
    let all = references.iter().enumerate().flat_map(|(from, all)| all.iter().map(move |to| (from, to)));
    let named = all.filter_map(|(from, to)| {
        let name = pages[from].schema.fields[to.field].path.0.first()?;
        wanted.contains(name.as_str()).then_some((from, name.as_str(), to.page))
    });
    named.collect()
}

struct Relations<'a> {
    catalog: &'a Catalog<'a>,
    pages: &'a [Arc<Page>],
    references: &'a [Vec<Resolved>],
    named: Names<'a>,
}

impl Relations<'_> {
    fn of_page(&self, index: usize) -> Vec<Finding> {
        let page = &*self.pages[index];
        let mut findings = Vec::new();
        for resolved in &self.references[index] {
            let field = &page.schema.fields[resolved.field];
            let Some(reference) = &field.reference else { continue };
            let target = &*self.pages[resolved.page];
            findings.extend(wrong_state(page, field, reference, resolved, target));
            if let Some(back) = &reference.back {
                findings.extend(self.one_sided(index, field, back, resolved));
            }
        }
        findings.extend(page.schema.fields.iter().flat_map(|field| self.early_dates(index, field)));
        findings
    }

    /// A reference that the other page does not return.
    fn one_sided(&self, index: usize, field: &Field, back: &Back, resolved: &Resolved) -> Option<Finding> {
        let (page, target) = (&self.pages[index], &self.pages[resolved.page]);
        // What is not published cannot be referred to, and nothing is told of what could not be read.
        let is_hidden =
            self.catalog.why_hidden(index).is_some() && self.catalog.why_hidden(resolved.page).is_none();
        if is_hidden || target.is_incomplete() || self.named.contains(&(resolved.page, &back.field, index)) {
            return None;
        }
        let (name, here, there) = (shown(field), &page.place.path, &target.place.path);
        let message = format!("`{name}` names `{there}`, whose `{}` does not name this page", back.field);
        let entry = target.front_matter.entry(&back.field);
        let place = entry.map_or_else(|| target.first_line(), |entry| entry.key_span);
        let label = match entry {
            Some(_) => format!("`{here}` is missing here"),
            None => format!("`{}` is missing here", back.field),
        };
        let finding = Finding::new(&rules::REFERENCE_ONE_SIDED, here, resolved.span, message)
            .label(there, place, label)
            .help(format!("add this page to `{}` there, or remove the reference here", back.field));
        Some(match back.severity {
            Some(severity) => finding.severity(severity),
            None => finding,
        })
    }

    /// `after` with a path: dates of the pages that are referred to.
    fn early_dates(&self, index: usize, field: &Field) -> Vec<Finding> {
        let page = &*self.pages[index];
        let [name] = field.path.0.as_slice() else { return Vec::new() };
        let Some(node) = page.front_matter.get(name).filter(|_| !field.after_referred.is_empty()) else {
            return Vec::new();
        };
        let own =
            Dated { name, path: &page.place.path, text: node.as_str().unwrap_or_default(), span: node.span };
        let mut findings = Vec::new();
        for after in &field.after_referred {
            let referred = self.references[index].iter().filter(|resolved| {
                page.schema.fields[resolved.field].path.0.first() == Some(&after.reference)
            });
            for resolved in referred.filter(|resolved| resolved.page != index) {
                let target = &*self.pages[resolved.page];
                let path = Named::Field(FieldPath(vec![after.field.clone()]));
                for (text, span) in target.said(&path) {
                    let there = Dated {
                        name: &after.field,
                        path: &target.place.path,
                        text,
                        span: span.unwrap_or_default(),
                    };
                    findings.extend(compare_dates(&there, &own, &self.catalog.config.time_zone));
                }
            }
        }
        findings
    }
}

/// A reference to a page that is not as it must be.
fn wrong_state(
    page: &Page,
    field: &Field,
    reference: &Reference,
    resolved: &Resolved,
    target: &Page,
) -> Option<Finding> {
    let (named, values) = target.fails(&reference.states).filter(|_| !target.is_incomplete())?;
    let (name, there, state, wanted) = (shown(field), &target.place.path, named.shown(), or_list(values));
    let said = target.said(named).into_iter().next();
    let is = said.map_or_else(|| "is not given".to_owned(), |(text, _)| format!("is `{text}`"));
    let message = format!("`{name}` names `{there}`, whose `{state}` {is}; it must be {wanted}");
    let place = said.and_then(|(_, span)| span).unwrap_or_else(|| target.first_line());
    let finding = Finding::new(&rules::REFERENCE_STATE, &page.place.path, resolved.span, message)
        .label(there, place, format!("`{state}` {is}"))
        .help(format!("name a page whose `{state}` is {wanted}, or change it there"));
    Some(match reference.severity {
        Some(severity) => finding.severity(severity),
        None => finding,
    })
}
