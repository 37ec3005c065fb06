//! Finds pages and files by the names that links and references use.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use crate::config::Config;
use crate::diagnostic::Patience;
use crate::files::{Files, Kind};
use crate::page::Page;
use crate::path::{SitePath, folded, with_above};
use crate::place::slug;

/// What a path leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// The page with this index.
    Page(usize),
    /// A folder below the content folder that has pages but none that stands for it.
    Folder(SitePath),
    /// A file below the content folder that is no page, relative to the root.
    File(SitePath),
    /// A file or folder of the repository that is not published, relative to the root.
    Outside(SitePath),
}

/// Every page, folder and file by name.
pub struct Catalog<'a> {
    /// The pages, sorted by path.
    pub pages: &'a [Arc<Page>],
    /// The configuration.
    pub config: &'a Config,
    withheld: &'a [bool],
    files: &'a BTreeSet<SitePath>,
    root: &'a dyn Files,
    folders: BTreeSet<SitePath>,
    by_href: BTreeMap<String, Found>,
    by_id: BTreeMap<&'a str, usize>,
    by_file_name: OnceLock<BTreeMap<String, Vec<SitePath>>>,
    by_type: OnceLock<BTreeMap<String, BTreeMap<String, Vec<usize>>>>,
    by_name: OnceLock<BTreeMap<String, Named>>,
    by_folder: OnceLock<BTreeMap<SitePath, Vec<String>>>,
    by_folded: OnceLock<BTreeMap<String, Vec<SitePath>>>,
    names_by_folded: OnceLock<BTreeMap<String, Vec<String>>>,
    on_the_site: OnceLock<BTreeMap<String, Vec<SitePath>>>,
}

/// The pages that a wiki link may mean.
#[derive(Debug, Default)]
pub struct Named {
    /// Those that are published.
    pub public: Vec<usize>,
    /// The first, published or not.
    pub first: usize,
}

impl<'a> Catalog<'a> {
    /// Lists what there is. Where two pages share a URL or an id, the first keeps it.
    /// `root` knows the files that are not among `files` because they are hidden; `withheld` says for
    /// each page whether an embargo keeps it out of the site.
    pub fn new(
        pages: &'a [Arc<Page>],
        files: &'a BTreeSet<SitePath>,
        root: &'a dyn Files,
        config: &'a Config,
        withheld: &'a [bool],
    ) -> Self {
        let mut by_href = BTreeMap::new();
        let mut by_id = BTreeMap::new();
        for (index, page) in pages.iter().enumerate() {
            by_href.entry(page.place.href.clone()).or_insert(Found::Page(index));
            by_id.entry(page.id.as_str()).or_insert(index);
        }
        for folder in with_above(pages.iter().map(|page| page.place.folder.clone())) {
            by_href.entry(crate::place::folder_href(&folder)).or_insert(Found::Folder(folder));
        }
        let folders = with_above(files.iter().map(SitePath::parent));
        Self {
            pages,
            config,
            withheld,
            files,
            root,
            folders,
            by_href,
            by_id,
            by_file_name: OnceLock::new(),
            by_type: OnceLock::new(),
            by_name: OnceLock::new(),
            by_folder: OnceLock::new(),
            by_folded: OnceLock::new(),
            names_by_folded: OnceLock::new(),
            on_the_site: OnceLock::new(),
        }
    }

    /// Why the page with this index is not published, in words that follow "is"; nothing for one that is.
    pub fn why_hidden(&self, index: usize) -> Option<&'static str> {
        if self.withheld.get(index).copied().unwrap_or(false) {
            return Some("under embargo");
        }
        (self.pages[index].draft && !self.config.drafts).then_some("a draft")
    }

    /// The page with this id.
    pub fn page_by_id(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    /// The page that is published at this href.
    pub fn page_at(&self, href: &str) -> Option<usize> {
        match self.by_href.get(href)? {
            Found::Page(index) => Some(*index),
            _ => None,
        }
    }

    /// What a percent-decoded path leads to, as seen from `from`: as on a code host, and failing
    /// that as a URL of the site.
    pub fn find(&self, from: &Page, path: &str) -> Option<Found> {
        self.by_file(from, path).or_else(|| self.by_url(from, path))
    }

    /// What a path leads to as the path of a file or folder.
    pub fn by_file(&self, from: &Page, path: &str) -> Option<Found> {
        self.meant(from, path).find_map(|path| self.at(&path))
    }

    /// The places that a path may mean as seen from `from`: one that begins with `/` starts at the
    /// content folder or at the root.
    fn meant(&self, from: &Page, path: &str) -> impl Iterator<Item = SitePath> {
        let bases = if path.starts_with('/') {
            [Some(self.config.content.clone()), Some(SitePath::root())]
        } else {
            [Some(from.place.path.parent()), None]
        };
        bases.into_iter().flatten().filter_map(move |base| base.join(path))
    }

    /// The file that a path names but for its letter case or its Unicode normalization, if there is only
    /// one, after the path from the root that was written.
    pub fn other_case(&self, from: &Page, path: &str) -> Option<(SitePath, &SitePath)> {
        self.meant(from, path).find_map(|meant| self.other_case_of(&meant))
    }

    /// As [`Catalog::other_case`], of a path from the root.
    pub fn other_case_of(&self, meant: &SitePath) -> Option<(SitePath, &SitePath)> {
        let wanted = folded(meant.as_str());
        let all = self
            .by_folded
            .get_or_init(|| grouped(self.files.iter().map(|file| (folded(file.as_str()), file.clone()))));
        EXTENSIONS.iter().find_map(|extension| match all.get(&format!("{wanted}{extension}"))?.as_slice() {
            [only] => Some((SitePath::new(&format!("{meant}{extension}"))?, only)),
            _ => None,
        })
    }

    /// The page of a file.
    fn page_of(&self, path: &SitePath) -> Option<usize> {
        self.pages.binary_search_by(|page| page.place.path.cmp(path)).ok()
    }

    /// All files by their names without regard to letter case.
    fn by_folded_name(&self) -> &BTreeMap<String, Vec<SitePath>> {
        self.by_file_name
            .get_or_init(|| grouped(self.files.iter().map(|file| (folded(file.file_name()), file.clone()))))
    }

    /// What references call the pages of each type.
    fn by_type(&self) -> &BTreeMap<String, BTreeMap<String, Vec<usize>>> {
        self.by_type.get_or_init(|| names_by_type(self.pages))
    }

    /// The pages and files of the site by their names.
    fn by_file_name(&self) -> &BTreeMap<String, Vec<SitePath>> {
        self.on_the_site.get_or_init(|| {
            let files = self.files.iter().filter(|file| self.is_on_the_site(file));
            grouped(files.map(|file| (file.file_name().to_owned(), file.clone())))
        })
    }

    /// The ids and names of pages that a reference means but for letter case or Unicode normalization.
    pub fn names_like(&self, value: &str) -> &[String] {
        let all = self.names_by_folded.get_or_init(|| {
            let names = self.by_type().values().flat_map(|names| names.keys().map(String::as_str));
            let names: BTreeSet<&str> = names.chain(self.by_id.keys().copied()).collect();
            grouped(names.into_iter().map(|name| (folded(name), name.to_owned())))
        });
        all.get(&folded(value)).map_or(&[], Vec::as_slice)
    }

    /// The only page or file of the site with the name that a path ends with. A name that every
    /// folder has tells nothing.
    pub fn elsewhere(&self, from: &Page, path: &str) -> Option<&SitePath> {
        let meant = SitePath::new(path.trim_start_matches("../"))?;
        let is_index = crate::place::INDEX_NAMES.contains(&meant.stem().to_lowercase().as_str());
        if is_index || meant.is_root() {
            return None;
        }
        let all = self.by_file_name();
        EXTENSIONS.iter().find_map(|extension| {
            let same = all.get(&format!("{}{extension}", meant.file_name()))?;
            let mut others = same.iter().filter(|file| **file != from.place.path);
            let first = others.next()?;
            others.next().is_none().then_some(first)
        })
    }

    /// The file of the site that a wiki link names by its path from the content folder or from any other
    /// folder, where only one has that path.
    pub fn named_file(&self, path: &str) -> Option<&SitePath> {
        let meant = SitePath::new(path.trim_start_matches('/')).filter(|meant| !meant.is_root())?;
        let ends_so = |file: &SitePath| {
            let folder = file.as_str().strip_suffix(meant.as_str());
            folder.is_some_and(|folder| folder.is_empty() || folder.ends_with('/'))
        };
        if let Some(file) = self.config.content.join(meant.as_str()).and_then(|file| self.files.get(&file)) {
            return Some(file);
        }
        let same = self.by_file_name().get(meant.file_name())?;
        let mut fitting = same.iter().filter(|file| ends_so(file));
        let first = fitting.next()?;
        fitting.next().is_none().then_some(first)
    }

    fn is_on_the_site(&self, path: &SitePath) -> bool {
        match self.at(path) {
            Some(Found::Page(index)) => self.why_hidden(index).is_none(),
            Some(Found::File(_)) => true,
            _ => false,
        }
    }

    /// Whether there is a file or a folder at a path relative to the root.
    pub fn exists(&self, path: &SitePath) -> bool {
        self.files.contains(path) || self.folders.contains(path) || self.root.hidden(path).is_some()
    }

    /// What is at a path relative to the root, with or without the page's extension.
    fn at(&self, path: &SitePath) -> Option<Found> {
        if let Some(index) = self.page_of(path) {
            return Some(Found::Page(index));
        }
        let with_extension = ["md", "markdown"].iter().find_map(|extension| {
            let path = SitePath::new(&format!("{path}.{extension}"))?;
            self.page_of(&path)
        });
        if let (Some(index), false) = (with_extension, path.is_root()) {
            return Some(Found::Page(index));
        }
        if let Some(folder) = path.below(&self.config.content).and_then(SitePath::new)
            && let Some(found) = self.by_href.get(&crate::place::folder_href(&folder))
            && self.folders.contains(path)
        {
            return Some(found.clone());
        }
        if self.files.contains(path) {
            return Some(self.file_at(path));
        }
        if self.folders.contains(path) {
            return Some(Found::Outside(path.clone()));
        }
        Some(match self.root.hidden(path)? {
            Kind::File => self.file_at(path),
            _ => Found::Outside(path.clone()),
        })
    }

    fn file_at(&self, path: &SitePath) -> Found {
        let is_asset = path.below(&self.config.content).is_some() && !crate::place::has_page_extension(path);
        if is_asset { Found::File(path.clone()) } else { Found::Outside(path.clone()) }
    }

    fn by_url(&self, from: &Page, path: &str) -> Option<Found> {
        if crate::place::has_page_extension(&SitePath::new(path)?) {
            return None;
        }
        let base_path = self.config.base_path();
        let below_base = path.strip_prefix(&base_path).unwrap_or(path);
        let here = SitePath::new(&from.place.href)?;
        let parent = here.parent();
        let candidates = if path.starts_with('/') {
            [SitePath::new(below_base), SitePath::new(path)]
        } else {
            [here.join(path), parent.join(path)]
        };
        candidates.into_iter().flatten().find_map(|candidate| {
            let href: String = candidate.parts().map(|part| slug(part) + "/").collect();
            self.by_href.get(&href).cloned()
        })
    }

    /// The pages that a wiki link may mean: those with this file name, and failing that, this title.
    pub fn pages_by_name(&self, name: &str) -> Option<&Named> {
        let is_public = |index: &usize| self.why_hidden(*index).is_none();
        let named = |all: Vec<usize>| Named {
            first: all.first().copied().unwrap_or_default(),
            public: all.into_iter().filter(is_public).collect(),
        };
        let names = self
            .by_name
            .get_or_init(|| names(self.pages).into_iter().map(|(name, all)| (name, named(all))).collect());
        let key = slug(name);
        names.get(&key).filter(|_| !key.is_empty())
    }

    /// The page or list whose published file a path names: `<page>/index.html`.
    pub fn published_html(&self, from: &Page, path: &str) -> Option<Found> {
        self.by_url(from, folder_of(path, "index.html")?)
    }

    /// The page whose Markdown the site publishes at a path: `/<page>/index.md`. In a relative path,
    /// this is the name of a file of the repository.
    pub fn published_markdown(&self, from: &Page, path: &str) -> Option<usize> {
        let folder = folder_of(path, "index.md").filter(|_| path.starts_with('/'))?;
        match self.by_url(from, folder)? {
            Found::Page(index) => Some(index),
            _ => None,
        }
    }

    /// The page of one of these types that is called `name` in its collection: its path below the
    /// collection's folder, or its file name where only one has it.
    pub fn page_named(&self, types: &[String], name: &str) -> Option<usize> {
        types.iter().find_map(|kind| match self.pages_of_type_named(kind, name) {
            [only] => Some(*only),
            _ => None,
        })
    }

    /// The pages of these types (of all types, if none are given) that are called `name`.
    pub fn pages_named(&self, types: &[String], name: &str) -> Vec<usize> {
        if types.is_empty() {
            return self.by_type().values().filter_map(|names| names.get(name)).flatten().copied().collect();
        }
        types.iter().flat_map(|kind| self.pages_of_type_named(kind, name)).copied().collect()
    }

    fn pages_of_type_named(&self, kind: &str, name: &str) -> &[usize] {
        self.by_type().get(kind).and_then(|names| names.get(name)).map_or(&[], Vec::as_slice)
    }

    /// What the pages of these types (of all types, if none are given) are called by references.
    pub fn names_of(&self, types: &[String]) -> impl Iterator<Item = &str> {
        let ids = self.by_id.keys().copied().filter(|_| types.is_empty());
        let names = types.iter().filter_map(|kind| self.by_type().get(kind.as_str()));
        ids.chain(names.flat_map(|names| names.keys().map(String::as_str)))
    }

    /// The paths that a link to `path` could have meant, as seen from `from`: what is in the folder
    /// that it names, and what has the same name elsewhere. `None` where `patience` does not reach for
    /// so many.
    pub fn neighbours(&self, from: &Page, path: &str, patience: &mut Patience) -> Option<Vec<String>> {
        if !path.starts_with('/') {
            return self.near(&from.place.path.parent(), path, patience);
        }
        let (content, root) = (&self.config.content, SitePath::root());
        let bases = std::iter::once(content).chain(Some(&root).filter(|root| *root != content));
        let mut neighbours = Vec::new();
        for base in bases {
            let near = self.near(base, path, patience)?.into_iter();
            neighbours.extend(near.filter(|near| !near.starts_with("..")).map(|path| format!("/{path}")));
        }
        Some(neighbours)
    }

    fn near(&self, here: &SitePath, path: &str, patience: &mut Patience) -> Option<Vec<String>> {
        let mut near = self.neighbours_from(here, path, patience)?;
        if !path.ends_with(".md") {
            let folder = here.join(path).unwrap_or_else(SitePath::root).parent();
            let folders = self.in_folder(&folder).iter().filter(|name| name.ends_with('/'));
            near.extend(folders.filter_map(|name| Some(relative(here, &folder.join(name)?) + "/")));
        }
        Some(near)
    }

    /// What wiki links call pages: by their file names and titles.
    pub fn wiki_names(&self) -> impl Iterator<Item = &str> {
        let stems = self.pages.iter().filter(|page| !page.place.is_index).map(|page| page.place.path.stem());
        stems.chain(self.pages.iter().map(|page| page.title.as_str()))
    }

    /// As [`Catalog::neighbours`], as seen from a folder, and without the folders there are.
    pub fn neighbours_from(
        &self,
        here: &SitePath,
        path: &str,
        patience: &mut Patience,
    ) -> Option<Vec<String>> {
        let meant = here.join(path).unwrap_or_else(SitePath::root);
        let folder = meant.parent();
        let in_folder = self.in_folder(&folder);
        let same_name = self.by_folded_name().get(&folded(meant.file_name())).map_or(&[][..], Vec::as_slice);
        patience.spend((in_folder.len() + same_name.len()) * LISTED)?;
        let in_folder = in_folder.iter().filter(|name| !name.ends_with('/'));
        let in_folder = in_folder.filter_map(|name| Some(relative(here, &folder.join(name)?)));
        Some(in_folder.chain(same_name.iter().map(|file| relative(here, file))).collect())
    }

    /// The names of the files in a folder, and those of the folders in it with a `/` at their end,
    /// sorted.
    fn in_folder(&self, folder: &SitePath) -> &[String] {
        let by_folder = self.by_folder.get_or_init(|| {
            let files = self.files.iter().map(|file| (file.parent(), file.file_name().to_owned()));
            let folders = self.folders.iter().filter(|folder| !folder.is_root());
            grouped(files.chain(folders.map(|folder| (folder.parent(), format!("{}/", folder.file_name())))))
        });
        by_folder.get(folder).map_or(&[], Vec::as_slice)
    }
}

/// What a page's path may lack at its end.
const EXTENSIONS: [&str; 3] = ["", ".md", ".markdown"];

/// What it costs to list a name, in pairs of characters compared.
const LISTED: usize = 64;

/// The values of each key, in their order.
fn grouped<K: Ord, V>(pairs: impl Iterator<Item = (K, V)>) -> BTreeMap<K, Vec<V>> {
    let mut groups: BTreeMap<K, Vec<V>> = BTreeMap::new();
    pairs.for_each(|(key, value)| groups.entry(key).or_default().push(value));
    groups
}

/// For each type, its pages by their ids' last parts and file names. An index page alone in its
/// folder goes by the folder's name.
fn names_by_type(pages: &[Arc<Page>]) -> BTreeMap<String, BTreeMap<String, Vec<usize>>> {
    let mut by_type: BTreeMap<String, BTreeMap<String, Vec<usize>>> = BTreeMap::new();
    for (index, page) in pages.iter().enumerate() {
        let place = &page.place;
        let stem = if place.is_index { place.folder.file_name() } else { place.path.stem() };
        let last = page.id.rsplit('/').next().unwrap_or("");
        let mut names = vec![stem.to_owned()];
        if last != stem {
            names.push(last.to_owned());
        }
        for name in names {
            by_type.entry(page.schema.name.clone()).or_default().entry(name).or_default().push(index);
        }
    }
    by_type
}

/// Pages by the slugs of their file names and titles. What is a file name is no title.
fn names(pages: &[Arc<Page>]) -> BTreeMap<String, Vec<usize>> {
    let mut names = by_slug(pages, |page| page.place.path.stem());
    for (title, indices) in by_slug(pages, |page| &page.title) {
        names.entry(title).or_insert(indices);
    }
    names
}

fn by_slug(pages: &[Arc<Page>], name: impl Fn(&Page) -> &str) -> BTreeMap<String, Vec<usize>> {
    let mut named: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, page) in pages.iter().enumerate() {
        named.entry(slug(name(page))).or_default().push(index);
    }
    named
}

/// What comes before the file name `name` in a path that ends with it.
pub(super) fn folder_of<'p>(path: &'p str, name: &str) -> Option<&'p str> {
    path.strip_suffix(name).filter(|folder| folder.is_empty() || folder.ends_with('/'))
}

/// The way from a folder to a file, both relative to the root.
pub fn relative(folder: &SitePath, file: &SitePath) -> String {
    let from: Vec<&str> = folder.parts().collect();
    let to: Vec<&str> = file.parts().collect();
    let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = std::iter::repeat_n("..", from.len() - shared);
    up.chain(to[shared..].iter().copied()).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_between_two_places() {
        let path = |path| SitePath::new(path).unwrap();
        assert_eq!(relative(&path("a/b"), &path("a/c/d.md")), "../c/d.md");
        assert_eq!(relative(&path("a"), &path("a/d.md")), "d.md");
        assert_eq!(relative(&path(""), &path("a/d.md")), "a/d.md");
    }
}
