//! Limits that are checked before an image is parsed: beyond them, the parser's work would no longer be
//! linear.

use super::Unusable;

/// The largest image, in bytes, as large as the largest page.
const LARGEST: usize = 8 << 20;
/// How many namespaces may be declared. Each of them is copied to the elements inside that declare one.
const MOST_NAMESPACES: usize = 5_000;
/// How many attributes an element may have. Each of them is compared with the others.
const MOST_ATTRIBUTES: usize = 200;
/// How many nodes an image may have. Large graphs have some 20,000.
pub(super) const MOST_NODES: u32 = 300_000;

/// The text of an image, if it is one that can be parsed in linear time.
pub(super) fn text(bytes: &[u8]) -> Result<&str, Unusable> {
    if bytes.len() > LARGEST {
        return Err(Unusable::too_large("it is larger than 8 MiB"));
    }
    let text = std::str::from_utf8(bytes).map_err(|_| not_utf8("it is not valid UTF-8"))?;
    let text = text.trim_start_matches('\u{feff}');
    if !text.is_ascii() && !is_declared_utf8(text) {
        return Err(not_utf8("it declares an encoding other than UTF-8"));
    }
    if text.contains("<!ENTITY") {
        let help = "save it as plain SVG, in which every entity is written out";
        return Err(Unusable::new("it declares entities", help));
    }
    if text.matches("xmlns").count() > MOST_NAMESPACES {
        return Err(Unusable::too_large(format!("it declares more than {MOST_NAMESPACES} namespaces")));
    }
    if text.split('<').any(|tag| quoted(tag) > MOST_ATTRIBUTES) {
        return Err(Unusable::too_large(format!("an element has more than {MOST_ATTRIBUTES} attributes")));
    }
    Ok(text)
}

fn not_utf8(reason: &str) -> Unusable {
    Unusable::new(reason, "save it in UTF-8")
}

/// Whether the XML declaration, if there is one, names the encoding that the text has.
fn is_declared_utf8(text: &str) -> bool {
    let declaration =
        text.strip_prefix("<?xml").and_then(|rest| rest.split_once("?>")).map(|(inside, _)| inside);
    let encoding = declaration.and_then(|inside| inside.split_once("encoding")).map(|(_, value)| value);
    encoding.is_none_or(|value| {
        let value = value.trim_start_matches([' ', '\t', '\r', '\n', '=', '"', '\'']);
        value.get(..5).is_some_and(|name| name.eq_ignore_ascii_case("utf-8"))
    })
}

/// How many values in quotes a tag has. A value has no `<`, so what follows one is a tag or text.
fn quoted(tag: &str) -> usize {
    let mut quote = None;
    let mut count = 0;
    for byte in tag.bytes() {
        match (quote, byte) {
            (Some(open), _) if open == byte => {
                quote = None;
                count += 1;
            }
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'>') => break,
            _ => {}
        }
    }
    count
}
