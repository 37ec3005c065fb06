//! `check --fix`, `--diff` and `--baseline`: an old repository is made clean, step by step.

use crate::support::{Folder, tree};

const IGNORED: &str = "# A\r\n\r\n<!-- opslore-ignore link/empty: why -->\r\nText.\r\n";

#[test]
fn fix_mends_in_place_and_a_second_run_changes_nothing() {
    let folder = Folder::with(&[("content/a.md", IGNORED), ("content/b.md", "# B\n\n[x](gone.md)\n")]);
    folder.run(&["check", "content/a.md"]).exits(0).complains("`opslore check --fix` can fix 1 of them");
    let run = folder.run(&["check", "--fix"]).exits(1).complains("fixed 1 finding in 1 file");
    assert!(run.out.contains("OL0301") && !run.out.contains("OL0901"), "{}", run.out);
    assert_eq!(folder.read("content/a.md"), "# A\r\n\r\nText.\r\n");
    let before = tree(&folder.path(""));
    folder.run(&["check", "--fix"]).exits(1).complains("no automatic fixes");
    assert_eq!(tree(&folder.path("")), before);
}

#[test]
fn diff_shows_what_fix_would_do_and_writes_nothing() {
    let folder = Folder::with(&[("content/a.md", IGNORED)]);
    let before = tree(&folder.path(""));
    let run = folder.run(&["check", "--diff"]).exits(1).complains("would fix 1 finding in 1 file");
    assert!(run.out.starts_with("--- a/content/a.md\n+++ b/content/a.md\n@@ "), "{}", run.out);
    assert!(run.out.contains("\n-<!-- opslore-ignore link/empty: why -->\r\n"), "{}", run.out);
    assert_eq!(tree(&folder.path("")), before);
    folder.git(&["init", "-q"]);
    folder.write("fix.patch", &run.out);
    folder.git(&["apply", "fix.patch"]);
    assert_eq!(folder.run(&["check", "--diff"]).exits(0).out, "");
}

#[test]
fn only_what_is_asked_for_is_mended() {
    let folder = Folder::with(&[("content/a.md", IGNORED), ("content/b.md", IGNORED)]);
    folder.run(&["check", "--fix", "content/b.md"]).exits(0);
    assert_eq!(folder.read("content/a.md"), IGNORED);
    assert_eq!(folder.read("content/b.md"), "# A\r\n\r\nText.\r\n");
}

#[cfg(unix)]
#[test]
fn a_mended_file_keeps_its_permissions() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::with(&[("content/a.md", IGNORED)]);
    let path = folder.path("content/a.md");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
    folder.run(&["check", "--fix"]).exits(0);
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
    assert_eq!(tree(&folder.path("content")).len(), 1, "nothing is left beside it");
}

#[test]
fn with_a_baseline_only_new_findings_count() {
    let folder = Folder::with(&[("content/a.md", "# A\n\n[x](gone.md) [y](lost.md)\n")]);
    folder
        .run(&["check", "--write-baseline", folder.path("known.json").to_str().unwrap()])
        .exits(0)
        .complains("2 findings");
    let known = folder.path("known.json");
    let check = || folder.run(&["check", "--format", "json", "--baseline", known.to_str().unwrap()]);
    assert_eq!(check().exits(0).json()["summary"]["errors"], 0);
    folder.write("content/a.md", "# A\n\nNew.\n\n[y](lost.md) [z](new.md)\n");
    let run = check().exits(1).complains("1 finding in the baseline");
    let findings = &run.json()["findings"];
    assert_eq!(findings.as_array().unwrap().len(), 1);
    assert!(findings[0]["message"].as_str().unwrap().contains("new.md"));
}

#[test]
fn a_baseline_that_cannot_be_read_is_2() {
    let folder = Folder::with(&[("content/a.md", "# A\n"), ("known.json", "[]")]);
    let check =
        |file: &str| folder.run(&["check", "--baseline", folder.path(file).to_str().unwrap()]).exits(2);
    check("none.json").complains("--write-baseline");
    check("known.json").complains("is not a baseline");
    folder.run(&["check", "--write-baseline", "x", "--since", "main"]).exits(2);
}
