//! How long a page can be relied on: when it was reviewed, and how often it is to be.

use jiff::civil::Date;

use super::Page;
use crate::schema::Role;
use crate::schema::dates::parse_period;

/// When a page was reviewed, and when it is to be reviewed again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Review {
    /// The day of the last review.
    pub last: Option<Date>,
    /// The day from which on another is due; for a page that was never reviewed, counted from
    /// `created`.
    pub due: Option<Date>,
    /// Whether the page says how often it is to be reviewed.
    pub is_planned: bool,
}

impl Page {
    /// What the page says about its reviews.
    pub fn review(&self) -> Review {
        let day = |role: Role| self.text_of(role)?.get(..10)?.parse::<Date>().ok();
        let every = self.text_of(Role::ReviewEvery).and_then(parse_period);
        let last = day(Role::Reviewed);
        let since = last.or_else(|| day(Role::Created));
        let due = since.zip(every).and_then(|(since, every)| since.checked_add(every).ok());
        Review { last, due, is_planned: every.is_some() }
    }
}
