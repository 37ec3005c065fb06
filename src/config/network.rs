//! Networks in CIDR notation (RFC 4632).

use std::net::IpAddr;

use ipnet::IpNet;

use super::problems::Problems;

/// Whether a network such as `10.1.0.0/16` holds an address; `None` if it is not a network.
pub fn holds(network: &str, address: IpAddr) -> Option<bool> {
    network.parse().ok().map(|network: IpNet| network.contains(&address))
}

/// What is wrong with a network whose address or length is none, such as `10.1.0.0/99`; nothing for a
/// good one and for what is not meant as one.
fn problem(text: &str) -> Option<String> {
    let (base, length) = text.split_once('/')?;
    let is_v4 = base.split('.').count() == 4 && base.chars().all(|c| c.is_ascii_digit() || c == '.');
    let is_v6 = base.contains(':') && base.chars().all(|c| c.is_ascii_hexdigit() || c == ':');
    let is_meant = (is_v4 || is_v6) && length.chars().all(|c| c.is_ascii_digit());
    if !is_meant || holds(text, IpAddr::from([0, 0, 0, 0])).is_some() {
        return None;
    }
    Some(match (base.parse::<IpAddr>(), is_v4) {
        (Err(_), _) => format!("`{text}` is not a network: `{base}` is not an address"),
        (Ok(_), true) => format!("`{text}` is not a network: the prefix length must be 0 to 32"),
        (Ok(_), false) => format!("`{text}` is not a network: the prefix length must be 0 to 128"),
    })
}

impl Problems<'_> {
    /// Reports entries of `safety.allow` that are meant as a network and are none: as patterns they would
    /// allow nothing.
    pub(super) fn networks(&mut self, allowed: &[String]) {
        for network in allowed {
            let Some(message) = problem(network) else { continue };
            let span = self.places.item(&["safety", "allow"], network);
            self.report_at(span, message, "write an address and a prefix length, such as `10.1.0.0/16`");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_meant_as_a_network_is_one() {
        for wrong in ["10.1.0.0/99", "10.1.0.0/33", "300.1.0.0/16", "10.1.0.0/", "fd00::/129", "fd00:::1/8"] {
            assert!(problem(wrong).is_some(), "{wrong}");
        }
        for right in ["10.1.0.0/16", "fd00::/8", "10.1.2.3", "*.lab/24", "docs/16", "10.1.*/x", "a:b/c"] {
            assert_eq!(problem(right), None, "{right}");
        }
    }

    #[test]
    fn a_network_holds_its_addresses() {
        let holds = |network: &str, address: &str| holds(network, address.parse().unwrap());
        assert_eq!(holds("10.1.0.0/16", "10.1.2.3"), Some(true));
        assert_eq!(holds("10.1.0.0/16", "10.2.2.3"), Some(false));
        assert_eq!(holds("0.0.0.0/0", "10.2.2.3"), Some(true));
        assert_eq!(holds("0.0.0.0/0", "fd01::1"), Some(false));
        assert_eq!(holds("::/0", "fd01::1"), Some(true));
        assert_eq!(holds("fd00::/8", "fd01::1"), Some(true));
        assert_eq!(holds("10.0.0.0/33", "10.2.2.3"), None);
        assert_eq!(holds("10.1.2.3", "10.1.2.3"), None);
    }
}
