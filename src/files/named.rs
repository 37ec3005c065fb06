//! Files and folders that a person names on the command line.
//!
//! A person's own links are followed, but not those that a pull request may have brought: below the
//! root, the current folder and the working trees that hold them, nothing is reached through a link.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io;
use std::path::{Component, Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::{Folder, Kind, Refusal, is_absence};
use crate::path::SitePath;

/// The folders below which no link is followed, as absolute paths without links.
#[derive(Clone, Debug, Default)]
pub struct Guarded(Vec<PathBuf>);

/// A file that was named, whether it exists or not.
#[derive(Debug)]
pub struct Named {
    base: Folder,
    /// Its folder, below the base.
    parent: PathBuf,
    name: OsString,
}

impl Guarded {
    /// Guards a folder besides the others, and the working tree that holds it. The top of the file system
    /// is not guarded: links there are the system's.
    #[must_use]
    pub fn and(mut self, folder: &Path) -> Self {
        let Ok(folder) = folder.canonicalize() else { return self };
        let folder = folder.as_path();
        let has_repository = |folder: &&Path| folder.join(".git").symlink_metadata().is_ok();
        let top = folder.ancestors().find(has_repository);
        let is_new = |folder: &&Path| folder.parent().is_some() && !self.0.iter().any(|own| own == folder);
        let folders: Vec<PathBuf> =
            top.into_iter().chain([folder]).filter(is_new).map(Path::to_owned).collect();
        self.0.extend(folders);
        self
    }

    /// Whether a folder, named by its absolute path without links, is one of these or below one.
    pub fn holds(&self, folder: &Path) -> bool {
        self.0.iter().any(|guarded| folder.starts_with(guarded))
    }

    /// Opens a folder that was named, and makes it if it is missing and `makes` is set.
    pub fn folder(&self, path: &Path, makes: bool) -> io::Result<Folder> {
        let (base, rest) = self.locate(path)?;
        if makes { base.make_folder(&rest) } else { base.folder(&rest) }
    }

    /// A file that was named.
    pub fn file(&self, path: &Path) -> io::Result<Named> {
        let (base, rest) = self.locate(path)?;
        let name = rest.file_name().ok_or(Refusal::NotRegular)?.to_owned();
        Ok(Named { base, parent: rest.parent().unwrap_or(Path::new("")).to_owned(), name })
    }

    /// The absolute path of a folder that is to be written, whether it exists or not. That of its parent
    /// has no links.
    pub fn destination(&self, path: &Path) -> io::Result<PathBuf> {
        let path = normal(&std::path::absolute(path)?);
        let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else { return Ok(path) };
        let (base, rest) = self.locate(parent)?;
        match base.kind(&rest)? {
            Some(Kind::Link) => Err(Refusal::Link.into()),
            _ => Ok(base.path().join(rest).join(name)),
        }
    }

    /// The folder from which a path is opened without following links, and the rest of the path.
    fn locate(&self, path: &Path) -> io::Result<(Folder, PathBuf)> {
        let path = std::path::absolute(path)?;
        let plain = normal(&path);
        let mut above: Vec<&Path> = plain.ancestors().collect();
        above.reverse();
        for ancestor in above {
            let real = match ancestor.canonicalize() {
                Ok(real) => real,
                Err(error) if is_absence(&error) => break,
                Err(error) => return Err(error),
            };
            if self.0.contains(&real) {
                let rest = plain.strip_prefix(ancestor).unwrap_or(Path::new(""));
                return Ok((Folder::open(&real)?, rest.to_owned()));
            }
        }
        elsewhere(&path)
    }

    /// The absolute path without links of what was named; `None` when it does not exist.
    fn real(&self, path: &Path) -> io::Result<Option<(PathBuf, Kind)>> {
        let (base, rest) = match self.locate(path) {
            Err(error) if is_absence(&error) => return Ok(None),
            located => located?,
        };
        match base.kind(&rest)? {
            Some(Kind::Link) => Err(Refusal::Link.into()),
            Some(kind) => Ok(Some((base.path().join(rest), kind))),
            None => Ok(None),
        }
    }

    /// The files that a pattern names, sorted, as absolute paths without links; its `*` stays within a
    /// folder and `**` does not. A pattern without wildcards names a file, or a folder with all YAML and
    /// JSON below it. Symbolic links that only a wildcard matches are not followed. What is not a
    /// pattern is an error of the kind [`io::ErrorKind::InvalidInput`].
    pub fn matching(&self, base: &Path, pattern: &str) -> io::Result<Vec<PathBuf>> {
        if pattern.is_empty() {
            return Ok(Vec::new());
        }
        let (fixed, rest) = split(pattern);
        let is_whole = rest.is_empty();
        let rest = if is_whole { "**/*.{yaml,yml,json}" } else { rest };
        let matcher = crate::config::glob(rest).map_err(not_a_pattern)?.compile_matcher();
        let top = if pattern.starts_with('/') { Path::new("/") } else { base };
        let folder = match self.real(&top.join(fixed))? {
            Some((file, Kind::File)) if is_whole => return Ok(vec![file]),
            Some((_, Kind::Other)) if is_whole => return Err(Refusal::NotRegular.into()),
            Some((folder, Kind::Folder)) => folder,
            _ => return Ok(Vec::new()),
        };
        let is_wanted = |entry: &DirEntry| {
            let name = entry.file_name();
            entry.depth() == 0 || !(name.as_encoded_bytes().starts_with(b".") || name == "node_modules")
        };
        let walk = WalkDir::new(&folder).follow_root_links(false).sort_by_file_name().into_iter();
        let mut found = Vec::new();
        for entry in walk.filter_entry(is_wanted) {
            let path = entry?;
            let is_match = path.path().strip_prefix(&folder).is_ok_and(|path| matcher.is_match(path));
            if path.file_type().is_file() && is_match {
                found.push(path.into_path());
            }
        }
        Ok(found)
    }
}

/// The folder or file that a pattern begins with, and what is matched below it: from the first part
/// with a wildcard on.
pub fn split(pattern: &str) -> (&str, &str) {
    let is_wild = |part: &str| part.contains(['*', '?', '[', '{']);
    let mut at = 0;
    for part in pattern.split_inclusive('/') {
        if is_wild(part) {
            return (&pattern[..at], &pattern[at..]);
        }
        at += part.len();
    }
    (pattern, "")
}

impl Named {
    /// Its absolute path; that of its folder has no links.
    pub fn path(&self) -> PathBuf {
        self.base.path().join(&self.parent).join(&self.name)
    }

    /// What it is called in its folder.
    pub fn name(&self) -> &OsStr {
        &self.name
    }

    /// Opens it for reading.
    pub fn open(&self) -> io::Result<File> {
        self.base.file(&self.parent.join(&self.name))
    }

    /// Reads it.
    pub fn read(&self) -> io::Result<Vec<u8>> {
        self.base.read(&self.parent.join(&self.name))
    }

    /// What is there; `None` when there is nothing.
    pub fn kind(&self) -> io::Result<Option<Kind>> {
        self.base.kind(&self.parent.join(&self.name))
    }

    /// Opens its folder.
    pub fn folder(&self) -> io::Result<Folder> {
        self.base.folder(&self.parent)
    }

    /// Opens its folder; makes what is missing.
    pub fn make_folder(&self) -> io::Result<Folder> {
        self.base.make_folder(&self.parent)
    }
}

/// Where an absolute path leads by its links, as far as it exists, and the rest of it.
fn elsewhere(path: &Path) -> io::Result<(Folder, PathBuf)> {
    let mut rest = PathBuf::new();
    for ancestor in path.ancestors() {
        match ancestor.canonicalize() {
            Ok(real) => match (real.parent(), real.file_name()) {
                // What exists whole is opened in the folder that its last link leads to.
                (Some(parent), Some(name)) if rest.as_os_str().is_empty() => {
                    return Ok((Folder::open(parent)?, PathBuf::from(name)));
                }
                _ => return Ok((Folder::open(&real)?, rest)),
            },
            Err(error) if is_absence(&error) => {
                let name = ancestor.file_name().ok_or(error)?;
                rest = if rest.as_os_str().is_empty() { name.into() } else { Path::new(name).join(rest) };
            }
            Err(error) => return Err(error),
        }
    }
    Err(io::ErrorKind::NotFound.into())
}

fn not_a_pattern(error: globset::Error) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, error)
}

/// Takes `..` out of an absolute path. After a link that is not where the system would go, but below a
/// guarded folder no link is followed.
fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => drop(normal.pop()),
            part => normal.push(part),
        }
    }
    normal
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

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn folder(files: &[&str]) -> (tempfile::TempDir, PathBuf) {
        let dir = tempfile::tempdir().unwrap();
        let real = dir.path().canonicalize().unwrap();
        for file in files {
            let path = real.join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, file).unwrap();
        }
        (dir, real)
    }

    #[test]
    fn patterns_match_as_in_a_shell() {
        let (_dir, top) = folder(&["r/a.yaml", "r/b/c.yml", "r/b/d.txt", "r/.git/e.yaml"]);
        for guarded in [Guarded::default(), Guarded::default().and(&top)] {
            let names = |base: &Path, pattern: &str| -> Vec<String> {
                let found = guarded.matching(base, pattern).unwrap();
                found.iter().map(|path| path.file_name().unwrap().to_str().unwrap().to_owned()).collect()
            };
            let inner = top.join("r/b");
            assert_eq!(names(&top, "r/*.yaml"), ["a.yaml"]);
            assert_eq!(names(&top, "r/**/*.y*ml"), ["a.yaml", "c.yml"]);
            assert_eq!(names(&inner, "../*"), ["a.yaml"]);
            assert_eq!(names(&top, "r"), ["a.yaml", "c.yml"]);
            assert_eq!(names(&top, "r/b/d.txt"), ["d.txt"]);
            assert_eq!(names(Path::new("/nowhere"), &format!("{}/r/*.yaml", top.display())), ["a.yaml"]);
            assert_eq!(names(&top, "none/*"), [""; 0]);
            assert_eq!(names(&top, "r/a.yaml/*"), [""; 0], "nothing is below a file");
            assert!(guarded.matching(&top, "[").is_err());
        }
    }

    #[test]
    fn a_file_beside_the_root_has_a_name() {
        let name = |file: &str| seen_from(Path::new("/a/b"), Path::new(file)).unwrap().to_string();
        assert_eq!(name("/a/b/c/d.yaml"), "c/d.yaml");
        assert_eq!(name("/a/rules/d.yaml"), "../rules/d.yaml");
        assert_eq!(name("/x.yaml"), "../../x.yaml");
    }

    #[test]
    fn what_is_missing_is_made_on_demand() {
        let (_dir, top) = folder(&["a"]);
        for guarded in [Guarded::default(), Guarded::default().and(&top)] {
            let file = guarded.file(&top.join("new/deep/b")).unwrap();
            assert_eq!((file.path(), file.kind().unwrap()), (top.join("new/deep/b"), None));
            file.make_folder().unwrap();
            assert!(top.join("new/deep").is_dir());
            fs::remove_dir_all(top.join("new")).unwrap();
            // What is below a file cannot be made.
            assert!(guarded.file(&top.join("a/b")).and_then(|file| file.make_folder()).is_err());
        }
    }

    #[test]
    fn a_folder_and_the_working_tree_around_it_are_guarded() {
        let (_dir, top) = folder(&["repository/docs/a", "repository/.git/HEAD", "own/a"]);
        let guarded = Guarded::default().and(&top.join("repository/docs")).and(&top.join("repository"));
        assert_eq!(guarded.0, [top.join("repository"), top.join("repository/docs")], "each of them once");
        assert!(guarded.holds(&top.join("repository/other")) && !guarded.holds(&top.join("own")));
        assert!(Guarded::default().and(Path::new("/")).0.is_empty(), "links at the top are the system's");
    }

    #[cfg(unix)]
    #[test]
    fn what_cannot_be_a_file_is_refused() {
        let (_dir, top) = folder(&["a"]);
        let _socket = std::os::unix::net::UnixListener::bind(top.join("socket")).unwrap();
        std::os::unix::fs::symlink("loop", top.join("loop")).unwrap();
        let refused = Guarded::default().matching(&top, "socket").unwrap_err();
        assert_eq!(Refusal::of(&refused), Some(Refusal::NotRegular));
        assert!(Guarded::default().matching(&top, "socket/*").unwrap().is_empty());
        let guarded = Guarded::default();
        assert!(guarded.file(&top.join("loop/b")).is_err(), "what leads nowhere is not taken for missing");
    }

    #[cfg(unix)]
    #[test]
    fn a_persons_own_links_are_followed_and_no_others() {
        use std::os::unix::fs::symlink;
        let (_dir, top) = folder(&["repository/docs/a", "repository/.git/HEAD", "own/a"]);
        let root = top.join("repository/docs");
        symlink(top.join("repository"), top.join("shortcut")).unwrap();
        symlink(top.join("own"), top.join("repository/linked")).unwrap();
        symlink(top.join("own"), root.join("linked")).unwrap();
        symlink(top.join("own"), top.join("elsewhere")).unwrap();
        symlink(top.join("own/a"), top.join("file")).unwrap();
        let guarded = Guarded::default().and(&root);
        let read = |path: &str| guarded.file(&top.join(path)).and_then(|file| file.read());
        for path in
            ["repository/docs/a", "shortcut/docs/a", "elsewhere/a", "file", "repository/docs/../docs/a"]
        {
            assert!(read(path).is_ok(), "{path}");
        }
        // Below the root, and next to it in the same working tree, however it is reached.
        for path in
            ["repository/docs/linked/a", "repository/linked/a", "shortcut/linked/a", "shortcut/docs/linked/a"]
        {
            assert_eq!(Refusal::of(&read(path).unwrap_err()), Some(Refusal::Link), "{path}");
            let path = top.join(path);
            assert!(
                guarded.destination(&path).is_err() && guarded.folder(path.parent().unwrap(), true).is_err()
            );
        }
        assert!(guarded.matching(&root, "linked/*").is_err());
        assert_eq!(guarded.destination(&top.join("elsewhere/site")).unwrap(), top.join("own/site"));
        assert_eq!(guarded.destination(&top.join("elsewhere")).unwrap(), top.join("elsewhere"));
    }
}
