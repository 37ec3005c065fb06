//! What the configuration lets pass.

use std::net::IpAddr;

use crate::config::{Allow, holds};
use crate::diagnostic::Finding;

/// Whether `safety.allow` names what a finding in `text` is about: as a pattern that fits all of the
/// secret or of what is underlined, in whatever case, or as a network that holds the address.
pub fn is_allowed(allow: &Allow, text: &str, finding: &Finding) -> bool {
    !allowed_by(allow, text, finding).is_empty()
}

/// The entries of `safety.allow` that let a finding in `text` pass, by their place in the list.
pub fn allowed_by(allow: &Allow, text: &str, finding: &Finding) -> Vec<usize> {
    if allow.texts.is_empty() || finding.rule.category() != "safety" {
        return Vec::new();
    }
    let underlined = || text.get(finding.span.start..finding.span.end);
    let Some(found) = finding.secret.as_ref().map(|secret| &*secret.read).or_else(underlined) else {
        return Vec::new();
    };
    let address: Option<IpAddr> = found.parse().ok();
    let networks = allow.texts.iter().enumerate();
    let within = networks.filter(|(_, text)| address.is_some_and(|one| holds(text, one) == Some(true)));
    let mut entries = allow.patterns.matches(found);
    entries.extend(allow.patterns.matches(found.to_lowercase()));
    entries.extend(within.map(|(nth, _)| nth));
    entries
}
