//! The whole way from files to a site: [`read`] and check, then [`render`].
//!
//! `check` stops after [`read`]; `build` and `serve` go on. Both get the same findings from the same
//! code. A cold run, a warm one and a watching one differ only in what [`Cache`] remembers.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use crate::config::{Collection, Config, encode_path};
use crate::diagnostic::{self, Finding, Severity, rules};
use crate::files::Files;
use crate::graph::tree::Tree;
use crate::graph::{self, Graph};
use crate::history::History;
use crate::markdown::{self, RenderOptions};
use crate::memo::{self, Memo};
use crate::output::Output;
use crate::page::Page;
use crate::path::SitePath;
use crate::place::{self, Place};
use crate::present::terms::Facets;
use crate::present::{self, Presenter};
use crate::publish;
use crate::schema::{DEFAULT_TYPE, Schemas};
use crate::search;
use crate::text::{Span, hash};
use crate::theme::Theme;
use crate::view::{LinkView, RedirectView};

/// What a site is made from.
pub struct Input<'a> {
    /// The knowledge base.
    pub root: &'a dyn Files,
    /// Schemas and themes: the repository's over the built-in ones.
    pub support: &'a dyn Files,
    /// The configuration.
    pub config: &'a Config,
    /// When files were changed.
    pub history: &'a History,
    /// Whether this is for `opslore serve`.
    pub live: bool,
}

/// What was made before, by the hash of what it was made from.
#[derive(Debug, Default)]
pub struct Cache {
    pages: Memo<Arc<Page>>,
    bodies: Memo<String>,
    files: Memo<Result<Arc<[u8]>, Finding>>,
}

/// How much of a site had to be made anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Misses {
    /// Pages read.
    pub pages: usize,
    /// Bodies rendered.
    pub bodies: usize,
    /// Files rendered by a template.
    pub files: usize,
}

impl Cache {
    /// Forgets what the last site did not need, and tells what had to be made for it.
    pub fn next_round(&self) -> Misses {
        Misses {
            pages: self.pages.next_round(),
            bodies: self.bodies.next_round(),
            files: self.files.next_round(),
        }
    }
}

/// The knowledge base, read, checked and linked.
pub struct Knowledge {
    /// The content types.
    pub schemas: Schemas,
    /// Which folders have which type.
    pub collections: Vec<Collection>,
    /// The pages, sorted by path.
    pub pages: Vec<Arc<Page>>,
    /// Their links.
    pub graph: Graph,
    /// Everything that is wrong, sorted.
    pub findings: Vec<Finding>,
}

impl Knowledge {
    /// Whether a site of it would be wrong.
    pub fn has_errors(&self) -> bool {
        has_errors(&self.findings)
    }

    /// The text of a page, to show findings in.
    pub fn source(&self, path: &SitePath) -> Option<Arc<str>> {
        let at = self.pages.binary_search_by(|page| page.place.path.cmp(path)).ok()?;
        Some(Arc::clone(&self.pages[at].source.text))
    }
}

/// Whether any of the findings is an error.
pub fn has_errors(findings: &[Finding]) -> bool {
    findings.iter().any(|finding| finding.severity == Severity::Error)
}

/// Reads, checks and links everything.
pub fn read(input: &Input<'_>, cache: &Cache) -> Knowledge {
    let (schemas, mut findings) = Schemas::load(input.support);
    let collections = place::collections(input.config, &schemas);
    findings.extend(unknown_types(&collections, &schemas));
    let paths = input.root.paths();
    let places = place::arrange(&paths, input.config, &collections);
    let read: Vec<Result<Arc<Page>, Finding>> =
        places.into_par_iter().map(|place| read_page(input, cache, &schemas, place)).collect();
    let mut pages = Vec::with_capacity(read.len());
    for page in read {
        match page {
            Ok(page) => pages.push(page),
            Err(finding) => findings.push(finding),
        }
    }
    findings.extend(pages.iter().flat_map(|page| page.findings.iter().cloned()));
    let files: BTreeSet<SitePath> = paths.into_iter().collect();
    findings.extend(lost_pages(input, &pages, &files));
    let (graph, graph_findings) = graph::link(&pages, &files, input.config);
    findings.extend(graph_findings);
    diagnostic::sort(&mut findings);
    Knowledge { schemas, collections, pages, graph, findings }
}

/// Collections of the configuration whose type no schema describes.
fn unknown_types(collections: &[Collection], schemas: &Schemas) -> Vec<Finding> {
    let unknown = collections.iter().filter(|collection| schemas.get(&collection.kind).is_none());
    let config = SitePath::new(crate::config::FILE_NAME).unwrap_or_else(SitePath::root);
    let finding = |collection: &Collection| {
        let message =
            format!("the collection `{}` has an unknown type: `{}`", collection.folder, collection.kind);
        let names = schemas.iter().map(|schema| schema.name.as_str());
        let mut finding = Finding::new(&rules::CONFIG_INVALID, &config, collection.span, message);
        finding.help = diagnostic::did_you_mean(&collection.kind, names)
            .or_else(|| Some(format!("add `schemas/{}.schema.json`", collection.kind)));
        finding
    };
    unknown.map(finding).collect()
}

fn read_page(
    input: &Input<'_>,
    cache: &Cache,
    schemas: &Schemas,
    place: Place,
) -> Result<Arc<Page>, Finding> {
    let unreadable = |message: String| {
        let help = "mend its permissions, or list it under `ignore` in opslore.yaml";
        Finding::new(&rules::FILE_UNREADABLE, &place.path, Span::default(), message).help(help)
    };
    let bytes = input
        .root
        .read(&place.path)
        .map_err(|error| unreadable(format!("the page cannot be read: {error}")))?;
    let schema = schemas.get(&place.kind).or_else(|| schemas.get(DEFAULT_TYPE));
    let Some(schema) = schema else {
        return Err(unreadable(format!("there is no schema for the type `{}`", place.kind)));
    };
    let zone = &input.config.time_zone;
    let key = memo::key(&(hash(&bytes), schema.hash, place_key(&place), zone.iana_name()));
    let id = default_id(&place, input.config);
    let page = cache.pages.get(key, || Arc::new(Page::read(place, &bytes, Arc::clone(schema), &id, zone)));
    Ok(Arc::clone(&page))
}

fn place_key(place: &Place) -> (&str, &str, bool, &str) {
    (place.path.as_str(), &place.href, place.is_index, &place.kind)
}

/// What a page is called when it does not say: its path below the content folder, without the
/// extension; an index page goes by its folder.
fn default_id(place: &Place, config: &Config) -> String {
    let below = place.path.below(&config.content).unwrap_or("");
    if place.is_index {
        return if place.folder.is_root() { "home".to_owned() } else { place.folder.to_string() };
    }
    let is_page = place::has_page_extension(&place.path);
    below.rsplit_once('.').filter(|_| is_page).map_or(below, |(stem, _)| stem).to_owned()
}

/// Files that a reader would take for pages although their names do not say so.
fn lost_pages(input: &Input<'_>, pages: &[Arc<Page>], files: &BTreeSet<SitePath>) -> Vec<Finding> {
    let known: BTreeSet<&SitePath> = pages.iter().map(|page| &page.place.path).collect();
    let config = input.config;
    let is_candidate = |path: &&SitePath| {
        let name = path.file_name();
        let is_conventional =
            name.ends_with("file") || name.chars().all(|c| c.is_uppercase() || "_-".contains(c));
        path.below(&config.content).is_some()
            && (path.extension().is_none() || name.contains(' '))
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
    let lost = files.iter().filter(is_candidate).filter(looks_like_page);
    let finding = |path: &SitePath| {
        let message = "this looks like a page, but its name does not end in `.md`";
        let help =
            format!("rename it to `{}.md`, or list it under `include` in opslore.yaml", path.file_name());
        Finding::new(&rules::FILE_NOT_A_PAGE, path, Span::default(), message).help(help)
    };
    lost.map(finding).collect()
}

/// Renders the site. The findings are those that only rendering can tell, such as a theme's.
pub fn render(input: &Input<'_>, knowledge: &Knowledge, cache: &Cache) -> (Output, Vec<Finding>) {
    match Theme::load(input.support, &input.config.theme) {
        Ok(theme) => Renderer::new(input, knowledge, cache, &theme).site(&theme),
        Err(findings) => (Output::default(), findings),
    }
}

struct Shared {
    tree: Tree,
    facets: Facets,
}

struct Renderer<'a> {
    input: &'a Input<'a>,
    knowledge: &'a Knowledge,
    cache: &'a Cache,
    shared: Shared,
    by_path: BTreeMap<&'a SitePath, Vec<&'a Finding>>,
}

/// A file of the site, or why it cannot be made.
type Rendered = (String, Result<Arc<[u8]>, Finding>);

impl<'a> Renderer<'a> {
    fn new(input: &'a Input<'a>, knowledge: &'a Knowledge, cache: &'a Cache, _theme: &Theme) -> Self {
        let published = &knowledge.graph.is_published;
        let shared = Shared {
            tree: Tree::new(&knowledge.pages, published, &knowledge.collections),
            facets: Facets::new(&knowledge.pages, published),
        };
        let mut by_path: BTreeMap<&SitePath, Vec<&Finding>> = BTreeMap::new();
        for finding in &knowledge.findings {
            by_path.entry(&finding.path).or_default().push(finding);
        }
        Self { input, knowledge, cache, shared, by_path }
    }

    fn presenter(&self, theme: &Theme) -> Presenter<'_> {
        let site = present::site(self.input.config, &self.shared.tree, &self.shared.facets, theme.assets());
        Presenter {
            config: self.input.config,
            pages: &self.knowledge.pages,
            graph: &self.knowledge.graph,
            tree: &self.shared.tree,
            facets: &self.shared.facets,
            history: self.input.history,
            site: Arc::new(site),
            live: self.input.live,
        }
    }

    fn site(&self, theme: &Theme) -> (Output, Vec<Finding>) {
        let presenter = self.presenter(theme);
        let mut rendered = self.pages(&presenter, theme);
        let lists = self.lists(&presenter, theme);
        let list_hrefs: Vec<String> =
            lists.iter().filter_map(|(path, _)| Some(path.strip_suffix("index.html")?.to_owned())).collect();
        rendered.extend(lists);
        rendered.extend(self.redirects(&presenter, theme));
        rendered.extend(self.machine_files(&presenter, theme, &list_hrefs));
        rendered.extend(self.search_files());
        rendered.extend(self.static_files(theme));
        self.assemble(rendered)
    }

    /// Puts the files together. What was put in first stays; a second file for the same path is a
    /// finding, as is a template that fails.
    fn assemble(&self, rendered: Vec<Rendered>) -> (Output, Vec<Finding>) {
        let mut output = Output::default();
        let mut findings = Vec::new();
        for (path, result) in rendered {
            match (SitePath::new(&path), result) {
                (Some(path), Ok(bytes)) => {
                    output.files.entry(path).or_insert(bytes);
                }
                (None, _) => {}
                (_, Err(finding)) => findings.push(finding),
            }
        }
        diagnostic::sort(&mut findings);
        (output, findings)
    }

    fn pages(&self, presenter: &Presenter<'_>, theme: &Theme) -> Vec<Rendered> {
        let pages = &self.knowledge.pages;
        let published =
            (0..pages.len()).into_par_iter().filter(|index| self.knowledge.graph.is_published[*index]);
        published
            .flat_map_iter(|index| {
                let page = &pages[index];
                let href = &page.place.href;
                let findings = self.by_path.get(&page.place.path).map_or(&[][..], Vec::as_slice);
                let html = self.body(index);
                let path = format!("{href}index.html");
                let file = if href.is_empty() {
                    self.file(theme, "home.html", &presenter.home(html, findings))
                } else {
                    self.file(theme, "page.html", &presenter.page(index, html, findings))
                };
                let markdown: Arc<[u8]> = page.source.text.as_bytes().into();
                [(path, file), (format!("{href}index.md"), Ok(markdown))]
            })
            .collect()
    }

    /// A page's Markdown as HTML; nothing for a page that could not be read.
    fn body(&self, index: usize) -> String {
        let page = &self.knowledge.pages[index];
        if page.is_broken {
            return String::new();
        }
        let targets = &self.knowledge.graph.targets[index];
        let drop_title = page.title_is_heading;
        let headings = page.outline.headings.iter().skip(usize::from(drop_title));
        let options = RenderOptions {
            drop_title,
            shift_headings: u8::from(headings.into_iter().any(|heading| heading.level == 1)),
            root: present::way_to_root(&page.place.href),
        };
        let key = memo::key(&(page.source.hash, page.front_matter.body, targets, &options));
        let body = self
            .cache
            .bodies
            .get(key, || markdown::render(&page.source, page.front_matter.body, targets, &options));
        String::clone(&body)
    }

    fn file<V: serde::Serialize>(
        &self,
        theme: &Theme,
        template: &str,
        view: &V,
    ) -> Result<Arc<[u8]>, Finding> {
        let json = serde_json::to_vec(view).unwrap_or_default();
        let key = memo::key(&(theme.hash(), template, json));
        let render = || theme.render(template, view).map(|text| Arc::from(text.into_bytes()));
        (*self.cache.files.get(key, render)).clone()
    }

    fn lists(&self, presenter: &Presenter<'_>, theme: &Theme) -> Vec<Rendered> {
        let mut files = Vec::new();
        let has_home = self.knowledge.pages.iter().any(|page| page.place.href.is_empty());
        if !has_home {
            files.push((
                "index.html".to_owned(),
                self.file(theme, "home.html", &presenter.home(String::new(), &[])),
            ));
        }
        for (path, folder) in self.shared.tree.iter() {
            if folder.index.is_none() && !path.is_root() && folder.count > 0 {
                let file = presenter.folder(path).map(|view| self.file(theme, "list.html", &view));
                files.extend(file.map(|file| (format!("{}index.html", folder.href), file)));
            }
        }
        for (name, facet) in self.shared.facets.iter() {
            let terms = presenter.terms(name).map(|view| self.file(theme, "terms.html", &view));
            files.extend(terms.map(|file| (format!("{}index.html", present::terms::facet_href(name)), file)));
            for slug in facet.terms.keys() {
                let term = presenter.term(name, slug).map(|view| self.file(theme, "list.html", &view));
                files.extend(
                    term.map(|file| (format!("{}index.html", present::terms::term_href(name, slug)), file)),
                );
            }
        }
        let index = self.file(theme, "index.html", &presenter.index());
        files.push((format!("{}index.html", present::INDEX_HREF), index));
        files
    }

    fn redirects(&self, presenter: &Presenter<'_>, theme: &Theme) -> Vec<Rendered> {
        let graph = &self.knowledge.graph;
        let keys = graph.keys.iter().filter(|key| !key.segment().is_empty());
        let keys = keys.map(|key| (format!("a/{}/", key.segment()), key.page, key.name.clone()));
        let old = graph.redirects.iter().map(|redirect| {
            let title = self.knowledge.pages[redirect.page].title.clone();
            (format!("{}/", redirect.from), redirect.page, title)
        });
        let file = |(href, page, title): (String, usize, String)| {
            let page = &self.knowledge.pages[page];
            let target = LinkView { title: page.title.clone(), href: encode_path(&page.place.href) };
            let heads = present::Heads {
                href: href.clone(),
                title,
                description: String::new(),
                folder: SitePath::root(),
            };
            let mut shell = presenter.shell(heads, RedirectView { target });
            shell.canonical = self.input.config.address(&encode_path(&page.place.href));
            (format!("{href}index.html"), self.file(theme, "redirect.html", &shell))
        };
        keys.chain(old).map(file).collect()
    }

    fn machine_files(&self, presenter: &Presenter<'_>, theme: &Theme, lists: &[String]) -> Vec<Rendered> {
        let config = self.input.config;
        let text = |path: &str, text: String| (path.to_owned(), Ok(Arc::from(text.into_bytes())));
        let mut missing = presenter.shell(
            present::Heads {
                href: "404.html".to_owned(),
                title: "Page not found".to_owned(),
                description: String::new(),
                folder: SitePath::root(),
            },
            (),
        );
        missing.root = config.base_path();
        vec![
            text("api/pages.json", publish::pages(presenter)),
            text("api/alerts.json", publish::alerts(presenter)),
            text("api/graph.json", publish::graph(presenter)),
            text("robots.txt", publish::robots(config)),
            text("llms.txt", publish::llms(presenter)),
            text("_headers", publish::headers()),
            text("_redirects", publish::redirects(config, presenter.graph, presenter.pages)),
            text("manifest.webmanifest", publish::manifest(config, theme.assets().get("icon.svg"))),
            ("404.html".to_owned(), self.file(theme, "404.html", &missing)),
            ("feed.xml".to_owned(), self.file(theme, "feed.xml", &presenter.feed())),
            ("sitemap.xml".to_owned(), self.file(theme, "sitemap.xml", &presenter.site_map(lists))),
        ]
    }

    fn search_files(&self) -> Vec<Rendered> {
        let index = search::Index::build_in(&documents(self.knowledge), &self.input.config.language);
        index.files().into_iter().map(|(path, bytes)| (format!("search/{path}"), Ok(bytes.into()))).collect()
    }

    /// The theme's files below `assets/`, and the files that pages link to.
    fn static_files(&self, theme: &Theme) -> Vec<Rendered> {
        let statics = theme.statics().iter().map(|(path, bytes)| match path.as_str() {
            // A service worker rules only what is below it, so it has to be at the root.
            "sw.js" => ("sw.js".to_owned(), Ok(Arc::clone(bytes))),
            path => (format!("assets/{path}"), Ok(Arc::clone(bytes))),
        });
        let content = &self.input.config.content;
        let assets = self.knowledge.graph.assets.par_iter().map(|path| {
            let to = path.below(content).unwrap_or(path.as_str()).to_owned();
            let bytes = self.input.root.read(path).map_err(|error| {
                Finding::new(
                    &rules::FILE_UNREADABLE,
                    path,
                    Span::default(),
                    format!("the file cannot be read: {error}"),
                )
            });
            (to, bytes)
        });
        let assets: Vec<Rendered> = assets.collect();
        statics.chain(assets).collect()
    }
}

/// The published pages as the search sees them.
pub fn documents(knowledge: &Knowledge) -> Vec<search::Document> {
    let mut keys: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for key in &knowledge.graph.keys {
        keys.entry(key.page).or_default().push(key.name.clone());
    }
    let pages = knowledge.pages.iter().enumerate();
    let published = pages.filter(|(index, _)| knowledge.graph.is_published[*index]);
    published.map(|(index, page)| document(page, keys.remove(&index).unwrap_or_default())).collect()
}

fn document(page: &Page, mut keys: Vec<String>) -> search::Document {
    let stem = if page.place.is_index { page.place.folder.file_name() } else { page.place.path.stem() };
    keys.push(stem.to_owned());
    let section = |section: &markdown::Section| {
        let heading = section.heading.map(|index| &page.outline.headings[index]);
        search::Section {
            heading: heading.map(|heading| heading.text.clone()).unwrap_or_default(),
            anchor: heading.map(|heading| heading.id.clone()).unwrap_or_default(),
            text: section.text.clone(),
            code: section.code.clone(),
        }
    };
    let facets = present::terms::of_page(page).into_iter().filter(|(_, terms)| !terms.is_empty());
    let facets = facets.map(|(field, terms)| {
        let name = field.path.0.first().cloned().unwrap_or_default();
        (name, terms.into_iter().map(str::to_owned).collect())
    });
    search::Document {
        id: page.id.clone(),
        kind: page.schema.name.clone(),
        kind_title: page.schema.title.clone(),
        title: page.title.clone(),
        url: format!("/{}", encode_path(&page.place.href)),
        description: page.description.clone(),
        keys,
        facets: facets.collect(),
        other: other_text(page),
        sections: page.outline.sections.iter().map(section).collect(),
    }
}

/// The texts of the front matter that stand nowhere else: not names, keys, facets, references or
/// dates, nor bare numbers and truth values.
fn other_text(page: &Page) -> Vec<String> {
    let names = ["title", "id", "description", "license"];
    let fields = page.schema.fields.iter().filter(|field| {
        let is_elsewhere =
            field.key || field.facet || field.reference.is_some() || field.is_date || field.old_urls;
        !is_elsewhere && !names.contains(&field.path.0[0].as_str())
    });
    let nodes = fields.flat_map(|field| crate::schema::values_at(&page.front_matter, &field.path));
    let is_text = |text: &&str| text.chars().any(char::is_alphabetic) && !matches!(*text, "true" | "false");
    nodes.filter_map(|node| node.as_str()).filter(is_text).map(str::to_owned).collect()
}
