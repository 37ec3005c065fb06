//! `rules`: how bad findings are.

use super::problems::Problems;
use crate::diagnostic::policy::{Level, Policy};
use crate::diagnostic::rules::Mode;
use crate::diagnostic::{Rule, did_you_mean, or_list, rules};

/// What is wrong with an entry of `rules`.
pub(super) struct Mistake {
    /// Whether it is in the severity, not in the name of the rule.
    is_in_value: bool,
    pub(super) message: String,
    pub(super) help: String,
}

/// What one entry of `rules` means.
///
/// # Errors
/// What is wrong with it, and how to fix it.
pub(super) fn setting(name: &str, level: Option<&str>) -> Result<(&'static Rule, Level), Mistake> {
    match (rules::find(name), level.and_then(Level::named)) {
        (None, _) => {
            let names = rules::ALL.iter().map(|rule| rule.name);
            let help =
                did_you_mean(name, names).unwrap_or_else(|| "`opslore explain` lists all rules".to_owned());
            Err(Mistake { is_in_value: false, message: format!("there is no rule `{name}`"), help })
        }
        (Some(_), None) => Err(Mistake {
            is_in_value: true,
            message: format!("`{name}` has an unknown severity"),
            help: format!("write {}", or_list(Level::NAMES)),
        }),
        (Some(rule), Some(_)) if rule.mode == Mode::Firm => Err(Mistake {
            is_in_value: false,
            message: format!("the severity of `{name}` cannot be changed"),
            help: "remove this setting: what the rule reports would be missing from the site".to_owned(),
        }),
        (Some(rule), Some(level)) => Ok((rule, level)),
    }
}

impl Problems<'_> {
    /// The severities that the configuration changes.
    pub(super) fn policy(&mut self, mapping: &serde_yaml::Mapping) -> Policy {
        let mut policy = Policy::default();
        for (name, level) in mapping {
            let name = name.as_str().unwrap_or_default();
            let (key, value) = (self.places.key(&["rules", name]), self.places.value(&["rules", name]));
            match setting(name, level.as_str()) {
                Ok((rule, level)) => policy.set(rule, level),
                Err(Mistake { is_in_value, message, help }) => {
                    let span = if is_in_value { value } else { key };
                    self.report_at(span, format!("`rules`: {message}"), help);
                }
            }
        }
        policy
    }
}
