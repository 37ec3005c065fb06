//! Caches the results of pure steps by the hash of their input. A cached result is
//! not computed again; clearing the cache changes nothing except the time.

use std::collections::HashMap;
use std::hash::{Hash as StdHash, Hasher};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use xxhash_rust::xxh3::Xxh3;

use crate::text::Hash;

/// The results of one kind of step.
#[derive(Debug)]
pub struct Memo<V> {
    entries: Mutex<HashMap<Hash, Entry<V>>>,
    round: AtomicUsize,
    misses: AtomicUsize,
}

#[derive(Debug)]
struct Entry<V> {
    value: Arc<V>,
    round: usize,
}

impl<V> Default for Memo<V> {
    fn default() -> Self {
        Self { entries: Mutex::default(), round: AtomicUsize::new(0), misses: AtomicUsize::new(0) }
    }
}

impl<V> Memo<V> {
    /// The value for `key`, if there is one.
    pub fn known(&self, key: Hash) -> Option<Arc<V>> {
        let round = self.round.load(Ordering::Relaxed);
        self.lock().get_mut(&key).map(|entry| {
            entry.round = round;
            Arc::clone(&entry.value)
        })
    }

    /// The value for `key`, computed by `make` if it is not cached.
    pub fn get(&self, key: Hash, make: impl FnOnce() -> V) -> Arc<V> {
        if let Some(value) = self.known(key) {
            return value;
        }
        let round = self.round.load(Ordering::Relaxed);
        // Computed outside the lock: two threads may compute the same value, and both are equal.
        let value = Arc::new(make());
        self.misses.fetch_add(1, Ordering::Relaxed);
        self.lock().insert(key, Entry { value: Arc::clone(&value), round });
        value
    }

    /// Drops values that were not used since the last call, and returns how many values were
    /// computed since then.
    pub fn next_round(&self) -> usize {
        let round = self.round.fetch_add(1, Ordering::Relaxed);
        self.lock().retain(|_, entry| entry.round == round);
        self.misses.swap(0, Ordering::Relaxed)
    }

    /// How many values were computed since the last call of [`Memo::next_round`].
    pub fn misses(&self) -> usize {
        self.misses.load(Ordering::Relaxed)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<Hash, Entry<V>>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The hash of anything that can be hashed, the same on every run of one version.
pub fn key(parts: &impl StdHash) -> Hash {
    struct Wide(Xxh3);
    impl Hasher for Wide {
        fn finish(&self) -> u64 {
            self.0.digest()
        }
        fn write(&mut self, bytes: &[u8]) {
            self.0.update(bytes);
        }
    }
    let mut hasher = Wide(Xxh3::new());
    parts.hash(&mut hasher);
    hasher.0.digest128()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn makes_a_value_once_and_forgets_what_is_not_used() {
        let memo = Memo::default();
        assert_eq!(*memo.get(1, || "one"), "one");
        assert_eq!(*memo.get(1, || "never made"), "one");
        assert_eq!(memo.next_round(), 1);
        assert_eq!(*memo.get(2, || "two"), "two");
        assert_eq!(memo.next_round(), 1);
        assert_eq!(*memo.get(1, || "one again"), "one again");
    }

    #[test]
    fn keys_tell_parts_apart() {
        assert_ne!(key(&("ab", "c")), key(&("a", "bc")));
        assert_eq!(key(&("a", 1)), key(&("a", 1)));
    }
}
