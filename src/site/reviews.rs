//! Pages that are due for review today.

use jiff::civil::Date;

use super::{Input, Knowledge};
use crate::diagnostic::{Finding, rules};
use crate::page::Page;
use crate::schema::Role;

/// A finding for each published page whose review is due, where the repository wants to hear of it.
pub(super) fn due(knowledge: &Knowledge, input: &Input) -> Vec<Finding> {
    if !input.config.policy.wants(&rules::PAGE_REVIEW_DUE) {
        return Vec::new();
    }
    let today = input.now.to_zoned(input.config.time_zone.clone()).date();
    let pages = knowledge.pages.iter().zip(&knowledge.graph.is_published);
    pages.filter_map(|(page, published)| finding(page, today).filter(|_| *published)).collect()
}

fn finding(page: &Page, today: Date) -> Option<Finding> {
    let review = page.review();
    // Without any date there is nothing to wait for.
    if !review.is_planned || review.due.is_some_and(|due| due >= today) {
        return None;
    }
    let (role, message) = match (review.last, review.due) {
        (Some(last), Some(due)) => {
            (Role::Reviewed, format!("the review was due on {due}; the last one was on {last}"))
        }
        (_, Some(due)) => (Role::ReviewEvery, format!("the first review was due on {due}")),
        (_, None) => (Role::ReviewEvery, "the page was never reviewed".to_owned()),
    };
    let node = page.name_of(role).and_then(|field| page.front_matter.get(field));
    let span = node.map_or_else(|| page.first_line(), |node| node.span);
    let finding = Finding::new(&rules::PAGE_REVIEW_DUE, &page.place.path, span, message);
    let date =
        page.schema.names_of(Role::Reviewed).first().map(|name| format!(", and set `{name}: {today}`"));
    Some(finding.help(format!("check the page, correct it{}", date.unwrap_or_default())))
}
