//! Whatever is in a page, the program does not panic: a pull request is not to stop anybody.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use opslore::files::{Files, Memory};
use opslore::path::SitePath;
use opslore::site::Cache;
use proptest::prelude::*;

use crate::support::Folder;
use crate::world::{World, path};

/// Files of which some panic when they are read, as a bug of ours would: pages at once, others on demand.
struct Buggy {
    files: Memory,
    is_late: AtomicBool,
}

impl Files for Buggy {
    fn paths(&self) -> Vec<SitePath> {
        self.files.paths()
    }

    fn read(&self, path: &SitePath) -> io::Result<Arc<[u8]>> {
        let is_late = path.file_name() == "late.png" && self.is_late.load(Ordering::Relaxed);
        assert!(path.file_name() != "buggy.md" && !is_late, "a bug");
        self.files.read(path)
    }
}

#[test]
fn a_bug_that_one_file_meets_is_a_finding_at_that_file() {
    let mut files = Memory::default();
    files.insert(path("content/a.md"), *b"# A\n\n![a picture](late.png)\n\n[gone](gone.md)\n");
    files.insert(path("content/buggy.md"), *b"# B\n");
    files.insert(path("content/late.png"), *b"\x89PNG\r\n\x1a\n");
    let files = Arc::new(Buggy { files, is_late: AtomicBool::new(false) });
    let (site, findings) = World::new().plan(files.clone(), &Cache::default());
    let found: Vec<_> =
        findings.iter().map(|one| (one.path.as_str(), one.rule.code, one.is_of_system)).collect();
    assert_eq!(found, [("content/a.md", "OL0301", false), ("content/buggy.md", "OL0002", true)]);
    files.is_late.store(true, Ordering::Relaxed);
    let (output, findings) = site.unwrap().whole();
    assert!(output.files.contains_key(&path("a/index.html")));
    let found: Vec<_> = findings.iter().map(|one| (one.path.as_str(), one.rule.code)).collect();
    assert_eq!(found, [("content/late.png", "OL0002")]);
}

/// Pieces of YAML, Markdown and HTML that mean something, to be strung together.
const PIECES: &[&str] = &[
    "---\n",
    "---",
    "...\n",
    "+++\n",
    "title",
    ": ",
    ":",
    "- ",
    "\n",
    "\n\n",
    "\r\n",
    "\t",
    "  ",
    "[",
    "]",
    "{",
    "}",
    "(",
    ")",
    "&a",
    "*a",
    "!!str",
    "!",
    "|\n",
    ">-\n",
    "'",
    "\"",
    "\\",
    "#",
    "# ",
    "## ",
    "%",
    "@",
    "`",
    "```\n",
    "~~~sh\n",
    "    ",
    "> ",
    "> [!NOTE]\n",
    "1. ",
    "- [ ] ",
    "| a | b |\n|---|---|\n",
    "|",
    "**",
    "__",
    "~~",
    "![",
    "](",
    "[x](a.md)",
    "[x](#y)",
    "[[a|b]]",
    "[[",
    "]]",
    "[^1]",
    "[^1]: ",
    "<",
    ">",
    "<b>",
    "</b>",
    "<script>",
    "<!--",
    "-->",
    "<a href=\"",
    "<table><tr><td>",
    "</table>",
    "<details>",
    "&amp;",
    "&#0;",
    "&#x110000;",
    "https://",
    "javascript:",
    "\u{feff}",
    "\u{0}",
    "ü",
    "🔥",
    "\u{202e}",
    "a\u{301}",
    "日本",
    // One of each length in bytes, so that what counts in bytes meets the middle of a character.
    "漢",
    "[^",
    "services",
    "alerts",
    "timeline",
    "at: ",
    "2025-01-01",
    "draft: true\n",
    "{#id}",
    "$$",
    "\u{c}",
    "x",
    "y ",
    "aliases: [",
    "id: ",
    "../",
    "%2e%2e/",
    "%ff",
    "?",
    ".md",
    ".md:1",
];

fn soup() -> impl Strategy<Value = Vec<u8>> {
    let soup = prop::collection::vec(prop::sample::select(PIECES), 0..60)
        .prop_map(|pieces| pieces.concat().into_bytes());
    let fenced = prop::collection::vec(prop::sample::select(PIECES), 0..40).prop_map(|pieces| {
        format!("---\ntitle: x\n{}\n---\n{}", pieces.concat(), pieces.concat()).into_bytes()
    });
    let bytes = prop::collection::vec(any::<u8>(), 0..200);
    let text = ".{0,80}".prop_map(String::into_bytes);
    prop_oneof![4 => soup, 4 => fenced, 1 => bytes, 1 => text]
}

fn compile(contents: &[Vec<u8>]) -> usize {
    let folders = ["", "runbooks/", "postmortems/", "services/", "decisions/"];
    let mut pages = Memory::default();
    for (index, bytes) in contents.iter().enumerate() {
        pages.insert(path(&format!("content/{}{index}.md", folders[index % folders.len()])), bytes.clone());
    }
    pages.insert(path("content/a.md"), *b"# A\n");
    let (site, findings) = World::new().compile(&pages, &Cache::default());
    for finding in &findings {
        let read = finding.path.as_str().starts_with("content/").then(|| pages.read(&finding.path).unwrap());
        let length = read.map_or(0, |bytes| bytes.len());
        assert!(finding.span.start <= finding.span.end && finding.span.end <= length, "{finding:?}");
    }
    site.files.len()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_survived(contents in prop::collection::vec(soup(), 1..10)) {
        prop_assert!(compile(&contents) > 10, "a site comes out all the same");
    }
}

/// Each took from ten seconds to some minutes when its cost grew with the square of its length.
const PATIENCE: Duration = Duration::from_secs(60);

#[test]
fn broken_links_on_one_line_are_folded_for_people_and_all_there_for_machines() {
    let links: String = (0..50_000).map(|nth| format!("[a](b{nth}.md) ")).collect();
    let folder = Folder::with(&[("content/a.md", &links)]);
    for format in ["json", "human", "sarif", "github", "gitlab", "junit"] {
        let begun = Instant::now();
        let run = folder.run(&["check", "--format", format]).exits(1);
        assert!(begun.elapsed() < PATIENCE, "{format}");
        if format == "human" {
            assert!(run.out.contains("(50000 times in 1 file, 50000 different)"), "{}", run.out);
            assert!(run.out.len() < 10_000, "{} bytes", run.out.len());
        } else {
            assert!(run.out.contains("b0.md") && run.out.contains("b49999.md"), "{format}");
            // What each costs does not grow with how many there are.
            assert!(run.out.len() < 50_000 * 2000, "{format}: {} bytes", run.out.len());
        }
        if format == "json" {
            let json = run.json();
            assert_eq!(json["findings"].as_array().unwrap().len(), 50_000);
            assert_eq!(json["summary"]["errors"], 50_000);
            assert_eq!(json["findings"][299]["start"]["column"], links.find("[a](b299.").unwrap() + 5);
        }
    }
}

#[test]
fn a_configuration_of_brackets_is_refused_at_once() {
    let config = format!("title: {}\n", "[".repeat(80_000));
    let folder = Folder::with(&[("content/a.md", "# A\n"), ("opslore.yaml", &config)]);
    let begun = Instant::now();
    folder.run(&["check"]).exits(2).finds("nested deeper than 64 levels");
    assert!(begun.elapsed() < PATIENCE);
}

#[test]
fn what_is_deep_or_long_is_survived() {
    let depths = [
        "> ".repeat(3000),
        "- ".repeat(3000),
        "[".repeat(20_000),
        "*a ".repeat(5000),
        "<div>".repeat(3000),
        format!("---\na: {}\n---\n", "[".repeat(30_000)),
        format!("---\na: {}\n---\n", "{a: ".repeat(10_000)),
        format!("---\n{}\n---\n", "- ".repeat(10_000)),
        "![](".repeat(5000),
        "| a ".repeat(3000) + "\n" + &"|---".repeat(3000) + "\n",
        "a\n".repeat(50_000),
        "`".repeat(30_000),
        "<a href=".repeat(3000),
        "[[a|".repeat(3000),
        format!("[x](#{})", "y".repeat(50_000)),
    ];
    let contents: Vec<_> = depths.into_iter().map(String::into_bytes).collect();
    assert!(compile(&contents) > 10);
}
