//! Makes one file of the site.

use std::sync::Arc;

use super::plan::Site;
use super::route::{Own, Route, static_file};
use super::{Knowledge, attachments};
use crate::diagnostic::Finding;
use crate::markdown::{self, RenderOptions};
use crate::memo;
use crate::offline;
use crate::output::{Known, Made};
use crate::page::Page;
use crate::path::SitePath;
use crate::present::{self, Presenter};
use crate::publish;
use crate::schema::Role;
use crate::search;
use crate::text::Hash;
use crate::theme::WORKER;
use crate::url::encode_path;
use crate::variables::{self, View};
use crate::view::{LinkView, RedirectView, Shell};

/// A file, or why it could not be made.
type Result<T = Made> = std::result::Result<T, Finding>;

/// The making of one file.
pub(super) struct Making<'a> {
    pub(super) site: &'a Site,
    pub(super) presenter: Presenter<'a>,
    /// What is known of the file from the last time; nothing where nobody asks what it is made from.
    pub(super) last: Option<Option<&'a Known>>,
}

impl Making<'_> {
    /// Makes what a route shows.
    pub(super) fn route(&self, route: &Route) -> Result {
        let Self { site, presenter, .. } = self;
        let list = |view: Option<Shell<_>>| match view {
            Some(view) => self.render("list.html", &view),
            None => Ok(nothing()),
        };
        match route {
            Route::Home => self.home(),
            Route::Page(number) => self.page(*number),
            Route::Markdown(number) => {
                let source = &site.knowledge.pages[*number].source;
                self.unless_same(|| Some(source.hash), || Ok(publish::markdown(&source.text)))
            }
            Route::Folder(path) => list(presenter.folder(path)),
            Route::Term(name, slug) => list(presenter.term(name, slug)),
            Route::Facet(name) => match presenter.terms(name) {
                Some(view) => self.render("terms.html", &view),
                None => Ok(nothing()),
            },
            Route::Index => self.render("index.html", &presenter.index()),
            Route::Map => self.render("map.html", &presenter.map()),
            Route::Reviews => self.render("reviews.html", &presenter.reviews()),
            Route::Coverage => match &site.knowledge.coverage {
                Some(coverage) => self.render("coverage.html", &presenter.coverage(coverage)),
                None => Ok(nothing()),
            },
            Route::Key(number) => {
                let key = &site.knowledge.graph.keys[*number];
                self.redirect(key.href().unwrap_or_default(), key.page, key.name.clone())
            }
            Route::Old(number) => {
                let old = &site.knowledge.graph.redirects[*number];
                let title = site.knowledge.pages[old.page].title.clone();
                self.redirect(old.href(), old.page, title)
            }
            Route::Own(own) => self.own(*own),
            Route::Static(path) => Ok(Made::New(self.fixed(path), None)),
            Route::File(path) => {
                attachments::published(&site.input, &site.cache, path).map(|bytes| Made::New(bytes, None))
            }
        }
    }

    /// Makes a file, unless it would be made of the same as the last time.
    fn unless_same(
        &self,
        key: impl FnOnce() -> Option<Hash>,
        make: impl FnOnce() -> Result<String>,
    ) -> Result {
        let key = self.last.and_then(|_| key());
        match self.last.flatten().filter(|last| key == Some(last.key)) {
            Some(last) => Ok(Made::Same(*last)),
            None => Ok(Made::New(bytes(make()?), key)),
        }
    }

    fn render(&self, template: &str, view: &impl View) -> Result {
        self.unless_same(|| self.key(template, view), || self.text(template, view))
    }

    /// A hash of all that a template makes a file from.
    fn key(&self, template: &str, view: &impl View) -> Option<Hash> {
        Some(memo::key(&(template, self.site.theme.hash(), variables::key(view)?)))
    }

    fn text(&self, template: &str, view: &impl View) -> Result<String> {
        let Site { theme, input, .. } = self.site;
        input.timings.piece("templates", || template.to_owned(), || theme.render(template, view))
    }

    fn home(&self) -> Result {
        let Knowledge { pages, graph, .. } = &*self.site.knowledge;
        let number = pages.iter().position(|page| page.place.href.is_empty());
        let number = number.filter(|number| graph.is_published[*number]);
        let html = number.map(|number| self.body(number)).unwrap_or_default();
        let errors = number.map(|number| self.errors_of(number)).unwrap_or_default();
        self.render("home.html", &self.presenter.home(html, errors))
    }

    fn page(&self, number: usize) -> Result {
        let href = || self.site.knowledge.pages[number].place.href.clone();
        let time = &self.site.input.timings;
        let view = |html: String| self.presenter.page(number, html, self.errors_of(number));
        // The hash of what a body is made from stands for it.
        let stand_in = self.last.map(|_| self.body_key(number).to_string()).unwrap_or_default();
        let mut view = time.piece("page views", href, || view(stand_in));
        let key = self.last.and_then(|_| self.key("page.html", &view));
        let make = || {
            view.page.html = time.piece("page bodies", href, || self.body(number));
            self.text("page.html", &view)
        };
        self.unless_same(|| key, make)
    }

    fn errors_of(&self, number: usize) -> &[Finding] {
        self.site.errors.get(&self.site.knowledge.pages[number].place.path).map_or(&[], Vec::as_slice)
    }

    /// A page's Markdown as HTML; nothing for a page that could not be read.
    fn body(&self, number: usize) -> String {
        let Knowledge { pages, graph, .. } = &*self.site.knowledge;
        let page = &pages[number];
        if page.is_broken {
            return String::new();
        }
        let (targets, known) = (&graph.targets[number], &self.site.cache.shown);
        markdown::render(&page.source, page.front_matter.body, targets, &self.options(page), known)
    }

    /// A hash of all that a body is made from.
    fn body_key(&self, number: usize) -> Hash {
        let Knowledge { pages, graph, words, .. } = &*self.site.knowledge;
        let page = &pages[number];
        let RenderOptions { drop_title, shift_headings, root, labels: _, language, diagram_work } =
            self.options(page);
        let own = (page.source.hash, page.front_matter.body, page.is_broken, &graph.targets[number]);
        memo::key(&(own, drop_title, shift_headings, root, language, diagram_work, words.hash()))
    }

    fn options(&self, page: &Page) -> RenderOptions {
        let Site { input, knowledge, labels, .. } = self.site;
        let drop_title = page.title_is_heading;
        let headings = page.outline.headings.iter().skip(usize::from(drop_title));
        RenderOptions {
            drop_title,
            shift_headings: u8::from(headings.into_iter().any(|heading| heading.level == 1)),
            root: present::way_to_root(&page.place.href),
            labels: Arc::clone(labels),
            language: page
                .text_of(Role::Language)
                .filter(|own| *own != input.config.language)
                .map(str::to_owned),
            diagram_work: if page.outline.diagrams.is_empty() { 0 } else { knowledge.diagram_work },
        }
    }

    fn redirect(&self, href: String, page: usize, title: String) -> Result {
        let page = &self.site.knowledge.pages[page];
        let target = LinkView { title: page.title.clone(), href: encode_path(&page.place.href) };
        let heads =
            present::Heads { href, title, description: String::new(), folder: SitePath::root(), page: None };
        let mut shell = self.presenter.shell(heads, RedirectView { target });
        shell.canonical = self.site.input.config.address(&encode_path(&page.place.href));
        self.render("redirect.html", &shell)
    }

    fn own(&self, own: Own) -> Result {
        let Self { site, presenter, .. } = self;
        let config = &*site.input.config;
        let text = match own {
            Own::Missing => return self.missing(),
            Own::Feed => return self.render("feed.xml", &presenter.feed()),
            Own::SiteMap => return self.render("sitemap.xml", &presenter.site_map(&self.lists())),
            Own::Headers => publish::headers(&self.immutable()),
            Own::Redirects => publish::redirects(config, presenter.graph, presenter.pages),
            Own::Alerts => publish::alerts(presenter, site.knowledge.coverage.as_deref()),
            Own::Graph => publish::graph(presenter),
            Own::Pages => publish::pages(presenter),
            Own::Llms => publish::llms(presenter),
            Own::Manifest => publish::manifest(config, presenter.shared.site.assets.get("icon.svg")),
            Own::Robots => publish::robots(config),
        };
        Ok(Made::New(bytes(text), None))
    }

    fn missing(&self) -> Result {
        let Self { site, presenter, .. } = self;
        let heads = present::Heads {
            href: Own::Missing.file().to_owned(),
            title: site.knowledge.words.say("not_found").to_owned(),
            description: String::new(),
            folder: SitePath::root(),
            page: None,
        };
        let shell = presenter.shell_at(site.input.config.base_path(), heads, ());
        self.render("404.html", &shell)
    }

    /// The hrefs of all lists.
    fn lists(&self) -> Vec<String> {
        let lists = self.site.routes().filter(|(_, route)| route.is_list());
        lists.filter_map(|(path, _)| Some(path.as_str().strip_suffix("index.html")?.to_owned())).collect()
    }

    /// The files whose address changes with what is in them.
    fn immutable(&self) -> Vec<String> {
        let assets = self.site.theme.immutable().into_iter().map(|path| encode_path(&static_file(path)));
        assets.chain(search::HASHED.iter().map(|name| format!("{}/{name}", search::FOLDER))).collect()
    }

    /// A file of the theme. The service worker is told what the site has, or takes itself back.
    fn fixed(&self, path: &SitePath) -> Arc<[u8]> {
        let Self { site, presenter, .. } = self;
        let file = site.theme.statics().get(path).cloned().unwrap_or_else(|| Arc::from([]));
        if path.as_str() != WORKER {
            return file;
        }
        let Some(budget) = site.input.config.offline.filter(|_| site.works_offline()) else {
            return Arc::from(offline::NO_WORKER.as_bytes());
        };
        let script = String::from_utf8_lossy(&file);
        let pages = publish::by_importance(presenter);
        bytes(offline::worker(&script, &site.prints(), &presenter.shared.site.assets, &pages, budget))
    }
}

/// The file of what is not there.
fn nothing() -> Made {
    Made::New(Arc::from([]), None)
}

fn bytes(text: String) -> Arc<[u8]> {
    Arc::from(text.into_bytes())
}
