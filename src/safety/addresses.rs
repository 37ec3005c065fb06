//! Addresses and names of hosts that exist only inside somebody's network.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

/// What a private address or the end of a private name looks like: RFC 1918, RFC 6598 and RFC 4193;
/// RFC 6762 (appendix G), RFC 8375 and ICANN's `internal`.
const ANCHORS: &[&str] = &[
    "10.",
    "172.",
    "192.168.",
    "100.",
    "fc",
    "fd", // addresses
    ".internal",
    ".intranet",
    ".intra",
    ".localdomain",
    ".local",
    ".lan",
    ".corp",
    ".private",
    ".home.arpa",
];
/// How many of the anchors begin an address.
const ADDRESSES: usize = 6;

/// Addresses that are the same everywhere: defaults of Kubernetes, container runtimes, virtual
/// machines and routers, and what clouds answer on.
const EVERYWHERE: &[&str] = &[
    "10.0.0.1",
    "10.0.0.2",
    "10.0.2.2",
    "10.0.2.15",
    "10.43.0.1",
    "10.43.0.10",
    "10.96.0.1",
    "10.96.0.10",
    "10.152.183.1",
    "10.244.0.1",
    "172.17.0.1",
    "172.17.0.2",
    "172.18.0.1",
    "192.168.0.1",
    "192.168.1.1",
    "192.168.2.1",
    "192.168.49.2",
    "192.168.99.100",
    "192.168.122.1",
    "100.100.100.100",
    "100.100.100.200",
    "fd00:ec2::254",
    "fd00:ec2::253",
    "fd00::1",
];
/// Names that are the same everywhere.
const NAMES: &[&str] = &[
    "cluster.local",
    "metadata.google.internal",
    "host.docker.internal",
    "gateway.docker.internal",
    "kubernetes.docker.internal",
    "host.containers.internal",
    "host.minikube.internal",
    "host.lima.internal",
    "localhost.localdomain",
    "localhost.local",
    "rc.local",
    "metadata.tencentyun.internal",
    "control-plane.minikube.internal",
    "local.lan",
    "catalog.cluster.local",
];

static AUTOMATON: LazyLock<Option<AhoCorasick>> =
    LazyLock::new(|| AhoCorasick::builder().ascii_case_insensitive(true).build(ANCHORS).ok());

/// Every private address and host in `text`.
pub(super) fn private_addresses(text: &str) -> Vec<Range<usize>> {
    let Some(automaton) = AUTOMATON.as_ref() else { return Vec::new() };
    let mut found: Vec<Range<usize>> = Vec::new();
    for anchor in automaton.find_overlapping_iter(text) {
        let range = match anchor.pattern().as_usize() {
            0..4 => ipv4(text, anchor.start()),
            4..ADDRESSES => ipv6(text, anchor.start()),
            _ => host(text, anchor.range()),
        };
        found.extend(range);
    }
    found.sort_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
    found.dedup_by(|later, earlier| later.start < earlier.end);
    found
}

fn ipv4(text: &str, start: usize) -> Option<Range<usize>> {
    if text[..start].ends_with(|c: char| c.is_alphanumeric() || "._-".contains(c)) || is_version(text, start)
    {
        return None;
    }
    let length =
        text[start..].bytes().take(16).take_while(|byte| byte.is_ascii_digit() || *byte == b'.').count();
    let written = text[start..start + length].trim_end_matches('.');
    let address: Ipv4Addr = written.parse().ok()?;
    let end = start + written.len();
    let after = &text[end..];
    let goes_on = after.starts_with(|c: char| c.is_alphanumeric() || c == '_')
        || after.strip_prefix(['.', '-']).is_some_and(|rest| rest.starts_with(char::is_alphabetic));
    let is_net = matches!(address.octets()[3], 0 | 255);
    let is_private = address.is_private() || is_shared(address);
    let is_host = !is_net && !is_network(IpAddr::V4(address), after) && !EVERYWHERE.contains(&written);
    (is_private && is_host && !goes_on).then_some(start..end)
}

/// 100.64.0.0/10 (RFC 6598).
fn is_shared(address: Ipv4Addr) -> bool {
    let [first, second, ..] = address.octets();
    first == 100 && (64..128).contains(&second)
}

/// Whether the words before say that a version follows.
fn is_version(text: &str, start: usize) -> bool {
    let before = &text[text.ceil_char_boundary(start.saturating_sub(16))..start];
    let before = before.to_lowercase();
    ["version", "release", "firmware", "build ", "ver."].iter().any(|word| before.contains(word))
}

/// Whether `after` makes the address a network, such as `/24` behind one without a host's bits.
fn is_network(address: IpAddr, after: &str) -> bool {
    let Some(rest) = after.strip_prefix('/') else { return false };
    let digits = rest.bytes().take(4).take_while(u8::is_ascii_digit).count();
    let (bits, width) = match address {
        IpAddr::V4(address) => (u128::from(u32::from(address)), 32_u32),
        IpAddr::V6(address) => (u128::from(address), 128),
    };
    rest[..digits].parse::<u32>().is_ok_and(|prefix| {
        prefix <= width && bits.trailing_zeros().min(width) >= width - prefix && prefix < width
    })
}

fn ipv6(text: &str, start: usize) -> Option<Range<usize>> {
    if text[..start].ends_with(|c: char| c.is_alphanumeric() || ":._-".contains(c)) {
        return None;
    }
    let length =
        text[start..].bytes().take(40).take_while(|byte| byte.is_ascii_hexdigit() || *byte == b':').count();
    let written = text[start..start + length].trim_end_matches(':');
    let written = if text[start..].get(..written.len() + 2).is_some_and(|more| more.ends_with("::")) {
        &text[start..start + written.len() + 2]
    } else {
        written
    };
    let address: Ipv6Addr = written.parse().ok()?;
    let after = &text[start + written.len()..];
    let goes_on = after.starts_with(|c: char| c.is_alphanumeric() || c == '_');
    let is_unique_local = address.segments()[0] & 0xfe00 == 0xfc00;
    let is_lesson =
        written.starts_with("fd12:3456:789a") || EVERYWHERE.contains(&written) || written.ends_with("::");
    (is_unique_local && !is_lesson && !goes_on && !is_network(IpAddr::V6(address), after))
        .then_some(start..start + written.len())
}

/// The name of a host whose end is at `anchor`.
fn host(text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
    let after = &text[anchor.end..];
    let goes_on = after.starts_with(|c: char| c.is_alphanumeric() || "_-(".contains(c))
        || after
            .strip_prefix('.')
            .is_some_and(|rest| rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'));
    if goes_on {
        return None;
    }
    let is_label = |byte: &u8| byte.is_ascii_alphanumeric() || b".-".contains(byte);
    let length = text[..anchor.start].bytes().rev().take(254).take_while(is_label).count();
    let start = anchor.start - length;
    let name = text[start..anchor.end].to_ascii_lowercase();
    let labels: Vec<&str> = text[start..anchor.start].split('.').collect();
    let is_name = length <= 253 && labels.iter().all(|label| is_label_of_host(label));
    let is_known = NAMES.iter().any(|known| name == *known || name.ends_with(&format!(".{known}")));
    (is_name
        && !is_known
        && !labels.iter().any(|label| is_blank(label))
        && is_surely_host(text, start, &labels, after))
    .then_some(start..anchor.end)
}

fn is_label_of_host(label: &str) -> bool {
    (1..=63).contains(&label.len()) && !label.starts_with('-') && !label.ends_with('-')
}

/// Whether a label is there to be replaced.
fn is_blank(label: &str) -> bool {
    const BLANKS: &[&str] = &[
        "example", "foo", "bar", "baz", "my", "your", "host", "hostname", "name", "domain", "xxx", "myhost",
        "server", "node",
    ];
    let label = label.to_ascii_lowercase();
    BLANKS.contains(&label.as_str())
        || ["my-", "your-", "example-"].iter().any(|start| label.starts_with(start))
        || label.contains("example")
}

/// Whether a name of few labels is that of a host and not of a file, a package or a setting.
fn is_surely_host(text: &str, start: usize, labels: &[&str], after: &str) -> bool {
    let before = &text[text.ceil_char_boundary(start.saturating_sub(24))..start];
    if before.ends_with("://") || before.ends_with('@') {
        return true;
    }
    if before.ends_with(['/', '_', '.', '$', '{', '*', '>', '\\']) {
        return false;
    }
    let has_port = after.strip_prefix(':').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    let is_numbered =
        labels.iter().any(|label| label.bytes().any(|byte| byte.is_ascii_digit() || byte == b'-'));
    let line = before.rsplit('\n').next().unwrap_or(before).to_lowercase();
    let is_named = ["host", "server", "ssh ", "ping ", "curl ", "dig ", "nslookup ", "node ", "machine"]
        .iter()
        .any(|word| line.contains(word));
    let is_package = matches!(labels[0], "com" | "org" | "io" | "net" | "java" | "javax" | "this" | "self");
    let is_member = labels.len() == 1 && is_member(labels[0], after);
    has_port || is_named || (!is_package && (is_numbered || !is_member))
}

/// Whether `config.internal` is a file or a member of something rather than a host: what a name of two
/// parts ends with is an ordinary word in code too.
fn is_member(label: &str, after: &str) -> bool {
    const OTHERS: &[&str] = &[
        "app",
        "application",
        "class",
        "conf",
        "config",
        "crate",
        "data",
        "defaults",
        "dev",
        "env",
        "git",
        "local",
        "main",
        "mod",
        "module",
        "obj",
        "options",
        "package",
        "pkg",
        "prod",
        "profile",
        "secrets",
        "settings",
        "spec",
        "state",
        "test",
        "values",
        "vars",
    ];
    OTHERS.contains(&label.to_ascii_lowercase().as_str())
        || label.starts_with(|c: char| c.is_ascii_uppercase())
        || after.trim_start().starts_with(['=', '[', '{'])
}
