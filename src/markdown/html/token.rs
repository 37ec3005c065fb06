//! Raw HTML cut into tags, comments and text, roughly as a browser does.

use std::ops::Range;

/// How many tags without an end a block may have before the rest of it is text. Each one costs a walk
/// over the block.
const MOST_FAILURES: usize = 64;

/// What a comment says, in lower case; nothing for what is no whole comment.
pub(in crate::markdown) fn comment_text(comment: &str) -> Option<String> {
    Some(comment.strip_prefix("<!--")?.strip_suffix("-->")?.trim().to_ascii_lowercase())
}

/// A piece of raw HTML.
#[derive(Debug, PartialEq)]
pub(in crate::markdown) enum Token<'a> {
    Text(&'a str),
    /// `<!-- … -->`.
    Comment,
    /// Declarations, processing instructions: nothing that anyone sees.
    Hidden,
    Open(OpenTag<'a>),
    Close(&'a str),
}

/// A start tag.
#[derive(Debug, PartialEq)]
pub(in crate::markdown) struct OpenTag<'a> {
    pub(in crate::markdown) name: &'a str,
    pub(in crate::markdown) attributes: Vec<Attribute<'a>>,
}

/// An attribute, its value not yet decoded.
#[derive(Debug, PartialEq)]
pub(in crate::markdown) struct Attribute<'a> {
    pub(in crate::markdown) name: &'a str,
    pub(in crate::markdown) value: &'a str,
    /// The value's bytes in the block.
    pub(in crate::markdown) span: Range<usize>,
    /// The bytes of name, value and quotes.
    pub(in crate::markdown) whole: Range<usize>,
}

/// Cuts `html` into tokens with their bytes.
pub(in crate::markdown) fn tokens(html: &str) -> Vec<(Token<'_>, Range<usize>)> {
    let mut tokens = Vec::new();
    let (mut text, mut at, mut failures) = (0, 0, 0);
    while let Some(found) = html[at..].find('<') {
        let start = at + found;
        match markup(html, start) {
            Some((token, end)) => {
                if text < start {
                    tokens.push((Token::Text(&html[text..start]), text..start));
                }
                tokens.push((token, start..end));
                (text, at) = (end, end);
            }
            None => at = start + 1,
        }
        failures += usize::from(text != at);
        if failures > MOST_FAILURES {
            break;
        }
    }
    if text < html.len() {
        tokens.push((Token::Text(&html[text..]), text..html.len()));
    }
    tokens
}

/// The markup that begins with the `<` at `start`, and where it ends.
fn markup(html: &str, start: usize) -> Option<(Token<'_>, usize)> {
    let rest = &html[start + 1..];
    match rest.bytes().next()? {
        b'!' if rest.starts_with("!--") => Some((Token::Comment, comment_end(html, start + 4))),
        b'!' if rest.starts_with("![CDATA[") => {
            Some((Token::Hidden, after(html, start, "]]>").unwrap_or(html.len())))
        }
        b'?' => Some((Token::Hidden, after(html, start, "?>").or_else(|| after(html, start, ">"))?)),
        b'!' => Some((Token::Hidden, after(html, start, ">")?)),
        b'/' => {
            let name = name(&rest[1..])?;
            Some((Token::Close(name), after(html, start, ">")?))
        }
        byte if byte.is_ascii_alphabetic() => open_tag(html, start + 1),
        _ => None,
    }
}

/// A comment ends with `-->`, and `<!-->` and `<!--->` are whole ones. One that does not end hides all
/// that follows, as in a browser.
fn comment_end(html: &str, inside: usize) -> usize {
    match &html.as_bytes()[inside..] {
        [b'>', ..] => inside + 1,
        [b'-', b'>', ..] => inside + 2,
        _ => after(html, inside, "-->").unwrap_or(html.len()),
    }
}

fn after(html: &str, from: usize, end: &str) -> Option<usize> {
    html[from..].find(end).map(|at| from + at + end.len())
}

/// The tag name at the start of `text`.
fn name(text: &str) -> Option<&str> {
    let end = text.find(|c: char| c.is_ascii_whitespace() || c == '/' || c == '>').unwrap_or(text.len());
    text.starts_with(|c: char| c.is_ascii_alphabetic()).then(|| &text[..end])
}

fn open_tag(html: &str, start: usize) -> Option<(Token<'_>, usize)> {
    let name = name(&html[start..])?;
    let mut at = start + name.len();
    let mut attributes = Vec::new();
    loop {
        at = skip(html, at, |byte| byte.is_ascii_whitespace() || byte == b'/');
        if *html.as_bytes().get(at)? == b'>' {
            return Some((Token::Open(OpenTag { name, attributes }), at + 1));
        }
        let (attribute, end) = attribute(html, at)?;
        attributes.push(attribute);
        at = end;
    }
}

/// The attribute at `start`, which is no space, slash or `>`. A `=` there belongs to its name.
fn attribute(html: &str, start: usize) -> Option<(Attribute<'_>, usize)> {
    let ends = |byte: u8| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>' | b'=');
    let name_end = skip(html, start + 1, |byte| !ends(byte));
    let name = html.get(start..name_end)?;
    let equals = skip(html, name_end, |byte| byte.is_ascii_whitespace());
    if html.as_bytes().get(equals) != Some(&b'=') {
        let whole = start..name_end;
        return Some((Attribute { name, value: "", span: name_end..name_end, whole }, name_end));
    }
    let value = skip(html, equals + 1, |byte| byte.is_ascii_whitespace());
    let (span, end) = match *html.as_bytes().get(value)? {
        quote @ (b'"' | b'\'') => {
            let end = skip(html, value + 1, |byte| byte != quote);
            html.as_bytes().get(end)?;
            (value + 1..end, end + 1)
        }
        _ => {
            let end = skip(html, value, |byte| !byte.is_ascii_whitespace() && byte != b'>');
            (value..end, end)
        }
    };
    Some((Attribute { name, value: html.get(span.clone())?, span, whole: start..end }, end))
}

/// The first place from `at` on whose byte `skipped` does not accept. All bytes looked for are ASCII,
/// so it is never inside a character.
fn skip(html: &str, at: usize, skipped: impl Fn(u8) -> bool) -> usize {
    let rest = html.as_bytes().get(at..).unwrap_or_default();
    rest.iter().position(|byte| !skipped(*byte)).map_or(html.len(), |length| at + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(html: &str) -> String {
        let shown = tokens(html).into_iter().map(|(token, span)| match token {
            Token::Text(text) => text.to_owned(),
            Token::Comment | Token::Hidden => "(hidden)".to_owned(),
            Token::Close(name) => format!("(/{name})"),
            Token::Open(tag) => {
                assert!(html[span].starts_with('<'));
                let attributes: Vec<_> = tag
                    .attributes
                    .iter()
                    .inspect(|attribute| assert_eq!(attribute.value, &html[attribute.span.clone()]))
                    .map(|attribute| format!(" {}={}", attribute.name, attribute.value))
                    .collect();
                format!("({}{})", tag.name, attributes.concat())
            }
        });
        shown.collect::<Vec<_>>().concat()
    }

    #[test]
    fn cuts_html_as_a_browser_does() {
        for (html, expected) in [
            ("a<b>c</b>", "a(b)c(/b)"),
            ("<a href='x' b=\"y z\" c=d e>", "(a href=x b=y z c=d e=)"),
            ("<br/><br />", "(br)(br)"),
            ("<img/src=x/onerror=y>", "(img src=x/onerror=y)"),
            ("<a\nhref\n=\n'x'>", "(a href=x)"),
            ("<!-- <b> -->x<!-->y<!--->z", "(hidden)x(hidden)y(hidden)z"),
            ("x<!-- y", "x(hidden)"),
            ("<!DOCTYPE html><?php '>' ?>", "(hidden)(hidden)"),
            ("<?php x>y", "(hidden)y"),
            ("<![CDATA[<b>]]>x", "(hidden)x"),
            ("1 < 2 <3 <", "1 < 2 <3 <"),
            ("<a href=\"x", "<a href=\"x"),
            ("</b x=y>", "(/b)"),
            ("<a =x>", "(a =x=)"),
            ("<a <b>", "(a <b=)"),
            ("<ü>", "<ü>"),
            ("<a ü=é>", "(a ü=é)"),
            ("<a üé=\"ö\" ö>", "(a üé=ö ö=)"),
        ] {
            assert_eq!(show(html), expected, "{html}");
        }
    }
}
