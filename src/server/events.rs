//! Live reload: a stream of server-sent events to one open page.

use std::fmt::Write;

use serde::Serialize;

use super::live::{Published, findings_message, message};
use super::response::Response;
use super::route;

/// Says that a silent stream is there.
pub(super) const PING: &[u8] = b": ping\n\n";

/// What a page learns first: whether it is still the one that the server has.
#[derive(Serialize)]
struct Hello<'a> {
    version: u64,
    /// Tells two runs of the server apart; their versions say nothing about each other.
    run: u32,
    /// The tag of the page as it is now.
    page: Option<&'a str>,
}

/// How a stream begins, for a client whose page has this tag now.
pub(super) fn start(published: &Published, tag: Option<&str>) -> Vec<u8> {
    let hello = Hello { version: published.version, run: std::process::id(), page: tag };
    let mut text = String::from("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n");
    for (name, value) in route::PROTECTION {
        let _ = write!(text, "{name}: {value}\r\n");
    }
    text.push_str("Cache-Control: no-store\r\nConnection: close\r\n\r\nretry: 1000\n\n");
    text.push_str(&message("hello", &hello));
    text.push_str(&findings_message(published));
    text.into_bytes()
}

/// The answer to one page too many. Its script asks again.
pub(super) fn too_many() -> Response {
    let mut response = Response::text(503, "Too many pages are waiting for changes.\n");
    response.set("Retry-After", "10");
    response
}
