//! Private keys as text: between the lines of RFC 7468, and the same once more in Base64, as in a
//! kubeconfig.

use std::ops::Range;

use super::alphabet::Alphabet;
use super::base64;
use super::random::is_key;

/// What a private key begins with. Certificates and public keys begin so, too.
pub(super) const PEM: &str = "-----BEGIN ";
/// What that is in Base64.
pub(super) const ENCODED_PEM: &str = "LS0tLS1CRUdJTi";
/// What the file of a key begins with that PuTTY made.
pub(super) const PUTTY: &str = "PuTTY-User-Key-File-";

/// The shortest key there is: Ed25519 in PKCS #8 has 64 characters, PGP's have more.
const SHORTEST: usize = 60;
/// A key that is cut off is an illustration, unless so much of it is there.
const SHORTEST_CUT: usize = 400;

/// A private key between its lines, from the line that begins it to where its text ends.
pub(super) fn pem(text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
    let label_end = anchor.end + text.get(anchor.end..)?.bytes().take(40).position(|byte| byte == b'-')?;
    if !text[anchor.end..label_end].contains("PRIVATE KEY") || !text[label_end..].starts_with("-----") {
        return None;
    }
    let body = Body::read(text, label_end + 5);
    let is_whole = text[body.end..].starts_with("-----END");
    let is_long = body.length >= if is_whole { SHORTEST } else { SHORTEST_CUT };
    (is_long && is_key(&body.sample)).then_some(anchor.start..body.end)
}

/// A private key whose PEM is in Base64.
pub(super) fn encoded_pem(text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
    let rest = &text[anchor.start..];
    let head = base64::decode(&rest[..Alphabet::Base64.run(rest, 64)])?;
    if !String::from_utf8_lossy(&head).contains("PRIVATE KEY") {
        return None;
    }
    let length = Alphabet::Base64.run(rest, 16 << 10);
    (length >= SHORTEST_CUT / 2).then_some(anchor.start..anchor.start + length)
}

/// A key of PuTTY: what follows `Private-Lines`.
pub(super) fn putty(text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
    let end = text.floor_char_boundary(anchor.end + (8 << 10));
    let lines = anchor.end + text[anchor.end..end].find("Private-Lines:")?;
    let start = lines + text[lines..].find('\n')?;
    let body = Body::read(text, start);
    (body.length >= SHORTEST / 2 && is_key(&body.sample)).then_some(anchor.start..body.end)
}

/// The Base64 of a key, over all its lines.
struct Body {
    end: usize,
    /// How many characters of Base64 there are.
    length: usize,
    /// The first of them.
    sample: String,
}

impl Body {
    /// Reads on from `start`. What is between the lines may be a line break, one in a string
    /// (`\n`), the end of one string and the start of the next, the mark of a quote; lines with a colon are headers.
    fn read(text: &str, start: usize) -> Self {
        let mut body = Self { end: start, length: 0, sample: String::new() };
        let mut at = start;
        loop {
            at += gap(&text[at..]);
            let length = Alphabet::Base64.run(&text[at..], usize::MAX);
            if let Some(header) = header(&text[at..]) {
                at += header;
                continue;
            }
            if length == 0 {
                return body;
            }
            if body.sample.len() < 256 {
                body.sample.push_str(&text[at..at + length.min(256)]);
            }
            (body.length, at) = (body.length + length, at + length);
            body.end = at + gap(&text[at..]);
        }
    }
}

/// The length of what may appear between two lines of a key.
fn gap(text: &str) -> usize {
    let mut at = 0;
    loop {
        let rest = &text[at..];
        at += match rest.bytes().next() {
            Some(b' ' | b'\t' | b'\r' | b'\n' | b'>' | b'|' | b'"' | b'\'' | b',') => 1,
            Some(b'+') if rest[1..].trim_start().starts_with(['"', '\'']) => 1,
            Some(b'\\') if rest.starts_with("\\n") || rest.starts_with("\\r") => 2,
            _ => return at,
        };
    }
}

/// The length of a header such as `Proc-Type: 4,ENCRYPTED` at the start of `text`.
fn header(text: &str) -> Option<usize> {
    let name = text.bytes().take(24).take_while(|byte| byte.is_ascii_alphabetic() || *byte == b'-').count();
    let is_header = name > 0 && text[name..].starts_with(": ");
    is_header.then(|| text.find('\n').unwrap_or(text.len()))
}
