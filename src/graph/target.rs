//! The target of a link as it is written: its parts, whether it leaves the site, and what it is on this one.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use unicode_normalization::UnicodeNormalization;

use crate::markdown::{self, Link};
use crate::page::Page;

/// A link's target taken apart.
pub(crate) struct Parts<'a> {
    /// The path, with its percent escapes.
    pub(crate) path: &'a str,
    /// The query with its `?`, or nothing.
    pub(crate) query: &'a str,
    /// What follows the `#`.
    pub(crate) fragment: Option<&'a str>,
}

/// Takes a target apart.
pub(crate) fn split(target: &str) -> Parts<'_> {
    let (rest, fragment) = match target.split_once('#') {
        Some((rest, fragment)) => (rest, Some(fragment)),
        None => (target, None),
    };
    let query_at = rest.find('?').unwrap_or(rest.len());
    Parts { path: &rest[..query_at], query: &rest[query_at..], fragment }
}

/// Whether a target names another host or scheme (RFC 3986, section 3.1).
pub(crate) fn is_external(target: &str) -> bool {
    let scheme = target.split_once(':').map_or("", |(scheme, _)| scheme);
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    // `page.md:12` is a path with a line number, not a scheme.
    target.starts_with("//") || (is_scheme && !scheme.ends_with(".md"))
}

/// `text` with its percent escapes resolved.
pub(crate) fn decoded(text: &str) -> Cow<'_, str> {
    percent_decode_str(text).decode_utf8_lossy()
}

/// The id that a fragment names. A wiki link may name a heading by its text, and those above it before
/// it (`[[page#Mitigation#Disk full]]`), as Obsidian writes them. Text is the same in either form of its
/// letters with marks.
pub(crate) fn anchor<'f>(link: &Link, page: &Page, fragment: &'f str) -> Cow<'f, str> {
    let wanted = decoded(fragment);
    if !link.kind.is_wiki() || page.anchors.contains(&*wanted) {
        return wanted;
    }
    let id = markdown::heading_id(wanted.rsplit('#').next().unwrap_or_default());
    let forms = [id.nfc().collect(), id.nfd().collect(), id];
    forms.into_iter().find(|id: &String| page.anchors.contains(id)).map_or(wanted, Cow::Owned)
}

/// A full address of this very site as a path below it. `http` and `https` are the same site, and letter
/// case does not count in a host.
pub(crate) fn below_base_url<'t>(base_url: &str, target: &'t str) -> Option<&'t str> {
    let base = without_scheme(base_url)?;
    let address = without_scheme(target)?;
    let host = base.find('/').unwrap_or(base.len());
    let has_host = address.get(..host)?.eq_ignore_ascii_case(&base[..host]);
    let rest = address[host..].strip_prefix(&base[host..]).filter(|_| has_host)?;
    let is_path = rest.is_empty() || rest.starts_with(['/', '#', '?']);
    is_path.then_some(if rest.is_empty() { "/" } else { rest })
}

/// What follows `https:` or `http:` or begins with `//`, without the slashes.
fn without_scheme(address: &str) -> Option<&str> {
    let (scheme, rest) = address.split_once("//")?;
    let is_web =
        scheme.is_empty() || ["http:", "https:"].iter().any(|known| known.eq_ignore_ascii_case(scheme));
    (is_web && !rest.is_empty()).then_some(rest)
}

/// An address of the web without its scheme, and any other text as it is.
pub(crate) fn bare(address: &str) -> &str {
    without_scheme(address).unwrap_or(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemes_are_told_from_paths() {
        for target in ["https://a", "mailto:a@b", "//host/a", "HTTP://a"] {
            assert!(is_external(target), "{target}");
        }
        for target in ["a.md", "a.md:12", "./a:b.md", "/a", "1:2"] {
            assert!(!is_external(target), "{target}");
        }
    }
}
