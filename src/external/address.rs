//! Which hosts may be asked. A pull request must not be able to make a build machine talk to its
//! cloud's metadata service or to anything else that only it can reach.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::config::AllowPrivate;

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

/// Whether an address is one of the public Internet: in none of the blocks of IANA's registries of
/// special-purpose addresses, and with no such address inside.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let is_special = matches!(
        (a, b, c),
        (0 | 10 | 127 | 224.., _, _)
            | (100, 64..=127, _)
            | (169, 254, _)
            | (172, 16..=31, _)
            | (192, 0, 0 | 2)
            | (192, 88, 99)
            | (192, 168, _)
            | (198, 18 | 19, _)
            | (198, 51, 100)
            | (203, 0, 113)
    );
    !is_special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let parts = address.segments();
    let embedded = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        is_public_v4(Ipv4Addr::new(a, b, c, d))
    };
    match parts {
        // IPv4 in disguise: mapped, translated (RFC 6052), 6to4.
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => embedded(high, low),
        [0x2002, high, low, ..] => embedded(high, low),
        // Documentation, Teredo, and other protocols' own blocks.
        [0x2001, 0xdb8 | 0..=0x1ff, ..] | [0x3fff, ..] => false,
        // All that is handed out is in 2000::/3.
        [first, ..] => first & 0xe000 == 0x2000,
    }
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
