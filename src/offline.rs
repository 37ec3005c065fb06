//! What a browser keeps for the hour without a network: the list that the service worker is told.
//!
//! Text comes first, and first of that what every reader needs to find anything at all. Then the pages
//! in the order in which a person on call would miss them, up to a budget. Images are kept only once
//! somebody has looked at them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use crate::path::SitePath;
use crate::text::{self, Hash};
use crate::url::encode_path;

/// The files of the search are kept where all of them fit into this part of the budget; otherwise those
/// that were used stay, and what was asked before is found again.
const SEARCH_PART: u64 = 3;

/// What takes the place of the service worker where none is wanted: it takes back one that an earlier
/// build or another preview has left in the reader's browser, with what that has kept.
pub const NO_WORKER: &str = "\
self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil((async () => {
  await caches.delete(`opslore ${self.registration.scope}`);
  await self.registration.unregister();
})()));
";

/// The script that starts the service worker, among those of the theme.
pub const SCRIPT: &str = "offline.js";

/// What the service worker is told of a file.
#[derive(Clone, Copy, Debug)]
pub struct Print {
    /// In bytes.
    size: u64,
    hash: u32,
}

impl Print {
    /// Of a file with these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self::new(bytes.len() as u64, text::hash(bytes))
    }

    /// Of a file with this size, and contents of this hash.
    pub fn new(size: u64, hash: Hash) -> Self {
        Self { size, hash: hash as u32 }
    }
}

/// The service worker: `script`, told what the site has. `assets` are the hrefs of static files with
/// their hashes, `pages` the hrefs of pages and short addresses in the order in which they matter.
pub fn worker(
    script: &str,
    files: &BTreeMap<SitePath, Print>,
    assets: &BTreeMap<String, String>,
    pages: &[String],
    budget: u64,
) -> String {
    let mut list = List { files, seen: BTreeSet::new(), left: budget, is_complete: true };
    let mut first: Vec<Entry> = assets.iter().filter_map(|(name, href)| list.asset(name, href)).collect();
    let essentials = ["index.html", "index-a-z/index.html", "404.html", "search/index.json"];
    first.extend(essentials.iter().filter_map(|path| list.file(path)));
    let mut rest = list.search();
    let pages = pages.iter().map(|href| format!("{href}index.html"));
    let others = files.keys().filter(|path| path.file_name() == "index.html").map(ToString::to_string);
    let all: Vec<String> = pages.chain(others).collect();
    rest.extend(all.iter().filter_map(|path| list.file(path)));
    let site = json!({ "complete": list.is_complete, "first": first, "rest": rest });
    format!("const SITE = {site};\n{script}")
}

/// An address below the site's root, and a hash of what is there.
type Entry = (String, String);

struct List<'a> {
    files: &'a BTreeMap<SitePath, Print>,
    seen: BTreeSet<String>,
    /// The bytes that are left of the budget.
    left: u64,
    is_complete: bool,
}

impl List<'_> {
    /// A static file of the theme, unless it is an image that only an installed site shows.
    fn asset(&mut self, name: &str, href: &str) -> Option<Entry> {
        let is_image =
            [".png", ".jpg", ".jpeg", ".webp", ".avif", ".gif"].iter().any(|end| name.ends_with(end));
        let (_, hash) = href.split_once("?v=")?;
        (!is_image && name != "sw.js").then(|| (href.to_owned(), hash.to_owned()))
    }

    /// A file of the site that is not listed yet, as long as the budget lasts.
    fn file(&mut self, path: &str) -> Option<Entry> {
        let print = self.files.get(&SitePath::new(path)?)?;
        if self.seen.contains(path) {
            return None;
        }
        let Some(left) = self.left.checked_sub(print.size) else {
            self.is_complete = false;
            return None;
        };
        self.left = left;
        self.seen.insert(path.to_owned());
        let address = path.strip_suffix("index.html").unwrap_or(path);
        Some((encode_path(address), format!("{:08x}", print.hash)))
    }

    /// All shards of the search, or none.
    fn search(&mut self) -> Vec<Entry> {
        let is_search = |path: &&SitePath| path.parts().next() == Some("search");
        let paths: Vec<&SitePath> = self.files.keys().filter(is_search).collect();
        let size: u64 = paths.iter().map(|path| self.files[*path].size).sum();
        if size > self.left / SEARCH_PART {
            return Vec::new();
        }
        paths.iter().filter_map(|path| self.file(path.as_str())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prints(files: &[(&str, usize)]) -> BTreeMap<SitePath, Print> {
        let file =
            |(path, size): &(&str, usize)| (SitePath::new(path).unwrap(), Print::of(&vec![b'x'; *size]));
        files.iter().map(file).collect()
    }

    fn listed(files: &[(&str, usize)], pages: &[&str], budget: u64) -> (Vec<String>, Vec<String>, bool) {
        let assets =
            [("a.css", "assets/a.css?v=01"), ("b.png", "assets/b.png?v=02"), ("sw.js", "assets/sw.js?v=03")];
        let assets = assets.map(|(name, href)| (name.to_owned(), href.to_owned())).into();
        let pages: Vec<String> = pages.iter().map(ToString::to_string).collect();
        let worker = worker("// code\n", &prints(files), &assets, &pages, budget);
        let (site, code) = worker.strip_prefix("const SITE = ").unwrap().split_once(";\n").unwrap();
        assert_eq!(code, "// code\n");
        let site: serde_json::Value = serde_json::from_str(site).unwrap();
        let addresses = |name: &str| {
            let entries = site[name].as_array().unwrap().iter();
            entries.map(|entry| entry[0].as_str().unwrap().to_owned()).collect()
        };
        (addresses("first"), addresses("rest"), site["complete"].as_bool().unwrap())
    }

    const FILES: &[(&str, usize)] = &[
        ("404.html", 1),
        ("a/K/index.html", 1),
        ("by/tag/index.html", 1),
        ("images/x.png", 50),
        ("index.html", 1),
        ("runbooks/ä/index.html", 10),
        ("runbooks/b/index.html", 10),
        ("runbooks/b/index.md", 10),
        ("search/index.json", 5),
        ("search/text-0.json", 5),
    ];

    #[test]
    fn what_matters_comes_first() {
        let (first, rest, complete) = listed(FILES, &["runbooks/b/", "a/K/", "runbooks/ä/"], 1000);
        assert_eq!(first, ["assets/a.css?v=01", "", "404.html", "search/index.json"]);
        assert_eq!(rest, ["search/text-0.json", "runbooks/b/", "a/K/", "runbooks/%C3%A4/", "by/tag/"]);
        assert!(complete);
    }

    #[test]
    fn the_budget_is_kept() {
        let (first, rest, complete) = listed(FILES, &["runbooks/b/", "a/K/", "runbooks/ä/"], 20);
        assert_eq!(first.len(), 4);
        assert_eq!(rest, ["runbooks/b/", "a/K/", "by/tag/"], "no shard, and the smaller ones still fit");
        assert!(!complete);
    }

    #[test]
    fn a_changed_page_has_another_hash() {
        let hash = |size| {
            let files = prints(&[("index.html", size)]);
            worker("", &files, &BTreeMap::new(), &[], 100)
        };
        assert_eq!(hash(1), hash(1));
        assert_ne!(hash(1), hash(2));
    }
}
