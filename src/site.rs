//! The whole way from files to a site: [`read`] and check, then [`render`].
//!
//! `check` stops after [`read`]; `build` and `serve` go on. Both get the same findings from the same
//! code. A cold run, a warm one and a watching one differ only in what [`Cache`] remembers.

mod alerts;
mod attachments;
mod claims;
mod documents;
mod embargo;
mod read;
mod render;
mod reviews;
mod secrets;
mod unused;
mod verdict;

use std::sync::Arc;

use jiff::Timestamp;

use crate::alerts::{Coverage, RuleFile};
use crate::collation::Collation;
use crate::config::{Collection, Config};
use crate::diagnostic::redact::Redactor;
use crate::diagnostic::{self, Finding, Rule, Severity};
use crate::files::Files;
use crate::graph::Graph;
use crate::graph::tree::Tree;
use crate::history::History;
use crate::memo::Memo;
use crate::page::Page;
use crate::path::SitePath;
use crate::present::terms::Facets;
use crate::schema::Schemas;
use crate::svg;
use crate::words::Words;

pub use documents::{documents, search_setting};
pub use read::{read, types};
pub use render::render;
pub use secrets::without_secrets;
use verdict::Verdict;

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
    /// Rule files besides those that the configuration names, sorted by path.
    pub rule_files: &'a [(SitePath, Arc<[u8]>)],
    /// The present, which decides whether a review is due, and whether an embargo is over and its page
    /// published. Nothing else depends on it.
    pub now: Timestamp,
    /// Whether this is for `opslore serve`.
    pub live: bool,
}

/// What was made before, by the hash of what it was made from.
#[derive(Debug, Default)]
pub struct Cache {
    pages: Memo<Arc<Page>>,
    rules: Memo<RuleFile>,
    bodies: Memo<String>,
    files: Memo<Result<Arc<[u8]>, Finding>>,
    images: Memo<Result<svg::Cleaned, svg::Unusable>>,
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
    /// What had to be made since the last call of [`Cache::next_round`]: how far a site is that another
    /// thread makes.
    pub fn so_far(&self) -> Misses {
        Misses { pages: self.pages.misses(), bodies: self.bodies.misses(), files: self.files.misses() }
    }

    /// Forgets what the last site did not need, and tells what had to be made for it.
    pub fn next_round(&self) -> Misses {
        self.rules.next_round();
        self.images.next_round();
        Misses {
            pages: self.pages.next_round(),
            bodies: self.bodies.next_round(),
            files: self.files.next_round(),
        }
    }
}

/// The knowledge base, read, checked and linked.
pub struct Knowledge {
    /// What the site says besides its content.
    pub words: Arc<Words>,
    /// The order of titles in the site's language.
    pub collation: Collation,
    /// The content types.
    pub schemas: Schemas,
    /// Which folders have which type.
    pub collections: Vec<Collection>,
    /// The pages, sorted by path.
    pub pages: Vec<Arc<Page>>,
    /// Their links.
    pub graph: Graph,
    /// Their folders.
    pub tree: Tree,
    /// Their facets.
    pub facets: Facets,
    /// The rule files that were held against the pages, sorted by path.
    pub rule_files: Vec<Arc<RuleFile>>,
    /// How much work the diagrams of each page may be.
    pub diagram_work: usize,
    /// How the alerts stand, where there are rule files.
    pub coverage: Option<Coverage>,
    /// Everything that is wrong and that somebody wants to hear of, sorted.
    pub findings: Vec<Finding>,
    verdict: Verdict,
}

impl Knowledge {
    /// Adds findings, apart from those that the configuration or a comment in a page wants to hear
    /// nothing of, and keeps all of them in their order.
    pub fn report(&mut self, findings: Vec<Finding>) {
        let kept = self.verdict.on(findings);
        self.findings.extend(kept);
        self.redact();
        diagnostic::sort(&mut self.findings);
    }

    /// Takes secrets out of what findings say.
    fn redact(&mut self) {
        let Some(redactor) = Redactor::of(&self.findings) else { return };
        for finding in &mut self.findings {
            redactor.redact(finding);
        }
    }

    /// Adds a finding for each comment that ignores nothing. `has_run` tells which rules were tried.
    pub fn report_unused(&mut self, has_run: impl Fn(&Rule) -> bool) {
        let unused = self.verdict.unused(has_run);
        self.report(unused);
    }

    /// Whether a site of it would be wrong.
    pub fn has_errors(&self) -> bool {
        has_errors(&self.findings)
    }

    /// The text of a page or a rule file, to show findings in.
    pub fn source(&self, path: &SitePath) -> Option<Arc<str>> {
        if let Ok(at) = self.pages.binary_search_by(|page| page.place.path.cmp(path)) {
            return Some(Arc::clone(&self.pages[at].source.text));
        }
        let at = self.rule_files.binary_search_by(|file| file.path.cmp(path)).ok()?;
        Some(Arc::clone(&self.rule_files[at].text))
    }
}

/// Whether any of the findings is an error.
pub fn has_errors(findings: &[Finding]) -> bool {
    findings.iter().any(|finding| finding.severity == Severity::Error)
}
