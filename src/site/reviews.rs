//! Pages that are due for review today.

use jiff::civil::Date;

use super::{Input, Knowledge};
use crate::diagnostic::{Finding, rules};
use crate::page::Page;

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
    let (field, message) = match (review.last, review.due) {
        (Some(last), Some(due)) => {
            ("reviewed_at", format!("the review was due on {due}; the last one was on {last}"))
        }
        (_, Some(due)) => ("review_every", format!("the first review was due on {due}")),
        (_, None) => ("review_every", "the page was never reviewed".to_owned()),
    };
    let span = page.front_matter.get(field).map_or_else(|| page.first_line(), |node| node.span);
    let finding = Finding::new(&rules::PAGE_REVIEW_DUE, &page.place.path, span, message);
    Some(finding.help(format!("check the page, correct it, and set `reviewed_at: {today}`")))
}
