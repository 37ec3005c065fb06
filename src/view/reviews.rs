//! Which pages are to be reviewed.

use serde::Serialize;

use super::{DateView, FacetView, PageLink, SortView};

/// Which pages are to be reviewed (template `reviews.html`).
#[derive(Clone, Debug, Serialize)]
pub struct ReviewsView {
    /// The day by which the pages are grouped here: that of the last change of any page, so that a build
    /// does not depend on the clock. A script groups them by the reader's.
    pub as_of: Option<DateView>,
    /// `overdue`, `soon`, `later` and `never`, all four in this order.
    pub groups: Vec<ReviewGroupView>,
    /// The owners.
    pub owners: Option<FacetView>,
    /// What the pages can be sorted by besides titles.
    pub sorts: Vec<SortView>,
}

/// Pages that are due about the same time.
#[derive(Clone, Debug, Serialize)]
pub struct ReviewGroupView {
    /// `overdue`, `soon` (within 30 days), `later` or `never`.
    pub name: &'static str,
    /// What it is called.
    pub title: String,
    /// The pages, soonest first.
    pub pages: Vec<ReviewView>,
    /// How many more there are that are not shown.
    pub more: usize,
}

/// A page that is to be reviewed.
#[derive(Clone, Debug, Serialize)]
pub struct ReviewView {
    /// The page.
    pub page: PageLink,
    /// Who owns it.
    pub owners: Vec<String>,
    /// The day of the last review.
    pub reviewed: Option<DateView>,
    /// The day on which the next one is due.
    pub due: Option<DateView>,
}
