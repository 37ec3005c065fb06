// What the words of a typed query mean besides themselves: the same as src/search/understand.rs, which
// gives the reasons.

import { listOf } from './search-index.js';
import { parts } from './search-names.js';
import { squash } from './search-text.js';

const STRONG = 48;
const WEAK = 32;

/** Finds the meanings of a query's words: the lists of other words for each, by slot. Takes out words that only ask. */
export function understand(index, query) {
  const { slots } = query;
  const same = slots.map(() => []);
  if (query.pasted) return same;
  const asks = slots.map(() => false);
  slots.forEach((slot, at) => {
    for (const meaning of listOf(index, `${slot.term} `) ?? []) {
      const [phrase, ...pages] = typeof meaning === 'string' ? [meaning] : meaning;
      const list = pages.flatMap((page) => [page >> 1, 4 * (page & 1 ? STRONG : WEAK)]);
      const destroys = phrase.endsWith('!');
      const rest = phrase.replace('!', '').split(' ').filter(Boolean);
      const places = [at, ...rest.map((term) => slots.findIndex((slot) => slot.term === term))];
      if (places.includes(-1)) continue;
      for (const number of places) {
        if (list.length > 0) same[number].push({ list, isPhrase: rest.length > 0 });
        else if (!destroys) asks[number] = true;
      }
      query.destroys ||= destroys;
    }
  });
  if (asks.every(Boolean)) asks.fill(false);
  const asking = slots.filter((_, at) => asks[at]).map(({ typed }) => typed);
  const said = query.whole.words.filter((word) => !asking.includes(squash(word)));
  const meant = parts(said.join(' '));
  if (said.length > 0 && meant.compact !== query.whole.compact) query.meant = meant;
  query.slots = slots.filter((_, at) => !asks[at]);
  close(index, query);
  return same.filter((_, at) => !asks[at]);
}

/** A number that the site knows is complete, although more may be typed. */
function close(index, query) {
  const last = query.slots.at(-1);
  if (!last || !/[0-9]$/.test(last.typed)) return;
  const closed = (last.single ? last.narrow : [last.term]).map((term) => listOf(index, term) !== null).includes(true);
  query.whole.closed = closed;
  if (query.meant) query.meant.closed = closed;
}
