//! Base64 as far as it is needed to look into keys and tokens.

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// Texts are cut out of longer ones, so their end may be any.
const ENGINE: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::RequireNone)
        .with_decode_allow_trailing_bits(true),
);

/// The bytes that `text` stands for, in either alphabet of RFC 4648; reading stops at the padding, and
/// before a last character that says nothing alone. `None` for anything else in it.
pub(super) fn decode(text: &str) -> Option<Vec<u8>> {
    let text = text.trim_end_matches('=');
    let rest = usize::from(text.len() % 4 == 1);
    let standard: Vec<u8> = text.bytes().take(text.len() - rest).map(standard).collect();
    ENGINE.decode(standard).ok()
}

/// A character of the alphabet for URLs as the other alphabet has it.
fn standard(byte: u8) -> u8 {
    match byte {
        b'-' => b'+',
        b'_' => b'/',
        _ => byte,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_rfc_4648_gives_as_examples() {
        for (text, expected) in
            [("", ""), ("Zg==", "f"), ("Zm8=", "fo"), ("Zm9v", "foo"), ("Zm9vYmE", "fooba")]
        {
            assert_eq!(decode(text).unwrap(), expected.as_bytes());
        }
        assert_eq!(decode("-_+/").unwrap(), decode("+/-_").unwrap());
        assert_eq!(decode("Zm9vZ").unwrap(), b"foo");
        assert_eq!(decode("Zm9v Zm9v"), None);
    }
}
