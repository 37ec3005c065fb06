//! From a knowledge base to its site.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::attachments;
use super::claims::{self, Claims};
use super::{Cache, Input, Knowledge, documents, search_setting, without_secrets};
use crate::diagnostic::{self, Finding, rules};
use crate::markdown::{self, RenderOptions};
use crate::memo;
use crate::offline;
use crate::output::Output;
use crate::path::SitePath;
use crate::present::{self, Presenter};
use crate::publish;
use crate::search;
use crate::theme::{self, Theme};
use crate::url::encode_path;
use crate::view::{LinkView, RedirectView};

/// Renders the site, without any secret that was found. The findings are those that only rendering
/// can tell, such as a theme's.
pub fn render(input: &Input<'_>, knowledge: &Knowledge, cache: &Cache) -> (Output, Vec<Finding>) {
    without_secrets(input, knowledge, cache, |input, knowledge| as_is(input, knowledge, cache))
}

fn as_is(input: &Input<'_>, knowledge: &Knowledge, cache: &Cache) -> (Output, Vec<Finding>) {
    match Theme::load(input.support, &input.config.theme, &knowledge.words) {
        Ok(theme) => {
            let (output, mut findings) = Renderer::new(input, knowledge, cache).site(&theme);
            // What is printed has been reported with the page that lacks it.
            let is_told = |advice: &Finding| {
                let here = |finding: &&Finding| finding.path == advice.path;
                *advice.rule == rules::THEME_UNKNOWN_NAME
                    && findings.iter().filter(here).any(|finding| {
                        finding.span.start < advice.span.end && advice.span.start < finding.span.end
                    })
            };
            let advice: Vec<Finding> =
                theme.advice().iter().filter(|advice| !is_told(advice)).cloned().collect();
            findings.extend(advice);
            (output, findings)
        }
        Err(findings) => (Output::default(), findings),
    }
}

struct Renderer<'a> {
    input: &'a Input<'a>,
    knowledge: &'a Knowledge,
    cache: &'a Cache,
    by_path: BTreeMap<&'a SitePath, Vec<&'a Finding>>,
    labels: Arc<markdown::Labels>,
}

/// A file of the site, or why it cannot be made.
type Rendered = (String, Result<Arc<[u8]>, Finding>);

impl<'a> Renderer<'a> {
    fn new(input: &'a Input<'a>, knowledge: &'a Knowledge, cache: &'a Cache) -> Self {
        let mut by_path: BTreeMap<&SitePath, Vec<&Finding>> = BTreeMap::new();
        for finding in &knowledge.findings {
            by_path.entry(&finding.path).or_default().push(finding);
        }
        let labels = Arc::new(markdown::Labels::new(&knowledge.words));
        Self { input, knowledge, cache, by_path, labels }
    }

    fn presenter(&self, theme: &Theme) -> Presenter<'_> {
        let knowledge = self.knowledge;
        let words = &knowledge.words;
        let (config, mut assets) = (self.input.config, theme.assets());
        if !self.works_offline() {
            assets.remove("offline.js");
        }
        let extras = present::Extras {
            map: claims::has_map(self.input, knowledge).then(|| present::map_link(words)),
            coverage: knowledge.coverage.is_some().then(|| present::coverage_link(words)),
            reviews: claims::has_reviews(self.input, knowledge).then(|| present::reviews_link(words)),
        };
        let site = present::site(config, &knowledge.tree, &knowledge.facets, extras, assets);
        Presenter {
            config: self.input.config,
            pages: &self.knowledge.pages,
            graph: &self.knowledge.graph,
            schemas: &self.knowledge.schemas,
            tree: &self.knowledge.tree,
            facets: &self.knowledge.facets,
            history: self.input.history,
            words: &self.knowledge.words,
            collation: &self.knowledge.collation,
            site: Arc::new(site),
            live: self.input.live,
        }
    }

    fn site(&self, theme: &Theme) -> (Output, Vec<Finding>) {
        let presenter = self.presenter(theme);
        let lists = self.lists(&presenter, theme);
        let list_hrefs: Vec<String> =
            lists.iter().filter_map(|(path, _)| Some(path.strip_suffix("index.html")?.to_owned())).collect();
        // The site's own files come first, as in `claims`: of two for one path the first is written.
        let mut rendered = self.machine_files(&presenter, theme, &list_hrefs);
        rendered.extend(self.search_files());
        rendered.extend(theme_files(theme));
        rendered.extend(lists);
        rendered.extend(self.pages(&presenter, theme));
        rendered.extend(self.redirects(&presenter, theme));
        rendered.extend(self.linked_files());
        let (mut output, findings) = assemble(rendered);
        self.tell_worker(&presenter, &mut output);
        (output, findings)
    }

    /// A preview must not answer from what a browser keeps.
    fn works_offline(&self) -> bool {
        self.input.config.offline.is_some() && !self.input.live
    }

    /// Tells the service worker what the site has, or puts one there that takes itself back.
    fn tell_worker(&self, presenter: &Presenter<'_>, output: &mut Output) {
        let Some(worker) = SitePath::new("sw.js").and_then(|path| output.files.get_mut(&path)) else {
            return;
        };
        let script = String::from_utf8_lossy(worker).into_owned();
        *worker = Arc::from(offline::NO_WORKER.as_bytes());
        let Some(budget) = self.input.config.offline.filter(|_| self.works_offline()) else { return };
        let pages = publish::by_importance(presenter);
        let told = offline::worker(&script, output, &presenter.site.assets, &pages, budget);
        output.files.extend(SitePath::new("sw.js").map(|path| (path, Arc::from(told.into_bytes()))));
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
                let markdown = publish::markdown(&page.source.text).into_bytes();
                [(path, file), (format!("{href}index.md"), Ok(markdown.into()))]
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
            labels: Arc::clone(&self.labels),
            language: page.text("lang").filter(|own| *own != self.input.config.language).map(str::to_owned),
            diagram_work: if page.outline.diagrams.is_empty() { 0 } else { self.knowledge.diagram_work },
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
        for (path, folder) in self.knowledge.tree.iter() {
            if folder.index.is_none() && !path.is_root() && folder.count > 0 {
                let file = presenter.folder(path).map(|view| self.file(theme, "list.html", &view));
                files.extend(file.map(|file| (format!("{}index.html", folder.href), file)));
            }
        }
        for (name, facet) in self.knowledge.facets.iter() {
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
        if presenter.site.map.is_some() {
            let map = self.file(theme, "map.html", &presenter.map());
            files.push((format!("{}index.html", present::MAP_HREF), map));
        }
        if presenter.site.reviews.is_some() {
            let reviews = self.file(theme, "reviews.html", &presenter.reviews());
            files.push((format!("{}index.html", present::REVIEWS_HREF), reviews));
        }
        if let Some(coverage) = &self.knowledge.coverage {
            let file = self.file(theme, "coverage.html", &presenter.coverage(coverage));
            files.push((format!("{}index.html", present::COVERAGE_HREF), file));
        }
        files
    }

    fn redirects(&self, presenter: &Presenter<'_>, theme: &Theme) -> Vec<Rendered> {
        let graph = &self.knowledge.graph;
        let keys = graph.keys.iter().filter(|key| !key.segment().is_empty());
        let keys = keys.map(|key| (format!("a/{}/", key.segment()), key.page, key.name.clone()));
        let old = graph.redirects.iter().filter(|redirect| redirect.has_file).map(|redirect| {
            let title = self.knowledge.pages[redirect.page].title.clone();
            (redirect.href(), redirect.page, title)
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
            let path = if href.ends_with('/') { format!("{href}index.html") } else { href };
            (path, self.file(theme, "redirect.html", &shell))
        };
        keys.chain(old).map(file).collect()
    }

    fn machine_files(&self, presenter: &Presenter<'_>, theme: &Theme, lists: &[String]) -> Vec<Rendered> {
        let config = self.input.config;
        let text = |path: &str, text: String| (path.to_owned(), Ok(Arc::from(text.into_bytes())));
        let mut missing = presenter.shell(
            present::Heads {
                href: "404.html".to_owned(),
                title: self.knowledge.words.say("not_found").to_owned(),
                description: String::new(),
                folder: SitePath::root(),
            },
            (),
        );
        missing.root = config.base_path();
        // Search engines read full addresses only.
        let site_map = (!config.base_url.is_empty())
            .then(|| ("sitemap.xml".to_owned(), self.file(theme, "sitemap.xml", &presenter.site_map(lists))));
        let mut files = vec![
            text("api/pages.json", publish::pages(presenter)),
            text("api/alerts.json", publish::alerts(presenter, self.knowledge.coverage.as_ref())),
            text("api/graph.json", publish::graph(presenter)),
            text("robots.txt", publish::robots(config)),
            text("llms.txt", publish::llms(presenter)),
            text("_headers", publish::headers(&immutable(theme))),
            text("_redirects", publish::redirects(config, presenter.graph, presenter.pages)),
            text("manifest.webmanifest", publish::manifest(config, presenter.site.assets.get("icon.svg"))),
            ("404.html".to_owned(), self.file(theme, "404.html", &missing)),
            ("feed.xml".to_owned(), self.file(theme, "feed.xml", &presenter.feed())),
        ];
        files.extend(site_map);
        files
    }

    fn search_files(&self) -> Vec<Rendered> {
        let index = search::Index::build(
            &documents(self.knowledge),
            search_setting(self.knowledge, self.input.config),
        );
        index.files().into_iter().map(|(path, bytes)| (format!("search/{path}"), Ok(bytes.into()))).collect()
    }

    /// The files that pages link to.
    fn linked_files(&self) -> Vec<Rendered> {
        let publish = |path: &SitePath| {
            (attachments::site_path(self.input, path), attachments::published(self.input, self.cache, path))
        };
        self.knowledge.graph.published_assets().into_par_iter().map(publish).collect()
    }
}

/// The files whose address changes with what is in them.
fn immutable(theme: &Theme) -> Vec<String> {
    let assets = theme.immutable().into_iter().map(|path| encode_path(&claims::static_path(path)));
    assets.chain(search::HASHED.iter().map(|name| format!("search/{name}"))).collect()
}

/// The theme's files below `assets/`.
fn theme_files(theme: &Theme) -> Vec<Rendered> {
    let files = theme.statics().iter();
    files.map(|(path, bytes)| (claims::static_path(path), Ok(Arc::clone(bytes)))).collect()
}

/// Puts the files together. Of two that cannot be beside each other the first stays; `check` has a
/// finding for the other. A template that fails is a finding, told once for all that it would make.
fn assemble(rendered: Vec<Rendered>) -> (Output, Vec<Finding>) {
    let mut output = Output::default();
    let mut findings = Vec::new();
    let mut failed: Vec<(Finding, Vec<String>)> = Vec::new();
    let mut claims: Claims<()> = Claims::default();
    for (path, result) in rendered {
        match (SitePath::new(&path), result) {
            (Some(path), Ok(bytes)) if claims.claim(path.as_str(), ()).is_none() => {
                output.files.insert(path, bytes);
            }
            (_, Ok(_)) => {}
            (_, Err(finding)) if *finding.rule != rules::THEME_TEMPLATE => findings.push(finding),
            (_, Err(finding)) => match failed.iter_mut().find(|(known, _)| *known == finding) {
                Some((_, paths)) => paths.push(path),
                None => failed.push((finding, vec![path])),
            },
        }
    }
    findings.extend(failed.into_iter().map(|(finding, paths)| theme::seen_on(finding, &paths)));
    diagnostic::sort(&mut findings);
    (output, findings)
}
