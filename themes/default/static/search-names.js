// How well a query as a whole fits a name of a page: the same as src/search/names.rs
// and src/search/distance.rs, which give the reasons.

import { fold, isStop, length, lower, squash, words } from "./search-text.js";

export const TITLE = 0;
export const KEY = 1;
export const SIGNATURE = 2;

/** The words of a name in lower case. */
export function wordsOf(text) {
  return words(fold(text)).map(lower);
}

/** A text as letters and digits only, and where its words begin. */
export function parts(text) {
  const all = wordsOf(text);
  const compact = all.join("");
  const starts = new Set();
  let at = 0;
  for (const word of all) {
    starts.add(at);
    at += word.length;
  }
  let letters = 0;
  for (const letter of compact) letters |= bit(letter);
  return { words: all.filter((word) => !isStop(word)), compact, squashed: squash(compact), starts, letters, closed: false };
}

/** Words with the number or the single letter that follows them. */
export function numbered({ words }) {
  return words.slice(1).flatMap((word, at) => (length(word) === 1 || /^[0-9]+$/.test(word) ? [[words[at], word]] : []));
}

/** Whether a name has the numbers asked for, null where it has none; the last of an open query may be a beginning. */
export function isNumbered(name, asked, closed) {
  if (asked.length === 0 || name.class === SIGNATURE) return null;
  const own = numbered(name.parts);
  const told = asked.filter(([word]) => own.some(([other]) => other === word));
  if (told.length === 0) return null;
  const isOpen = (pair) => !closed && pair === asked.at(-1);
  return told.every((pair) => own.some(([other, one]) => other === pair[0] && (one === pair[1] || (isOpen(pair) && one.startsWith(pair[1])))));
}

/** Whether a number of a text goes on at a place. */
const splits = (text, at) => at > 0 && isDigit(text[at - 1]) && isDigit(text[at]);

const isDigit = (letter) => letter >= "0" && letter <= "9";

/** Whether what is at `at` in a name has the numbers of the query. */
function hasNumbers(query, name, at) {
  const end = at + query.compact.length;
  const inside = (place) => splits(name.compact, place) && !name.starts.has(place);
  if (inside(at) || (query.closed && inside(end))) return false;
  const own = [...query.starts].filter((start) => splits(query.compact, start)).map((start) => at + start);
  if (own.length === 0) return true;
  const others = [...name.starts].filter((start) => start > at && start < end && splits(name.compact, start));
  return own.every((start) => name.starts.has(start)) && others.every((start) => own.includes(start));
}

/** Whether the numbers in what was typed are numbers of the other too; the last may be a beginning unless it is closed. */
export function sameNumbers(typed, other, closed) {
  const all = typed.match(/[0-9]+/g) ?? [];
  const others = other.match(/[0-9]+/g) ?? [];
  const open = !closed && /[0-9]$/.test(typed);
  return all.every((number, at) => others.some((other) => other === number || (open && at + 1 === all.length && other.startsWith(number))));
}

/** Whether a word begins another one and ends in no part of a number of it. */
const begins = (word, other, closed) => other.startsWith(word) && !(closed && splits(other, word.length));

function bit(letter) {
  if (letter >= "a" && letter <= "z") return 1 << (letter.charCodeAt(0) - 97);
  return letter >= "0" && letter <= "9" ? 1 << 26 : 1 << 27;
}

function worth(name) {
  return name.class === TITLE || name.class === KEY ? 1 : 0.5;
}

/** How well a query fits a name, 0 for not at all. */
export function fit(query, name) {
  const other = name.parts;
  const raw = fitCompact(query.compact, other.compact, other.starts, (at) => hasNumbers(query, other, at));
  const same = query.squashed === query.compact && other.squashed === other.compact;
  const squashed = same ? 0 : fitCompact(query.squashed, other.squashed, new Set(), () => true);
  const part = Math.max(raw, squashed);
  const words = fitWords(query, other);
  const both = part > 0 && words > 0 ? 35 : 0;
  return (Math.max(part, words) + both) * worth(name);
}

function fitCompact(query, name, starts, fits) {
  if (query === "" || query.length > name.length) return 0;
  if (query === name) return fits(0) ? 160 : 0;
  const share = shareOf(query.length, name.length);
  if (query.length >= 2 && name.startsWith(query) && fits(0)) return 70 + share;
  if (query.length < 3) return 0;
  let best = 0;
  for (let at = name.indexOf(query); at >= 0; at = name.indexOf(query, at + 1)) {
    if (!fits(at)) continue;
    const tail = at + query.length === name.length ? 8 : 0;
    if (starts.has(at)) best = Math.max(best, 55 + share + tail);
    else if (query.length > 3) best = Math.max(best, 40 + share);
  }
  return best;
}

const shareOf = (query, name) => 20 * (query / name) + Math.min(4 * query, 40);

/** How well a query fits a name of which it is the beginning of the rest from some word on; all by their lengths. */
export function fitPart(query, rest, name) {
  const share = shareOf(query, name);
  if (rest >= name) {
    if (query === rest) return 160;
    return query >= 2 ? 70 + share : 0;
  }
  return query >= 3 ? 55 + share + (query === rest ? 8 : 0) : 0;
}

function fitWords(query, name) {
  if (query.words.length < 2) return 0;
  const letters = eachWord(query, name, begins);
  return letters === null ? 0 : 35 + 20 * (letters / Math.max(name.compact.length, 1));
}

/** Finds a word of the name for each word of the query; the number of letters in the query's words. */
function eachWord(query, name, fits) {
  const free = [...name.words];
  let letters = 0;
  for (const [number, word] of query.words.entries()) {
    const closed = query.closed || number + 1 < query.words.length;
    const at = free.findIndex((other) => fits(word, other, closed));
    if (at < 0) return null;
    free.splice(at, 1);
    letters += word.length;
  }
  return letters;
}

/** How well a query fits a name that is only a part of it. */
export function fitWithin(query, name) {
  if (name.class === SIGNATURE) return query.pasted ? fitSignature(query.whole, name.parts) : 0;
  const at = query.identifiers.indexOf(name.parts.compact);
  if (at < 0) return 0;
  return at < query.alerts ? 120 : 80;
}

function fitSignature(line, signature) {
  const asked = signature.words.filter((word) => word.length > 1 && !isNoise(word));
  const telling = asked.length > 1 || (asked.length === 1 && asked[0].length > 5);
  if (!telling || !asked.every((word) => line.words.includes(word))) return 0;
  return 50 + Math.min(3 * asked.length, 30);
}

/** Whether a word of a pasted line is only about this one time: a time, a number, an id. */
export function isNoise(word) {
  const digits = word.replace(/[^0-9]/g, "").length;
  const isStatus = /^[1-5][0-9]{2}$/.test(word);
  const isHex = /^[0-9a-f]{6,}$/i.test(word);
  return !isStatus && digits > 0 && (isHex || digits * 2 >= word.length);
}

export const LONG = 8;

/** How well a query fits a name if it was mistyped. */
export function fitMistyped(query, name) {
  const whole = name.parts.compact;
  const typed = query.compact;
  if (typed === "" || (name.class !== TITLE && name.class !== KEY)) return 0;
  if (bitsOf(query.letters & ~name.parts.letters) > 2) return 0;
  if (!sameNumbers(typed, whole, query.closed)) return 0;
  const score = fitMistypedWhole(typed, whole);
  if (score !== null) return score;
  const near = (word, other, closed) => begins(word, other, closed) || (sameNumbers(word, other, true) && mistakesOf(word, other) !== null);
  const letters = eachWord(query, name.parts, near);
  return letters > 0 ? 15 + 10 * (letters / Math.max(whole.length, 1)) : 0;
}

/** The same for two texts of letters and digits only, null where too much is wrong. */
export function fitMistypedWhole(typed, whole) {
  const mistakes = mistakesOf(typed, whole);
  if (mistakes !== null) return typed.length >= LONG ? 110 - 15 * mistakes : 60 - 8 * mistakes;
  const limit = allowedInside(typed.length);
  const inside = limit > 0 ? distance(typed, whole, true, limit) : null;
  return inside === null ? null : 30 - 6 * inside + 10 * (typed.length / Math.max(whole.length, 1));
}

/** How many bits of a number are set. */
export function bitsOf(bits) {
  let ones = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) ones += 1;
  return ones;
}

/** Typing mistakes between two words (optimal string alignment), null for more than the limit. */
function distance(pattern, text, anywhere, limit) {
  if (pattern.length > text.length + limit || (!anywhere && text.length > pattern.length + limit)) return null;
  let twoBefore = [];
  let before = Array.from({ length: text.length + 1 }, (_, column) => (anywhere ? 0 : column));
  for (let row = 1; row <= pattern.length; row += 1) {
    const current = [row];
    let least = row;
    for (let column = 1; column <= text.length; column += 1) {
      const other = pattern[row - 1] === text[column - 1] ? 0 : 1;
      let cost = Math.min(before[column] + 1, current[column - 1] + 1, before[column - 1] + other);
      if (row > 1 && column > 1 && pattern[row - 1] === text[column - 2] && pattern[row - 2] === text[column - 1]) {
        cost = Math.min(cost, twoBefore[column - 2] + 1);
      }
      least = Math.min(least, cost);
      current.push(cost);
    }
    if (least > limit) return null;
    twoBefore = before;
    before = current;
  }
  const cost = anywhere ? Math.min(...before) : before[text.length];
  return cost <= limit ? cost : null;
}

/** The typing mistakes between a word and what may have been meant by it, null for too many. */
export function mistakesOf(typed, meant) {
  if (typed.length === 4) return isSwapped(typed, meant) ? 1 : null;
  return distance(typed, meant, false, allowed(typed.length));
}

function isSwapped(typed, meant) {
  if (meant.length !== 4) return false;
  const differ = [0, 1, 2, 3].filter((at) => typed[at] !== meant[at]);
  const [a, b] = differ;
  return differ.length === 0 || (differ.length === 2 && a + 1 === b && typed[a] === meant[b] && typed[b] === meant[a]);
}

function allowed(length) {
  if (length < 5) return 0;
  return length < 9 ? 1 : 2;
}

function allowedInside(length) {
  if (length < 7) return 0;
  return length < 11 ? 1 : 2;
}
