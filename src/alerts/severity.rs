//! Fields of pages that agree with a label of their alerts' rules (`label` in the schema).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::coverage::{Coverage, Group, led_to};
use super::rules::{Pair, RuleFile};
use super::scale::same;
use super::site::Site;
use crate::diagnostic::{Finding, or_list, rules};
use crate::page::Page;
use crate::schema::{Field, values_at};
use crate::yaml::Node;

/// How many rules a finding names.
const MOST_LABELS: usize = 5;

/// A finding for each field that none of the rules of its page's alerts agrees with.
pub(super) fn all(files: &[Arc<RuleFile>], site: &Site<'_>, coverage: &Coverage) -> Vec<Finding> {
    let mut by_page: BTreeMap<usize, Vec<&Group>> = BTreeMap::new();
    for group in &coverage.groups {
        let pages: BTreeSet<usize> =
            led_to(group).into_iter().chain(group.claimed_by.iter().copied()).collect();
        for page in pages {
            by_page.entry(page).or_default().push(group);
        }
    }
    let pages = by_page.iter().flat_map(|(page, groups)| {
        let page = &site.pages[*page];
        page.schema.fields.iter().filter_map(|field| disagreement(page, field, groups, files))
    });
    pages.collect()
}

fn disagreement(page: &Page, field: &Field, groups: &[&Group], files: &[Arc<RuleFile>]) -> Option<Finding> {
    let label = field.label.as_deref()?;
    let said: Vec<&Node> = values_at(&page.front_matter, &field.path);
    let is_known =
        |value: &str| field.options.is_empty() || field.options.iter().any(|option| same(option, value));
    let rules = groups.iter().flat_map(|group| &group.rules);
    let labels: Vec<(usize, &Pair)> = rules
        .filter_map(|(file, rule)| Some((*file, files[*file].rules[*rule].label(label)?)))
        .filter(|(_, pair)| pair.text.as_deref().is_some_and(|value| !value.is_empty() && is_known(value)))
        .collect();
    let has = |value: &str| {
        labels.iter().any(|(_, pair)| pair.text.as_deref().is_some_and(|text| same(text, value)))
    };
    let first = said.first().filter(|_| !labels.is_empty())?;
    let value = first.as_str()?;
    if said.iter().filter_map(|node| node.as_str()).any(|value| !is_known(value) || has(value)) {
        return None;
    }
    let given: BTreeSet<&str> = labels.iter().filter_map(|(_, pair)| pair.text.as_deref()).collect();
    let given: Vec<&str> = given.into_iter().collect();
    let name = field.path.0.join(".").replace(".*", "");
    let message = format!("`{name}` is `{value}` here, and {} in the rules of the alert", or_list(&given));
    let mut finding = Finding::new(&rules::ALERTS_SEVERITY, &page.place.path, first.span, message)
        .help("fix the wrong one: readers see the page's severity, notifications carry the rule's");
    for (file, pair) in labels.into_iter().take(MOST_LABELS) {
        finding = finding.label(&files[file].path, pair.span, "here");
    }
    Some(finding)
}
