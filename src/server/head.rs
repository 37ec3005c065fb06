//! The head of a request: where it ends and what it contains. Requests with a body are not answered.

use std::time::Duration;

use super::request::Request;
use super::response::Response;

/// More than browsers send, the cookies of everything else on `localhost` included.
pub(super) const MOST_BYTES: usize = 32 * 1024;
const MOST_HEADERS: usize = 100;

/// Takes one head off the start of `input`. `None` until all of it is there.
pub(super) fn take(input: &mut Vec<u8>, searched: &mut usize) -> Option<Result<Request, Response>> {
    skip_empty_lines(input);
    // Only what is new is looked at: a head that comes byte by byte costs no more than one that does not.
    let from = searched.saturating_sub(3).min(input.len());
    *searched = input.len();
    match end_of(&input[from..]).map(|end| from + end) {
        Some(end) if end <= MOST_BYTES => {
            let request = parse(&input[..end]);
            input.drain(..end);
            *searched = 0;
            Some(request)
        }
        None if input.len() <= MOST_BYTES => None,
        _ => Some(Err(too_large(input))),
    }
}

/// The answer to a client that takes too long.
pub(super) fn too_slow(after: Duration) -> Response {
    Response::text(408, format!("The request did not arrive within {} s.\n", after.as_secs()))
}

/// RFC 9112, section 2.2: empty lines before a request are ignored.
fn skip_empty_lines(input: &mut Vec<u8>) {
    let empty = input.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
    input.drain(..empty);
}

fn end_of(bytes: &[u8]) -> Option<usize> {
    let line_ends = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at + 1);
    line_ends.into_iter().find_map(|next| match &bytes[next..] {
        [b'\n', ..] => Some(next + 1),
        [b'\r', b'\n', ..] => Some(next + 2),
        _ => None,
    })
}

fn too_large(input: &[u8]) -> Response {
    match input.contains(&b'\n') {
        true => Response::text(431, format!("The headers are longer than {MOST_BYTES} bytes.\n")),
        false => Response::text(414, format!("The address is longer than {MOST_BYTES} bytes.\n")),
    }
}

fn parse(head: &[u8]) -> Result<Request, Response> {
    let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
    let mut parsed = httparse::Request::new(&mut headers);
    match parsed.parse(head) {
        Ok(httparse::Status::Complete(_)) => {}
        // A space within the address comes to the same.
        Err(httparse::Error::Version) => {
            return Err(Response::text(
                400,
                "The request is neither HTTP/1.0 nor 1.1.
",
            ));
        }
        Err(httparse::Error::TooManyHeaders) => {
            return Err(Response::text(431, format!("There are more than {MOST_HEADERS} headers.\n")));
        }
        Ok(httparse::Status::Partial) | Err(_) => {
            return Err(Response::text(400, "The request is not valid HTTP.\n"));
        }
    }
    let header = |header: &httparse::Header<'_>| {
        (header.name.to_owned(), String::from_utf8_lossy(header.value).into_owned())
    };
    Ok(Request {
        method: parsed.method.unwrap_or_default().to_owned(),
        target: parsed.path.unwrap_or_default().to_owned(),
        headers: parsed.headers.iter().map(header).collect(),
        is_old: parsed.version == Some(0),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heads(text: &[u8], step: usize) -> Vec<Result<String, u16>> {
        let (mut input, mut searched, mut found) = (Vec::new(), 0, Vec::new());
        for part in text.chunks(step) {
            input.extend_from_slice(part);
            while let Some(head) = take(&mut input, &mut searched) {
                let is_refused = head.is_err();
                found.push(head.map(|head| head.target).map_err(|refusal| refusal.status));
                if is_refused {
                    return found;
                }
            }
        }
        found
    }

    #[test]
    fn takes_heads_however_they_arrive() {
        let text = b"\r\n\nGET /a HTTP/1.1\r\nHost: x\r\n\r\nGET /b HTTP/1.0\n\nGET /c HTTP/1.1\r\nHost:";
        for step in [1, 2, 3, 7, 1000] {
            assert_eq!(heads(text, step), [Ok("/a".to_owned()), Ok("/b".to_owned())], "{step}");
        }
    }

    #[test]
    fn refuses_what_is_no_request() {
        let many = format!("GET / HTTP/1.1\r\n{}\r\n", "a: b\r\n".repeat(101));
        let cases: &[(&[u8], u16)] = &[
            (b"GET\r\n\r\n", 400),
            (b"GET / HTTP/1.1\r\nno colon\r\n\r\n", 400),
            (b"GET / HTTP/1.1\r\nHost : x\r\n\r\n", 400),
            (b"GET / HTTP/1.1\r\nA: b\r\n folded\r\n\r\n", 400),
            (b"GET /\0 HTTP/1.1\r\n\r\n", 400),
            (b"GET / HTTP/1.1\r\nA: \0\r\n\r\n", 400),
            (b"GET /a b HTTP/1.1\r\n\r\n", 400),
            (b"\x16\x03\x01\x02\x00\x01\n\n", 400),
            (b"GET / HTTP/9.9\r\n\r\n", 400),
            (b"PRI * HTTP/2.0\r\n\r\n", 400),
            (many.as_bytes(), 431),
        ];
        for (text, status) in cases {
            assert_eq!(heads(text, 1000), [Err(*status)], "{}", String::from_utf8_lossy(text));
        }
    }

    #[test]
    fn an_endless_head_is_refused() {
        let long = "x".repeat(MOST_BYTES);
        assert_eq!(heads(long.as_bytes(), 1000), []);
        assert_eq!(heads(format!("GET /{long}").as_bytes(), 1000), [Err(414)]);
        assert_eq!(heads(format!("GET / HTTP/1.1\r\nA: {long}").as_bytes(), 1000), [Err(431)]);
        assert_eq!(heads(format!("GET / HTTP/1.1\r\nA: {long}\r\n\r\n").as_bytes(), 1 << 20), [Err(431)]);
    }
}
