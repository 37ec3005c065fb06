//! The one door to the disk for reading: a folder, memory, or one over the other.

#![allow(clippy::disallowed_methods, reason = "this is the door")]

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use walkdir::{DirEntry, WalkDir};

use include_dir::{Dir, include_dir};

use crate::path::SitePath;

/// Something that files can be read from.
pub trait Files: Sync {
    /// Every file, sorted. Symbolic links are not among them.
    fn paths(&self) -> Vec<SitePath>;

    /// The bytes of a file that [`Files::paths`] lists.
    fn read(&self, path: &SitePath) -> io::Result<Arc<[u8]>>;

    /// The files below `folder`, sorted.
    fn paths_below(&self, folder: &SitePath) -> Vec<SitePath> {
        let is_below = |path: &SitePath| path.below(folder).is_some();
        self.paths().into_iter().filter(is_below).collect()
    }
}

/// The largest file that is read. A page has a lower bound of its own.
const LARGEST: u64 = 256 << 20;
/// The file that marks a folder as a site that opslore wrote; such folders are not walked.
pub const OUTPUT_MARKER: &str = ".opslore";

/// A folder on the disk, walked once.
#[derive(Debug)]
pub struct Disk {
    root: PathBuf,
    paths: Vec<SitePath>,
    links: Vec<SitePath>,
    unreadable: Vec<(SitePath, String)>,
}

impl Disk {
    /// Walks `root`. Left out are hidden files and folders, `node_modules`, sites that opslore
    /// wrote, the folder `output`, and symbolic links, which are never followed.
    pub fn walk(root: &Path, output: Option<&Path>) -> Self {
        Self::walk_folders(root, &[""], output)
    }

    /// Walks only some folders of `root`; those that do not exist have no files.
    pub fn walk_folders(root: &Path, folders: &[&str], output: Option<&Path>) -> Self {
        let mut disk = Self { root: root.to_owned(), paths: vec![], links: vec![], unreadable: vec![] };
        let is_wanted = |entry: &DirEntry| entry.depth() == 0 || !is_left_out(entry, output);
        let folders = folders.iter().map(|folder| root.join(folder)).filter(|folder| folder.is_dir());
        for entry in folders
            .flat_map(|folder| WalkDir::new(folder).sort_by_file_name().into_iter().filter_entry(is_wanted))
        {
            disk.add(entry);
        }
        disk.paths.sort();
        disk
    }

    /// Symbolic links that were not followed.
    pub fn links(&self) -> &[SitePath] {
        &self.links
    }

    /// Folders and files that could not be read, and why.
    pub fn unreadable(&self) -> &[(SitePath, String)] {
        &self.unreadable
    }

    fn add(&mut self, entry: walkdir::Result<DirEntry>) {
        match entry {
            Ok(entry) => {
                let kind = entry.file_type();
                let Some(path) = self.site_path(entry.path()) else {
                    let message = "its name is not UTF-8 or has a backslash".to_owned();
                    self.unreadable.push((self.nearest_site_path(entry.path()), message));
                    return;
                };
                if kind.is_symlink() {
                    self.links.push(path);
                } else if kind.is_file() {
                    self.paths.push(path);
                } else if !kind.is_dir() {
                    self.unreadable.push((path, "it is no regular file".to_owned()));
                }
            }
            Err(error) => {
                let path = error.path().and_then(|path| self.site_path(path)).unwrap_or_else(SitePath::root);
                let cause = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
                self.unreadable.push((path, cause));
            }
        }
    }

    /// A path that can be shown for one that cannot be used.
    fn nearest_site_path(&self, path: &Path) -> SitePath {
        let shown = path.strip_prefix(&self.root).unwrap_or(path).to_string_lossy().replace('\\', "\u{fffd}");
        SitePath::new(&shown).unwrap_or_else(SitePath::root)
    }

    fn site_path(&self, path: &Path) -> Option<SitePath> {
        let relative = path.strip_prefix(&self.root).ok()?;
        let parts: Option<Vec<&str>> = relative.iter().map(|part| part.to_str()).collect();
        SitePath::new(&parts?.join("/"))
    }
}

/// The files that a pattern names, sorted; its `*` stays within a folder and `**` does not. A pattern
/// without wildcards names a file, or a folder with all YAML and JSON below it. Symbolic links that
/// only a wildcard matches are not followed.
pub fn matching(base: &Path, pattern: &str) -> Result<Vec<PathBuf>, globset::Error> {
    let is_wild = |part: &str| part.contains(['*', '?', '[', '{']);
    let parts: Vec<&str> = pattern.split('/').collect();
    let fixed = parts.iter().position(|part| is_wild(part)).unwrap_or(parts.len());
    let mut folder = base.join(parts[..fixed].join("/"));
    if pattern.starts_with('/') {
        folder = Path::new("/").join(parts[..fixed].join("/"));
    }
    if folder.is_file() {
        return Ok(if fixed == parts.len() { vec![folder] } else { Vec::new() });
    }
    let rest =
        if fixed == parts.len() { "**/*.{yaml,yml,json}".to_owned() } else { parts[fixed..].join("/") };
    let matcher = crate::config::glob(&rest)?.compile_matcher();
    let is_wanted = |entry: &DirEntry| entry.depth() == 0 || !is_left_out(entry, None);
    let entries = WalkDir::new(&folder).sort_by_file_name().into_iter().filter_entry(is_wanted).flatten();
    let files = entries.filter(|entry| entry.file_type().is_file()).map(DirEntry::into_path);
    Ok(files.filter(|path| path.strip_prefix(&folder).is_ok_and(|path| matcher.is_match(path))).collect())
}

/// Reads a file that the user named, up to the size that any file may have.
pub fn read_named(path: &Path) -> io::Result<Arc<[u8]>> {
    let mut bytes = Vec::new();
    std::fs::File::open(path)?.take(LARGEST).read_to_end(&mut bytes)?;
    Ok(bytes.into())
}

/// A file as seen from the root: a path below it, or one that begins with `..`. `None` when the two
/// have nothing in common or the name is not UTF-8. Both paths are absolute and have no links.
pub fn seen_from(root: &Path, file: &Path) -> Option<SitePath> {
    let steps = root.ancestors().position(|above| file.starts_with(above))?;
    let rest = file.strip_prefix(root.ancestors().nth(steps)?).ok()?;
    let parts: Vec<&str> = rest.iter().map(|part| part.to_str()).collect::<Option<_>>()?;
    match steps {
        0 => SitePath::new(&parts.join("/")),
        steps => SitePath::outside(&format!("{}{}", "../".repeat(steps), parts.join("/"))),
    }
}

fn is_left_out(entry: &DirEntry, output: Option<&Path>) -> bool {
    let name = entry.file_name();
    let is_output = || output == Some(entry.path()) || entry.path().join(OUTPUT_MARKER).is_file();
    name.as_encoded_bytes().starts_with(b".")
        || (entry.file_type().is_dir() && (name == "node_modules" || is_output()))
}

impl Files for Disk {
    fn paths(&self) -> Vec<SitePath> {
        self.paths.clone()
    }

    fn read(&self, path: &SitePath) -> io::Result<Arc<[u8]>> {
        let mut bytes = Vec::new();
        let file = std::fs::File::open(self.root.join(path.as_str()))?;
        file.take(LARGEST + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > LARGEST {
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, "larger than 256 MiB"));
        }
        Ok(bytes.into())
    }
}

/// Files in memory.
#[derive(Clone, Debug, Default)]
pub struct Memory(BTreeMap<SitePath, Arc<[u8]>>);

impl Memory {
    /// Adds a file, or replaces it.
    pub fn insert(&mut self, path: SitePath, bytes: impl Into<Arc<[u8]>>) {
        self.0.insert(path, bytes.into());
    }
}

impl Files for Memory {
    fn paths(&self) -> Vec<SitePath> {
        self.0.keys().cloned().collect()
    }

    fn read(&self, path: &SitePath) -> io::Result<Arc<[u8]>> {
        self.0.get(path).cloned().ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

/// One set of files over another: what both have is read from the upper one.
pub struct Layered<'a> {
    /// Asked first.
    pub over: &'a dyn Files,
    /// Asked for what the upper one lacks.
    pub under: &'a dyn Files,
}

impl Files for Layered<'_> {
    fn paths(&self) -> Vec<SitePath> {
        let mut paths = self.over.paths();
        paths.extend(self.under.paths());
        paths.sort();
        paths.dedup();
        paths
    }

    fn read(&self, path: &SitePath) -> io::Result<Arc<[u8]>> {
        self.over.read(path).or_else(|error| match error.kind() {
            io::ErrorKind::NotFound => self.under.read(path),
            _ => Err(error),
        })
    }
}

static SCHEMAS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/schemas");
static THEMES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/themes");

/// The schemas and the theme that come with the program, under `schemas/` and `themes/`.
pub fn built_in() -> Memory {
    let mut files = Memory::default();
    for (folder, dir) in [("schemas", &SCHEMAS), ("themes", &THEMES)] {
        let folder = SitePath::new(folder).unwrap_or_else(SitePath::root);
        insert_all(&mut files, &folder, dir);
    }
    files
}

fn insert_all(files: &mut Memory, folder: &SitePath, dir: &'static Dir<'static>) {
    for file in dir.files() {
        let path = file.path().to_str().and_then(|path| folder.join(path));
        if let Some(path) = path {
            files.insert(path, file.contents());
        }
    }
    for dir in dir.dirs() {
        insert_all(files, folder, dir);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_walk_leaves_out_what_is_not_content() {
        let folder = tempfile::tempdir().unwrap();
        let write = |path: &str| {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "x").unwrap();
        };
        for path in ["b/a.md", "a.md", ".git/config", "node_modules/x/a.md", "out/a.md", "old/a.md"] {
            write(path);
        }
        write(&format!("old/{OUTPUT_MARKER}"));
        #[cfg(unix)]
        std::os::unix::fs::symlink("/etc/passwd", folder.path().join("link.md")).unwrap();
        let disk = Disk::walk(folder.path(), Some(&folder.path().join("out")));
        let paths: Vec<_> = disk.paths().iter().map(ToString::to_string).collect();
        assert_eq!(paths, ["a.md", "b/a.md"]);
        #[cfg(unix)]
        assert_eq!(disk.links()[0].as_str(), "link.md");
    }

    #[test]
    fn patterns_match_as_in_a_shell() {
        let folder = tempfile::tempdir().unwrap();
        for path in ["r/a.yaml", "r/b/c.yml", "r/b/d.txt", "r/.git/e.yaml"] {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "x").unwrap();
        }
        let names = |base: &Path, pattern: &str| -> Vec<String> {
            let found = matching(base, pattern).unwrap();
            found.iter().map(|path| path.file_name().unwrap().to_str().unwrap().to_owned()).collect()
        };
        let (top, inner) = (folder.path(), folder.path().join("r/b"));
        assert_eq!(names(top, "r/*.yaml"), ["a.yaml"]);
        assert_eq!(names(top, "r/**/*.y*ml"), ["a.yaml", "c.yml"]);
        assert_eq!(names(&inner, "../*"), ["a.yaml"]);
        assert_eq!(names(top, "r"), ["a.yaml", "c.yml"]);
        assert_eq!(names(top, "r/b/d.txt"), ["d.txt"]);
        assert_eq!(names(Path::new("/nowhere"), &format!("{}/r/*.yaml", top.display())), ["a.yaml"]);
        assert_eq!(names(top, "none/*"), [""; 0]);
        assert!(matching(top, "[").is_err());
    }

    #[test]
    fn a_file_beside_the_root_has_a_name() {
        let name = |file: &str| seen_from(Path::new("/a/b"), Path::new(file)).unwrap().to_string();
        assert_eq!(name("/a/b/c/d.yaml"), "c/d.yaml");
        assert_eq!(name("/a/rules/d.yaml"), "../rules/d.yaml");
        assert_eq!(name("/x.yaml"), "../../x.yaml");
    }

    #[test]
    fn the_upper_layer_wins() {
        let path = |path| SitePath::new(path).unwrap();
        let mut over = Memory::default();
        let mut under = Memory::default();
        over.insert(path("a"), *b"over");
        under.insert(path("a"), *b"under");
        under.insert(path("b/c"), *b"under");
        let files = Layered { over: &over, under: &under };
        assert_eq!(&*files.read(&path("a")).unwrap(), b"over");
        assert_eq!(&*files.read(&path("b/c")).unwrap(), b"under");
        assert_eq!(files.paths_below(&path("b")), [path("b/c")]);
        assert!(files.read(&path("d")).is_err());
    }
}
