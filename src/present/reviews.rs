//! The page that lists pages to review, and the part of it on the home page.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;
use jiff::civil::Date;

use super::{Heads, Presenter, terms};
use crate::graph::Graph;
use crate::page::{Page, Review};
use crate::path::SitePath;
use crate::url::encode_path;
use crate::view::{
    DateView, DueView, FacetView, LinkView, ReviewGroupView, ReviewView, ReviewsView, Shell, SortView,
    TermView,
};
use crate::words::Words;

/// Where the reviews are shown, under the site's root.
pub const REVIEWS_HREF: &str = "reviews/";
/// How many days before it is due a review is announced; `page.js` knows the same number.
const SOON: i64 = 30;
/// How many pages the home page shows.
const ON_HOME: usize = 5;
/// The most pages that are listed of those with a date, and of those without: the soonest.
const MOST: usize = 1_000;
/// The most owners by which the list can be narrowed.
const MOST_OWNERS: usize = 30;

impl Presenter<'_> {
    /// Which pages are to be reviewed, when.
    pub fn reviews(&self) -> Shell<ReviewsView> {
        let as_of = self.last_change();
        let (mut dated, mut never): (Vec<_>, Vec<_>) = self
            .reviewed()
            .filter(|(_, review)| review.last.is_none() || review.due.is_some())
            .partition(|(_, review)| review.last.is_some());
        dated.sort_by(|a, b| self.by_due(a, b));
        never.sort_by(|a, b| self.by_due(a, b));
        let owners = self.review_owners(dated.iter().chain(&never).map(|(index, _)| *index));
        let total = dated.len();
        dated.truncate(MOST);
        let group = |review: &Review| as_of.zip(review.due).map_or("later", |(day, due)| group_of(due, day));
        let groups = ["overdue", "soon", "later", "never"].map(|name| {
            let of_group = |(_, review): &&(usize, Review)| group(review) == name;
            let (pages, more): (Vec<_>, _) = match name {
                "never" => (never.iter().take(MOST).collect(), never.len().saturating_sub(MOST)),
                "later" => (dated.iter().filter(of_group).collect(), total - dated.len()),
                _ => (dated.iter().filter(of_group).collect(), 0),
            };
            ReviewGroupView {
                name,
                title: self.words.say(&format!("reviews_{name}")).to_owned(),
                pages: pages.into_iter().map(|(index, review)| self.review_view(*index, *review)).collect(),
                more,
            }
        });
        let view = ReviewsView {
            as_of: as_of.map(|day| self.day(day)),
            groups: groups.into(),
            owners,
            sorts: self.review_sorts(),
        };
        let heads = Heads {
            href: REVIEWS_HREF.to_owned(),
            title: reviews_link(self.words).title,
            description: String::new(),
            folder: SitePath::root(),
            page: None,
        };
        self.shell(heads, view)
    }

    /// The pages whose review is due soonest, for the home page. Those that are neither overdue nor due
    /// soon on the day of the last change are hidden until a script knows better.
    pub(super) fn due(&self) -> Vec<DueView> {
        let as_of = self.last_change();
        let mut due: Vec<_> =
            self.reviewed().filter(|(_, review)| review.last.is_some() && review.due.is_some()).collect();
        due.sort_by(|a, b| self.by_due(a, b));
        let view = |(index, review): (usize, Review)| {
            let date = review.due?;
            let is_soon = as_of.is_some_and(|day| group_of(date, day) != "later");
            Some(DueView { page: self.link(index), due: self.day(date), is_soon })
        };
        due.into_iter().take(ON_HOME).filter_map(view).collect()
    }

    /// The published pages that are to be reviewed: those that say so, and those of the same types.
    fn reviewed(&self) -> impl Iterator<Item = (usize, Review)> {
        let types: BTreeSet<&str> = reviewed_types(self.pages, self.graph);
        let published = (0..self.pages.len()).filter(|index| self.graph.is_published[*index]);
        let of_type = published.filter(move |index| types.contains(&*self.pages[*index].schema.name));
        of_type.map(|index| (index, self.pages[index].review()))
    }

    /// By the day, and pages without one last; then by their titles.
    fn by_due(&self, a: &(usize, Review), b: &(usize, Review)) -> std::cmp::Ordering {
        let day = |review: &Review| (review.due.is_none(), review.due);
        let titles = || self.collation.compare(&self.pages[a.0].title, &self.pages[b.0].title);
        day(&a.1).cmp(&day(&b.1)).then_with(titles).then(a.0.cmp(&b.0))
    }

    /// The day of the last change of any page, as far as one is known.
    fn last_change(&self) -> Option<Date> {
        let published = (0..self.pages.len()).filter(|index| self.graph.is_published[*index]);
        let days =
            published.filter_map(|index| self.updated(&self.pages[index])?.iso.get(..10)?.parse().ok());
        days.max()
    }

    fn review_view(&self, index: usize, review: Review) -> ReviewView {
        let page = &self.pages[index];
        let owners: Vec<String> = page.texts("owner").into_iter().map(str::to_owned).collect();
        let iso = |date: Option<Date>| date.map(|date| date.to_string()).unwrap_or_default();
        let keys = [iso(review.due), owners.join(" ").to_lowercase().replace('|', " "), iso(review.last)];
        let terms: BTreeSet<String> =
            owners.iter().map(|owner| format!("owner/{}", terms::term_slug(owner))).collect();
        let mut link = self.link(index);
        link.keys = keys.into();
        link.terms = terms.into_iter().collect();
        let day = |date: Option<Date>| -> Option<DateView> { date.map(|date| self.day(date)) };
        ReviewView { page: link, owners, reviewed: day(review.last), due: day(review.due) }
    }

    fn review_sorts(&self) -> Vec<SortView> {
        let sort = |name: &str, word: &str| SortView {
            name: name.to_owned(),
            title: self.words.say(word).to_owned(),
            descending: false,
        };
        vec![sort("due", "review_due"), sort("owner", "owner"), sort("reviewed", "reviewed")]
    }

    /// Those who own the pages, most pages first.
    fn review_owners(&self, pages: impl Iterator<Item = usize>) -> Option<FacetView> {
        let mut owners: BTreeMap<String, TermView> = BTreeMap::new();
        for index in pages {
            let of_page: BTreeMap<String, &str> = self.pages[index]
                .texts("owner")
                .into_iter()
                .map(|owner| (terms::term_slug(owner), owner))
                .collect();
            for (slug, owner) in of_page {
                let href =
                    || self.facets.term_href("owner", owner).unwrap_or_else(|| REVIEWS_HREF.to_owned());
                let term = owners.entry(slug.clone()).or_insert_with(|| TermView {
                    title: owner.to_owned(),
                    slug,
                    href: encode_path(&href()),
                    count: 0,
                });
                term.count += 1;
            }
        }
        let mut terms: Vec<TermView> = owners.into_values().collect();
        terms.sort_by_key(|term| std::cmp::Reverse(term.count));
        terms.truncate(MOST_OWNERS);
        (!terms.is_empty()).then(|| FacetView {
            name: "owner".to_owned(),
            title: self.words.say("owner").to_owned(),
            href: String::new(),
            terms,
        })
    }
}

/// The types of which a published page says something about its reviews.
fn reviewed_types<'a>(pages: &'a [std::sync::Arc<Page>], graph: &Graph) -> BTreeSet<&'a str> {
    let published = pages.iter().zip(&graph.is_published).filter(|(_, published)| **published);
    let says = |page: &Page| {
        let review = page.review();
        review.last.is_some() || review.is_planned
    };
    published.filter(|(page, _)| says(page)).map(|(page, _)| page.schema.name.as_str()).collect()
}

/// Whether any published page says something about its reviews.
pub fn has_reviews(pages: &[std::sync::Arc<Page>], graph: &Graph) -> bool {
    !reviewed_types(pages, graph).is_empty()
}

/// The group of a page whose review is due on one day, seen from another.
fn group_of(due: Date, day: Date) -> &'static str {
    let soon = day.checked_add(SOON.days()).unwrap_or(day);
    if due < day {
        "overdue"
    } else if due <= soon {
        "soon"
    } else {
        "later"
    }
}

/// The page, as a link.
pub fn reviews_link(words: &Words) -> LinkView {
    LinkView { title: words.say("reviews").to_owned(), href: REVIEWS_HREF.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_review_is_announced_thirty_days_before() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        for (due, group) in [
            ("2026-02-28", "overdue"),
            ("2026-03-01", "soon"),
            ("2026-03-31", "soon"),
            ("2026-04-01", "later"),
            ("9999-12-31", "later"),
        ] {
            assert_eq!(group_of(day(due), day("2026-03-01")), group, "{due}");
        }
        assert_eq!(group_of(Date::MAX, Date::MAX), "soon");
    }
}
