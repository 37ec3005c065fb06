//! The files that pages link to, checked before they are published: a file that does not match its name
//! is not published, and an SVG image is published in its cleaned form.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::read::Links;
use super::{Cache, Input};
use crate::attachment::{self, Form, Likeness};
use crate::diagnostic::{Finding, Rule, Severity, rules};
use crate::graph::Graph;
use crate::page::Page;
use crate::path::SitePath;
use crate::svg;
use crate::text::{Hash, Span, hash};

/// How many of the things that were left out of an image are named.
const MOST_NAMED: usize = 4;

/// What comes of a file.
struct Judged {
    /// What is published of it.
    bytes: Option<Arc<[u8]>>,
    /// What is wrong with it.
    finding: Option<Finding>,
}

/// Where a file of the content folder is published, relative to the site's root.
pub(super) fn site_path(input: &Input, path: &SitePath) -> String {
    attachment::published_name(path.below(&input.config.content).unwrap_or(path.as_str()))
}

/// Looks at every file that pages link to, and takes those out of the graph that are not published. Of
/// the others it gives the hash of what is.
pub(super) fn inspect(
    input: &Input,
    cache: &Cache,
    pages: &[Arc<Page>],
    graph: &mut Graph,
) -> (BTreeMap<SitePath, Hash>, Vec<Finding>) {
    let look = |path: &SitePath| {
        let judged = judge(input, cache, path);
        (path.clone(), judged.bytes.map(|bytes| hash(&bytes)), judged.finding)
    };
    let paths: Vec<&SitePath> = graph.assets.keys().collect();
    let judged: Vec<_> = paths.into_par_iter().map(look).collect();
    let mut published = BTreeMap::new();
    let mut findings = Vec::new();
    for (path, hash, finding) in judged {
        findings.extend(finding.map(|finding| linked(finding, pages, graph)));
        match hash {
            Some(hash) => drop(published.insert(path, hash)),
            None => graph.withdraw(&path, &input.config),
        }
    }
    (published, findings)
}

/// The bytes to publish of a file; none for one that is not published, of which there is a finding
/// unless it was changed since the site was read.
pub(super) fn published(input: &Input, cache: &Cache, path: &SitePath) -> Result<Arc<[u8]>, Finding> {
    let Judged { bytes, finding } = judge(input, cache, path);
    let changed = || {
        Finding::new(
            &rules::FILE_UNREADABLE,
            path,
            Span::default(),
            "the file changed while it was \
                                                                         being read",
        )
    };
    bytes.ok_or_else(|| finding.unwrap_or_else(changed))
}

/// Adds the first place that links to the file.
pub(super) fn linked(finding: Finding, pages: &[Arc<Page>], graph: &Graph) -> Finding {
    let Some(mention) = graph.assets.get(&finding.path).and_then(|mentions| mentions.first()) else {
        return finding;
    };
    let page = &pages[mention.page];
    finding.label(&page.place.path, page.outline.links[mention.link].target_span, "linked here")
}

fn judge(input: &Input, cache: &Cache, path: &SitePath) -> Judged {
    let refused = |finding: Finding| Judged { bytes: None, finding: Some(finding) };
    let bytes = match input.root.read(path) {
        Ok(bytes) => bytes,
        Err(error) => {
            let message = format!("the file cannot be read: {error}");
            let finding = Finding::new(&rules::FILE_UNREADABLE, path, Span::default(), message);
            return refused(finding.caused_by(&error));
        }
    };
    let below = SitePath::new(path.below(&input.config.content).unwrap_or_default());
    let kind = below.and_then(|below| attachment::kind_of(&below, &input.config.attachments).ok());
    // The graph has no file of a kind that is not published.
    let Some(kind) = kind else { return Judged { bytes: None, finding: None } };
    if kind.form == Form::Svg {
        return cleaned(cache, path, bytes);
    }
    let Some(mismatch) = attachment::mismatch(kind, &bytes) else {
        return Judged { bytes: Some(bytes), finding: None };
    };
    let is_published = mismatch.likeness == Likeness::Image;
    let rest = if is_published { "" } else { ", and is not published" };
    let finding =
        found(&rules::LINK_ATTACHMENT_CONTENT, path, format!("is {}{rest}", mismatch.is)).help(mismatch.help);
    match mismatch.likeness {
        Likeness::Image => Judged { bytes: Some(bytes), finding: Some(finding.severity(Severity::Warning)) },
        Likeness::Unknown => refused(finding.severity(Severity::Warning)),
        Likeness::Disguise => refused(finding),
    }
}

/// An SVG image as it is published.
fn cleaned(cache: &Cache, path: &SitePath, bytes: Arc<[u8]>) -> Judged {
    let image = cache.images.get(hash(&bytes), || svg::clean(&bytes));
    match image.as_ref() {
        Ok(image) => {
            let finding = (!image.removed.is_empty()).then(|| {
                let (named, more) =
                    (image.removed.iter().take(MOST_NAMED), image.removed.len().saturating_sub(MOST_NAMED));
                let mut named: Vec<String> = named.cloned().collect();
                if more > 0 {
                    named.push(format!("{more} more"));
                }
                let message = format!("is published without {}", crate::diagnostic::listed(&named, "and"));
                let help = "remove these parts, or export the image as plain SVG";
                found(&rules::LINK_SVG_CLEANED, path, message).help(help)
            });
            Judged { bytes: Some(Arc::from(image.svg.as_bytes())), finding }
        }
        Err(unusable) => {
            let message = format!("is not published: {}", unusable.reason);
            let finding = found(&rules::LINK_SVG_UNUSABLE, path, message).help(unusable.help);
            Judged { bytes: None, finding: Some(finding) }
        }
    }
}

fn found(rule: &'static Rule, path: &SitePath, what: String) -> Finding {
    Finding::new(rule, path, Span::default(), format!("`{}` {what}", path.file_name()))
}

/// Pages and linked files whose names not every system can hold.
pub(super) fn unportable(input: &Input, links: &Links) -> Vec<Finding> {
    let graph = &links.graph;
    let published = links.pages.iter().enumerate().filter(|(index, _)| graph.is_published[*index]);
    let pages = published.filter(|(_, page)| !attachment::is_portable(&page.place.href)).map(|(_, page)| {
        let message = format!("Windows cannot hold a folder with the name of `/{}`", page.place.href);
        Finding::new(&rules::FILE_UNPORTABLE_NAME, &page.place.path, page.first_line(), message)
            .help("rename the file or its folder, and list the old URL under `aliases`")
    });
    let files = graph.assets.keys().filter_map(|path| {
        let below = path.below(&input.config.content)?;
        let safe = attachment::published_name(below);
        (!attachment::is_portable(below)).then(|| {
            let message =
                format!("not every system can hold the name `{below}`; it is published as `{safe}`");
            let finding = Finding::new(&rules::FILE_UNPORTABLE_NAME, path, Span::default(), message);
            linked(
                finding.help(format!("rename it to `{safe}`, and update the links to it")),
                &links.pages,
                graph,
            )
        })
    });
    pages.chain(files).collect()
}
