//! JSON Web Tokens (RFC 7519): three parts, the first of which says how the third was made.

use std::ops::Range;

use serde_json::Value as Json;

use super::alphabet::{Alphabet, is_word};
use super::base64;

/// `{"` in Base64, which a token's header and claims begin with.
pub(super) const ANCHOR: &str = "eyJ";

/// The longest part that is looked at.
const LONGEST: usize = 8 << 10;

/// The token that begins at `anchor`.
pub(super) fn jwt(text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
    if text[..anchor.start].ends_with(|c| is_word(c) || matches!(c, '.' | '-')) {
        return None;
    }
    let header = part(text, anchor.start)?;
    let claims = part(text, text[header.end..].starts_with('.').then_some(header.end + 1)?)?;
    let signature = part(text, text[claims.end..].starts_with('.').then_some(claims.end + 1)?)?;
    let has_algorithm = json(&text[header.clone()])?.get("alg").is_some_and(Json::is_string);
    let is_real = signature.len() >= 20 && !is_lesson(&json(&text[claims])?);
    (has_algorithm && is_real && !super::random::is_stand_in(&text[signature.clone()]))
        .then_some(header.start..signature.end)
}

fn part(text: &str, start: usize) -> Option<Range<usize>> {
    let length = Alphabet::Base64Url.run(&text[start..], LONGEST + 1);
    (1..=LONGEST).contains(&length).then_some(start..start + length)
}

fn json(part: &str) -> Option<Json> {
    serde_json::from_slice(&base64::decode(part)?).ok()
}

/// Whether the claims are those of the token that every explanation of the format shows (jwt.io).
fn is_lesson(claims: &Json) -> bool {
    let is = |name: &str, text: &str| claims.get(name).and_then(Json::as_str) == Some(text);
    is("name", "John Doe") || is("sub", "1234567890") || is("iss", "https://example.com")
}
