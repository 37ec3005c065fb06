//! The preview server: the site as it would be published, straight from memory, with live reload.
//!
//! It listens on the author's own machine, where any web page in the same browser can reach it, so it
//! answers only requests for its own name and from its own pages, only reads, and only what the site
//! publishes. One thread holds all connections and waits for none (`crowd`); what a client may use up
//! is bounded (`limits`). tiny_http writes the heads of answers; its own loop takes a thread for every
//! connection, heads without an end, and any time for them.

mod connection;
mod content_type;
mod crowd;
mod events;
mod head;
mod host;
mod limits;
mod live;
mod origin;
mod request;
mod response;
mod route;
mod rules;

use std::fmt;
use std::io;
use std::net::{SocketAddr, TcpListener, ToSocketAddrs};
use std::sync::Arc;

use crowd::Crowd;
use host::Hosts;
use limits::Limits;

pub use live::{Live, Published};

/// How many connections may wait to be taken up.
const WAITING: i32 = 1024;

/// Why the server could not start, as a sentence with a way out.
#[derive(Debug)]
pub struct BindError {
    host: String,
    port: u16,
    source: io::Error,
}

impl fmt::Display for BindError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { host, port, source } = self;
        match source.kind() {
            io::ErrorKind::AddrInUse => write!(
                f,
                "port {port} is taken, perhaps by another `opslore serve`; stop that, or choose another \
                 port: `--port 0` finds a free one"
            ),
            io::ErrorKind::PermissionDenied => {
                write!(
                    f,
                    "this user is not allowed to listen on port {port}; choose one above 1023 with \
                           `--port`"
                )
            }
            io::ErrorKind::AddrNotAvailable => {
                write!(f, "`{host}` is not an address of this machine; choose another with `--host`")
            }
            _ => write!(f, "cannot listen on `{host}`, port {port}: {source}"),
        }
    }
}

impl std::error::Error for BindError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.source)
    }
}

/// A server that holds its port and has not answered anyone yet.
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    hosts: Hosts,
    limits: Limits,
}

impl Server {
    /// Takes a port; `0` is any free one. `host` is a name or an address of this machine.
    #[expect(clippy::disallowed_methods, reason = "the one place that listens")]
    pub fn bind(host: &str, port: u16) -> Result<Self, BindError> {
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        let bind = || {
            let addresses: Vec<SocketAddr> = (bare, port).to_socket_addrs()?.collect();
            let listener = TcpListener::bind(addresses.as_slice())?;
            let address = listener.local_addr()?;
            // The standard library lets 128 wait; the system turns further ones away for a second.
            let _ = socket2::SockRef::from(&listener).listen(WAITING);
            listener.set_nonblocking(true)?;
            Ok(Self { listener, address, hosts: Hosts::new(bare, address.ip()), limits: Limits::default() })
        };
        bind().map_err(|source| BindError { host: host.to_owned(), port, source })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The URL to open in a browser.
    pub fn url(&self) -> String {
        let port = self.address.port();
        match self.address.ip() {
            ip if ip.is_unspecified() => format!("http://localhost:{port}/"),
            _ => format!("http://{}/", self.address),
        }
    }

    /// Answers requests until the process ends. Comes back only when the system fails.
    pub fn run(self, site: Arc<Live>) -> io::Result<()> {
        Crowd::new(self.listener, self.limits, self.hosts, site)?.serve()
    }
}

#[cfg(test)]
mod tests;
