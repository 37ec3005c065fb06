// Which pages of a large site may be meant by name: the same as src/search/candidates.rs and keys.rs,
// which give the reasons. Their names alone are loaded and compared with the query.

import { squash } from './search-text.js';
import { BY_GRAMS, BY_IDENTIFIER, BY_NAME, BY_SIGNATURE, BY_TEXT, GRAMS, IDENTIFIERS } from './search-ranking.js';

const LETTERS = 3;

/** The numbers of the pages that keys bring up; `words` looks them up. */
export function namedPages(words, query) {
  const [whole, meant] = [query.whole, query.meant].map((parts) => (parts ? squash(parts.compact) : ''));
  const found = new Set();
  const add = (slots) => slots.forEach((slot) => found.add(slot));
  const exactly = (sign, name, most) => add(slotsOf(words.list(keyOf(sign, name)), most));
  for (const asked of [whole, meant]) if (asked !== '') add(beginningAs(words, keyOf('=', asked), BY_NAME));
  for (const name of query.identifiers.slice(0, IDENTIFIERS)) exactly('=', squash(name), BY_IDENTIFIER);
  if (query.isLine) for (const slot of query.slots) exactly('~', slot.typed, BY_SIGNATURE);
  if (!query.pasted) add(byGrams(words, meant || whole));
  return found;
}

/** The numbers of the pages with the best texts, in order. */
export function bestPages(scores) {
  const best = [];
  for (let slot = 0; slot < scores.length; slot += 1) {
    const score = scores[slot];
    if (score === 0 || (best.length === BY_TEXT && score <= scores[best[BY_TEXT - 1]])) continue;
    let at = best.length;
    while (at > 0 && scores[best[at - 1]] < score) at -= 1;
    best.splice(at, 0, slot);
    best.length = Math.min(best.length, BY_TEXT);
  }
  return best;
}

const keyOf = (sign, name) => sign + Array.from(name.slice(0, 128)).slice(0, 64).join('');

function slotsOf(list, most = Infinity) {
  const slots = [];
  let slot = 0;
  for (let i = 0; list !== null && i < list.length && slots.length < most; i += 2) {
    slot += list[i];
    slots.push(slot);
  }
  return slots;
}

function beginningAs(words, start, most) {
  const slots = [];
  for (const term of words.beginningWith(start, most)) slots.push(...slotsOf(words.list(term)));
  return slots.slice(0, most);
}

function byGrams(words, asked) {
  const chosen = spread(gramsOf(asked));
  const counts = new Map();
  for (const gram of chosen) {
    const list = words.list(gram) ?? [];
    let slot = 0;
    for (let i = 0; i < list.length; i += 2) {
      slot += list[i];
      const counted = counts.get(slot) ?? { count: 0, sum: 0 };
      counts.set(slot, { count: counted.count + 1, sum: counted.sum + (list[i + 1] >> 2) });
    }
  }
  const enough = [...counts].filter(([, { count }]) => count >= Math.ceil(chosen.length / 3));
  enough.sort(([a, x], [b, y]) => y.count - x.count || y.sum - x.sum || a - b);
  return enough.slice(0, BY_GRAMS).map(([slot]) => slot);
}

function gramsOf(name) {
  const letters = Array.from(name);
  return letters.slice(LETTERS - 1).map((_, at) => `%${letters.slice(at, at + LETTERS).join('')}`);
}

function spread(grams) {
  if (grams.length <= GRAMS) return [...new Set(grams)];
  const chosen = Array.from({ length: GRAMS }, (_, number) => grams[Math.floor((number * (grams.length - 1)) / (GRAMS - 1))]);
  return [...new Set(chosen)];
}
