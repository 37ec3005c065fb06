//! Resolves the references in front matter: fields whose schema says `ref`.

use std::sync::Arc;

use super::catalog::{Catalog, Found, relative};
use super::spelling;
use super::suggest::{Doubt, FEW, Missing};
use crate::diagnostic::{Finding, or_list, rules};
use crate::front_matter::Node;
use crate::page::Page;
use crate::path::SitePath;
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
pub(super) fn resolve(catalog: &Catalog<'_>, page: &Page) -> (Vec<Resolved>, Vec<Finding>, Vec<Doubt>) {
    let (mut resolved, mut findings, mut doubts) = (Vec::new(), Vec::new(), Vec::new());
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
                    let respelled = match &problem {
                        Problem::Unknown(..) => respelled(catalog, page, reference, value),
                        _ => None,
                    };
                    if let (Problem::Unknown(reference, value), None) = (&problem, &respelled) {
                        Doubt::note(&mut doubts, &findings, || Missing::Reference {
                            types: reference.types.clone(),
                            value: value.clone(),
                        });
                    }
                    let mut finding = problem.finding(catalog, page, field, node);
                    if let Some(name) = respelled {
                        finding.help = Some(spelling::advice(value, &name, "the name"));
                        finding.fix = spelling::replace_value(&page.source.text, node, &name);
                    }
                    findings.push(match reference.severity {
                        Some(severity) => finding.severity(severity),
                        None => finding,
                    });
                }
            }
        }
    }
    (resolved, findings, doubts)
}

/// The name or path that a value means but for letter case or Unicode normalization.
fn respelled(catalog: &Catalog<'_>, page: &Page, reference: &Reference, value: &str) -> Option<String> {
    let is_page = |name: &&String| name.as_str() != value && find(catalog, page, reference, name).is_ok();
    if let Some(name) = catalog.names_like(value).iter().take(FEW).find(is_page) {
        return Some(name.clone());
    }
    let root = SitePath::root();
    let here = page.place.path.parent();
    [here, root].into_iter().find_map(|base| {
        let (_, file) = catalog.other_case_of(&base.join(value)?)?;
        let path = relative(&base, file);
        Some(path).filter(|path| find(catalog, page, reference, path).is_ok())
    })
}

enum Problem<'a> {
    /// Nothing is called that; the names of the pages that were allowed.
    Unknown(&'a Reference, String),
    /// Several pages are called that.
    Ambiguous(String, Vec<usize>),
    /// The page is of another type.
    WrongType(&'a Reference, usize),
    /// The page is not published, because it is what is said.
    Hidden(usize, &'static str),
}

/// By id, by path, and by the file's name inside the collections of the types that are allowed.
fn find<'a>(
    catalog: &Catalog<'_>,
    page: &Page,
    reference: &'a Reference,
    value: &str,
) -> Result<usize, Problem<'a>> {
    if let Some(same) = taken_over(catalog, reference, value) {
        return Err(Problem::Ambiguous(value.to_owned(), same));
    }
    let by_path = |path: &str| match catalog.find(page, path) {
        Some(Found::Page(index)) => Some(index),
        _ => None,
    };
    let from_root = by_path(&format!("/{value}"));
    let candidates = [catalog.page_by_id(value), named(catalog, reference, value), by_path(value), from_root];
    let mut candidates = candidates.into_iter().flatten();
    let Some(first) = candidates.next() else { return by_name(catalog, page, reference, value) };
    let mut all = std::iter::once(first).chain(candidates);
    let fitting = all.find(|index| is_allowed(reference, &catalog.pages[*index]));
    published(catalog, page, fitting.ok_or(Problem::WrongType(reference, first))?)
}

/// A page that is not published may be named by a draft, unless it is under embargo: a build of drafts
/// would tell of it.
fn published<'a>(catalog: &Catalog<'_>, page: &Page, found: usize) -> Result<usize, Problem<'a>> {
    match catalog.why_hidden(found) {
        Some(why) if !page.draft || catalog.config.drafts => Err(Problem::Hidden(found, why)),
        _ => Ok(found),
    }
}

/// What a value that is no id and no path names: the page with that file name where any type is
/// allowed, and otherwise only what is wrong.
fn by_name<'a>(
    catalog: &Catalog<'_>,
    page: &Page,
    reference: &'a Reference,
    value: &str,
) -> Result<usize, Problem<'a>> {
    let named = |types: &[String]| catalog.pages_named(types, file_name(value));
    let same = named(&reference.types);
    match same.as_slice() {
        [only] if reference.types.is_empty() => published(catalog, page, *only),
        [] => Err(match named(&[]).first() {
            Some(other) => Problem::WrongType(reference, *other),
            None => Problem::Unknown(reference, value.to_owned()),
        }),
        _ => Err(Problem::Ambiguous(value.to_owned(), same)),
    }
}

/// The pages that a value may mean if it is the `id` of one and the file name of others: an id that
/// was given to a page of another name does not take theirs.
fn taken_over(catalog: &Catalog<'_>, reference: &Reference, value: &str) -> Option<Vec<usize>> {
    let owner = catalog.page_by_id(value).filter(|owner| is_allowed(reference, &catalog.pages[*owner]))?;
    let has_name = |index: &usize| stem(&catalog.pages[*index]) == value;
    if has_name(&owner) || value.contains('/') {
        return None;
    }
    let named = catalog.pages_named(&reference.types, value).into_iter().filter(has_name);
    let others: Vec<usize> = named.filter(|index| *index != owner).collect();
    (!others.is_empty()).then(|| std::iter::once(owner).chain(others).collect())
}

fn stem(page: &Page) -> &str {
    if page.place.is_index { page.place.folder.file_name() } else { page.place.path.stem() }
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
                Finding::new(&rules::REFERENCE_UNKNOWN, path, node.span, message)
            }
            Problem::Ambiguous(value, same) => {
                let message = format!("`{name}` names `{value}`, which matches more than one page");
                let help = which(catalog.pages, &same, &value);
                Finding::new(&rules::REFERENCE_UNKNOWN, path, node.span, message).help(help)
            }
            Problem::WrongType(reference, target) => {
                let target: &Arc<Page> = &catalog.pages[target];
                let (is, wanted) = (&target.schema.name, wanted(reference));
                let message = format!("`{name}` names {wanted}, but `{}` is a {is}", target.place.path);
                Finding::new(&rules::REFERENCE_TYPE, path, node.span, message)
                    .label(&target.place.path, target.first_line(), format!("this is a {is}"))
                    .help(format!("name {wanted}, or allow `{is}` in the schema's `ref`"))
            }
            Problem::Hidden(target, why) => {
                let target = &catalog.pages[target].place.path;
                let message = format!("`{name}` names `{target}`, which is {why} and not published");
                let help = "publish it, or remove the reference for now";
                Finding::new(&rules::LINK_DRAFT, path, node.span, message).help(help)
            }
        }
    }
}

/// The names that distinguish pages: their ids, or their paths where ids do not. Of very many, only the
/// first are named.
fn which(pages: &[Arc<Page>], same: &[usize], value: &str) -> String {
    let named: Vec<&Page> = same.iter().take(FEW).map(|index| &*pages[*index]).collect();
    let more = same.len() - named.len();
    let more = if more > 0 { format!(" (and {more} more)") } else { String::new() };
    let ids: Vec<&str> = named.iter().map(|page| page.id.as_str()).collect();
    let is_one = |id: &&str| *id != value && ids.iter().filter(|other| *other == id).count() == 1;
    if ids.iter().all(is_one) {
        return format!("write the id: {}{more}", or_list(&ids));
    }
    let paths: Vec<&str> = named.iter().map(|page| page.place.path.as_str()).collect();
    format!("write the path: {}{more}", or_list(&paths))
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
