//! What the configuration lets pass.

use std::net::IpAddr;

use crate::config::Allow;
use crate::diagnostic::Finding;
use crate::page::Page;

/// The findings of a page without those on what `safety.allow` names: as a pattern that fits all of
/// the text underlined, in whatever case, or as a network that holds the address.
pub fn without_allowed<'a>(page: &'a Page, allow: &'a Allow) -> impl Iterator<Item = Finding> + 'a {
    let is_kept = |finding: &&Finding| {
        !finding.rule.name.starts_with("safety/") || !allows(allow, &page.source.text, finding)
    };
    page.findings.iter().filter(is_kept).cloned()
}

fn allows(allow: &Allow, text: &str, finding: &Finding) -> bool {
    let Some(found) = text.get(finding.span.start..finding.span.end).filter(|_| !allow.texts.is_empty())
    else {
        return false;
    };
    let is_within = |address: IpAddr| allow.texts.iter().any(|network| holds(network, address) == Some(true));
    allow.patterns.is_match(found)
        || allow.patterns.is_match(found.to_lowercase())
        || found.parse().is_ok_and(is_within)
}

/// Whether a network in CIDR notation (RFC 4632) holds an address; `None` where it is no network.
fn holds(network: &str, address: IpAddr) -> Option<bool> {
    let (base, length) = network.split_once('/')?;
    let length: u32 = length.parse().ok()?;
    let (base, address, width) = match (base.parse().ok()?, address) {
        (IpAddr::V4(base), IpAddr::V4(address)) => {
            (u128::from(u32::from(base)), u128::from(u32::from(address)), 32)
        }
        (IpAddr::V6(base), IpAddr::V6(address)) => (u128::from(base), u128::from(address), 128),
        _ => return Some(false),
    };
    let host_bits = 128_u32.min(width).checked_sub(length)?;
    Some((base ^ address).checked_shr(host_bits).unwrap_or(0) == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_holds_its_addresses() {
        let holds = |network: &str, address: &str| holds(network, address.parse().unwrap());
        assert_eq!(holds("10.1.0.0/16", "10.1.2.3"), Some(true));
        assert_eq!(holds("10.1.0.0/16", "10.2.2.3"), Some(false));
        assert_eq!(holds("0.0.0.0/0", "10.2.2.3"), Some(true));
        assert_eq!(holds("::/0", "fd01::1"), Some(true));
        assert_eq!(holds("fd00::/8", "fd01::1"), Some(true));
        assert_eq!(holds("10.0.0.0/33", "10.2.2.3"), None);
        assert_eq!(holds("10.1.2.3", "10.1.2.3"), None);
    }
}
