//! What `check` finds: every case in `tests/check`, checked against what the program prints.
//!
//! The cases of a rule are in the folder of its name. Those whose file names begin with `clean` show
//! what looks like the mistake and is none.

mod fixture;
mod report;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use opslore::diagnostic::rules;
use rayon::prelude::*;

use crate::support::repository;
use fixture::Fixture;

/// Rules about what other sites answer; `tests/suite/external.rs` plays those.
const OF_OTHER_SITES: &[&str] = &["link/dead", "link/moved"];

/// Every case, as the name below `tests/check` and the text.
fn cases() -> Vec<(String, String)> {
    fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            if entry.file_type().unwrap().is_dir() {
                walk(&entry.path(), files);
            } else {
                files.push(entry.path());
            }
        }
    }
    let (root, mut files) = (repository("tests/check"), Vec::new());
    walk(&root, &mut files);
    files.sort();
    let name = |path: &PathBuf| path.strip_prefix(&root).unwrap().with_extension("").display().to_string();
    files.iter().map(|path| (name(path), fs::read_to_string(path).unwrap())).collect()
}

/// Only the cases whose name contains `CASE` are run when that is set.
#[test]
fn every_case() {
    let wanted = std::env::var("CASE").unwrap_or_default();
    let hold = |(name, text): &(String, String)| {
        let problem = Fixture::parse(text).and_then(|fixture| report::hold(&fixture)).err()?;
        Some(format!("==== {name}\n{problem}"))
    };
    let cases: Vec<_> = cases().into_iter().filter(|(name, _)| name.contains(&wanted)).collect();
    assert!(!cases.is_empty(), "no case is called {wanted}");
    let failures: Vec<_> = cases.par_iter().filter_map(hold).collect();
    assert!(failures.is_empty(), "{} cases fail\n\n{}", failures.len(), failures.join("\n\n"));
}

#[test]
fn every_rule_has_a_case_and_a_clean_twin() {
    let cases = cases();
    let is_twin = |name: &str| name.rsplit('/').next().is_some_and(|name| name.starts_with("clean"));
    let mut lacking = Vec::new();
    for rule in rules::ALL.iter().filter(|rule| !OF_OTHER_SITES.contains(&rule.name)) {
        let own =
            cases.iter().filter(|(name, _)| name.strip_prefix(rule.name).is_some_and(|n| n.starts_with('/')));
        let (twins, marked): (Vec<_>, Vec<_>) = own.partition(|(name, _)| is_twin(name));
        let has_code = |text: &str| text.contains(&format!("^ {}", rule.code));
        if !marked.iter().any(|(_, text)| has_code(text)) {
            lacking.push(format!("{} has no case in tests/check/{}", rule.code, rule.name));
        }
        if twins.is_empty() || twins.iter().any(|(_, text)| has_code(text)) {
            lacking.push(format!("{} has no clean twin in tests/check/{}", rule.code, rule.name));
        }
    }
    assert!(lacking.is_empty(), "{}", lacking.join("\n"));
}

#[test]
fn every_folder_of_cases_is_a_rule_s() {
    let names: BTreeSet<&str> = rules::ALL.iter().map(|rule| rule.name).collect();
    for (name, _) in cases() {
        let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
        assert!(names.contains(folder), "tests/check/{name}: there is no rule `{folder}`");
    }
}
