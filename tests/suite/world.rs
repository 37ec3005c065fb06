//! A knowledge base in memory, compiled through the library.

use std::sync::Arc;

use opslore::config::{Config, Overrides};
use opslore::diagnostic::Finding;
use opslore::files::{Files, Layered, Memory, built_in};
use opslore::output::Output;
use opslore::path::SitePath;
use opslore::site::{self, Cache, Input, Knowledge, Site};
use opslore::text::Source;

/// Everything but the pages.
pub(crate) struct World {
    built_in: Memory,
    own: Memory,
    config: Config,
    live: bool,
}

impl World {
    /// One with the built-in schemas and theme.
    pub(crate) fn new() -> Self {
        Self::configured("base_url: https://ops.example.org\n")
    }

    /// One with the built-in schemas and theme, and this configuration.
    pub(crate) fn configured(config: &str) -> Self {
        let source = Source::new(path("opslore.yaml"), config);
        let config = Config::resolve(&source, true, &Overrides::default()).unwrap();
        Self { built_in: built_in(), own: Memory::default(), config, live: false }
    }

    /// As `opslore serve` has it.
    pub(crate) fn live(mut self) -> Self {
        self.live = true;
        self
    }

    /// Adds a schema or a file of a theme.
    pub(crate) fn with(mut self, at: &str, text: &str) -> Self {
        self.own.insert(path(at), text.as_bytes());
        self
    }

    /// Reads and checks these pages.
    pub(crate) fn read(&self, pages: &Memory) -> Knowledge {
        site::read(&self.input(Arc::new(pages.clone())), &Cache::default()).0
    }

    /// Makes the site of these pages.
    pub(crate) fn compile(&self, pages: &Memory, cache: &Cache) -> (Output, Vec<Finding>) {
        let (site, mut findings) = self.plan(Arc::new(pages.clone()), cache);
        let Some(site) = site else { return (Output::default(), findings) };
        let (output, of_site) = site.whole();
        findings.extend(of_site);
        (output, findings)
    }

    /// Plans the site of these pages, unless its theme cannot be used.
    pub(crate) fn plan(&self, pages: Arc<dyn Files>, cache: &Cache) -> (Option<Site>, Vec<Finding>) {
        let input = self.input(pages);
        let (knowledge, findings) = site::read(&input, cache);
        match Site::plan(&input, &Arc::new(knowledge), &findings, cache) {
            Ok(site) => (Some(site), findings.into_all()),
            Err(of_theme) => (None, [findings.into_all(), of_theme].concat()),
        }
    }

    fn input(&self, pages: Arc<dyn Files>) -> Input {
        let [own, built_in] = [&self.own, &self.built_in].map(|files| Arc::new(files.clone()));
        Input {
            root: pages,
            support: Arc::new(Layered { over: own, under: built_in }),
            config: Arc::new(self.config.clone()),
            history: Arc::default(),
            rule_files: Arc::from([]),
            now: jiff::Timestamp::UNIX_EPOCH,
            live: self.live,
            timings: Arc::default(),
        }
    }
}

/// A path that is known to be one.
pub(crate) fn path(path: &str) -> SitePath {
    SitePath::new(path).unwrap()
}

/// Pages in memory.
pub(crate) fn pages<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Memory {
    let mut memory = Memory::default();
    for (at, text) in files {
        memory.insert(path(at), text.as_bytes());
    }
    memory
}
