//! A knowledge base in memory, compiled through the library.

use opslore::config::{Config, Overrides};
use opslore::diagnostic::Finding;
use opslore::files::{Layered, Memory, built_in};
use opslore::history::History;
use opslore::output::Output;
use opslore::path::SitePath;
use opslore::site::{self, Cache, Input, Knowledge};
use opslore::text::Source;

/// Everything but the pages.
pub(crate) struct World {
    built_in: Memory,
    own: Memory,
    config: Config,
    history: History,
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
        Self { built_in: built_in(), own: Memory::default(), config, history: History::default() }
    }

    /// Adds a schema or a file of a theme.
    pub(crate) fn with(mut self, at: &str, text: &str) -> Self {
        self.own.insert(path(at), text.as_bytes());
        self
    }

    /// Reads and checks these pages.
    pub(crate) fn read(&self, pages: &Memory) -> Knowledge {
        self.with_input(pages, |input| site::read(input, &Cache::default()))
    }

    /// Makes the site of these pages.
    pub(crate) fn compile(&self, pages: &Memory, cache: &Cache) -> (Output, Vec<Finding>) {
        self.with_input(pages, |input| {
            let mut knowledge = site::read(input, cache);
            let (output, findings) = site::render(input, &knowledge, cache);
            knowledge.findings.extend(findings);
            (output, knowledge.findings)
        })
    }

    fn with_input<T>(&self, pages: &Memory, use_input: impl FnOnce(&Input<'_>) -> T) -> T {
        let support = Layered { over: &self.own, under: &self.built_in };
        use_input(&Input {
            root: pages,
            support: &support,
            config: &self.config,
            history: &self.history,
            rule_files: &[],
            now: jiff::Timestamp::UNIX_EPOCH,
            live: false,
        })
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
