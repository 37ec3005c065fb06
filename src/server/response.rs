//! What the server answers, as plain data until it is sent.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::ops::Range;
use std::sync::Arc;

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
    range: Range<usize>,
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
        response.set("Location", location);
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

    /// The part of the body that is sent.
    pub(super) fn payload(&self) -> &[u8] {
        self.body.bytes().get(self.range.clone()).unwrap_or_default()
    }

    /// The whole answer, to be sent in one write.
    pub(super) fn into_bytes(self, head_only: bool) -> Vec<u8> {
        let payload = self.payload();
        let mut head = format!("HTTP/1.1 {} {}\r\n", self.status, reason(self.status));
        for (name, value) in &self.headers {
            let _ = write!(head, "{name}: {value}\r\n");
        }
        if self.status != 304 {
            let _ = write!(head, "Content-Length: {}\r\n", payload.len());
        }
        // tiny_http keeps a thread for each open connection, and may queue a new one behind them.
        head.push_str("Connection: close\r\n\r\n");
        let mut bytes = head.into_bytes();
        if !head_only {
            bytes.extend_from_slice(payload);
        }
        bytes
    }
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        206 => "Partial Content",
        301 => "Moved Permanently",
        302 => "Found",
        303 => "See Other",
        304 => "Not Modified",
        307 => "Temporary Redirect",
        308 => "Permanent Redirect",
        400 => "Bad Request",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        410 => "Gone",
        416 => "Range Not Satisfiable",
        503 => "Service Unavailable",
        _ => "Other",
    }
}
