//! The site's own `_headers` and `_redirects`, read as Netlify and Cloudflare Pages read them, so that
//! the preview behaves as the published site will.

use std::collections::HashMap;

use percent_encoding::percent_decode_str;

use crate::url::is_pattern;

/// Headers that belong to the connection or to the preview, whatever the site says. HTTPS cannot be
/// asked of a server that has none, and no other site may read (`Access-Control-…`) what is not published yet.
const OURS: &[&str] = &[
    "cache-control",
    "connection",
    "content-length",
    "cross-origin-resource-policy",
    "date",
    "etag",
    "strict-transport-security",
    "transfer-encoding",
];

/// The rules of one site.
#[derive(Debug, Default)]
pub(super) struct Rules {
    headers: Vec<(String, Vec<(String, String)>)>,
    redirects: HashMap<String, Redirect>,
}

/// Where an old path leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Redirect {
    pub(super) to: String,
    pub(super) status: u16,
}

impl Rules {
    pub(super) fn new(headers: &str, redirects: &str) -> Self {
        Self { headers: parse_headers(headers), redirects: parse_redirects(redirects) }
    }

    /// The headers that the site wants on a path, in order.
    pub(super) fn headers(&self, path: &str) -> impl Iterator<Item = (&str, &str)> {
        let matching = self.headers.iter().filter(move |(pattern, _)| matches(pattern, path));
        matching.flat_map(|(_, headers)| headers).map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The redirect of exactly this path; a slash at its end does not count.
    pub(super) fn redirect(&self, path: &str) -> Option<&Redirect> {
        self.redirects.get(path.trim_end_matches('/'))
    }
}

/// `*` stands for anything, once.
fn matches(pattern: &str, path: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == path,
        Some((start, end)) => {
            path.len() >= start.len() + end.len() && path.starts_with(start) && path.ends_with(end)
        }
    }
}

fn parse_headers(text: &str) -> Vec<(String, Vec<(String, String)>)> {
    let mut blocks: Vec<(String, Vec<(String, String)>)> = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#')) {
        if !line.starts_with([' ', '\t']) {
            blocks.push((line.trim().to_owned(), Vec::new()));
        } else if let (Some((_, headers)), Some(header)) = (blocks.last_mut(), parse_header(line)) {
            headers.push(header);
        }
    }
    blocks
}

fn parse_header(line: &str) -> Option<(String, String)> {
    let (name, value) = line.trim().split_once(':')?;
    let is_token = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let lower = name.to_ascii_lowercase();
    let is_ours = OURS.contains(&lower.as_str()) || lower.starts_with("access-control-");
    if !is_token || is_ours {
        return None;
    }
    let value = match name.eq_ignore_ascii_case("content-security-policy") {
        true => without_https(value),
        false => value.trim().to_owned(),
    };
    Some((name.to_owned(), value))
}

/// A content security policy that does not send the browser to an HTTPS that is not there.
fn without_https(policy: &str) -> String {
    let is_wanted = |directive: &&str| {
        !["", "upgrade-insecure-requests", "block-all-mixed-content"]
            .contains(&directive.to_ascii_lowercase().as_str())
    };
    policy.split(';').map(str::trim).filter(is_wanted).collect::<Vec<_>>().join("; ")
}

/// Exact paths only: opslore writes no others.
fn parse_redirects(text: &str) -> HashMap<String, Redirect> {
    let mut redirects = HashMap::new();
    for line in text.lines() {
        let parts: Vec<&str> = line.split_whitespace().take_while(|part| !part.starts_with('#')).collect();
        let [from, to, rest @ ..] = parts.as_slice() else { continue };
        let status = rest.first().and_then(|status| status.trim_end_matches('!').parse().ok()).unwrap_or(301);
        if from.starts_with('/') && !is_pattern(from) {
            let from = percent_decode_str(from).decode_utf8_lossy();
            // The first rule wins.
            let redirect = Redirect { to: (*to).to_owned(), status };
            redirects.entry(from.trim_end_matches('/').to_owned()).or_insert(redirect);
        }
    }
    redirects
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_headers() {
        let rules = Rules::new(
            "# all\n/*\n  X-Frame-Options: DENY\n  Cache-Control: max-age=9\n  Content-Security-Policy: default-src 'self'; upgrade-insecure-requests\n  bad name: x\n\n/api/*.json\n  Access-Control-Allow-Origin: *\n",
            "",
        );
        let all: Vec<_> = rules.headers("/a/").collect();
        assert_eq!(all, [("X-Frame-Options", "DENY"), ("Content-Security-Policy", "default-src 'self'")]);
        assert_eq!(rules.headers("/api/pages.json").count(), 2, "no other site may read the preview");
    }

    #[test]
    fn reads_redirects() {
        let rules = Rules::new(
            "",
            "/old /new/ 302 # why\n/old/ /second\n/a%20b https://example.org\n/x/* /y 301\nbad\n\
             /wiki/Help%3AFoo /help/\n/n/:year /n/\n/what%3F /why/\n",
        );
        let redirect = |path| rules.redirect(path).map(|redirect| (redirect.to.as_str(), redirect.status));
        assert_eq!(redirect("/old/"), Some(("/new/", 302)));
        assert_eq!(redirect("/a b"), Some(("https://example.org", 301)));
        assert_eq!(redirect("/x/y"), None);
        assert_eq!(redirect("/wiki/Help:Foo/"), Some(("/help/", 301)));
        assert_eq!(redirect("/what?"), Some(("/why/", 301)));
        assert_eq!(redirect("/n/:year"), None, "a pattern");
    }
}
