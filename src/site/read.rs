//! From files to a knowledge base: read, checked and linked.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::Arc;

use rayon::prelude::*;

use super::guard::guarded;
use super::links::Links;
use super::{
    Cache, Findings, Input, Knowledge, Types, alerts, attachments, claims, embargo, reviews, secrets, unused,
};
use crate::collation::Collation;
use crate::config::{Collection, Config};
use crate::diagnostic::policy::Level;
use crate::diagnostic::rules::Mode;
use crate::diagnostic::{self, Finding, Rule, Severity, rules, suppress};
use crate::graph;
use crate::graph::facets::Facets;
use crate::graph::tree::Tree;
use crate::markdown;
use crate::memo;
use crate::page::Page;
use crate::path::SitePath;
use crate::place::{self, Place};
use crate::safety;
use crate::schema::{DEFAULT_TYPE, Schemas, UnknownKeys};
use crate::text::{Span, hash};
use crate::words::Words;

/// The content types with their titles in the site's language, the words of that, and what is wrong
/// with either.
pub fn types(input: &Input) -> Types {
    let (schemas, mut findings) = Schemas::load(&*input.support);
    let (words, unusable) = Words::load(&*input.support, &input.config.theme, &input.config.language);
    findings.extend(unusable);
    let titles = RefCell::new(BTreeSet::new());
    let schemas = schemas.translated(&|title| {
        titles.borrow_mut().insert(title.to_owned());
        words.title(title).to_owned()
    });
    findings.extend(words.unused(&*input.support, &input.config.theme, &titles.into_inner()));
    let schemas = Arc::new(match input.config.unknown_keys {
        None => schemas,
        Some(Level::Off) => schemas.with_unknown_keys(UnknownKeys::Allow),
        Some(Level::Report(Severity::Error)) => schemas.with_unknown_keys(UnknownKeys::Error),
        Some(Level::Report(_)) => schemas.with_unknown_keys(UnknownKeys::Warning),
    });
    (schemas, Arc::new(words), findings)
}

/// Every page by itself.
struct Corpus {
    /// Sorted by path.
    pages: Vec<Arc<Page>>,
    /// All files of the root, pages included.
    paths: BTreeSet<SitePath>,
}

/// Reads, checks and links everything.
pub fn read(input: &Input, cache: &Cache) -> (Knowledge, Findings) {
    let time = &input.timings;
    let config = &*input.config;
    let (schemas, words, mut found) = time.stage("types and words", || {
        let wanted = format!("{:?}", config.unknown_keys);
        let key = memo::key(&(input.support.key(), &config.theme, &config.language, wanted));
        Types::clone(&cache.types.get(key, || types(input)))
    });
    let collections = place::collections(config, &schemas);
    found.extend(unknown_types(config, &collections, &schemas));
    found.extend(unknown_theme(input));
    found.extend_from_slice(&config.warnings);
    found.extend(unspoken_language(input, &words));
    let (corpus, of_pages) = corpus(input, cache, &schemas, &collections);
    found.extend(of_pages);
    let collation = Collation::new(&config.language);
    // Few pages have diagrams, and those take long.
    let ((diagram_work, of_diagrams), (links, of_links)) = rayon::join(
        || time.stage("diagrams, in parallel", || diagrams(&corpus.pages, cache)),
        || link(input, cache, &corpus, &collections, &collation),
    );
    found.extend(of_diagrams);
    found.extend(of_links);
    let mut findings = Findings::new(&config.policy);
    corpus.pages.iter().for_each(|page| findings.learn(&page.place.path, &page.suppressions));
    found.extend(findings.learn_configuration(config));
    let alerts = time.stage("alerts", || alerts::cover(input, cache, &schemas, &links, &corpus.paths));
    for file in &alerts.rule_files {
        let (suppressions, mistakes) = suppress::of_yaml(&file.path, &file.text);
        findings.learn(&file.path, &suppressions);
        found.extend(mistakes);
    }
    found.extend(alerts.findings);
    let is_asked = alerts.coverage.is_some();
    let Links { pages, graph, tree, facets, files } = links;
    let knowledge = Knowledge {
        words,
        collation: Arc::new(collation),
        schemas,
        collections,
        pages,
        graph: Arc::new(graph),
        tree: Arc::new(tree),
        facets: Arc::new(facets),
        rule_files: if is_asked { alerts.rule_files } else { Vec::new() },
        diagram_work,
        coverage: alerts.coverage.map(Arc::new),
        files: Arc::new(files),
    };
    found.extend(embargo::broken(&knowledge, input));
    found.extend(reviews::due(&knowledge, input));
    let elsewhere = time.stage("secrets elsewhere", || secrets::elsewhere(input, &knowledge));
    found.extend(config.unused(&unused::used(config, &knowledge, &elsewhere, &corpus.paths)));
    found.extend(elsewhere.into_iter().filter(|one| !safety::is_allowed(&config.allow, "", one)));
    time.stage("findings", || {
        findings.report(found);
        findings.report_unused(|rule| has_run(rule, is_asked, config));
    });
    (knowledge, findings)
}

/// Reads every page.
fn corpus(
    input: &Input,
    cache: &Cache,
    schemas: &Schemas,
    collections: &[Collection],
) -> (Corpus, Vec<Finding>) {
    let time = &input.timings;
    let paths = input.root.paths();
    let places = place::arrange(&paths, &input.config, collections);
    let read: Vec<Result<Arc<Page>, Finding>> = time.stage("pages", || {
        places.into_par_iter().map(|place| read_page(input, cache, schemas, place)).collect()
    });
    let mut pages = Vec::with_capacity(read.len());
    let mut findings = Vec::new();
    for page in read {
        match page {
            Ok(page) => pages.push(page),
            Err(finding) => findings.push(finding),
        }
    }
    findings.extend(pages.iter().flat_map(|page| told(page, &input.config)));
    let is_page = |path: &SitePath| pages.binary_search_by(|page| page.place.path.cmp(path)).is_ok();
    findings.extend(input.config.unmatched(&paths, &input.root.left_out(), is_page));
    let paths: BTreeSet<SitePath> = paths.into_iter().collect();
    findings.extend(time.stage("lost pages", || lost_pages(input, &pages, &paths)));
    (Corpus { pages, paths }, findings)
}

/// Links the pages to each other and to files, and gives every path of the site one owner.
fn link(
    input: &Input,
    cache: &Cache,
    Corpus { pages, paths }: &Corpus,
    collections: &[Collection],
    collation: &Collation,
) -> (Links, Vec<Finding>) {
    let time = &input.timings;
    let config = &*input.config;
    let withheld = embargo::withheld(pages, input);
    let (mut graph, mut findings) =
        time.stage("links", || graph::link(pages, paths, &*input.root, config, &withheld));
    let (files, of_files) =
        time.stage("linked files", || attachments::inspect(input, cache, pages, &mut graph));
    findings.extend(of_files);
    let (tree, facets) = rayon::join(
        || time.stage("folders", || Tree::new(pages, &graph.is_published, collections, collation)),
        || time.stage("facets, in parallel", || Facets::new(pages, &graph.is_published)),
    );
    let mut links = Links { pages: pages.clone(), graph, tree, facets, files };
    // An old URL that the site has today leads nowhere else, also where a site is made anyway.
    let (collisions, redirects) = time.stage("addresses", || claims::collisions(input, &links));
    links.graph.redirects = redirects;
    findings.extend(collisions);
    findings.extend(attachments::unportable(input, &links));
    (links, findings)
}

/// Whether a rule was tried, so that a comment that ignores it and ignored nothing is of no use.
fn has_run(rule: &Rule, has_alerts: bool, config: &Config) -> bool {
    let is_tried = has_alerts || rule.category() != "alerts";
    let is_wanted = *rule != rules::PAGE_REVIEW_DUE || config.policy.wants(rule);
    // What ignores the answers of other sites is judged once they have been asked.
    is_tried && is_wanted && rule.mode != Mode::External
}

/// The findings of a page, apart from those on what the configuration allows.
fn told<'a>(page: &'a Page, config: &'a Config) -> impl Iterator<Item = Finding> + 'a {
    let text = &*page.source.text;
    page.findings.iter().filter(move |finding| !safety::is_allowed(&config.allow, text, finding)).cloned()
}

/// How much work the diagrams of each page may be, and what is wrong with all of them.
fn diagrams(pages: &[Arc<Page>], cache: &Cache) -> (usize, Vec<Finding>) {
    let work = markdown::diagram_work(pages.iter().map(|page| &page.outline));
    let findings =
        |page: &Arc<Page>| markdown::diagram_findings(&page.source, &page.outline, work, &cache.shown);
    (work, pages.par_iter().flat_map_iter(findings).collect())
}

/// Collections of the configuration whose type no schema describes.
fn unknown_types(config: &Config, collections: &[Collection], schemas: &Schemas) -> Vec<Finding> {
    let unknown = collections.iter().filter(|collection| schemas.get(&collection.kind).is_none());
    let finding = |collection: &Collection| {
        let message =
            format!("the collection `{}` has an unknown type: `{}`", collection.folder, collection.kind);
        let names = schemas.iter().map(|schema| schema.name.as_str());
        let mut finding = Finding::new(&rules::CONFIG_INVALID, &config.file, collection.span, message);
        finding.help = diagnostic::did_you_mean(&collection.kind, names)
            .or_else(|| Some(format!("add `schemas/{}.schema.json`", collection.kind)));
        finding
    };
    unknown.map(finding).collect()
}

/// The theme of the configuration, if there is none of that name.
fn unknown_theme(input: &Input) -> Option<Finding> {
    let name = &input.config.theme;
    let folder = SitePath::new(&format!("themes/{name}"))?;
    if !input.support.paths_below(&folder).is_empty() {
        return None;
    }
    let message = format!("there is no theme `{name}`");
    let finding = Finding::new(&rules::CONFIG_INVALID, &input.config.file, input.config.theme_span, message);
    Some(finding.help(format!("create the folder `themes/{name}`, or remove `theme`")))
}

/// The language of the configuration, if nothing says the site's words in it.
fn unspoken_language(input: &Input, words: &Words) -> Option<Finding> {
    let config = &*input.config;
    let (message, help) = words.unspoken(&*input.support, &config.theme)?;
    Some(Finding::new(&rules::THEME_LANGUAGE, &config.file, config.language_span, message).help(help))
}

fn read_page(input: &Input, cache: &Cache, schemas: &Schemas, place: Place) -> Result<Arc<Page>, Finding> {
    guarded(&place.path.clone(), || read_one(input, cache, schemas, place))
}

fn read_one(input: &Input, cache: &Cache, schemas: &Schemas, place: Place) -> Result<Arc<Page>, Finding> {
    let unreadable = |message: String| {
        let help = "fix its permissions, or list it under `ignore` in opslore.yaml";
        Finding::new(&rules::FILE_UNREADABLE, &place.path, Span::default(), message).help(help)
    };
    let schema = schemas.get(&place.kind).or_else(|| schemas.get(DEFAULT_TYPE));
    let Some(schema) = schema else {
        return Err(unreadable(format!("there is no schema for the type `{}`", place.kind)));
    };
    let zone = &input.config.time_zone;
    let around = (schema.hash, place_key(&place), zone.iana_name());
    // Only a process that reads again has use for it.
    let stamp = if input.live { input.root.stamp(&place.path) } else { None };
    let stamped = stamp.map(|stamp| memo::key(&(stamp, around)));
    if let Some(page) = stamped.and_then(|key| cache.stamped.known(key)) {
        return Ok(Arc::clone(&page));
    }
    let bytes = input
        .root
        .read(&place.path)
        .map_err(|error| unreadable(format!("the page cannot be read: {error}")).caused_by(&error))?;
    let key = memo::key(&(hash(&bytes), around));
    let id = default_id(&place, &input.config);
    let page = cache.pages.get(key, || Arc::new(Page::read(place, &bytes, Arc::clone(schema), &id, zone)));
    if let Some(key) = stamped {
        cache.stamped.get(key, || Arc::clone(&page));
    }
    Ok(Arc::clone(&page))
}

/// Reads one page again. Nothing where it cannot be read.
pub(super) fn read_again(input: &Input, cache: &Cache, schemas: &Schemas, page: &Page) -> Option<Arc<Page>> {
    read_page(input, cache, schemas, page.place.clone()).ok()
}

fn place_key(place: &Place) -> (&str, &str, bool, &str) {
    (place.path.as_str(), &place.href, place.is_index, &place.kind)
}

/// What a page is called when it does not say: its path below the content folder, without the
/// extension; an index page goes by its folder.
fn default_id(place: &Place, config: &Config) -> String {
    let below = place.path.below(&config.content).unwrap_or("");
    if place.is_index {
        return if place.folder.is_root() { "index".to_owned() } else { place.folder.to_string() };
    }
    let is_page = place::has_page_extension(&place.path);
    below.rsplit_once('.').filter(|_| is_page).map_or(below, |(stem, _)| stem).to_owned()
}

/// Whether a file is a page of another tool.
fn is_other_markup(path: &SitePath) -> bool {
    let extension = path.extension().unwrap_or("").to_lowercase();
    matches!(extension.as_str(), "mdx" | "rst" | "adoc" | "asciidoc" | "org" | "textile" | "mkd" | "mdown")
}

/// Files that a reader would take for pages although their names do not say so.
fn lost_pages(input: &Input, pages: &[Arc<Page>], files: &BTreeSet<SitePath>) -> Vec<Finding> {
    let known: BTreeSet<&SitePath> = pages.iter().map(|page| &page.place.path).collect();
    let config = &*input.config;
    let is_candidate = |path: &&SitePath| {
        let name = path.file_name();
        let is_conventional =
            name.ends_with("file") || name.chars().all(|c| c.is_uppercase() || "_-".contains(c));
        path.below(&config.content).is_some()
            && (path.extension().is_none() || name.contains(' ') || is_other_markup(path))
            && !place::has_page_extension(path)
            && !is_conventional
            && !known.contains(*path)
            && !config.ignore.is_match(path.as_str())
    };
    let looks_like_page = |path: &&SitePath| {
        let bytes = input.root.read(path).unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes[..bytes.len().min(16 << 10)]).into_owned();
        let text = text.trim_start_matches('\u{feff}').trim_start();
        text.starts_with("---\n") || (text.starts_with("# ") && text.contains("\n## "))
    };
    let lost =
        files.iter().filter(is_candidate).filter(|path| is_other_markup(path) || looks_like_page(path));
    let finding = |path: &SitePath| {
        if is_other_markup(path) {
            let message = "this looks like a page, but opslore does not read its format";
            let help = "convert it to Markdown (`.md`), or list it under `ignore` in opslore.yaml";
            return Finding::new(&rules::FILE_NOT_A_PAGE, path, Span::default(), message).help(help);
        }
        let message = "this looks like a page, but its name does not end in `.md`";
        let help =
            format!("rename it to `{}.md`, or list it under `include` in opslore.yaml", path.file_name());
        Finding::new(&rules::FILE_NOT_A_PAGE, path, Span::default(), message).help(help)
    };
    lost.map(finding).collect()
}
