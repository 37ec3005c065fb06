//! Which folders may be replaced by a site.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::WriteError;
use super::tree::{MARKER, Tree};
use crate::files::is_absence;

/// What others keep in the root of a published site, and what survives a build that does not write
/// the same: Git's files of a `gh-pages` worktree, the state of hosts' own tools, GitHub's settings.
pub(super) const CARRIED: &[&str] = &[
    ".git",
    ".gitattributes",
    ".gitignore",
    ".gitkeep",
    ".netlify",
    ".nojekyll",
    ".vercel",
    ".wrangler",
    "CNAME",
];

/// Refuses a destination that a build must not replace: the project itself or a folder around it, a
/// file, a symbolic link, or a folder with other things in it. Ask before the work of a build is done.
pub fn check_destination(root: &Path, out: &Path) -> Result<(), WriteError> {
    let root = resolved(root).map_err(WriteError::io("find", root))?;
    let target = resolved(out).map_err(WriteError::io("find", out))?;
    if root.starts_with(&target) {
        let problem = "it contains the project itself, and a build replaces the whole folder; choose a \
                       separate folder with `--out`, such as `public`";
        return Err(WriteError::destination(out, problem));
    }
    check(out).map(|_| ())
}

/// Refuses what is at `out` unless it may be replaced. Tells whether there is anything.
pub(super) fn check(out: &Path) -> Result<bool, WriteError> {
    let refuse = |problem: String| Err(WriteError::destination(out, problem));
    let metadata = match fs::symlink_metadata(out) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(WriteError::io("look at", out)(error)),
    };
    if metadata.is_symlink() {
        let target =
            fs::canonicalize(out).map_or_else(|_| "nothing".to_owned(), |to| format!("`{}`", to.display()));
        return refuse(format!("it is a symbolic link to {target}; name the folder itself with `--out`"));
    }
    if !metadata.is_dir() {
        return refuse("it is a file; remove it, or choose a folder with `--out`".to_owned());
    }
    if let Some(link) = carried_link(out)? {
        return refuse(format!(
            "`{link}` in it is a symbolic link that leads outside it, and a build would keep it; remove \
             the link"
        ));
    }
    if !is_ours(out).map_err(WriteError::io("read the folder", out))? {
        return refuse(format!(
            "the folder is not empty and opslore did not write it, so nothing in it was touched; choose another \
             with `--out`, or, if everything in it may be replaced, create an empty file `{MARKER}` in it"
        ));
    }
    Ok(true)
}

/// A link out of the folder among what would survive a build. Whoever publishes the folder may follow it;
/// Git's own folder is not published.
fn carried_link(folder: &Path) -> Result<Option<String>, WriteError> {
    let real = fs::canonicalize(folder).map_err(WriteError::io("look at", folder))?;
    let leads_out =
        |path: &String| !fs::canonicalize(folder.join(path)).is_ok_and(|to| to.starts_with(&real));
    for name in CARRIED {
        let path = folder.join(name);
        let kind = match fs::symlink_metadata(&path) {
            Ok(metadata) => metadata.file_type(),
            Err(error) if is_absence(&error) => continue,
            Err(error) => return Err(WriteError::io("look at", &path)(error)),
        };
        let links = match () {
            () if kind.is_symlink() => vec![(*name).to_owned()],
            () if kind.is_dir() && *name != ".git" => {
                let others = Tree::walk(&path, &|_| false)?.others;
                others.iter().map(|other| format!("{name}/{other}")).collect()
            }
            () => Vec::new(),
        };
        if let Some(link) = links.into_iter().find(leads_out) {
            return Ok(Some(link));
        }
    }
    Ok(None)
}

/// Whether a folder has the marker, or nothing that a build would take away.
fn is_ours(folder: &Path) -> io::Result<bool> {
    let marker = fs::symlink_metadata(folder.join(MARKER));
    if marker.is_ok_and(|marker| marker.is_file()) {
        return Ok(true);
    }
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name();
        if !CARRIED.iter().any(|carried| name == *carried) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The absolute path without links of a folder of which the last parts need not exist yet.
fn resolved(path: &Path) -> io::Result<PathBuf> {
    let absolute = std::path::absolute(path)?;
    match fs::canonicalize(&absolute) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            match (absolute.parent(), absolute.file_name()) {
                (Some(parent), Some(name)) => Ok(resolved(parent)?.join(name)),
                _ => Err(error),
            }
        }
        found => found,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(root: &Path, out: &Path) -> String {
        check_destination(root, out).unwrap_err().to_string()
    }

    #[test]
    fn refuses_the_project_and_what_is_around_it() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().join("project");
        fs::create_dir(&root).unwrap();
        for out in [&root, dir.path(), &root.join("."), Path::new("/")] {
            assert!(problem(&root, out).contains("the project itself"), "{}", out.display());
        }
        check_destination(&root, &root.join("public")).unwrap();
        check_destination(&root, &root.join("a/b/c")).unwrap();
        check_destination(&root, &dir.path().join("project-site")).unwrap();
    }

    #[test]
    fn refuses_files_and_foreign_folders() {
        let dir = tempfile::tempdir().unwrap();
        let out = dir.path().join("public");
        let root = dir.path().join("root");
        fs::write(&out, "x").unwrap();
        assert!(problem(&root, &out).contains("it is a file"));
        fs::remove_file(&out).unwrap();
        fs::create_dir_all(out.join(".git")).unwrap();
        check_destination(&root, &out).unwrap();
        fs::write(out.join("thesis.doc"), "x").unwrap();
        assert!(problem(&root, &out).contains("create an empty file `.opslore`"));
        fs::write(out.join(MARKER), "").unwrap();
        check_destination(&root, &out).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn refuses_links_even_to_nowhere() {
        let dir = tempfile::tempdir().unwrap();
        let (root, out) = (dir.path().join("root"), dir.path().join("public"));
        std::os::unix::fs::symlink(dir.path().join("real"), &out).unwrap();
        assert!(problem(&root, &out).contains("symbolic link to nothing"));
        fs::create_dir(dir.path().join("real")).unwrap();
        assert!(problem(&root, &out).contains("/real`"));
        // A link that leads back to the project is seen through.
        fs::create_dir(&root).unwrap();
        std::os::unix::fs::symlink(&root, root.join("loop")).unwrap();
        assert!(problem(&root, &root.join("loop")).contains("the project itself"));
    }
}
