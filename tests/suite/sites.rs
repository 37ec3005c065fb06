//! Whole sites: `tests/sites/<name>/input` is built and compared with `expected`, file by file; a file
//! too many fails too. `UPDATE=1` writes what comes out, for `git diff` to show.
//!
//! The input brings a theme of a few lines, so that a change of the default theme does not change what
//! is expected. Of the search index only the presence is checked: `tests/search` is about what is in
//! it. Static files of the default theme are left out altogether.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::support::{Folder, finish, program, repository, tree};

#[test]
fn every_site() {
    let mut failures = Vec::new();
    let sites = fs::read_dir(repository("tests/sites")).unwrap().map(|entry| entry.unwrap().path());
    for site in sites.filter(|site| site.is_dir()) {
        let built = build(&site.join("input"));
        if std::env::var_os("UPDATE").is_some() {
            update(&site.join("expected"), &built);
        }
        failures.extend(compare(&expected(&site.join("expected")), &built));
    }
    assert!(failures.is_empty(), "{}\n`UPDATE=1 cargo test` writes what comes out", failures.join("\n"));
}

/// What comes out, by path; of what is not compared, the first line says so.
fn build(input: &Path) -> BTreeMap<String, String> {
    let root = Folder::new();
    for (path, (bytes, _)) in tree(input) {
        root.write(&path, bytes);
    }
    finish(program(&root.path("")).args(["build", "--out", "site"])).exits(0);
    let is_default_theme_s =
        |path: &str| path.starts_with("assets/") || path == "sw.js" || path == ".opslore";
    // The names of the other files of the index hold hashes of what is in them.
    let is_index_part = |path: &str| path.starts_with("search/") && path != "search/index.json";
    let files = tree(&root.path("site"))
        .into_iter()
        .filter(|(path, _)| !is_default_theme_s(path) && !is_index_part(path));
    files.map(|(path, (bytes, _))| (path.clone(), shown(&path, bytes))).collect()
}

fn shown(path: &str, bytes: Vec<u8>) -> String {
    let text = if path.starts_with("search/") { "not compared\n".to_owned() } else { text_of(bytes) };
    // The version of the program and the hashes of the default theme's files change with every release.
    let text = text.replace(concat!("opslore ", env!("CARGO_PKG_VERSION")), "opslore VERSION");
    if path.ends_with(".json") || path.ends_with(".webmanifest") { pretty(&text) } else { text }
}

fn text_of(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|error| format!("{} bytes\n", error.as_bytes().len()))
}

/// One line for each member, with hashes in queries left out.
fn pretty(text: &str) -> String {
    let Ok(json) = serde_json::from_str::<serde_json::Value>(text) else { return text.to_owned() };
    let pretty = serde_json::to_string_pretty(&json).unwrap();
    let lines = pretty.lines().map(|line| match line.split_once("?v=") {
        Some((before, after)) => {
            format!("{before}?v=…{}\n", after.trim_start_matches(|c: char| c.is_ascii_hexdigit()))
        }
        None => format!("{line}\n"),
    });
    lines.collect()
}

fn expected(folder: &Path) -> BTreeMap<String, String> {
    if !folder.is_dir() {
        return BTreeMap::new();
    }
    tree(folder).into_iter().map(|(path, (bytes, _))| (path, String::from_utf8(bytes).unwrap())).collect()
}

fn update(folder: &Path, built: &BTreeMap<String, String>) {
    if folder.is_dir() {
        fs::remove_dir_all(folder).unwrap();
    }
    for (path, text) in built {
        let file = folder.join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }
}

fn compare(expected: &BTreeMap<String, String>, built: &BTreeMap<String, String>) -> Vec<String> {
    let mut problems = Vec::new();
    for (path, text) in expected {
        match built.get(path) {
            None => problems.push(format!("{path} is missing")),
            Some(found) if found != text => {
                problems.push(format!("{path} differs\n{}", first_difference(text, found)));
            }
            Some(_) => {}
        }
    }
    problems.extend(
        built.keys().filter(|path| !expected.contains_key(*path)).map(|path| format!("{path} is too much")),
    );
    problems
}

fn first_difference(expected: &str, found: &str) -> String {
    let line = expected.lines().zip(found.lines()).position(|(one, other)| one != other);
    let line = line.unwrap_or_else(|| expected.lines().count().min(found.lines().count()));
    let of = |text: &str| text.lines().nth(line).unwrap_or("(nothing)").to_owned();
    format!("  line {}\n  - {}\n  + {}", line + 1, of(expected), of(found))
}
