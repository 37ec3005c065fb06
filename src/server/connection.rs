//! One connection: what it is doing, and what it does next. It never waits; if it cannot continue, it is tried
//! again when the system says that there is more to read or room to write.

use std::collections::VecDeque;
use std::io::{self, ErrorKind, Read, Write};
use std::net::Shutdown;
use std::sync::Arc;
use std::time::Instant;

use mio::net::TcpStream;

use super::events;
use super::head;
use super::limits::Limits;
use super::request::Request;
use super::response::{Piece, Response};

/// How many messages may wait for one open page. After more of them, it has stopped reading.
const MOST_MESSAGES: usize = 32;
/// How many reads and writes one connection gets before the others get theirs.
const TURN: usize = 64;

/// What comes of a turn.
pub(super) enum Progress {
    /// Nothing before the system reports more.
    Waits,
    /// It could go on, but others are waiting too.
    Pauses,
    /// A request to be answered.
    Asks(Request),
    /// It is over.
    Ends,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// Between two requests.
    Idle,
    /// Within the head of a request.
    Reading,
    Answering {
        keeps_open: bool,
    },
    Streaming,
    /// All is sent. To close at once would take the answer from a client that is still sending.
    Closing,
}

/// A client.
pub(super) struct Connection {
    socket: TcpStream,
    phase: Phase,
    /// When the phase began, or when the client last took something.
    since: Instant,
    input: Vec<u8>,
    searched: usize,
    output: VecDeque<Piece>,
}

impl Connection {
    /// A client that has just come.
    pub(super) fn new(socket: TcpStream, now: Instant) -> Self {
        let (input, output) = (Vec::new(), VecDeque::new());
        Self { socket, phase: Phase::Idle, since: now, input, searched: 0, output }
    }

    /// The socket, to be watched.
    pub(super) fn socket(&mut self) -> &mut TcpStream {
        &mut self.socket
    }

    /// Whether it is the stream of an open page.
    pub(super) fn is_stream(&self) -> bool {
        self.phase == Phase::Streaming
    }

    /// Since when it has made no progress.
    pub(super) fn since(&self) -> Instant {
        self.since
    }

    /// When something has to happen, whatever the client does.
    pub(super) fn deadline(&self, limits: &Limits) -> Instant {
        self.since
            + match self.phase {
                Phase::Idle => limits.idle,
                Phase::Reading => limits.request,
                Phase::Answering { .. } => limits.write,
                Phase::Streaming => limits.ping,
                Phase::Closing => limits.closing,
            }
    }

    /// The deadline has passed: whether the connection goes on.
    pub(super) fn expire(&mut self, limits: &Limits, now: Instant) -> bool {
        match self.phase {
            Phase::Reading => self.answer(head::too_slow(limits.request), false, false, now),
            Phase::Streaming if self.output.is_empty() => {
                self.output.push_back(Piece::own(events::PING.to_vec()));
                self.since = now;
            }
            Phase::Idle | Phase::Answering { .. } | Phase::Streaming | Phase::Closing => return false,
        }
        true
    }

    /// Sends an answer next, and closes the connection after it unless it `keeps_open`.
    pub(super) fn answer(&mut self, response: Response, head_only: bool, keeps_open: bool, now: Instant) {
        let keeps_open = keeps_open && !response.is_refusal();
        self.output.extend(response.into_pieces(head_only, keeps_open));
        self.enter(Phase::Answering { keeps_open }, now);
    }

    /// Becomes the stream of an open page.
    pub(super) fn stream(&mut self, start: Vec<u8>, now: Instant) {
        self.output.push_back(Piece::own(start));
        self.input = Vec::new();
        self.enter(Phase::Streaming, now);
    }

    /// Sends a message to an open page. `false` when it has stopped listening.
    pub(super) fn push(&mut self, message: Arc<[u8]>) -> bool {
        self.output.push_back(Piece::shared(message));
        self.output.len() <= MOST_MESSAGES
    }

    /// Goes on as far as the client lets it.
    pub(super) fn advance(&mut self, now: Instant) -> Progress {
        for _ in 0..TURN {
            let step = match self.phase {
                Phase::Idle | Phase::Reading => self.read_head(now),
                Phase::Answering { .. } if self.output.is_empty() => Ok(self.answered(now)),
                Phase::Answering { .. } => self.write(now),
                Phase::Streaming if !self.output.is_empty() => self.write(now),
                Phase::Streaming | Phase::Closing => self.discard(),
            };
            match step {
                Ok(None) => {}
                Ok(Some(progress)) => return progress,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                // A client that listens has nothing to say; whether it has left is seen by reading.
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Progress::Waits,
                Err(_) => return Progress::Ends,
            }
        }
        Progress::Pauses
    }

    fn enter(&mut self, phase: Phase, now: Instant) {
        self.phase = phase;
        self.since = now;
    }

    fn read_head(&mut self, now: Instant) -> io::Result<Option<Progress>> {
        match head::take(&mut self.input, &mut self.searched) {
            Some(Ok(request)) => return Ok(Some(Progress::Asks(request))),
            Some(Err(refusal)) => {
                self.answer(refusal, false, false, now);
                return Ok(None);
            }
            None => {}
        }
        let mut bytes = [0; 4096];
        let count = self.socket.read(&mut bytes)?;
        if count == 0 {
            return Ok(Some(Progress::Ends));
        }
        self.input.extend_from_slice(&bytes[..count]);
        if self.phase == Phase::Idle {
            self.enter(Phase::Reading, now);
        }
        Ok(None)
    }

    fn write(&mut self, now: Instant) -> io::Result<Option<Progress>> {
        let Some(piece) = self.output.front_mut() else { return Ok(None) };
        let count = self.socket.write(piece.left())?;
        piece.sent(count);
        if piece.left().is_empty() {
            self.output.pop_front();
        }
        // Pings go out at their time, whatever else does.
        if self.phase != Phase::Streaming {
            self.since = now;
        }
        Ok(None)
    }

    fn answered(&mut self, now: Instant) -> Option<Progress> {
        if self.phase == (Phase::Answering { keeps_open: true }) {
            let next = if self.input.is_empty() { Phase::Idle } else { Phase::Reading };
            self.enter(next, now);
        } else {
            self.input = Vec::new();
            self.enter(Phase::Closing, now);
            let _ = self.socket.shutdown(Shutdown::Write);
        }
        None
    }

    fn discard(&mut self) -> io::Result<Option<Progress>> {
        let count = self.socket.read(&mut [0; 4096])?;
        Ok((count == 0).then_some(Progress::Ends))
    }
}
