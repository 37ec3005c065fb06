//! A secret in a page is told of, and shown nowhere.

use crate::support::Folder;

/// A token that no vendor gave out, in parts, so that this file holds none.
fn token() -> String {
    ["gh", "p_", "DNxrq7Wm", "Tz7KfQ2sLv9B", "cXy4Rj8Hn1Pd", "Ae3U"].concat()
}

#[test]
fn no_report_quotes_a_secret_and_no_baseline_keeps_one() {
    let token = token();
    let page = format!(
        "---\ntitle: A\nowner: x\ntier: {token}\ndepends_on: [{token}]\n---\n\n[x](nope-{token}.md)\n"
    );
    let folder = Folder::with(&[("content/services/a.md", &page)]);
    for format in ["human", "json", "sarif", "github", "gitlab", "junit"] {
        let run = folder.run(&["check", "--format", format]).exits(1);
        let shown = run.out + &run.err;
        assert!(shown.contains("OL0801") && shown.contains("OL0201"), "{format}: {shown}");
        assert!(!shown.to_lowercase().contains(&token[4..].to_lowercase()), "{format}: {shown}");
    }
    let baseline = folder.path("known.json");
    folder.run(&["check", "--write-baseline", baseline.to_str().unwrap()]).exits(0);
    assert!(!folder.read("known.json").contains(&token[4..]));
    // The secret is known, another finding on its line is not.
    folder.write("content/services/a.md", format!("{page}\n[y](gone.md) {token}\n"));
    let run = folder.run(&["check", "--baseline", baseline.to_str().unwrap()]).exits(1);
    assert!(run.err.contains("gone.md") && !run.err.contains(&token[4..]), "{}", run.err);
}
