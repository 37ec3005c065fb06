//! Pages that must not be published yet.
//!
//! A page under embargo is never part of a site that is written, whatever the severity of the finding:
//! with `--keep-going` and `--drafts`, it is left out as well. If it is unknown how long an embargo
//! lasts, it has not ended.

use std::sync::Arc;

use super::{Input, Knowledge};
use crate::diagnostic::{Finding, nearest, rules};
use crate::front_matter::Node;
use crate::page::Page;
use crate::schema::{Field, dates, values_at};

/// For each page whether it is left out of the site because of an embargo. Only a preview of drafts
/// shows such pages.
pub(super) fn withheld(pages: &[Arc<Page>], input: &Input) -> Vec<bool> {
    let shows_all = input.live && input.config.drafts;
    pages.iter().map(|page| !shows_all && is_withheld(page, input)).collect()
}

/// A finding for each page whose embargo is still to end and that is no draft.
pub(super) fn broken(knowledge: &Knowledge, input: &Input) -> Vec<Finding> {
    let pages = knowledge.pages.iter().filter(|page| !page.draft);
    pages.filter_map(|page| finding(page, input)).collect()
}

fn finding(page: &Page, input: &Input) -> Option<Finding> {
    let node = fields(page).flat_map(|field| values(page, field)).find(|node| is_ahead(node, input))?;
    let message = format!("this page is under embargo until {}", node.as_str().unwrap_or_default());
    let finding = Finding::new(&rules::SAFETY_EMBARGO, &page.place.path, node.span, message);
    Some(finding.help("add `draft: true` until then; `opslore serve --drafts` shows the page"))
}

fn is_withheld(page: &Page, input: &Input) -> bool {
    fields(page).any(|field| {
        let values = values(page, field);
        let is_unread = values.is_empty() && (page.is_incomplete() || is_misspelt(page, field));
        let is_unclear = |node: &Node| moment(node, input).is_none();
        is_unread || values.into_iter().any(|node| is_unclear(node) || is_ahead(node, input))
    })
}

fn fields(page: &Page) -> impl Iterator<Item = &Field> {
    page.schema.fields.iter().filter(|field| field.embargo)
}

/// What a page says in a field, apart from values that are left empty.
fn values<'a>(page: &'a Page, field: &Field) -> Vec<&'a Node> {
    let is_said = |node: &&Node| node.as_str().is_none_or(|text| !text.trim().is_empty());
    values_at(&page.front_matter, &field.path).into_iter().filter(is_said).collect()
}

/// Whether a field that the type does not have may be meant as this one.
fn is_misspelt(page: &Page, field: &Field) -> bool {
    let [name] = field.path.0.as_slice() else { return false };
    let unknown = |key: &&str| page.schema.field(key).is_none();
    let mut keys = page.front_matter.entries.iter().map(|entry| entry.key.as_str()).filter(unknown);
    keys.any(|key| !nearest(key, [name.as_str()]).is_empty())
}

fn moment(node: &Node, input: &Input) -> Option<dates::Moment> {
    dates::parse_moment(node.as_str()?, &input.config.time_zone)
}

fn is_ahead(node: &Node, input: &Input) -> bool {
    moment(node, input).is_some_and(|moment| moment.timestamp() > input.now)
}
