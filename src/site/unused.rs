//! Which entries of the configuration's lists a knowledge base uses.

use std::collections::BTreeSet;

use super::Knowledge;
use crate::config::{Config, Used};
use crate::diagnostic::Finding;
use crate::path::SitePath;
use crate::safety;

/// What is used: `elsewhere` are secrets outside of pages, `files` all files.
pub(super) fn used(
    config: &Config,
    knowledge: &Knowledge,
    elsewhere: &[Finding],
    files: &BTreeSet<SitePath>,
) -> Used {
    let in_pages = knowledge.pages.iter().flat_map(|page| {
        let text = &*page.source.text;
        page.findings.iter().flat_map(move |finding| safety::allowed_by(&config.allow, text, finding))
    });
    // What is in the configuration itself may be the very entry.
    let elsewhere = elsewhere.iter().filter(|finding| finding.path != config.file);
    let elsewhere = elsewhere.flat_map(|finding| safety::allowed_by(&config.allow, "", finding));
    let targets = knowledge.pages.iter().zip(&knowledge.graph.targets);
    let ignored_links = targets
        .filter(|_| !config.links.ignore.is_empty())
        .flat_map(|(page, targets)| page.addresses(targets))
        .flat_map(|(address, _)| config.links.ignore.matches(address));
    let endings = files.iter().chain(knowledge.graph.assets.keys());
    Used {
        allowed: in_pages.chain(elsewhere).collect(),
        ignored_links: ignored_links.collect(),
        endings: endings.filter_map(SitePath::extension).map(str::to_lowercase).collect(),
    }
}
