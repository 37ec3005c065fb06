//! Files of a theme that nothing uses: below `static/` those that no template, style sheet or script
//! names, below `i18n/` those of which the name is not that of the site's language.

use std::collections::{BTreeMap, BTreeSet};

use aho_corasick::AhoCorasick;

use super::bundle::Static;
use super::{BUILT_IN_PREFIX, Templates};
use crate::diagnostic::{Finding, Severity, ask, nearest_by, rules};
use crate::files::{self, Files};
use crate::path::SitePath;
use crate::text::Span;
use crate::words::Words;

/// What is next to files for people, and is asked for by nobody.
const FOR_PEOPLE: [&str; 7] = ["readme", "licence", "license", "copying", "notice", "ofl", "authors"];

/// Findings on files of the theme's folder; `paths` are all of them.
pub(super) fn advise(
    templates: &Templates,
    statics: &BTreeMap<SitePath, Static>,
    paths: &[SitePath],
    words: &Words,
) -> Vec<Finding> {
    let built_in: BTreeSet<SitePath> = files::built_in().paths().into_iter().collect();
    let own: BTreeSet<&SitePath> = paths.iter().filter(|path| !built_in.contains(path)).collect();
    if own.is_empty() {
        return Vec::new();
    }
    // A copy of the built-in theme has its languages too.
    let is_copy = |path: &SitePath| {
        let name =
            path.below(&templates.folder).and_then(|name| SitePath::new(&format!("themes/default/{name}")));
        name.is_some_and(|name| built_in.contains(&name))
    };
    let own_languages = own.iter().filter(|path| !is_copy(path));
    let languages = own_languages.filter_map(|path| language(&templates.folder, path, words));
    unnamed(templates, statics, &own).into_iter().chain(languages).collect()
}

/// Static files that no other file names. Where a template makes up names, any may be meant.
fn unnamed(
    templates: &Templates,
    statics: &BTreeMap<SitePath, Static>,
    own: &BTreeSet<&SitePath>,
) -> Vec<Finding> {
    let mine = |name: &&String| !name.starts_with(BUILT_IN_PREFIX);
    let computes = |text: &str| {
        let asked = text.split("site.assets[").skip(1);
        let is_named = |rest: &str| rest.trim_start().starts_with(['"', '\'', '`']);
        asked.into_iter().any(|rest| !is_named(rest)) || text.contains(" in site.assets")
    };
    let mut texts = templates.sources.iter().filter(|(name, _)| mine(name));
    if texts.any(|(_, template)| computes(&template.text)) {
        return Vec::new();
    }
    let built_in_names: BTreeSet<String> = default_names();
    let is_candidate = |(name, (path, _)): &(&SitePath, &Static)| {
        let stem = name.stem().to_lowercase();
        own.contains(path) && !built_in_names.contains(name.as_str()) && !FOR_PEOPLE.contains(&stem.as_str())
    };
    let candidates: Vec<(&SitePath, &SitePath)> =
        statics.iter().filter(is_candidate).map(|(name, (path, _))| (name, path)).collect();
    let Ok(names) = AhoCorasick::new(candidates.iter().map(|(name, _)| name.file_name())) else {
        return Vec::new();
    };
    let mut used = vec![false; candidates.len()];
    let sheets = statics.values().map(|(path, bytes)| (Some(path), &**bytes));
    let texts = templates.sources.values().map(|template| (None, template.text.as_bytes()));
    for (path, text) in sheets.chain(texts) {
        for found in names.find_overlapping_iter(text) {
            let nth = found.pattern().as_usize();
            used[nth] |= path != Some(candidates[nth].1);
        }
    }
    let unused = candidates.iter().zip(used).filter(|(_, used)| !used);
    unused.map(|((name, path), _)| not_named(name, path, &built_in_names)).collect()
}

fn not_named(name: &SitePath, path: &SitePath, built_in: &BTreeSet<String>) -> Finding {
    let message = format!("nothing uses `{name}`: no template, style sheet or script refers to it");
    let alike = built_in.iter().map(String::as_str).filter(|other| ending(other) == name.extension());
    let near = nearest_by(name.stem(), alike, stem);
    let help = ask(&near).unwrap_or_else(|| {
        format!(
            "refer to it in a template as `{{{{ root }}}}{{{{ site.assets[\"{name}\"] }}}}`, or remove \
                 it"
        )
    });
    Finding::new(&rules::THEME_NO_EFFECT, path, Span::default(), message).help(help)
}

/// A name without its ending.
fn stem(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

fn ending(name: &str) -> Option<&str> {
    name.rsplit_once('.').map(|(_, ending)| ending)
}

/// The names of the built-in static files.
fn default_names() -> BTreeSet<String> {
    let folder = SitePath::new("themes/default/static").unwrap_or_else(SitePath::root);
    let paths = files::built_in().paths_below(&folder);
    let names = paths.iter().filter_map(|path| path.below(&folder)).map(str::to_owned);
    names.chain(["words.js".to_owned()]).collect()
}

/// A file below `i18n/` that is not read.
fn language(theme: &SitePath, path: &SitePath, words: &Words) -> Option<Finding> {
    let name = path.below(theme)?.strip_prefix("i18n/")?;
    let is_for_people = FOR_PEOPLE.contains(&path.stem().to_lowercase().as_str());
    if words.reads(name) || !words.is_spoken() || is_for_people || name.starts_with('.') {
        return None;
    }
    let tag = name.strip_suffix(".yaml").filter(|tag| Words::is_tag(tag));
    let (message, help, severity) = match tag {
        Some(tag) => (
            format!("`{name}` is not read: the site's language is `{}`", words.language()),
            format!("write `language: {tag}` in opslore.yaml for a site in that language"),
            Severity::Info,
        ),
        None => (
            format!("nothing reads `i18n/{name}`: it does not have the name of a language"),
            format!("name it as `language` in opslore.yaml, such as `{}.yaml`", words.language()),
            Severity::Warning,
        ),
    };
    Some(Finding::new(&rules::THEME_NO_EFFECT, path, Span::default(), message).severity(severity).help(help))
}
