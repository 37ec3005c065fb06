//! Makes one file of the site.

use std::sync::Arc;

use super::attachments;
use super::plan::Site;
use super::route::{Own, Route, static_file};
use crate::diagnostic::Finding;
use crate::markdown::{self, RenderOptions};
use crate::offline;
use crate::path::SitePath;
use crate::present::{self, Presenter};
use crate::publish;
use crate::search;
use crate::theme::WORKER;
use crate::url::encode_path;
use crate::variables::View;
use crate::view::{LinkView, RedirectView, Shell};

/// The bytes of a file, or why they could not be made.
type Made = Result<Arc<[u8]>, Finding>;

impl Site {
    /// Makes what a route shows.
    pub(super) fn make(&self, route: &Route) -> Made {
        let presenter = self.presenter();
        let list = |view: Option<Shell<_>>| match view {
            Some(view) => self.render("list.html", &view),
            None => Ok(Arc::from([])),
        };
        match route {
            Route::Home => self.home(&presenter),
            Route::Page(number) => self.page(&presenter, *number),
            Route::Markdown(number) => {
                Ok(bytes(publish::markdown(&self.knowledge.pages[*number].source.text)))
            }
            Route::Folder(path) => list(presenter.folder(path)),
            Route::Term(name, slug) => list(presenter.term(name, slug)),
            Route::Facet(name) => match presenter.terms(name) {
                Some(view) => self.render("terms.html", &view),
                None => Ok(Arc::from([])),
            },
            Route::Index => self.render("index.html", &presenter.index()),
            Route::Map => self.render("map.html", &presenter.map()),
            Route::Reviews => self.render("reviews.html", &presenter.reviews()),
            Route::Coverage => match &self.knowledge.coverage {
                Some(coverage) => self.render("coverage.html", &presenter.coverage(coverage)),
                None => Ok(Arc::from([])),
            },
            Route::Key(number) => {
                let key = &self.knowledge.graph.keys[*number];
                self.redirect(&presenter, key.href().unwrap_or_default(), key.page, key.name.clone())
            }
            Route::Old(number) => {
                let old = &self.knowledge.graph.redirects[*number];
                let title = self.knowledge.pages[old.page].title.clone();
                self.redirect(&presenter, old.href(), old.page, title)
            }
            Route::Own(own) => self.own(&presenter, *own),
            Route::Static(path) => Ok(self.fixed(&presenter, path)),
            Route::File(path) => attachments::published(&self.input, &self.cache, path),
        }
    }

    fn render(&self, template: &str, view: &impl View) -> Made {
        let render = || self.theme.render(template, view).map(bytes);
        self.input.timings.piece("templates", || template.to_owned(), render)
    }

    fn home(&self, presenter: &Presenter<'_>) -> Made {
        let number = self.knowledge.pages.iter().position(|page| page.place.href.is_empty());
        let number = number.filter(|number| self.knowledge.graph.is_published[*number]);
        let html = number.map(|number| self.body(number)).unwrap_or_default();
        let errors = number.map(|number| self.errors_of(number)).unwrap_or_default();
        self.render("home.html", &presenter.home(html, errors))
    }

    fn page(&self, presenter: &Presenter<'_>, number: usize) -> Made {
        let href = || self.knowledge.pages[number].place.href.clone();
        let time = &self.input.timings;
        let html = time.piece("bodies of pages", href, || self.body(number));
        let view =
            time.piece("views of pages", href, || presenter.page(number, html, self.errors_of(number)));
        self.render("page.html", &view)
    }

    fn errors_of(&self, number: usize) -> &[Finding] {
        self.errors.get(&self.knowledge.pages[number].place.path).map_or(&[], Vec::as_slice)
    }

    /// A page's Markdown as HTML; nothing for a page that could not be read.
    fn body(&self, number: usize) -> String {
        let page = &self.knowledge.pages[number];
        if page.is_broken {
            return String::new();
        }
        let targets = &self.knowledge.graph.targets[number];
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
        markdown::render(&page.source, page.front_matter.body, targets, &options)
    }

    fn redirect(&self, presenter: &Presenter<'_>, href: String, page: usize, title: String) -> Made {
        let page = &self.knowledge.pages[page];
        let target = LinkView { title: page.title.clone(), href: encode_path(&page.place.href) };
        let heads =
            present::Heads { href, title, description: String::new(), folder: SitePath::root(), page: None };
        let mut shell = presenter.shell(heads, RedirectView { target });
        shell.canonical = self.input.config.address(&encode_path(&page.place.href));
        self.render("redirect.html", &shell)
    }

    fn own(&self, presenter: &Presenter<'_>, own: Own) -> Made {
        let config = &*self.input.config;
        let text = match own {
            Own::Missing => return self.missing(presenter),
            Own::Feed => return self.render("feed.xml", &presenter.feed()),
            Own::SiteMap => return self.render("sitemap.xml", &presenter.site_map(&self.lists())),
            Own::Headers => publish::headers(&self.immutable()),
            Own::Redirects => publish::redirects(config, presenter.graph, presenter.pages),
            Own::Alerts => publish::alerts(presenter, self.knowledge.coverage.as_deref()),
            Own::Graph => publish::graph(presenter),
            Own::Pages => publish::pages(presenter),
            Own::Llms => publish::llms(presenter),
            Own::Manifest => publish::manifest(config, presenter.shared.site.assets.get("icon.svg")),
            Own::Robots => publish::robots(config),
        };
        Ok(bytes(text))
    }

    fn missing(&self, presenter: &Presenter<'_>) -> Made {
        let heads = present::Heads {
            href: Own::Missing.file().to_owned(),
            title: self.knowledge.words.say("not_found").to_owned(),
            description: String::new(),
            folder: SitePath::root(),
            page: None,
        };
        let shell = presenter.shell_at(self.input.config.base_path(), heads, ());
        self.render("404.html", &shell)
    }

    /// The hrefs of all lists.
    fn lists(&self) -> Vec<String> {
        let lists = self.routes().filter(|(_, route)| route.is_list());
        lists.filter_map(|(path, _)| Some(path.as_str().strip_suffix("index.html")?.to_owned())).collect()
    }

    /// The files whose address changes with what is in them.
    fn immutable(&self) -> Vec<String> {
        let assets = self.theme.immutable().into_iter().map(|path| encode_path(&static_file(path)));
        assets.chain(search::HASHED.iter().map(|name| format!("{}/{name}", search::FOLDER))).collect()
    }

    /// A file of the theme. The service worker is told what the site has, or takes itself back.
    fn fixed(&self, presenter: &Presenter<'_>, path: &SitePath) -> Arc<[u8]> {
        let file = self.theme.statics().get(path).cloned().unwrap_or_else(|| Arc::from([]));
        if path.as_str() != WORKER {
            return file;
        }
        let Some(budget) = self.input.config.offline.filter(|_| self.works_offline()) else {
            return Arc::from(offline::NO_WORKER.as_bytes());
        };
        let script = String::from_utf8_lossy(&file);
        let pages = publish::by_importance(presenter);
        bytes(offline::worker(&script, &self.prints(), &presenter.shared.site.assets, &pages, budget))
    }
}

fn bytes(text: String) -> Arc<[u8]> {
    Arc::from(text.into_bytes())
}
