//! A theme's own words that nothing uses, most of them misspelt: a text that no template or script
//! uses, or the translation of a title that no schema has.

use std::collections::BTreeSet;

use super::Words;
use super::file::finding;
use crate::config::DEFAULT_THEME;
use crate::diagnostic::{Finding, did_you_mean};
use crate::files::{self, Files};
use crate::path::SitePath;
use crate::schema::Schemas;
use crate::text::Span;

/// A word that a theme adds to those there are, or a title that it translates.
#[derive(Clone, Debug)]
pub(super) struct Own {
    pub(super) path: SitePath,
    pub(super) span: Span,
    pub(super) section: Section,
    pub(super) key: String,
}

/// What a word is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Section {
    /// For templates.
    Texts,
    /// For scripts.
    Scripts,
    /// For what schemas call something.
    Titles,
}

/// See [`Words::unused`].
pub(super) fn unused(
    words: &Words,
    files: &dyn Files,
    theme: &str,
    titles: &BTreeSet<String>,
) -> Vec<Finding> {
    if words.own.is_empty() {
        return Vec::new();
    }
    let folders = [DEFAULT_THEME, theme].map(|name| SitePath::new(&format!("themes/{name}")));
    let below = |path: &SitePath| folders.iter().flatten().any(|folder| path.below(folder).is_some());
    let is_source = |path: &SitePath| matches!(path.extension(), Some("html" | "xml" | "js" | "mjs"));
    let read =
        |path: &SitePath| files.read(path).ok().and_then(|bytes| String::from_utf8(bytes.to_vec()).ok());
    let paths = files.paths().into_iter().filter(|path| below(path) && is_source(path));
    let sources: Vec<String> = paths.filter_map(|path| read(&path)).collect();
    let mut titles = titles.clone();
    let shipped = Schemas::load(&files::built_in()).0;
    titles.extend(all_titles(shipped));
    let is_said = |own: &&Own| match own.section {
        Section::Titles if titles.contains(&own.key) => true,
        _ => ['"', '\'', '`'].iter().any(|quote| {
            let quoted = format!("{quote}{}{quote}", own.key);
            sources.iter().any(|source| source.contains(&quoted))
        }),
    };
    let unsaid = words.own.iter().filter(|own| !is_said(own));
    unsaid.map(|own| told(words, own, &titles)).collect()
}

/// Everything that content types call something.
pub(super) fn all_titles(schemas: Schemas) -> BTreeSet<String> {
    let titles = std::cell::RefCell::new(BTreeSet::new());
    let _ = schemas.translated(&|title| {
        titles.borrow_mut().insert(title.to_owned());
        title.to_owned()
    });
    titles.into_inner()
}

fn told(words: &Words, own: &Own, titles: &BTreeSet<String>) -> Finding {
    let key = &own.key;
    let (message, near, way) = match own.section {
        Section::Texts => {
            let near = did_you_mean(key, words.texts.keys().map(String::as_str).filter(|other| other != key));
            let way = format!("say it in a template by `{{{{ \"{key}\" | t }}}}`, or remove it");
            (format!("no template uses the word `{key}`"), near, way)
        }
        Section::Scripts => {
            let near =
                did_you_mean(key, words.scripts.keys().map(String::as_str).filter(|other| other != key));
            let way = format!("use it in a script with `opslore.say(\"{key}\")`, or remove it");
            (format!("no script uses the word `{key}`"), near, way)
        }
        Section::Titles => {
            let near = did_you_mean(key, titles.iter().map(String::as_str));
            let way = "titles are in English, as the schema has them".to_owned();
            (format!("no schema has the title `{key}`"), near, way)
        }
    };
    finding(&own.path, own.span, message).help(near.unwrap_or(way))
}
