//! Live reload: a stream of server-sent events to one open page.

use std::io::{self, Write};
use std::sync::mpsc::RecvTimeoutError;
use std::time::Duration;

use serde::Serialize;

use super::live::{Live, findings_message, message};
use super::route;

/// How often a silent stream says that it is there; this also finds out who has left.
const PING: Duration = Duration::from_secs(15);

const HEAD: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\n\
                    X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\nretry: 1000\n\n";

/// What a page learns first: whether it is still the one that the server has.
#[derive(Serialize)]
struct Hello {
    version: u64,
    /// Tells two runs of the server apart; their versions say nothing about each other.
    run: u32,
    /// The tag of the page as it is now.
    page: Option<String>,
}

/// Sends events until the client leaves. `page` is the path that it shows.
pub(super) fn stream(writer: &mut dyn Write, site: &Live, page: &str) {
    let _ = send_all(writer, site, page);
}

fn send_all(writer: &mut dyn Write, site: &Live, page: &str) -> io::Result<()> {
    let (published, messages) = site.subscribe();
    let hello =
        Hello { version: published.version, run: std::process::id(), page: route::tag_of(&published, page) };
    let start = format!("{HEAD}{}{}", message("hello", &hello), findings_message(&published));
    drop(published);
    send(writer, &start)?;
    loop {
        match messages.recv_timeout(PING) {
            Ok(message) => send(writer, &message)?,
            Err(RecvTimeoutError::Timeout) => send(writer, ": ping\n\n")?,
            Err(RecvTimeoutError::Disconnected) => return Ok(()),
        }
    }
}

fn send(writer: &mut dyn Write, text: &str) -> io::Result<()> {
    writer.write_all(text.as_bytes())?;
    writer.flush()
}
