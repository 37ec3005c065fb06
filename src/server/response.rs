//! A response, as plain data until it is sent.

use std::borrow::Cow;
use std::io;
use std::ops::Range;
use std::sync::Arc;

use crate::url::encode_other;

/// The bytes of an answer: a file of the site as it is, or something made for this answer.
#[derive(Debug)]
pub(super) enum Body {
    Shared(Arc<[u8]>),
    Own(Vec<u8>),
}

impl Body {
    pub(super) fn bytes(&self) -> &[u8] {
        match self {
            Self::Shared(bytes) => bytes,
            Self::Own(bytes) => bytes,
        }
    }
}

/// An answer.
#[derive(Debug)]
pub(super) struct Response {
    pub(super) status: u16,
    headers: Vec<(Cow<'static, str>, String)>,
    pub(super) body: Body,
    /// The part of the body that is sent.
    pub(super) range: Range<usize>,
}

impl Response {
    pub(super) fn new(status: u16, content_type: &str, body: Body) -> Self {
        let range = 0..body.bytes().len();
        let mut response = Self { status, headers: Vec::new(), body, range };
        response.set("Content-Type", content_type);
        response.set("Cache-Control", "no-cache");
        response
    }

    /// A short answer for a person.
    pub(super) fn text(status: u16, text: impl Into<String>) -> Self {
        Self::new(status, "text/plain; charset=utf-8", Body::Own(text.into().into_bytes()))
    }

    /// Elsewhere. Never stored: another project may use the same port tomorrow.
    pub(super) fn redirect(status: u16, location: &str) -> Self {
        let mut response = Self::text(status, format!("See {location}\n"));
        // A header holds ASCII only; the rest of an address is encoded already.
        response.set("Location", &encode_other(location));
        response.set("Cache-Control", "no-store");
        response
    }

    /// Sets a header, in place of one of that name. Whatever could end the header is left out.
    pub(super) fn set(&mut self, name: impl Into<Cow<'static, str>>, value: &str) {
        let name = name.into();
        let value = value.replace(|c: char| c.is_control(), "");
        match self.headers.iter_mut().find(|(other, _)| other.eq_ignore_ascii_case(&name)) {
            Some(header) => header.1 = value,
            None => self.headers.push((name, value)),
        }
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(other, _)| other.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// Sends only a part, or says that there is no such part. `None` asks for what is not there.
    pub(super) fn cut(&mut self, part: Option<Range<usize>>) {
        let length = self.body.bytes().len();
        match part {
            Some(part) => {
                self.status = 206;
                self.set(
                    "Content-Range",
                    &format!("bytes {}-{}/{length}", part.start, part.end.saturating_sub(1)),
                );
                self.range = part;
            }
            None => {
                self.status = 416;
                self.set("Content-Range", &format!("bytes */{length}"));
                self.range = 0..0;
            }
        }
    }

    /// The client has it already.
    pub(super) fn not_modified(&mut self) {
        self.status = 304;
        self.range = 0..0;
    }

    /// Whether it refuses a client, which is then done with.
    pub(super) fn is_refusal(&self) -> bool {
        !matches!(self.status, 200..400 | 404 | 410 | 416)
    }

    /// The answer in pieces to be sent one after the other: the head, with a body that was made for this
    /// answer, and a body that is shared. tiny_http leaves `Connection` to the loop around it.
    pub(super) fn into_pieces(self, head_only: bool, keeps_open: bool) -> Vec<Piece> {
        let header = |(name, value): &(Cow<'static, str>, String)| {
            tiny_http::Header::from_bytes(name.as_bytes(), value.as_bytes()).ok()
        };
        let headers = self.headers.iter().filter_map(header).collect();
        let length = if self.status == 304 { self.body.bytes().len() } else { self.range.len() };
        let head = tiny_http::Response::new(self.status.into(), headers, io::empty(), Some(length), None)
            .with_chunked_threshold(usize::MAX);
        let mut bytes = Vec::new();
        // Nothing that is written to memory fails.
        let _ = head.raw_print(&mut bytes, tiny_http::HTTPVersion(1, 1), &[], true, None);
        if !keeps_open {
            bytes.truncate(bytes.len().saturating_sub(2));
            bytes.extend_from_slice(b"Connection: close\r\n\r\n");
        }
        match self.body {
            _ if head_only || self.range.is_empty() => vec![Piece::own(bytes)],
            Body::Own(body) => {
                bytes.extend_from_slice(&body[self.range]);
                vec![Piece::own(bytes)]
            }
            Body::Shared(body) => {
                vec![Piece::own(bytes), Piece { body: Body::Shared(body), left: self.range }]
            }
        }
    }
}

/// Bytes on their way to a client.
#[derive(Debug)]
pub(super) struct Piece {
    body: Body,
    left: Range<usize>,
}

impl Piece {
    /// All of some bytes.
    pub(super) fn own(bytes: Vec<u8>) -> Self {
        Self { left: 0..bytes.len(), body: Body::Own(bytes) }
    }

    /// All of some bytes that others send too.
    pub(super) fn shared(bytes: Arc<[u8]>) -> Self {
        Self { left: 0..bytes.len(), body: Body::Shared(bytes) }
    }

    /// What has not been sent.
    pub(super) fn left(&self) -> &[u8] {
        self.body.bytes().get(self.left.clone()).unwrap_or_default()
    }

    /// Takes note of how much has been sent.
    pub(super) fn sent(&mut self, count: usize) {
        self.left.start += count;
    }
}
