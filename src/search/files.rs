//! The index as files for the browser: `index.json`, which says what there is, and files that are
//! fetched when a query or a hit needs them. Each is named by what is in it or by its place and what is
//! in it, so that a copy that was kept once stays good.
//!
//! | file | holds |
//! |---|---|
//! | `w-…` | terms, their meanings, and keys in order, each with its pages or the name of its list |
//! | `d-…` | where the shards of a large site begin, and their names |
//! | `l-…` | the pages of a term that has many |
//! | `h-…` | titles, addresses and names of pages with neighbouring numbers |
//! | `s-…` | error signatures of the same pages |
//! | `t-…` | texts of sections, for excerpts |
//! | `f-…` | the terms of a facet, by page number |

use std::collections::BTreeMap;

use rayon::prelude::*;
use serde_json::{Value, json};
use smallvec::smallvec;

use super::headings::Place;
use super::lexicon::{self, Meaning, Sense};
use super::names::Class;
use super::postings::{Entry, Sections, entries};
use super::shards::{Shard, border, cut, order};
use super::{Index, Page, facets};
use crate::path::SitePath;
use crate::text;

/// The version of the format; the client refuses another.
const VERSION: u32 = 5;

/// How large a shard of words is at least, in bytes: some 450 compressed, as a word's own list is
/// often longer. The list of the shards of a small site is part of `index.json`: smaller ones would make
/// it longer by as much as a query saves (`tests/bench/search-size.mjs`).
const WORDS: usize = 576;
/// The same on a large site, of which no reader ever has all: files are fewer.
const WORDS_OF_MANY: usize = 3 * 1024;
/// With more shards than this the list of them is cut into shards itself.
const MOST_SHARDS: usize = 256;
/// How large a shard of that list is at least, in bytes: some 30 names.
const DIRECTORY: usize = 512;
/// A longer list has a file of its own, so that those who look for its neighbours need not load it.
const LONG_LIST: usize = 2 * 1024;
/// Pages whose names are loaded together, by number.
const GROUP: usize = 16;
/// Pages of a small site, of which all names are loaded together, have their error signatures each in
/// a file of its own.
const SIGNED: usize = 1;
/// How large a file of texts gets: on a small site, of which a reader soon has all, as small as what
/// is shown of it; on a large one larger, to keep the number of files down.
const TEXTS: usize = 1024;
/// See [`TEXTS`].
const TEXTS_OF_MANY: usize = 6 * 1024;
/// Facets up to this size in all are in `index.json`.
const INLINE_FACETS: usize = 6 * 1024;

/// Otherwise the facets that hits show are loaded at once only if their column is small: a few bits a page,
/// or so many bytes.
const FEW_SETS: usize = 16;
/// See [`FEW_SETS`].
const SMALL_COLUMN: usize = 1024;

/// Pages, by number, whose texts may share a file and share a hash: an edit renames no others.
const NEIGHBOURS: usize = 8;

/// Digits of the hash in a name that says its place too: it distinguishes versions of one file.
const PLACED: usize = 6;
/// Digits of the hash that is all of a name, on a small site and on one with thousands of files. Hashes
/// do not compress, and every search loads dozens.
const HASH: usize = 8;
/// See [`HASH`].
const HASH_OF_MANY: usize = 10;

type Files = BTreeMap<SitePath, Vec<u8>>;

/// The folder of the index, below the site's root.
pub const FOLDER: &str = "search";

/// Which files have a hash of their contents in their name, as patterns.
pub const HASHED: [&str; 7] = ["d-*", "f-*", "h-*", "l-*", "s-*", "t-*", "w-*"];

/// All files, by their path below `search/`.
pub(super) fn files(index: &Index) -> Files {
    let mut files = Files::new();
    let words = words(index, &mut files);
    let (group, lines) = if index.keys.is_some() { (GROUP, GROUP) } else { (index.slots, SIGNED) };
    let heads = heads(index, group, lines, &mut files);
    let json = json!({
        "version": VERSION,
        "language": index.setting.language,
        "pages": index.pages.len(),
        "slots": index.slots,
        "whole": index.keys.is_none(),
        "kinds": kinds(index),
        "facets": columns(index, &mut files),
        "group": group,
        "lines": lines,
        "heads": heads,
        "words": words,
    });
    add(&mut files, "index.json", json.to_string().into_bytes());
    files
}

fn add(files: &mut Files, name: &str, bytes: Vec<u8>) {
    if let Some(path) = SitePath::new(name) {
        files.insert(path, bytes);
    }
}

/// Some digits of the hash of what a file holds.
fn digits(bytes: &[u8], count: usize) -> String {
    let mut digits = format!("{:032x}", text::hash(bytes));
    digits.truncate(count);
    digits
}

/// Adds a file under the hash of its content; that hash, longer where another file has it.
fn add_hashed(index: &Index, files: &mut Files, kind: char, content: String) -> String {
    let bytes = content.into_bytes();
    let shortest = if index.keys.is_some() { HASH_OF_MANY } else { HASH };
    let named = |length| {
        let hash = digits(&bytes, length);
        Some((SitePath::new(&format!("{kind}-{hash}.json"))?, hash))
    };
    let is_free = |(path, _): &(SitePath, String)| files.get(path).is_none_or(|other| *other == bytes);
    let Some((path, hash)) = (shortest..=32).filter_map(named).find(is_free) else { return String::new() };
    files.insert(path, bytes);
    hash
}

/// Adds the shards of terms and keys; where each begins, and its name, or the same for the shards of
/// that list.
fn words(index: &Index, files: &mut Files) -> Value {
    let terms = index.terms.par_iter().enumerate().map(|(number, (term, _))| {
        let entries = entries(index, number);
        (term.clone(), list(index, entries))
    });
    let meanings = index.meanings.par_iter().map(|(term, meanings)| {
        (
            format!("{term}{}", lexicon::SIGN),
            Value::from_iter(meanings.iter().map(|meaning| sense(index, meaning))).to_string(),
        )
    });
    let keys = index.keys.as_deref().unwrap_or_default().par_iter().map(|(key, pages)| {
        let entry = |&(page, points): &(usize, u32)| Entry { page, points, sections: Sections::new() };
        (key.clone(), list(index, pages.iter().map(entry).collect()))
    });
    let destroys = |place: &Place| index.destroys[index.pages[place.page].sections.start + place.section];
    let headings = index.headings.par_iter().map(|(key, places)| {
        let entry = |place: &Place| Entry {
            page: place.page,
            points: u32::try_from(place.length).unwrap_or(u32::MAX / 8),
            sections: smallvec![(place.section, 2 + u32::from(destroys(place)))],
        };
        (key.clone(), list(index, places.iter().map(entry).collect()))
    });
    let mut lists: Vec<(String, String)> = terms.chain(keys).chain(headings).chain(meanings).collect();
    lists.par_sort_by(|a, b| order(&a.0, &b.0));
    let items = lists.into_iter().map(|(term, list)| {
        let list = if list.len() > LONG_LIST {
            json!(add_hashed(index, files, 'l', list)).to_string()
        } else {
            list
        };
        let item = format!("{},{list}", Value::from(term.as_str()));
        (term, item)
    });
    let items: Vec<(String, String)> = items.collect();
    let least = if index.keys.is_some() { WORDS_OF_MANY } else { WORDS };
    let shards = cut(items.into_iter(), least).into_iter();
    let shards: Vec<(String, String)> = shards
        .map(|shard| (border(&shard.before, &shard.first), add_shard(index, files, 'w', &shard)))
        .collect();
    if shards.len() <= MOST_SHARDS {
        return json!({"shards": flat(shards)});
    }
    let items = shards.into_iter().map(|(border, hash)| {
        let item = format!("{},\"{hash}\"", Value::from(border.as_str()));
        (border, item)
    });
    // The border of their first shard, whole: what comes before it is in the shard before, which
    // another directory names.
    let directories = cut(items, DIRECTORY).into_iter().map(|directory| {
        let hash = add_shard(index, files, 'd', &directory);
        (directory.first, hash)
    });
    json!({"directories": flat(directories.collect())})
}

/// Adds a shard as a file; its name.
fn add_shard(index: &Index, files: &mut Files, kind: char, shard: &Shard) -> String {
    add_hashed(index, files, kind, format!("[{}]", shard.items))
}

fn flat(pairs: Vec<(String, String)>) -> Vec<String> {
    pairs.into_iter().flat_map(|(border, hash)| [border, hash]).collect()
}

/// What a phrase means: `[rest, page, …]` with the pages of other words for it, by number, as twice the
/// distance from the one before and one more where its points are strong; `rest` where it only asks; `rest!`
/// where it destroys something.
fn sense(index: &Index, Meaning { rest, sense }: &Meaning) -> Value {
    let rest = rest.join(" ");
    match sense {
        Sense::Same(entries) => {
            let list = numbers(index, entries.clone());
            let strong = |points| usize::from(points == lexicon::STRONG as usize * 4);
            let pages = list.chunks(2).map(|page| Value::from(2 * page[0] + strong(page[1])));
            std::iter::once(Value::from(rest)).chain(pages).collect()
        }
        Sense::Nothing => Value::from(rest),
        Sense::Destroys => Value::from(rest + "!"),
    }
}

/// `[page, points × 4 + sections, section, points, …]`: pages by number, as the distance from the one
/// before.
fn numbers(index: &Index, mut entries: Vec<Entry>) -> Vec<usize> {
    entries.sort_by_key(|entry| index.pages[entry.page].slot);
    let mut numbers = Vec::new();
    let mut before = 0;
    for entry in &entries {
        let slot = index.pages[entry.page].slot;
        numbers.extend([slot - before, entry.points as usize * 4 + entry.sections.len()]);
        numbers.extend(entry.sections.iter().flat_map(|(section, points)| [*section, *points as usize]));
        before = slot;
    }
    numbers
}

fn list(index: &Index, entries: Vec<Entry>) -> String {
    let mut text = String::from("[");
    let mut digits = itoa::Buffer::new();
    for (number, value) in numbers(index, entries).into_iter().enumerate() {
        if number > 0 {
            text.push(',');
        }
        text.push_str(digits.format(value));
    }
    text.push(']');
    text
}

fn kinds(index: &Index) -> Vec<(&str, &str)> {
    let mut kinds: Vec<(&str, &str)> =
        index.pages.iter().map(|page| (page.kind.as_str(), page.kind_title.as_str())).collect();
    kinds.sort_unstable();
    kinds.dedup_by_key(|(kind, _)| *kind);
    kinds
}

/// Adds the files with what is known of pages, and with their texts; the names of the former, by
/// group.
fn heads(index: &Index, group: usize, lines: usize, files: &mut Files) -> Vec<String> {
    let mut by_slot: Vec<&Page> = index.pages.iter().collect();
    by_slot.sort_by_key(|page| page.slot);
    let kinds = kinds(index);
    let groups: Vec<&[&Page]> = by_slot.chunk_by(|a, b| a.slot / group == b.slot / group).collect();
    let made = groups.par_iter().map(|pages| {
        let texts = texts(index, pages);
        let places: Vec<Value> = texts.iter().map(Neighbours::places).collect();
        let before = std::iter::once(0).chain(pages.iter().map(|page| page.slot));
        let heads: Vec<Value> =
            pages.iter().zip(before).map(|(page, before)| head(index, page, before, &kinds)).collect();
        let (signatures, names) = signature_files(pages, group, lines);
        (texts, signatures, json!([heads, places, names.join(",")]).to_string().into_bytes())
    });
    let mut names = vec![String::new(); index.slots.div_ceil(group.max(1))];
    for (pages, (texts, signatures, bytes)) in groups.iter().zip(made.collect::<Vec<_>>()) {
        let number = pages[0].slot / group;
        signatures.into_iter().for_each(|(name, bytes)| add(files, &name, bytes));
        names[number] = digits(&bytes, PLACED);
        add(files, &format!("h-{number}-{}.json", names[number]), bytes);
        texts.into_iter().for_each(|neighbours| neighbours.add(files));
    }
    names
}

/// The files with the error signatures of a group of pages, `lines` of them in each, and their hashes:
/// an empty one if there is none.
fn signature_files(pages: &[&Page], group: usize, lines: usize) -> (Vec<(String, Vec<u8>)>, Vec<String>) {
    let mut hashes: Vec<String> = Vec::new();
    let mut files = Vec::new();
    for pages in pages.chunk_by(|a, b| a.slot / lines == b.slot / lines) {
        let bytes = signatures(pages);
        if !bytes.is_empty() {
            let (number, hash) = (pages[0].slot / lines, digits(&bytes, PLACED));
            hashes.resize(number % (group / lines), String::new());
            files.push((format!("s-{number}-{hash}.json"), bytes));
            hashes.push(hash);
        }
    }
    (files, hashes)
}

/// `[[number, signature, …], …]` of the pages that have any, else nothing.
fn signatures(pages: &[&Page]) -> Vec<u8> {
    let rows = pages.iter().map(|page| {
        let signatures = page.names.iter().filter(|name| name.class == Class::Signature);
        std::iter::once(json!(page.slot)).chain(signatures.map(|name| json!(name.text)))
    });
    let rows: Vec<Vec<Value>> =
        rows.map(Iterator::collect).filter(|row: &Vec<Value>| row.len() > 1).collect();
    if rows.is_empty() { Vec::new() } else { json!(rows).to_string().into_bytes() }
}

/// `[number, title, url, kind, lead, id, [key, …]]`; the number as the distance from the page before, the
/// id empty and a key 0 where the URL says it: each of them is loaded before the first hit is shown.
fn head(index: &Index, page: &Page, before: usize, kinds: &[(&str, &str)]) -> Value {
    let kind = kinds.iter().position(|(kind, _)| *kind == page.kind).unwrap_or(0);
    let id = if page.url == format!("/{}/", page.id) { "" } else { page.id.as_str() };
    let keys = page.names.iter().filter(|name| name.class == Class::Key);
    let last = page.url.strip_suffix('/').and_then(|url| url.rsplit('/').next());
    let is_in_url = |name: &str| last == Some(name);
    let names: Vec<Value> = keys
        .map(|name| if is_in_url(&name.text) { Value::from(0) } else { Value::from(name.text.as_str()) })
        .collect();
    json!([page.slot - before, page.title, page.url, kind, index.lead(page), id, names])
}

/// The texts of pages with neighbouring numbers. One hash tells the versions of all their files apart:
/// hashes do not compress, and every reader loads them.
struct Neighbours {
    hash: String,
    parts: Vec<Part>,
}

/// A file of texts, by its first page and section.
struct Part {
    slot: usize,
    section: usize,
    bytes: Vec<u8>,
}

impl Neighbours {
    fn new(parts: Vec<Part>) -> Self {
        let bytes: Vec<u8> = parts.iter().flat_map(|part| part.bytes.iter().copied()).collect();
        Self { hash: digits(&bytes, PLACED), parts }
    }

    /// `[hash, ~number, section, distance, …, ~distance, section, …]`: where each file begins, sections as
    /// the distance from the one before on the same page; numbers of pages are complements, the second and
    /// later ones of their distance.
    fn places(&self) -> Value {
        let mut places = vec![json!(self.hash)];
        let (mut page, mut before) = (0, 0);
        for (number, part) in self.parts.iter().enumerate() {
            if number == 0 || part.slot != page {
                let distance = i64::try_from(part.slot - page).unwrap_or_default();
                places.push(json!(!distance));
                (page, before) = (part.slot, 0);
            }
            places.push(json!(part.section - before));
            before = part.section;
        }
        Value::from(places)
    }

    fn add(self, files: &mut Files) {
        for Part { slot, section, bytes } in self.parts {
            add(files, &format!("t-{slot}-{section}-{}.json", self.hash), bytes);
        }
    }
}

fn texts(index: &Index, pages: &[&Page]) -> Vec<Neighbours> {
    let most = if index.keys.is_some() { TEXTS_OF_MANY } else { TEXTS };
    let neighbours = pages.chunk_by(|a, b| a.slot / NEIGHBOURS == b.slot / NEIGHBOURS);
    neighbours.map(|pages| Neighbours::new(parts(index, pages, most))).collect()
}

/// `[[number, section, heading, anchor, text, code], …]` in each.
fn parts(index: &Index, pages: &[&Page], most: usize) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for page in pages {
        let mut full = parts.last().is_none_or(|part| part.bytes.len() >= most / 2);
        for (section, text) in index.sections[page.sections.clone()].iter().enumerate() {
            if section == 0 && text.text.is_empty() {
                continue;
            }
            let row = (page.slot, section, &text.heading, &text.anchor, &text.text, &text.code);
            if full {
                parts.push(Part { slot: page.slot, section, bytes: Vec::new() });
            }
            let Some(part) = parts.last_mut() else { break };
            part.bytes.push(if full { b'[' } else { b',' });
            // Writing text to memory cannot fail.
            let _ = serde_json::to_writer(&mut part.bytes, &row);
            full = part.bytes.len() >= most;
        }
    }
    parts.iter_mut().for_each(|part| part.bytes.push(b']'));
    parts
}

/// The facets, each in place or with the name of its file, and whether it is loaded at once: the type, by
/// which hits are filtered first, and those that hits show.
fn columns(index: &Index, files: &mut Files) -> Vec<Value> {
    let columns = facets::columns(index);
    let size: usize = columns.iter().map(|column| column.to_string().len()).sum();
    let placed = columns.into_iter().enumerate().map(|(number, mut column)| {
        let small =
            size <= INLINE_FACETS || column.to_string().len() <= SMALL_COLUMN || column["sets"].as_array().is_some_and(|sets| sets.len() <= FEW_SETS);
        let choice = column["terms"].as_array().is_some_and(|terms| terms.len() > 1);
        let offered = small && ((number == 0 && choice) || column.get("label").is_some());
        if size <= INLINE_FACETS {
            column["first"] = json!(offered);
            return column;
        }
        let file = add_hashed(index, files, 'f', column.to_string());
        json!({"name": column["name"], "title": column["title"], "label": column["label"], "file": file, "first": offered})
    });
    placed.collect()
}
