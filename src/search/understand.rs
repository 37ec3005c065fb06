//! Other meanings of the words in a typed query. The browser's `search-meanings.js` does the
//! same.

use super::Index;
use super::lexicon::{Meaning, Sense};
use super::names::Parts;
use super::postings::Entry;
use super::query::Query;
use super::tokens::squash;

/// The pages that have other words for one of the query's.
#[derive(Clone, Copy, Debug)]
pub(super) struct Same<'a> {
    pub(super) entries: &'a [Entry],
    /// Whether the query has a phrase of several words for it.
    pub(super) is_phrase: bool,
}

/// Finds the meanings of a query's words: takes out those that only ask, and gives for each of the
/// others the pages that have other words for it, by the number of its slot.
pub(super) fn understand<'a>(index: &'a Index, query: &mut Query) -> Vec<Vec<Same<'a>>> {
    let mut same: Vec<Vec<Same<'_>>> = vec![Vec::new(); query.slots.len()];
    let mut asks = vec![false; query.slots.len()];
    if query.pasted {
        return same;
    }
    for (at, slot) in query.slots.iter().enumerate() {
        for Meaning { rest, sense } in index.meanings.get(&slot.term).into_iter().flatten() {
            // In any order, as in `the disk is full` and `a full disk`.
            let places = rest.iter().map(|term| query.slots.iter().position(|slot| slot.term == *term));
            let Some(places) = places.collect::<Option<Vec<usize>>>() else { continue };
            for number in std::iter::once(at).chain(places) {
                match sense {
                    Sense::Same(entries) => same[number].push(Same { entries, is_phrase: !rest.is_empty() }),
                    Sense::Nothing => asks[number] = true,
                    Sense::Destroys => query.destroys = true,
                }
            }
        }
    }
    // A question of nothing but asking words asks for these.
    if asks.iter().all(|asks| *asks) {
        asks.fill(false);
    }
    let mut asking = query.slots.iter().zip(&asks).filter(|(_, asks)| **asks).map(|(slot, _)| &slot.typed);
    let asking: Vec<String> = asking.by_ref().cloned().collect();
    let said: Vec<String> = query.whole.telling().filter(|word| !asking.contains(&squash(word))).collect();
    let meant = Parts::new(&said.join(" "));
    query.meant = (!said.is_empty() && meant.compact() != query.whole.compact()).then_some(meant);
    keep(&mut query.slots, &asks);
    keep(&mut same, &asks);
    close(index, query);
    same
}

/// Keeps what does not ask.
fn keep<T>(items: &mut Vec<T>, asks: &[bool]) {
    let mut asks = asks.iter();
    items.retain(|_| asks.next() == Some(&false));
}

/// A number that the site knows is complete, although more may be typed.
fn close(index: &Index, query: &mut Query) {
    let last = query.slots.last().filter(|slot| slot.typed.ends_with(|c: char| c.is_ascii_digit()));
    let knows = |term: &String| index.term(term).is_some();
    let closed =
        last.is_some_and(|slot| if slot.single { slot.narrow.iter().any(knows) } else { knows(&slot.term) });
    query.whole.closed = closed;
    query.meant.iter_mut().for_each(|meant| meant.closed = closed);
}
