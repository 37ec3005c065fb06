//! The feed and the site map.

use serde::Serialize;

use super::SiteView;
use crate::variables::{Kept, Variables, View};

/// The feed and the site map (templates `feed.xml`, `sitemap.xml`).
#[derive(Clone, Debug, Serialize)]
pub struct FeedView {
    /// The site.
    pub site: Kept<SiteView>,
    /// The last change of any page (RFC 3339), or the epoch.
    pub updated: String,
    /// The pages, newest first in the feed, by address in the site map.
    pub entries: Vec<FeedEntry>,
}

impl View for FeedView {
    fn give(&self, to: &mut impl Variables) {
        to.share("site", &self.site);
        to.set("updated", &self.updated);
        to.set("entries", &self.entries);
    }
}

/// A page in the feed or the site map.
#[derive(Clone, Debug, Serialize)]
pub struct FeedEntry {
    /// Its title; empty in the site map.
    pub title: String,
    /// Its full address.
    pub url: String,
    /// A permanent id.
    pub id: String,
    /// One sentence, may be empty; empty in the site map.
    pub description: String,
    /// The last change (RFC 3339 date-time); empty in the site map where it is not known.
    pub updated: String,
}
