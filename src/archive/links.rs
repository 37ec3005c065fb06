//! Links that name the index page of a folder, as local files need it.

use percent_encoding::percent_decode_str;

use super::archived;
use crate::attachment::is_portable;
use crate::graph::catalog::relative;
use crate::output::Output;
use crate::path::SitePath;
use crate::url::encode_path;

/// The element and the attribute that a page of the site may be named in.
const LINKS: &[(&str, &str)] = &[("a", "href"), ("area", "href"), ("form", "action"), ("link", "href")];

/// A rendered page with every link to a folder of the site completed by `index.html`, without its
/// manifest, and marked as part of an archive (`data-archive`), which its scripts look for.
pub(super) fn completed(html: &str, file: &SitePath, site: &Output) -> String {
    let mut done = String::with_capacity(html.len() + html.len() / 32);
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        done.push_str(&rest[..start]);
        rest = &rest[start..];
        let length = markup_length(rest);
        let (markup, after) = rest.split_at(length);
        done.push_str(&element(markup, file, site));
        rest = after;
    }
    done.push_str(rest);
    done
}

/// The length of the tag or comment that the text begins with. What is open at the end goes to there.
fn markup_length(text: &str) -> usize {
    if text.starts_with("<!--") {
        return text.find("-->").map_or(text.len(), |end| end + 3);
    }
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (Some(open), _) if open == byte => quote = None,
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'>') => return at + 1,
            _ => {}
        }
    }
    text.len()
}

fn element(markup: &str, file: &SitePath, site: &Output) -> String {
    let name_end = markup[1..].find(|c: char| !c.is_ascii_alphanumeric()).map_or(markup.len(), |end| end + 1);
    let name = &markup[1..name_end];
    if name.eq_ignore_ascii_case("html") {
        return format!("<{name} data-archive{}", &markup[name_end..]);
    }
    if name.eq_ignore_ascii_case("link") && markup.contains(" rel=\"manifest\"") {
        return String::new();
    }
    if name.eq_ignore_ascii_case("meta") && markup.contains("http-equiv=\"refresh\"") {
        return with_value(markup, "; url=", |href| complete(href, file, site));
    }
    match LINKS.iter().find(|(element, _)| name.eq_ignore_ascii_case(element)) {
        Some((_, attribute)) => {
            with_value(markup, &format!(" {attribute}=\""), |href| complete(href, file, site))
        }
        None => markup.to_owned(),
    }
}

/// The markup with another value after `before`, if there is one.
fn with_value(markup: &str, before: &str, change: impl FnOnce(&str) -> Option<String>) -> String {
    let changed = || {
        let start = markup.find(before)? + before.len();
        let end = start + markup[start..].find('"')?;
        Some(format!("{}{}{}", &markup[..start], change(&markup[start..end])?, &markup[end..]))
    };
    changed().unwrap_or_else(|| markup.to_owned())
}

/// An address with the index page of the folder it leads to, by the names that the archive gives them, or
/// nothing where it leads elsewhere or is complete.
fn complete(href: &str, file: &SitePath, site: &Output) -> Option<String> {
    let (path, behind) = href.split_at(href.find(['?', '#']).unwrap_or(href.len()));
    let first = path.split('/').next()?;
    if path.is_empty() || path.starts_with('/') || first.contains(':') || path.contains('&') {
        return None;
    }
    let target = file.parent().join(&percent_decode_str(path).decode_utf8().ok()?)?;
    let is_file = !path.ends_with('/') && site.files.contains_key(&target);
    let found = if is_file { target } else { target.join("index.html")? };
    if !site.files.contains_key(&found) {
        return None;
    }
    if !is_portable(found.as_str()) {
        let way = relative(&archived(file).parent(), &archived(&found));
        return Some(format!("{}{behind}", encode_path(&way)));
    }
    let slash = if path.ends_with('/') { "" } else { "/" };
    (!is_file).then(|| format!("{path}{slash}index.html{behind}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site() -> Output {
        let paths = ["index.html", "a/index.html", "a/b/index.html", "ä b/index.html", "a/file", "a/file/x"];
        let file = |path: &str| (SitePath::new(path).unwrap(), Vec::new().into());
        Output { files: paths.into_iter().map(file).collect() }
    }

    fn shown(html: &str) -> String {
        completed(html, &SitePath::new("a/b/index.html").unwrap(), &site())
    }

    fn href(href: &str) -> String {
        let html = shown(&format!("<a class=x href=\"{href}\">text</a>"));
        html.split('"').nth(1).unwrap().to_owned()
    }

    #[test]
    fn folders_of_the_site_get_their_index_page() {
        for (before, after) in [
            ("../../", "../../index.html"),
            ("../..", "../../index.html"),
            ("./", "./index.html"),
            ("../?q=a/b#c", "../index.html?q=a/b#c"),
            ("../../%C3%A4%20b/#top", "../../%C3%A4%20b/index.html#top"),
            ("../b", "../b/index.html"),
        ] {
            assert_eq!(href(before), after);
        }
    }

    #[test]
    fn everything_else_stays() {
        for kept in [
            "",
            "#a/",
            "?q=a/",
            "../file",
            "https://example.org/",
            "//a/",
            "/a/",
            "mailto:a/",
            "../gone/",
            "../../../",
        ] {
            assert_eq!(href(kept), kept);
        }
        for kept in [
            "a < b <",
            "<!-- <a href=\"../\"> -->",
            "<p title=\"<a href='../'>\">",
            "<a name=\"x\">",
            "<",
            "</a",
            "<é",
        ] {
            assert_eq!(shown(kept), kept);
        }
    }

    #[test]
    fn forms_redirects_and_the_head() {
        assert_eq!(shown("<form action=\"../\" method=get>"), "<form action=\"../index.html\" method=get>");
        let refresh = "<meta http-equiv=\"refresh\" content=\"0; url=../\">";
        assert_eq!(shown(refresh), refresh.replace("../", "../index.html"));
        assert_eq!(
            shown("<html lang=\"en\"><link rel=\"manifest\" href=\"x\">"),
            "<html data-archive lang=\"en\">"
        );
        let markdown = "<link rel=\"alternate\" href=\"./index.md\">";
        assert_eq!(shown(markdown), markdown);
    }
}
