//! `links`: which other sites may be asked.

use globset::GlobSet;
use serde::Deserialize;

/// What `links` may say.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct RawLinks {
    pub(super) allow_private: AllowPrivate,
    pub(super) external: RawExternal,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct RawExternal {
    pub(super) ignore: Vec<String>,
}

/// How `check --external` treats links to other sites.
#[derive(Clone, Debug, Default)]
pub struct Links {
    /// Which private addresses it may ask.
    pub allow_private: AllowPrivate,
    /// Addresses that it leaves out.
    pub ignore: GlobSet,
}

/// Which private addresses may be asked: none, all (`true`), or those of some hosts.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(from = "RawAllow")]
pub enum AllowPrivate {
    /// None.
    #[default]
    No,
    /// All.
    All,
    /// Those of these hosts.
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
    /// Whether this host may be asked although its address is private.
    pub fn includes(&self, host: &str) -> bool {
        match self {
            Self::No => false,
            Self::All => true,
            Self::Hosts(hosts) => hosts.iter().any(|known| known.eq_ignore_ascii_case(host)),
        }
    }
}
