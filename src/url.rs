//! Percent-encoding (RFC 3986), in one place.

use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, utf8_percent_encode};

/// What section 2.3 calls unreserved, and the slash.
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// Everything that may stand in no part of a URL: section 2 lists what may.
const NOWHERE: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// Percent-encodes a path for a URL; `/` stays.
pub fn encode_path(path: &str) -> String {
    utf8_percent_encode(path, PATH).to_string()
}

/// Percent-encodes a fragment, without its `#`; what may stand in one stays.
pub fn encode_fragment(fragment: &str) -> String {
    utf8_percent_encode(fragment, NOWHERE).to_string()
}

/// Percent-encodes what is not ASCII, and control characters; everything else stays.
pub fn encode_other(text: &str) -> String {
    utf8_percent_encode(text, CONTROLS).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_has_to_be_is_encoded() {
        assert_eq!(encode_path("a b/ü#?.md"), "a%20b/%C3%BC%23%3F.md");
        assert_eq!(encode_fragment("page=2&x:ü"), "page=2&x:%C3%BC");
        assert_eq!(encode_fragment("a b\"<"), "a%20b%22%3C");
    }
}
