//! Where a site may go, what happens to what is there, and that it is never read as content.

use std::time::Duration;

use crate::support::{Folder, tree};

#[test]
fn unchanged_files_keep_their_age() {
    let folder = Folder::with(&[("content/a.md", "# A\n\nText.\n"), ("content/b.md", "# B\n\nText.\n")]);
    folder.run(&["build"]).exits(0);
    let before = tree(&folder.path("public"));
    std::thread::sleep(Duration::from_millis(20));
    folder.run(&["build"]).exits(0).complains("(0 files written");
    assert_eq!(tree(&folder.path("public")), before, "nothing has changed");
    folder.write("content/a.md", "# A\n\nOther words.\n");
    folder.run(&["build"]).exits(0);
    let after = tree(&folder.path("public"));
    assert_ne!(after["a/index.html"], before["a/index.html"]);
    // The marker is no part of the site: it is written first, so that nobody takes the rest for content.
    for (path, (bytes, age)) in before.iter().filter(|(path, _)| *path != ".opslore") {
        // The names of search files hold a hash of their contents.
        let Some((new_bytes, new_age)) = after.get(path) else {
            assert!(path.starts_with("search/"), "{path} is gone");
            continue;
        };
        assert_eq!(bytes == new_bytes, age == new_age, "{path}: a new age means new bytes");
    }
    assert_eq!(after["b/index.html"], before["b/index.html"]);
}

#[test]
fn what_is_no_longer_in_the_site_goes() {
    let folder = Folder::with(&[("content/a.md", "# A\n"), ("content/deep/er/b.md", "# B\n")]);
    folder.run(&["build"]).exits(0);
    std::fs::remove_dir_all(folder.path("content/deep")).unwrap();
    folder.run(&["build"]).exits(0);
    assert!(!folder.has("public/deep") && folder.has("public/a/index.html"));
}

#[test]
fn a_foreign_folder_is_refused_and_untouched() {
    let folder = Folder::with(&[("content/a.md", "# A\n"), ("public/thesis.doc", "years of work")]);
    let before = tree(&folder.path(""));
    folder.run(&["build"]).exits(2).complains("nothing in it was touched");
    folder.run(&["build", "--out", folder.path("content").to_str().unwrap()]).exits(2);
    folder
        .run(&["build", "--out", folder.path("").to_str().unwrap()])
        .exits(2)
        .complains("the project itself");
    folder
        .run(&["build", "--out", folder.path("content/a.md").to_str().unwrap()])
        .exits(2)
        .complains("it is a file");
    folder.run(&["build", "--keep-going"]).exits(2);
    assert_eq!(tree(&folder.path("")), before);
}

#[test]
fn what_hosts_keep_in_a_site_stays() {
    let folder = Folder::with(&[
        ("content/a.md", "# A\n"),
        ("public/.git/HEAD", "ref: refs/heads/gh-pages\n"),
        ("public/CNAME", "ops.example.org\n"),
        ("public/.nojekyll", ""),
    ]);
    folder.run(&["build"]).exits(0);
    folder.run(&["build"]).exits(0);
    assert_eq!(folder.read("public/CNAME"), "ops.example.org\n");
    assert!(
        folder.has("public/.git/HEAD") && folder.has("public/.nojekyll") && folder.has("public/a/index.html")
    );
}

#[test]
fn a_site_is_never_content() {
    // The root is the content folder, so that a site would be in the middle of it.
    let folder =
        Folder::with(&[("a.md", "# A\n"), ("guides/b.md", "# B\n"), ("opslore.yaml", "content: .\n")]);
    folder.run(&["build"]).exits(0);
    let first: Vec<_> = tree(&folder.path("public")).into_keys().collect();
    folder.run(&["build"]).exits(0);
    let second: Vec<_> = tree(&folder.path("public")).into_keys().collect();
    assert_eq!(first, second);
    // Nor is one under another name, below a content folder, or from an earlier version's command.
    folder.run(&["build", "--out", folder.path("site").to_str().unwrap()]).exits(0);
    folder.run(&["build", "--out", folder.path("guides/old").to_str().unwrap()]).exits(0);
    let check = folder.run(&["check", "--format", "json"]).exits(0).json();
    assert_eq!(check["summary"]["pages"], 2);
    folder.run(&["build"]).exits(0);
    let third: Vec<_> = tree(&folder.path("public")).into_keys().collect();
    assert_eq!(first, third);
}

#[test]
fn a_site_beside_the_root_by_a_relative_path() {
    let folder = Folder::with(&[("kb/content/a.md", "# A\n")]);
    crate::support::run_in(&folder.path("kb"), &["build", "--out", "../site"]).exits(0);
    assert!(folder.has("site/a/index.html") && !folder.has("kb/public"));
}

#[cfg(unix)]
#[test]
fn a_file_system_that_refuses_is_2() {
    let folder = Folder::with(&[("content/a.md", "# A\n"), ("file", "x")]);
    folder.run(&["build", "--out", folder.path("file/site").to_str().unwrap()]).exits(2);
    std::os::unix::fs::symlink(folder.path("content"), folder.path("link")).unwrap();
    folder
        .run(&["build", "--out", folder.path("link").to_str().unwrap()])
        .exits(2)
        .complains("symbolic link");
    assert_eq!(tree(&folder.path("content")).len(), 1);
}
