//! `overview` and `backlinks`: what a type shows of its pages in lists, and of the pages
//! that refer to one of them.
//!
//! Every reader here takes JSON whose form [`super::annotations`] has checked, and ignores anything
//! of another form.

use serde_json::Value as Json;

use super::relations::plain_texts;

/// Names that every page can be sorted by, whatever its schema.
pub const ALWAYS: &[&str] = &["title", "updated"];
/// How many pages a section of the home page shows where the schema does not say.
const LIMIT: usize = 5;
/// The most that one may ask for: the home page is an overview and no list.
pub(super) const MOST: u64 = 50;

/// `x-opslore.overview`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Overview {
    /// What pages of the type are ordered by in overviews, the weightiest first; their titles decide
    /// what is left open.
    pub sort: Vec<SortKey>,
    /// The fields that are shown next to their titles.
    pub show: Vec<String>,
    /// The types whose pages are counted, where they refer to a page of this type.
    pub count: Vec<String>,
    /// The section of the home page that the type has.
    pub home: Option<HomeSection>,
}

/// A field to sort by.
#[derive(Clone, Debug, PartialEq)]
pub struct SortKey {
    /// Its name, or one of [`ALWAYS`].
    pub field: String,
    /// Whether the largest comes first.
    pub descending: bool,
}

/// `overview.home`.
#[derive(Clone, Debug, PartialEq)]
pub struct HomeSection {
    /// Its heading, if it is not the collection's title.
    pub title: Option<String>,
    /// Whether pages are shown as cards and not as rows.
    pub cards: bool,
    /// How many pages it shows.
    pub limit: usize,
}

impl SortKey {
    /// Reads `started_at`, or `-started_at` for the other way round.
    fn parse(text: &str) -> Self {
        let (field, descending) = text.strip_prefix('-').map_or((text, false), |field| (field, true));
        Self { field: field.to_owned(), descending }
    }
}

/// Reads `overview`.
pub(super) fn overview(said: &Json) -> Overview {
    let texts = |name: &str| said.get(name).map(plain_texts).unwrap_or_default();
    Overview {
        sort: texts("sort").iter().map(|text| SortKey::parse(text)).collect(),
        show: texts("show"),
        count: texts("count"),
        home: said.get("home").filter(|home| **home != Json::Bool(false)).map(home),
    }
}

fn home(said: &Json) -> HomeSection {
    let text = |name: &str| said.get(name).and_then(Json::as_str);
    let limit = said.get("limit").and_then(Json::as_u64).filter(|limit| *limit <= MOST);
    HomeSection {
        title: text("title").map(str::to_owned),
        cards: text("as") == Some("cards"),
        limit: limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(LIMIT),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_has_a_default() {
        let read = |json: &str| overview(&serde_json::from_str(json).unwrap());
        assert_eq!(read("{}"), Overview::default());
        let section = read(r#"{"home": true}"#).home.unwrap();
        assert_eq!(section, HomeSection { title: None, cards: false, limit: 5 });
        assert_eq!(read(r#"{"home": false}"#).home, None);
        let sort = read(r#"{"sort": ["-started_at", "title"]}"#).sort;
        assert_eq!((sort[0].field.as_str(), sort[0].descending), ("started_at", true));
        assert_eq!((sort[1].field.as_str(), sort[1].descending), ("title", false));
    }
}
