//! Names that the documents use: commands, options, rules and codes.

use std::collections::BTreeSet;

use opslore::diagnostic::rules;

use super::blocks::spans;
use super::shell::commands;
use super::{Document, documents, foreign, none};

/// The documents, and what `explain` prints.
fn texts() -> Vec<Document> {
    let explained = rules::ALL.iter().map(|rule| Document {
        path: format!("explain {}", rule.code),
        text: format!("{}\n{}", rule.summary(), rule.explanation()),
    });
    documents().into_iter().chain(explained).collect()
}

/// The options in a text: `--root`, without their values.
fn options(text: &str) -> impl Iterator<Item = &str> {
    let parts = text.split(|c: char| c.is_whitespace() || "()[]`,|\"'".contains(c));
    parts.filter(|part| part.starts_with("--") && part[2..].starts_with(|c: char| c.is_ascii_lowercase()))
}

fn known_options() -> BTreeSet<String> {
    let of = |help: &str| {
        options(help).map(|option| option.trim_end_matches(['.', ';', ':']).to_owned()).collect::<Vec<_>>()
    };
    commands().iter().flat_map(|(_, help)| of(help)).collect()
}

/// The options that a command defines, with their lines of `--help`.
fn defined(help: &str) -> BTreeSet<String> {
    let lines = help.lines().map(str::trim_start).filter(|line| line.starts_with('-'));
    lines.filter_map(|line| options(line).next().map(str::to_owned)).collect()
}

#[test]
fn every_option_that_is_named_exists() {
    let known = known_options();
    let mut problems = Vec::new();
    let mut count = 0;
    for document in texts() {
        for (line, span) in spans(&document.text) {
            let first = span.split(' ').next().unwrap_or_default();
            let is_other = foreign::PROGRAMS.contains(&first) || foreign::OPTIONS.contains(&first);
            for option in options(&span).filter(|_| !is_other) {
                let option = option.split('=').next().unwrap_or(option);
                count += 1;
                if !known.contains(option) && !foreign::OPTIONS.contains(&option) {
                    problems.push(format!("{}:{line}: there is no option `{option}`", document.path));
                }
            }
        }
    }
    assert!(count > 60, "only {count} options were found");
    none(problems);
}

#[test]
fn every_command_in_a_text_has_the_options_it_is_shown_with() {
    let mut problems = Vec::new();
    for document in texts() {
        // In spans, and in what other programs are told to run.
        let inline = spans(&document.text).into_iter();
        let told = document.text.lines().enumerate().filter(|(_, line)| {
            ["run: ", "entry: "].iter().any(|key| line.contains(key)) && line.contains("opslore ")
        });
        let lines =
            told.map(|(number, line)| (number + 1, line[line.find("opslore ").unwrap()..].to_owned()));
        for (line, span) in inline.chain(lines).filter(|(_, span)| span.starts_with("opslore ")) {
            let name = span.split(' ').nth(1).unwrap_or_default();
            let is_placeholder = name.chars().all(|c| c.is_ascii_uppercase())
                || name == "help"
                || name.starts_with(|c: char| c.is_ascii_digit())
                || name.starts_with('-');
            let Some((_, help)) = commands().iter().find(|(command, _)| command == name) else {
                if !is_placeholder {
                    problems.push(format!("{}:{line}: there is no command `{name}`", document.path));
                }
                continue;
            };
            let known = defined(help);
            let unknown =
                options(&span).filter(|option| !known.contains(option.split('=').next().unwrap_or(option)));
            problems.extend(
                unknown.map(|option| format!("{}:{line}: `{name}` has no `{option}`", document.path)),
            );
        }
    }
    none(problems);
}

#[test]
fn every_option_is_documented() {
    let page = documents().into_iter().find(|page| page.path.ends_with("commands.md")).unwrap();
    let mut problems = Vec::new();
    for (name, help) in commands() {
        let own = page.text.split(&format!("\n## {name}\n")).nth(1).unwrap_or_default();
        let own = own.split("\n## ").next().unwrap_or_default();
        let shared = page.text.split("\n## ").nth(1).unwrap_or_default();
        let told: BTreeSet<&str> = options(own).chain(options(shared)).collect();
        let silent =
            defined(help).into_iter().filter(|option| option != "--help" && !told.contains(option.as_str()));
        problems.extend(silent.map(|option| format!("`{name} {option}` is not documented")));
    }
    none(problems);
}

#[test]
fn every_rule_and_code_that_is_named_exists() {
    let families: BTreeSet<&str> = rules::ALL.iter().filter_map(|rule| rule.name.split('/').next()).collect();
    let mut problems = Vec::new();
    for document in texts() {
        for (line, span) in spans(&document.text) {
            let name = span.trim_start_matches("rule ").split([':', ' ']).next().unwrap_or_default();
            let family = name
                .split_once('/')
                .filter(|(family, rest)| families.contains(family) && !rest.contains(['/', '.', '*']));
            let is_rule = family.is_some_and(|(_, rest)| !rest.is_empty() && !rest.contains('…'));
            if is_rule && rules::find(name).is_none() {
                problems.push(format!("{}:{line}: there is no rule `{name}`", document.path));
            }
        }
        let anchors = document.text.match_indices("findings.md#ol").map(|(at, _)| &document.text[at + 12..]);
        for code in anchors.filter_map(|rest| rest.get(..6)) {
            if rules::find(code).is_none() {
                problems.push(format!("{}: there is no finding `{code}`", document.path));
            }
        }
    }
    none(problems);
}
