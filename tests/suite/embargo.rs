//! A page under embargo is in no file of a site that is written, whatever is asked for.

use std::fs;

use crate::support::{Folder, tree};

const SECTIONS: &str = "\n## Summary\n\nText.\n\n## Mitigation\n\nText.\n";

/// A knowledge base with one advisory whose front matter has these lines, and pages that lead to it.
fn folder(lines: &str) -> Folder {
    let advisory = format!(
        "---\ntitle: Heartstop\nid: heartstop\nseverity: high\naliases: [CVE-2099-1]\n{lines}\n---\n\
         ![Proof](proof.txt)\n{SECTIONS}"
    );
    let folder = Folder::with(&[
        ("content/advisories/heartstop.md", &advisory),
        ("content/advisories/proof.txt", "Heartstop, step by step"),
        ("content/advisories/open.md", &format!("---\ntitle: Open\nseverity: low\n---\n{SECTIONS}")),
        ("content/note.md", "# Note\n\nText.\n\nSee [it](advisories/heartstop.md) and [[heartstop]].\n"),
    ]);
    folder.write("content/draft.md", "---\ntitle: Later\ndraft: true\n---\n[dump](dump.txt)\n");
    folder.write("content/dump.txt", "of a draft");
    folder
}

/// The files of the site that show anything of the advisory.
fn traces(folder: &Folder) -> Vec<String> {
    let own = ["content/advisories/heartstop.md", "[[heartstop]]", "advisories/heartstop.md"];
    let shows = |text: &str| {
        let text = own.iter().fold(text.to_lowercase(), |text, name| text.replace(name, ""));
        text.contains("heartstop") || text.contains("cve-2099-1")
    };
    let files = tree(&folder.path("public")).into_iter();
    files
        .filter(|(path, (bytes, _))| shows(path) || shows(&String::from_utf8_lossy(bytes)))
        .map(|(path, _)| path)
        .filter(|path| path != "note/index.html" && path != "note/index.md" && !path.starts_with("search/"))
        .collect()
}

#[test]
fn it_is_left_out_although_the_build_keeps_going() {
    for lines in [
        "embargo_until: 9000-01-01",
        "embargo_until: 9000-01-01\ndraft: true",
        "embargo_until: soon",
        "embargo_until: 2030-02-31T00:00:00Z",
        "embargo_untill: 9000-01-01",
        "embargo_until: {year: 2031}",
        "embargo_until: 9000-01-01\nx: [",
        "x: \"unclosed\n",
    ] {
        for options in [&["build", "--keep-going"][..], &["build", "--keep-going", "--drafts"]] {
            let folder = folder(lines);
            let run = folder.run(options);
            assert!(run.code < 2, "{lines}: {}", run.err);
            assert_eq!(traces(&folder), Vec::<String>::new(), "{lines} {options:?}\n{}", run.err);
            assert!(
                run.err.contains("1 page was left out because it is under embargo"),
                "{lines}\n{}",
                run.err
            );
            assert!(folder.has("public/advisories/open/index.html"), "{lines}");
            let html = folder.read("public/note/index.html");
            assert!(!html.contains("href=\"../advisories/heartstop/\""), "{lines}: {html}");
        }
    }
}

#[test]
fn it_is_published_once_it_is_over_and_without_one() {
    for lines in ["embargo_until: 2020-01-01", "", "embargo_until:"] {
        let folder = folder(lines);
        folder.run(&["build"]).exits(0);
        assert!(folder.has("public/advisories/heartstop/index.html"), "{lines}");
        assert!(folder.has("public/advisories/proof.txt"));
    }
}

#[test]
fn no_severity_of_the_finding_publishes_it() {
    for severity in ["warning", "off"] {
        let folder = folder("embargo_until: 9000-01-01");
        folder.write("opslore.yaml", format!("rules: {{safety/embargo: {severity}}}\n"));
        folder.run(&["build"]).exits(0);
        assert_eq!(traces(&folder), Vec::<String>::new(), "{severity}");
        assert!(fs::metadata(folder.path("public/note/index.html")).is_ok());
    }
}

#[test]
fn links_to_it_say_why_they_lead_nowhere() {
    let folder = folder("embargo_until: 9000-01-01");
    let run = folder.run(&["check"]);
    let all = run.out + &run.err;
    assert!(all.contains("`content/advisories/heartstop.md` is under embargo and not published"), "{all}");
}

#[test]
fn files_that_only_drafts_link_to_are_not_published() {
    let folder = folder("");
    folder.run(&["build"]).exits(0);
    assert!(!folder.has("public/dump.txt"));
    folder.run(&["build", "--drafts"]).exits(0);
    assert!(folder.has("public/dump.txt"));
}
