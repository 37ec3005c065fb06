//! Percent-encoding (RFC 3986), in one place.

use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, utf8_percent_encode};

/// What section 2.3 calls unreserved, and the slash.
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// Everything that may appear in no part of a URL: section 2 lists what may.
const NOWHERE: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// What a path keeps unescaped when a browser sends it, apart from what a rule of `_redirects` reads as a
/// pattern: the path percent-encode set of the WHATWG's URL Standard, section 1.3, with `*` and `:`.
const RULE: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'*')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'}');

/// Percent-encodes a path for a URL; `/` stays.
pub fn encode_path(path: &str) -> String {
    utf8_percent_encode(path, PATH).to_string()
}

/// Percent-encodes a path for a rule of `_redirects`, as little as a browser does. A `:` stays only where
/// neither Netlify (at the start of a part) nor Cloudflare (before a letter) reads a placeholder.
pub fn encode_rule(path: &str) -> String {
    let encoded = utf8_percent_encode(path, RULE).to_string();
    let mut rule = String::with_capacity(encoded.len());
    let mut chars = encoded.chars().peekable();
    while let Some(c) = chars.next() {
        let is_placeholder =
            rule.is_empty() || rule.ends_with('/') || chars.peek().is_some_and(char::is_ascii_alphabetic);
        match c {
            ':' if is_placeholder => rule.push_str("%3A"),
            c => rule.push(c),
        }
    }
    rule
}

/// Whether the path of a rule of `_redirects` is a pattern for Netlify or Cloudflare Pages.
pub fn is_pattern(rule: &str) -> bool {
    let is_name = |(at, _): (usize, &str)| {
        rule[..at].ends_with('/') || rule[at + 1..].starts_with(|c: char| c.is_ascii_alphabetic())
    };
    rule.contains('*') || rule.match_indices(':').any(is_name)
}

/// Percent-encodes a fragment, without its `#`; what may appear in one stays.
pub fn encode_fragment(fragment: &str) -> String {
    utf8_percent_encode(fragment, NOWHERE).to_string()
}

/// Percent-encodes what is not ASCII, and control characters; everything else stays.
pub fn encode_other(text: &str) -> String {
    utf8_percent_encode(text, CONTROLS).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_has_to_be_is_encoded() {
        assert_eq!(encode_path("a b/ü#?.md"), "a%20b/%C3%BC%23%3F.md");
        assert_eq!(encode_fragment("page=2&x:ü"), "page=2&x:%C3%BC");
        assert_eq!(encode_fragment("a b\"<"), "a%20b%22%3C");
    }

    #[test]
    fn a_rule_is_no_pattern() {
        for (path, rule) in [
            ("a b/ü", "a%20b/%C3%BC"),
            ("a+b(c)", "a+b(c)"),
            ("100%", "100%25"),
            (":a/b:c/:1/12:30", "%3Aa/b%3Ac/%3A1/12:30"),
            ("a*", "a%2A"),
        ] {
            assert_eq!(encode_rule(path), rule);
            assert!(!is_pattern(&format!("/{rule}")), "{rule}");
        }
        assert!(is_pattern("/news/:year") && is_pattern("/a:b") && is_pattern("/x/*"));
    }
}
