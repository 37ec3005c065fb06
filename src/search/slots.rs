//! Numbers for pages that stay the same when other pages come and go, so that the files of an index, in which
//! pages are named by number, change only where a page did.

use crate::text;

/// The smallest table.
const LEAST: usize = 8;

/// A number below the second value for each id: the slot of a hash table that is at most four fifths
/// full, the next free one where it is taken.
pub(super) fn slots<'a>(ids: impl ExactSizeIterator<Item = &'a str>) -> (Vec<usize>, usize) {
    let mut size = LEAST;
    while size * 4 < ids.len() * 5 {
        size *= 2;
    }
    let mut taken = vec![false; size];
    let slots = ids.map(|id| {
        let wanted = slot_of(id, size);
        let free = (wanted..size).chain(0..wanted).find(|slot| !taken[*slot]);
        let slot = free.unwrap_or(wanted);
        taken[slot] = true;
        slot
    });
    (slots.collect(), size)
}

fn slot_of(id: &str, size: usize) -> usize {
    text::hash(id.as_bytes()) as usize % size
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keep_when_a_page_comes() {
        let ids: Vec<String> = (0..1000).map(|number| format!("page-{number}")).collect();
        let all = |ids: &[String]| slots(ids.iter().map(String::as_str));
        let (before, size) = all(&ids[1..]);
        let (after, _) = all(&ids);
        let moved = before.iter().zip(&after[1..]).filter(|(before, after)| before != after).count();
        assert!(size == 2048 && moved < 20, "{moved} of {size}");
        let mut sorted = after;
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(sorted.len(), 1000);
    }
}
