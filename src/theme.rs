//! The theme: Tera templates and static files, built in and overridden file by file. The only module
//! that names Tera.
//!
//! The built-in templates are registered under `default/`, those of the chosen theme under their own
//! names, and a name that is not found is looked for under `default/`. So `{% extends "base.html" %}`
//! means the theme's file if it has one and the built-in one otherwise, and a theme's `page.html`
//! may begin with `{% extends "default/page.html" %}` and change a single block.
//!
//! Templates are trusted, but they see nothing but their view: no function or filter here reads a
//! file, the environment or the clock.

mod advice;
mod bundle;
mod error;
mod expression;
mod filter;
mod foreign;
mod html;
mod missing;
mod names;
mod script;
mod shapes;
mod style;
mod unused;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use aho_corasick::AhoCorasick;
use serde::Serialize;
use tera::{Context, Tera, Value};

use crate::diagnostic::{Finding, did_you_mean, rules};
use crate::files::{self, Files};
use crate::memo;
use crate::path::SitePath;
use crate::text::{self, Hash, Span};
use crate::url::encode_path;
use crate::variables::{Kept, Part, Variables, View};
use crate::words::Words;

pub use error::seen_on;

/// The name of the built-in theme.
pub use crate::config::DEFAULT_THEME as DEFAULT;

/// What the built-in templates are called among all templates.
const BUILT_IN_PREFIX: &str = "default/";

/// The service worker, which a browser asks for by its plain name.
pub const WORKER: &str = "sw.js";

/// Templates and static files, ready to use.
#[derive(Debug)]
pub struct Theme {
    tera: Tera,
    templates: Templates,
    statics: BTreeMap<SitePath, Arc<[u8]>>,
    advice: Vec<Finding>,
    hash: Hash,
}

/// A file of the theme that is text.
#[derive(Debug)]
struct Template {
    path: SitePath,
    text: Arc<str>,
}

/// Every template's file and text, by the name it is registered under.
#[derive(Debug)]
struct Templates {
    folder: SitePath,
    sources: BTreeMap<String, Template>,
}

impl Theme {
    /// Reads `themes/<name>/templates/**` and `themes/<name>/static/**` from `files`, over those of
    /// the default theme, and bundles the scripts of the search. A template that cannot be parsed is a
    /// finding (`theme/template`) that names the template, the line and what is wrong; so is a script
    /// that cannot be bundled (`theme/script`). Templates and scripts speak in `words`.
    pub fn load(files: &dyn Files, name: &str, words: &Arc<Words>) -> Result<Self, Vec<Finding>> {
        let folder = theme_folder(files, name).map_err(|finding| vec![finding])?;
        let built_in = files::built_in();
        let mut findings = Vec::new();
        let mut templates = Templates { folder: folder.clone(), sources: BTreeMap::new() };
        let mut statics = words_script(words);
        let layers =
            [(&built_in as &dyn Files, default_folder(), BUILT_IN_PREFIX), (files, folder.clone(), "")];
        for (files, folder, prefix) in layers {
            templates.read(files, &folder, prefix, &mut findings);
            read_statics(files, &folder, &mut statics, &mut findings);
        }
        let (bundled, tera) = rayon::join(|| bundle::bundle(&mut statics), || templates.compile(words));
        findings.extend(bundled);
        if !findings.is_empty() {
            return Err(findings);
        }
        let tera = tera?;
        let paths = files.paths_below(&folder);
        let mut advice = advice::advise(&templates, &statics, &paths);
        advice.extend(unused::advise(&templates, &statics, &paths, words));
        let statics = statics.into_iter().map(|(path, (_, bytes))| {
            let bytes = published_as(&path, bytes);
            (path, bytes)
        });
        let statics = statics.collect();
        let hash = hash(&templates, &statics, words);
        Ok(Self { tera, templates, statics, advice, hash })
    }

    /// A hash of all that [`Theme::load`] depends on.
    pub fn key(files: &dyn Files, name: &str, words: &Words) -> Hash {
        memo::key(&(name, words.hash(), files.key()))
    }

    /// Renders a template. The error is a finding in the template's file.
    pub fn render(&self, template: &str, view: &impl View) -> Result<String, Finding> {
        let mut given = Given { theme: self, context: Context::default(), failure: None };
        view.give(&mut given);
        if let Some(finding) = given.failure {
            return Err(finding);
        }
        match self.tera.render(template, &given.context) {
            Ok(text) if template.ends_with(".xml") => Ok(without_forbidden_xml(text)),
            Ok(text) => Ok(text),
            Err(error) => {
                let view = serde_json::to_value(view).unwrap_or_default();
                Err(error::first(&error, &self.templates, template, &view))
            }
        }
    }

    /// What the theme has to no effect (`theme/no-effect`).
    pub fn advice(&self) -> &[Finding] {
        &self.advice
    }

    /// Whether there is a template of this name, in the theme or built in.
    pub fn has(&self, template: &str) -> bool {
        self.tera.contains_template(template)
    }

    /// The static files, by their path below `static/`; published below `assets/`.
    pub fn statics(&self) -> &BTreeMap<SitePath, Arc<[u8]>> {
        &self.statics
    }

    /// The href of every static file, by its path below `static/`. The hash in the query lets a
    /// server send the file with a lifetime of a year.
    pub fn assets(&self) -> BTreeMap<String, String> {
        let href = |(path, bytes): (&SitePath, &Arc<[u8]>)| {
            let version = text::hash(bytes) as u32;
            let encoded = encode_path(path.as_str());
            (path.to_string(), format!("assets/{encoded}?v={version:08x}"))
        };
        self.statics.iter().map(href).collect()
    }

    /// The static files that are asked for by a hash only, and so never change under their address: all
    /// but those that another one names, such as a font in a style sheet.
    pub fn immutable(&self) -> Vec<&SitePath> {
        let statics = || self.statics.iter().filter(|(path, _)| path.as_str() != WORKER);
        let files: Vec<&SitePath> = statics().map(|(path, _)| path).collect();
        let Ok(names) = AhoCorasick::new(files.iter().map(|path| path.file_name())) else {
            return Vec::new();
        };
        let mut named = BTreeSet::new();
        for (path, bytes) in statics() {
            let found = names.find_overlapping_iter(&**bytes).map(|found| files[found.pattern().as_usize()]);
            named.extend(found.filter(|file| *file != path));
        }
        files.into_iter().filter(|file| !named.contains(file)).collect()
    }

    /// Changes when any template or static file does.
    pub fn hash(&self) -> Hash {
        self.hash
    }
}

impl Templates {
    /// Adds the templates of a theme's folder.
    fn read(&mut self, files: &dyn Files, folder: &SitePath, prefix: &str, findings: &mut Vec<Finding>) {
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

    /// Parses all templates. Every template with an error is reported, not only the first.
    fn compile(&self, words: &Arc<Words>) -> Result<Tera, Vec<Finding>> {
        let named = self.sources.iter().map(|(name, template)| (name.as_str(), &*template.text));
        let mut tera = Tera::default();
        tera.set_fallback_prefixes([BUILT_IN_PREFIX]).map_err(|error| error::all(&error, self))?;
        filter::register(&mut tera, words);
        let Err(error) = tera.add_raw_templates(named.clone()) else { return Ok(tera) };
        // Tera stops at the first template it cannot parse; on its own, each tells of its own error.
        let mut findings: Vec<Finding> = named
            .filter_map(|(name, text)| Tera::default().add_raw_template(name, text).err())
            .filter(error::is_syntax)
            .flat_map(|error| error::all(&error, self))
            .collect();
        if findings.is_empty() {
            findings = error::all(&error, self);
        }
        Err(findings)
    }

    /// The template that a name leads to.
    fn get(&self, name: &str) -> Option<&Template> {
        let built_in = || self.sources.get(&format!("{BUILT_IN_PREFIX}{name}"));
        self.sources.get(name).or_else(built_in)
    }
}

/// The variables of a template.
struct Given<'a> {
    theme: &'a Theme,
    context: Context,
    /// Why a part could not be made.
    failure: Option<Finding>,
}

impl Variables for Given<'_> {
    fn set<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) {
        self.context.insert_value(name, value_of(value));
    }

    fn share<T: Serialize>(&mut self, name: &'static str, value: &Kept<T>) {
        let made = value.made(value_of).cloned();
        self.context.insert_value(name, made.unwrap_or_else(|| value_of(&**value)));
    }

    fn part<V: View>(&mut self, name: &'static str, part: &Part<V>) {
        let render = |view: &V| self.theme.render(part.template, view).map(|text| Value::safe_string(&text));
        match part.view.made(render).cloned().unwrap_or_else(|| render(&part.view)) {
            Ok(text) => self.context.insert_value(name, text),
            Err(finding) => self.failure = Some(finding),
        }
    }
}

/// A value as templates have it. Views are plain structs, of which none fails.
fn value_of<T: Serialize + ?Sized>(value: &T) -> Value {
    Value::try_from_serializable(value).unwrap_or_else(|_| Value::undefined())
}

/// A file below `<folder>/<kind>/` and its path there; what editors and file managers leave behind is
/// no part of a theme.
fn published<'a>(
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

/// The script that holds the words of the others, made here: it is `words.js` among them.
fn words_script(words: &Words) -> BTreeMap<SitePath, bundle::Static> {
    let script: Arc<[u8]> = Arc::from(words.script().into_bytes());
    SitePath::new("words.js").map(|path| (path.clone(), (path, script))).into_iter().collect()
}

fn read_statics(
    files: &dyn Files,
    folder: &SitePath,
    statics: &mut BTreeMap<SitePath, bundle::Static>,
    findings: &mut Vec<Finding>,
) {
    for (path, name) in published(files, folder, "static") {
        match (files.read(&path), SitePath::new(&name)) {
            (Ok(bytes), Some(name)) => {
                statics.insert(name, (path, bytes));
            }
            (Err(error), _) => findings.push(unreadable(&path, &error)),
            (Ok(_), None) => {}
        }
    }
}

/// A static file's bytes as the site has them.
fn published_as(path: &SitePath, bytes: Arc<[u8]>) -> Arc<[u8]> {
    match std::str::from_utf8(&bytes) {
        Ok(text) if path.extension() == Some("css") => Arc::from(style::squeezed(text).into_bytes()),
        _ => bytes,
    }
}

fn default_folder() -> SitePath {
    SitePath::new("themes/default").unwrap_or_else(SitePath::root)
}

/// The folder of the theme of that name, which has to exist unless it is the built-in one.
fn theme_folder(files: &dyn Files, name: &str) -> Result<SitePath, Finding> {
    let themes = SitePath::new("themes").unwrap_or_else(SitePath::root);
    let folder = themes.join(name).filter(|folder| folder.parent() == themes);
    let exists = |folder: &SitePath| name == DEFAULT || !files.paths_below(folder).is_empty();
    if let Some(folder) = folder.filter(exists) {
        return Ok(folder);
    }
    let paths = files.paths_below(&themes);
    let mut known: Vec<&str> = paths.iter().filter_map(|path| path.parts().nth(1)).collect();
    known.push(DEFAULT);
    let help = did_you_mean(name, known.iter().copied())
        .unwrap_or_else(|| format!("create the folder `themes/{name}`, or use the theme `{DEFAULT}`"));
    let message = format!("there is no theme `{name}`");
    Err(Finding::new(&rules::THEME_TEMPLATE, &themes, Span::default(), message).help(help))
}

fn unreadable(path: &SitePath, error: &std::io::Error) -> Finding {
    let message = format!("the file cannot be read: {error}");
    Finding::new(&rules::THEME_TEMPLATE, path, Span::default(), message).caused_by(error)
}

fn hash(templates: &Templates, statics: &BTreeMap<SitePath, Arc<[u8]>>, words: &Words) -> Hash {
    let templates =
        templates.sources.iter().map(|(name, template)| (name.as_str(), template.text.as_bytes()));
    let statics = statics.iter().map(|(path, bytes)| (path.as_str(), &**bytes));
    let mut all = words.hash().to_le_bytes().to_vec();
    for (name, bytes) in templates.chain(statics) {
        all.extend(text::hash(name.as_bytes()).to_le_bytes());
        all.extend(text::hash(bytes).to_le_bytes());
    }
    text::hash(&all)
}

/// Removes the characters that XML 1.0 has no way to write, not even escaped: one of them in a title
/// would make the whole feed unreadable.
fn without_forbidden_xml(mut text: String) -> String {
    let is_forbidden = |character: char| matches!(character, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}');
    if text.contains(is_forbidden) {
        text.retain(|character| !is_forbidden(character));
    }
    text
}

#[cfg(test)]
mod tests;
