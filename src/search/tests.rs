//! The vectors in `tests/search/` hold the browser's ranking and this one to the same results; the
//! index they are run on is kept beside them, for the browser's side to load.

use serde_json::{Map, Value};

use super::*;

const INDEX: &str = "tests/search/index.json";

#[derive(Deserialize)]
struct Vectors {
    documents: Vec<Document>,
    queries: Vec<Case>,
    terms: Vec<TermsCase>,
}

#[derive(Deserialize)]
struct Case {
    query: String,
    hits: Vec<String>,
    #[serde(default)]
    first: bool,
    url: Option<String>,
    excerpt: Option<String>,
}

#[derive(Deserialize)]
struct TermsCase {
    text: String,
    terms: Vec<String>,
}

fn vectors() -> Vectors {
    serde_json::from_str(include_str!("../../tests/search/vectors.json")).unwrap()
}

#[test]
fn ranks_as_the_vectors_say() {
    let vectors = vectors();
    let index = Index::build(&vectors.documents);
    let mut wrong = Vec::new();
    for case in vectors.queries {
        let hits = index.search(&case.query, 10);
        let mut ids: Vec<&str> = hits.iter().map(|hit| hit.id.as_str()).collect();
        if case.first {
            ids.truncate(case.hits.len());
        }
        let best = hits.first();
        let url = case.url.is_none_or(|url| best.is_some_and(|hit| hit.url == url));
        let excerpt = case.excerpt.is_none_or(|part| best.is_some_and(|hit| hit.excerpt.contains(&part)));
        if ids != case.hits || !url || !excerpt {
            wrong.push(format!("{:?}: {hits:#?}", case.query));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn takes_text_apart_as_the_vectors_say() {
    for case in vectors().terms {
        assert_eq!(Terms { stem: true }.all(&case.text), case.terms, "{:?}", case.text);
    }
}

/// `UPDATE_EXPECTED=1 cargo test` writes the index anew.
#[test]
#[expect(clippy::disallowed_methods, reason = "a test may write the files it compares with")]
fn keeps_the_index_that_the_browser_is_tested_with() {
    let files = Index::build(&vectors().documents).files();
    let mut expected = Map::new();
    for (path, bytes) in &files {
        expected.insert(path.as_str().to_owned(), serde_json::from_slice(bytes).unwrap());
    }
    let text = format!("{}\n", Value::Object(expected));
    if std::env::var("UPDATE_EXPECTED").is_ok() {
        std::fs::write(INDEX, &text).unwrap();
    }
    let current = std::fs::read_to_string(INDEX).unwrap_or_default();
    assert!(current == text, "{INDEX} is out of date: UPDATE_EXPECTED=1 cargo test search");
}

#[test]
fn gives_the_same_bytes_again() {
    let documents = vectors().documents;
    assert_eq!(Index::build(&documents).files(), Index::build(&documents).files());
    assert!(Index::build(&[]).search("anything", 10).is_empty());
}

#[test]
fn stems_only_english() {
    let page = Document { title: "Die Planung".into(), ..Document::default() };
    let index = Index::build_in(&[page], "de");
    assert_eq!(index.search("planung", 1).len(), 1);
    assert_eq!(Terms { stem: false }.all("running nodes"), ["running", "nodes"]);
}
