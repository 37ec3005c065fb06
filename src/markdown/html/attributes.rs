//! The allow-list of attributes.

use std::ops::Range;

use super::entities::decode;
use super::token::OpenTag;
use crate::markdown::event::Attributes;
use crate::markdown::slug::is_ours;

/// The URL of an element, decoded, and its bytes in the block.
pub(in crate::markdown) type Url = (String, Range<usize>);

/// What is kept of a tag's attributes, and its URL. The first of several with one name counts.
pub(in crate::markdown) fn filter(element: &str, tag: &OpenTag<'_>) -> (Attributes, Option<Url>) {
    let mut kept = Attributes::default();
    let mut url = None;
    for attribute in &tag.attributes {
        let name = attribute.name.to_ascii_lowercase();
        let value = decode(attribute.value);
        match name.as_str() {
            "href" if element == "a" => {
                url.get_or_insert((value.into_owned(), attribute.span.clone()));
            }
            "src" if element == "img" => {
                url.get_or_insert((value.into_owned(), attribute.span.clone()));
            }
            "id" => kept.id = id(&value).or(kept.id),
            "name" if element == "a" => kept.id = kept.id.or_else(|| id(&value)),
            name => {
                if let Some((name, value)) = other(element, name, &value)
                    && kept.others.iter().all(|(known, _)| *known != name)
                {
                    kept.others.push((name, value));
                }
            }
        }
    }
    if element == "center" {
        kept.others = vec![("class", "align-center".to_owned())];
    }
    (kept, url)
}

/// An id must be something that a fragment can name, and not the theme's.
fn id(value: &str) -> Option<String> {
    let fits = !value.is_empty() && !value.contains(|c: char| c.is_whitespace() || c.is_control());
    let fits = fits && !is_ours(value);
    fits.then(|| value.to_owned())
}

/// An attribute other than ids and URLs, as it is written in the page.
fn other(element: &str, name: &str, value: &str) -> Option<(&'static str, String)> {
    let value = value.trim();
    let text = |name| Some((name, value.to_owned()));
    let number = |name, most: u32| {
        let number = value.trim_end_matches("px").trim_end().parse::<u32>().ok()?;
        (number <= most).then(|| (name, number.to_string()))
    };
    match (name, element) {
        ("title", _) if !value.is_empty() => text("title"),
        ("alt", "img") => text("alt"),
        ("width", "img") => number("width", 10_000),
        ("height", "img") => number("height", 10_000),
        ("colspan", "td" | "th") => number("colspan", 1000).filter(|(_, value)| value != "0"),
        ("rowspan", "td" | "th") => number("rowspan", 10_000),
        ("start", "ol") => number("start", u32::MAX),
        ("value", "li") => number("value", u32::MAX),
        ("reversed", "ol") => Some(("reversed", String::new())),
        ("open", "details") => Some(("open", String::new())),
        ("align", _) => align(value).map(|class| ("class", class.to_owned())),
        ("lang", _) if is_language(value) => text("lang"),
        ("dir", _) if ["ltr", "rtl", "auto"].contains(&value) => text("dir"),
        ("datetime", "time" | "ins" | "del") if is_date(value) => text("datetime"),
        _ => None,
    }
}

/// HTML has no `align` any more; the theme has classes for it.
fn align(value: &str) -> Option<&'static str> {
    match value.to_ascii_lowercase().as_str() {
        "left" => Some("align-left"),
        "center" | "middle" => Some("align-center"),
        "right" => Some("align-right"),
        _ => None,
    }
}

fn is_language(value: &str) -> bool {
    let parts_fit = value.split('-').all(|part| (1..=8).contains(&part.len()));
    parts_fit && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

fn is_date(value: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b':' | b'.' | b'+' | b' ');
    (4..=40).contains(&value.len()) && value.bytes().all(fits)
}

#[cfg(test)]
mod tests {
    use super::super::token::{Token, tokens};
    use super::*;

    fn show(html: &str) -> String {
        let tokens = tokens(html);
        let Some((Token::Open(tag), _)) = tokens.first() else { panic!("{html}") };
        let (kept, url) = filter(tag.name, tag);
        let id = kept.id.map(|id| format!("#{id}"));
        let others = kept.others.into_iter().map(|(name, value)| format!("{name}={value}"));
        let url = url.map(|(url, _)| format!("->{url}"));
        id.into_iter().chain(others).chain(url).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn keeps_what_is_harmless() {
        for (html, expected) in [
            ("<a href='&#x61;' onclick=x style=y class=z>", "->a"),
            ("<a name=x>", "#x"),
            ("<a id=y name=x>", "#y"),
            ("<a name=x id=y>", "#y"),
            ("<p id='a b'>", ""),
            ("<p id='ol:main'>", ""),
            ("<a name='ol:search'>", ""),
            ("<div align=CENTER>", "class=align-center"),
            ("<center>", "class=align-center"),
            ("<img src=x width=100px height=50% alt='a &amp; b'>", "width=100 alt=a & b ->x"),
            ("<td colspan=2 rowspan=0 width=5>", "colspan=2 rowspan=0"),
            ("<details open=''>", "open="),
            ("<p lang=de dir=rtl href=x src=y>", "lang=de dir=rtl"),
            ("<p lang='\"><script>'>", ""),
            ("<a href=1 href=2>", "->1"),
        ] {
            assert_eq!(show(html), expected, "{html}");
        }
    }
}
