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
    folder.run(&["init"]).exits(0).complains(".gitignore exists already");
    assert_eq!(
        (folder.read(".gitignore"), folder.read("content/a.md")),
        ("mine\n".into(), "# Mine\n".into())
    );
    assert!(folder.has("opslore.yaml") && !folder.has("content/index.md"), "no examples among real pages");
    folder.run(&["check", "--deny", "warnings"]).exits(0);
}
