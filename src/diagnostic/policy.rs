//! What a repository thinks of the rules: the severity that each has there.

use std::collections::BTreeMap;

use super::rules::Mode;
use super::{Finding, Rule, Severity};

/// What a repository wants to hear of a rule.
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

    /// The finding as the repository wants to hear of it, or nothing.
    pub fn judge(&self, finding: Finding) -> Option<Finding> {
        match self.levels.get(finding.rule.code) {
            None => self.wants(finding.rule).then_some(finding),
            Some(Level::Off) => None,
            Some(Level::Report(severity)) => Some(finding.severity(*severity)),
        }
    }

    /// Whether the findings of a rule are reported at all.
    pub fn wants(&self, rule: &Rule) -> bool {
        self.levels.get(rule.code).map_or(rule.mode != Mode::OnRequest, |level| *level != Level::Off)
    }
}
