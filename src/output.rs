//! The site as a value: a sorted map of paths to bytes. It is written, served, compared and tested
//! as that map; only [`Output::write`] touches the disk.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::path::SitePath;

/// Every file of the site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Output {
    /// Path below the site's root to contents.
    pub files: BTreeMap<SitePath, Arc<[u8]>>,
}
