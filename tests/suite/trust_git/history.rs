//! Dates, authors and `--since` come from the repository that holds the root, whatever its settings, and
//! from no other.

use std::fs;
use std::os::unix::fs::symlink;
use std::process::Command;

use super::{builds_with, commit, committed, found_since, git_says, updated};
use crate::support::{Folder, Run, git_in, run_in};

#[test]
fn dates_and_authors_are_of_the_repository_that_holds_the_root() {
    let secret = committed();
    let named = |folder: &Folder| {
        let shown = folder.read("out/a/index.html");
        shown.contains("Ada Nemo") || shown.contains("Bo Nemo")
    };
    let is_refused = |folder: &Folder, about: &str| {
        builds_with(folder, ".", None).complains("show no modification date");
        assert!(!named(folder), "{about}");
        run_in(&folder.path(""), &["check", "--since", "HEAD"]).exits(2).complains(about);
    };
    let pages = [("content/a.md", "# A\n"), ("content/b.md", "# B\n")];
    // What only an archive can bring: entries that lead to another repository.
    let link = Folder::with(&pages);
    symlink(secret.path(".git"), link.path(".git")).unwrap();
    is_refused(&link, "is neither a folder nor a file");
    let file = Folder::with(&pages);
    file.write(".git", format!("gitdir: {}\n", secret.path(".git").display()));
    is_refused(&file, "belong to this checkout");
    let common = Folder::with(&pages);
    common.git(&["init", "-q"]);
    common.write(".git/commondir", secret.path(".git").to_str().unwrap());
    is_refused(&common, "commondir");
    for entry in ["objects", "refs", "packed-refs"] {
        let linked = Folder::with(&pages);
        linked.git(&["init", "-q"]);
        let path = linked.path(&format!(".git/{entry}"));
        let _ = fs::remove_dir_all(&path);
        symlink(secret.path(&format!(".git/{entry}")), path).unwrap();
        is_refused(&linked, entry);
    }
    let borrowed = Folder::with(&pages);
    borrowed.git(&["init", "-q"]);
    let objects = secret.path(".git/objects").display().to_string();
    borrowed.write(".git/objects/info/alternates", objects + "\n");
    borrowed.write(".git/refs/heads/main", git_says(&secret.path(""), &["rev-parse", "HEAD"]));
    is_refused(&borrowed, "borrows objects from other folders");
    // And the same pages in that repository do have dates.
    builds_with(&secret, ".", Some("2022-03-04"));
    assert!(named(&secret));
}

#[test]
fn the_mail_map_is_the_committed_one() {
    let folder = committed();
    let outside = Folder::with(&[("map", "Mallory <x@example.org>\n")]);
    folder.git(&["config", "mailmap.file", outside.path("map").to_str().unwrap()]);
    symlink(outside.path("map"), folder.path(".mailmap")).unwrap();
    builds_with(&folder, ".", Some("2022-03-04"));
    assert!(!folder.read("out/a/index.html").contains("Mallory"));
    fs::remove_file(folder.path(".mailmap")).unwrap();
    folder.write(".mailmap", "Beatrice <x@example.org> Bo Nemo <x@example.org>\n");
    commit(&folder, "Cy", "2023-03-04T05:06:07Z");
    builds_with(&folder, ".", Some("2023-03-04"));
    let shown = folder.read("out/a/index.html");
    assert!(shown.contains("Beatrice") && !shown.contains("Mallory"));
}

#[test]
fn settings_do_not_change_what_is_known() {
    let folder = committed();
    for (key, value) in [
        ("log.showRoot", "false"),
        ("log.follow", "true"),
        ("log.decorate", "full"),
        ("log.date", "relative"),
        ("log.mailmap", "false"),
        ("diff.renames", "copies"),
        ("diff.relative", "true"),
        ("diff.noprefix", "true"),
        ("diff.orderFile", "/nowhere"),
        ("core.quotePath", "true"),
        ("core.attributesFile", "/nowhere"),
        ("color.ui", "always"),
        ("format.pretty", "oneline"),
        ("i18n.logOutputEncoding", "UTF-16"),
        ("include.path", "~/nowhere"),
        ("trailer.separators", "="),
        ("core.autocrlf", "true"),
    ] {
        folder.git(&["config", "--add", key, value]);
    }
    builds_with(&folder, ".", Some("2022-03-04"));
    assert!(updated(&folder, "out", "/b/").unwrap().starts_with("2021-03-04"));
    assert!(folder.read("out/a/index.html").contains("Ada Nemo"));
    assert_eq!(found_since(&folder.path(""), ".", "HEAD"), ["content/a.md"]);
}

#[test]
fn a_root_of_any_name_below_the_top() {
    for root in ["a b", ":(exclude)kb", "[k]*?b", "-kb", "x/y/kb"] {
        let folder = Folder::with(&[(&format!("{root}/content/a.md"), "# A\n"), ("other/a.md", "# O\n")]);
        folder.git(&["init", "-q"]);
        commit(&folder, "Ada Nemo", "2021-03-04T05:06:07Z");
        folder.write(&format!("{root}2/content/a.md"), "# Beside\n");
        commit(&folder, "Bo Nemo", "2022-03-04T05:06:07Z");
        let given = format!("./{root}");
        builds_with(&folder, &given, Some("2021-03-04"));
        assert_eq!(found_since(&folder.path(""), &given, "HEAD"), [""; 0]);
        folder.write(&format!("{root}/content/a.md"), "# A\n\n[x](gone.md)\n");
        folder.write(&format!("{root}/content/new.md"), "# N\n\n[x](gone.md)\n");
        assert_eq!(found_since(&folder.path(""), &given, "HEAD"), ["content/a.md", "content/new.md"]);
    }
}

#[test]
fn worktrees_and_submodules_have_a_history() {
    let folder = committed();
    commit(&folder, "Cy", "2023-03-04T05:06:07Z");
    let tree = Folder::new();
    let place = tree.path("work tree");
    folder.git(&["worktree", "add", "-q", place.to_str().unwrap(), "-b", "topic", "HEAD~1"]);
    builds_with(&tree, "work tree", Some("2022-03-04"));
    fs::write(place.join("content/b.md"), "# B\n\n[x](gone.md)\n").unwrap();
    assert_eq!(found_since(&tree.path(""), "work tree", "main"), ["content/b.md"]);

    let outer = Folder::with(&[("x", "")]);
    outer.git(&["init", "-q"]);
    outer.git(&["submodule", "--quiet", "add", folder.path("").to_str().unwrap(), "sub/kb"]);
    builds_with(&outer, "sub/kb", Some("2023-03-04"));
    fs::write(outer.path("sub/kb/content/b.md"), "# B\n\n[x](gone.md)\n").unwrap();
    assert_eq!(found_since(&outer.path(""), "sub/kb", "HEAD"), ["content/b.md"]);
    outer.git(&["commit", "-qm", "outer"]);
    let second = tree.path("second");
    outer.git(&["worktree", "add", "-q", second.to_str().unwrap()]);
    git_in(&second, &["submodule", "--quiet", "update", "--init"]);
    builds_with(&tree, "second/sub/kb", Some("2023-03-04"));
}

#[test]
fn hashes_of_both_kinds() {
    for format in ["sha1", "sha256"] {
        let folder =
            Folder::with(&[("content/a.md", "# A\n\n[x](gone.md)\n"), ("content/b.md", "[x](gone.md)\n")]);
        folder.git(&["init", "-q", "--object-format", format]);
        symlink("a.md", folder.path("content/link.md")).unwrap();
        commit(&folder, "Ada Nemo", "2021-03-04T05:06:07Z");
        builds_with(&folder, ".", Some("2021-03-04"));
        assert_eq!(found_since(&folder.path(""), ".", "HEAD"), [""; 0], "{format}");
        folder.write("content/b.md", "[y](gone.md)\n");
        assert_eq!(found_since(&folder.path(""), ".", "HEAD"), ["content/b.md"], "{format}");
        fs::remove_file(folder.path("content/link.md")).unwrap();
        symlink("b.md", folder.path("content/link.md")).unwrap();
        assert_eq!(
            found_since(&folder.path(""), ".", "HEAD"),
            ["content/b.md", "content/link.md"],
            "{format}"
        );
    }
}

#[test]
fn line_ends_that_git_converts_are_no_change() {
    let folder =
        Folder::with(&[("content/a.md", "[x](gone.md)\n"), ("content/b.md", "# B\n\n[x](gone.md)\n")]);
    folder.git(&["init", "-q"]);
    folder.git(&["config", "core.autocrlf", "true"]);
    commit(&folder, "Ada Nemo", "2021-03-04T05:06:07Z");
    folder.write("content/a.md", "[x](gone.md)\r\n");
    assert_eq!(found_since(&folder.path(""), ".", "HEAD"), [""; 0]);
    folder.write("content/b.md", "# C\r\n\r\n[x](gone.md)\r\n");
    assert_eq!(found_since(&folder.path(""), ".", "HEAD"), ["content/b.md"]);
}

#[test]
fn another_owner_is_no_obstacle() {
    let folder = committed();
    let output = Command::new("chown").args(["-R", "12345:12345"]).arg(folder.path("")).output().unwrap();
    if output.status.success() {
        builds_with(&folder, ".", Some("2022-03-04"));
        assert_eq!(found_since(&folder.path(""), ".", "HEAD"), ["content/a.md"]);
    }
}

#[test]
fn what_git_cannot_say_is_said_once() {
    let times = |run: &Run| run.err.matches("show no modification date").count();
    let origin = committed();
    let clone = Folder::new();
    let url = format!("file://{}", origin.path("").display());
    clone.git(&["clone", "-q", "--depth", "1", &url, "shallow"]);
    clone.git(&["clone", "-q", "--shared", origin.path("").to_str().unwrap(), "shared"]);
    for (name, about) in [("shallow", "shallow"), ("shared", "git repack -a -d")] {
        for arguments in [&["check"][..], &["check", "--format", "json"], &["build"]] {
            let run = run_in(&clone.path(name), arguments).exits(0).complains(about);
            assert_eq!(times(&run), 1, "{}", run.err);
            let quiet = run_in(&clone.path(name), &[arguments, &["--quiet"]].concat());
            assert_eq!(times(&quiet), 0, "{}", quiet.err);
        }
    }
    run_in(&clone.path("shallow"), &["check", "--since", "HEAD"]).exits(0);
    run_in(&clone.path("shallow"), &["check", "--since", "HEAD~1"]).exits(2).complains("`HEAD~1`");
    run_in(&clone.path("shared"), &["check", "--since", "HEAD"]).exits(2).complains("git repack -a -d");
    // Without a repository, or before the first commit, there is nothing to say.
    let bare = Folder::with(&[("content/a.md", "# A\n")]);
    assert_eq!(times(&bare.run(&["build"]).exits(0)), 0);
    bare.git(&["init", "-q"]);
    assert_eq!(times(&bare.run(&["build"]).exits(0)), 0);
    bare.run(&["check", "--since", "HEAD"]).exits(2).complains("no commit `HEAD`");
}
