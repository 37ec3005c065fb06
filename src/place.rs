//! The URL, folder and type of a page, derived from its path alone. Nothing in a page
//! affects them, so a URL never changes when a title does.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use unicode_normalization::UnicodeNormalization;

use crate::config::{Collection, Config};
use crate::path::SitePath;
use crate::schema::{DEFAULT_TYPE, Schemas};
use crate::text::{Span, hash};

/// Where a page belongs.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// The file, relative to the root.
    pub path: SitePath,
    /// The page's path under the site's root, with a `/` at the end; empty for the home page.
    pub href: String,
    /// The folder below the content folder that the file is in.
    pub folder: SitePath,
    /// Whether the page represents its folder.
    pub is_index: bool,
    /// The name of its type.
    pub kind: String,
}

/// File names that represent their folder, best first; letter case does not count.
pub const INDEX_NAMES: &[&str] = &["index", "_index", "readme"];
/// Extensions of pages.
const EXTENSIONS: &[&str] = &["md", "markdown"];
/// Folders of the knowledge base itself, which hold no pages where the root is the content folder.
const OWN_FOLDERS: &[&str] = &["schemas", "themes"];

/// The collections of a knowledge base: those that the configuration names, in its order, and the
/// types' own folders that it does not mention, by title.
pub fn collections(config: &Config, schemas: &Schemas) -> Vec<Collection> {
    let mut collections = config.collections.clone();
    let own = schemas.iter().filter_map(|schema| {
        let declared = schema.collection.as_ref()?;
        Some(Collection {
            folder_span: None,
            folder: SitePath::new(&declared.folder)?,
            kind: schema.name.clone(),
            title: Some(declared.title.clone()),
            description: Some(declared.description.clone()),
            span: Span::default(),
        })
    });
    let mut own: Vec<Collection> = own.collect();
    own.sort_by(|a, b| a.title.cmp(&b.title));
    for collection in own {
        if !collections.iter().any(|other| other.folder == collection.folder) {
            collections.push(collection);
        }
    }
    for collection in &mut collections {
        let declared = schemas.get(&collection.kind).and_then(|schema| schema.collection.as_ref());
        let (title, description) = declared.map_or((None, None), |c| (Some(&c.title), Some(&c.description)));
        collection.title = collection.title.take().or_else(|| title.cloned());
        collection.description = collection.description.take().or_else(|| description.cloned());
    }
    collections
}

/// The places of every page among `paths`, in their order.
pub fn arrange(paths: &[SitePath], config: &Config, collections: &[Collection]) -> Vec<Place> {
    let pages: Vec<&SitePath> = paths.iter().filter(|path| is_page(path, config)).collect();
    let indexes = index_pages(&pages);
    let sections = sections(&pages);
    let place = |path: &&SitePath| {
        let is_index = indexes.contains(*path);
        let is_section = is_index && (path.stem() == "_index" || sections.contains(&path.parent()));
        place(path, is_index, is_section, config, collections)
    };
    pages.par_iter().map(place).collect()
}

/// The folders that hold more than one page, counting those below them. The index page of such a
/// folder introduces the others; alone in its folder, it is a page like any other.
fn sections(pages: &[&SitePath]) -> BTreeSet<SitePath> {
    let mut counts: BTreeMap<SitePath, usize> = BTreeMap::new();
    for path in pages {
        let mut folder = path.parent();
        loop {
            *counts.entry(folder.clone()).or_default() += 1;
            if folder.is_root() {
                break;
            }
            folder = folder.parent();
        }
    }
    counts.into_iter().filter(|(_, count)| *count > 1).map(|(folder, _)| folder).collect()
}

/// Whether a file is read as a page.
fn is_page(path: &SitePath, config: &Config) -> bool {
    let Some(below) = path.below(&config.content) else { return false };
    let first = below.split('/').next().unwrap_or("");
    let is_own = config.content.is_root() && below.contains('/') && OWN_FOLDERS.contains(&first);
    !is_own
        && !config.ignore.is_match(path.as_str())
        && (has_page_extension(path) || is_included(path, config))
}

fn is_included(path: &SitePath, config: &Config) -> bool {
    config.include.is_match(path.as_str())
}

/// Whether the file's name ends like a page's.
pub fn has_page_extension(path: &SitePath) -> bool {
    let lower = path.extension().map(str::to_lowercase);
    lower.is_some_and(|extension| EXTENSIONS.contains(&extension.as_str()))
}

/// The pages that represent their folders: the best one in each.
fn index_pages<'a>(pages: &[&'a SitePath]) -> BTreeSet<&'a SitePath> {
    let mut best: BTreeMap<SitePath, (usize, &SitePath)> = BTreeMap::new();
    for path in pages {
        let stem = path.stem().to_lowercase();
        // Middleman's `index.html.md`.
        let stem = stem.strip_suffix(".html").unwrap_or(&stem);
        let Some(rank) = INDEX_NAMES.iter().position(|name| name == &stem) else { continue };
        let entry = best.entry(path.parent()).or_insert((rank, path));
        *entry = (*entry).min((rank, path));
    }
    best.into_values().map(|(_, path)| path).collect()
}

fn place(
    path: &SitePath,
    is_index: bool,
    is_section: bool,
    config: &Config,
    collections: &[Collection],
) -> Place {
    let below = SitePath::new(path.below(&config.content).unwrap_or("")).unwrap_or_else(SitePath::root);
    let folder = below.parent();
    let mut href = folder_href(&folder);
    if !is_index {
        let name = if has_page_extension(path) { path.stem() } else { path.file_name() };
        href.push_str(&slug(name));
        href.push('/');
    }
    let kind = if is_section { DEFAULT_TYPE } else { kind_of(&below, collections) }.to_owned();
    Place { path: path.clone(), href, folder, is_index, kind }
}

/// The type that the deepest collection around a page gives it.
fn kind_of<'a>(below: &SitePath, collections: &'a [Collection]) -> &'a str {
    let around = collections.iter().filter(|collection| below.below(&collection.folder).is_some());
    around.max_by_key(|collection| collection.folder.parts().count()).map_or(DEFAULT_TYPE, |c| &c.kind)
}

/// The path under the site's root of a folder below the content folder.
pub fn folder_href(folder: &SitePath) -> String {
    folder.parts().map(|part| slug(part) + "/").collect()
}

/// The longest part of a URL, in bytes. File systems allow 255 for a name; the rest is room for
/// extensions.
pub const LONGEST_PART: usize = 200;

/// A part of a URL: lower case, letters, digits and `-_.~` kept, everything else a `-`.
pub fn slug(name: &str) -> String {
    let mut slug = String::with_capacity(name.len());
    let mut add = |c: char| {
        if c.is_alphanumeric() || matches!(c, '_' | '.' | '~') {
            slug.push(c);
        } else if !slug.ends_with('-') {
            slug.push('-');
        }
    };
    if name.is_ascii() {
        name.chars().for_each(|c| add(c.to_ascii_lowercase()));
    } else {
        name.nfc().flat_map(char::to_lowercase).for_each(add);
    }
    slug.truncate(slug.floor_char_boundary(LONGEST_PART));
    let trimmed = slug.trim_matches(['-', '.']);
    if trimmed.is_empty() {
        return format!("page-{:08x}", hash(name.as_bytes()) as u32);
    }
    trimmed.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Overrides;
    use crate::text::Source;

    fn hrefs(config: &str, paths: &[&str]) -> Vec<(String, String)> {
        let source = Source::new(SitePath::new("opslore.yaml").unwrap(), config);
        let config = Config::resolve(&source, false, &Overrides::default()).unwrap();
        let paths: Vec<_> = paths.iter().map(|path| SitePath::new(path).unwrap()).collect();
        let places = arrange(&paths, &config, &config.collections);
        places.into_iter().map(|place| (place.href, place.kind)).collect()
    }

    fn pair(href: &str, kind: &str) -> (String, String) {
        (href.to_owned(), kind.to_owned())
    }

    #[test]
    fn urls_come_from_paths() {
        let paths = [
            "README.md",
            "a/KubeDown.md",
            "a/_index.md",
            "a/README.md",
            "PM2022-002 -  Logs (x).md",
            "c/index.html.md",
            "b.txt",
        ];
        let expected = ["", "a/kubedown/", "a/", "a/readme/", "pm2022-002-logs-x/", "c/"];
        assert_eq!(hrefs("", &paths).into_iter().map(|(href, _)| href).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn the_deepest_collection_decides_the_type() {
        let config = "collections: {docs: runbook, docs/pm: postmortem}\n";
        let found =
            hrefs(config, &["docs/a.md", "docs/pm/b.md", "docs/pm/README.md", "docs/leaf/index.md", "c.md"]);
        let expected = [
            pair("docs/a/", "runbook"),
            pair("docs/pm/b/", "postmortem"),
            pair("docs/pm/", "page"),
            pair("docs/leaf/", "runbook"),
            pair("c/", "page"),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn files_without_an_extension_are_pages_when_listed() {
        assert_eq!(hrefs("include: ['PM*']\n", &["PM1 v1.2", "LICENSE"])[0].0, "pm1-v1.2/");
        assert_eq!(hrefs("ignore: ['a/**']\n", &["a/b.md", "schemas/x.md"]), []);
    }

    #[test]
    fn slugs_are_never_empty() {
        assert_eq!(slug("Größe & Maß"), "größe-maß");
        assert!(slug("???").starts_with("page-"));
        assert_eq!(slug("..."), slug("..."));
    }
}
