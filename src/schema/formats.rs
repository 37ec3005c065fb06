//! The formats that a schema can use in addition to those of JSON Schema, and those that we read
//! differently.

use super::dates;

/// A check of text.
type Check = fn(&str) -> bool;

/// Every format of ours with its check.
pub(super) const ALL: &[(&str, Check)] = &[
    ("date", dates::is_date),
    ("date-time", dates::is_date_time),
    ("date-or-date-time", dates::is_date_or_date_time),
    ("period", is_period),
    ("uri", is_address),
];

/// Whether `text` is of a format, as far as the format is one of ours.
pub(super) fn fits(format: &str, text: &str) -> bool {
    ALL.iter().find(|(name, _)| *name == format).is_none_or(|(_, check)| check(text))
}

/// What a reader's browser may be sent to; anything else could run code there.
const SCHEMES: [&str; 12] =
    ["http", "https", "mailto", "tel", "ftp", "irc", "ircs", "matrix", "xmpp", "slack", "ssh", "git"];

fn is_period(text: &str) -> bool {
    dates::parse_period(text).is_some()
}

/// Whether `text` is a full address with a scheme that is safe to link to. Letters beyond ASCII are
/// allowed, as browsers allow them.
fn is_address(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    let scheme = scheme.to_ascii_lowercase();
    let is_web = matches!(scheme.as_str(), "http" | "https");
    let has_host = rest.strip_prefix("//").is_some_and(|host| !host.is_empty() && !host.starts_with('/'));
    SCHEMES.contains(&scheme.as_str())
        && !rest.is_empty()
        && (!is_web || has_host)
        && !text.contains(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_full_and_safe() {
        for text in
            ["https://example.org", "http://[::1]/a?b#c", "mailto:a@example.org", "https://exämple.org/ü"]
        {
            assert!(is_address(text), "{text}");
        }
        for text in [
            "",
            "example.org",
            "/a/b",
            "https:",
            "https://",
            "https:///a",
            "javascript:alert(1)",
            "data:text/html,x",
            "https://a b",
        ] {
            assert!(!is_address(text), "{text}");
        }
    }
}
