//! Ids: what the theme needs for itself and what authors choose never meet on a page.

use std::collections::BTreeMap;

use opslore::site::Cache;

use crate::world::{World, pages};

/// Every id in a page, with how often it is there.
fn ids(html: &str) -> BTreeMap<&str, usize> {
    let mut found = BTreeMap::new();
    for id in html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
        *found.entry(id).or_default() += 1;
    }
    found
}

const HEADINGS: &str = "---\ntitle: Page\n---\n\n\
    ## Main\n\n## Search\n\n## Contents\n\n## Contents title\n\n## Filter\n\n## Sort\n\n## More\n\n## Recent\n\n\
    ## Outline\n\n## E0\n\n## ol:main\n\n## Nav {#ol:search}\n\n## Field timeline\n\n## Fn 1\n\n## Fnref 1\n\n\
    ## Diagram 1 title\n\n## Constructor\n\n## `__proto__`\n\n\
    <a name=\"ol:contents\"></a><a id=\"ol:diagram:1:title\"></a><a id=\"search\"></a><img name=\"cookie\" src=\"x.png\" alt=\"x\">\n\n\
    Text[^1].\n\n[^1]: Note.\n\n```mermaid\nflowchart LR\n  main --> search\n```\n";

#[test]
fn headings_keep_their_names_and_the_theme_its_own() {
    let memory = pages([
        ("content/a/index.md", HEADINGS),
        ("content/index.md", HEADINGS),
        ("content/a/b.md", "# B\n"),
    ]);
    let (output, _) = World::new().compile(&memory, &Cache::default());
    let mut seen = 0;
    for (path, bytes) in output.files.iter().filter(|(path, _)| path.as_str().ends_with(".html")) {
        let html = String::from_utf8_lossy(bytes);
        let ids = ids(&html);
        let twice: Vec<_> = ids.iter().filter(|(_, count)| **count > 1).collect();
        assert!(twice.is_empty(), "{path}: {twice:?}");
        if ids.contains_key("field-timeline") {
            seen += 1;
            for own in [
                "main",
                "search",
                "contents",
                "filter",
                "sort",
                "more",
                "nav",
                "olmain",
                "constructor",
                "__proto__",
            ] {
                assert!(ids.contains_key(own), "{path}: {own} is not in {ids:?}");
            }
            assert!(ids.contains_key("ol:main") && html.contains("href=\"#ol:main\""), "{path}");
            assert!(!html.contains("cookie"), "{path}: a name would shadow a member of the document");
        } else {
            // What nobody wrote a heading for belongs to the theme.
            assert!(ids.keys().all(|id| id.starts_with("ol:") || *id == "b"), "{path}: {ids:?}");
        }
    }
    assert!(seen >= 1, "no page with the headings");
}
