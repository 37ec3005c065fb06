//! Suggestions for a broken link, reference or file path.
//!
//! A name is compared with many others, so the cost is counted for the whole site, page by page
//! in their order: if there are very many broken names, the last ones get no suggestion, in whatever order the pages were
//! read.

use super::catalog::{Catalog, Found, relative};
use crate::diagnostic::{Finding, Patience, ask, or_list};
use crate::markdown::Link;
use crate::page::Page;
use crate::path::SitePath;
use crate::place::INDEX_NAMES;

/// A finding that may get a suggestion.
#[derive(Debug)]
pub(super) struct Doubt {
    /// The index of the finding among those it was noted with.
    finding: usize,
    missing: Missing,
}

/// What is broken.
#[derive(Debug)]
pub(super) enum Missing {
    Link { link: Link, path: String },
    Reference { types: Vec<String>, value: String },
    File { from: SitePath, path: String },
}

/// How many findings of a page get a suggestion: nobody reads more of them one by one.
const MOST: usize = 600;

impl Doubt {
    /// Notes that the finding to come after `findings` may get a suggestion.
    pub(super) fn note(doubts: &mut Vec<Self>, findings: &[Finding], missing: impl FnOnce() -> Missing) {
        if doubts.len() < MOST {
            doubts.push(Self { finding: findings.len(), missing: missing() });
        }
    }
}

/// Adds to the findings of a page what may have been meant, as far as `patience` reaches. Help that
/// there is already is for names that none is near.
pub(super) fn suggest(
    catalog: &Catalog<'_>,
    page: &Page,
    (findings, doubts): (&mut [Finding], Vec<Doubt>),
    patience: &mut Patience,
) {
    for Doubt { finding, missing } in doubts {
        let help = match &missing {
            Missing::Link { link, path } => link_help(catalog, page, link, path, patience),
            Missing::Reference { types, value } => reference_help(catalog, types, value, patience),
            Missing::File { from, path } => file_help(catalog, from, path, patience),
        };
        if let (Some(finding), Some(help)) = (findings.get_mut(finding), help) {
            finding.help = Some(help);
        }
    }
}

fn reference_help(
    catalog: &Catalog<'_>,
    types: &[String],
    value: &str,
    patience: &mut Patience,
) -> Option<String> {
    let names: Vec<&str> = catalog.names_of(types).collect();
    ask(&patience.nearest(value, names.iter().copied())).or_else(|| few(&names))
}

/// So many names can be read at a glance.
pub(super) const FEW: usize = 8;

/// All names, where they are few enough to read.
fn few(names: &[&str]) -> Option<String> {
    match names.len() {
        0 => Some("there are no such pages yet: write one, or remove the field".to_owned()),
        1..=FEW => Some(format!("there is {}", or_list(names))),
        _ => None,
    }
}

fn file_help(catalog: &Catalog<'_>, from: &SitePath, path: &str, patience: &mut Patience) -> Option<String> {
    let candidates = catalog.neighbours_from(from, path, patience)?;
    ask(&patience.nearest_by(last_part(path), candidates.iter().map(String::as_str), last_part))
}

fn last_part(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// How to fix a link to `path`, which does not exist.
fn link_help(
    catalog: &Catalog<'_>,
    page: &Page,
    link: &Link,
    path: &str,
    patience: &mut Patience,
) -> Option<String> {
    if link.kind.is_wiki() {
        return ask(&patience.nearest(path, catalog.wiki_names()))
            .or_else(|| near_path(catalog, page, link, path, patience));
    }
    if is_host(path) {
        return Some(format!("write `https://{}` if that is the address of another site", link.target));
    }
    index_of_folder(catalog, page, path)
        .or_else(|| source_of(catalog, page, path))
        .or_else(|| near_path(catalog, page, link, path, patience))
}

fn near_path(
    catalog: &Catalog<'_>,
    page: &Page,
    link: &Link,
    path: &str,
    patience: &mut Patience,
) -> Option<String> {
    let neighbours = catalog.neighbours(page, path, patience)?;
    let near = patience.nearest_by(telling_part(path), neighbours.iter().map(String::as_str), telling_part);
    if !link.target.contains("//") {
        return ask(&near);
    }
    // A path from the root would not fit after the host of a full address.
    let shown = |near: &&str| as_path(catalog, page, near).unwrap_or_else(|| (*near).to_owned());
    let near: Vec<String> = near.iter().map(shown).collect();
    ask(&near.iter().map(String::as_str).collect::<Vec<_>>())
}

/// The way from a page to what a path from the root names.
fn as_path(catalog: &Catalog<'_>, page: &Page, path: &str) -> Option<String> {
    let here = page.place.path.parent();
    match catalog.by_file(page, path)? {
        Found::Page(index) => Some(relative(&here, &catalog.pages[index].place.path)),
        Found::File(path) | Found::Outside(path) => Some(relative(&here, &path)),
        Found::Folder(folder) => {
            let folder = catalog.config.content.join(folder.as_str())?;
            Some(format!("{}/", relative(&here, &folder)))
        }
    }
}

/// The page of which other generators make the file that `path` names: `b.md` for `b.html`.
fn source_of(catalog: &Catalog<'_>, page: &Page, path: &str) -> Option<String> {
    let source = format!("{}.md", path.strip_suffix(".html")?);
    matches!(catalog.by_file(page, &source)?, Found::Page(_)).then(|| format!("did you mean `{source}`?"))
}

/// Where the README or index of an existing folder was meant: what represents that folder.
fn index_of_folder(catalog: &Catalog<'_>, page: &Page, path: &str) -> Option<String> {
    let (folder, name) = path.rsplit_once('/')?;
    let stem = name.split('.').next().unwrap_or("").to_lowercase();
    if !INDEX_NAMES.contains(&stem.as_str()) || folder.is_empty() {
        return None;
    }
    match catalog.by_file(page, folder)? {
        Found::Page(index) => {
            let file = &catalog.pages[index].place.path;
            Some(format!("did you mean `{}`?", relative(&page.place.path.parent(), file)))
        }
        Found::Folder(_) => Some(format!("write `{folder}/` for the list of its pages")),
        _ => None,
    }
}

/// The part of a path that distinguishes files: the file name, or its folder where the name is one that
/// every folder has. Whole paths would look alike for the folders that they share.
fn telling_part(path: &str) -> &str {
    let path = path.trim_end_matches('/');
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let stem = name.split('.').next().unwrap_or("").to_lowercase();
    if INDEX_NAMES.contains(&stem.as_str()) && !folder.trim_matches(['.', '/']).is_empty() {
        return folder.rsplit('/').next().unwrap_or(folder);
    }
    // Names as short as their extension would all look alike with it.
    name.strip_suffix(".md").filter(|stem| !stem.is_empty()).unwrap_or(name)
}

/// Whether a path begins with the name of a host: `grafana.example.org/d/x`, `www.example.org`.
fn is_host(path: &str) -> bool {
    let (first, rest) = path.split_once('/').map_or((path, None), |(first, rest)| (first, Some(rest)));
    let labels: Vec<&str> = first.split('.').collect();
    let fits = |label: &&str| {
        !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    // `notes.org` may be a file, `notes.org/x` cannot.
    let is_sure = rest.is_some() || labels.len() > 2;
    is_sure && labels.len() > 1 && labels.iter().all(fits) && is_top_level(labels[labels.len() - 1])
}

/// Whether this is the last part of hosts rather than of file names.
fn is_top_level(label: &str) -> bool {
    const COMMON: &[&str] = &[
        "app", "biz", "cloud", "com", "corp", "dev", "edu", "gov", "info", "int", "internal", "intra", "lan",
        "local", "mil", "net", "online", "org", "site", "systems", "tech", "zone",
    ];
    /// Extensions of files that are countries too.
    const FILES: &[&str] = &[
        "bz", "cc", "cs", "gz", "hs", "js", "md", "ml", "mm", "pl", "pm", "ps", "py", "rb", "rs", "sh", "so",
        "sv", "tf", "ts", "vb",
    ];
    let label = label.to_ascii_lowercase();
    let is_country = label.len() == 2 && label.bytes().all(|byte| byte.is_ascii_alphabetic());
    COMMON.contains(&label.as_str()) || (is_country && !FILES.contains(&label.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suggestions_compare_what_tells_files_apart() {
        assert_eq!(telling_part("docs/long/chef-vault.md"), "chef-vault");
        assert_eq!(telling_part("docs/long/README.md"), "long");
        assert_eq!(telling_part("../README.md"), "README");
        assert_eq!(telling_part("a/img.png"), "img.png");
        assert_eq!(telling_part("docs/"), "docs");
    }

    #[test]
    fn hosts_are_told_from_paths() {
        for path in ["grafana.example.org/d/x", "www.example.org", "example.com/", "a.b.co.uk"] {
            assert!(is_host(path), "{path}");
        }
        for path in ["notes.org", "docs/a.md", "v1.2/a", "conf.d/x", "x.tar.gz", "a..org/x", "build.sh/x", ""]
        {
            assert!(!is_host(path), "{path}");
        }
    }
}
