//! The problems of the coverage, each reported once: at the first place, with labels for others.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::coverage::{Coverage, Group, Orphan, Runbook, alert_fields, keys};
use super::rules::RuleFile;
use super::runbook::{Lead, Wanted};
use super::{Site, severity};
use crate::diagnostic::{Finding, Fix, Patience, Rule, ask, rules};
use crate::graph::MOST_ANCHORS;
use crate::page::Page;
use crate::text::Span;
use crate::url::encode_path;

/// How much comparing names may cost in all, in pairs of characters. What a run may spend on the wrong
/// names of a hostile repository ends here; the findings stay, without a suggestion.
const PATIENCE: usize = 100_000_000;
/// How many other places a finding names.
const MOST_LABELS: usize = 20;

/// Everything that is wrong, in no particular order.
pub(super) fn all(files: &[Arc<RuleFile>], site: &Site<'_>, coverage: &Coverage) -> Vec<Finding> {
    let mut reporter = Reporter {
        files,
        site,
        coverage,
        findings: files.iter().flat_map(|file| file.findings.iter().cloned()).collect(),
        patience: Patience::new(PATIENCE),
    };
    reporter.runbooks();
    for group in &coverage.groups {
        reporter.no_runbook(group);
    }
    for orphan in &coverage.orphans {
        reporter.orphan(orphan);
    }
    let mut findings = reporter.findings;
    findings.extend(severity::all(files, site, coverage));
    findings
}

/// An annotation with its alert.
type Named<'a> = (&'a Group, &'a Runbook);

/// What makes two annotations one finding.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Trouble<'a> {
    Dead(&'a Wanted),
    Draft(usize),
    Anchor(usize, &'a str),
    NoPage(&'static str, &'a str),
    Unclaimed(usize, &'a str),
    Unknown(&'static str, &'a str),
}

struct Reporter<'a> {
    files: &'a [Arc<RuleFile>],
    site: &'a Site<'a>,
    coverage: &'a Coverage,
    findings: Vec<Finding>,
    patience: Patience,
}

impl<'a> Reporter<'a> {
    fn runbooks(&mut self) {
        let coverage = self.coverage;
        let mut troubles: BTreeMap<Trouble<'a>, Vec<Named<'a>>> = BTreeMap::new();
        for group in &coverage.groups {
            for runbook in &group.runbooks {
                for trouble in self.troubles(group, runbook) {
                    troubles.entry(trouble).or_default().push((group, runbook));
                }
            }
        }
        for (trouble, mut places) in troubles {
            places.sort_by_key(|(_, runbook)| (runbook.file, runbook.span));
            let finding = self.trouble(&trouble, &places);
            self.findings.push(finding);
        }
    }

    fn troubles(&self, group: &'a Group, runbook: &'a Runbook) -> Vec<Trouble<'a>> {
        let text = runbook.text.as_deref().unwrap_or("");
        match &runbook.lead {
            Lead::Dead(wanted) => vec![Trouble::Dead(wanted)],
            Lead::Draft(page) => vec![Trouble::Draft(*page)],
            Lead::NoPage(what) => vec![Trouble::NoPage(what, text)],
            Lead::Unknown(why) => vec![Trouble::Unknown(why, text)],
            Lead::Elsewhere | Lead::Pages(_) => Vec::new(),
            Lead::Page(page, anchor) => {
                let target = &self.site.pages[*page];
                let anchor =
                    anchor.as_deref().filter(|id| !target.is_broken && !target.anchors.contains(*id));
                let anchor = anchor.map(|anchor| Trouble::Anchor(*page, anchor));
                let unclaimed =
                    self.is_unclaimed(group, *page).then(|| Trouble::Unclaimed(*page, &group.name));
                anchor.into_iter().chain(unclaimed).collect()
            }
        }
    }

    /// Whether a page that an alert leads to lists others, or another one lists the alert.
    fn is_unclaimed(&self, group: &Group, page: usize) -> bool {
        let is_listed = group.claimed_by.contains(&page);
        !is_listed && (!group.claimed_by.is_empty() || !keys(&self.site.pages[page]).is_empty())
    }

    fn trouble(&mut self, trouble: &Trouble<'a>, places: &[Named<'a>]) -> Finding {
        let name = &places[0].0.name;
        match trouble {
            Trouble::Dead(wanted) => self.dead(wanted, places),
            Trouble::Draft(page) => {
                let page = &self.site.pages[*page];
                let (what, help) = match page.draft {
                    true => ("a draft", "publish it: remove `draft: true`"),
                    false => ("a page", "name another page, or publish this one"),
                };
                let path = &page.place.path;
                let message = format!("the runbook of `{name}` is `{path}`, {what} that is not published");
                self.at(&rules::ALERTS_DEAD_URL, places, message).help(help)
            }
            Trouble::Anchor(page, anchor) => self.dead_anchor(*page, anchor, places),
            Trouble::NoPage(what, text) => {
                let message = format!("the runbook of `{name}` is {what}, not a page: `{text}`");
                self.at(&rules::ALERTS_NOT_A_PAGE, places, message).help("name the page that says what to do")
            }
            Trouble::Unknown(why, text) => {
                let text = if text.is_empty() { String::new() } else { format!(": `{text}`") };
                let message = format!("cannot locate the runbook of `{name}`: {why}{text}");
                let help = "write the whole address, or the path of a page in this repository";
                self.at(&rules::ALERTS_UNKNOWN_URL, places, message).help(help)
            }
            Trouble::Unclaimed(page, _) => self.unclaimed(*page, places),
        }
    }

    /// A finding at the first of these places, with labels for the others.
    fn at(&self, rule: &'static Rule, places: &[Named<'a>], message: String) -> Finding {
        let (_, first) = places[0];
        let mut finding = Finding::new(rule, &self.files[first.file].path, first.span, message);
        for (group, runbook) in places[1..].iter().take(MOST_LABELS) {
            let path = &self.files[runbook.file].path;
            finding = finding.label(path, runbook.span, format!("and here, for `{}`", group.name));
        }
        finding
    }

    fn dead(&mut self, wanted: &Wanted, places: &[Named<'a>]) -> Finding {
        let group = places[0].0;
        let name = &group.name;
        let (message, near) = match wanted {
            Wanted::Url(path) => {
                let hrefs = published(self.site).map(|page| page.place.href.as_str());
                let near = self.nearest_path(path, hrefs);
                let address = |href: &&str| self.site.config.location(&encode_path(href));
                (
                    format!("the runbook of `{name}` does not exist: there is no page at `/{path}`"),
                    near.iter().map(address).collect(),
                )
            }
            Wanted::File(path) => {
                let paths = published(self.site).map(|page| page.place.path.as_str());
                let near = self.nearest_path(path, paths);
                (
                    format!("the runbook of `{name}` is a file that does not exist: `{path}`"),
                    near.into_iter().map(str::to_owned).collect::<Vec<_>>(),
                )
            }
        };
        let near: Vec<&str> = near.iter().map(String::as_str).collect();
        let claimed = group.claimed_by.first().map(|page| self.address(*page));
        let help = claimed.map(|address| format!("its page is at `{address}`"));
        let help = help.or_else(|| ask(&near)).unwrap_or_else(|| self.new_page(name));
        self.at(&rules::ALERTS_DEAD_URL, places, message).help(help)
    }

    fn dead_anchor(&mut self, page: usize, anchor: &str, places: &[Named<'a>]) -> Finding {
        let target = &self.site.pages[page];
        let (name, path) = (&places[0].0.name, &target.place.path);
        let message =
            format!("the runbook of `{name}` points to a heading that `{path}` does not have: `#{anchor}`");
        let mut finding = self.at(&rules::ALERTS_DEAD_ANCHOR, places, message);
        let spans: Vec<Option<Span>> =
            places.iter().map(|(_, runbook)| self.fragment(runbook, anchor)).collect();
        finding.span = spans[0].unwrap_or(finding.span);
        let anchors = || target.anchors.iter().map(String::as_str).take(MOST_ANCHORS);
        let near = self.patience.nearest(anchor, anchors());
        let contained = || anchors().find(|other| other.contains(anchor)).into_iter().collect::<Vec<_>>();
        finding.help = ask(&near).or_else(|| ask(&contained()));
        let fold = |id: &str| id.to_lowercase().replace('_', "-");
        let same: Vec<&str> = anchors().filter(|other| fold(other) == fold(anchor)).collect();
        let is_in_one_file = places.iter().all(|(_, runbook)| runbook.file == places[0].1.file);
        if let (&[only], true, Some(spans)) =
            (&same[..], is_in_one_file, spans.into_iter().collect::<Option<Vec<_>>>())
        {
            let edit = |span| crate::diagnostic::fix::Edit { span, text: only.to_owned() };
            finding.fix = Some(Fix { edits: spans.into_iter().map(edit).collect() });
        }
        finding
    }

    /// Where the fragment of an annotation is, if it is written as it is meant.
    fn fragment(&self, runbook: &Runbook, anchor: &str) -> Option<Span> {
        let text = &self.files[runbook.file].text[runbook.span.start..runbook.span.end];
        let at = text.find('#')? + 1;
        let is_whole = text[at..].strip_prefix(anchor)?.trim_end_matches(['"', '\'']).is_empty();
        is_whole.then(|| Span::new(at, at + anchor.len()).shifted(runbook.span.start))
    }

    fn unclaimed(&self, page: usize, places: &[Named<'a>]) -> Finding {
        let (group, target) = (places[0].0, &self.site.pages[page]);
        let (name, path) = (&group.name, &target.place.path);
        let listed = keys(target).first().map(|(_, span)| *span);
        let field = alert_fields(target).next().map_or("alerts", |field| field.path.0[0].as_str());
        if let Some(other) = group.claimed_by.first() {
            let owner = &self.site.pages[*other];
            let message =
                format!("the runbook of `{name}` is `{path}`, but `{}` lists the alert", owner.place.path);
            let finding = self.at(&rules::ALERTS_UNCLAIMED, places, message);
            return finding.help(format!("name `{}` here, or move the alert", self.address(*other)));
        }
        let message = format!("the runbook of `{name}` is `{path}`, which lists only other alerts");
        let finding = self.at(&rules::ALERTS_UNCLAIMED, places, message);
        finding
            .label(path, listed.unwrap_or_else(|| target.first_line()), "the alerts of that page")
            .help(format!("add `{name}` to `{field}` of that page, or name the right page here"))
    }

    fn no_runbook(&mut self, group: &Group) {
        if !group.runbooks.is_empty() {
            return;
        }
        let name = &group.name;
        let annotation = self.site.config.alerts.annotations.first().map_or("runbook_url", String::as_str);
        let (rule, message, help) = match group.claimed_by.first() {
            Some(page) => {
                let path = &self.site.pages[*page].place.path;
                let message = format!(
                    "`{path}` lists the alert `{name}`, but the rule does not name the \
                                       page"
                );
                let help = format!("add the annotation `{annotation}: {}`", self.address(*page));
                (&rules::ALERTS_NO_ANNOTATION, message, help)
            }
            None if group.is_required => {
                let help = self.help_for_missing(name, annotation);
                (&rules::ALERTS_NO_RUNBOOK, format!("the alert `{name}` has no runbook"), help)
            }
            None => return,
        };
        let place =
            |(file, rule): (usize, usize)| (&self.files[file].path, self.files[file].rules[rule].span);
        let (path, span) = place(group.rules[0]);
        let mut finding = Finding::new(rule, path, span, message).help(help);
        for (path, span) in group.rules[1..].iter().take(MOST_LABELS).map(|at| place(*at)) {
            finding = finding.label(path, span, "and here");
        }
        self.findings.push(finding);
    }

    /// The page that an alert without a runbook may belong to, or how to write it.
    fn help_for_missing(&mut self, name: &str, annotation: &str) -> String {
        let pages = published(self.site).filter(|page| alert_fields(page).next().is_some());
        let near = self.nearest_path(name, pages.map(|page| page.place.path.as_str()));
        let page = near
            .first()
            .and_then(|path| self.site.pages.iter().position(|page| page.place.path.as_str() == *path));
        match page {
            Some(page) => {
                let path = &self.site.pages[page].place.path;
                format!("if its page is `{path}`, add the annotation `{annotation}: {}`", self.address(page))
            }
            None => self.new_page(name),
        }
    }

    fn orphan(&mut self, orphan: &Orphan) {
        let page = &self.site.pages[orphan.page];
        let Some((key, span)) = &orphan.key else {
            let message = "no alert points to this page";
            let names = self.coverage.groups.iter().map(|group| group.name.as_str());
            let near = self.patience.nearest(page.place.path.stem(), names);
            let field = alert_fields(page).next().map_or("alerts", |field| field.path.0[0].as_str());
            let help = match near.first() {
                Some(name) => format!("if it is about `{name}`, add that to `{field}`"),
                None => format!("add its alerts to `{field}`, or remove the page"),
            };
            let finding =
                Finding::new(&rules::ALERTS_ORPHAN_PAGE, &page.place.path, page.first_line(), message);
            return self.findings.push(finding.help(help));
        };
        let names = self.coverage.groups.iter().map(|group| group.name.as_str());
        let help = ask(&self.patience.nearest(key, names));
        let help =
            help.unwrap_or_else(|| "remove the alert, or check its rule file too with `--alerts`".to_owned());
        let message = format!("no rule defines the alert `{key}`");
        let finding = Finding::new(&rules::ALERTS_ORPHAN_PAGE, &page.place.path, *span, message);
        self.findings.push(finding.help(help));
    }

    fn new_page(&self, name: &str) -> String {
        let has_alerts =
            |fields: &[crate::schema::Field]| fields.iter().any(crate::schema::Field::names_alerts);
        let kind = self.site.schemas.iter().find(|schema| has_alerts(&schema.fields));
        let kind = kind.map_or(crate::schema::DEFAULT_TYPE, |schema| &schema.name);
        format!("write the page: `opslore new {kind} \"{name}\"`")
    }

    /// Where a page is: its full address, or its path where the site has none.
    fn address(&self, page: usize) -> String {
        let place = &self.site.pages[page].place;
        match self.site.config.alerts.urls.first() {
            Some(url) => format!("{url}/{}", encode_path(&place.href)),
            None => place.path.to_string(),
        }
    }

    /// The paths whose last parts are nearest to that of `wanted`.
    fn nearest_path<'t>(&mut self, wanted: &str, paths: impl Iterator<Item = &'t str>) -> Vec<&'t str> {
        self.patience.nearest_by(last_part(wanted), paths, last_part)
    }
}

fn published<'a>(site: &'a Site<'_>) -> impl Iterator<Item = &'a Page> {
    let pages = site.pages.iter().enumerate().filter(|(index, _)| site.graph.is_published[*index]);
    pages.map(|(_, page)| &**page)
}

/// The part of a path that tells it from others, without an extension.
fn last_part(path: &str) -> &str {
    let last = path.trim_end_matches('/').rsplit('/').next().unwrap_or("");
    last.strip_suffix(".md").unwrap_or(last)
}
