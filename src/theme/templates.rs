//! The templates of a theme as text, and where each of them is.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::{Finding, rules};
use crate::files::Files;
use crate::path::SitePath;
use crate::text::Span;

/// What the built-in templates are called among all templates.
pub(super) const BUILT_IN_PREFIX: &str = "default/";

/// A file of the theme that is text.
#[derive(Debug)]
pub(super) struct Template {
    pub(super) path: SitePath,
    pub(super) text: Arc<str>,
}

/// Every template's file and text, by the name it is registered under.
#[derive(Debug)]
pub(super) struct Templates {
    pub(super) folder: SitePath,
    pub(super) sources: BTreeMap<String, Template>,
}

impl Templates {
    /// Adds the templates of a theme's folder.
    pub(super) fn read(
        &mut self,
        files: &dyn Files,
        folder: &SitePath,
        prefix: &str,
        findings: &mut Vec<Finding>,
    ) {
        for (path, name) in published(files, folder, "templates") {
            let bytes = match files.read(&path) {
                Ok(bytes) => bytes,
                Err(error) => {
                    findings.push(unreadable(&path, &error));
                    continue;
                }
            };
            match std::str::from_utf8(&bytes) {
                Ok(text) => {
                    let text = text.into();
                    self.sources.insert(format!("{prefix}{name}"), Template { path, text });
                }
                Err(error) => {
                    let span = Span::at(error.valid_up_to());
                    findings.push(Finding::new(&rules::FILE_ENCODING, &path, span, "not valid UTF-8"));
                }
            }
        }
    }

    /// The template that a name leads to.
    pub(super) fn get(&self, name: &str) -> Option<&Template> {
        let built_in = || self.sources.get(&format!("{BUILT_IN_PREFIX}{name}"));
        self.sources.get(name).or_else(built_in)
    }
}

/// A file below `<folder>/<kind>/` and its path there; what editors and file managers leave behind is
/// no part of a theme.
pub(super) fn published<'a>(
    files: &dyn Files,
    folder: &'a SitePath,
    kind: &'a str,
) -> impl Iterator<Item = (SitePath, String)> + use<'a> {
    let folder = folder.join(kind).unwrap_or_else(SitePath::root);
    let is_leftover = |path: &SitePath| {
        let name = path.file_name();
        name.starts_with('.') || name.ends_with('~')
    };
    let paths = files.paths_below(&folder).into_iter().filter(move |path| !is_leftover(path));
    paths.filter_map(move |path| {
        let name = path.below(&folder)?.to_owned();
        Some((path, name))
    })
}

/// A file of the theme that the system did not let be read.
pub(super) fn unreadable(path: &SitePath, error: &std::io::Error) -> Finding {
    let message = format!("the file cannot be read: {error}");
    Finding::new(&rules::THEME_TEMPLATE, path, Span::default(), message).caused_by(error)
}
