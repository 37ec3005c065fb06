//! Which alert has which runbook, from the annotations and from the alerts that pages list.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Site;
use super::rules::{Rule, RuleFile};
use super::runbook::{Addresses, Lead};
use crate::collation::Collation;
use crate::page::Page;
use crate::path::SitePath;
use crate::schema::{Field, values_at};
use crate::text::Span;

/// The label by which alerts are sorted, and from which `alerts.require` picks.
const SEVERITY: &str = "severity";

/// The status of an alert and its runbook.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// Its runbook's address is broken.
    Dead,
    /// It has no runbook.
    Missing,
    /// A page is about an alert that no rule defines.
    Orphan,
    /// It has a page.
    Covered,
    /// Its runbook is on another site, or unknown.
    Elsewhere,
    /// It has no runbook, and the configuration does not require one.
    Exempt,
}

impl Status {
    /// Every status, the worst first.
    pub const ALL: [Status; 6] =
        [Status::Dead, Status::Missing, Status::Orphan, Status::Covered, Status::Elsewhere, Status::Exempt];

    /// Its name, in lower case.
    pub fn name(self) -> &'static str {
        match self {
            Status::Dead => "dead",
            Status::Missing => "missing",
            Status::Orphan => "orphan",
            Status::Covered => "covered",
            Status::Elsewhere => "elsewhere",
            Status::Exempt => "exempt",
        }
    }
}

/// An alert, or a page without one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alert {
    /// Its name; of a page that names no alert, the page's title.
    pub name: String,
    /// Its status.
    pub status: Status,
    /// The severities that its rules give it, sorted.
    pub severities: Vec<String>,
    /// Its pages.
    pub pages: Vec<usize>,
    /// What its rules say of its runbook; may be empty.
    pub url: String,
    /// Where its rules are: file and line.
    pub rules: Vec<(SitePath, usize)>,
}

/// All alerts and their status.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// The alerts, sorted by name; after them the pages without one.
    pub alerts: Vec<Alert>,
    /// How many files have rules.
    pub files: usize,
    /// The inputs of the alerts, for the findings.
    pub(super) groups: Vec<Group>,
    /// Pages and keys without an alert.
    pub(super) orphans: Vec<Orphan>,
}

/// All rules of one alert.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Group {
    pub(super) name: String,
    /// The rules, as file and index in it.
    pub(super) rules: Vec<(usize, usize)>,
    /// The targets of their annotations.
    pub(super) runbooks: Vec<Runbook>,
    /// The pages that name the alert as a key.
    pub(super) claimed_by: Vec<usize>,
    /// Whether the configuration requires a runbook.
    pub(super) is_required: bool,
}

/// An annotation that names a runbook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Runbook {
    /// The file, by its index.
    pub(super) file: usize,
    /// Where it is.
    pub(super) span: Span,
    /// What it says; `None` where it holds a list or a mapping.
    pub(super) text: Option<String>,
    /// Where it leads.
    pub(super) lead: Lead,
}

/// A page that no alert leads to, or a key of a page that is no alert.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Orphan {
    pub(super) page: usize,
    /// The key and where it is; `None` where the page has none.
    pub(super) key: Option<(String, Span)>,
}

impl Coverage {
    /// Puts the alerts of `files` and the pages together.
    pub(super) fn new(files: &[Arc<RuleFile>], site: &Site<'_>) -> Self {
        let collation = Collation::new(&site.config.language);
        let mut addresses = Addresses::new(site);
        let claims = claims(site);
        let groups: Vec<Group> = by_name(files)
            .into_iter()
            .map(|(name, rules)| group(name, rules, files, site, &claims, &mut addresses))
            .collect();
        let orphans = orphans(site, &groups);
        let mut alerts: Vec<Alert> = groups.iter().map(|group| alert(group, files)).collect();
        alerts.sort_by(|a, b| collation.compare(&a.name, &b.name));
        let mut lost: Vec<Alert> = orphans.iter().map(|orphan| lost_alert(orphan, site)).collect();
        lost.sort_by(|a, b| collation.compare(&a.name, &b.name).then(a.pages.cmp(&b.pages)));
        alerts.extend(lost);
        Self { alerts, files: files.iter().filter(|file| file.has_groups).count(), groups, orphans }
    }

    /// How many alerts have this status.
    pub fn count(&self, status: Status) -> usize {
        self.alerts.iter().filter(|alert| alert.status == status).count()
    }

    /// How many alerts the rules define.
    pub fn defined(&self) -> usize {
        self.alerts.len() - self.count(Status::Orphan)
    }

    /// «125 alerts in 8 rule files: 99 covered, 26 with a dead URL; 9 pages without an alert».
    pub fn line(&self) -> String {
        let number =
            |count: usize, one: &str, many: &str| format!("{count} {}", if count == 1 { one } else { many });
        let words = [
            (Status::Covered, "covered"),
            (Status::Elsewhere, "with a runbook elsewhere"),
            (Status::Dead, "with a dead URL"),
            (Status::Missing, "without a runbook"),
            (Status::Exempt, "that need none"),
        ];
        let counts = words.iter().map(|(status, words)| (self.count(*status), words));
        let counts: Vec<String> =
            counts.filter(|(count, _)| *count > 0).map(|(count, words)| format!("{count} {words}")).collect();
        let (alerts, files) =
            (number(self.defined(), "alert", "alerts"), number(self.files, "rule file", "rule files"));
        let mut line = format!("{alerts} in {files}");
        if !counts.is_empty() {
            line.push_str(&format!(": {}", counts.join(", ")));
        }
        match self.count(Status::Orphan) {
            0 => line,
            orphans => format!("{line}; {} without an alert", number(orphans, "page", "pages")),
        }
    }
}

/// The alerts with the places of their rules, in the order of the files.
fn by_name(files: &[Arc<RuleFile>]) -> BTreeMap<&str, Vec<(usize, usize)>> {
    let mut by_name: BTreeMap<&str, Vec<(usize, usize)>> = BTreeMap::new();
    for (file, rules) in files.iter().enumerate() {
        for (index, rule) in rules.rules.iter().enumerate() {
            by_name.entry(&rule.name).or_default().push((file, index));
        }
    }
    by_name
}

/// The keys of the published pages that name alerts, in lower case: for search and short addresses
/// letter case does not count either.
fn claims(site: &Site<'_>) -> BTreeMap<String, Vec<usize>> {
    let mut claims: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, page) in site.pages.iter().enumerate().filter(|(index, _)| site.graph.is_published[*index]) {
        for (key, _) in keys(page) {
            claims.entry(key.to_lowercase()).or_default().push(index);
        }
    }
    claims
}

/// The names of alerts that a page gives, with their places.
pub(super) fn keys(page: &Page) -> Vec<(&str, Span)> {
    let nodes = alert_fields(page).flat_map(|field| values_at(&page.front_matter, &field.path));
    let keys = nodes.filter_map(|node| Some((node.as_str()?.trim(), node.span)));
    keys.filter(|(name, _)| !name.is_empty()).collect()
}

/// The fields of a page's type that name alerts.
pub(super) fn alert_fields(page: &Page) -> impl Iterator<Item = &Field> {
    page.schema.fields.iter().filter(|field| field.names_alerts())
}

fn group(
    name: &str,
    rules: Vec<(usize, usize)>,
    files: &[Arc<RuleFile>],
    site: &Site<'_>,
    claims: &BTreeMap<String, Vec<usize>>,
    addresses: &mut Addresses<'_>,
) -> Group {
    let mut runbooks = Vec::new();
    for (file, rule) in &rules {
        runbooks.extend(runbooks_of(&files[*file].rules[*rule], *file, site, addresses));
    }
    let mut claimed_by = claims.get(&name.to_lowercase()).cloned().unwrap_or_default();
    claimed_by.dedup();
    let severity = |(file, rule): &(usize, usize)| severity(&files[*file].rules[*rule]);
    let is_required = site.config.alerts.require.as_ref().is_none_or(|required| {
        rules.iter().filter_map(severity).any(|severity| required.iter().any(|one| one == severity))
    });
    Group { name: name.to_owned(), rules, runbooks, claimed_by, is_required }
}

/// The annotations of a rule that name its runbook. Empty ones do not.
fn runbooks_of(rule: &Rule, file: usize, site: &Site<'_>, addresses: &mut Addresses<'_>) -> Vec<Runbook> {
    let names = site.config.alerts.annotations.iter();
    let pairs = names.filter_map(|name| rule.annotations.iter().rfind(|pair| pair.name == *name));
    let said = pairs.filter(|pair| pair.text.as_deref() != Some(""));
    said.map(|pair| {
        let lead = match &pair.text {
            Some(text) => addresses.lead(text),
            None => Lead::Unknown("it is not text"),
        };
        Runbook { file, span: pair.span, text: pair.text.clone(), lead }
    })
    .collect()
}

fn severity(rule: &Rule) -> Option<&str> {
    rule.label(SEVERITY)?.text.as_deref().filter(|text| !text.is_empty())
}

fn orphans(site: &Site<'_>, groups: &[Group]) -> Vec<Orphan> {
    let names: BTreeSet<String> = groups.iter().map(|group| group.name.to_lowercase()).collect();
    let led: BTreeSet<usize> = groups.iter().flat_map(led_to).collect();
    let mut orphans = Vec::new();
    let published = site.pages.iter().enumerate().filter(|(index, _)| site.graph.is_published[*index]);
    for (index, page) in published.filter(|(_, page)| alert_fields(page).next().is_some()) {
        let keys = keys(page);
        if keys.is_empty() && !led.contains(&index) && !page.is_incomplete() {
            orphans.push(Orphan { page: index, key: None });
        }
        let unknown = keys.into_iter().filter(|(key, _)| !names.contains(&key.to_lowercase()));
        orphans.extend(unknown.map(|(key, span)| Orphan { page: index, key: Some((key.to_owned(), span)) }));
    }
    orphans
}

/// The pages that an alert's annotations lead to.
pub(super) fn led_to(group: &Group) -> Vec<usize> {
    let pages = |runbook: &Runbook| match &runbook.lead {
        Lead::Page(page, _) => vec![*page],
        Lead::Pages(pages) => pages.clone(),
        _ => Vec::new(),
    };
    group.runbooks.iter().flat_map(pages).collect()
}

fn status(group: &Group) -> Status {
    let has = |wanted: fn(&Lead) -> bool| group.runbooks.iter().any(|runbook| wanted(&runbook.lead));
    if has(|lead| matches!(lead, Lead::Page(..) | Lead::Pages(_))) {
        Status::Covered
    } else if has(|lead| matches!(lead, Lead::Dead(_) | Lead::Draft(_))) {
        Status::Dead
    } else if !group.claimed_by.is_empty() {
        Status::Covered
    } else if !group.runbooks.is_empty() {
        Status::Elsewhere
    } else if group.is_required {
        Status::Missing
    } else {
        Status::Exempt
    }
}

fn alert(group: &Group, files: &[Arc<RuleFile>]) -> Alert {
    let rules = group.rules.iter().map(|(file, rule)| (&files[*file], &files[*file].rules[*rule]));
    let severities: BTreeSet<&str> = rules.clone().filter_map(|(_, rule)| severity(rule)).collect();
    let mut pages = led_to(group);
    pages.extend(&group.claimed_by);
    pages.sort_unstable();
    pages.dedup();
    let mut places: Vec<(SitePath, usize)> =
        rules.map(|(file, rule)| (file.path.clone(), rule.line)).collect();
    places.dedup();
    Alert {
        name: group.name.clone(),
        status: status(group),
        severities: severities.into_iter().map(str::to_owned).collect(),
        pages,
        url: group.runbooks.iter().find_map(|runbook| runbook.text.clone()).unwrap_or_default(),
        rules: places,
    }
}

fn lost_alert(orphan: &Orphan, site: &Site<'_>) -> Alert {
    let name = orphan.key.as_ref().map_or(&site.pages[orphan.page].title, |(key, _)| key);
    Alert {
        name: name.clone(),
        status: Status::Orphan,
        severities: Vec::new(),
        pages: vec![orphan.page],
        url: String::new(),
        rules: Vec::new(),
    }
}
