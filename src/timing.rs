//! Where the time of a run goes, measured by a clock that the rim hands in: without one nothing is
//! measured, and nothing costs anything.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// How many of the slowest are named.
const NAMED: usize = 8;
/// Of which so many are kept before the others are forgotten.
const KEPT: usize = 8 * NAMED;

/// What took long, as far as anybody wants to know.
#[derive(Debug, Default)]
pub struct Timings {
    clock: Option<fn() -> Duration>,
    seen: Mutex<Seen>,
}

#[derive(Debug, Default)]
struct Seen {
    /// In the order in which they ended.
    stages: Vec<(&'static str, Duration)>,
    kinds: BTreeMap<&'static str, Pieces>,
    notes: Vec<String>,
}

/// Pieces of work of one kind, done side by side.
#[derive(Debug, Default)]
struct Pieces {
    count: usize,
    sum: Duration,
    slowest: Vec<(Duration, String)>,
}

impl Pieces {
    fn add(&mut self, took: Duration, name: impl FnOnce() -> String) {
        self.count += 1;
        self.sum += took;
        let least = self.slowest.get(NAMED - 1).map_or(Duration::ZERO, |(least, _)| *least);
        if took > least {
            self.slowest.push((took, name()));
        }
        if self.slowest.len() >= KEPT {
            self.keep_slowest();
        }
    }

    fn keep_slowest(&mut self) {
        self.slowest.sort_by(|a, b| b.cmp(a));
        self.slowest.truncate(NAMED);
    }
}

impl Timings {
    /// Measures by a clock: the time since a moment that stays the same.
    pub fn by(clock: fn() -> Duration) -> Self {
        Self { clock: Some(clock), ..Self::default() }
    }

    /// Does a stage of the whole. One inside another must be told by its name.
    pub fn stage<T>(&self, name: &'static str, work: impl FnOnce() -> T) -> T {
        let Some(clock) = self.clock else { return work() };
        let start = clock();
        let done = work();
        let took = clock().saturating_sub(start);
        self.seen().stages.push((name, took));
        done
    }

    /// Does a piece of work, of which many of a kind are done, on several processors.
    pub fn piece<T>(&self, kind: &'static str, name: impl FnOnce() -> String, work: impl FnOnce() -> T) -> T {
        let Some(clock) = self.clock else { return work() };
        let start = clock();
        let done = work();
        let took = clock().saturating_sub(start);
        self.seen().kinds.entry(kind).or_default().add(took, name);
        done
    }

    /// Takes down what else is worth knowing, such as how much was made and how much kept.
    pub fn note(&self, note: impl FnOnce() -> String) {
        if self.clock.is_some() {
            let note = note();
            self.seen().notes.push(note);
        }
    }

    /// All that was measured since the last report, for a person; nothing without a clock.
    pub fn report(&self) -> Option<String> {
        self.clock?;
        let seen = std::mem::take(&mut *self.seen());
        let mut text = String::from("time by stage, in milliseconds\n");
        // Writing to a string cannot fail.
        for (name, took) in &seen.stages {
            let _ = writeln!(text, "{:>9.1}  {name}", milliseconds(*took));
        }
        for (kind, mut pieces) in seen.kinds {
            pieces.keep_slowest();
            let (count, sum) = (pieces.count, milliseconds(pieces.sum));
            let _ = writeln!(text, "{kind}: {count} in {sum:.1} ms of processor time, the slowest:");
            for (took, name) in &pieces.slowest {
                let _ = writeln!(text, "{:>9.1}  {name}", milliseconds(*took));
            }
        }
        for note in &seen.notes {
            let _ = writeln!(text, "{note}");
        }
        Some(text)
    }

    fn seen(&self) -> std::sync::MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;

    /// A clock that is ten milliseconds on at every look.
    fn clock() -> Duration {
        static NOW: AtomicU64 = AtomicU64::new(0);
        Duration::from_millis(NOW.fetch_add(10, Ordering::Relaxed))
    }

    #[test]
    fn tells_stages_pieces_and_notes_once() {
        let timings = Timings::by(clock);
        assert_eq!(timings.stage("read", || 1), 1);
        for number in 0..100 {
            timings.piece("pages", || format!("page {number}"), || ());
        }
        timings.note(|| "3 made, 4 kept".to_owned());
        let report = timings.report().unwrap();
        assert!(report.contains("     10.0  read\n"), "{report}");
        assert!(report.contains("pages: 100 in 1000.0 ms"), "{report}");
        assert_eq!(report.matches("  page ").count(), NAMED, "{report}");
        assert!(report.ends_with("3 made, 4 kept\n"), "{report}");
        assert!(!timings.report().unwrap().contains("read"));
    }

    #[test]
    fn costs_nothing_and_tells_nothing_without_a_clock() {
        let timings = Timings::default();
        assert_eq!(timings.stage("read", || timings.piece("pages", || unreachable!(), || 2)), 2);
        assert_eq!(timings.report(), None);
    }
}
