//! All connections, in one thread that never waits for one of them. Answers come from memory, so there
//! is nothing that a second thread could do meanwhile.

use std::collections::BTreeMap;
use std::io::{self, ErrorKind};
use std::sync::Arc;
use std::time::{Duration, Instant};

use mio::event::Event;
use mio::net::{TcpListener, TcpStream};
use mio::{Events, Interest, Poll, Token, Waker};

use super::connection::{Connection, Progress};
use super::events;
use super::host::Hosts;
use super::limits::Limits;
use super::live::{Live, Published};
use super::request::Request;
use super::route::{self, Answer};

const LISTENER: Token = Token(0);
const WAKER: Token = Token(1);
const FIRST: usize = 2;
/// How many new connections are let in before those that are there get their turn.
const ACCEPTED_AT_ONCE: usize = 32;
/// How many requests of one connection are answered before the others get their turn.
const REQUESTS_AT_ONCE: usize = 16;
/// How long to wait when the system has no connection to give.
const PAUSE: Duration = Duration::from_millis(100);

/// Everyone who is connected.
pub(super) struct Crowd {
    poll: Poll,
    listener: TcpListener,
    limits: Limits,
    hosts: Hosts,
    live: Arc<Live>,
    /// By when they came.
    connections: BTreeMap<usize, Connection>,
    next: usize,
    /// When to look for new connections, if there may be some that the system does not report again.
    accept_at: Option<Instant>,
    /// Those who could go on.
    paused: Vec<usize>,
}

impl Crowd {
    /// Nobody yet, at a listener that does not block.
    pub(super) fn new(
        listener: std::net::TcpListener,
        limits: Limits,
        hosts: Hosts,
        live: Arc<Live>,
    ) -> io::Result<Self> {
        let poll = Poll::new()?;
        let mut listener = TcpListener::from_std(listener);
        poll.registry().register(&mut listener, LISTENER, Interest::READABLE)?;
        live.attach(Waker::new(poll.registry(), WAKER)?);
        let (connections, paused) = (BTreeMap::new(), Vec::new());
        Ok(Self { poll, listener, limits, hosts, live, connections, next: FIRST, accept_at: None, paused })
    }

    /// Serves. Comes back only when the system fails.
    pub(super) fn serve(mut self) -> io::Result<()> {
        let mut events = Events::with_capacity(256);
        loop {
            match self.poll.poll(&mut events, self.timeout(Instant::now())) {
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                other => other?,
            }
            let now = Instant::now();
            let mut ready: Vec<usize> = std::mem::take(&mut self.paused);
            ready.extend(events.iter().map(Event::token).map(|Token(id)| id).filter(|id| *id >= FIRST));
            // Who is there already comes before who is new.
            for id in ready {
                self.advance(id, now);
            }
            self.deliver();
            let is_due = self.accept_at.is_some_and(|at| at <= now);
            if is_due || events.iter().any(|event| event.token() == LISTENER) {
                self.accept(now);
            }
            self.expire(now);
        }
    }

    /// How long there is nothing to do.
    fn timeout(&self, now: Instant) -> Option<Duration> {
        if !self.paused.is_empty() {
            return Some(Duration::ZERO);
        }
        let deadlines = self.connections.values().map(|connection| connection.deadline(&self.limits));
        let wait = deadlines.chain(self.accept_at).min()?.saturating_duration_since(now);
        // The system counts in milliseconds, and to wake up early is to wake up twice.
        Some(if wait.is_zero() { wait } else { wait + Duration::from_millis(1) })
    }

    fn accept(&mut self, now: Instant) {
        self.accept_at = None;
        for _ in 0..ACCEPTED_AT_ONCE {
            match self.listener.accept() {
                Ok((socket, _)) => self.admit(socket, now),
                Err(error) if error.kind() == ErrorKind::WouldBlock => return,
                Err(error)
                    if matches!(error.kind(), ErrorKind::Interrupted | ErrorKind::ConnectionAborted) => {}
                // Most likely too many open files: one of ours is all that can be given up.
                Err(_) => {
                    self.make_room();
                    self.accept_at = Some(now + PAUSE);
                    return;
                }
            }
        }
        self.accept_at = Some(now);
    }

    fn admit(&mut self, mut socket: TcpStream, now: Instant) {
        if self.connections.len() >= self.limits.connections {
            self.make_room();
        }
        let id = self.next;
        let interest = Interest::READABLE | Interest::WRITABLE;
        // Without it the end of an answer may wait for the client's delayed acknowledgement.
        let _ = socket.set_nodelay(true);
        if self.poll.registry().register(&mut socket, Token(id), interest).is_ok() {
            self.next += 1;
            self.connections.insert(id, Connection::new(socket, now));
        }
    }

    /// Closes the connection that has made no progress for longest.
    fn make_room(&mut self) {
        let ordinary = self.connections.iter().filter(|(_, connection)| !connection.is_stream());
        if let Some(id) = ordinary.min_by_key(|(_, connection)| connection.since()).map(|(id, _)| *id) {
            self.close(id);
        }
    }

    fn close(&mut self, id: usize) {
        if let Some(mut connection) = self.connections.remove(&id) {
            let _ = self.poll.registry().deregister(connection.socket());
        }
    }

    fn advance(&mut self, id: usize, now: Instant) {
        for _ in 0..REQUESTS_AT_ONCE {
            let Some(connection) = self.connections.get_mut(&id) else { return };
            match connection.advance(now) {
                Progress::Waits => return,
                Progress::Pauses => return self.paused.push(id),
                Progress::Ends => return self.close(id),
                Progress::Asks(request) => self.answer(id, &request, now),
            }
        }
        self.paused.push(id);
    }

    fn answer(&mut self, id: usize, request: &Request, now: Instant) {
        let answer = route::answer(request, &self.live.published(), &self.hosts);
        let streams = self.connections.values().filter(|connection| connection.is_stream()).count();
        // A stream begins with the state that its first message changes.
        let published = matches!(answer, Answer::Events { .. }).then(|| self.deliver());
        let Some(connection) = self.connections.get_mut(&id) else { return };
        match (answer, published) {
            (Answer::Page(response), _) => {
                connection.answer(response, request.is_head(), request.keeps_open(), now);
            }
            (Answer::Events { page }, Some(published)) if streams < self.limits.streams => {
                connection.stream(events::start(&published, &page), now);
            }
            (Answer::Events { .. }, _) => connection.answer(events::too_many(), false, false, now),
        }
    }

    /// Sends what has happened to open pages, and returns the state after it.
    fn deliver(&mut self) -> Arc<Published> {
        let (published, messages) = self.live.take();
        let messages: Vec<Arc<[u8]>> = messages.into_iter().map(Into::into).collect();
        let mut deaf = Vec::new();
        let streams = self.connections.iter_mut().filter(|(_, connection)| connection.is_stream());
        for (id, stream) in streams.filter(|_| !messages.is_empty()) {
            match messages.iter().all(|message| stream.push(Arc::clone(message))) {
                true => self.paused.push(*id),
                false => deaf.push(*id),
            }
        }
        deaf.into_iter().for_each(|id| self.close(id));
        published
    }

    fn expire(&mut self, now: Instant) {
        let limits = self.limits;
        let (mut late, mut over) = (Vec::new(), Vec::new());
        for (id, connection) in &mut self.connections {
            if connection.deadline(&limits) <= now {
                let goes_on = connection.expire(&limits, now);
                if goes_on { late.push(*id) } else { over.push(*id) }
            }
        }
        self.paused.append(&mut late);
        over.into_iter().for_each(|id| self.close(id));
    }
}
