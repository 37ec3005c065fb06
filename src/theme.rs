//! The theme: Tera templates and static files, built in and overridden file by file. The only module
//! that names Tera.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

use crate::diagnostic::Finding;
use crate::files::Files;
use crate::path::SitePath;
use crate::text::Hash;

/// The name of the built-in theme.
pub const DEFAULT: &str = "default";

/// Templates and static files, ready to use.
#[derive(Debug)]
pub struct Theme {
    statics: BTreeMap<SitePath, Arc<[u8]>>,
    hash: Hash,
}

impl Theme {
    /// Reads `themes/<name>/templates/**` and `themes/<name>/static/**` from `files`, over those of
    /// the default theme. A template that cannot be parsed is a finding (`theme/template`) that
    /// names the template, the line and what is wrong.
    pub fn load(_files: &dyn Files, _name: &str) -> Result<Self, Vec<Finding>> {
        todo!()
    }

    /// Renders a template. The error is a finding in the template's file.
    pub fn render(&self, _template: &str, _view: &impl Serialize) -> Result<String, Finding> {
        todo!()
    }

    /// The static files, by their path below `static/`; published below `assets/`.
    pub fn statics(&self) -> &BTreeMap<SitePath, Arc<[u8]>> {
        &self.statics
    }

    /// Changes when any template does.
    pub fn hash(&self) -> Hash {
        self.hash
    }
}
