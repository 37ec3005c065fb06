//! Bare URLs and e-mail addresses in text, as GitHub links them (GFM's extended autolinks).

use std::ops::Range;

/// A bare address: its bytes in the text and where it leads.
#[derive(Debug, PartialEq)]
pub(super) struct Autolink {
    pub(super) range: Range<usize>,
    pub(super) target: String,
}

/// The addresses in `text`, in order. `before` is the character that precedes the text.
pub(super) fn find(text: &str, before: Option<char>) -> Vec<Autolink> {
    let mut found = Vec::new();
    let (mut at, mut floor, mut barred) = (0, 0, 0);
    while let Some(offset) = text[at..].find([':', 'w', 'W', '@']) {
        let hit = at + offset;
        let scan = Scan { text, before, floor };
        let url = match text.as_bytes()[hit] {
            b'@' => Ok(scan.email(hit)),
            _ if hit < barred => Ok(None),
            b':' => scan.url(hit),
            _ => scan.www(hit),
        };
        let link = url.unwrap_or_else(|Barred(end)| {
            barred = end;
            None
        });
        at = hit + 1;
        match link {
            Some(link) => {
                at = link.range.end;
                floor = at;
                found.push(link);
            }
            None if text.as_bytes()[hit] == b'@' => floor = at,
            None => {}
        }
    }
    found
}

/// No URL begins before this place either, so that what follows is not looked through for each of them.
struct Barred(usize);

/// A text and the place before which nothing may be taken.
struct Scan<'a> {
    text: &'a str,
    before: Option<char>,
    floor: usize,
}

impl Scan<'_> {
    fn char_before(&self, at: usize) -> Option<char> {
        self.text[..at].chars().next_back().or(self.before)
    }

    /// `https://…` around the colon at `colon`.
    fn url(&self, colon: usize) -> Result<Option<Autolink>, Barred> {
        let Some(rest) = self.text[colon..].strip_prefix("://") else { return Ok(None) };
        let start = self.back(colon, |byte| byte.is_ascii_alphabetic());
        let scheme = self.text[start..colon].to_ascii_lowercase();
        let known = ["http", "https", "ftp"].contains(&scheme.as_str());
        let is_free = self.char_before(start).is_none_or(|c| !c.is_alphanumeric() || is_unspaced(c));
        if !known || !is_free || !starts_domain(rest) || domain(rest, true).is_err() {
            return Ok(None);
        }
        self.link(start, colon + 3, "").map(Some)
    }

    /// `www.…` at `start`.
    fn www(&self, start: usize) -> Result<Option<Autolink>, Barred> {
        let rest = &self.text[start..];
        let is_www = rest.get(..4).is_some_and(|www| www.eq_ignore_ascii_case("www."));
        // A cell of a table and what follows a tag begin again.
        let free = |c: char| {
            c.is_whitespace()
                || is_unspaced(c)
                || matches!(
                    c,
                    '*' | '_' | '~' | '(' | '"' | '\'' | '|' | '>' | '（' | '「' | '『' | '【' | '《'
                )
        };
        if !is_www || !self.char_before(start).is_none_or(free) {
            return Ok(None);
        }
        domain(rest, false).map_err(|labels| Barred(start + labels))?;
        self.link(start, start, "http://").map(Some)
    }

    /// The link from `start` as far as a URL goes; `host` is where its host begins.
    fn link(&self, start: usize, host: usize, prefix: &str) -> Result<Autolink, Barred> {
        let rest = &self.text[host..];
        let end = rest.find(|c: char| c.is_whitespace() || c == '<' || is_wide_punctuation(c));
        let end = end.unwrap_or(rest.len());
        // `https://grafana.<env>.example.org` has a blank to fill in: the part before it leads nowhere.
        if rest[end..].starts_with('<') {
            return Err(Barred(host + end));
        }
        let end = host + trimmed(&rest[..end]);
        let text = &self.text[start..end];
        Ok(Autolink { range: start..end, target: format!("{prefix}{text}") })
    }

    /// `name@example.org` around the `@` at `sign`.
    fn email(&self, sign: usize) -> Option<Autolink> {
        let local = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'+' | b'-' | b'_');
        let start = self.back(sign, local);
        if start == sign {
            return None;
        }
        let rest = &self.text[sign + 1..];
        let in_domain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        let reach = rest.find(|c| !in_domain(c)).unwrap_or(rest.len());
        let domain = rest[..reach].trim_end_matches('.');
        let labels_fit = domain.contains('.') && domain.split('.').all(|label| !label.is_empty());
        // `git@example.org:group/project` is a repository, nobody to write to.
        let mut after = rest[reach..].chars();
        let is_repository = after.next() == Some(':')
            && after.next().is_some_and(|c| c.is_alphanumeric() || matches!(c, '/' | '~'));
        if !labels_fit || !domain.ends_with(|c: char| c.is_ascii_alphabetic()) || is_repository {
            return None;
        }
        let end = sign + 1 + domain.len();
        let written = self.text[self.floor..start].len();
        let start = match self.text[self.floor..start].strip_suffix("mailto:") {
            Some(before) => start - (written - before.len()),
            None => start,
        };
        let target = self.text[start..end].to_owned();
        let target = if target.starts_with("mailto:") { target } else { format!("mailto:{target}") };
        Some(Autolink { range: start..end, target })
    }

    /// The first byte of the run that ends before `end` and holds only bytes that `fits` accepts.
    fn back(&self, end: usize, fits: impl Fn(u8) -> bool) -> usize {
        let run = self.text.as_bytes()[self.floor..end].iter().rev().take_while(|byte| fits(**byte));
        end - run.count()
    }
}

fn starts_domain(text: &str) -> bool {
    text.starts_with(char::is_alphanumeric)
}

/// Whether `text` starts with a host name; `short` allows one without a dot. Where it does not, where the
/// last two labels begin: they decide for every name that ends there.
fn domain(text: &str, short: bool) -> Result<(), usize> {
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    let end = text.find(|c| !fits(c)).unwrap_or(text.len());
    let host = text[..end].trim_end_matches('.');
    let labels = host.rmatch_indices('.').nth(1).map_or(0, |(dot, _)| dot + 1);
    let is_name = !host[labels..].contains('_') && (short || host.contains('.'));
    if is_name { Ok(()) } else { Err(labels) }
}

/// Letters of languages that write no blanks between words.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}')
}

/// Punctuation of such languages, which no address has: it ends the address, since no blank would.
fn is_wide_punctuation(c: char) -> bool {
    matches!(c, '\u{3001}' | '\u{3002}' | '\u{3008}'..='\u{3011}' | '\u{3014}'..='\u{301b}')
        || matches!(c, '！' | '（' | '）' | '，' | '：' | '；' | '？' | '｜' | '“' | '”')
}

/// The length of `url` without the punctuation that belongs to the sentence around it: what GitHub leaves
/// out, and brackets that are not opened in it.
pub(super) fn trimmed(url: &str) -> usize {
    let mut end = url.len();
    let surplus = |open, close| url.matches(close).count().saturating_sub(url.matches(open).count());
    let mut surpluses =
        [('(', ')'), ('[', ']'), ('{', '}')].map(|(open, close)| (close, surplus(open, close)));
    while let Some(last) = url[..end].chars().next_back() {
        match last {
            '?' | '!' | '.' | ',' | ':' | '*' | '_' | '~' | '\'' | '"' => end -= 1,
            ')' | ']' | '}' => match surpluses.iter_mut().find(|(close, _)| *close == last) {
                Some((_, left)) if *left > 0 => {
                    *left -= 1;
                    end -= 1;
                }
                _ => break,
            },
            ';' => end = before_reference(&url[..end]),
            _ => break,
        }
    }
    end
}

/// Where the character reference begins that ends `url`, or else its `;`.
fn before_reference(url: &str) -> usize {
    let body = url[..url.len() - 1].trim_end_matches(|c: char| c.is_ascii_alphanumeric());
    let name = url.len() - 1 - body.len();
    if body.ends_with('&') && name > 0 { body.len() - 1 } else { url.len() - 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn targets(text: &str) -> Vec<String> {
        find(text, None).into_iter().map(|link| link.target).collect()
    }

    #[test]
    fn finds_what_github_links() {
        for (text, expected) in [
            ("see https://example.org/a?b=c&d=e.", "https://example.org/a?b=c&d=e"),
            ("(https://example.org/a_(b))", "https://example.org/a_(b)"),
            ("www.example.org/x,", "http://www.example.org/x"),
            ("http://localhost:9090/metrics", "http://localhost:9090/metrics"),
            ("https://example.org/&copy;", "https://example.org/"),
            ("\"https://example.org\"", "https://example.org"),
            ("ftp://example.org", "ftp://example.org"),
            ("a.b-c_d@example.org.", "mailto:a.b-c_d@example.org"),
            ("mailto:foo@bar.baz", "mailto:foo@bar.baz"),
            ("HTTPS://EXAMPLE.ORG", "HTTPS://EXAMPLE.ORG"),
            ("https://例え.jp/ü", "https://例え.jp/ü"),
            ("見よhttps://a.example/b。次", "https://a.example/b"),
            ("（www.a.example/b）", "http://www.a.example/b"),
            ("[https://a.example/b[0]]", "https://a.example/b[0]"),
            ("${https://a.example/{b}}", "https://a.example/{b}"),
        ] {
            assert_eq!(targets(text), [expected], "{text}");
        }
    }

    #[test]
    fn leaves_the_rest_alone() {
        for text in [
            "xhttps://example.org",
            "javascript://example.org",
            "https://",
            "https://$HOST/x",
            "https://grafana.<env>.example.org",
            "awww.example.org",
            "http://a.b_c",
            "user@10.0.0.1",
            "user@host",
            "@example.org",
            "a@b..c",
            "git@example.org:group/project.git",
            "a@b.c-_",
            "10:30 w @ w",
        ] {
            assert_eq!(targets(text), [""; 0], "{text}");
        }
        assert!(find("www.example.org", Some('x')).is_empty());
    }

    #[test]
    fn what_is_no_url_is_looked_through_once() {
        let many = 100_000;
        assert_eq!(targets(&"www._".repeat(many)), [""; 0]);
        assert_eq!(targets(&format!("{}<", "(https://a(www.b.c".repeat(many))), [""; 0]);
        let mixed = format!("{}d.e f@g.h<i> www.j.k", "www._".repeat(many));
        assert_eq!(targets(&mixed), ["mailto:f@g.h", "http://www.j.k"]);
        assert_eq!(targets("www.a_b.c www._._www.d.e"), ["http://www._._www.d.e"]);
        assert_eq!(targets("(https://a(b@c.d<"), ["mailto:b@c.d"]);
    }

    #[test]
    fn finds_several() {
        assert_eq!(
            targets("https://a.b and c@d.ef, www.g.hi; x"),
            ["https://a.b", "mailto:c@d.ef", "http://www.g.hi"]
        );
    }
}
