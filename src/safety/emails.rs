//! E-mail addresses of people.

use std::ops::Range;

use super::hosts::is_reserved;

/// Names of roles, not of people: whoever writes to one reaches an office.
const ROLES: &[&str] = &[
    "abuse",
    "admin",
    "administrator",
    "announce",
    "billing",
    "bot",
    "bugs",
    "cert",
    "ci",
    "compliance",
    "conduct",
    "contact",
    "csirt",
    "cve",
    "devops",
    "disclosure",
    "feedback",
    "hello",
    "help",
    "helpdesk",
    "hostmaster",
    "incident",
    "incidents",
    "info",
    "infosec",
    "it",
    "legal",
    "list",
    "mail",
    "mailer-daemon",
    "maintainers",
    "marketing",
    "media",
    "monitoring",
    "noc",
    "no-reply",
    "noreply",
    "donotreply",
    "do-not-reply",
    "notifications",
    "office",
    "oncall",
    "on-call",
    "operations",
    "ops",
    "pager",
    "platform",
    "postmaster",
    "press",
    "privacy",
    "psirt",
    "reports",
    "root",
    "sales",
    "secalert",
    "secure",
    "security",
    "service",
    "soc",
    "sre",
    "status",
    "support",
    "sysadmin",
    "team",
    "vuln",
    "vulnerability",
    "webmaster",
    "datenschutz",
    "kontakt",
    "kundendienst",
    "leitstelle",
    "technik",
    "zentrale",
];

/// Names of accounts on machines, not of people.
const ACCOUNTS: &[&str] = &[
    "git",
    "hg",
    "svn",
    "ubuntu",
    "debian",
    "ec2-user",
    "centos",
    "core",
    "fedora",
    "rocky",
    "almalinux",
    "opc",
    "cloud-user",
    "azureuser",
    "vagrant",
    "pi",
    "postgres",
    "deploy",
    "user",
    "username",
    "your_user",
    "youruser",
    "me",
    "you",
    "name",
    "email",
    "someone",
    "somebody",
    "nobody",
    "example",
    "foo",
    "bar",
    "test",
    "hostname",
    "host",
];

/// Endings of names that look like domains and are files or units of systemd.
const ENDINGS: &[&str] = &[
    "service", "timer", "socket", "target", "mount", "path", "slice", "scope", "device", "swap", "md",
    "yaml", "yml", "json", "sh", "py", "go", "js", "ts", "txt", "conf", "cfg", "log", "png", "svg", "local",
    "internal", "lan", "corp",
];

/// The most bytes that a local part and a domain may have (RFC 5321).
const LONGEST: (usize, usize) = (64, 255);

/// Every address of a person in `text`.
pub(super) fn emails(text: &str) -> Vec<Range<usize>> {
    text.match_indices('@').filter_map(|(at, _)| email(text, at)).collect()
}

fn email(text: &str, at: usize) -> Option<Range<usize>> {
    let is_local = |byte: &u8| byte.is_ascii_alphanumeric() || b"._%+-".contains(byte);
    let is_domain = |byte: &u8| byte.is_ascii_alphanumeric() || b".-".contains(byte);
    let local = text[..at].bytes().rev().take(LONGEST.0 + 1).take_while(is_local).count();
    let domain = text[at + 1..].bytes().take(LONGEST.1 + 1).take_while(is_domain).count();
    let name = text[at - local..at].trim_start_matches(['.', '-', '_', '%', '+']);
    let domain = text[at + 1..at + 1 + domain].trim_end_matches(['.', '-']);
    let range = at - name.len()..at + 1 + domain.len();
    let is_address = !name.is_empty()
        && name.len() <= LONGEST.0
        && has_top_level(domain)
        && !is_elsewhere(text, &range)
        && !is_nobody(name, domain);
    is_address.then_some(range)
}

/// Whether a domain ends in something that may be a top-level domain.
fn has_top_level(domain: &str) -> bool {
    let Some((rest, top)) = domain.rsplit_once('.') else { return false };
    let is_top = (2..=18).contains(&top.len()) && top.bytes().all(|byte| byte.is_ascii_alphabetic());
    let labels_exist = rest.split('.').all(|label| !label.is_empty() && !label.starts_with('-'));
    is_top && labels_exist && !ENDINGS.contains(&top.to_ascii_lowercase().as_str())
}

/// Whether the same characters mean something else here: part of an address of the web, a prompt, the
/// far side of a copy.
fn is_elsewhere(text: &str, range: &Range<usize>) -> bool {
    let start = text.ceil_char_boundary(range.start.saturating_sub(256));
    let before = &text[start..range.start];
    let word =
        before.rsplit(|c: char| c.is_whitespace() || "<>()[]\"'`,;".contains(c)).next().unwrap_or(before);
    let line = before.rsplit('\n').next().unwrap_or(before);
    let after = &text[range.end..];
    let is_remote = after.starts_with(":~")
        || after.starts_with(":/")
        || after.starts_with(":./")
        || after.starts_with(['@', '/']);
    let is_command = ["ssh ", "scp ", "rsync ", "sftp ", "sshfs ", "ssh-copy-id ", "mosh "]
        .iter()
        .any(|name| line.contains(name));
    word.contains("://")
        || word.ends_with(['/', ':', '=']) && word.contains('/')
        || word.ends_with('@')
        || is_remote
        || is_command
}

fn is_nobody(name: &str, domain: &str) -> bool {
    let (name, domain) = (name.to_ascii_lowercase(), domain.to_ascii_lowercase());
    let base = name.split('+').next().unwrap_or(&name);
    let is_role = |word: &str| ROLES.contains(&word) || ACCOUNTS.contains(&word);
    let is_blank = ["..", "%", "firstname", "lastname", "your"].iter().any(|blank| name.contains(blank));
    let is_list = domain.starts_with("lists.")
        || domain.starts_with("groups.")
        || domain.contains("googlegroups.")
        || [
            "-dev",
            "-announce",
            "-users",
            "-discuss",
            "-list",
            "-team",
            "-security",
            "-support",
            "-alerts",
            "-oncall",
        ]
        .iter()
        .any(|ending| base.ends_with(ending));
    is_blank
        || is_reserved(&domain)
        || is_role(base)
        || base.split(['-', '_', '.']).any(|word| ROLES.contains(&word) && word.len() > 2)
        || is_list
        || domain.contains("noreply.")
        || base.bytes().all(|byte| byte.is_ascii_digit() || byte == b'x' || byte == b'.')
        || domain.ends_with("gserviceaccount.com")
        || matches!(
            domain.as_str(),
            "email.com"
                | "domain.com"
                | "mail.com"
                | "johndoe.com"
                | "company.com"
                | "yourcompany.com"
                | "acme.com"
                | "foo.com"
                | "bar.com"
        )
}
