//! Lists of pages and of terms.

use serde::Serialize;

use super::{BadgeView, CollectionView, DateView, FieldView, LinkView};

/// A page in a list.
#[derive(Clone, Debug, Serialize)]
pub struct PageLink {
    /// Its title.
    pub title: String,
    /// Where it is.
    pub href: String,
    /// One sentence, may be empty.
    pub description: String,
    /// What its folder is called, in a list of another folder; empty elsewhere.
    pub folder: String,
    /// The name of its type.
    pub kind: String,
    /// The title of its type.
    pub kind_title: String,
    /// The values of its fields with a closed list of options (severity, status …).
    pub badges: Vec<BadgeView>,
    /// Its last change.
    pub updated: Option<DateView>,
    /// When it is due for review; a script marks it once that day has passed.
    pub review_due: Option<DateView>,
    /// The fields that its schema shows in overviews; empty elsewhere.
    pub fields: Vec<FieldView>,
    /// How many pages refer to it, for the types that its schema counts in overviews; empty elsewhere.
    pub counts: Vec<CountView>,
    /// In a list, what it is sorted by: a text for each of [`ListView::sorts`]; empty elsewhere.
    pub keys: Vec<String>,
    /// In a list that filters, the terms that it has: `severity/critical`; empty elsewhere.
    pub terms: Vec<String>,
    /// In a list that filters, what it is found by though its row does not show it: names such as those of
    /// alerts, and what is beyond the first four values of `fields`; empty elsewhere.
    pub names: Vec<String>,
}

/// Pages of a type, counted.
#[derive(Clone, Debug, Serialize)]
pub struct CountView {
    /// What they are called: `Runbooks`.
    pub title: String,
    /// How many there are.
    pub count: usize,
}

/// A list of pages: a collection, a folder or a term (template `list.html`).
#[derive(Clone, Debug, Serialize)]
pub struct ListView {
    /// What kind of list: `collection`, `folder` or `term`.
    pub kind: &'static str,
    /// Folders below, with the number of pages in each.
    pub folders: Vec<CollectionView>,
    /// The pages.
    pub pages: Vec<PageLink>,
    /// The pages in the folders below, which are shown only while the list is filtered. Empty where there
    /// are too many of them.
    pub below: Vec<PageLink>,
    /// How many pages below are not in `below`: a search has to find them.
    pub beyond: usize,
    /// The terms that apply to this list.
    pub facets: Vec<FacetView>,
    /// Whether the facets filter this list: they count its pages and those in `below`.
    pub filters: bool,
    /// What it can be sorted by besides titles.
    pub sorts: Vec<SortView>,
}

/// A way to sort a list.
#[derive(Clone, Debug, Serialize)]
pub struct SortView {
    /// The property's name (`started_at`), or `updated`.
    pub name: String,
    /// The property's title; empty for the last change.
    pub title: String,
    /// Whether the largest comes first.
    pub descending: bool,
}

/// A facet and its terms.
#[derive(Clone, Debug, Serialize)]
pub struct FacetView {
    /// The property's name.
    pub name: String,
    /// The property's title.
    pub title: String,
    /// Where all its terms are listed; empty where its terms are pages.
    pub href: String,
    /// Its terms.
    pub terms: Vec<TermView>,
}

/// A term of a facet.
#[derive(Clone, Debug, Serialize)]
pub struct TermView {
    /// The term.
    pub title: String,
    /// The term in addresses.
    pub slug: String,
    /// Where its pages are listed.
    pub href: String,
    /// How many pages there are.
    pub count: usize,
}

/// All terms of a facet (template `terms.html`).
#[derive(Clone, Debug, Serialize)]
pub struct TermsView {
    /// The facet.
    pub facet: FacetView,
}

/// Every page from A to Z (template `index.html`), for readers without JavaScript.
#[derive(Clone, Debug, Serialize)]
pub struct IndexView {
    /// A letter, or `#`, and its entries.
    pub letters: Vec<LetterView>,
}

/// The entries under a letter.
#[derive(Clone, Debug, Serialize)]
pub struct LetterView {
    /// The letter, in upper case.
    pub letter: String,
    /// Titles and keys.
    pub entries: Vec<LinkView>,
}
