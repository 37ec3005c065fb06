//! Broken configurations, made by mutation: every mistake is reported in terms that an author knows, inside
//! the file.

use proptest::prelude::*;

use super::{Config, FILE_NAME, Overrides};
use crate::diagnostic::Finding;
use crate::path::SitePath;
use crate::text::Source;

/// Every key in use.
const SEED: &str = "\
title: Ops
description: What we know.
base_url: https://ops.example.org/kb/
language: en
time_zone: Europe/Berlin
content: docs
theme: default
license: CC-BY-4.0
repository: https://git.example.org/ops
branch: main
edit_url: https://git.example.org/ops/edit/{path}
contributors: false
unknown_keys: allow
collections:
  rb: runbook
  pm: {type: postmortem, title: Incidents, description: What went wrong.}
ignore: [docs/old/**]
include:
  - docs/PM*
rules:
  link/empty: off
alerts:
  rules: [rules/*.yaml]
  annotations: runbook_url
  urls: [https://old.example.org]
  require: [page]
safety:
  allow: ['*@lists.example.net', 10.1.0.0/16]
links:
  allow_private: [grafana.lan]
  external: {ignore: ['https://intranet.example.org/**']}
attachments: {allow: [step]}
offline: {precache: 500KB}
";

/// What may appear where something else is meant.
const VALUES: &[&str] = &[
    "",
    "~",
    "1",
    "-1.5",
    "true",
    "no",
    "text",
    "../x",
    "[",
    "[]",
    "[[a]]",
    "[1, {a: b}]",
    "{}",
    "{a: b}",
    "{type: 1}",
    "{type: runbook, kind: x}",
    "'['",
    "\"x",
    "!tag x",
    "!!int x",
    "&a x",
    "*a",
    "<<: x",
    "? x",
    "- x",
    "a: b: c",
    "| x",
    "@x",
    "%x",
    "\t",
    "2024-01-01",
    ".nan",
    "0x1f",
    "{{ x }}",
    "\u{1b}",
    "ü",
    "99999999999999999999",
    "[true, ~]",
    "[@a, b]",
    "'It's'",
    "\"a\\d\"",
    "| a",
    "a]",
    "{a: [1, 2}",
    "[a,, b]",
    "`a`",
    "\u{1}",
    "...",
    "---",
];

/// Words of the program that mean nothing to an author.
const OURS: &[&str] = &[
    "enum",
    "untagged",
    "struct",
    "variant",
    "newtype",
    "unit value",
    "invalid type",
    "invalid value",
    "String(",
    "Some(",
    "None",
    "Ok(",
    "Err(",
    "Mapping",
    "Sequence",
    "Number(",
    "Bool(",
    "Null",
    "::",
    "Raw",
    "serde",
    "Option<",
    "Vec<",
];

/// Words of the YAML reader that mean nothing to an author either.
const PARSERS: &[&str] = &[
    "did not find",
    "expected <",
    "expected '",
    "while ",
    "mapping values",
    "block mapping",
    "block sequence",
    "block collection",
    "flow mapping",
    "flow sequence",
    "scalar",
    "indicator",
    "context",
    "simple key",
    "implicit",
    "directive",
    "marker",
    "EOF",
    "u{",
];

/// Whether a message refers to the program, in or outside of what it quotes.
fn is_ours(message: &str) -> bool {
    let is_camel = |word: &str| {
        let letters: Vec<char> = word.chars().collect();
        letters.windows(2).any(|pair| pair[0].is_lowercase() && pair[1].is_uppercase())
    };
    let unquoted: String = message.split('`').step_by(2).collect();
    OURS.iter().any(|word| message.contains(word))
        || PARSERS.iter().any(|word| unquoted.contains(word))
        || unquoted.split(|c: char| !c.is_alphanumeric()).any(is_camel)
}

/// One change of one line.
fn mutated(lines: &mut Vec<String>, line: usize, how: usize, value: usize) {
    let (at, value) = (line % lines.len(), VALUES[value % VALUES.len()]);
    let own = lines[at].clone();
    match how % 6 {
        0 => lines[at] = format!("{}: {value}", own.split(':').next().unwrap_or_default()),
        1 => lines.insert(at, own),
        2 if lines.len() > 1 => drop(lines.remove(at)),
        3 => lines[at] = own.replacen(':', value, 1),
        4 => lines[at] = format!("  {own}"),
        _ => lines.insert(at, format!("{value}: {value}")),
    }
}

/// What a page with these fields is told of their syntax.
fn of_front_matter(text: &str) -> Vec<Finding> {
    let page = Source::new(SitePath::new("a.md").unwrap(), format!("---\n{text}---\n\nText.\n"));
    crate::front_matter::read(&page).1
}

fn findings(text: &str) -> Vec<Finding> {
    let source = Source::new(SitePath::new(FILE_NAME).unwrap(), text);
    match Config::resolve(&source, true, &Overrides::default()) {
        Ok(config) => config.warnings,
        Err(findings) => findings,
    }
}

fn check(text: &str) -> Result<(), TestCaseError> {
    let said =
        |finding: &Finding| format!("{}\n{}", finding.message, finding.help.clone().unwrap_or_default());
    for finding in of_front_matter(text) {
        prop_assert!(!is_ours(&said(&finding)), "{}\n{text}", said(&finding));
    }
    for finding in findings(text) {
        prop_assert!(!is_ours(&said(&finding)), "{}\n{text}", said(&finding));
        prop_assert!(
            finding.span.end <= text.len() && text.get(finding.span.start..finding.span.end).is_some()
        );
    }
    Ok(())
}

#[test]
fn every_value_in_the_place_of_every_other() {
    let lines: Vec<String> = SEED.lines().map(str::to_owned).collect();
    assert_eq!(findings(SEED).len(), 1, "only the private network is not allowed");
    for line in 0..lines.len() {
        for (how, value) in (0..6).flat_map(|how| (0..VALUES.len()).map(move |value| (how, value))) {
            let mut lines = lines.clone();
            mutated(&mut lines, line, how, value);
            check(&(lines.join("\n") + "\n")).unwrap();
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn many_mistakes_at_once(changes in prop::collection::vec((any::<usize>(), any::<usize>(), any::<usize>()), 1..8)) {
        let mut lines: Vec<String> = SEED.lines().map(str::to_owned).collect();
        for (line, how, value) in changes {
            mutated(&mut lines, line, how, value);
        }
        check(&(lines.join("\n") + "\n"))?;
    }
}
