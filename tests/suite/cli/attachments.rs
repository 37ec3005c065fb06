//! Linked files in the site that `build` writes: what is published, as what, and what is not.

use std::fs;

use crate::support::Folder;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

fn base(page: &str) -> Folder {
    Folder::with(&[("content/a.md", page), ("opslore.yaml", "title: Ops\n")])
}

#[test]
fn an_svg_image_is_published_without_what_acts() {
    let folder = base("# A\n\n![x](x.svg) [x](x.svg) ![[y.svg]]\n\n<img src=\"z.svg\" alt=\"z\">\n");
    for name in ["x", "y", "z"] {
        let svg = "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'><script>alert(2)</script>\
                   <a href='javascript:alert(3)'><rect width='1' height='1'/></a></svg>";
        folder.write(&format!("content/{name}.svg"), svg);
    }
    folder.run(&["build"]).exits(0).complains("is published without");
    let cleaned = "<svg xmlns=\"http://www.w3.org/2000/svg\"><rect width=\"1\" height=\"1\"/></svg>\n";
    for name in ["x", "y", "z"] {
        assert_eq!(folder.read(&format!("public/{name}.svg")), cleaned);
    }
    assert!(folder.read("content/x.svg").contains("onload"), "the source stays");
}

#[test]
fn what_is_not_published_is_not_linked() {
    let page = "# A\n\n[a](a.html) [b](b.php.png) [c](c.xyz) ![d](d.png) [e](e.txt) ![f](f.svg) [g](G.SHTML) ![h](h.png)\n";
    let folder = base(page);
    for name in ["a.html", "b.php.png", "c.xyz", "d.png", "f.svg", "G.SHTML"] {
        folder.write(&format!("content/{name}"), "<script>alert(1)</script>");
    }
    folder.write("content/e.txt", b"PK\x03\x04\0\0");
    folder.write("content/h.png", PNG);
    folder.write("content/unlinked.txt", "x");
    folder.run(&["build", "--keep-going"]).exits(1);
    for name in ["a.html", "b.php.png", "c.xyz", "d.png", "e.txt", "f.svg", "G.SHTML", "unlinked.txt"] {
        assert!(!folder.has(&format!("public/{name}")), "{name}");
    }
    let html = folder.read("public/a/index.html");
    assert_eq!(html.matches("class=\"missing\"").count(), 7, "{html}");
    assert_eq!(fs::read(folder.path("public/h.png")).unwrap(), PNG);
}

#[test]
fn what_begins_with_a_dot_is_published_by_another_name_or_not_at_all() {
    let folder = base(
        "# A\n\n![a](.hidden/a.png) [b](.env.example) [c](.attachments/c.pdf) [d](.env) [e](.git/e.png) [f](.kube/config)\n",
    );
    for name in [".hidden/a.png", ".git/e.png"] {
        folder.write(&format!("content/{name}"), PNG);
    }
    folder.write("content/.attachments/c.pdf", "%PDF-1.7\n");
    for name in [".env.example", ".env", ".kube/config"] {
        folder.write(&format!("content/{name}"), "REGION=eu\n");
    }
    folder.run(&["build", "--keep-going"]).exits(1).complains("there is no file `.git/e.png`");
    for name in ["dot-hidden/a.png", "dot-env.example", "dot-attachments/c.pdf"] {
        assert!(folder.has(&format!("public/{name}")), "{name}");
    }
    let html = folder.read("public/a/index.html");
    assert!(
        html.contains("src=\"../dot-hidden/a.png\"") && html.contains("href=\"../dot-env.example\""),
        "{html}"
    );
    assert_eq!(html.matches("class=\"missing\"").count(), 3, "{html}");
    for name in ["dot-env", ".env", "dot-git", ".git", "dot-kube", ".kube"] {
        assert!(!folder.has(&format!("public/{name}")), "{name}");
    }
}

#[test]
fn a_configuration_allows_kinds_that_nothing_runs() {
    let folder = base("# A\n\n[a](a.step)\n");
    folder.write("content/a.step", "solid");
    folder.run(&["build"]).exits(0).complains("attachments: {allow: [step]}");
    assert!(!folder.has("public/a.step"));
    folder.write("opslore.yaml", "attachments: {allow: [step]}\n");
    folder.run(&["check", "--deny", "warnings"]).exits(0);
    folder.run(&["build"]).exits(0);
    assert_eq!(folder.read("public/a.step"), "solid");
    folder.write("opslore.yaml", "attachments:\n  allow: [step, phtml]\n");
    folder.run(&["build"]).exits(2).complains("opslore.yaml:2:17").complains("a web server would run");
}

#[test]
fn an_address_where_an_image_should_be_is_never_loaded() {
    let folder = base(
        "# A\n\n![m](mailto:a@example.org) ![t](tel:1) ![d](data:image/svg+xml,x) ![s](//example.org/x.png) \
         ![u](https:/example.org/x.png)\n",
    );
    folder.run(&["build", "--keep-going"]);
    let html = folder.read("public/a/index.html");
    let html = html.split("data-search-body").nth(1).unwrap();
    assert!(!html.contains("<img"), "{html}");
    assert!(html.contains("href=\"mailto:a@example.org\""), "{html}");
}

#[test]
fn names_that_look_the_same_are_one_too_many() {
    let folder = base("# A\n\n[one](gr\u{f6}sse.txt) [two](gro\u{308}sse.txt)\n");
    folder.write("content/gr\u{f6}sse.txt", "1");
    folder.write("content/gro\u{308}sse.txt", "2");
    folder
        .run(&["build"])
        .exits(1)
        .complains("differ in their Unicode normalization only")
        .complains("linked here");
}

#[test]
fn every_system_can_hold_what_is_written() {
    let folder = base("# A\n\n[one](nul.txt) [two](a%7Cb.txt) [con](con.md)\n");
    folder.write("content/nul.txt", "1");
    folder.write("content/a|b.txt", "2");
    folder.write("content/con.md", "# Con\n\n[a](a.md)\n");
    folder
        .run(&["build", "--out", "public", "--archive", "kb.zip"])
        .exits(0)
        .complains("Windows cannot hold");
    assert_eq!(
        (folder.read("public/_nul.txt"), folder.read("public/a-b.txt")),
        ("1".to_owned(), "2".to_owned())
    );
    assert!(folder.has("public/con/index.html"), "a page keeps its URL");
    let zip = zip::ZipArchive::new(fs::File::open(folder.path("kb.zip")).unwrap()).unwrap();
    let names: Vec<String> = zip.file_names().map(|name| name.unwrap().to_string()).collect();
    assert!(
        names.contains(&"kb/_con/index.html".to_owned()) && !names.iter().any(|name| name.contains("/con/"))
    );
}

#[test]
fn markdown_is_text_to_a_browser_that_has_to_guess() {
    let folder = base("\n <script>alert(1)</script>\n");
    folder.write("content/b.md", "# <script>\n");
    folder.run(&["build", "--keep-going"]);
    assert_eq!(folder.read("public/a/index.md"), "\u{feff}\n <script>alert(1)</script>\n");
    assert_eq!(folder.read("public/b/index.md"), "# <script>\n");
}
