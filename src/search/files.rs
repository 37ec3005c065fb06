//! The index as files for the browser: `index.json` with all that is needed to find a page by name,
//! and shards that are fetched when a query or a hit needs them.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::ops::Range;

use serde_json::{Value, json};

use super::Index;
use crate::path::SitePath;
use crate::text;

/// The version of the format; the client refuses another.
const VERSION: u32 = 1;

/// About how large a shard of terms is, in bytes: some 8 KB compressed, one round trip.
const TERMS_SHARD: usize = 24 * 1024;
/// About how large a shard of section texts is: a page or a few.
const SECTIONS_SHARD: usize = 12 * 1024;

/// Which files have a hash of their contents in their name, as patterns.
pub const HASHED: [&str; 2] = ["text-*", "sections-*"];

/// All files, by their path below `search/`.
pub(super) fn files(index: &Index) -> BTreeMap<SitePath, Vec<u8>> {
    let mut files = BTreeMap::new();
    let texts =
        shards(index.terms.iter().map(|(term, postings)| (term, term_json(term, postings))), TERMS_SHARD);
    let texts = add_all(&mut files, "text", &texts);
    let pages = index.pages.iter().enumerate();
    let sections = pages.map(|(number, page)| (number, sections_json(index, page.sections.clone())));
    let sections = add_all(&mut files, "sections", &shards(sections, SECTIONS_SHARD));
    let bytes = index_json(index, &texts, &sections).to_string().into_bytes();
    add(&mut files, "index.json", bytes);
    files
}

/// Puts items together until a shard is full; each shard with the key of its first item.
fn shards<Key>(items: impl Iterator<Item = (Key, String)>, full: usize) -> Vec<(Key, String)> {
    let mut shards: Vec<(Key, String)> = Vec::new();
    for (key, item) in items {
        match shards.last_mut() {
            Some((_, shard)) if shard.len() + item.len() < full => {
                shard.push(',');
                shard.push_str(&item);
            }
            _ => shards.push((key, item)),
        }
    }
    shards
}

/// Adds a file per shard; the shards' keys and file names for `index.json`.
fn add_all<Key: serde::Serialize>(
    files: &mut BTreeMap<SitePath, Vec<u8>>,
    kind: &str,
    shards: &[(Key, String)],
) -> Vec<Value> {
    let mut names = Vec::new();
    for (number, (key, shard)) in shards.iter().enumerate() {
        let bytes = format!("[{shard}]").into_bytes();
        let hash = text::hash(&bytes) >> 88;
        let name = format!("{kind}-{number}-{hash:010x}.json");
        names.push(json!([key, name]));
        add(files, &name, bytes);
    }
    names
}

fn add(files: &mut BTreeMap<SitePath, Vec<u8>>, name: &str, bytes: Vec<u8>) {
    if let Some(path) = SitePath::new(name) {
        files.insert(path, bytes);
    }
}

/// `"term",[section, weight, …]`: sections as the distance from the one before.
fn term_json(term: &str, postings: &[super::Posting]) -> String {
    let mut text = format!("{},[", Value::from(term));
    let mut before = 0;
    for (number, posting) in postings.iter().enumerate() {
        let comma = if number > 0 { "," } else { "" };
        // Writing to a string cannot fail.
        let _ = write!(text, "{comma}{},{}", posting.section - before, posting.weight);
        before = posting.section;
    }
    text.push(']');
    text
}

/// `[[heading, anchor, text, code], …]` without the page's own data.
fn sections_json(index: &Index, sections: Range<usize>) -> String {
    let texts = index.sections[sections].iter().skip(1);
    let rows: Vec<Value> =
        texts.map(|text| json!([text.heading, text.anchor, text.text, text.code])).collect();
    Value::from(rows).to_string()
}

fn index_json(index: &Index, texts: &[Value], sections: &[Value]) -> Value {
    let mut kinds: Vec<(&str, &str)> = Vec::new();
    let mut facets: Vec<(&str, Vec<&str>)> = Vec::new();
    let mut pages: Vec<Value> = Vec::new();
    for page in &index.pages {
        let kind = position(&mut kinds, (page.kind.as_str(), page.kind_title.as_str()));
        let mut terms: Vec<usize> = Vec::new();
        for (facet, values) in &page.facets {
            let at = facets.iter().position(|(name, _)| name == facet).unwrap_or(facets.len());
            if at == facets.len() {
                facets.push((facet, Vec::new()));
            }
            for value in values {
                terms.extend([at, position(&mut facets[at].1, value.as_str())]);
            }
        }
        let (sections, length) = (page.sections.len(), whole(page.length));
        pages.push(json!([page.id, kind, page.title, page.url, page.description, sections, length, terms]));
    }
    // A title is in its page; a heading names its section instead of its page.
    let named = index.names.iter().filter(|name| name.class.number() > 0);
    let names = named.map(|name| json!([name.section.unwrap_or(name.page), name.class.number(), name.text]));
    json!({
        "version": VERSION,
        "language": index.language,
        "average": whole(index.average_length),
        "kinds": kinds,
        "facets": facets,
        "pages": pages,
        "names": names.collect::<Vec<_>>(),
        "text": texts,
        "sections": sections,
    })
}

#[expect(clippy::cast_possible_truncation, reason = "numbers of words, counted in whole steps")]
fn whole(number: f64) -> i64 {
    number as i64
}

fn position<T: PartialEq>(list: &mut Vec<T>, item: T) -> usize {
    list.iter().position(|other| *other == item).unwrap_or_else(|| {
        list.push(item);
        list.len() - 1
    })
}
