// What the words of a typed query mean besides themselves: the same as src/search/understand.rs, which
// gives the reasons.

import { listOf } from "./search-index.js";
import { parts } from "./search-names.js";
import { squash } from "./search-text.js";

/** Finds the meanings of a query's words: the lists of other words for each, by slot. Takes out words that only ask. */
export function understand(index, query) {
  const { slots } = query;
  const same = slots.map(() => []);
  if (query.pasted) return same;
  const asks = slots.map(() => false);
  slots.forEach((slot, at) => {
    for (const meaning of listOf(index, `${slot.term} `) ?? []) {
      const [phrase, ...list] = typeof meaning === "string" ? [meaning] : meaning;
      const destroys = phrase.endsWith("!");
      const rest = phrase.replace("!", "").split(" ").filter(Boolean);
      if (!rest.every((term, after) => slots[at + 1 + after]?.term === term)) continue;
      for (let number = at; number <= at + rest.length; number += 1) {
        if (list.length > 0) same[number].push({ list, isPhrase: rest.length > 0 });
        else if (!destroys) asks[number] = true;
      }
      query.destroys ||= destroys;
    }
  });
  if (asks.every(Boolean)) asks.fill(false);
  const asking = slots.filter((_, at) => asks[at]).map(({ typed }) => typed);
  const said = query.whole.words.filter((word) => !asking.includes(squash(word)));
  const meant = parts(said.join(" "));
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
