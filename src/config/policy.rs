//! `rules`: how bad findings are.

use super::problems::{Problems, finding, nested_key_span};
use crate::diagnostic::policy::{self, Level, Policy};
use crate::diagnostic::{Rule, did_you_mean, or_list, rules};

/// What one entry of `rules` means.
///
/// # Errors
/// What is wrong with it, and how to fix it.
pub(super) fn setting(name: &str, level: Option<&str>) -> Result<(&'static Rule, Level), (String, String)> {
    match (rules::find(name), level.and_then(Level::named)) {
        (None, _) => {
            let names = rules::ALL.iter().map(|rule| rule.name);
            let help =
                did_you_mean(name, names).unwrap_or_else(|| "`opslore explain` lists all rules".to_owned());
            Err((format!("there is no rule `{name}`"), help))
        }
        (Some(_), None) => Err((
            format!("`{name}` has no severity that there is"),
            format!("write {}", or_list(Level::NAMES)),
        )),
        (Some(rule), Some(_)) if policy::is_firm(rule) => Err((
            format!("the severity of `{name}` cannot be changed"),
            "its findings tell that something would be missing from the site".to_owned(),
        )),
        (Some(rule), Some(level)) => Ok((rule, level)),
    }
}

impl Problems<'_> {
    /// The severities that the configuration changes.
    pub(super) fn policy(&mut self, mapping: &serde_yaml::Mapping) -> Policy {
        let mut policy = Policy::default();
        for (name, level) in mapping {
            let name = name.as_str().unwrap_or_default();
            match setting(name, level.as_str()) {
                Ok((rule, level)) => policy.set(rule, level),
                Err((message, help)) => {
                    let span = nested_key_span(self.source, "rules", name);
                    let message = format!("`rules`: {message}");
                    self.findings.push(finding(self.source, span, message).help(help));
                }
            }
        }
        policy
    }
}
