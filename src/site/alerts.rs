//! The rule files of a knowledge base, checked against its pages.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::Arc;

use rayon::prelude::*;

use super::links::Links;
use super::{Cache, Input};
use crate::alerts::{self, Coverage, RuleFile, Site};
use crate::diagnostic::{Finding, rules};
use crate::graph::facets;
use crate::memo;
use crate::path::SitePath;
use crate::present::{COVERAGE_HREF, INDEX_HREF};
use crate::schema::Schemas;
use crate::text::{Span, hash};

/// What comes of the rule files.
pub(super) struct Alerts {
    /// Those that could be read, sorted by path.
    pub(super) rule_files: Vec<Arc<RuleFile>>,
    /// How their alerts stand, where anybody asked.
    pub(super) coverage: Option<Coverage>,
    /// What is wrong with them.
    pub(super) findings: Vec<Finding>,
}

/// Checks the alerts against the pages, if there are rule files. `files` are all files of the root.
pub(super) fn cover(
    input: &Input,
    cache: &Cache,
    schemas: &Schemas,
    links: &Links,
    files: &BTreeSet<SitePath>,
) -> Alerts {
    let (rule_files, mut findings) = rule_files(input, cache, files);
    let is_asked = !input.config.alerts.rules.is_empty() || !input.rule_files.is_empty();
    let coverage = is_asked.then(|| {
        let site = Site {
            config: &input.config,
            schemas,
            pages: &links.pages,
            graph: &links.graph,
            lists: &lists(links),
            files,
        };
        let (coverage, found) = alerts::hold(&rule_files, &site);
        findings.extend(found);
        coverage
    });
    // Only what is below the root is fixed.
    for finding in findings.iter_mut().filter(|finding| finding.path.is_outside()) {
        finding.fix = None;
    }
    Alerts { rule_files, coverage, findings }
}

/// The rule files of the configuration and of the command line, read, sorted by path.
fn rule_files(
    input: &Input,
    cache: &Cache,
    files: &BTreeSet<SitePath>,
) -> (Vec<Arc<RuleFile>>, Vec<Finding>) {
    let own = files.iter().filter(|path| input.config.alerts.rules.is_match(path.as_str()));
    let mut bytes: BTreeMap<&SitePath, io::Result<Arc<[u8]>>> =
        own.map(|path| (path, input.root.read(path))).collect();
    // A file below the root is as the root has it, which may be fixed already.
    bytes.extend(input.rule_files.iter().map(|(path, named)| {
        let own = if path.is_outside() { None } else { input.root.read(path).ok() };
        (path, Ok(own.unwrap_or_else(|| Arc::clone(named))))
    }));
    let read: Vec<Result<Arc<RuleFile>, Finding>> = bytes
        .into_par_iter()
        .map(|(path, bytes)| match bytes {
            Ok(bytes) => {
                let key = memo::key(&(path.as_str(), hash(&bytes)));
                let read = || RuleFile::read(path.clone(), &bytes);
                Ok(cache.rules.get(key, read))
            }
            Err(error) => Err(unreadable(path, &error)),
        })
        .collect();
    let (mut rule_files, mut findings) = (Vec::new(), Vec::new());
    for file in read {
        match file {
            Ok(file) => rule_files.push(file),
            Err(finding) => findings.push(finding),
        }
    }
    (rule_files, findings)
}

fn unreadable(path: &SitePath, error: &io::Error) -> Finding {
    let message = format!("the rule file cannot be read: {error}");
    let finding = Finding::new(&rules::ALERTS_UNREADABLE, path, Span::default(), message);
    finding.help("fix its permissions").caused_by(error)
}

/// The hrefs of the lists that the site makes besides pages.
fn lists(links: &Links) -> BTreeSet<String> {
    let folders = links.tree.iter().map(|(_, folder)| folder.href.clone());
    let facets = links.facets.iter().flat_map(|(name, facet)| {
        let terms = facet.terms.keys().map(|slug| facets::term_href(name, slug));
        std::iter::once(facets::facet_href(name)).chain(terms)
    });
    folders.chain(facets).chain([INDEX_HREF, COVERAGE_HREF].map(str::to_owned)).collect()
}
