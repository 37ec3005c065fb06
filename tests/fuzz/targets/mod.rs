//! What is fuzzed: for each target, what is done with the input and what has to hold whatever it is.
//! The fuzzer finds inputs; the suite tries kept ones and a few thousand mutations.

mod attachment;
mod html;
mod pages;
mod paths;
mod support;

use opslore::alerts::RuleFile;
use opslore::config::{Config, Overrides};
use opslore::diagnostic::baseline::Baseline;
use opslore::diagnostic::emit::Shown;
use opslore::external::cache::Cache as Answers;
use opslore::front_matter;
use opslore::schema::Schemas;
use opslore::text::Source;
use opslore::theme::Theme;
use opslore::words::Words;

use support::{Files, check_findings, check_nodes, index, parts};

use crate::world::path;

/// Tries one input; panics where something does not hold.
pub(crate) type Target = fn(&[u8]);

/// The targets by name.
pub(crate) const ALL: &[(&str, Target)] = &[
    ("attachment", attachment::attachment),
    ("config", config),
    ("front-matter", front_matter),
    ("json", json),
    ("page", pages::page),
    ("path", paths::path),
    ("place", paths::place),
    ("rules", rules),
    ("schema", schema),
    ("search", search),
    ("site", pages::site),
    ("svg", html::diagram),
    ("theme", theme),
];

fn front_matter(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    let source = Source::new(path("a.md"), text);
    let (read, findings) = front_matter::read(&source);
    check_findings(&findings, &source);
    check_nodes(&read.entries, text);
    assert!(
        text.is_char_boundary(read.body) && read.span.end <= read.body,
        "the body begins at {}",
        read.body
    );
}

fn config(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    let source = Source::new(path("opslore.yaml"), text);
    for has_content in [true, false] {
        match Config::resolve(&source, has_content, &Overrides::default()) {
            Ok(config) => assert!(!config.content.is_outside()),
            Err(findings) => {
                assert!(!findings.is_empty(), "refused for no reason");
                check_findings(&findings, &source);
            }
        }
    }
}

/// A schema, and a page that it judges.
fn schema(input: &[u8]) {
    let [schema, page] = parts(input);
    let files = Files::support("schemas/x.schema.json", &schema);
    let (schemas, findings) = Schemas::load(&files);
    check_findings(&findings, &Source::new(path("schemas/x.schema.json"), schema.as_str()));
    let Some(schema) = schemas.get("x") else {
        let is_abstract = schema.contains("abstract");
        assert!(is_abstract || !findings.is_empty(), "a schema that no page can have has a finding");
        return;
    };
    let source = Source::new(path("x/a.md"), page.as_str());
    let (read, _) = front_matter::read(&source);
    let (_, findings) = schema.validate(&source, &read);
    check_findings(&findings, &source);
    let template = Source::new(path("x/b.md"), schema.template("A title", "2026-01-01"));
    front_matter::read(&template);
}

/// The same rules as YAML and JSON are read by.
fn rules(input: &[u8]) {
    for name in ["a.yaml", "a.json"] {
        let file = RuleFile::read(path(name), input);
        let source = Source { path: file.path.clone(), text: std::sync::Arc::clone(&file.text), hash: 0 };
        check_findings(&file.findings, &source);
        for rule in &file.rules {
            assert!(source.text.get(rule.span.start..rule.span.end).is_some(), "{:?}", rule.span);
            assert!(rule.line >= 1);
        }
    }
}

/// Files of other programs and of earlier runs: a baseline, remembered answers, a dashboard.
fn json(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    if let Ok(baseline) = Baseline::parse(&text) {
        let mut shown = Shown::new(Vec::new(), &|_| None);
        baseline.retain_new(&mut shown);
        assert!(shown.findings().is_empty());
    }
    let answers = Answers::parse(&text);
    let kept = answers.to_json(0);
    assert_eq!(Answers::parse(&kept).to_json(0), kept, "what was remembered is remembered");
    RuleFile::read(path("board.json"), input);
}

/// A template, a script and the words of a theme.
fn theme(input: &[u8]) {
    let [template, script, words] = parts(input);
    let mut files = Files::support("themes/x/templates/page.html", &template);
    files.add("themes/x/static/search.js", &script);
    files.add("themes/x/i18n/de.yaml", &words);
    let (words, findings) = Words::load(&files, "x", "de");
    files.check(&findings);
    match Theme::load(&files, "x", &std::sync::Arc::new(words)) {
        Ok(theme) => files.check(theme.advice()),
        Err(findings) => {
            assert!(!findings.is_empty());
            files.check(&findings);
        }
    }
}

fn search(input: &[u8]) {
    let query = String::from_utf8_lossy(input);
    let hits = index().search(&query, 5);
    assert!(hits.len() <= 5);
    for pair in hits.windows(2) {
        assert!(pair[0].score >= pair[1].score, "best first");
    }
    for hit in &hits {
        assert!(hit.score.is_finite() && hit.score > 0.0 && hit.url.starts_with('/'), "{hit:?}");
    }
}
