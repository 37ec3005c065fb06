//! Pages that must not be published yet.

use super::{Input, Knowledge};
use crate::diagnostic::{Finding, rules};
use crate::page::Page;
use crate::schema::{dates, values_at};

/// A finding for each page whose embargo is still to end and that is no draft. The site is then not
/// written, so what is published is the last site without it.
pub(super) fn broken(knowledge: &Knowledge, input: &Input<'_>) -> Vec<Finding> {
    let pages = knowledge.pages.iter().filter(|page| !page.draft);
    pages.filter_map(|page| embargo(page, input)).collect()
}

fn embargo(page: &Page, input: &Input<'_>) -> Option<Finding> {
    let fields = page.schema.fields.iter().filter(|field| field.embargo);
    let mut values = fields.flat_map(|field| values_at(&page.front_matter, &field.path));
    let is_ahead = |text: &str| {
        let moment = dates::parse_moment(text, &input.config.time_zone);
        moment.is_some_and(|moment| moment.timestamp() > input.now)
    };
    let node = values.find(|node| node.as_str().is_some_and(is_ahead))?;
    let message = format!("this page is under embargo until {}", node.as_str().unwrap_or_default());
    let finding = Finding::new(&rules::SAFETY_EMBARGO, &page.place.path, node.span, message);
    Some(finding.help("add `draft: true` until then"))
}
