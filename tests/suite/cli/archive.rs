//! `build --archive`: what is in it, and what it never replaces.

use std::fs;

use super::RUNBOOK;
use crate::support::{Folder, tree};

fn base() -> Folder {
    Folder::with(&[("content/runbooks/Disk Full.md", RUNBOOK), ("opslore.yaml", "title: Ops\n")])
}

#[test]
fn the_folder_is_left_alone_unless_it_is_named() {
    let folder = base();
    folder.run(&["build", "--archive", "new/kb.zip"]).exits(0).complains("new/kb.zip (0.");
    assert!(folder.has("new/kb.zip"));
    assert!(!folder.has("public"));
    folder.run(&["build", "--archive", "kb.zip", "--out", "site"]).exits(0).complains(" and kb.zip");
    assert!(folder.has("site/index.html"));
    assert_eq!(fs::read(folder.path("kb.zip")).unwrap(), fs::read(folder.path("new/kb.zip")).unwrap());
}

#[test]
fn it_holds_what_a_disk_can_show() {
    let folder = base();
    folder.run(&["build", "--archive", "kb.zip"]).exits(0);
    let mut zip = zip::ZipArchive::new(fs::File::open(folder.path("kb.zip")).unwrap()).unwrap();
    zip.extract(folder.path("unpacked")).unwrap();
    let files = tree(&folder.path("unpacked"));
    assert!(files.keys().all(|path| path.starts_with("kb/")), "{:?}", files.keys());
    for path in
        ["kb/index.html", "kb/runbooks/disk-full/index.html", "kb/search/index.js", "kb/api/pages.json"]
    {
        assert!(files.contains_key(path), "{path}");
    }
    for path in ["kb/sw.js", "kb/404.html", "kb/_headers", "kb/manifest.webmanifest", "kb/search/index.json"]
    {
        assert!(!files.contains_key(path), "{path}");
    }
    let page = folder.read("unpacked/kb/runbooks/disk-full/index.html");
    assert!(page.contains("href=\"../../index-a-z/index.html\""), "{page}");
    assert!(!page.contains("webmanifest"), "{page}");
}

#[test]
fn only_a_zip_is_replaced() {
    let folder = base();
    folder.write("thesis.zip", "not a zip");
    folder.run(&["build", "--archive", "thesis.zip"]).exits(2).complains("is not a zip");
    folder.run(&["build", "--archive", "content"]).exits(2).complains("it is not a file");
    folder.run(&["build", "--archive", "thesis.zip/kb.zip"]).exits(2);
    assert_eq!(folder.read("thesis.zip"), "not a zip");
    folder.run(&["build", "--archive", "kb.zip"]).exits(0);
    folder.run(&["build", "--archive", "kb.zip"]).exits(0);
}

#[test]
fn errors_leave_the_last_archive_as_it_was() {
    let folder = base();
    folder.run(&["build", "--archive", "kb.zip"]).exits(0);
    let before = fs::read(folder.path("kb.zip")).unwrap();
    folder.write("content/b.md", "# B\n\n[x](gone.md)\n");
    folder.run(&["build", "--archive", "kb.zip"]).exits(1).complains("nothing was written");
    assert_eq!(fs::read(folder.path("kb.zip")).unwrap(), before);
    folder.run(&["build", "--archive", "kb.zip", "--keep-going"]).exits(1);
    assert_ne!(fs::read(folder.path("kb.zip")).unwrap(), before);
}
