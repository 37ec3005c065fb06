//! The site as a plan: which files there will be, and what each shows. Nothing is rendered here.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rayon::prelude::*;

use super::claims::{self, Claims};
use super::guard::guarded;
use super::make::Making;
use super::read::read_again;
use super::route::{OWN, Own, Route, index_of, static_file};
use super::{Cache, Findings, Input, Knowledge, attachments, documents, search_setting, without_secrets};
use crate::diagnostic::{self, Finding, Severity, rules};
use crate::markdown;
use crate::memo;
use crate::offline::{self, Print};
use crate::output::{Contents, Known, Made, Output};
use crate::path::{SitePath, folded};
use crate::present::{self, Presenter, Shared};
use crate::search;
use crate::text::{Hash, hash};
use crate::theme::{self, Theme, WORKER};

/// Files by their paths below the site's root.
type Files = BTreeMap<SitePath, Arc<[u8]>>;

/// A planned site. Each file is rendered on demand, and not kept.
pub struct Site {
    pub(super) input: Input,
    pub(super) cache: Cache,
    pub(super) knowledge: Arc<Knowledge>,
    pub(super) theme: Arc<Theme>,
    pub(super) shared: Arc<Shared>,
    pub(super) labels: Arc<markdown::Labels>,
    /// The errors of each page.
    pub(super) errors: Arc<BTreeMap<SitePath, Vec<Finding>>>,
    routes: Arc<BTreeMap<SitePath, Route>>,
    search: OnceLock<Arc<Files>>,
    /// The search of an earlier state of the site, to answer from until its own is there.
    earlier: Option<Arc<Files>>,
    folded: OnceLock<HashMap<String, SitePath>>,
    /// Whether secrets were removed from it.
    is_cleaned: bool,
    made: AtomicUsize,
    failures: Mutex<Vec<(Finding, Vec<String>)>>,
    /// What is known about rendered files, for the service worker.
    prints: Mutex<BTreeMap<SitePath, Print>>,
    /// The previous output, if the writer needs to know what files are made from.
    last: Option<BTreeMap<SitePath, Known>>,
}

impl Site {
    /// Plans the site of a knowledge base, without the secrets that were found in it. If the theme
    /// cannot be used, returns the reasons.
    pub fn plan(
        input: &Input,
        knowledge: &Arc<Knowledge>,
        findings: &Findings,
        cache: &Cache,
    ) -> Result<Self, Vec<Finding>> {
        let (input, clean) = without_secrets(input, knowledge, findings, cache);
        let is_cleaned = !Arc::ptr_eq(knowledge, &clean);
        let knowledge = clean;
        let theme = input.timings.stage("theme", || {
            let (files, name, words) = (&*input.support, &input.config.theme, &knowledge.words);
            let load = || Theme::load(files, name, words).map(Arc::new);
            Result::clone(&cache.themes.get(Theme::key(files, name, words), load))
        })?;
        let mut errors: BTreeMap<SitePath, Vec<Finding>> = BTreeMap::new();
        for finding in findings.all().iter().filter(|finding| finding.severity == Severity::Error) {
            errors.entry(finding.path.clone()).or_default().push(finding.clone());
        }
        let shared = Arc::new(shared(&input, &knowledge, &theme));
        let routes = Arc::new(input.timings.stage("plan", || routes(&input, &knowledge, &theme, &shared)));
        let labels = Arc::new(markdown::Labels::new(&knowledge.words));
        Ok(Self {
            input,
            cache: cache.clone(),
            knowledge,
            theme,
            shared,
            labels,
            errors: Arc::new(errors),
            routes,
            search: OnceLock::new(),
            earlier: None,
            is_cleaned,
            folded: OnceLock::new(),
            made: AtomicUsize::new(0),
            failures: Mutex::default(),
            prints: Mutex::default(),
            last: None,
        })
    }

    /// The same site with new versions of some pages, if that affects only those: everything else
    /// sees the same of them as before. Findings that need all pages are not reported.
    pub fn with_bodies(&self, paths: &[SitePath]) -> Option<Self> {
        if self.is_cleaned {
            return None;
        }
        let mut knowledge = Knowledge::clone(&self.knowledge);
        for path in paths {
            let at = knowledge.pages.binary_search_by(|page| page.place.path.cmp(path)).ok()?;
            let page = read_again(&self.input, &self.cache, &knowledge.schemas, &knowledge.pages[at])?;
            let has_secret = page.findings.iter().any(|finding| finding.secret.is_some());
            if has_secret || !page.shows_the_same(&knowledge.pages[at]) {
                return None;
            }
            knowledge.pages[at] = page;
        }
        Some(Self {
            input: self.input.clone(),
            cache: self.cache.clone(),
            knowledge: Arc::new(knowledge),
            theme: Arc::clone(&self.theme),
            shared: Arc::clone(&self.shared),
            labels: Arc::clone(&self.labels),
            errors: Arc::clone(&self.errors),
            routes: Arc::clone(&self.routes),
            is_cleaned: false,
            search: OnceLock::new(),
            earlier: self.known_search(),
            folded: OnceLock::new(),
            made: AtomicUsize::new(0),
            failures: Mutex::default(),
            prints: Mutex::default(),
            last: None,
        })
    }

    /// The same site, which uses the search index of an earlier state until its own is ready.
    #[must_use]
    pub fn after(mut self, earlier: Option<&Self>) -> Self {
        self.earlier = earlier.and_then(Self::known_search);
        self
    }

    /// The same site, of which the writer is told what its files are made from, so that those of the last one
    /// that would be made of the same are left as they are.
    #[must_use]
    pub fn knowing(mut self, last: BTreeMap<SitePath, Known>) -> Self {
        self.last = Some(last);
        self
    }

    /// The search as far as it is there: its own, or that of an earlier state.
    fn known_search(&self) -> Option<Arc<Files>> {
        self.search.get().or(self.earlier.as_ref()).map(Arc::clone)
    }

    /// The same, made now if there is none.
    fn searchable(&self) -> &Files {
        self.search.get().or(self.earlier.as_ref()).unwrap_or_else(|| self.search())
    }

    /// A hash of everything that the site depends on: equal for equal sites.
    pub fn key(&self) -> Hash {
        let Knowledge { pages, graph, coverage, .. } = &*self.knowledge;
        let of_pages: Vec<_> =
            pages.iter().map(|page| (page.source.hash, page.schema.hash, page.place.path.as_str())).collect();
        let config = (&*self.input.config.text, self.input.config.base_url.as_str());
        let rules: Vec<Hash> =
            self.knowledge.rule_files.iter().map(|file| hash(file.text.as_bytes())).collect();
        let wide = (self.theme.hash(), self.input.history.key(), rules, coverage.is_some());
        memo::key(&(of_pages, &graph.is_published, &graph.targets, &self.knowledge.files, config, wide))
    }

    /// The route of a path; `None` for a file of the search.
    pub fn route(&self, path: &SitePath) -> Option<&Route> {
        self.routes.get(path)
    }

    /// Everything in the site except the search.
    pub(super) fn routes(&self) -> impl Iterator<Item = (&SitePath, &Route)> {
        self.routes.iter()
    }

    pub(super) fn presenter(&self) -> Presenter<'_> {
        let Knowledge { pages, graph, schemas, tree, facets, words, collation, .. } = &*self.knowledge;
        Presenter {
            config: &self.input.config,
            pages,
            graph,
            schemas,
            tree,
            facets,
            history: &self.input.history,
            words,
            collation,
            shared: &self.shared,
            live: self.input.live,
        }
    }

    /// The files of the search, by their paths below the site's root; built on the first call.
    pub fn search(&self) -> &Arc<Files> {
        self.search.get_or_init(|| {
            let time = &self.input.timings;
            let documents = time.stage("search documents", || documents(&self.knowledge));
            let setting = search_setting(&self.knowledge, &self.input.config);
            let index = time.stage("search index", || search::Index::build(documents, setting));
            let files = time.stage("search files", || index.files()).into_iter();
            let below = |(path, bytes): (SitePath, Vec<u8>)| {
                Some((SitePath::new(&format!("{}/{path}", search::FOLDER))?, Arc::from(bytes)))
            };
            Arc::new(files.filter_map(below).collect())
        })
    }

    /// The number of rendered files and the total, if known.
    pub fn progress(&self) -> (usize, usize) {
        let search = self.search.get().map_or(0, |files| files.len());
        (self.made.load(Ordering::Relaxed), self.routes.len() + search)
    }

    /// A preview must not be answered from a browser's offline copy.
    pub(super) fn works_offline(&self) -> bool {
        self.input.config.offline.is_some() && !self.input.live
    }

    /// What the service worker has to know of every file but itself: those that were not made yet are
    /// made for it.
    pub(super) fn prints(&self) -> BTreeMap<SitePath, Print> {
        let missing: Vec<SitePath> = {
            let prints = self.prints.lock().unwrap_or_else(PoisonError::into_inner);
            let is_missing = |path: &SitePath| path.as_str() != WORKER && !prints.contains_key(path);
            self.paths().into_iter().filter(is_missing).collect()
        };
        missing.par_iter().for_each(|path| drop(self.bytes(path)));
        self.prints.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Renders every file: the whole site as a value, and the findings of rendering.
    pub fn whole(&self) -> (Output, Vec<Finding>) {
        let (last, first): (Vec<_>, Vec<_>) =
            self.paths().into_iter().partition(|path| self.waits_for_others(path));
        let made = |path: SitePath| Some((path.clone(), self.bytes(&path)?));
        let mut files: BTreeMap<SitePath, Arc<[u8]>> = first.into_par_iter().filter_map(made).collect();
        files.extend(last.into_iter().filter_map(made));
        (Output { files }, self.findings())
    }

    /// Renders every file without keeping it, to find problems of the theme; stops when `is_over`.
    pub fn try_all(&self, is_over: impl Fn() -> bool + Sync) -> Vec<Finding> {
        let pages: Vec<&SitePath> = self.routes.keys().filter(|path| path.as_str() != WORKER).collect();
        pages.into_par_iter().filter(|_| !is_over()).for_each(|path| drop(self.bytes(path)));
        self.findings()
    }

    /// What is wrong with the theme and with files that changed, as far as it was seen: a template that
    /// fails is reported once for all files that it would make.
    pub fn findings(&self) -> Vec<Finding> {
        let failures = std::mem::take(&mut *self.failures());
        let seen = failures.into_iter().map(|(finding, mut paths)| {
            paths.sort();
            if *finding.rule == rules::THEME_TEMPLATE { theme::seen_on(finding, &paths) } else { finding }
        });
        let mut findings: Vec<Finding> = seen.collect();
        let told: Vec<Finding> = findings.clone();
        // What is printed has been reported with the page that lacks it.
        let is_told = |advice: &Finding| {
            let here = |finding: &&Finding| finding.path == advice.path;
            *advice.rule == rules::THEME_UNKNOWN_NAME
                && told.iter().filter(here).any(|finding| {
                    finding.span.start < advice.span.end && advice.span.start < finding.span.end
                })
        };
        findings.extend(self.theme.advice().iter().filter(|advice| !is_told(advice)).cloned());
        diagnostic::sort(&mut findings);
        findings
    }

    /// A file, which `may_stay` as it is if its inputs are the same as before.
    fn file(&self, path: &SitePath, may_stay: bool) -> Option<Made> {
        let found = Self::is_search(path).then(|| self.searchable().get(path)).flatten();
        let last = self.last.as_ref().filter(|_| may_stay);
        let making =
            || Making { site: self, presenter: self.presenter(), last: last.map(|last| last.get(path)) };
        let made = match (found, self.routes.get(path)) {
            (Some(bytes), _) => Ok(Made::New(Arc::clone(bytes), None)),
            (None, Some(route)) => guarded(self.source_of(route), || making().route(route)),
            (None, None) => return None,
        };
        self.made.fetch_add(1, Ordering::Relaxed);
        let made = made.map_err(|finding| self.fail(path, finding)).ok()?;
        if self.works_offline() {
            let print = match &made {
                Made::New(bytes, _) => Print::of(bytes),
                Made::Same(known) => Print::new(known.size, known.hash),
            };
            self.prints.lock().unwrap_or_else(PoisonError::into_inner).insert(path.clone(), print);
        }
        Some(made)
    }

    /// The file that a route shows; the configuration's where that is many.
    fn source_of<'a>(&'a self, route: &'a Route) -> &'a SitePath {
        match route {
            Route::Page(number) | Route::Markdown(number) => &self.knowledge.pages[*number].place.path,
            Route::File(path) => path,
            _ => &self.input.config.file,
        }
    }

    fn fail(&self, path: &SitePath, finding: Finding) {
        let mut failures = self.failures();
        match failures.iter_mut().find(|(known, _)| *known == finding) {
            Some((_, paths)) => paths.push(path.to_string()),
            None => failures.push((finding, vec![path.to_string()])),
        }
    }

    fn failures(&self) -> std::sync::MutexGuard<'_, Vec<(Finding, Vec<String>)>> {
        self.failures.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_search(path: &SitePath) -> bool {
        path.parts().next() == Some(search::FOLDER)
    }
}

impl Contents for Site {
    fn paths(&self) -> Vec<SitePath> {
        let mut paths: Vec<SitePath> = self.routes.keys().chain(self.search().keys()).cloned().collect();
        paths.sort();
        paths.dedup();
        paths
    }

    fn has(&self, path: &SitePath) -> bool {
        self.routes.contains_key(path) || (Self::is_search(path) && self.searchable().contains_key(path))
    }

    fn bytes(&self, path: &SitePath) -> Option<Arc<[u8]>> {
        match self.file(path, false)? {
            Made::New(bytes, _) => Some(bytes),
            Made::Same(_) => None,
        }
    }

    fn made(&self, path: &SitePath) -> Option<Made> {
        self.file(path, true)
    }

    fn waits_for_others(&self, path: &SitePath) -> bool {
        path.as_str() == WORKER && self.works_offline()
    }

    fn ignoring_case(&self, path: &SitePath) -> Option<SitePath> {
        let fold = |path: &SitePath| (folded(path.as_str()), path.clone());
        let all = self.folded.get_or_init(|| self.routes.keys().map(fold).collect());
        all.get(&folded(path.as_str())).cloned()
    }

    fn loaded(&self) -> BTreeMap<SitePath, Hash> {
        let hash_of = |(path, route): (&SitePath, &Route)| {
            let hash = match route {
                Route::Static(file) => hash(self.theme.statics().get(file)?),
                Route::File(file) => *self.knowledge.files.get(file)?,
                _ => return None,
            };
            Some((path.clone(), hash))
        };
        self.routes.iter().filter_map(hash_of).collect()
    }
}

impl std::fmt::Debug for Site {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Site").field("routes", &self.routes.len()).finish_non_exhaustive()
    }
}

/// What all pages of the site have in common.
fn shared(input: &Input, knowledge: &Knowledge, theme: &Theme) -> Shared {
    let Knowledge { pages, graph, tree, schemas, facets, words, .. } = knowledge;
    let (config, mut assets) = (&*input.config, theme.assets());
    if config.offline.is_none() || input.live {
        assets.remove(offline::SCRIPT);
    }
    let extras = present::Extras {
        map: claims::has_map(config, pages, graph).then(|| present::map_link(words)),
        coverage: knowledge.coverage.is_some().then(|| present::coverage_link(words)),
        reviews: claims::has_reviews(config, pages, graph).then(|| present::reviews_link(words)),
    };
    Shared::new(present::site(config, tree, schemas, facets, extras, assets))
}

/// Every file of the site besides the search. Of two that cannot be next to each other the first stays;
/// `check` has a finding for the other.
fn routes(input: &Input, knowledge: &Knowledge, theme: &Theme, shared: &Shared) -> BTreeMap<SitePath, Route> {
    let candidates = candidates(input, knowledge, theme, shared).into_iter();
    let mut routes: Vec<(SitePath, Route)> =
        candidates.filter_map(|(path, route)| Some((SitePath::new(&path)?, route))).collect();
    if !claims::fit(routes.iter().map(|(path, _)| path.as_str())) {
        let mut claims: Claims<()> = Claims::default();
        routes.retain(|(path, _)| claims.claim(path.as_str(), ()).is_none());
    }
    routes.into_iter().collect()
}

/// The site's own files come first, as in `claims`.
fn candidates(input: &Input, knowledge: &Knowledge, theme: &Theme, shared: &Shared) -> Vec<(String, Route)> {
    let Knowledge { graph, tree, facets, .. } = knowledge;
    // Search engines read full addresses only.
    let has_site_map = !input.config.base_url.is_empty();
    let own = OWN.into_iter().filter(|own| has_site_map || *own != Own::SiteMap);
    let mut all: Vec<(String, Route)> = own.map(|own| (own.file().to_owned(), Route::Own(own))).collect();
    let statics = theme.statics().keys();
    all.extend(statics.map(|path| (static_file(path), Route::Static(path.clone()))));
    all.push((index_of(""), Route::Home));
    let folders =
        tree.iter().filter(|(path, folder)| folder.index.is_none() && !path.is_root() && folder.count > 0);
    all.extend(folders.map(|(path, folder)| (index_of(&folder.href), Route::Folder(path.clone()))));
    let mut lists = vec![Route::Index];
    for (name, facet) in facets.iter() {
        lists.push(Route::Facet(name.to_owned()));
        lists.extend(facet.terms.keys().map(|slug| Route::Term(name.to_owned(), slug.clone())));
    }
    lists.extend(shared.site.map.is_some().then_some(Route::Map));
    lists.extend(shared.site.reviews.is_some().then_some(Route::Reviews));
    lists.extend(knowledge.coverage.is_some().then_some(Route::Coverage));
    all.extend(lists.into_iter().map(|route| (index_of(&route.href()), route)));
    for (number, page) in knowledge.published() {
        let href = &page.place.href;
        if !href.is_empty() {
            all.push((index_of(href), Route::Page(number)));
        }
        all.push((format!("{href}index.md"), Route::Markdown(number)));
    }
    let keys = graph.keys.iter().enumerate();
    all.extend(keys.filter_map(|(number, key)| Some((index_of(&key.href()?), Route::Key(number)))));
    let old = graph.redirects.iter().enumerate().filter(|(_, redirect)| redirect.has_file);
    all.extend(old.map(|(number, redirect)| (redirect.file(), Route::Old(number))));
    let files = graph.published_assets().into_iter();
    all.extend(files.map(|path| (attachments::site_path(input, path), Route::File(path.clone()))));
    all
}
