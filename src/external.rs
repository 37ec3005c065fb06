//! Links to other sites, checked over the network, and only when a person runs `check --external`.
//!
//! What to request ([`plan`]), how to judge a response ([`ask`]), which addresses are allowed
//! ([`address`]) and how long a response is valid ([`cache`]) are decided without a network; [`client`] is
//! the only place that has one.

pub mod address;
pub mod ask;
pub mod cache;
pub mod client;
mod findings;
pub mod plan;
mod verdict;

pub use verdict::Verdict;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Mutex;

use crate::config::Links;
use crate::diagnostic::Finding;
use crate::site::Knowledge;
use ask::{Asker, Client, Patience};
use cache::Cache;
use plan::Plan;

/// How many hosts are asked at the same time. Each host is asked one question at a time.
const MOST_AT_ONCE: usize = 8;

/// How many addresses there were of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Addresses that there is a verdict of.
    pub addresses: usize,
    /// Of these, how many the cache knew.
    pub cached: usize,
    /// How many do not work.
    pub dead: usize,
    /// How many have moved.
    pub moved: usize,
    /// How many could not be told.
    pub unverifiable: usize,
    /// How many are private and were not asked.
    pub private: usize,
    /// How many the configuration leaves out.
    pub ignored: usize,
}

/// Asks for every address that the pages link to and that the cache does not know, and tells what is
/// wrong at every place that uses it. `now` is in seconds since 1970.
pub fn check(
    knowledge: &Knowledge,
    links: &Links,
    client: &dyn Client,
    patience: &Patience,
    cache: &mut Cache,
    now: i64,
) -> (Vec<Finding>, Tally) {
    let plan = Plan::new(knowledge, links);
    let mut verdicts: BTreeMap<&str, Verdict> = BTreeMap::new();
    let mut unknown = BTreeSet::new();
    for url in plan.uses.keys() {
        match cache.get(url, now) {
            _ if !address::may_ask_host(plan::host(url), &links.allow_private) => {
                verdicts.insert(url, Verdict::Private);
            }
            Some(verdict) => {
                verdicts.insert(url, verdict.clone());
            }
            None => {
                unknown.insert(url.as_str());
            }
        }
    }
    let private = verdicts.values().filter(|verdict| **verdict == Verdict::Private).count();
    let cached = verdicts.len() - private;
    for (url, verdict) in ask_all(&unknown, client, patience, now) {
        cache.put(url, &verdict, now);
        verdicts.insert(url, verdict);
    }
    let tally = Tally { cached, ignored: plan.ignored, ..tally(&verdicts) };
    (findings::findings(&plan, &verdicts), tally)
}

fn tally(verdicts: &BTreeMap<&str, Verdict>) -> Tally {
    let count = |is: fn(&Verdict) -> bool| verdicts.values().filter(|verdict| is(verdict)).count();
    Tally {
        addresses: verdicts.len(),
        dead: count(|verdict| matches!(verdict, Verdict::Dead { .. })),
        moved: count(|verdict| matches!(verdict, Verdict::Moved { .. })),
        unverifiable: count(|verdict| *verdict == Verdict::Unverifiable),
        private: count(|verdict| *verdict == Verdict::Private),
        ..Tally::default()
    }
}

/// Asks several hosts at a time, and each of them one question after the other.
fn ask_all<'u>(
    urls: &BTreeSet<&'u str>,
    client: &dyn Client,
    patience: &Patience,
    now: i64,
) -> Vec<(&'u str, Verdict)> {
    let mut hosts: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for url in urls {
        hosts.entry(plan::host(url)).or_default().push(url);
    }
    let asker = Asker::new(client, patience, now);
    let queue = Mutex::new(VecDeque::from_iter(hosts.into_values()));
    let verdicts = Mutex::new(Vec::new());
    let next = || queue.lock().ok()?.pop_front();
    let work = || {
        while let Some(urls) = next() {
            let found: Vec<(&str, Verdict)> = urls.into_iter().map(|url| (url, asker.ask(url))).collect();
            if let Ok(mut verdicts) = verdicts.lock() {
                verdicts.extend(found);
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..MOST_AT_ONCE {
            scope.spawn(work);
        }
    });
    verdicts.into_inner().unwrap_or_default()
}

impl Tally {
    /// One line for people.
    pub fn line(&self) -> String {
        let mut parts = vec![format!("{} dead", self.dead)];
        let mut add = |count: usize, what: &str| {
            if count > 0 {
                parts.push(format!("{count} {what}"));
            }
        };
        add(self.moved, "moved");
        add(self.unverifiable, "refused automated requests");
        add(self.private, "private, not checked");
        add(self.ignored, "ignored");
        add(self.cached, "from the cache");
        let noun = if self.addresses - self.private == 1 { "address" } else { "addresses" };
        let asked = self.addresses - self.private;
        format!("{asked} external {noun} checked, without their fragments: {}", parts.join(", "))
    }
}
