//! The responses of other sites, kept for a while so that they are not requested on every run.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Verdict;

/// Seconds in a day.
const DAY: i64 = 24 * 60 * 60;

/// Answers by address. Dead addresses are not kept: who fixes a link wants to see it at once.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Cache {
    version: u32,
    answers: BTreeMap<String, Kept>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Kept {
    verdict: Verdict,
    /// Seconds since 1970.
    asked: i64,
}

/// The version of the format; a file of another one counts as empty.
const VERSION: u32 = 1;

impl Cache {
    /// Reads a cache. What is none counts as empty.
    pub fn parse(text: &str) -> Self {
        serde_json::from_str(text).ok().filter(|cache: &Self| cache.version == VERSION).unwrap_or_default()
    }

    /// Whether a text is a cache, of this version or another.
    pub fn is_one(text: &str) -> bool {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        #[expect(dead_code, reason = "only the shape counts")]
        struct Any {
            version: u32,
            answers: BTreeMap<String, serde_json::Value>,
        }
        serde_json::from_str::<Any>(text).is_ok()
    }

    /// The file's text, without what is too old at `now`.
    pub fn to_json(&self, now: i64) -> String {
        let is_fresh = |kept: &Kept| is_fresh(kept, now);
        let answers: BTreeMap<_, _> = self.answers.iter().filter(|(_, kept)| is_fresh(kept)).collect();
        let mut text = serde_json::json!({"version": VERSION, "answers": answers}).to_string();
        text.push('\n');
        text
    }

    /// What is known of an address at `now`, in seconds since 1970.
    pub fn get(&self, url: &str, now: i64) -> Option<&Verdict> {
        self.answers.get(url).filter(|kept| is_fresh(kept, now)).map(|kept| &kept.verdict)
    }

    /// Keeps what an address answered.
    pub fn put(&mut self, url: &str, verdict: &Verdict, now: i64) {
        if longest(verdict) > 0 {
            self.answers.insert(url.to_owned(), Kept { verdict: verdict.clone(), asked: now });
        } else {
            self.answers.remove(url);
        }
    }
}

fn is_fresh(kept: &Kept, now: i64) -> bool {
    (0..longest(&kept.verdict)).contains(&(now - kept.asked))
}

/// How long an answer holds, in seconds.
fn longest(verdict: &Verdict) -> i64 {
    match verdict {
        Verdict::Works | Verdict::Moved { .. } => 7 * DAY,
        Verdict::Unverifiable => DAY,
        Verdict::Dead { .. } | Verdict::Private => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_hold_for_a_while() {
        let mut cache = Cache::default();
        cache.put("a", &Verdict::Works, 0);
        cache.put("b", &Verdict::Unverifiable, 0);
        cache.put("c", &Verdict::Dead { why: "x".to_owned(), tries: 1 }, 0);
        cache.put("d", &Verdict::Moved { to: "e".to_owned() }, 0);
        let read = Cache::parse(&cache.to_json(DAY));
        assert_eq!(read.get("a", 6 * DAY), Some(&Verdict::Works));
        assert_eq!(read.get("d", 6 * DAY), Some(&Verdict::Moved { to: "e".to_owned() }));
        assert_eq!((read.get("a", 7 * DAY), read.get("b", 0), read.get("c", 0)), (None, None, None));
        assert_eq!(read.get("a", -1), None, "from the future");
        cache.put("a", &Verdict::Dead { why: "x".to_owned(), tries: 1 }, 1);
        assert_eq!(cache.get("a", 1), None);
    }

    #[test]
    fn what_is_no_cache_is_empty() {
        for text in ["", "[]", "{\"version\":2,\"answers\":{}}", "{\"version\":1}", "x"] {
            assert_eq!(Cache::parse(text), Cache::default(), "{text}");
        }
    }
}
