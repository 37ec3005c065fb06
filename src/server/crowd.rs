//! All connections, in one thread that never waits for any of them. A page is rendered on request,
//! in a millisecond or two.

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
use super::live::{Live, Message, News, Published, change_message};
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
    /// What open pages show, by their streams.
    open: BTreeMap<usize, Shown>,
}

/// What an open page shows: its path, and the tag of what was there when it was told last.
struct Shown {
    path: String,
    tag: Option<String>,
}

impl Shown {
    /// What to tell the page of a new site: whether it is another one itself, and which files are that it
    /// may have loaded. Nothing where nothing is.
    fn changes(&mut self, tag: Option<String>, loaded: &[String], version: u64) -> Option<Message> {
        let is_other = self.tag != tag;
        self.tag = tag;
        let itself = is_other.then(|| self.path.clone());
        let mut changed: Vec<String> = itself.into_iter().chain(loaded.iter().cloned()).collect();
        changed.dedup();
        (!changed.is_empty()).then(|| change_message(version, &changed))
    }
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
        let (connections, paused, open) = (BTreeMap::new(), Vec::new(), BTreeMap::new());
        Ok(Self {
            poll,
            listener,
            limits,
            hosts,
            live,
            connections,
            next: FIRST,
            accept_at: None,
            paused,
            open,
        })
    }

    /// Serves. Comes back only when the system fails.
    #[expect(clippy::disallowed_methods, reason = "how long a connection has waited")]
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
        self.open.remove(&id);
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
                let tag = route::tag_of(&published, &page);
                connection.stream(events::start(&published, tag.as_deref()), now);
                self.open.insert(id, Shown { path: page, tag });
            }
            (Answer::Events { .. }, _) => connection.answer(events::too_many(), false, false, now),
        }
    }

    /// Sends what has happened to open pages, and returns the state after it.
    fn deliver(&mut self) -> Arc<Published> {
        let (published, news) = self.live.take();
        let mut deaf = Vec::new();
        for news in &news {
            // A page that is open several times is made once.
            let mut tags: BTreeMap<String, Option<String>> = BTreeMap::new();
            let mut tag_of = |path: &str| {
                let known = tags.entry(path.to_owned());
                known.or_insert_with(|| route::tag_of(&published, path)).clone()
            };
            for (id, shown) in &mut self.open {
                let message = match news {
                    News::Site(loaded) => shown.changes(tag_of(&shown.path), loaded, published.version),
                    News::Findings(message) => Some(Arc::clone(message)),
                };
                let (Some(message), Some(stream)) = (message, self.connections.get_mut(id)) else { continue };
                match stream.push(message.into()) {
                    true => self.paused.push(*id),
                    false => deaf.push(*id),
                }
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
