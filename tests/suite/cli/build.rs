//! `build`: what it writes, and when it does not.

use super::RUNBOOK;
use crate::support::{Folder, finish, program, run_in, tree};

#[test]
fn what_the_contract_promises_is_there() {
    let folder = Folder::with(&[
        ("content/runbooks/Disk Full.md", RUNBOOK),
        ("opslore.yaml", "base_url: https://o.example\n"),
    ]);
    folder.run(&["build"]).exits(0).complains("1 page in");
    for path in [
        "index.html",
        "runbooks/index.html",
        "runbooks/disk-full/index.html",
        "a/NodeDiskFull/index.html",
        "api/pages.json",
        "api/alerts.json",
        "api/graph.json",
        "feed.xml",
        "sitemap.xml",
        "robots.txt",
        "404.html",
        "llms.txt",
        "manifest.webmanifest",
        "sw.js",
        "_headers",
        "_redirects",
    ] {
        assert!(folder.has(&format!("public/{path}")), "{path}");
    }
    assert_eq!(folder.read("public/runbooks/disk-full/index.md"), RUNBOOK, "the Markdown as written");
    assert!(folder.read("public/_redirects").contains("/a/nodediskfull/ /runbooks/disk-full/ 301"));
    assert!(std::fs::read_dir(folder.path("public/search")).unwrap().count() > 0);
}

#[test]
fn a_site_without_an_address_has_no_map_of_addresses() {
    let folder = Folder::with(&[("content/a.md", "# A\n")]);
    folder.run(&["build"]).exits(0);
    assert!(!folder.has("public/sitemap.xml"), "search engines read full addresses only");
    folder.run(&["build", "--base-url", "https://o.example/kb"]).exits(0);
    assert!(folder.read("public/sitemap.xml").contains("<loc>https://o.example/kb/a/</loc>"));
}

#[test]
fn errors_leave_no_site_behind() {
    let folder = Folder::with(&[("content/a.md", "[x](gone.md)\n")]);
    let run = folder.run(&["build"]).exits(1).complains("OL0301").complains("--keep-going");
    assert_eq!(run.out, "");
    assert!(!folder.has("public"));
}

#[test]
fn errors_leave_the_last_site_as_it_was() {
    let folder = Folder::with(&[("content/a.md", "# A\n"), ("content/b.md", "# B\n")]);
    folder.run(&["build"]).exits(0);
    let before = tree(&folder.path("public"));
    folder.write("content/a.md", "# Another\n\n[x](gone.md)\n");
    std::fs::remove_file(folder.path("content/b.md")).unwrap();
    folder.run(&["build"]).exits(1);
    assert_eq!(tree(&folder.path("public")), before, "every byte and every time stamp");
    folder.write("opslore.yaml", "titel: x\n");
    folder.run(&["build"]).exits(2);
    assert_eq!(tree(&folder.path("public")), before);
}

#[test]
fn keep_going_writes_what_can_be_rendered() {
    let folder = Folder::with(&[
        ("content/good.md", "# Good\n\nText.\n"),
        ("content/link.md", "# Link\n\nBefore [x](gone.md) after.\n"),
        ("content/front.md", "---\ntitle: Front: matter\n---\n\nStill here.\n"),
    ]);
    folder.write("content/bytes.md", b"# Bytes \xff\n");
    let run = folder.run(&["build", "--keep-going"]).exits(1);
    for code in ["OL0001", "OL0100", "OL0301"] {
        assert!(run.err.contains(code), "{code}");
    }
    assert!(folder.read("public/good/index.html").contains("Text."));
    assert!(folder.read("public/link/index.html").contains("Before "));
    assert!(folder.read("public/front/index.html").contains("Still here."));
    let broken = folder.read("public/bytes/index.html");
    assert!(broken.contains("OL0001") && broken.contains("0xff"), "the page shows its findings");
}

#[test]
fn keep_going_without_errors_is_0() {
    let folder = Folder::with(&[("content/a.md", "# A\n")]);
    folder.run(&["build", "--keep-going"]).exits(0);
}

#[test]
fn warnings_do_not_keep_a_site_from_being_written() {
    let folder = Folder::with(&[("content/a.md", "# A\n\n[x]()\n")]);
    folder.run(&["build"]).exits(0).complains("OL0304");
    assert!(folder.has("public/a/index.html"));
}

#[test]
fn base_url_on_the_command_line_wins() {
    let folder =
        Folder::with(&[("content/a.md", "# A\n"), ("opslore.yaml", "base_url: https://one.example.org\n")]);
    folder.run(&["build"]).exits(0);
    assert!(folder.read("public/sitemap.xml").contains("https://one.example.org/a/"));
    folder.run(&["build", "--base-url", "https://two.example.org/kb/"]).exits(0);
    let site_map = folder.read("public/sitemap.xml");
    assert!(site_map.contains("https://two.example.org/kb/a/") && !site_map.contains("one.example"));
    assert!(folder.read("public/robots.txt").contains("https://two.example.org/kb/sitemap.xml"));
    let before = tree(&folder.path("public"));
    folder
        .run(&["build", "--base-url", "two.example.org"])
        .exits(2)
        .complains("`--base-url two.example.org`");
    assert_eq!(tree(&folder.path("public")), before);
}

#[test]
fn drafts_are_published_only_when_wanted() {
    let folder = Folder::with(&[
        ("content/a.md", "---\ntitle: Unfinished\ndraft: true\nalerts: x\n---\n"),
        ("content/runbooks/b.md", &RUNBOOK.replacen("title", "draft: true\ntitle", 1)),
        ("content/c.md", "# C\n"),
    ]);
    folder.run(&["build"]).exits(0);
    let leaks = |word: &str| {
        let site = tree(&folder.path("public"));
        let mut files = site.iter().filter(|(_, (bytes, _))| String::from_utf8_lossy(bytes).contains(word));
        files.next().map(|(path, _)| path.clone())
    };
    assert_eq!((leaks("Unfinished"), leaks("NodeDiskFull")), (None, None));
    assert!(!folder.has("public/a") && !folder.has("public/runbooks"));
    folder.run(&["build", "--drafts"]).exits(0);
    assert!(folder.has("public/a/index.html") && folder.has("public/a/NodeDiskFull/index.html"));
    folder.run(&["build"]).exits(0);
    assert!(!folder.has("public/a/index.html"), "what is no longer published is removed");
}

#[test]
fn a_configuration_outside_the_root() {
    let root = Folder::with(&[
        ("docs/racks/one.md", "---\ntitle: One\nroom: A\n---\n"),
        ("docs/readme.md", "# Not ours\n"),
        ("schemas/rack.schema.json", "no schema of ours"),
    ]);
    let rack = r#"{"title": "Rack", "x-opslore": {"collection": {"title": "Racks", "folder": "racks"}},
        "properties": {"title": {"type": "string"}, "room": {"enum": ["A", "B"], "x-opslore": {"facet": true}}}}"#;
    let beside = Folder::with(&[
        ("rack.yaml", "title: Theirs\ncontent: docs\ntheme: plain\n"),
        ("schemas/rack.schema.json", rack),
        ("themes/plain/templates/page.html", "plain {{ title }}"),
    ]);
    let before = tree(&root.path(""));
    let config = beside.path("rack.yaml");
    let config = config.to_str().unwrap();
    root.run(&["check", "--deny", "warnings", "--config", config]).exits(0);
    let site = Folder::new();
    root.run(&["build", "--config", config, "--out", site.path("site").to_str().unwrap()]).exits(0);
    assert_eq!(site.read("site/racks/one/index.html"), "plain One");
    assert!(site.read("site/api/pages.json").contains(r#""type":"rack""#));
    assert_eq!(tree(&root.path("")), before, "nothing is written into the root");
    root.write("docs/racks/two.md", "---\ntitle: Two\nroom: C\n---\n");
    root.run(&["check", "--config", config]).exits(1).finds("docs/racks/two.md:3:7");
}

#[test]
fn no_content_at_all() {
    let folder = Folder::new();
    folder.run(&["check"]).exits(0).complains("no errors in 0 pages");
    folder.run(&["build"]).exits(0);
    assert!(folder.has("public/index.html"));
    assert_eq!(folder.run(&["search", "--json", "x"]).exits(0).json(), serde_json::json!([]));
    let folder = Folder::new();
    std::fs::create_dir(folder.path("content")).unwrap();
    folder.run(&["build"]).exits(0);
}

#[test]
fn the_root_is_the_current_folder() {
    let folder = Folder::with(&[("content/a.md", "# A\n")]);
    run_in(&folder.path(""), &["build"]).exits(0).complains(" to public (");
    assert!(folder.has("public/a/index.html"));
    // And `public` belongs to the root, not to the current folder.
    let elsewhere = Folder::new();
    run_in(&elsewhere.path(""), &["build", "--root", folder.path("").to_str().unwrap()]).exits(0);
    assert!(!elsewhere.has("public"));
}

#[test]
fn no_git_at_all() {
    let folder = Folder::with(&[("content/a.md", "# A\n")]);
    let root = folder.path("");
    finish(program(&root).args(["build", "--root", root.to_str().unwrap()]).env("PATH", "/nonexistent"));
    assert!(folder.has("public/a/index.html"));
    let run = finish(program(&root).args(["check", "--since", "HEAD"]).env("PATH", "/nonexistent"));
    run.exits(2).complains("git could not be started");
}

#[test]
fn dates_of_change_come_from_git_unless_the_clone_is_shallow() {
    let origin = Folder::with(&[
        ("content/a.md", "# A\n"),
        ("content/b.md", "---\ntitle: B\nupdated: 2020-02-02\n---\n"),
    ]);
    origin.git(&["init", "-q"]);
    origin.git(&["add", "."]);
    origin.git(&["commit", "-qm", "first", "--date", "2021-03-04T05:06:07Z"]);
    let updated = |folder: &Folder, root: &str| {
        let pages: serde_json::Value =
            serde_json::from_str(&folder.read(&format!("{root}public/api/pages.json"))).unwrap();
        let pages = pages["pages"].as_array().unwrap();
        pages.iter().map(|page| page["updated"].as_str().map(str::to_owned)).collect::<Vec<_>>()
    };
    origin.run(&["build"]).exits(0);
    let dates = updated(&origin, "");
    assert!(dates[0].is_some(), "{dates:?}");
    assert_eq!(dates[1].as_deref(), Some("2020-02-02"));
    std::fs::remove_dir_all(origin.path("public")).unwrap();

    let clone = Folder::new();
    let url = format!("file://{}", origin.path("").display());
    clone.git(&["clone", "-q", "--depth", "1", &url, "kb"]);
    run_in(&clone.path("kb"), &["build"]).exits(0).complains("shallow");
    assert_eq!(updated(&clone, "kb/"), [None, Some("2020-02-02".to_owned())]);
}

#[test]
fn an_old_url_that_the_site_has_today_leads_nowhere_else() {
    let folder = Folder::with(&[
        ("content/foo.md", "# Foo\n"),
        ("content/bar.md", "---\naliases: [/Foo/, /old/]\n---\n# Bar\n"),
    ]);
    folder.run(&["build", "--keep-going"]).exits(1).complains("OL0406");
    assert_eq!(folder.read("public/_redirects"), "/old /bar/ 301\n/old/ /bar/ 301\n");
}

#[test]
fn an_old_url_leads_to_its_page_in_every_spelling() {
    let aliases =
        "['/%C3%BCber/', '/My%20Page/', '/My Page/', '/wiki/Help%3AFoo/', '/a%2Fb', /c+d/, /New/, '/e%3F']";
    let folder = Folder::with(&[("content/new.md", &format!("---\naliases: {aliases}\n---\n# New\n"))]);
    let run = folder.run(&["build"]).exits(0).complains("OL0325");
    assert_eq!(run.err.matches("OL0325").count(), 2, "{}", run.err);
    for file in ["über", "My Page", "wiki/Help:Foo", "a/b", "c+d"] {
        let page = folder.read(&format!("public/{file}/index.html"));
        assert!(page.contains(&format!("{}new/", "../".repeat(file.split('/').count()))), "{file}: {page}");
    }
    assert!(!folder.has("public/e?"), "Netlify refuses a deploy with such a file");
    assert!(
        folder.read("public/new/index.html").contains("New</h1>"),
        "also where letter case does not count"
    );
    let rules = folder.read("public/_redirects");
    for from in [
        "%C3%BCber",
        "u%CC%88ber",
        "My%20Page",
        "wiki/Help%3AFoo",
        "a/b",
        "a%2Fb",
        "c%2Bd",
        "c+d",
        "New",
        "e%3F",
    ] {
        for form in [format!("/{from} /new/ 301\n"), format!("/{from}/ /new/ 301\n")] {
            assert_eq!(rules.matches(&form).count(), 1, "{form} in {rules}");
        }
    }
    assert!(!rules.contains(":Foo"), "Cloudflare would take it for a placeholder");
}

#[test]
fn what_browsers_keep_is_configured() {
    let folder = Folder::with(&[("content/runbooks/Disk Full.md", RUNBOOK)]);
    folder.run(&["build"]).exits(0);
    assert!(folder.read("public/sw.js").starts_with("const SITE = {\"complete\":true"));
    assert!(folder.read("public/index.html").contains("offline.js?v="));
    folder.write("opslore.yaml", "offline: {precache: 1KB}\n");
    folder.run(&["build"]).exits(0);
    assert!(folder.read("public/sw.js").starts_with("const SITE = {\"complete\":false"));
    folder.write("opslore.yaml", "offline: false\n");
    folder.run(&["build"]).exits(0);
    assert!(folder.read("public/sw.js").contains("unregister"), "readers of before get rid of it");
    assert!(!folder.read("public/index.html").contains("offline.js"));
}
