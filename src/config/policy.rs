//! `rules`: how bad findings are.

use super::problems::Problems;
use crate::diagnostic::policy::{self, Level, Policy};
use crate::diagnostic::{did_you_mean, or_list, rules};

impl Problems<'_> {
    /// The severities that the configuration changes.
    pub(super) fn policy(&mut self, mapping: &serde_yaml::Mapping) -> Policy {
        let mut policy = Policy::default();
        for (name, level) in mapping {
            let name = name.as_str().unwrap_or_default();
            let (key, value) = (self.places.key(&["rules", name]), self.places.value(&["rules", name]));
            let (span, message, help) = match (rules::find(name), level.as_str().and_then(Level::named)) {
                (None, _) => {
                    let names = rules::ALL.iter().map(|rule| rule.name);
                    let help = did_you_mean(name, names)
                        .unwrap_or_else(|| "`opslore explain` lists all rules".to_owned());
                    (key, format!("`rules`: there is no rule `{name}`"), help)
                }
                (Some(_), None) => (
                    value,
                    format!("`rules`: `{name}` has an unknown severity"),
                    format!("write {}", or_list(Level::NAMES)),
                ),
                (Some(rule), Some(_)) if policy::is_firm(rule) => {
                    let message = format!("`rules`: the severity of `{name}` cannot be changed");
                    let help =
                        "remove this line: without what it reports, something would be missing from the site";
                    (key, message, help.to_owned())
                }
                (Some(rule), Some(level)) => {
                    policy.set(rule, level);
                    continue;
                }
            };
            self.report_at(span, message, help);
        }
        policy
    }
}
