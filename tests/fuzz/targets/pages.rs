//! Whole pages: one by itself, and a few that make a site.

use std::collections::HashSet;
use std::sync::{Arc, LazyLock};

use opslore::config::{Config, Overrides};
use opslore::diagnostic::{Finding, fix};
use opslore::files::{Files as _, Memory};
use opslore::page::Page;
use opslore::path::SitePath;
use opslore::place::{self, Place};
use opslore::site::Cache;
use opslore::text::Source;

use super::html;
use super::support::{check_findings, parts, schemas};
use crate::world::{World, path};

/// One page: read, rendered and fixed.
pub(super) fn page(input: &[u8]) {
    let page = read(input);
    check_findings(&page.findings, &page.source);
    if page.is_broken {
        assert!(!page.findings.is_empty());
        return;
    }
    for link in &page.outline.links {
        for span in [link.span, link.target_span] {
            assert!(page.source.text.get(span.start..span.end).is_some(), "{link:?}");
        }
    }
    let html = html::rendered(&page.source, page.front_matter.body, &page.outline);
    html::check(&html);
    check_words(page.body(), &html);
    check_fixes(&page.source.text, page.findings);
}

fn read(input: &[u8]) -> Page {
    static PLACE: LazyLock<Place> = LazyLock::new(|| {
        let source = Source::new(path("opslore.yaml"), "");
        let config = Config::resolve(&source, true, &Overrides::default()).unwrap();
        let collections = place::collections(&config, schemas());
        place::arrange(&[path("content/runbooks/a.md")], &config, &collections).remove(0)
    });
    let schema = Arc::clone(schemas().get("runbook").unwrap());
    Page::read(PLACE.clone(), input, schema, "runbooks/a", &jiff::tz::TimeZone::UTC)
}

/// Text without any markup is shown, every word of it.
fn check_words(body: &str, html: &str) {
    if body.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '\n' | ',' | ';' | '?')) {
        for word in body.split(|c: char| !c.is_alphanumeric()) {
            assert!(html.contains(word), "`{word}` is lost: {html}");
        }
    }
}

/// Fixes come to an end, and a text that is fixed is fixed.
fn check_fixes(text: &str, mut findings: Vec<Finding>) {
    let mut text = text.to_owned();
    let mut seen = HashSet::new();
    while seen.insert(text.clone()) {
        let (fixed, _) = fix::apply(&text, findings.iter().filter_map(|finding| finding.fix.as_ref()));
        if fixed == text {
            return;
        }
        text = fixed;
        findings = read(text.as_bytes()).findings;
    }
    panic!("fixes undo each other: {text}");
}

/// Three pages and a rule file, made into a site with a small theme.
pub(super) fn site(input: &[u8]) {
    let texts: [String; 3] = parts(input);
    let names = ["content/runbooks/a.md", "content/services/b.md", "content/c.md"];
    let mut pages = Memory::default();
    for (name, text) in names.iter().zip(&texts) {
        pages.insert(path(name), text.as_bytes());
    }
    static WORLD: LazyLock<World> =
        LazyLock::new(|| World::configured("base_url: https://ops.example.org\n"));
    let (site, findings) = WORLD.compile(&pages, &Cache::default());
    for finding in findings.iter().filter(|finding| finding.path.as_str().starts_with("content/")) {
        let bytes = pages.read(&finding.path).unwrap();
        check_findings(
            std::slice::from_ref(finding),
            &Source::new(finding.path.clone(), String::from_utf8_lossy(&bytes)),
        );
    }
    assert!(site.files.len() > 10, "a site comes out anyway");
    for (path, bytes) in &site.files {
        check_file(path, bytes);
    }
}

fn check_file(path: &SitePath, bytes: &[u8]) {
    assert!(!path.is_outside() && !path.as_str().contains('\\'), "{path}");
    if path.extension() == Some("json") {
        serde_json::from_slice::<serde_json::Value>(bytes).unwrap_or_else(|error| panic!("{path}: {error}"));
    }
    if path.extension() == Some("xml") {
        let text = std::str::from_utf8(bytes).unwrap();
        roxmltree::Document::parse(text).unwrap_or_else(|error| panic!("{path}: {error}"));
    }
}
