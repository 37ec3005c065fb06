//! The edits that fix links: made once, they leave nothing to fix and nothing else changed.

use opslore::diagnostic::{Finding, fix};
use opslore::files::Memory;
use opslore::site::Cache;

use crate::world::{World, pages, path};

const NEW: &str = "---\ntitle: New\naliases: [/old/]\n---\n\n## What's up?\n";

fn world(text: &str) -> Memory {
    pages([
        ("content/a.md", text),
        ("content/guides/new name.md", NEW),
        ("content/Disk.md", "# Disk\n"),
        ("content/deep/only.md", "# Only\n\n## Part\n"),
        ("content/deep/only.png", "x"),
        ("content/deep/x (b).md", "# X\n"),
        ("content/deep/größe.md", "---\nid: grösse\n---\n\n# Größe\n\n## Mü\n"),
        ("content/deep/bíld.png", "x"),
    ])
}

/// The page once every fix has been made, and the findings that are left.
fn mended(text: &str) -> (String, Vec<Finding>) {
    let (_, findings) = World::new().compile(&world(text), &Cache::default());
    let own = findings.iter().filter(|finding| finding.path == path("content/a.md"));
    let (mended, _) = fix::apply(text, own.filter_map(|finding| finding.fix.as_ref()));
    let (_, left) = World::new().compile(&world(&mended), &Cache::default());
    (mended, left)
}

#[test]
fn what_has_one_right_answer_is_mended() {
    for (text, expected) in [
        ("[a](/old/#whats-up \"t\")", "[a](guides/new%20name.md#whats-up \"t\")"),
        ("[a](https://ops.example.org/old/)", "[a](guides/new%20name.md)"),
        ("[a](old.md)", "[a](guides/new%20name.md)"),
        ("<a href='disk.md#disk'>x</a>", "<a href='Disk.md#disk'>x</a>"),
        ("> [a][b]\r\n>\r\n> [b]: <disk.md> 'ü'\r\n", "> [a][b]\r\n>\r\n> [b]: <Disk.md> 'ü'\r\n"),
        ("ü [a](only.md?plain=1#part)", "ü [a](deep/only.md?plain=1#part)"),
        ("![a](img/only.png)", "![a](deep/only.png)"),
        ("[a](Disk.md:12)", "[a](Disk.md)"),
        ("# A b\n\n[a](#A-b) [a](#user-content-a-b)\n", "# A b\n\n[a](#a-b) [a](#a-b)\n"),
        ("[a](guides/new name.md) x", "[a](<guides/new name.md>) x"),
        ("x\n\n[b]: c\n[d]: Disk.md\n\n[d]\n", "x\n\n[d]: Disk.md\n\n[d]\n"),
        ("[b]\n\n[b]: Disk.md\n[B]: Disk.md\nx", "[b]\n\n[b]: Disk.md\n[B]: Disk.md\nx"),
        ("[b]\n\n[b]: Disk.md\n[b]: Disk.md\n", "[b]\n\n[b]: Disk.md\n"),
        ("x\n\n[b]: c\n\n[d]: Disk.md\n", "x\n"),
        ("x\r\n\r\n[b]: c\r\n", "x\r\n"),
        ("<a href=\"disk.md?a=1&amp;b=2#disk\">x</a>", "<a href=\"Disk.md?a=1&amp;b=2#disk\">x</a>"),
        ("[a](<x (b).md>) [a](x%20%28b%29.md)", "[a](<deep/x (b).md>) [a](deep/x%20(b).md)"),
        ("[a](.\\deep\\only.md)", "[a](./deep/only.md)"),
        ("[a](deep/only.md for more", "[a](deep/only.md) for more"),
        ("ü [the page] (deep/only.md#part).", "ü [the page](deep/only.md#part)."),
        ("ü (page)[deep/only.md], x", "ü [page](deep/only.md), x"),
        ("[a](https:/example.org/x)", "[a](https://example.org/x)"),
        ("[a](/O%4Cd/)", "[a](guides/new%20name.md)"),
        ("[a](deep/gro\u{308}ße.md#mü)", "[a](deep/größe.md#mü)"),
        ("[a](deep/größe.md#mu\u{308})", "[a](deep/größe.md#mü)"),
        ("![a](deep/bi\u{301}ld.png)", "![a](deep/bíld.png)"),
        ("---\nrelated: \"gro\u{308}sse\"\n---\n# A\n", "---\nrelated: \"grösse\"\n---\n# A\n"),
    ] {
        let (mended, left) = mended(text);
        assert_eq!(mended, expected, "{text}");
        let may_stay = |finding: &&Finding| finding.fix.is_some();
        assert_eq!(left.iter().filter(may_stay).count(), 0, "{text}: {left:?}");
    }
}

#[test]
fn what_has_several_answers_or_none_is_left() {
    for text in [
        "[a](disc.md)",
        "[a](only.md#gone)",
        "[[disk gone]]",
        "<https://ops.example.org/old/>",
        "[a](#gone)",
        "[aa][bb]\n\n[c]: d\n",
        "[^1] and\n\n[^2]: x\n",
        "[a](not there.md)",
    ] {
        assert_eq!(mended(text).0, text);
    }
}
