//! Links to files: published with the page, shown by the code host, or neither.

use super::resolve::internal;
use super::resolver::Resolver;
use crate::attachment::{self, Refusal};
use crate::diagnostic::rules;
use crate::graph::target::{Parts, decoded};
use crate::markdown::{Link, Target};
use crate::path::SitePath;
use crate::url::{encode_fragment, encode_path};

impl Resolver<'_> {
    pub(super) fn file_target(&mut self, link: &Link, path: SitePath, parts: &Parts<'_>) -> Target {
        if self.catalog.config.ignore.is_match(path.as_str()) {
            return self.outside_target(link, &path, parts);
        }
        let below = SitePath::new(path.below(&self.catalog.config.content).unwrap_or_default());
        let below = below.unwrap_or_else(SitePath::root);
        match attachment::kind_of(&below, &self.catalog.config.attachments) {
            Ok(_) => {}
            Err(Refusal::Unknown(ending)) => return self.unknown_kind(link, &path, parts, &ending),
            Err(refusal) => return self.elsewhere(link, &path, parts, &refusal.reason()),
        }
        let href = encode_path(&attachment::published_name(below.as_str()));
        let fragment = parts.fragment.map(|fragment| encode_fragment(&decoded(fragment)));
        self.resolved.assets.push((path, self.resolved.targets.len()));
        internal(href, parts.query, fragment, None)
    }

    pub(super) fn outside_target(&mut self, link: &Link, path: &SitePath, parts: &Parts<'_>) -> Target {
        let is_ignored = self.catalog.config.ignore.is_match(path.as_str());
        let why = match () {
            () if is_ignored => "`ignore` in opslore.yaml leaves it out",
            () if path.is_hidden() => "names that begin with a dot are not content",
            () => "it is not content",
        };
        self.elsewhere(link, path, parts, why)
    }

    /// The file on the code host, where that is known.
    fn on_code_host(&self, path: &SitePath, parts: &Parts<'_>) -> Option<Target> {
        let url = self.catalog.config.blob_url(path)?;
        // `#L10` names a line there.
        let fragment = parts.fragment.filter(|fragment| !fragment.is_empty());
        let line = fragment.map(|fragment| format!("#{}", encode_fragment(&decoded(fragment))));
        Some(Target::External(url + &line.unwrap_or_default()))
    }

    /// A file of a kind that nobody has allowed yet.
    fn unknown_kind(&mut self, link: &Link, path: &SitePath, parts: &Parts<'_>, ending: &str) -> Target {
        let on_code_host = self.on_code_host(path, parts);
        let instead = if on_code_host.is_some() { "; the link goes to your code host" } else { "" };
        let reason = Refusal::Unknown(ending.to_owned()).reason();
        let message = format!("`{path}` is not published with the site: {reason}{instead}");
        let help = match attachment::ending_problem(ending) {
            None => {
                format!("add `attachments: {{allow: [{ending}]}}` to opslore.yaml, or link to an archive")
            }
            Some(_) => "rename the file, or link to an archive".to_owned(),
        };
        self.report(&rules::LINK_ATTACHMENT_KIND, link, message, Some(help));
        on_code_host.unwrap_or(Target::Missing)
    }

    /// A file that is not published, which the code host shows.
    pub(super) fn elsewhere(&mut self, link: &Link, path: &SitePath, parts: &Parts<'_>, why: &str) -> Target {
        if let Some(target) = self.on_code_host(path, parts) {
            return target;
        }
        let shown = if path.is_root() { "/" } else { path.as_str() };
        let message = format!("`{shown}` is not published with the site: {why}");
        let help = "set `repository` in opslore.yaml so that the link leads to your code host";
        self.report(&rules::LINK_OUTSIDE, link, message, Some(help));
        Target::Missing
    }
}
