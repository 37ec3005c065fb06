//! A folder's files, walked once. The walk finds names; everything is read through the folder's handle.

use std::fs::Metadata;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use walkdir::{DirEntry, WalkDir};

use super::{Files, Folder, Kind, Refusal, Stamp, is_absence};
use crate::path::SitePath;

/// A file that was changed within this time may be changed again without another stamp: some file systems
/// count in steps of two seconds.
const SETTLED: Duration = Duration::from_secs(4);

/// The file that marks a folder as a site that opslore wrote.
pub const OUTPUT_MARKER: &str = ".opslore";

/// The folders of sites, which are not walked.
#[derive(Clone, Debug, Default)]
pub struct Outputs(Vec<PathBuf>);

/// A folder on the disk, walked once.
#[derive(Debug)]
pub struct Disk {
    folder: Arc<Folder>,
    paths: Vec<SitePath>,
    links: Vec<SitePath>,
    unreadable: Vec<(SitePath, io::Error)>,
    skipped: Vec<SitePath>,
}

impl Outputs {
    /// The folders that sites go to, as absolute paths without links.
    pub fn new(folders: impl IntoIterator<Item = PathBuf>) -> Self {
        Self(folders.into_iter().collect())
    }

    /// Whether a folder is one of them, or one in which opslore prepares it.
    fn has(&self, folder: &Path) -> bool {
        let is_beside = |output: &PathBuf| {
            let staging = output.file_name().map(|name| format!(".{}.opslore-", name.to_string_lossy()));
            let name = folder.file_name().unwrap_or_default().to_string_lossy();
            folder.parent() == output.parent() && staging.is_some_and(|staging| name.starts_with(&staging))
        };
        self.0.iter().any(|output| output == folder || is_beside(output))
    }
}

impl Disk {
    /// Walks a folder. Left out are hidden files and folders, `node_modules`, sites that opslore wrote,
    /// and symbolic links, which are never followed. Fails where the folder itself cannot be listed.
    pub fn walk(folder: &Arc<Folder>, outputs: &Outputs) -> io::Result<Self> {
        let mut disk = Self::empty(folder);
        disk.walk_below(folder.path(), outputs, |error| Err(cause(error)))?;
        disk.paths.sort();
        Ok(disk)
    }

    /// Walks only some folders in `folder`; those that do not exist have no files.
    pub fn walk_folders(folder: &Arc<Folder>, names: &[&str], outputs: &Outputs) -> Self {
        let mut disk = Self::empty(folder);
        for name in names {
            // Nothing that concerns the folder itself ends the walk.
            let _ = disk.walk_below(&folder.path().join(name), outputs, |error| match cause(error) {
                error if is_absence(&error) => Ok(None),
                error => Ok(Some(error)),
            });
        }
        disk.paths.sort();
        disk
    }

    fn empty(folder: &Arc<Folder>) -> Self {
        let folder = Arc::clone(folder);
        Self { folder, paths: vec![], links: vec![], unreadable: vec![], skipped: vec![] }
    }

    /// Symbolic links that were not followed.
    pub fn links(&self) -> &[SitePath] {
        &self.links
    }

    /// Folders and files that could not be read, and why. Files may exist that [`Files::paths`] lacks.
    pub fn unreadable(&self) -> &[(SitePath, io::Error)] {
        &self.unreadable
    }

    /// Hidden files and folders, `node_modules`, and sites that opslore wrote under other names.
    pub fn skipped(&self) -> &[SitePath] {
        &self.skipped
    }

    /// A file below `top`, which the walk has skipped, that is `wanted`. Only so many are looked at;
    /// those beyond count as wanted.
    pub fn find_skipped(&self, top: &SitePath, wanted: impl Fn(&SitePath) -> bool) -> Option<SitePath> {
        const MOST: usize = 1000;
        let is_wanted = |entry: &DirEntry| entry.depth() == 0 || entry.file_name() != ".git";
        let walk = WalkDir::new(self.folder.path().join(top.as_str())).follow_root_links(false);
        let entries = walk.sort_by_file_name().into_iter().filter_entry(is_wanted).flatten();
        let mut files = entries.filter(|entry| entry.file_type().is_file()).enumerate();
        files.find_map(|(number, entry)| {
            let path = self.site_path(entry.path()).unwrap_or_else(|| top.clone());
            (number >= MOST || wanted(&path)).then_some(path)
        })
    }

    /// Walks below a folder. `top_error` decides about an error of that folder itself.
    fn walk_below(
        &mut self,
        top: &Path,
        outputs: &Outputs,
        top_error: impl Fn(walkdir::Error) -> io::Result<Option<io::Error>>,
    ) -> io::Result<()> {
        let mut walk = WalkDir::new(top).follow_root_links(false).sort_by_file_name().into_iter();
        let mut last = (top.to_owned(), 0);
        while let Some(entry) = walk.next() {
            if let Ok(entry) = &entry {
                last = (entry.path().to_owned(), entry.depth());
            }
            match entry {
                Ok(entry) if entry.depth() > 0 && self.is_left_out(&entry, outputs) => {
                    if entry.file_type().is_dir() {
                        walk.skip_current_dir();
                    }
                }
                Ok(entry) => self.add(&entry),
                Err(error) if error.depth() == 0 => {
                    let path = self.site_path(top).unwrap_or_else(SitePath::root);
                    self.unreadable.extend(top_error(error)?.map(|cause| (path, cause)));
                }
                Err(error) => {
                    let path = self.nearest_site_path(concerned(&error, &last));
                    self.unreadable.push((path, cause(error)));
                }
            }
        }
        Ok(())
    }

    /// Whether the walk passes by. Remembers what somebody might miss.
    fn is_left_out(&mut self, entry: &DirEntry, outputs: &Outputs) -> bool {
        let is_folder = entry.file_type().is_dir();
        if is_folder && outputs.has(entry.path()) {
            return true;
        }
        let name = entry.file_name();
        let is_skipped = name.as_encoded_bytes().starts_with(b".")
            || (is_folder && (name == "node_modules" || is_own_site(entry.path())));
        if is_skipped && name != ".git" {
            self.skipped.push(self.nearest_site_path(entry.path()));
        }
        is_skipped
    }

    fn add(&mut self, entry: &DirEntry) {
        let kind = entry.file_type();
        let Some(path) = self.site_path(entry.path()) else {
            let cause = io::Error::other("its name is not UTF-8 or has a backslash");
            self.unreadable.push((self.nearest_site_path(entry.path()), cause));
            return;
        };
        if kind.is_symlink() {
            self.links.push(path);
        } else if kind.is_file() {
            self.paths.push(path);
        } else if !kind.is_dir() {
            self.unreadable.push((path, Refusal::NotRegular.into()));
        }
    }

    /// A path that can be shown for one that cannot be used.
    fn nearest_site_path(&self, path: &Path) -> SitePath {
        let shown = path.strip_prefix(self.folder.path()).unwrap_or(path).to_string_lossy();
        SitePath::new(&shown.replace('\\', "\u{fffd}")).unwrap_or_else(SitePath::root)
    }

    fn site_path(&self, path: &Path) -> Option<SitePath> {
        let relative = path.strip_prefix(self.folder.path()).ok()?;
        let parts: Option<Vec<&str>> = relative.iter().map(|part| part.to_str()).collect();
        SitePath::new(&parts?.join("/"))
    }
}

impl Files for Disk {
    fn paths(&self) -> Vec<SitePath> {
        self.paths.clone()
    }

    fn left_out(&self) -> Vec<SitePath> {
        let unreadable = self.unreadable.iter().map(|(path, _)| path);
        self.links.iter().chain(&self.skipped).chain(unreadable).cloned().collect()
    }

    /// Looks at the disk: hidden folders are not walked, since tools keep very many files in them.
    fn hidden(&self, path: &SitePath) -> Option<Kind> {
        if !path.is_hidden() || path.is_of_git() || path.is_outside() {
            return None;
        }
        let kind = self.folder.kind(Path::new(path.as_str())).ok().flatten()?;
        matches!(kind, Kind::File | Kind::Folder).then_some(kind)
    }

    fn stamp(&self, path: &SitePath) -> Option<Stamp> {
        let stamp = self.folder.stamp(Path::new(path.as_str()))?;
        let now = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
        is_settled(&stamp, now).then_some(stamp)
    }

    fn read(&self, path: &SitePath) -> io::Result<Arc<[u8]>> {
        if self.paths.binary_search(path).is_err() && self.hidden(path) != Some(Kind::File) {
            return Err(io::ErrorKind::NotFound.into());
        }
        Ok(self.folder.read(Path::new(path.as_str()))?.into())
    }
}

/// Whether a file was left alone for so long before `now`, as time since 1970, that its stamp will not be that
/// of other contents too.
fn is_settled((_, modified, changed, ..): &Stamp, now: Duration) -> bool {
    let changed = u128::try_from(*changed).unwrap_or(0) * 1_000_000_000;
    now.as_nanos() > (*modified).max(changed) + SETTLED.as_nanos()
}

/// Whether opslore wrote a site here.
fn is_own_site(folder: &Path) -> bool {
    let file = |name: &str| folder.join(name).symlink_metadata().ok();
    file(OUTPUT_MARKER).is_some_and(|marker| is_own_marker(&marker))
        && file("index.html").is_some_and(|index| index.is_file())
}

/// Whether opslore wrote this marker. One that may be written to is not ours: Git checks files out like
/// that, so that no commit can hide a folder or pass one off as a site.
pub fn is_own_marker(marker: &Metadata) -> bool {
    marker.is_file() && marker.permissions().readonly()
}

/// The path that an error is about. One from the middle of a listing names none: it is about the folder
/// that was listed, which is above an entry of the error's depth on the way to the `last` one.
fn concerned<'a>(error: &'a walkdir::Error, (last, depth): &'a (PathBuf, usize)) -> &'a Path {
    error.path().unwrap_or_else(|| listed(last, *depth, error.depth()))
}

/// The folder that was listed for an entry of the depth `wanted`, when the last one was `path`.
fn listed(path: &Path, depth: usize, wanted: usize) -> &Path {
    path.ancestors().nth((depth + 1).saturating_sub(wanted)).unwrap_or(path)
}

fn cause(error: walkdir::Error) -> io::Error {
    let message = error.to_string();
    error.into_io_error().unwrap_or_else(|| io::Error::other(message))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn folder(files: &[&str]) -> (tempfile::TempDir, Arc<Folder>) {
        let dir = tempfile::tempdir().unwrap();
        for file in files {
            let path = dir.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x").unwrap();
        }
        let folder = Arc::new(Folder::open(dir.path()).unwrap());
        (dir, folder)
    }

    fn texts(paths: &[SitePath]) -> Vec<&str> {
        paths.iter().map(SitePath::as_str).collect()
    }

    #[test]
    fn a_walk_leaves_out_what_is_not_content() {
        let files =
            ["b/a.md", "a.md", ".git/config", "node_modules/x/a.md", "out/a.md", ".out.opslore-new-1/a.md"];
        let (dir, folder) = folder(&files);
        #[cfg(unix)]
        std::os::unix::fs::symlink("/etc/passwd", dir.path().join("link.md")).unwrap();
        let disk = Disk::walk(&folder, &Outputs::new([dir.path().join("out")])).unwrap();
        assert_eq!(texts(&disk.paths()), ["a.md", "b/a.md"]);
        assert_eq!(texts(disk.skipped()), ["node_modules"]);
        assert!(disk.read(&SitePath::new("link.md").unwrap()).is_err());
        #[cfg(unix)]
        assert_eq!(texts(disk.links()), ["link.md"]);
    }

    #[test]
    fn a_file_that_was_changed_just_now_has_no_stamp() {
        let (dir, folder) = folder(&["a.md"]);
        let disk = Disk::walk(&folder, &Outputs::default()).unwrap();
        assert_eq!(disk.stamp(&SitePath::new("a.md").unwrap()), None);
        assert_eq!(disk.stamp(&SitePath::new("b.md").unwrap()), None);
        let seconds = |seconds: u64| u128::from(seconds) * 1_000_000_000;
        let is_settled = |modified, changed, now| {
            super::is_settled(&(1, seconds(modified), changed, 0, 1), Duration::from_secs(now))
        };
        assert!(is_settled(100, 100, 105) && !is_settled(100, 100, 103));
        assert!(!is_settled(100, 104, 105), "a time of change that was set");
        assert!(!is_settled(200, 100, 105), "a clock that was wrong");
        drop(dir);
    }

    #[test]
    fn a_marker_hides_only_what_opslore_wrote() {
        let (dir, folder) = folder(&["old/a.md", "old/index.html", "old/.opslore"]);
        let walk = || Disk::walk(&folder, &Outputs::default()).unwrap();
        assert_eq!(texts(&walk().paths()), ["old/a.md", "old/index.html"], "as Git checks it out");
        let marker = dir.path().join("old/.opslore");
        let mut permissions = fs::metadata(&marker).unwrap().permissions();
        permissions.set_readonly(true);
        fs::set_permissions(&marker, permissions).unwrap();
        assert_eq!((texts(&walk().paths()), texts(walk().skipped())), (vec![], vec!["old"]));
        fs::remove_file(dir.path().join("old/index.html")).unwrap();
        assert_eq!(texts(&walk().paths()), ["old/a.md"], "a marker alone makes no site");
    }

    #[test]
    fn a_folder_that_is_gone_is_not_an_empty_one() {
        let (dir, folder) = folder(&["a.md"]);
        drop(dir);
        assert!(Disk::walk(&folder, &Outputs::default()).is_err());
        let none = Disk::walk_folders(&folder, &["schemas"], &Outputs::default());
        assert!(none.paths().is_empty() && none.unreadable().is_empty());
    }

    #[test]
    fn an_error_without_a_path_is_about_the_folder_that_was_listed() {
        let at = |wanted| listed(Path::new("/root/a/b"), 2, wanted).to_str().unwrap();
        assert_eq!([at(1), at(2), at(3), at(4)], ["/root", "/root/a", "/root/a/b", "/root/a/b"]);
    }

    #[test]
    fn what_cannot_be_looked_at_is_reported_where_it_is() {
        let (_dir, folder) = folder(&["a.md"]);
        // Longer than any path may be: it can be made step by step, but not be listed by its name.
        let deep = ["d".repeat(250).as_str(); 20].join("/");
        folder.make_folder(Path::new(&deep)).unwrap();
        let disk = Disk::walk(&folder, &Outputs::default()).unwrap();
        let [(path, cause)] = disk.unreadable() else { panic!("{:?}", disk.unreadable()) };
        assert!(!path.is_root() && deep.starts_with(path.as_str()), "{path}");
        assert_eq!(cause.kind(), io::ErrorKind::InvalidFilename);
        assert_eq!(texts(&disk.paths()), ["a.md"], "the rest is there");
        let long = "s".repeat(300);
        let disk = Disk::walk_folders(&folder, &[&long, "none"], &Outputs::default());
        assert_eq!(disk.unreadable().len(), 1, "what is missing is nothing, what is refused is not");
    }

    #[cfg(unix)]
    #[test]
    fn what_no_page_can_be_is_reported() {
        use std::os::unix::ffi::OsStrExt;
        let (dir, folder) = folder(&["a.md"]);
        let _socket = std::os::unix::net::UnixListener::bind(dir.path().join("b.md")).unwrap();
        fs::create_dir(dir.path().join("c.md")).unwrap();
        fs::write(dir.path().join(std::ffi::OsStr::from_bytes(b"d\xff.md")), "x").unwrap();
        fs::write(dir.path().join("e\\f.md"), "x").unwrap();
        let disk = Disk::walk(&folder, &Outputs::default()).unwrap();
        assert_eq!(texts(&disk.paths()), ["a.md"]);
        let found: Vec<_> = disk.unreadable().iter().map(|(path, _)| path.as_str()).collect();
        assert_eq!(found, ["b.md", "d\u{fffd}.md", "e\u{fffd}f.md"]);
        assert_eq!(Refusal::of(&disk.unreadable()[0].1), Some(Refusal::NotRegular));
    }

    #[test]
    fn what_is_hidden_is_found_by_name() {
        let (dir, folder) = folder(&[".github/a.md", ".git/config", "a.md"]);
        #[cfg(unix)]
        std::os::unix::fs::symlink("/etc/passwd", dir.path().join(".link")).unwrap();
        let disk = Disk::walk(&folder, &Outputs::default()).unwrap();
        let path = |path| SitePath::new(path).unwrap();
        assert_eq!(disk.hidden(&path(".github")), Some(Kind::Folder));
        assert_eq!(disk.hidden(&path(".github/a.md")), Some(Kind::File));
        assert_eq!(&*disk.read(&path(".github/a.md")).unwrap(), b"x");
        for path in [".git/config", ".git", ".link", ".none", "a.md"].map(path) {
            assert_eq!(disk.hidden(&path), None, "{path}");
            assert!(path.as_str() == "a.md" || disk.read(&path).is_err());
        }
        drop(dir);
    }

    #[test]
    fn what_is_skipped_is_searched_so_far() {
        let many: Vec<String> = (0..1100).map(|number| format!(".big/{number}.txt")).collect();
        let files = [".a/b/c.md", ".a/.git/d.md", ".none/e.txt"];
        let (_dir, folder) =
            folder(&files.into_iter().chain(many.iter().map(String::as_str)).collect::<Vec<_>>());
        let disk = Disk::walk(&folder, &Outputs::default()).unwrap();
        let find = |top: &str| {
            let found =
                disk.find_skipped(&SitePath::new(top).unwrap(), |path| path.extension() == Some("md"));
            found.map(|path| path.to_string())
        };
        assert_eq!(find(".a").as_deref(), Some(".a/b/c.md"));
        assert_eq!((find(".none"), find(".big").is_some()), (None, true));
    }
}
