//! How an address is requested, and what its responses mean.

use std::time::Duration;

use super::{Verdict, plan};

/// How many redirects are followed.
const MOST_REDIRECTS: usize = 10;
/// How often one address is asked the same question.
const MOST_TRIES: u32 = 3;

/// What is asked: with or without the page itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Only whether it is there.
    Head,
    /// As a browser asks.
    Get,
}

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// A response.
    Status {
        /// The status code.
        code: u16,
        /// The header `Location`.
        location: Option<String>,
        /// The header `Retry-After`.
        retry_after: Option<String>,
    },
    /// No host has this name.
    NoHost,
    /// The host has only private addresses, and was not asked.
    Private,
    /// Nothing came in time.
    Timeout,
    /// Something else went wrong.
    Failed(String),
}

/// Something that asks.
pub trait Client: Sync {
    /// Asks once, follows no redirect, and never fails but by its answer.
    fn send(&self, method: Method, url: &str) -> Answer;

    /// Waits.
    fn wait(&self, time: Duration);
}

/// How long to wait.
#[derive(Clone, Debug)]
pub struct Patience {
    /// Before the second try; four times as long before the third.
    pub back_off: Duration,
    /// The longest time that a host may ask us to wait.
    pub longest: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { back_off: Duration::from_secs(2), longest: Duration::from_secs(60) }
    }
}

/// Asks with patience.
pub(super) struct Asker<'a> {
    client: &'a dyn Client,
    patience: &'a Patience,
    /// Seconds since 1970, for hosts that name a date to come back at.
    now: i64,
}

impl<'a> Asker<'a> {
    pub(super) fn new(client: &'a dyn Client, patience: &'a Patience, now: i64) -> Self {
        Self { client, patience, now }
    }

    /// Finds out about an address, wherever redirects lead.
    pub(super) fn ask(&self, url: &str) -> Verdict {
        let (mut at, mut is_permanent) = (url.to_owned(), true);
        for hop in 0..=MOST_REDIRECTS {
            let (answer, tries) = self.answer(&at);
            let Answer::Status {
                code: code @ (301 | 302 | 303 | 307 | 308), location: Some(location), ..
            } = &answer
            else {
                let moved_to = Some(at).filter(|_| hop > 0 && is_permanent);
                return judge(&answer, tries, moved_to);
            };
            is_permanent &= matches!(code, 301 | 308);
            // Off the web, an app may take it from there.
            let Some(next) = plan::join(&at, location) else { return Verdict::Unverifiable };
            at = next;
        }
        Verdict::Dead { why: format!("redirects more than {MOST_REDIRECTS} times"), tries: 1 }
    }

    /// The answer of one address, and how often it was asked. Where HEAD is refused, GET decides.
    fn answer(&self, url: &str) -> (Answer, u32) {
        let (answer, tries) = self.tries(Method::Head, url, 0);
        if !is_refusal_of_head(&answer) {
            return (answer, tries);
        }
        // The question that was refused is one of the tries, but GET always has one.
        self.tries(Method::Get, url, tries.min(MOST_TRIES - 1))
    }

    /// Asks until there is an answer or no try left. `before` is how often others have asked.
    fn tries(&self, method: Method, url: &str, before: u32) -> (Answer, u32) {
        let mut tries = before + 1;
        loop {
            let answer = self.client.send(method, url);
            let is_head_refused = method == Method::Head && is_refusal_of_head(&answer);
            let wait = self.wait(&answer, tries).filter(|_| tries < MOST_TRIES && !is_head_refused);
            let Some(wait) = wait else { return (answer, tries) };
            self.client.wait(wait);
            tries += 1;
        }
    }

    /// How long to wait before asking again, if that could help.
    fn wait(&self, answer: &Answer, tries: u32) -> Option<Duration> {
        let own = self.patience.back_off * 4_u32.pow(tries - 1);
        match answer {
            Answer::Status { code: 429 | 500..=599, retry_after, .. } => {
                let asked = retry_after.as_deref().and_then(|text| retry_after_time(text, self.now));
                Some(asked.unwrap_or(own)).filter(|wait| *wait <= self.patience.longest)
            }
            Answer::Timeout | Answer::Failed(_) => Some(own),
            _ => None,
        }
    }
}

/// The value of `Retry-After`: seconds, or a date (RFC 9110, section 10.2.3).
fn retry_after_time(text: &str, now: i64) -> Option<Duration> {
    let seconds = text.trim().parse::<u64>().ok().or_else(|| {
        let date = jiff::fmt::rfc2822::parse(text.trim()).ok()?;
        u64::try_from(date.timestamp().as_second() - now).ok()
    })?;
    Some(Duration::from_secs(seconds))
}

/// Whether a host may answer GET otherwise than HEAD, as many do.
fn is_refusal_of_head(answer: &Answer) -> bool {
    match answer {
        Answer::Status { code, .. } => matches!(code, 400 | 403 | 404 | 405 | 406 | 410 | 500 | 501),
        Answer::Failed(_) => true,
        _ => false,
    }
}

fn judge(answer: &Answer, tries: u32, moved_to: Option<String>) -> Verdict {
    let dead = |why: String| Verdict::Dead { why, tries };
    match answer {
        // A page that asks who we are is not where the page has moved to.
        Answer::Status { code: 200..=399, .. } => match moved_to.filter(|to| !is_login(to)) {
            Some(to) => Verdict::Moved { to },
            None => Verdict::Works,
        },
        Answer::Status { code: 401 | 403 | 407 | 429 | 451 | 999, .. } => Verdict::Unverifiable,
        Answer::Status { code, .. } => dead(format!("answers {code}{}", reason(*code))),
        Answer::Private => Verdict::Private,
        Answer::NoHost => dead("has a host that does not exist".to_owned()),
        Answer::Timeout => dead("does not answer in time".to_owned()),
        Answer::Failed(why) => dead(format!("cannot be reached: {why}")),
    }
}

fn is_login(url: &str) -> bool {
    let lower = url.to_ascii_lowercase();
    ["login", "signin", "sign_in", "sign-in", "/sso", "/auth"].iter().any(|word| lower.contains(word))
}

fn reason(code: u16) -> &'static str {
    match code {
        404 => " (not found)",
        410 => " (gone)",
        500 => " (internal server error)",
        502 => " (bad gateway)",
        503 => " (service unavailable)",
        504 => " (gateway timeout)",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    /// Answers from a list, and writes down what it is asked.
    struct Script {
        answers: Mutex<Vec<Answer>>,
        log: Mutex<Vec<String>>,
    }

    impl Client for Script {
        fn send(&self, method: Method, url: &str) -> Answer {
            self.log.lock().unwrap().push(format!("{method:?} {url}"));
            self.answers.lock().unwrap().remove(0)
        }

        fn wait(&self, time: Duration) {
            self.log.lock().unwrap().push(format!("wait {}", time.as_secs()));
        }
    }

    fn status(code: u16) -> Answer {
        Answer::Status { code, location: None, retry_after: None }
    }

    fn to(code: u16, location: &str) -> Answer {
        Answer::Status { code, location: Some(location.to_owned()), retry_after: None }
    }

    fn later(code: u16, retry_after: &str) -> Answer {
        Answer::Status { code, location: None, retry_after: Some(retry_after.to_owned()) }
    }

    fn run(answers: Vec<Answer>) -> (Verdict, String) {
        let script = Script { answers: Mutex::new(answers), log: Mutex::new(Vec::new()) };
        let patience = Patience::default();
        let verdict = Asker::new(&script, &patience, 784_111_770).ask("https://a.b/c");
        (verdict, script.log.lock().unwrap().join(", "))
    }

    #[test]
    fn head_is_enough_where_it_is_answered() {
        assert_eq!(run(vec![status(200)]), (Verdict::Works, "Head https://a.b/c".to_owned()));
        let (verdict, log) = run(vec![status(405), status(200)]);
        assert_eq!((verdict, log.as_str()), (Verdict::Works, "Head https://a.b/c, Get https://a.b/c"));
        assert_eq!(
            run(vec![status(404), status(404)]).0,
            Verdict::Dead { why: "answers 404 (not found)".to_owned(), tries: 2 }
        );
    }

    #[test]
    fn redirects_that_are_for_good_are_told() {
        let moved = |to: &str| Verdict::Moved { to: to.to_owned() };
        assert_eq!(run(vec![to(301, "/d"), to(308, "e"), status(200)]).0, moved("https://a.b/e"));
        assert_eq!(run(vec![to(301, "/d"), to(302, "e"), status(200)]).0, Verdict::Works);
        assert_eq!(run(vec![to(301, "/login?next=c"), status(200)]).0, Verdict::Works);
        assert_eq!(run(vec![to(302, "app:x")]).0, Verdict::Unverifiable);
        assert!(matches!(run(vec![to(302, "/c"); 11]).0, Verdict::Dead { .. }));
        assert_eq!(run(vec![to(302, "http://10.0.0.1/"), Answer::Private]).0, Verdict::Private);
    }

    #[test]
    fn a_busy_host_is_given_the_time_it_asks_for() {
        let (verdict, log) = run(vec![later(429, "7"), status(200)]);
        assert_eq!(verdict, Verdict::Works);
        assert!(log.contains("wait 7"), "{log}");
        let (_, log) = run(vec![later(503, "Sun, 06 Nov 1994 08:49:37 GMT"), status(200)]);
        assert!(log.contains("wait 7"), "{log}");
        let (verdict, log) = run(vec![later(429, "3600")]);
        assert_eq!((verdict, log.contains("wait")), (Verdict::Unverifiable, false));
        let (verdict, log) = run(vec![Answer::Timeout, Answer::Timeout, Answer::Timeout]);
        assert_eq!(verdict, Verdict::Dead { why: "does not answer in time".to_owned(), tries: 3 });
        assert!(log.contains("wait 2") && log.contains("wait 8"), "{log}");
    }

    #[test]
    fn what_only_a_browser_gets_is_not_dead() {
        for code in [401, 403, 999] {
            assert_eq!(run(vec![status(code), status(code)]).0, Verdict::Unverifiable, "{code}");
        }
    }
}
