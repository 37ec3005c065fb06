//! Writes what both halves of the search weigh, from one file: `ranking.rs` and the browser's
//! `search-ranking.js`, from `ranking.yaml`.

use serde::Deserialize;
use serde_yaml::{Mapping, Value};

const SOURCE: &str = include_str!("ranking.yaml");
const ABOUT: &str =
    "The numbers and words of the ranking, from src/search/ranking.yaml: `UPDATE=1 cargo test ranking`
writes this file.";
/// So wide a line of words is.
const WIDTH: usize = 100;

#[derive(Deserialize)]
struct Item {
    value: Value,
    about: String,
}

fn items() -> Vec<(String, Item)> {
    let all: Mapping = serde_yaml::from_str(SOURCE).unwrap();
    let item = |(name, item): (Value, Value)| {
        (name.as_str().unwrap().to_owned(), serde_yaml::from_value(item).unwrap())
    };
    all.into_iter().map(item).collect()
}

/// The lines of a text, each after `start`.
fn lines(start: &str, text: &str) -> String {
    text.lines().map(|line| format!("{start}{line}\n")).collect()
}

/// Words in lines, each word as `show` has it.
fn wrapped(words: &[Value], show: impl Fn(&str) -> String, end: &str) -> Vec<String> {
    let mut lines: Vec<String> = vec![String::new()];
    for word in words {
        let word = show(word.as_str().unwrap()) + end;
        match lines.last_mut() {
            Some(line) if line.len() + word.len() < WIDTH => line.push_str(&word),
            _ => lines.push(word),
        }
    }
    lines.into_iter().map(|line| line.trim_end().to_owned()).collect()
}

fn rust() -> String {
    let mut text = lines("//! ", ABOUT);
    for (name, Item { value, about }) in items() {
        text.push_str(&format!("\n/// {about}\n"));
        text.push_str(&match &value {
            Value::Sequence(words) => {
                let count = words.len();
                let lines: String = wrapped(words, |word| format!("\"{word}\","), " ")
                    .iter()
                    .map(|line| format!("    {line}\n"))
                    .collect();
                format!("#[rustfmt::skip]\npub(super) const {name}: [&str; {count}] = [\n{lines}];\n")
            }
            Value::String(word) => format!("pub(super) const {name}: &str = \"{word}\";\n"),
            Value::Number(number) if number.is_f64() => {
                format!("pub(super) const {name}: f64 = {:?};\n", number.as_f64().unwrap())
            }
            Value::Number(number) => format!("pub(super) const {name}: usize = {number};\n"),
            other => panic!("{name} is {other:?}"),
        });
    }
    text
}

fn script() -> String {
    let mut text = lines("// ", ABOUT);
    text.push('\n');
    for (name, Item { value, .. }) in items() {
        text.push_str(&match &value {
            Value::Sequence(words) => {
                let lines = wrapped(words, str::to_owned, " ");
                let lines: Vec<String> = lines.iter().map(|line| format!("  '{line}',\n")).collect();
                format!("export const {name} = [\n{}].join(' ').split(' ');\n", lines.concat())
            }
            Value::String(word) => format!("export const {name} = '{word}';\n"),
            Value::Number(number) => format!("export const {name} = {};\n", number.as_f64().unwrap()),
            other => panic!("{name} is {other:?}"),
        });
    }
    text
}

#[test]
#[allow(clippy::disallowed_methods, reason = "both files are part of the repository")]
fn ranking_is_the_same_in_both_languages() {
    for (path, text) in
        [("src/search/ranking.rs", rust()), ("themes/default/static/search-ranking.js", script())]
    {
        let at = format!("{}/{path}", env!("CARGO_MANIFEST_DIR"));
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&at, &text).unwrap();
        }
        let written = std::fs::read_to_string(&at).unwrap_or_default();
        assert!(written == text, "{path}: `UPDATE=1 cargo test ranking` writes it");
    }
}
