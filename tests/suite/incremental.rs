//! What was made before is made again only where something has changed, and makes no difference.

use std::collections::BTreeMap;
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use opslore::files::{Files, Memory, Stamp};
use opslore::output::{Contents, Known, Made, Output};
use opslore::path::SitePath;
use opslore::site::{Cache, Site};
use opslore::text::hash;
use proptest::prelude::*;

use crate::world::{World, pages, path};

/// A page of the model: its place follows from its number until it is renamed.
#[derive(Clone, Debug)]
struct Sketch {
    title: String,
    paragraph: String,
    links: Vec<String>,
    service: Option<String>,
    draft: bool,
}

impl Sketch {
    fn text(&self) -> String {
        let mut text = format!("---\ntitle: \"{}\"\n", self.title);
        if self.draft {
            text.push_str("draft: true\n");
        }
        if let Some(service) = &self.service {
            text.push_str(&format!("services: [{service}]\n"));
        }
        text.push_str(&format!("---\n\nAn introduction.\n\n{}\n\n## More\n\n", self.paragraph));
        for link in &self.links {
            text.push_str(&format!("- [link](/{link}) and [[{link}]]\n"));
        }
        text
    }
}

#[derive(Clone, Debug)]
enum Edit {
    Paragraph(usize, String),
    Title(usize, String),
    Add(String, Sketch),
    Remove(usize),
    Rename(usize, String),
    Draft(usize),
}

fn place() -> impl Strategy<Value = String> {
    let folder = prop::sample::select(vec!["", "guides/", "services/", "runbooks/", "guides/deep/"]);
    let name = prop::sample::select(vec!["a", "b", "c", "index", "README", "B"]);
    (folder, name).prop_map(|(folder, name)| format!("{folder}{name}.md"))
}

fn sketch() -> impl Strategy<Value = Sketch> {
    let links = prop::collection::vec(place(), 0..3);
    let service = prop::option::of(prop::sample::select(vec!["a".to_owned(), "b".to_owned()]));
    ("[A-Z][a-z]{2,6}", "[a-z `*]{0,20}", links, service, prop::bool::weighted(0.1)).prop_map(
        |(title, paragraph, links, service, draft)| Sketch { title, paragraph, links, service, draft },
    )
}

fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        3 => (any::<usize>(), "[a-z `*<\\[]{0,20}").prop_map(|(at, text)| Edit::Paragraph(at, text)),
        3 => (any::<usize>(), "[A-Z][a-z]{2,6}").prop_map(|(at, text)| Edit::Title(at, text)),
        2 => (place(), sketch()).prop_map(|(place, sketch)| Edit::Add(place, sketch)),
        1 => any::<usize>().prop_map(Edit::Remove),
        2 => (any::<usize>(), place()).prop_map(|(at, to)| Edit::Rename(at, to)),
        1 => any::<usize>().prop_map(Edit::Draft),
    ]
}

fn apply(edit: Edit, all: &mut BTreeMap<String, Sketch>) {
    let place = |at: usize, all: &BTreeMap<String, Sketch>| all.keys().nth(at % all.len().max(1)).cloned();
    match edit {
        Edit::Add(place, sketch) => drop(all.insert(place, sketch)),
        Edit::Remove(at) => drop(place(at, all).and_then(|place| all.remove(&place))),
        Edit::Rename(at, to) => {
            if let Some(sketch) = place(at, all).and_then(|place| all.remove(&place)) {
                all.insert(to, sketch);
            }
        }
        Edit::Paragraph(at, text) => with(all, place(at, all), |sketch| sketch.paragraph = text),
        Edit::Title(at, text) => with(all, place(at, all), |sketch| sketch.title = text),
        Edit::Draft(at) => with(all, place(at, all), |sketch| sketch.draft = !sketch.draft),
    }
}

fn with(all: &mut BTreeMap<String, Sketch>, place: Option<String>, change: impl FnOnce(&mut Sketch)) {
    if let Some(sketch) = place.and_then(|place| all.get_mut(&place)) {
        change(sketch);
    }
}

fn files(all: &BTreeMap<String, Sketch>) -> Memory {
    let mut memory = Memory::default();
    for (place, sketch) in all {
        memory.insert(path(&format!("content/{place}")), sketch.text().into_bytes());
    }
    memory
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn warm_and_cold_are_the_same(
        start in prop::collection::btree_map(place(), sketch(), 1..8),
        edits in prop::collection::vec(edit(), 1..8),
    ) {
        let (world, cache) = (World::new(), Cache::default());
        let mut all = start;
        world.compile(&files(&all), &cache);
        for edit in edits {
            apply(edit.clone(), &mut all);
            let (warm, warm_findings) = world.compile(&files(&all), &cache);
            cache.next_round();
            let (cold, cold_findings) = world.compile(&files(&all), &Cache::default());
            let differing: Vec<_> = warm.changed_since(&cold);
            prop_assert!(differing.is_empty(), "after {edit:?}: {differing:?}");
            prop_assert_eq!(warm_findings, cold_findings);
        }
    }
}

/// What is known of the files of a site once it was written, and which of them were made for it: those that
/// would be made of the same as before were not.
fn written(site: &Site, last: &BTreeMap<SitePath, Known>) -> (BTreeMap<SitePath, Known>, Vec<String>) {
    let (mut known, mut made) = (BTreeMap::new(), Vec::new());
    for path in site.paths() {
        match site.made(&path) {
            Some(Made::Same(same)) => {
                assert_eq!(last.get(&path), Some(&same), "{path}");
                known.insert(path, same);
            }
            Some(Made::New(bytes, Some(key))) => {
                made.push(path.to_string());
                known.insert(path, Known { key, hash: hash(&bytes), size: bytes.len() as u64 });
            }
            Some(Made::New(_, None)) | None => {}
        }
    }
    (known, made)
}

/// Other configurations and themes for the same pages.
fn worlds() -> [World; 5] {
    [
        World::new(),
        World::configured("base_url: https://ops.example.org\ntitle: Other\n"),
        World::configured("base_url: https://ops.example.org\nlanguage: de\n"),
        World::new().with("themes/default/templates/partials/sidebar.html", "<nav>{{ nav | length }}</nav>"),
        World::new().with("themes/default/i18n/en.yaml", "search: Look up\n"),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_not_made_again_is_as_cold(
        start in prop::collection::btree_map(place(), sketch(), 1..8),
        edits in prop::collection::vec((edit(), 0..12_usize), 1..6),
    ) {
        let (worlds, mut all, mut last) = (worlds(), start, BTreeMap::new());
        for (edit, world) in edits {
            apply(edit.clone(), &mut all);
            let world = worlds.get(world).unwrap_or(&worlds[0]);
            let pages = Arc::new(files(&all));
            let plan = || world.plan(pages.clone(), &Cache::default()).0.unwrap();
            let (known, _) = written(&plan().knowing(last.clone()), &last);
            let cold = plan().whole().0;
            for (path, known) in &known {
                let bytes = &cold.files[path];
                prop_assert_eq!(known.hash, hash(bytes), "after {:?}: {}", &edit, path);
                prop_assert_eq!(known.size, bytes.len() as u64);
            }
            last = known;
        }
    }
}

#[test]
fn an_edit_makes_the_files_again_that_show_it() {
    let world = World::new();
    let plan = |title: &str, paragraph: &str| {
        world.plan(Arc::new(three_folders(title, paragraph)), &Cache::default()).0.unwrap()
    };
    let (first, made) = written(&plan("Alpha", "One.").knowing(BTreeMap::new()), &BTreeMap::new());
    assert_eq!(made.len(), first.len());
    let made =
        |title: &str, paragraph: &str| written(&plan(title, paragraph).knowing(first.clone()), &first).1;
    assert!(made("Alpha", "One.").is_empty());
    assert_eq!(made("Alpha", "Two."), ["guides/a/index.html", "guides/a/index.md"]);
    let made = made("Omega", "One.");
    assert!(made.contains(&"notes/n/index.html".to_owned()), "{made:?}");
    assert!(!made.contains(&"notes/m/index.html".to_owned()), "{made:?}");
    // A preview asks for none of this.
    assert!(written(&plan("Alpha", "One."), &first).0.is_empty());
}

/// Files that change while they are looked at.
struct Changing(Mutex<Memory>);

impl Changing {
    fn new(files: Memory) -> Arc<Self> {
        Arc::new(Self(Mutex::new(files)))
    }

    fn set(&self, files: Memory) {
        *self.0.lock().unwrap() = files;
    }
}

impl Files for Changing {
    fn paths(&self) -> Vec<SitePath> {
        self.0.lock().unwrap().paths()
    }

    fn read(&self, path: &SitePath) -> io::Result<Arc<[u8]>> {
        self.0.lock().unwrap().read(path)
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_page_that_is_shown_at_once_is_as_cold(
        start in prop::collection::btree_map(place(), sketch(), 1..6),
        at in any::<usize>(),
        paragraph in "[a-z `*<#\n-]{0,20}",
        other in prop::option::weighted(0.3, sketch()),
    ) {
        let (world, mut all) = (World::new(), start);
        let shared = Changing::new(files(&all));
        let (site, _) = world.plan(shared.clone(), &Cache::default());
        let site = site.unwrap();
        let place = all.keys().nth(at % all.len()).cloned().unwrap();
        let page = all.get_mut(&place).unwrap();
        match other {
            Some(other) => *page = other,
            None => page.paragraph = paragraph,
        }
        shared.set(files(&all));
        if let Some(shown) = site.with_bodies(&[path(&format!("content/{place}"))]) {
            let (cold, _) = world.plan(shared, &Cache::default());
            let cold = cold.unwrap();
            prop_assert_eq!(shown.key(), cold.key());
            let differing = shown.whole().0.changed_since(&cold.whole().0);
            prop_assert!(differing.is_empty(), "{place}: {differing:?}");
        }
    }
}

#[test]
fn only_an_edit_that_no_other_page_sees_is_shown_at_once() {
    let world = World::new();
    let before = three_folders("Alpha", "One.");
    let shows = |after: Memory| {
        let shared = Changing::new(before.clone());
        let (site, _) = world.plan(shared.clone(), &Cache::default());
        shared.set(after);
        site.unwrap().with_bodies(&[path("content/guides/a.md")]).is_some()
    };
    let text = |paragraph: &str| three_folders("Alpha", paragraph);
    assert!(shows(text("Two.")) && shows(text("Two.\n\n- a list\n\n```sh\nls\n```")));
    assert!(!shows(three_folders("Omega", "One.")), "a title");
    assert!(!shows(text("[to](b.md)")), "a link");
    assert!(!shows(text("## A heading")), "an anchor");
    assert!(!shows(text("key = AKIAIOSFODNN7EXAMPLQ")), "a secret");
    let mut without = before.clone();
    without.insert(path("content/guides/a.md"), *b"\xff");
    assert!(!shows(without), "what cannot be read");
}

/// Files of a disk: each has a stamp once it has been left alone, and it is counted how often they are read.
struct Stamped {
    files: Mutex<Memory>,
    stamps: Mutex<BTreeMap<SitePath, u64>>,
    reads: AtomicUsize,
}

impl Files for Stamped {
    fn paths(&self) -> Vec<SitePath> {
        self.files.lock().unwrap().paths()
    }

    fn read(&self, path: &SitePath) -> io::Result<Arc<[u8]>> {
        self.reads.fetch_add(1, Ordering::Relaxed);
        self.files.lock().unwrap().read(path)
    }

    fn stamp(&self, path: &SitePath) -> Option<Stamp> {
        self.stamps.lock().unwrap().get(path).map(|stamp| (*stamp, 0, 0, 0, 0))
    }
}

#[test]
fn a_file_is_opened_again_only_with_another_stamp_or_none() {
    let before = three_folders("Alpha", "One.");
    let stamps = before.paths().into_iter().map(|path| (path, 1)).collect();
    let files = Arc::new(Stamped {
        files: Mutex::new(before),
        stamps: Mutex::new(stamps),
        reads: AtomicUsize::new(0),
    });
    let (world, cache) = (World::new().live(), Cache::default());
    let edited = path("content/guides/a.md");
    let round = |stamp: Option<u64>, text: Memory| {
        *files.files.lock().unwrap() = text;
        let mut stamps = files.stamps.lock().unwrap();
        match stamp {
            Some(stamp) => _ = stamps.insert(edited.clone(), stamp),
            None => _ = stamps.remove(&edited),
        }
        drop(stamps);
        let page = path("guides/a/index.html");
        let html = world.plan(files.clone(), &cache).0.unwrap().bytes(&page).unwrap();
        let shown = String::from_utf8_lossy(&html).into_owned();
        (files.reads.swap(0, Ordering::Relaxed), cache.next_round(), shown)
    };
    assert_eq!(round(Some(1), three_folders("Alpha", "One.")).0, 6);
    let (opened, read, _) = round(Some(1), three_folders("Alpha", "One."));
    assert_eq!((opened, read), (0, 0), "nothing has changed");
    let (opened, read, shown) = round(Some(2), three_folders("Omega", "One."));
    assert_eq!((opened, read, shown.contains("Omega")), (1, 1, true));
    let (opened, read, shown) = round(None, three_folders("Alpha", "Two."));
    assert_eq!((opened, read, shown.contains("Two.")), (1, 1, true), "changed just now");
    assert_eq!(round(None, three_folders("Alpha", "Two.")).0, 1, "and may have been again");
    let (opened, read, _) = round(Some(2), three_folders("Alpha", "Two."));
    assert_eq!((opened, read), (1, 0), "a stamp from long ago says nothing");
}

/// Three folders; `guides/a.md` is linked from `guides/b.md` and referred to by `notes/n.md`.
fn three_folders(title: &str, paragraph: &str) -> Memory {
    let a = format!("---\ntitle: {title}\n---\n\nAn introduction.\n\n{paragraph}\n");
    pages([
        ("content/guides/a.md", a.as_str()),
        ("content/guides/b.md", "# Beta\n\nSee [that](a.md).\n"),
        ("content/guides/c.md", "# Gamma\n\nNothing.\n"),
        ("content/notes/n.md", "---\ntitle: Nu\nrelated: guides/a\n---\n\nText.\n"),
        ("content/notes/m.md", "# My\n\nText.\n"),
        ("content/services/s.md", "# Sigma\n\nText.\n"),
    ])
}

/// The site before and after an edit, and how many pages had to be read for it.
fn edited(before: &Memory, after: &Memory) -> (Output, Output, usize) {
    let (world, cache) = (World::new(), Cache::default());
    let (old, findings) = world.compile(before, &cache);
    assert_eq!(findings, []);
    cache.next_round();
    let (new, _) = world.compile(after, &cache);
    (old, new, cache.next_round())
}

#[test]
fn nothing_changed_reads_nothing() {
    let (old, new, read) = edited(&three_folders("Alpha", "One."), &three_folders("Alpha", "One."));
    assert_eq!(read, 0);
    assert_eq!(old, new);
}

#[test]
fn an_edit_to_a_paragraph_changes_no_other_page() {
    let (old, new, read) = edited(&three_folders("Alpha", "One."), &three_folders("Alpha", "Two."));
    assert_eq!(read, 1);
    let changed = new.changed_since(&old);
    let others: Vec<_> =
        changed.iter().map(SitePath::as_str).filter(|path| !path.starts_with("search/")).collect();
    assert_eq!(
        others,
        ["guides/a/index.html", "guides/a/index.md", "sw.js"],
        "which has a hash of each page"
    );
}

#[test]
fn an_edit_to_a_title_changes_exactly_the_pages_that_show_it() {
    let (old, new, read) = edited(&three_folders("Alpha", "One."), &three_folders("Omega", "One."));
    let is_rendered = |path: &str| path.ends_with(".html") || path.ends_with(".xml");
    let shows = |site: &Output, title: &str| {
        let rendered = site.files.iter().filter(|(path, _)| is_rendered(path.as_str()));
        let showing = rendered.filter(|(_, bytes)| String::from_utf8_lossy(bytes).contains(title));
        showing.map(|(path, _)| path.clone()).collect::<Vec<_>>()
    };
    let changed: Vec<_> =
        new.changed_since(&old).into_iter().filter(|path| is_rendered(path.as_str())).collect();
    assert_eq!(changed, shows(&new, "Omega"));
    assert_eq!(changed, shows(&old, "Alpha"));
    assert_eq!(read, 1);
    for (path, is_shown) in [
        ("guides/a/index.html", true),
        ("guides/b/index.html", true),
        ("guides/index.html", true),
        ("notes/n/index.html", true),
        ("notes/m/index.html", false),
        ("services/s/index.html", false),
    ] {
        assert_eq!(changed.iter().any(|changed| changed.as_str() == path), is_shown, "{path}: {changed:?}");
    }
}

#[test]
fn a_template_s_change_renders_the_files_and_nothing_else() {
    let cache = Cache::default();
    let files = three_folders("Alpha", "One.");
    World::new().compile(&files, &cache);
    cache.next_round();
    let world = World::new().with("themes/default/templates/404.html", "gone");
    let (site, findings) = world.compile(&files, &cache);
    assert_eq!((findings, &*site.files[&path("404.html")]), (vec![], &b"gone"[..]));
    assert_eq!(cache.next_round(), 0);
}
