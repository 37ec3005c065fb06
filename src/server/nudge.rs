//! A way around a trap in tiny_http's thread pool.
//!
//! The pool counts a waiting thread as free until it has woken up. Of a burst of connections, such as
//! a browser opens, several may be given to the same thread, and stay in the queue while that one
//! reads from a client that says nothing more: an event stream, or a connection opened in advance. A
//! queued connection is only taken up when a thread ends its task or a new one starts; and an extra
//! connection that closes at once starts one. So a few follow every request, and now and then some
//! come unasked, in case nothing but silent connections got through.

use std::net::{SocketAddr, TcpStream};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::Duration;

/// How many extra connections follow the last request, and how far apart.
const NUDGES: usize = 20;
const APART: Duration = Duration::from_millis(25);
/// The same while there are no requests.
const IDLE_NUDGES: usize = 4;
const IDLE: Duration = Duration::from_millis(500);

/// Makes the pool take up what it has queued.
pub(super) struct Nudger(SyncSender<()>);

impl Nudger {
    /// Starts a thread that nudges the server at `address`.
    pub(super) fn new(address: SocketAddr) -> Self {
        let (sender, requests) = sync_channel(1);
        // Without the thread the server works, but for the trap.
        let _ = thread::Builder::new().spawn(move || nudge_after(&requests, address));
        Self(sender)
    }

    /// Tells of a request.
    pub(super) fn request(&self) {
        // A full channel means that nudges are under way and more will follow.
        let _ = self.0.try_send(());
    }
}

fn nudge_after(requests: &Receiver<()>, address: SocketAddr) {
    loop {
        let nudges = match requests.recv_timeout(IDLE) {
            Ok(()) => NUDGES,
            Err(RecvTimeoutError::Timeout) => IDLE_NUDGES,
            Err(RecvTimeoutError::Disconnected) => return,
        };
        for _ in 0..nudges {
            thread::sleep(APART);
            if let Ok(stream) = TcpStream::connect_timeout(&address, APART) {
                // Closed by a reset, so that it leaves nothing waiting in the system's tables.
                let _ = socket2::SockRef::from(&stream).set_linger(Some(Duration::ZERO));
            }
        }
    }
}
