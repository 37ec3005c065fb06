//! `init`: a knowledge base that works from the first minute.

use crate::support::{Folder, run_in, tree};

#[test]
fn builds_and_checks_clean() {
    let folder = Folder::new();
    let run = run_in(&folder.path(""), &["init", "kb"]).exits(0).complains(".ci/opslore.sh");
    for path in [
        "opslore.yaml",
        "content/index.md",
        "netlify.toml",
        ".github/workflows/opslore.yml",
        ".ci/opslore.sh",
        ".gitignore",
    ] {
        assert!(run.out.lines().any(|line| line == path), "{path} is not in\n{}", run.out);
        assert!(folder.has(&format!("kb/{path}")));
    }
    let kb = folder.path("kb");
    let check = run_in(&kb, &["check", "--format", "json", "--deny", "warnings"]).exits(0);
    assert_eq!(check.json()["findings"], serde_json::json!([]));
    run_in(&kb, &["build"]).exits(0);
    assert!(folder.has("kb/public/index.html"));
    assert!(folder.read("kb/.gitignore").contains("public"), "the site is not committed");
}

#[test]
fn a_second_time_is_refused() {
    let folder = Folder::new();
    folder.run(&["init"]).exits(0);
    folder.write("opslore.yaml", "title: Mine\n");
    let before = tree(&folder.path(""));
    folder.run(&["init"]).exits(2).complains("opslore.yaml");
    assert_eq!(tree(&folder.path("")), before);
}

#[test]
fn what_is_there_stays() {
    let folder =
        Folder::with(&[("content/a.md", "# Mine\n"), (".gitignore", "mine\n"), ("README.md", "# Mine\n")]);
    folder.run(&["init"]).exits(0).complains(".gitignore: added `/public/`");
    assert_eq!(
        (folder.read(".gitignore"), folder.read("content/a.md")),
        ("mine\n/public/\n".into(), "# Mine\n".into())
    );
    assert!(folder.has("opslore.yaml") && !folder.has("content/index.md"), "no examples among real pages");
    folder.run(&["check", "--deny", "warnings"]).exits(0);
}

#[test]
fn pages_that_are_there_are_not_hidden() {
    let folder = Folder::with(&[("docs/disk.md", "# Disk\n\nText.\n"), ("README.md", "# Mine\n")]);
    folder
        .run(&["init"])
        .exits(0)
        .complains("no examples were written because the repository already has 1 Markdown file");
    assert!(folder.has("opslore.yaml") && !folder.has("content"));
    folder.run(&["build"]).exits(0);
    assert!(folder.has("public/docs/disk/index.html"));

    let folder = Folder::with(&[("README.md", "# Mine\n"), ("CODE_OF_CONDUCT.md", "# Us\n")]);
    folder.run(&["init"]).exits(0);
    assert!(folder.has("content/index.md"), "what is about the repository is no knowledge base");
}

#[test]
fn the_output_is_ignored_once() {
    for (old, new) in [
        ("public\n", "public\n"),
        ("a\r\n/public\r\n", "a\r\n/public\r\n"),
        ("a", "a\n/public/\n"),
        ("a\r\n", "a\r\n/public/\r\n"),
        ("", "/public/\n"),
        ("# /public/\n", "# /public/\n/public/\n"),
    ] {
        let folder = Folder::with(&[(".gitignore", old)]);
        folder.run(&["init"]).exits(0);
        assert_eq!(folder.read(".gitignore"), new, "{old:?}");
    }
}
