//! Which URLs may become links.

/// The schemes that a link may use. None of them can run code in a reader's browser.
pub(super) const SCHEMES: [&str; 12] =
    ["http", "https", "mailto", "tel", "ftp", "irc", "ircs", "matrix", "xmpp", "slack", "ssh", "git"];

/// Whether a URL leads out of the site: it begins with `//` or a scheme (RFC 3986, section 4.2).
pub(super) fn is_elsewhere(url: &str) -> bool {
    let scheme = url.split_once(':').map_or("", |(scheme, _)| scheme);
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    url.starts_with("//") || is_scheme
}

/// The scheme of `url` that is not allowed, as a browser would read it: control characters and white
/// space do not count, nor does letter case. `None` for everything that may become a link.
pub(super) fn forbidden_scheme(url: &str) -> Option<String> {
    let end = url.find([':', '/', '?', '#', '\\'])?;
    if url.as_bytes()[end] != b':' {
        return None;
    }
    let scheme: String = url[..end]
        .chars()
        .filter(|c| !c.is_control() && !c.is_whitespace() && !is_invisible(*c))
        .map(|c| c.to_ascii_lowercase())
        .collect();
    // `page.md:12` is a path with a line number; no scheme in use has a dot.
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-'));
    (is_scheme && !SCHEMES.contains(&scheme.as_str())).then_some(scheme)
}

/// Whether a scheme is one that runs code or reads files, and nobody's placeholder.
pub(super) fn is_dangerous(scheme: &str) -> bool {
    ["javascript", "vbscript", "data", "file", "blob", "livescript", "mocha"].contains(&scheme)
}

/// Characters that nobody sees, in a place where they can only serve to hide a scheme.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{fffd}')
}

/// Appends `url` as the value of an attribute: escaped, and with the characters percent-encoded that
/// have no place in a URL.
pub(super) fn push_attribute(out: &mut String, url: &str) {
    for c in url.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '\'' => out.push_str("&#39;"),
            '\0' => out.push_str("%EF%BF%BD"),
            ' ' | '"' | '<' | '>' | '`' | '\\' | '^' | '{' | '|' | '}' | '\u{1}'..='\u{1f}' | '\u{7f}' => {
                out.push_str(&format!("%{:02X}", u32::from(c)));
            }
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_what_a_browser_would_run() {
        for (url, expected) in [
            ("https://example.org", None),
            ("HTTPS://example.org", None),
            ("mailto:a@b.c", None),
            ("//example.org/x:y", None),
            ("page.md:12", None),
            ("a/b:c", None),
            ("?a:b", None),
            ("#a:b", None),
            ("10:30.md", None),
            ("", None),
            ("javascript:alert(1)", Some("javascript")),
            (" java\nscript\t:alert(1)", Some("javascript")),
            ("\u{1}JAVASCRIPT:x", Some("javascript")),
            ("data:text/html,x", Some("data")),
            ("vbscript:x", Some("vbscript")),
            ("view-source:x", Some("view-source")),
            ("localhost:9090", Some("localhost")),
        ] {
            assert_eq!(forbidden_scheme(url).as_deref(), expected, "{url}");
        }
    }

    #[test]
    fn knows_what_leaves_the_site() {
        for url in ["//a", "https://a", "mailto:a@b", "TEL:1", "https:/a"] {
            assert!(is_elsewhere(url), "{url}");
        }
        for url in ["a.png", "./a:b.png", "../a", "#a", "/a", "?a:b"] {
            assert!(!is_elsewhere(url), "{url}");
        }
    }

    #[test]
    fn escapes() {
        let mut out = String::new();
        push_attribute(&mut out, "a b?x=1&y=\"2\"#ü");
        assert_eq!(out, "a%20b?x=1&amp;y=%222%22#ü");
    }
}
