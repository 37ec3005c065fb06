//! What `build` keeps next to its site, so that a build that would change nothing costs nothing.

use super::RUNBOOK;
use crate::support::{Folder, Run, tree};

const RECORD: &str = ".public.opslore-kept/last-build.json";

/// A knowledge base with a warning, a linked file and a hidden one.
fn world() -> Folder {
    let folder = Folder::with(&[
        ("content/runbooks/disk.md", RUNBOOK),
        (
            "content/a.md",
            "# A\n\nSee [the data](data.csv) and [the settings](../.editorconfig).\n\n[^x]: never used\n",
        ),
        ("content/data.csv", "a,b\n"),
        (".editorconfig", "root = true\n"),
        ("opslore.yaml", "title: Ops\n"),
    ]);
    folder.run(&["build"]).exits(0);
    folder
}

/// Whether a build took another look at all pages.
fn read(run: &Run) -> bool {
    run.err.contains("  pages\n")
}

fn again(folder: &Folder) -> Run {
    folder.run(&["build", "--timings"])
}

#[test]
fn nothing_changed_says_the_same_and_touches_nothing() {
    let folder = world();
    let first = folder.run(&["build"]).exits(0);
    let before = tree(&folder.path("public"));
    let second = again(&folder).exits(0).complains("0 files written").complains("0 removed");
    assert!(!read(&second), "{}", second.err);
    assert_eq!(tree(&folder.path("public")), before);
    let findings = |run: &Run| {
        run.err.split("time by stage").next().unwrap().lines().map(str::to_owned).collect::<Vec<_>>()
    };
    let said: Vec<String> = findings(&first).into_iter().filter(|line| !line.contains(" s to ")).collect();
    assert!(findings(&second).starts_with(&said), "{}\n{}", first.err, second.err);
}

#[test]
fn every_change_of_what_a_site_is_made_from_is_noticed() {
    let changes: [(&str, &str); 8] = [
        ("content/a.md", "# Another\n"),
        ("content/new.md", "# New\n"),
        ("content/data.csv", "c,d\n"),
        ("opslore.yaml", "title: Other\n"),
        ("schemas/note.schema.json", r#"{"title": "Note", "type": "object", "properties": {}}"#),
        ("themes/default/templates/404.html", "gone"),
        ("public/a/index.html", "somebody else's"),
        ("public/more.html", "somebody else's"),
    ];
    for (path, text) in changes {
        let folder = world();
        folder.write(path, text);
        let run = again(&folder).exits(0);
        assert!(read(&run), "{path}: {}", run.err);
        assert!(!folder.has("public/more.html"), "{path}");
        // As cold.
        let warm = contents(&folder, "public");
        folder.run(&["build", "--out", &folder.path("cold").display().to_string()]).exits(0);
        assert_eq!(warm, contents(&folder, "cold"), "{path}");
    }
    let folder = world();
    for (what, arguments) in
        [("address", &["--base-url", "https://o.example"][..]), ("drafts", &["--drafts"])]
    {
        let run = folder.run(&[&["build", "--timings"], arguments].concat()).exits(0);
        assert!(read(&run), "{what}");
    }
    std::fs::remove_file(folder.path(".editorconfig")).unwrap();
    assert!(read(&again(&folder)), "a hidden file that a page links to");
}

#[test]
fn where_something_changed_the_rest_stays_unless_somebody_touched_it() {
    let folder = world();
    let age = |path: &str| std::fs::metadata(folder.path(path)).unwrap().modified().unwrap();
    let page = "public/runbooks/disk/index.html";
    let before = age(page);
    folder.write("content/a.md", "# A\n\nOther text.\n");
    folder.write("public/404.html", "somebody else's");
    let run = again(&folder).exits(0);
    assert!(read(&run), "{}", run.err);
    assert!(run.err.contains("page bodies: 1 in"), "{}", run.err);
    assert_eq!(age(page), before);
    assert!(!read(&again(&folder).exits(0)), "the next one knows all of it again");
    let warm = contents(&folder, "public");
    folder.run(&["build", "--out", &folder.path("cold").display().to_string()]).exits(0);
    assert_eq!(warm, contents(&folder, "cold"));
}

fn contents(folder: &Folder, name: &str) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    let mut folders = vec![folder.path(name)];
    while let Some(at) = folders.pop() {
        for entry in std::fs::read_dir(&at).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let below = path.strip_prefix(folder.path(name)).unwrap().display().to_string();
                files.push((below, std::fs::read(&path).unwrap()));
            }
        }
    }
    files.sort();
    files
}

#[test]
fn a_record_that_is_broken_or_that_a_commit_brings_is_ignored() {
    let folder = world();
    let record = folder.read(RECORD);
    // As Git checks it out: the same text, but not read-only.
    std::fs::remove_file(folder.path(RECORD)).unwrap();
    folder.write(RECORD, &record);
    assert!(read(&again(&folder).exits(0)));
    assert!(!read(&again(&folder).exits(0)), "and it is put right");
    for text in [
        "",
        "{",
        "{}",
        "[1,2]",
        &record.replace("\"version\":2", "\"version\":0"),
        &record[..record.len() / 2],
    ] {
        std::fs::remove_file(folder.path(RECORD)).unwrap();
        folder.write(RECORD, text);
        let mut permissions = std::fs::metadata(folder.path(RECORD)).unwrap().permissions();
        permissions.set_readonly(true);
        std::fs::set_permissions(folder.path(RECORD), permissions).unwrap();
        assert!(read(&again(&folder).exits(0)), "{text:.40}");
    }
    std::fs::remove_dir_all(folder.path(".public.opslore-kept")).unwrap();
    assert!(read(&again(&folder).exits(0)), "safe to delete");
    assert_eq!(folder.read(".public.opslore-kept/.gitignore"), "*\n", "Git leaves it alone");
}

#[test]
fn a_site_with_errors_is_built_anew_every_time() {
    let folder = world();
    folder.write("content/a.md", "[x](gone.md)\n");
    for _ in 0..2 {
        assert!(read(&folder.run(&["build", "--keep-going", "--timings"]).exits(1)));
    }
}
