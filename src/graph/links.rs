//! Resolves the links in a page's text.

mod files;
mod judge;
mod nowhere;
mod resolve;
mod resolver;

use self::resolver::{Resolved, Resolver};
use super::catalog::Catalog;
use super::detours::Detours;
use crate::diagnostic::Patience;
use crate::page::Page;

/// How much comparing names with ids may cost for one page, in pairs of characters.
const PATIENCE_OF_PAGE: usize = 4_000_000;

/// Resolves every link of a page.
pub(super) fn resolve(catalog: &Catalog<'_>, detours: &Detours, page: &Page) -> Resolved {
    let (patience, resolved) = (Patience::new(PATIENCE_OF_PAGE), Resolved::default());
    let mut resolver = Resolver { catalog, detours, page, patience, resolved };
    for link in &page.outline.links {
        let target = resolver.target(link);
        resolver.resolved.targets.push(target);
    }
    for link in &page.outline.spaced {
        resolver.spaced(link);
    }
    for malformed in &page.outline.malformed {
        resolver.malformed(malformed);
    }
    resolver.resolved
}
