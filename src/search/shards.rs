//! Sorted items cut into shards whose borders depend on the items next to them, so that an item that
//! comes or goes changes the shard it is in and no other.

use std::cmp::Ordering;

use crate::text;

/// The order of JavaScript's strings, which is that of UTF-16 units.
pub(super) fn order(a: &str, b: &str) -> Ordering {
    if a.is_ascii() && b.is_ascii() { a.cmp(b) } else { a.encode_utf16().cmp(b.encode_utf16()) }
}

/// The items of a sorted list whose keys begin so, with their places in it.
pub(super) fn beginning_with<'a, T>(
    sorted: &'a [(String, T)],
    start: &'a str,
) -> impl Iterator<Item = (usize, &'a (String, T))> + 'a {
    let first = sorted.partition_point(|(key, _)| order(key, start).is_lt());
    sorted.iter().enumerate().skip(first).take_while(move |(_, (key, _))| key.starts_with(start))
}

/// A shard: its items one after the other, with commas.
#[derive(Debug, PartialEq)]
pub(super) struct Shard {
    /// The key of its first item.
    pub(super) first: String,
    /// The key of the last item before it.
    pub(super) before: String,
    /// The items.
    pub(super) items: String,
}

/// Cuts items of a key and a text: a shard ends after some `least` bytes where the key's hash says
/// so, or at twice that.
pub(super) fn cut(items: impl Iterator<Item = (String, String)>, least: usize) -> Vec<Shard> {
    let mut shards: Vec<Shard> = Vec::new();
    let mut open = false;
    let mut before = String::new();
    for (key, item) in items {
        let ends = ends_shard(&key);
        if !open {
            shards.push(Shard { first: key.clone(), before, items: String::new() });
        }
        let Some(shard) = shards.last_mut() else { break };
        if open {
            shard.items.push(',');
        }
        shard.items.push_str(&item);
        let size = shard.items.len();
        open = !((size >= least && ends) || size >= 2 * least);
        before = key;
    }
    shards
}

/// One key in 16, always the same.
fn ends_shard(key: &str) -> bool {
    text::hash(key.as_bytes()) & 15 == 0
}

/// As much of `first` as tells it from `before`: the border between two shards.
pub(super) fn border(before: &str, first: &str) -> String {
    let same = before.chars().zip(first.chars()).take_while(|(a, b)| a == b).count();
    first.chars().take(same + 1).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shards(numbers: impl Iterator<Item = usize>) -> Vec<String> {
        let items = numbers.map(|number| (format!("{number:05}"), format!("\"item {number:05}\"")));
        cut(items, 1000).into_iter().map(|shard| shard.items).collect()
    }

    #[test]
    fn an_item_changes_its_shard_alone() {
        let (before, after) = (shards((0..5000).filter(|number| *number != 17)), shards(0..5000));
        let new = after.iter().filter(|shard| !before.contains(shard)).count();
        assert!(after.len() > 40 && new <= 3, "{new} of {}", after.len());
    }

    #[test]
    fn borders_are_short() {
        assert_eq!(border("cluster", "clutter"), "clut");
        assert_eq!(border("", "etcd"), "e");
        assert_eq!(border("etcd", "etcdctl"), "etcdc");
    }
}
