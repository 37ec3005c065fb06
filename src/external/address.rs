//! Which hosts may be requested. A pull request must not be able to make a build machine connect to its
//! cloud's metadata service or to anything else that only it can reach.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::config::{AllowPrivate, holds};

/// Names that never lead to a public host: RFC 2606, RFC 6761, RFC 6762, RFC 8375, ICANN's `internal`,
/// and what home and office routers use.
const RESERVED: &[&str] = &[
    "example",
    "example.com",
    "example.net",
    "example.org",
    "home.arpa",
    "internal",
    "invalid",
    "lan",
    "local",
    "localdomain",
    "localhost",
    "onion",
    "test",
    "intranet",
    "corp",
    "home",
];

/// Whether a host may be asked, as far as its name tells.
pub fn may_ask_host(host: &str, allowed: &AllowPrivate) -> bool {
    let plain = host.trim_matches(['[', ']']).trim_end_matches('.');
    if allowed.includes(plain) {
        return true;
    }
    match plain.parse::<IpAddr>() {
        Ok(address) => is_public(address),
        Err(_) => {
            let is_below = |name: &&str| {
                plain.strip_suffix(*name).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
            };
            plain.contains('.') && !RESERVED.iter().any(is_below)
        }
    }
}

/// The blocks of IANA's registry of special-purpose addresses of IPv4, and those for groups and the future.
const SPECIAL_V4: [&str; 16] = [
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.88.99.0/24",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/4",
    "240.0.0.0/4",
    "255.255.255.255/32",
];

/// All of IPv6 that is handed out.
const GLOBAL_V6: &str = "2000::/3";

/// What of it is not public: protocols' own blocks (Teredo among them) and documentation.
const SPECIAL_V6: [&str; 3] = ["2001::/23", "2001:db8::/32", "3fff::/20"];

/// Whether an address is one of the public Internet: in none of the blocks of IANA's registries of
/// special-purpose addresses, and with no such address inside.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(_) => !is_in(&SPECIAL_V4, address),
        IpAddr::V6(own) => match inner(own) {
            Some(inner) => is_public(IpAddr::V4(inner)),
            None => is_in(&[GLOBAL_V6], address) && !is_in(&SPECIAL_V6, address),
        },
    }
}

fn is_in(networks: &[&str], address: IpAddr) -> bool {
    networks.iter().any(|network| holds(network, address) == Some(true))
}

/// An IPv4 address in disguise: mapped, translated (RFC 6052), 6to4.
fn inner(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let (high, low) = match address.segments() {
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => (high, low),
        [0x2002, high, low, ..] => (high, low),
        _ => return None,
    };
    Some(Ipv4Addr::from(u32::from(high) << 16 | u32::from(low)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_public_internet_is_asked() {
        for public in
            ["1.1.1.1", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "64:ff9b::101:101", "2002:101:101::"]
        {
            assert!(is_public(public.parse().unwrap()), "{public}");
        }
        for private in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.1",
            "192.168.1.1",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::127.0.0.1",
            "::ffff:169.254.169.254",
            "64:ff9b::a9fe:a9fe",
            "2002:7f00:1::",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "ff02::1",
            "2001:db8::1",
            "2001::1",
            "64:ff9b:1::1",
        ] {
            assert!(!is_public(private.parse().unwrap()), "{private}");
        }
    }

    #[test]
    fn names_that_are_nobody_s() {
        let nobody = AllowPrivate::No;
        for host in [
            "localhost",
            "grafana",
            "example.org",
            "www.example.com",
            "a.local",
            "x.internal.",
            "10.0.0.1",
            "[::1]",
        ] {
            assert!(!may_ask_host(host, &nobody), "{host}");
        }
        for host in ["grafana.com", "myexample.org", "1.1.1.1"] {
            assert!(may_ask_host(host, &nobody), "{host}");
        }
        let some = AllowPrivate::Hosts(vec!["grafana".to_owned()]);
        assert!(may_ask_host("grafana", &some) && !may_ask_host("prometheus", &some));
        assert!(may_ask_host("localhost", &AllowPrivate::All));
    }
}
