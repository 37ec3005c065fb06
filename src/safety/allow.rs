//! What the configuration lets pass.

use std::net::IpAddr;

use crate::config::{Allow, holds};
use crate::diagnostic::Finding;

/// Whether `safety.allow` names what a finding in `text` is about: as a pattern that fits all of the
/// secret or of what is underlined, in whatever case, or as a network that holds the address.
pub fn is_allowed(allow: &Allow, text: &str, finding: &Finding) -> bool {
    if allow.texts.is_empty() || !finding.rule.name.starts_with("safety/") {
        return false;
    }
    let underlined = || text.get(finding.span.start..finding.span.end);
    let Some(found) = finding.secret.as_ref().map(|secret| &*secret.read).or_else(underlined) else {
        return false;
    };
    let is_within = |address: IpAddr| allow.texts.iter().any(|network| holds(network, address) == Some(true));
    allow.patterns.is_match(found)
        || allow.patterns.is_match(found.to_lowercase())
        || found.parse().is_ok_and(is_within)
}
