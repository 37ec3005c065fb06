//! The tags of a template, as far as they can be told without rendering it.

use crate::text::Span;

/// A start tag.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    /// The element's name, as written.
    pub(super) name: &'a str,
    /// From `<` to the end of the name.
    pub(super) span: Span,
    pub(super) attributes: Vec<Attribute<'a>>,
    /// Whether an expression of the template may give it further attributes.
    pub(super) is_open_ended: bool,
}

/// An attribute of a tag.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Attribute<'a> {
    /// The name, as written.
    pub(super) name: &'a str,
    /// The value without quotes, empty if there is none.
    pub(super) value: &'a str,
    /// The name.
    pub(super) span: Span,
}

/// Constructs that hold no tags, by how they begin and end.
const OPAQUE: [(&str, &str); 4] = [("{{", "}}"), ("{%", "%}"), ("{#", "#}"), ("<!--", "-->")];

/// Every start tag, in order. Comments, expressions and what is within a script are passed over.
pub(super) fn tags(text: &str) -> Vec<Tag<'_>> {
    let mut tags = Vec::new();
    let mut at = 0;
    while let Some(found) = text[at..].find(['<', '{']) {
        at += found;
        if let Some(end) = opaque_end(text, at) {
            at = end;
        } else if text[at + 1..].starts_with(|character: char| character.is_ascii_alphabetic())
            && text[at..].starts_with('<')
        {
            let (tag, end) = tag(text, at);
            at = if tag.name.eq_ignore_ascii_case("script") { script_end(text, end) } else { end };
            tags.push(tag);
        } else {
            at += 1;
        }
    }
    tags
}

/// The end of a construct that begins here; without an end it goes to the end of the text.
fn opaque_end(text: &str, at: usize) -> Option<usize> {
    let (open, close) = OPAQUE.into_iter().find(|(open, _)| text[at..].starts_with(open))?;
    let inner = at + open.len();
    Some(text[inner..].find(close).map_or(text.len(), |found| inner + found + close.len()))
}

fn script_end(text: &str, at: usize) -> usize {
    text[at..].find("</script").map_or(text.len(), |found| at + found)
}

/// The tag that begins here, and where it ends.
fn tag(text: &str, start: usize) -> (Tag<'_>, usize) {
    let name_end = name_end(text, start + 1);
    let mut tag = Tag {
        name: &text[start + 1..name_end],
        span: Span::new(start, name_end),
        attributes: Vec::new(),
        is_open_ended: false,
    };
    let mut at = name_end;
    while let Some(character) = text[at..].chars().next() {
        if let Some(end) = opaque_end(text, at) {
            tag.is_open_ended |= text[at..].starts_with("{{");
            at = end;
        } else if character == '>' {
            return (tag, at + 1);
        } else if is_name(character) {
            let (attribute, end) = attribute(text, at);
            tag.attributes.push(attribute);
            at = end;
        } else {
            at += character.len_utf8();
        }
    }
    (tag, at)
}

fn is_name(character: char) -> bool {
    character.is_ascii_alphanumeric() || "-_:@".contains(character)
}

fn name_end(text: &str, at: usize) -> usize {
    text[at..].find(|character| !is_name(character)).map_or(text.len(), |length| at + length)
}

/// The attribute that begins here, and where it ends.
fn attribute(text: &str, start: usize) -> (Attribute<'_>, usize) {
    let end = name_end(text, start);
    let (name, span) = (&text[start..end], Span::new(start, end));
    let blank_end = |at: usize| text.len() - text[at..].trim_start().len();
    let equals = blank_end(end);
    if !text[equals..].starts_with('=') {
        return (Attribute { name, value: "", span }, end);
    }
    let at = blank_end(equals + 1);
    let quote = text[at..].chars().next().filter(|character| "\"'".contains(*character));
    let inner = at + usize::from(quote.is_some());
    let value_end = value_end(text, inner, quote);
    let close = usize::from(quote.is_some() && value_end < text.len());
    (Attribute { name, value: &text[inner..value_end], span }, value_end + close)
}

/// The end of a value; expressions within it have quotes of their own.
fn value_end(text: &str, start: usize, quote: Option<char>) -> usize {
    let is_end = |character: char| match quote {
        Some(quote) => character == quote,
        None => character == '>' || character.is_whitespace(),
    };
    let mut at = start;
    while let Some(character) = text[at..].chars().next() {
        match opaque_end(text, at).filter(|_| character == '{') {
            Some(end) => at = end,
            None if is_end(character) => break,
            None => at += character.len_utf8(),
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<(&str, Vec<(&str, &str)>)> {
        tags(text)
            .into_iter()
            .map(|tag| (tag.name, tag.attributes.iter().map(|of| (of.name, of.value)).collect()))
            .collect()
    }

    #[test]
    fn tags_have_their_attributes() {
        let text =
            "{% if a < b %}<a href=\"{{ x[\"y>\"] }}\" HIDDEN data-a = 'b' c=d>{# <b> #}<!-- <i> --><br/>";
        assert_eq!(
            told(text),
            [
                ("a", vec![("href", "{{ x[\"y>\"] }}"), ("HIDDEN", ""), ("data-a", "b"), ("c", "d")]),
                ("br", vec![])
            ]
        );
        assert_eq!(told("<script>'<b>'</script><i>"), [("script", vec![]), ("i", vec![])]);
        assert!(
            tags("<p {{ more }}>")[0].is_open_ended && !tags("<p {% if a %}b{% endif %}>")[0].is_open_ended
        );
    }

    #[test]
    fn what_is_cut_off_is_read_as_far_as_it_goes() {
        for text in
            ["<", "<a", "<a b", "<a b=", "<a b='", "<a b='ä", "{{", "<!--", "<script>", "<a {%", "<ä>"]
        {
            assert!(tags(text).len() <= 1, "{text}");
        }
    }
}
