//! The server's limits. A person with a browser needs six connections to a site; a client that
//! uses many more, or takes forever, must not keep that person from the page.

use std::time::Duration;

/// What clients may use up.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// All connections. Some systems give a process no more than 256 open files.
    pub(super) connections: usize,
    /// Those among them that are streams of open pages. Fewer, since streams are never closed for a
    /// new connection.
    pub(super) streams: usize,
    /// For the whole head of a request, from its first byte.
    pub(super) request: Duration,
    /// For the first byte of a request.
    pub(super) idle: Duration,
    /// For a client to take anything at all of its answer.
    pub(super) write: Duration,
    /// Between two signs of life of a stream. One that has not taken the last is closed.
    pub(super) ping: Duration,
    /// For a client to close its side after the last answer.
    pub(super) closing: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 192,
            streams: 64,
            request: Duration::from_secs(10),
            idle: Duration::from_secs(10),
            write: Duration::from_secs(20),
            ping: Duration::from_secs(15),
            closing: Duration::from_secs(2),
        }
    }
}
