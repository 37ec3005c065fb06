//! The page that shows the status of alerts and their runbooks.

use super::{Heads, Presenter, badges};
use crate::alerts::scale::Scale;
use crate::alerts::{Alert, Coverage, Status};
use crate::path::SitePath;
use crate::url::encode_path;
use crate::view::{AlertView, CoverageGroupView, CoverageView, LinkView, RuleView, Shell};
use crate::words::Words;

/// Where the coverage is shown, under the site's root.
pub const COVERAGE_HREF: &str = "alert-coverage/";

impl Presenter<'_> {
    /// All alerts, by status.
    pub fn coverage(&self, coverage: &Coverage) -> Shell<CoverageView> {
        let options = self.severities();
        let values = coverage.alerts.iter().flat_map(|alert| alert.severities.iter().map(String::as_str));
        let scale = Scale::new(options, values);
        let groups = Status::ALL.into_iter().filter_map(|status| {
            let alerts = coverage.alerts.iter().filter(|alert| alert.status == status);
            let alerts: Vec<AlertView> =
                alerts.map(|alert| self.alert(alert, &scale, options.len())).collect();
            let word = format!("coverage_{}", status.name());
            (!alerts.is_empty()).then(|| CoverageGroupView {
                status: status.name(),
                title: self.words.say(&word).to_owned(),
                description: self.words.say(&format!("{word}_text")).to_owned(),
                alerts,
            })
        });
        let view = CoverageView { summary: self.summary(coverage), groups: groups.collect() };
        let heads = Heads {
            href: COVERAGE_HREF.to_owned(),
            title: coverage_link(self.words).title,
            description: String::new(),
            folder: SitePath::root(),
            page: None,
        };
        self.shell(heads, view)
    }

    /// «125 alerts in 8 rule files».
    fn summary(&self, coverage: &Coverage) -> String {
        let files = self.words.count("coverage_files", coverage.files);
        let alerts = coverage.defined().to_string();
        self.words.fill("coverage_alerts", &[("count", &alerts), ("files", &files)])
    }

    fn alert(&self, alert: &Alert, scale: &Scale<'_>, listed: usize) -> AlertView {
        let link = |page: &usize| LinkView {
            title: self.pages[*page].title.clone(),
            href: encode_path(&self.pages[*page].place.href),
        };
        let badge = |value: &String| badges::severity(value, scale, listed);
        let rule = |(path, line): &(SitePath, usize)| RuleView {
            place: format!("{path}:{line}"),
            url: self.rule_url(path, *line),
        };
        let is_address = alert.url.starts_with("https://") || alert.url.starts_with("http://");
        AlertView {
            name: alert.name.clone(),
            badges: alert.severities.iter().map(badge).collect(),
            pages: alert.pages.iter().map(link).collect(),
            url: if is_address { alert.url.clone() } else { String::new() },
            runbook: alert.url.clone(),
            rules: alert.rules.iter().map(rule).collect(),
        }
    }

    /// A line of a rule file on the code host, or nothing.
    fn rule_url(&self, path: &SitePath, line: usize) -> String {
        let url = self.config.blob_url(path).filter(|_| !path.is_outside());
        url.map(|url| format!("{url}#L{line}")).unwrap_or_default()
    }
}

/// The page, as a link.
pub fn coverage_link(words: &Words) -> LinkView {
    LinkView { title: words.say("coverage").to_owned(), href: COVERAGE_HREF.to_owned() }
}
