//! Everything that the documents show is tried: commands are run, configurations and schemas loaded,
//! front matter validated, options, keys, annotations and codes looked up. So they cannot drift.
//!
//! What is an example of opslore is told by its language and its words; what belongs to another program
//! is on a list in [`foreign`], so that a misspelt `oplsore` is noticed.

mod blocks;
mod examples;
mod foreign;
mod names;
mod shell;
mod values;

use std::fs;

use self::blocks::{Block, blocks};
use crate::support::repository;

/// A document: its path and its text.
struct Document {
    path: String,
    text: String,
}

/// README and the reference, in their order.
fn documents() -> Vec<Document> {
    let mut paths = vec!["README.md".to_owned(), "CONTRIBUTING.md".to_owned()];
    paths.extend(markdown("content/reference"));
    paths.into_iter().map(read).collect()
}

/// The pages that explain how to write pages.
fn practices() -> Vec<Document> {
    markdown("content/best-practices").into_iter().map(read).collect()
}

fn markdown(folder: &str) -> Vec<String> {
    let entries = fs::read_dir(repository(folder)).unwrap().map(|entry| entry.unwrap().file_name());
    let names = entries.map(|name| name.to_string_lossy().into_owned()).filter(|name| name.ends_with(".md"));
    let mut paths: Vec<String> = names.map(|name| format!("{folder}/{name}")).collect();
    paths.sort();
    paths
}

fn read(path: String) -> Document {
    let text = fs::read_to_string(repository(&path)).unwrap();
    Document { path, text }
}

/// Every fenced block of some documents.
fn all_blocks(documents: &[Document]) -> Vec<Block> {
    documents.iter().flat_map(|document| blocks(&document.path, &document.text)).collect()
}

/// Fails with all problems at once.
#[track_caller]
fn none(problems: Vec<String>) {
    assert!(problems.is_empty(), "{} claims do not hold\n\n{}", problems.len(), problems.join("\n\n"));
}

#[test]
fn every_language_of_a_block_is_known() {
    let known =
        ["shell", "bash", "sh", "console", "yaml", "json", "text", "html", "css", "markdown", "mermaid", ""];
    let unknown = all_blocks(&documents()).into_iter().filter(|block| !known.contains(&&*block.language));
    none(
        unknown
            .map(|block| format!("{}: nothing tries blocks of `{}`", block.place(), block.language))
            .collect(),
    );
}
