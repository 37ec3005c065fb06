//! What a language lacks: its file, or some of its words.

use std::collections::BTreeSet;

use super::place::{COMPLETE, DATES, FOLDER, finding, is_english, tags};
use super::spoken::Words;
use crate::config::DEFAULT_THEME;
use crate::diagnostic::{Finding, Severity, and_list};
use crate::files::{self, Files};
use crate::path::SitePath;
use crate::text::Span;

/// How many missing words a finding names.
const NAMED: usize = 8;

/// See [`Words::unspoken`].
pub(super) fn unspoken(files: &dyn Files, theme: &str, language: &str) -> (String, String) {
    let message = format!("the site is shown in English: there are no words in `{language}`");
    let help = misnamed(&files.paths(), theme, language).unwrap_or_else(|| {
        let built_in: Vec<String> =
            languages(&files::built_in().paths(), DEFAULT_THEME).map(|(tag, _)| tag).collect();
        format!(
            "write `themes/{theme}/{FOLDER}/{language}.yaml`, starting from a copy of opslore's own \
             `themes/{DEFAULT_THEME}/{FOLDER}/{COMPLETE}.yaml`; built in are {}",
            and_list(&built_in)
        )
    });
    (message, help)
}

/// The words that no file of the site's language has, as advice in the file they would go into: a file
/// may leave out what it does not want to change.
pub(super) fn left_out(words: &Words, path: &SitePath, given: &BTreeSet<String>) -> Option<Finding> {
    if is_english(&words.language) {
        return None;
    }
    let dates = DATES.iter().map(|name| format!("dates.{name}"));
    let texts = words.texts.keys().map(|key| format!("texts.{key}"));
    let scripts = words.scripts.keys().map(|key| format!("scripts.{key}"));
    let missing: Vec<String> =
        dates.chain(texts).chain(scripts).filter(|name| !given.contains(name)).collect();
    let message = match missing.len() {
        0 => return None,
        1 => "a word of the site is still in English".to_owned(),
        count => format!("{count} words of the site are still in English"),
    };
    let help = format!(
        "add {}; opslore's own `themes/{DEFAULT_THEME}/{FOLDER}/{COMPLETE}.yaml` has all of them",
        first_of(&missing)
    );
    Some(finding(path, Span::default(), message).severity(Severity::Info).help(help))
}

/// All names where they are few, else the first and the number of the others.
fn first_of(names: &[String]) -> String {
    if names.len() <= NAMED + 1 {
        return and_list(names);
    }
    let named: Vec<String> = names[..NAMED].iter().map(|name| format!("`{name}`")).collect();
    format!("{} and {} more", named.join(", "), names.len() - NAMED)
}

/// The files of a theme's languages: the name without its ending, and the path.
fn languages<'a>(paths: &'a [SitePath], theme: &str) -> impl Iterator<Item = (String, &'a SitePath)> {
    let folder = SitePath::new(&format!("themes/{theme}/{FOLDER}")).unwrap_or_else(SitePath::root);
    paths.iter().filter_map(move |path| {
        let (tag, _) = path.below(&folder)?.rsplit_once('.')?;
        Some((tag.to_owned(), path))
    })
}

/// A file or a tag that would be the right one if it were written as the other is.
fn misnamed(own: &[SitePath], theme: &str, language: &str) -> Option<String> {
    let fold = |tag: &str| tag.to_lowercase().replace('_', "-");
    let wanted: Vec<String> = tags(language).iter().skip(1).map(|tag| fold(tag)).collect();
    if let Some((_, path)) = languages(own, theme).find(|(tag, _)| wanted.contains(&fold(tag))) {
        return Some(format!("`{path}` is not read: its name must be `{language}.yaml`"));
    }
    let shipped = files::built_in().paths();
    let (tag, _) = languages(&shipped, DEFAULT_THEME).find(|(tag, _)| wanted.contains(&fold(tag)))?;
    Some(format!("did you mean `{tag}`?"))
}
