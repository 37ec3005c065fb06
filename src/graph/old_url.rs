//! Old URLs (`aliases`): which path of the site one means, however its author spelled it, and how
//! browsers and hosts spell that path.

use percent_encoding::percent_decode_str;
use unicode_normalization::UnicodeNormalization;

use super::catalog::folder_of;
use super::target::below_base_url;
use crate::path::SitePath;
use crate::text::Span;
use crate::url::{encode_path, encode_rule};

/// The longest name of a file in bytes, `NAME_MAX` on Linux and elsewhere.
const LONGEST_NAME: usize = 255;
/// The longest old URL in bytes: a quarter of `PATH_MAX` (Linux) leaves room for where the site is written.
const LONGEST_PATH: usize = 1_024;

/// An old URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirect {
    /// The old path under the site's root, percent-decoded, without slashes at its ends.
    pub from: SitePath,
    /// The path as its author spelled it, percent-encoded, without slashes at its ends.
    pub spelled: String,
    /// The page.
    pub page: usize,
    /// Where the page says so.
    pub span: Span,
    /// Whether a file leads on; otherwise only hosts that read `_redirects` do.
    pub has_file: bool,
}

impl Redirect {
    /// The old URL under the site's root: with a slash at its end, unless it names an HTML file.
    pub fn href(&self) -> String {
        if self.from.extension() == Some("html") { self.from.to_string() } else { format!("{}/", self.from) }
    }

    /// The file that leads on.
    pub fn file(&self) -> String {
        let href = self.href();
        if href.ends_with('/') { format!("{href}index.html") } else { href }
    }

    /// The spellings of the old path under the site's root for `_redirects`, sorted. Cloudflare compares
    /// a rule with the path as the browser sent it, so each needs its own rule: all escaped, only what
    /// must be, the author's own, and letters with their marks apart.
    pub fn spellings(&self) -> Vec<String> {
        let from = self.from.as_str();
        let apart: String = from.nfd().collect();
        let mut all = vec![
            encode_path(from),
            encode_rule(from),
            encode_path(&apart),
            encode_rule(&apart),
            self.spelled.clone(),
        ];
        all.sort();
        all.dedup();
        all
    }
}

/// What is wrong with an old URL, and how to fix it.
pub(super) type Problem = (String, String);

/// An old URL as a path under the site's root, decoded, and as it is spelled. The home page and other
/// sites are not possible, nor a name that no file system takes: it would end the build.
pub(super) fn read(alias: &str, base_url: &str) -> Result<(SitePath, String), Problem> {
    let example = || "write the old path, such as `/old/name/`".to_owned();
    let path = below_base_url(base_url, alias).unwrap_or(alias);
    if path.starts_with("//") || path.contains("://") {
        return Err((format!("`{alias}` is an address of another site"), example()));
    }
    refused_characters(alias, path)?;
    let decoded = percent_decode_str(path).decode_utf8();
    let decoded = decoded.map_err(|_| (format!("`{alias}` is not UTF-8 once decoded"), example()))?;
    if decoded.contains(char::is_control) {
        return Err((format!("`{}` has a control character", alias.escape_default()), example()));
    }
    if decoded.contains('\\') {
        return Err((format!("`{alias}` has a backslash"), format!("write `{}`", path.replace('\\', "/"))));
    }
    let from = SitePath::new(&without_index(&decoded).nfc().collect::<String>());
    let from = from.ok_or_else(|| (format!("`{alias}` leads outside the site"), example()))?;
    if from.is_root() {
        return Err((format!("`{alias}` is the home page, which cannot be redirected"), example()));
    }
    // Netlify refuses such a rule.
    if from.parts().next() == Some(".netlify") {
        return Err((format!("`{alias}` is reserved by the host"), "remove it".to_owned()));
    }
    within_limits(alias, &from)?;
    // `..` in what the author spelled is resolved only in the path that was read.
    let is_plain = !path.split('/').any(|part| matches!(part, "." | ".."));
    let spelled = if is_plain { encode_written(without_index(path)) } else { encode_path(from.as_str()) };
    Ok((from, spelled))
}

/// Characters that mean something else in an address than a part of its path.
fn refused_characters(alias: &str, path: &str) -> Result<(), Problem> {
    let Some(at) = path.find(['?', '#', '*']) else { return Ok(()) };
    let before = &path[..at];
    let instead =
        if before.trim_matches('/').is_empty() { String::new() } else { format!("write `{before}`, or ") };
    Err(match &path[at..=at] {
        "#" => {
            let why = "browsers do not send what follows `#`";
            (
                format!("`{alias}` has a fragment, which cannot be redirected: {why}"),
                instead + "write `%23` for a `#` in a name",
            )
        }
        "?" => {
            let why = "static hosts only look at the path";
            (
                format!("`{alias}` has a query, which cannot be redirected: {why}"),
                instead + "write `%3F` for a `?` in a name",
            )
        }
        _ => {
            let help = "list each old URL, or write `%2A` for a `*` in a name";
            (format!("`{alias}` is a pattern, not the path of one page"), help.to_owned())
        }
    })
}

fn within_limits(alias: &str, path: &SitePath) -> Result<(), Problem> {
    if path.as_str().len() <= LONGEST_PATH && path.parts().all(|part| part.len() <= LONGEST_NAME) {
        return Ok(());
    }
    let start = &alias[..alias.floor_char_boundary(40)];
    let message = format!(
        "the old URL `{start}…` is too long: at most {LONGEST_NAME} bytes between slashes, {LONGEST_PATH} \
         in all"
    );
    Err((message, "remove it; no file can have that name".to_owned()))
}

/// A path without the name of the file that represents its folder.
fn without_index(path: &str) -> &str {
    folder_of(path, "index.html").unwrap_or(path)
}

/// A path as its author escaped it, with the rest escaped that a rule needs escaped.
fn encode_written(path: &str) -> String {
    let parts = path.split('/').filter(|part| !part.is_empty());
    parts.map(encode_part).collect::<Vec<_>>().join("/")
}

/// As [`encode_rule`], but escapes that are there stay.
fn encode_part(part: &str) -> String {
    let is_escape = |rest: &str| rest.len() >= 3 && rest.as_bytes()[1..3].iter().all(u8::is_ascii_hexdigit);
    let mut encoded = String::with_capacity(part.len());
    let mut pieces = part.split('%');
    encoded.push_str(&encode_rule(pieces.next().unwrap_or_default()));
    let mut at = part.find('%').unwrap_or(part.len());
    for piece in pieces {
        encoded.push_str(if is_escape(&part[at..]) { "%" } else { "%25" });
        encoded.push_str(&encode_rule(piece));
        at += piece.len() + 1;
    }
    encoded
}

/// Whether a site can have a file of this path everywhere that sites are kept: Netlify refuses a whole
/// deploy for a `#` or `?`, upload tools and Windows the others, and servers hide what begins with a dot.
pub(super) fn may_be_a_file(path: &SitePath) -> bool {
    let is_hidden = |part: &str| part.starts_with('.') && part != ".well-known";
    !path.as_str().contains(['#', '?', '*', '<', '>', '"', '|']) && !path.parts().any(is_hidden)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(alias: &str) -> String {
        read(alias, "https://docs.example.org/kb").unwrap().0.to_string()
    }

    #[test]
    fn however_it_is_spelled_it_is_one_path() {
        for (alias, expected) in [
            ("/old/name/", "old/name"),
            ("old/name/index.html", "old/name"),
            ("/old/myindex.html", "old/myindex.html"),
            ("/%C3%BCber/", "über"),
            ("/u%CC%88ber/", "über"),
            ("/My%20Page/", "My Page"),
            ("/My Page/", "My Page"),
            ("/My+Page", "My+Page"),
            ("/wiki/Help%3AFoo/", "wiki/Help:Foo"),
            ("/wiki/Help:Foo", "wiki/Help:Foo"),
            ("/a%2Fb/", "a/b"),
            ("/a%2520b/", "a%20b"),
            ("/100%/x", "100%/x"),
            ("/what%3F/", "what?"),
            ("http://Docs.example.org/kb/old/", "old"),
        ] {
            assert_eq!(path(alias), expected, "{alias}");
        }
    }

    #[test]
    fn what_is_not_one_path_of_this_site_says_why() {
        for (bad, why) in [
            ("/", "home page"),
            ("", "home page"),
            ("/index.html", "home page"),
            ("//", "another site"),
            ("https://x/y", "another site"),
            ("/../x", "outside the site"),
            ("/%2e%2E/x", "outside the site"),
            ("/*", "pattern"),
            ("/index.php?title=A", "query"),
            ("/a/#b", "fragment"),
            ("/%FF/", "not UTF-8"),
            ("/a%00b", "control"),
            ("\\old\\page", "backslash"),
            ("/.netlify/x", "host"),
        ] {
            let (message, help) = read(bad, "").unwrap_err();
            assert!(message.contains(why) && !help.is_empty(), "{bad}: {message}");
        }
        assert!(read("/a/#b", "").unwrap_err().1.starts_with("write `/a/`, or "));
    }

    #[test]
    fn a_rule_for_each_spelling() {
        let spellings = |alias: &str| {
            let (from, spelled) = read(alias, "").unwrap();
            Redirect { from, spelled, page: 0, span: Span::default(), has_file: true }.spellings()
        };
        assert_eq!(spellings("/old/a/"), ["old/a"]);
        assert_eq!(spellings("/My Page/"), ["My%20Page"]);
        assert_eq!(spellings("/a+b"), ["a%2Bb", "a+b"]);
        assert_eq!(spellings("/a%2fb/"), ["a%2fb", "a/b"]);
        assert_eq!(spellings("/über/"), ["%C3%BCber", "u%CC%88ber"]);
        assert_eq!(spellings("/100%/"), ["100%25"]);
        assert_eq!(spellings("/a%2520b"), ["a%2520b"]);
        // A name after a colon would be taken for a placeholder, which fits anything.
        assert_eq!(spellings("/wiki/Help:Foo"), ["wiki/Help%3AFoo"]);
        assert_eq!(spellings("/at/12:30"), ["at/12%3A30", "at/12:30"]);
    }

    #[test]
    fn hosts_do_not_hold_every_name() {
        for (path, expected) in [
            ("wiki/Help:Foo", true),
            ("My Page", true),
            (".well-known/x", true),
            ("a?", false),
            (".git/x", false),
        ] {
            assert_eq!(may_be_a_file(&SitePath::new(path).unwrap()), expected, "{path}");
        }
    }
}
