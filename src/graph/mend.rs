//! The edits that fix a link.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;

use super::MOST_ANCHORS;
use crate::diagnostic::Fix;
use crate::markdown::Link;
use crate::text::Span;

/// Puts another path in the place of a link's, keeping its query and fragment. `None` where the link
/// is not written in a way that could hold a path.
pub(super) fn replace_path(
    source: &str,
    link: &Link,
    path: &str,
    query: &str,
    fragment: Option<&str>,
) -> Option<Fix> {
    let fragment = fragment.map(|fragment| format!("#{fragment}")).unwrap_or_default();
    let written = source.get(link.target_span.start..link.target_span.end)?;
    let is_in_brackets = source[..link.target_span.start].ends_with('<');
    let rest = format!("{query}{fragment}");
    // What is written after the path stays as it is, a `&amp;` too.
    let escaped = rest.replace('&', "&amp;");
    let kept = [&rest, &escaped].into_iter().find(|rest| written.ends_with(rest.as_str()))?;
    let span = Span::new(link.target_span.start, link.target_span.end - kept.len());
    holds_path(source, link).then(|| Fix::replace(span, as_target(path, is_in_brackets)))
}

/// Writes `/` for each `\`.
pub(super) fn slashes(source: &str, link: &Link) -> Option<Fix> {
    let written = source.get(link.target_span.start..link.target_span.end)?;
    // What is an escape or an entity does not belong in a path.
    let is_plain = written == link.target && holds_path(source, link);
    is_plain.then(|| Fix::replace(link.target_span, written.replace('\\', "/")))
}

/// Puts another fragment in the place of a link's.
pub(super) fn replace_fragment(source: &str, link: &Link, anchor: &str) -> Option<Fix> {
    let written = source.get(link.target_span.start..link.target_span.end)?;
    let at = link.target_span.start + written.find('#')? + 1;
    let is_plain = |c: char| !c.is_ascii() || c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let may = !link.kind.is_wiki() && is_exact(link) && anchor.chars().all(is_plain);
    may.then(|| Fix::replace(Span::new(at, link.target_span.end), anchor))
}

/// Takes `part` out of a link's target.
pub(super) fn remove(source: &str, link: &Link, part: &str) -> Option<Fix> {
    let written = source.get(link.target_span.start..link.target_span.end)?;
    let at = link.target_span.start + written.find(part)?;
    is_exact(link).then(|| Fix::remove(Span::new(at, at + part.len())))
}

/// Adds the slash that `https:/host` lacks.
pub(super) fn second_slash(source: &str, link: &Link) -> Option<Fix> {
    let written = source.get(link.target_span.start..link.target_span.end)?;
    let at = link.target_span.start + written.find(":/")? + 2;
    is_exact(link).then(|| Fix::insert(at, "/"))
}

/// The id that an author meant who got only letter case or punctuation wrong, or copied the prefix
/// that GitHub gives ids. `None` where several would fit.
pub(super) fn anchor<'a>(wanted: &str, anchors: &'a BTreeSet<String>) -> Option<&'a str> {
    let plain = |text: &str| -> String {
        text.nfc().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let wanted = plain(wanted.strip_prefix("user-content-").unwrap_or(wanted));
    let mut fitting = anchors.iter().take(MOST_ANCHORS).filter(|anchor| plain(anchor) == wanted);
    let first = fitting.next().filter(|_| !wanted.is_empty())?;
    fitting.next().is_none().then_some(first)
}

/// Whether a fragment names lines, as on a code host: `L10`, `L10-L20`.
pub(super) fn is_line_number(fragment: &str) -> bool {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let mut parts = fragment.split('-').map(|part| part.strip_prefix('L').unwrap_or(part));
    fragment.starts_with('L') && parts.all(is_number)
}

/// Whether a target with a space can only be a path or an address.
pub(super) fn looks_like_path(target: &str) -> bool {
    const KNOWN: &[&str] = &[
        "md", "markdown", "png", "jpg", "jpeg", "gif", "svg", "webp", "pdf", "drawio", "docx", "xlsx", "pptx",
    ];
    let is_rooted = ["./", "../", "/", "http://", "https://"].iter().any(|start| target.starts_with(start));
    let path = target.split(['#', '?']).next().unwrap_or(target);
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension).to_lowercase();
    is_rooted || KNOWN.contains(&extension.as_str())
}

/// Whether a link is written as `[text](path)`, `[label]: path` or `href="path"`: an address in angle
/// brackets or bare text cannot become a path.
fn holds_path(source: &str, link: &Link) -> bool {
    let first = source.as_bytes().get(link.span.start);
    let is_tag = link.target_span.start > link.span.start + 1;
    let fits = match first {
        Some(b'[' | b'!') => !link.kind.is_wiki(),
        Some(b'<') => is_tag,
        _ => false,
    };
    fits && is_exact(link)
}

/// Whether the target's own place is known.
fn is_exact(link: &Link) -> bool {
    link.target_span != link.span
}

/// A path as it may appear in a target, in Markdown and in an attribute. Parentheses may where each
/// has its other one, and spaces between angle brackets.
fn as_target(path: &str, is_in_brackets: bool) -> String {
    let may_stay = |c: char| match c {
        ' ' => is_in_brackets,
        '(' | ')' => is_in_brackets || is_balanced(path),
        _ => false,
    };
    let mut target = String::with_capacity(path.len());
    for c in path.chars() {
        match c {
            c if may_stay(c) => target.push(c),
            ' ' | '(' | ')' | '<' | '>' | '"' | '\'' | '&' | '%' | '#' | '?' | '\\' | '*' | '`' => {
                target.push_str(&format!("%{:02X}", u32::from(c)));
            }
            c => target.push(c),
        }
    }
    target
}

/// Whether parentheses open before they close, and all do.
fn is_balanced(path: &str) -> bool {
    let mut depth = 0_usize;
    for c in path.chars() {
        match c {
            '(' => depth += 1,
            ')' if depth == 0 => return false,
            ')' => depth -= 1,
            _ => {}
        }
    }
    depth == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_differ_by_case_or_punctuation() {
        let anchors: BTreeSet<String> =
            ["clean-up", "größe--maß", "a-b", "ab", "section"].map(str::to_owned).into();
        for (wanted, expected) in [
            ("Clean-Up", Some("clean-up")),
            ("cleanup", Some("clean-up")),
            ("clean_up", Some("clean-up")),
            ("user-content-clean-up", Some("clean-up")),
            ("Größe-Maß", Some("größe--maß")),
            ("gro\u{308}ße--maß", Some("größe--maß")),
            ("A-B", None),
            ("--", None),
            ("clean", None),
        ] {
            assert_eq!(anchor(wanted, &anchors), expected, "{wanted}");
        }
    }

    #[test]
    fn lines_and_paths() {
        assert!(is_line_number("L10") && is_line_number("L10-L20") && is_line_number("L1-20"));
        assert!(!is_line_number("L") && !is_line_number("10") && !is_line_number("Lab"));
        assert!(looks_like_path("my file.md#x") && looks_like_path("../a b"));
        assert!(!looks_like_path("see below") && !looks_like_path("a.b or c"));
        assert_eq!(as_target("a b/(ü).md", false), "a%20b/(ü).md");
        assert_eq!(as_target("a b/(ü).md", true), "a b/(ü).md");
        assert_eq!(as_target("a)(b(.md", false), "a%29%28b%28.md");
    }
}
