//! Which addresses to request, and where they are used.

use std::collections::BTreeMap;

use crate::config::Links;
use crate::page::normal;
use crate::path::SitePath;
use crate::site::Knowledge;
use crate::text::Span;

/// A place that uses an address.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Use {
    /// The page.
    pub path: SitePath,
    /// The address on it.
    pub span: Span,
}

/// What to ask.
#[derive(Debug, Default)]
pub struct Plan {
    /// The addresses, without fragments, and where they are used.
    pub uses: BTreeMap<String, Vec<Use>>,
    /// How many addresses the configuration leaves out.
    pub ignored: usize,
}

impl Plan {
    /// Gathers every web address in the links and the front matter of all pages.
    pub fn new(knowledge: &Knowledge, links: &Links) -> Self {
        let mut uses: BTreeMap<String, Vec<Use>> = BTreeMap::new();
        for (page, targets) in knowledge.pages.iter().zip(&knowledge.graph.targets) {
            for (url, span) in page.addresses(targets) {
                let place = Use { path: page.place.path.clone(), span };
                uses.entry(url).or_default().push(place);
            }
        }
        let all = uses.len();
        uses.retain(|url, _| !links.ignore.is_match(url));
        for places in uses.values_mut() {
            places.sort();
            places.dedup();
        }
        Self { ignored: all - uses.len(), uses }
    }
}

/// The host of an address, without a user's name and the port; in brackets for IPv6.
pub fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = &rest[..rest.find(['/', '?', '#']).unwrap_or(rest.len())];
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let port = host.rfind(':').filter(|colon| !host[*colon..].contains(']'));
    &host[..port.unwrap_or(host.len())]
}

/// The address that a redirect from `base` leads to. `None` where it leaves the web.
pub fn join(base: &str, location: &str) -> Option<String> {
    let location = location.trim().split('#').next().unwrap_or("");
    let (scheme, rest) = base.split_once("://")?;
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let lower = location.to_ascii_lowercase();
    if lower.starts_with("http://") || lower.starts_with("https://") {
        return normal(location);
    }
    if location.starts_with("//") {
        return normal(&format!("{scheme}:{location}"));
    }
    let has_scheme = location.find(':').is_some_and(|colon| !location[..colon].contains(['/', '?']));
    if has_scheme {
        return None;
    }
    let path = path.split('?').next().unwrap_or("");
    let folder = &path[..path.rfind('/').map_or(0, |slash| slash + 1)];
    let joined = match location.chars().next() {
        Some('/') => location.to_owned(),
        Some('?') => format!("{path}{location}"),
        _ => format!("{folder}{location}"),
    };
    let slash = if joined.starts_with('/') { "" } else { "/" };
    normal(&format!("{scheme}://{authority}{slash}{joined}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts() {
        for (url, expected) in [
            ("https://a.b/c:d@e", "a.b"),
            ("http://user:pass@a.b:80/c", "a.b"),
            ("http://[::1]:80/", "[::1]"),
            ("http://[::1]/", "[::1]"),
            ("http://a.b?c", "a.b"),
        ] {
            assert_eq!(host(url), expected, "{url}");
        }
    }

    #[test]
    fn redirects_are_relative_to_where_they_come_from() {
        for (location, expected) in [
            ("/x", Some("https://a.b/x")),
            ("x", Some("https://a.b/c/x")),
            ("?y", Some("https://a.b/c/d?y")),
            ("//e.f/x", Some("https://e.f/x")),
            ("http://E.f", Some("http://e.f/")),
            ("/x:y", Some("https://a.b/x:y")),
            ("javascript:x", None),
            ("ftp://a.b/", None),
        ] {
            assert_eq!(join("https://a.b/c/d?e", location).as_deref(), expected, "{location}");
        }
    }
}
