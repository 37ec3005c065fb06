//! The severity of each rule in a repository.

use std::collections::BTreeMap;

use super::{Finding, Rule, Severity, rules};

/// Rules whose findings mean that part of the content or the configuration is lost. They cannot
/// be lowered, because a page would silently be missing from the site.
const FIRM: &[&Rule] = &[
    &rules::FILE_ENCODING,
    &rules::FILE_UNREADABLE,
    &rules::FILE_TOO_LARGE,
    &rules::FRONT_MATTER_SYNTAX,
    &rules::PAGE_DUPLICATE_URL,
    &rules::CONFIG_INVALID,
    &rules::SCHEMA_INVALID,
    &rules::THEME_TEMPLATE,
];

/// Whether a rule always keeps its severity.
pub fn is_firm(rule: &Rule) -> bool {
    FIRM.contains(&rule)
}

/// Rules that are off by default, because their findings depend on more than the content.
const ON_REQUEST: &[&Rule] = &[&rules::PAGE_REVIEW_DUE];

/// The level of a rule in a repository.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Nothing.
    Off,
    /// Its findings, with this severity.
    Report(Severity),
}

impl Level {
    /// The levels as `opslore.yaml` names them.
    pub const NAMES: &[&str] = &["off", "info", "warning", "error"];

    /// The level with this name.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "off" => Some(Level::Off),
            "info" => Some(Level::Report(Severity::Info)),
            "warning" => Some(Level::Report(Severity::Warning)),
            "error" => Some(Level::Report(Severity::Error)),
            _ => None,
        }
    }
}

/// The levels that differ from the rules' own, by the rules' codes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    levels: BTreeMap<&'static str, Level>,
}

impl Policy {
    /// Sets the level of a rule.
    pub fn set(&mut self, rule: &'static Rule, level: Level) {
        self.levels.insert(rule.code, level);
    }

    /// The finding with the repository's severity, or `None` if it is off.
    pub fn judge(&self, finding: Finding) -> Option<Finding> {
        match self.levels.get(finding.rule.code) {
            None => self.wants(finding.rule).then_some(finding),
            Some(Level::Off) => None,
            Some(Level::Report(severity)) => Some(finding.severity(*severity)),
        }
    }

    /// Whether the findings of a rule are reported at all.
    pub fn wants(&self, rule: &Rule) -> bool {
        self.levels.get(rule.code).map_or(!ON_REQUEST.contains(&rule), |level| *level != Level::Off)
    }
}
