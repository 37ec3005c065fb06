//! Addresses that the site answers without a page being there: redirects from old URLs, short URLs of
//! keys, and what every site has.

use std::collections::BTreeMap;

use super::catalog::Catalog;
use super::{Key, Redirect};
use crate::config::Config;
use crate::page::Page;
use crate::path::{SitePath, folded};
use crate::place::slug;

/// Old and short URLs and the pages that they lead to. Letter case and the form of accents do not count:
/// only one page can have either.
#[derive(Debug, Default)]
pub(super) struct Detours(BTreeMap<String, usize>);

impl Detours {
    /// Lists the redirects that the site will have.
    pub(super) fn new(redirects: &[Redirect], keys: &[Key]) -> Self {
        let mut pages = BTreeMap::new();
        for redirect in redirects {
            pages.insert(folded(redirect.from.as_str()), redirect.page);
        }
        for (key, href) in keys.iter().filter_map(|key| Some((key, key.href()?))) {
            pages.insert(folded(href.trim_end_matches('/')), key.page);
        }
        Self(pages)
    }

    /// The page to which a redirect leads from `path`, a URL or the path that a file had, as seen from
    /// the page `from`.
    pub(super) fn page_at(&self, catalog: &Catalog<'_>, from: &Page, path: &str) -> Option<usize> {
        if self.0.is_empty() {
            return None;
        }
        let candidates = if path.starts_with('/') {
            let base = catalog.config.base_path();
            let below_base = path.strip_prefix(&base).unwrap_or(path);
            [SitePath::new(below_base), SitePath::new(path), None]
        } else {
            let here = SitePath::new(&from.place.href)?;
            [from.place.folder.join(path), here.join(path), here.parent().join(path)]
        };
        candidates.into_iter().flatten().find_map(|candidate| self.at(&candidate))
    }

    fn at(&self, path: &SitePath) -> Option<usize> {
        let is_file = crate::place::has_page_extension(path);
        let plain = path.as_str().strip_suffix("/index.html").unwrap_or(path.as_str());
        let plain = if is_file { plain.rsplit_once('.').map_or(plain, |(stem, _)| stem) } else { plain };
        let slugged: String = plain.split('/').map(|part| slug(part) + "/").collect();
        let spelled = [plain, slugged.trim_end_matches('/')];
        spelled.into_iter().find_map(|path| self.0.get(&folded(path))).copied()
    }
}

/// Whether an absolute path is one of the site's own lists or files. Its lists of terms depend on
/// pages that are not linked yet, so any name is taken for one.
pub(super) fn is_the_site_s(config: &Config, path: &str) -> bool {
    const OWN: &[&str] = &["by/", "api/", "index-a-z/"];
    const FILES: &[&str] = &["feed.xml", "sitemap.xml", "llms.txt", "robots.txt", "index-a-z"];
    let below = path.strip_prefix(&config.base_path()).unwrap_or(path).trim_start_matches('/');
    FILES.contains(&below) || OWN.iter().any(|own| below.starts_with(own))
}
