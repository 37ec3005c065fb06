//! The vectors in `tests/search/` hold the browser's ranking and this one to the same results; the
//! index they are run on is kept next to them, for the browser's side to load.

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
    #[serde(default = "english")]
    language: String,
    terms: Vec<String>,
}

fn english() -> String {
    "en".into()
}

fn vectors() -> Vectors {
    serde_json::from_str(include_str!("../../tests/search/vectors.json")).unwrap()
}

fn in_language(language: &str) -> Setting {
    Setting { language: language.into(), ..Setting::default() }
}

fn index(documents: &[Document]) -> Index {
    Index::build(documents.to_vec(), in_language("en"))
}

/// As for a small site, with all names, and as for a large one, with keys.
fn indexes() -> [(&'static str, Index); 2] {
    let documents = vectors().documents;
    [("small", index(&documents)), ("large", build::build(documents.clone(), in_language("en"), 0))]
}

#[test]
fn ranks_as_the_vectors_say() {
    let vectors = vectors();
    let mut wrong = Vec::new();
    let indexes = indexes();
    let cases = indexes.iter().flat_map(|index| vectors.queries.iter().map(move |case| (index, case)));
    for ((size, index), case) in cases {
        let hits = index.search(&case.query, 10);
        let mut ids: Vec<&str> = hits.iter().map(|hit| hit.id.as_str()).collect();
        if case.first {
            ids.truncate(case.hits.len());
        }
        let best = hits.first();
        let url = case.url.as_ref().is_none_or(|url| best.is_some_and(|hit| hit.url == *url));
        let has = |part: &String| best.is_some_and(|hit| hit.excerpt.contains(part));
        let excerpt = case.excerpt.as_ref().is_none_or(has);
        if ids != case.hits || !url || !excerpt {
            wrong.push(format!("{:?} in a {size} index: {hits:#?}", case.query));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn takes_text_apart_as_the_vectors_say() {
    for case in vectors().terms {
        let terms = Terms { stemmer: Stemmer::of(&case.language) };
        assert_eq!(terms.all(&case.text), case.terms, "{:?}", case.text);
    }
}

/// `UPDATE_EXPECTED=1 cargo test` writes the index again.
#[test]
fn keeps_the_index_that_the_browser_is_tested_with() {
    let mut expected = Map::new();
    for (size, index) in indexes() {
        let files = index.files().into_iter();
        let files = files
            .map(|(path, bytes)| (path.as_str().to_owned(), serde_json::from_slice(&bytes).unwrap()))
            .collect::<Map<_, _>>();
        expected.insert(size.to_owned(), Value::Object(files));
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
    assert_eq!(index(&documents).files(), index(&documents).files());
    assert!(index(&[]).search("anything", 10).is_empty());
}

#[test]
fn stems_only_english() {
    let page = Document { title: "Die Planung".into(), ..Document::default() };
    let index = Index::build(vec![page], in_language("fr"));
    assert_eq!(index.search("planung", 1).len(), 1);
    assert_eq!(Terms { stemmer: Stemmer::None }.all("running nodes"), ["running", "nodes"]);
}

fn titled(titles: &[&str]) -> Index {
    let page = |title: &&str| {
        let id = title.to_lowercase().replace(' ', "-");
        Document { url: format!("/{id}/"), id, title: (*title).into(), ..Document::default() }
    };
    index(&titles.iter().map(page).collect::<Vec<_>>())
}

/// The title of the first hit.
fn first(index: &Index, query: &str) -> String {
    index.search(query, 1).into_iter().map(|hit| hit.title).collect()
}

#[test]
fn a_phrase_is_found_in_any_order_by_other_words_for_it() {
    let index = titled(&["Packet loss on a link", "Packets of a release", "Volume is full", "Drop a table"]);
    assert_eq!(first(&index, "dropped packets"), "Packet loss on a link");
    assert_eq!(first(&index, "packets dropped"), "Packet loss on a link");
    assert_eq!(first(&index, "the partition was nearly full"), "Volume is full");
}

#[test]
fn a_verb_and_its_particle_are_one_word_too() {
    let index = titled(&["Logs are missing", "Login fails", "Log rotation"]);
    assert_eq!(first(&index, "log in fails"), "Login fails");
    assert_eq!(first(&index, "cannot log in"), "Login fails");
}

#[test]
fn a_title_with_a_word_of_a_long_question_is_no_noise() {
    let mut titles = vec!["Removing kernels"];
    let others: Vec<String> = (0..30).map(|number| format!("Boot partition number{number}")).collect();
    titles.extend(others.iter().map(String::as_str));
    let hits = titled(&titles).search("old kernels fill the boot partition", 40);
    assert!(hits.iter().any(|hit| hit.title == "Removing kernels"), "{hits:?}");
}

/// A page of twelve words of some thousands, chosen by its number.
fn numbered(number: usize) -> Document {
    let word = |at: usize| format!("w{:x}", (number * 12 + at) * 2_654_435_761 % 4093);
    let text = (0..12).map(word).collect::<Vec<_>>().join(" ");
    let section = Section { heading: "Steps".into(), anchor: "steps".into(), text, ..Section::default() };
    Document {
        id: format!("runbooks/page-{number}"),
        url: format!("/runbooks/page-{number}/"),
        title: format!("{} {}", word(0), word(1)),
        sections: vec![section],
        ..Document::default()
    }
}

#[test]
fn a_page_more_leaves_most_files_as_they_are() {
    let all: Vec<Document> = (0..2000).map(numbered).collect();
    for (all_names, number) in [(0, 0), (0, 1000), (0, 1999), (usize::MAX, 700)] {
        let mut fewer = all.clone();
        fewer.remove(number);
        let files =
            |documents: &[Document]| build::build(documents.to_vec(), in_language("en"), all_names).files();
        let (before, after) = (files(&fewer), files(&all));
        let new = after.keys().filter(|path| !before.contains_key(*path)).count();
        assert!(after.len() > 200 && new * 5 < after.len(), "{new} of {} files are new", after.len());
    }
}
