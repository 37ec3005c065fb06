//! Character references in raw HTML.

use std::borrow::Cow;

use pulldown_cmark::{Event, Parser};

/// The longest name in the standard has 31 letters.
const LONGEST: usize = 40;

/// `text` with its character references resolved. The table of names is the Markdown parser's own.
pub(in crate::markdown) fn decode(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        decoded.push_str(&rest[..at]);
        rest = &rest[at..];
        match reference(rest) {
            Some((character, length)) => {
                decoded.push_str(&character);
                rest = &rest[length..];
            }
            None => {
                decoded.push('&');
                rest = &rest[1..];
            }
        }
    }
    decoded.push_str(rest);
    Cow::Owned(decoded)
}

/// The reference at the start of `text` and its length. Browsers read numeric ones without their `;`
/// too, which matters where somebody hides a scheme.
fn reference(text: &str) -> Option<(String, usize)> {
    let body = &text.as_bytes()[1..];
    let length = body.iter().take(LONGEST).take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'#');
    let end = 1 + length.count();
    if body.first() == Some(&b'#') {
        return numeric(&text[2..]).map(|(character, length)| (character.to_string(), length + 2));
    }
    if text.as_bytes().get(end) != Some(&b';') || end == 1 {
        return None;
    }
    let whole = &text[..=end];
    let resolved: String = Parser::new(whole)
        .filter_map(|event| match event {
            Event::Text(text) => Some(text),
            _ => None,
        })
        .collect::<Vec<_>>()
        .concat();
    (resolved != whole && !resolved.is_empty()).then_some((resolved, whole.len()))
}

/// The character of `123;` or `x7b;`, and how many bytes that is.
fn numeric(digits: &str) -> Option<(char, usize)> {
    let (radix, prefix) = if digits.starts_with(['x', 'X']) { (16, 1) } else { (10, 0) };
    let rest = &digits[prefix..];
    let length = rest.bytes().take_while(|byte| char::from(*byte).is_digit(radix)).count();
    if length == 0 {
        return None;
    }
    let significant = rest[..length].trim_start_matches('0');
    let code = if significant.is_empty() { 0 } else { u32::from_str_radix(significant, radix).unwrap_or(0) };
    let character = char::from_u32(code).filter(|c| *c != '\0').unwrap_or(char::REPLACEMENT_CHARACTER);
    Some((character, prefix + length + usize::from(rest.as_bytes().get(length) == Some(&b';'))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resolves_references() {
        for (text, expected) in [
            ("a &amp; b", "a & b"),
            ("&lt;b&gt;", "<b>"),
            ("&#106;&#x6A;&#X6a", "jjj"),
            ("java&Tab;script&colon;x", "java\tscript:x"),
            ("&#0;&#x110000;&#xD800;&#99999999999999;", "\u{fffd}\u{fffd}\u{fffd}\u{fffd}"),
            ("&nosuch; & &; &# &#x", "&nosuch; & &; &# &#x"),
            ("&copy;&ü;&", "©&ü;&"),
            ("&NewLine;", "\n"),
        ] {
            assert_eq!(decode(text), expected, "{text}");
        }
    }
}
