//! The network: the only place that makes requests to other sites.

use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use ureq::config::Config;
use ureq::http::{Response, Uri};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Body, Error};

use super::ask::{Answer, Client, Method};
use super::{address, plan};
use crate::config::AllowPrivate;

/// How long one question may take.
pub const TIME_OUT: Duration = Duration::from_secs(20);
/// How long to leave a host alone between two questions.
pub const PAUSE: Duration = Duration::from_millis(250);
/// Who asks, with the address that Cargo.toml has, as polite crawlers give one.
const USER_AGENT: &str =
    concat!("opslore/", env!("CARGO_PKG_VERSION"), " (link checker; +", env!("CARGO_PKG_REPOSITORY"), ")");
/// What tells a refusal of ours from the system's.
const REFUSED: &str = "a private address";

/// When a host was asked last; held while it is asked.
type Turn = Arc<Mutex<Option<Instant>>>;

/// Asks over HTTP and HTTPS. Each host has one question at a time, with a pause between two.
pub struct Web {
    agent: Agent,
    allowed: AllowPrivate,
    pause: Duration,
    turns: Mutex<HashMap<String, Turn>>,
}

impl Web {
    /// A client that reaches private addresses only where `allowed` says so. It uses no proxy: one
    /// would look names up itself and reach what we must not.
    pub fn new(allowed: AllowPrivate, time_out: Duration, pause: Duration) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(None)
            .timeout_global(Some(time_out))
            .user_agent(USER_AGENT)
            .accept("text/html, */*;q=0.8")
            .build();
        let public = Public { allowed: allowed.clone(), inner: DefaultResolver::default() };
        let agent = Agent::with_parts(config, DefaultConnector::default(), public);
        Self { agent, allowed, pause, turns: Mutex::default() }
    }

    fn turn(&self, host: &str) -> Turn {
        let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(turns.entry(host.to_owned()).or_default())
    }
}

impl Client for Web {
    #[expect(clippy::disallowed_methods, reason = "how long a site was left alone")]
    fn send(&self, method: Method, url: &str) -> Answer {
        let host = plan::host(url);
        if !address::may_ask_host(host, &self.allowed) {
            return Answer::Private;
        }
        let turn = self.turn(host);
        let mut last = turn.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(rest) = last.and_then(|last| self.pause.checked_sub(last.elapsed())) {
            std::thread::sleep(rest);
        }
        let response = match method {
            Method::Head => self.agent.head(url).call(),
            Method::Get => self.agent.get(url).call(),
        };
        *last = Some(Instant::now());
        answer(response)
    }

    fn wait(&self, time: Duration) {
        std::thread::sleep(time);
    }
}

fn answer(response: Result<Response<Body>, Error>) -> Answer {
    match response {
        Ok(response) => {
            let header = |name: &str| {
                let value = response.headers().get(name)?;
                Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
            };
            Answer::Status {
                code: response.status().as_u16(),
                location: header("location"),
                retry_after: header("retry-after"),
            }
        }
        Err(Error::HostNotFound) => Answer::NoHost,
        Err(Error::Timeout(_)) => Answer::Timeout,
        Err(Error::Io(error)) => of_io(&error),
        Err(error) => Answer::Failed(error.to_string()),
    }
}

fn of_io(error: &io::Error) -> Answer {
    match error.kind() {
        io::ErrorKind::PermissionDenied if error.to_string() == REFUSED => Answer::Private,
        io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => Answer::Timeout,
        // A name that does not resolve has no kind of its own on every platform.
        _ if is_no_host(&error.to_string()) => Answer::NoHost,
        _ => Answer::Failed(error.to_string()),
    }
}

/// Whether the system says that a name is nobody's, and not that it cannot tell.
fn is_no_host(message: &str) -> bool {
    message.contains("lookup address") && !message.contains("Temporary")
}

/// Resolves names to public addresses only. The client connects to what this returns and looks
/// nothing up again, so a name cannot change its mind in between.
#[derive(Debug)]
struct Public {
    allowed: AllowPrivate,
    inner: DefaultResolver,
}

impl Resolver for Public {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let resolved = self.inner.resolve(uri, config, timeout)?;
        if self.allowed.includes(uri.host().unwrap_or("").trim_matches(['[', ']'])) {
            return Ok(resolved);
        }
        let mut public = self.empty();
        let may_ask = |address: &&SocketAddr| {
            address::is_public(address.ip()) || self.allowed.includes(&address.ip().to_string())
        };
        for address in resolved.iter().filter(may_ask) {
            public.push(*address);
        }
        if public.is_empty() {
            return Err(Error::Io(io::Error::new(io::ErrorKind::PermissionDenied, REFUSED)));
        }
        Ok(public)
    }
}
