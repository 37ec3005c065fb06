//! The templates of a theme, by name.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::path::SitePath;

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
    /// The template that a name leads to.
    pub(super) fn get(&self, name: &str) -> Option<&Template> {
        let built_in = || self.sources.get(&format!("{BUILT_IN_PREFIX}{name}"));
        self.sources.get(name).or_else(built_in)
    }
}
