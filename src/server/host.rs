//! Which names the server answers to.
//!
//! A foreign page can point its own host name at this machine (“DNS rebinding”) and would then read
//! the preview as if it were its own site. The browser still sends that name as `Host`, so a name that
//! nobody chose is refused. Ports are ignored, because they do not matter for this and tunnels change them.

use std::net::{IpAddr, Ipv6Addr};

/// The names and addresses that requests may be for.
pub(super) struct Hosts {
    chosen: String,
    bound: IpAddr,
}

impl Hosts {
    /// The host that the user chose, and the address that it means.
    pub(super) fn new(chosen: &str, bound: IpAddr) -> Self {
        Self { chosen: chosen.to_ascii_lowercase(), bound }
    }

    /// Whether a `Host` header names this server.
    pub(super) fn allow(&self, header: &str) -> bool {
        let name = without_port(header).to_ascii_lowercase();
        let bare = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(&name);
        match bare.parse::<IpAddr>() {
            Ok(ip) => ip.is_loopback() || ip == self.bound || self.bound.is_unspecified(),
            Err(_) => name == self.chosen || name == "localhost" || name.ends_with(".localhost"),
        }
    }
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        // `::1` without brackets is an address and no port.
        Some((name, port))
            if port.bytes().all(|byte| byte.is_ascii_digit()) && host.parse::<Ipv6Addr>().is_err() =>
        {
            name
        }
        _ => host,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_to_its_own_names_only() {
        let local = Hosts::new("127.0.0.1", IpAddr::from([127, 0, 0, 1]));
        for host in ["localhost", "LOCALHOST:4000", "127.0.0.1:4000", "[::1]:4000", "::1", "kb.localhost:9"] {
            assert!(local.allow(host), "{host}");
        }
        for host in [
            "",
            "evil.example",
            "evil.example:4000",
            "localhost.evil.example",
            "10.0.0.1:4000",
            "127.0.0.1.nip.io",
            "[::1",
        ] {
            assert!(!local.allow(host), "{host}");
        }
        let everywhere = Hosts::new("0.0.0.0", IpAddr::from([0, 0, 0, 0]));
        assert!(everywhere.allow("10.0.0.1:4000") && everywhere.allow("[fe80::1]"));
        assert!(!everywhere.allow("evil.example:4000"));
        let named = Hosts::new("Desk.lan", IpAddr::from([10, 0, 0, 2]));
        assert!(named.allow("desk.lan:4000") && named.allow("10.0.0.2") && !named.allow("10.0.0.3"));
    }
}
