//! The preview server: the site as it would be published, straight from memory, with live reload.
//!
//! It listens on the author's own machine, where any web page in the same browser can reach it, so it
//! answers only requests for its own name, only reads, and only what the site publishes. tiny_http
//! accepts and parses; each request gets a thread of its own, so that no slow or silent client can
//! hold up another.

mod content_type;
mod events;
mod host;
mod live;
mod nudge;
mod request;
mod response;
mod route;
mod rules;

use std::fmt;
use std::io;
use std::net::{SocketAddr, TcpListener, ToSocketAddrs};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use host::Hosts;
use nudge::Nudger;
use request::Request;
use route::Answer;

pub use live::{Live, Published};

/// How long a client may take to accept what it is sent.
const PATIENCE: Duration = Duration::from_secs(20);

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
                write!(f, "this user may not listen on port {port}; choose one above 1023 with `--port`")
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
}

impl Server {
    /// Takes a port; `0` is any free one. `host` is a name or an address of this machine.
    pub fn bind(host: &str, port: u16) -> Result<Self, BindError> {
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        let bind = || {
            let addresses: Vec<SocketAddr> = (bare, port).to_socket_addrs()?.collect();
            let listener = TcpListener::bind(addresses.as_slice())?;
            let address = listener.local_addr()?;
            // What is accepted inherits both. Without them the end of a large answer may wait for the
            // client's delayed acknowledgement, and a client that stops reading keeps a thread for ever.
            let socket = socket2::SockRef::from(&listener);
            let _ = socket.set_tcp_nodelay(true);
            let _ = socket.set_write_timeout(Some(PATIENCE));
            Ok(Self { listener, address, hosts: Hosts::new(bare, address.ip()) })
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

    /// Answers requests until the process ends. Comes back only when the system lets it accept no more.
    pub fn run(self, site: Arc<Live>) -> io::Result<()> {
        let hosts = Arc::new(self.hosts);
        let nudger = Nudger::new(host::reachable(self.address));
        loop {
            let http = tiny_http::Server::from_listener(self.listener.try_clone()?, None)
                .map_err(io::Error::other)?;
            while let Ok(request) = http.recv() {
                let (site, hosts) = (Arc::clone(&site), Arc::clone(&hosts));
                nudger.request();
                // Where no thread can be had, the dropped request answers 500 itself.
                let _ = thread::Builder::new().spawn(move || handle(request, &site, &hosts));
            }
            // tiny_http gives up at the first failed accept, such as too many open files.
            thread::sleep(Duration::from_millis(100));
        }
    }
}

fn handle(request: tiny_http::Request, site: &Live, hosts: &Hosts) {
    let asked = Request::from(&request);
    let answer = route::answer(&asked, &site.published(), hosts);
    let mut writer = request.into_writer();
    match answer {
        Answer::Page(response) => {
            // One write for all of it. A client that has gone is no error.
            let _ = writer.write_all(&response.into_bytes(asked.is_head())).and_then(|()| writer.flush());
        }
        Answer::Events { page } => events::stream(writer.as_mut(), site, &page),
    }
}

#[cfg(test)]
mod tests;
