//! `file`: fields whose values are paths of files in the repository.

use super::catalog::Catalog;
use super::references::shown;
use crate::diagnostic::{Finding, ask, nearest_by, rules};
use crate::page::Page;
use crate::path::SitePath;
use crate::schema::{FileBase, values_at};

/// Paths that lead to no file and no folder (`front-matter/missing-file`).
pub(super) fn missing(catalog: &Catalog<'_>, page: &Page) -> Vec<Finding> {
    let mut findings = Vec::new();
    for field in &page.schema.fields {
        let Some(base) = field.file else { continue };
        for node in values_at(&page.front_matter, &field.path) {
            let text = node.as_str().map(str::trim).filter(|text| !text.is_empty() && !text.contains("://"));
            let Some(text) = text.filter(|text| !exists(catalog, page, base, text)) else { continue };
            let message = format!("`{}` names a file that does not exist: `{text}`", shown(field));
            let mut finding = Finding::new(&rules::FRONT_MATTER_FILE, &page.place.path, node.span, message);
            finding.help = Some(near(catalog, page, base, text).unwrap_or_else(|| advice(base).to_owned()));
            findings.push(finding);
        }
    }
    findings
}

/// The folders that a path may begin in. A leading `/` means the root everywhere.
fn folders(page: &Page, base: FileBase, text: &str) -> Vec<SitePath> {
    let (here, root) = (page.place.path.parent(), SitePath::root());
    match base {
        _ if text.starts_with('/') => vec![root],
        FileBase::Page => vec![here],
        FileBase::Root => vec![root],
        FileBase::Either => vec![here, root],
    }
}

fn exists(catalog: &Catalog<'_>, page: &Page, base: FileBase, text: &str) -> bool {
    folders(page, base, text).iter().filter_map(|folder| folder.join(text)).any(|path| catalog.exists(&path))
}

fn near(catalog: &Catalog<'_>, page: &Page, base: FileBase, text: &str) -> Option<String> {
    let from = folders(page, base, text).into_iter().next()?;
    let candidates = catalog.neighbours_from(&from, text);
    let near = nearest_by(last(text), candidates.iter().map(String::as_str), last);
    ask(&near)
}

fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn advice(base: FileBase) -> &'static str {
    match base {
        FileBase::Page => "write the path from the folder of this page, or add the file",
        FileBase::Root => "write the path from the root of the repository, or add the file",
        FileBase::Either => "write the path from the folder of this page or from the root, or add the file",
    }
}
