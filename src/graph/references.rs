//! Resolves the references in front matter: fields whose schema says `ref`.

use std::sync::Arc;

use super::catalog::{Catalog, Found};
use crate::diagnostic::{Finding, or_list, rules};
use crate::front_matter::Node;
use crate::page::Page;
use crate::schema::{Field, Reference, values_at};
use crate::text::Span;

/// A field of a page that names another page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolved {
    /// The index of the field in the schema.
    pub field: usize,
    /// What the author wrote.
    pub value: String,
    /// Where.
    pub span: Span,
    /// The page meant.
    pub page: usize,
}

/// Resolves every reference of a page.
pub(super) fn resolve(catalog: &Catalog<'_>, page: &Page) -> (Vec<Resolved>, Vec<Finding>) {
    let mut resolved = Vec::new();
    let mut findings = Vec::new();
    for (index, field) in page.schema.fields.iter().enumerate() {
        let Some(reference) = &field.reference else { continue };
        for node in values_at(&page.front_matter, &field.path) {
            let Some(value) = node.as_str().filter(|value| !node.is_blank() && !value.is_empty()) else {
                continue;
            };
            match find(catalog, page, reference, value) {
                Ok(target) => {
                    let span = node.span;
                    resolved.push(Resolved { field: index, value: value.to_owned(), span, page: target });
                }
                Err(problem) => {
                    let finding = problem.finding(catalog, page, field, node);
                    findings.push(match reference.severity {
                        Some(severity) => finding.severity(severity),
                        None => finding,
                    });
                }
            }
        }
    }
    (resolved, findings)
}

enum Problem<'a> {
    /// Nothing is called that; the names of the pages that were allowed.
    Unknown(&'a Reference, String),
    /// Several pages are called that.
    Ambiguous(String, Vec<usize>),
    /// The page is of another type.
    WrongType(&'a Reference, usize),
    /// The page is not published.
    Draft(usize),
}

/// By id, by path, and by the file's name inside the collections of the types that are allowed.
fn find<'a>(
    catalog: &Catalog<'_>,
    page: &Page,
    reference: &'a Reference,
    value: &str,
) -> Result<usize, Problem<'a>> {
    let by_path = |path: &str| match catalog.find(page, path) {
        Some(Found::Page(index)) => Some(index),
        _ => None,
    };
    let from_root = by_path(&format!("/{value}"));
    let candidates = [catalog.page_by_id(value), named(catalog, reference, value), by_path(value), from_root];
    let mut candidates = candidates.into_iter().flatten();
    let first =
        candidates.next().ok_or_else(|| match catalog.pages_named(&reference.types, file_name(value)) {
            same if same.is_empty() => Problem::Unknown(reference, value.to_owned()),
            same => Problem::Ambiguous(value.to_owned(), same),
        })?;
    let mut all = std::iter::once(first).chain(candidates);
    let fitting = all.find(|index| is_allowed(reference, &catalog.pages[*index]));
    let found = fitting.ok_or(Problem::WrongType(reference, first))?;
    if catalog.pages[found].draft && !catalog.config.drafts && !page.draft {
        return Err(Problem::Draft(found));
    }
    Ok(found)
}

fn is_allowed(reference: &Reference, page: &Page) -> bool {
    reference.types.is_empty() || reference.types.contains(&page.schema.name)
}

/// The page of an allowed type whose path below its type's collections is `value`.
fn named(catalog: &Catalog<'_>, reference: &Reference, value: &str) -> Option<usize> {
    if reference.types.is_empty() {
        return None;
    }
    let found = catalog.page_named(&reference.types, file_name(value))?;
    // `a.md` names that file, and not `a.markdown`.
    let is_meant = file_name(value) == value || catalog.pages[found].place.path.extension() == Some("md");
    is_meant.then_some(found)
}

fn file_name(value: &str) -> &str {
    value.trim_end_matches(".md")
}

impl Problem<'_> {
    fn finding(self, catalog: &Catalog<'_>, page: &Page, field: &Field, node: &Node) -> Finding {
        let path = &page.place.path;
        let name = shown(field);
        match self {
            Problem::Unknown(reference, value) => {
                let wanted = wanted(reference);
                let message = format!("`{name}` names {wanted} that does not exist: `{value}`");
                let names = catalog.names_of(&reference.types);
                let help = crate::diagnostic::did_you_mean(&value, names.iter().map(String::as_str));
                let mut finding = Finding::new(&rules::REFERENCE_UNKNOWN, path, node.span, message);
                finding.help = help.or_else(|| few(&names));
                finding
            }
            Problem::Ambiguous(value, same) => {
                let ids: Vec<&str> = same.iter().map(|index| catalog.pages[*index].id.as_str()).collect();
                let message = format!("`{name}` names `{value}`, and more than one page is called that");
                Finding::new(&rules::REFERENCE_UNKNOWN, path, node.span, message)
                    .help(format!("write the id: {}", or_list(&ids)))
            }
            Problem::WrongType(reference, target) => {
                let target: &Arc<Page> = &catalog.pages[target];
                let (is, wanted) = (&target.schema.name, wanted(reference));
                let message = format!("`{name}` names {wanted}, but `{}` is a {is}", target.place.path);
                Finding::new(&rules::REFERENCE_TYPE, path, node.span, message)
                    .label(&target.place.path, target.first_line(), format!("this is a {is}"))
                    .help(format!("name {wanted}, or allow `{is}` in the schema's `ref`"))
            }
            Problem::Draft(target) => {
                let target = &catalog.pages[target].place.path;
                let message = format!("`{name}` names `{target}`, which is a draft and not published");
                let help = "publish it, or leave the reference out for now";
                Finding::new(&rules::LINK_DRAFT, path, node.span, message).help(help)
            }
        }
    }
}

/// A field's name as it is told.
pub(super) fn shown(field: &Field) -> String {
    field.path.0.join(".").replace(".*", "")
}

fn wanted(reference: &Reference) -> String {
    match reference.types.as_slice() {
        [] => "a page".to_owned(),
        types => format!("a page of type {}", or_list(types)),
    }
}

/// All names, where they are few enough to read.
fn few(names: &[String]) -> Option<String> {
    const FEW: usize = 8;
    match names.len() {
        0 => Some("there are no such pages yet: write one, or leave the field out".to_owned()),
        1..=FEW => Some(format!("there is {}", or_list(names))),
        _ => None,
    }
}
