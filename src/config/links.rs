//! `links`: which other sites may be requested.

use std::net::{IpAddr, Ipv4Addr};

use globset::GlobSet;
use serde::Deserialize;

use super::network::holds;
use super::problems::Problems;
use crate::diagnostic::{Finding, rules};

/// What `links` may say.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct RawLinks {
    pub(super) allow_private: Option<AllowPrivate>,
    pub(super) external: Option<RawExternal>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct RawExternal {
    pub(super) ignore: Option<Vec<String>>,
}

/// How `check --external` treats links to other sites.
#[derive(Clone, Debug, Default)]
pub struct Links {
    /// Which private addresses it may ask.
    pub allow_private: AllowPrivate,
    /// Addresses that it leaves out.
    pub ignore: GlobSet,
}

/// Which private addresses may be asked: none, all (`true`), or those of some hosts
/// and networks.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(from = "RawAllow")]
pub enum AllowPrivate {
    /// None.
    #[default]
    No,
    /// All.
    All,
    /// Those of these hosts and networks.
    Hosts(Vec<String>),
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum RawAllow {
    All(bool),
    Hosts(Vec<String>),
}

impl From<RawAllow> for AllowPrivate {
    fn from(raw: RawAllow) -> Self {
        match raw {
            RawAllow::All(false) => Self::No,
            RawAllow::All(true) => Self::All,
            RawAllow::Hosts(hosts) => Self::Hosts(hosts),
        }
    }
}

impl AllowPrivate {
    /// Whether this host may be asked although its address is private: it is named, or it is an
    /// address in a network that is.
    pub fn includes(&self, host: &str) -> bool {
        let address = host.parse::<IpAddr>();
        let is_meant = |known: &String| {
            known.eq_ignore_ascii_case(host)
                || address.as_ref().is_ok_and(|address| holds(known, *address) == Some(true))
        };
        match self {
            Self::No => false,
            Self::All => true,
            Self::Hosts(hosts) => hosts.iter().any(is_meant),
        }
    }

    /// Both what this allows and these hosts and networks.
    pub fn with(self, more: &[String]) -> Self {
        match self {
            Self::No if more.is_empty() => Self::No,
            Self::No => Self::Hosts(more.to_vec()),
            Self::All => Self::All,
            Self::Hosts(hosts) => Self::Hosts(hosts.into_iter().chain(more.iter().cloned()).collect()),
        }
    }
}

/// Whether a text names one host or one network, such as `grafana.internal` or `10.0.0.0/8`.
pub fn is_host_or_network(text: &str) -> bool {
    let is_network = || holds(text, IpAddr::V4(Ipv4Addr::UNSPECIFIED)).is_some();
    let is_plain = |c: char| c.is_alphanumeric() || ".-:_".contains(c);
    !text.is_empty() && (text.chars().all(is_plain) || is_network())
}

impl Problems<'_> {
    /// Which private addresses the file allows, if it may: a pull request that could write so would
    /// make the machine that checks it ask hosts that only that machine reaches.
    pub(super) fn allow_private(&mut self, wanted: AllowPrivate, is_protected: bool) -> AllowPrivate {
        if is_protected || wanted == AllowPrivate::No {
            return wanted;
        }
        let hosts = match &wanted {
            AllowPrivate::Hosts(hosts) => {
                hosts.iter().map(|host| format!(" --allow-private {host}")).collect()
            }
            _ => " --allow-private 10.0.0.0/8".to_owned(),
        };
        let message = "`links.allow_private` has no effect in a file that a pull request can change";
        let help = format!("remove it, and run `opslore check --external{hosts}`");
        let span = self.places.value(&["links", "allow_private"]);
        self.warnings.push(Finding::new(&rules::CONFIG_RIGHTS, &self.source.path, span, message).help(help));
        AllowPrivate::No
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_and_networks_are_told_from_addresses_of_pages() {
        for good in ["grafana.internal", "grafana", "10.0.0.5", "10.0.0.0/8", "fd00::/8", "::1", "bücher.lan"]
        {
            assert!(is_host_or_network(good), "{good}");
        }
        for bad in ["", "https://grafana.internal", "grafana/x", "10.0.0.0/33", "a b", "*"] {
            assert!(!is_host_or_network(bad), "{bad}");
        }
    }

    #[test]
    fn a_network_includes_addresses_and_no_names() {
        let allowed = AllowPrivate::No.with(&["10.0.0.0/8".to_owned()]).with(&["Grafana".to_owned()]);
        assert!(allowed.includes("10.1.2.3") && allowed.includes("grafana"));
        assert!(!allowed.includes("192.168.0.1") && !allowed.includes("prometheus"));
        assert_eq!(AllowPrivate::All.with(&[]), AllowPrivate::All);
    }
}
