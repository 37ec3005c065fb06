//! `file`: fields whose values are paths of files in the repository.

use super::catalog::{Catalog, relative};
use super::references::shown;
use super::spelling;
use super::suggest::{Doubt, Missing};
use crate::diagnostic::{Finding, rules};
use crate::page::Page;
use crate::path::SitePath;
use crate::schema::{FileBase, values_at};

/// Paths that lead to no file and no folder (`front-matter/missing-file`).
pub(super) fn missing(catalog: &Catalog<'_>, page: &Page) -> (Vec<Finding>, Vec<Doubt>) {
    let (mut findings, mut doubts) = (Vec::new(), Vec::new());
    for field in &page.schema.fields {
        let Some(base) = field.file else { continue };
        for node in values_at(&page.front_matter, &field.path) {
            let text = node.as_str().map(str::trim).filter(|text| !text.is_empty() && !text.contains("://"));
            let Some(text) = text.filter(|text| !exists(catalog, page, base, text)) else { continue };
            let message = format!("`{}` names a file that does not exist: `{text}`", shown(field));
            let respelled = folders(page, base, text).iter().find_map(|folder| {
                let meant = folder.join(text)?;
                let (_, file) = catalog.other_case_of(&meant).filter(|(spelled, _)| *spelled == meant)?;
                let path = relative(folder, file);
                Some(if text.starts_with('/') { format!("/{path}") } else { path })
            });
            if let Some(path) = respelled {
                let finding = Finding::new(&rules::FRONT_MATTER_FILE, &page.place.path, node.span, message);
                let mut finding = finding.help(spelling::advice(text, &path, "the name of the file"));
                finding.fix = spelling::replace_value(&page.source.text, node, &path);
                findings.push(finding);
                continue;
            }
            if let Some(from) = folders(page, base, text).into_iter().next() {
                Doubt::note(&mut doubts, &findings, || Missing::File { from, path: text.to_owned() });
            }
            let finding = Finding::new(&rules::FRONT_MATTER_FILE, &page.place.path, node.span, message);
            findings.push(finding.help(advice(base)));
        }
    }
    (findings, doubts)
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

fn advice(base: FileBase) -> &'static str {
    match base {
        FileBase::Page => "write the path from the folder of this page, or add the file",
        FileBase::Root => "write the path from the root of the repository, or add the file",
        FileBase::Either => "write the path from the folder of this page or from the root, or add the file",
    }
}
