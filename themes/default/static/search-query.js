// What a query asks for: the same as src/search/query.rs, which gives the reasons.

import { isNoise, numbered, parts } from './search-names.js';
import { PAIR, chunk, digitParts, ends, isCjk, isSingle, isStop, lastWord, length, pairAcross, pairs, spans, squash, startsCjk, term } from './search-text.js';
import {
  ALERT_LABEL, LINE_CHUNKS, LOG_STOP, PARTICLES, PASTED_CHUNKS, PASTED_CHUNKS_LONG, PASTED_LENGTH, PASTED_WORDS,
  TYPED_WORDS,
} from './search-ranking.js';

/** Takes a query apart. */
export function parseQuery(text, stemmer) {
  const whole = parts(text);
  text = spread(text);
  const all = spans(text).map(([start, end]) => text.slice(start, end));
  const chunks = all.filter((span) => !startsCjk(span)).length;
  const size = length(text.trim());
  const pasted = chunks >= PASTED_CHUNKS || (chunks >= PASTED_CHUNKS_LONG && size >= PASTED_LENGTH);
  const slots = [];
  const identifiers = [];
  const alerts = [];
  let exact = [];
  let labelled = false;
  let single = null;
  let before = null;
  for (const [number, span] of all.entries()) {
    const first = slots.length;
    const apart = chunk(span);
    for (const piece of apart.pieces) {
      const name = piece.words.join('');
      if (labelled && name !== ALERT_LABEL) alerts.push(name);
      else if ((all.length > 1 || apart.pieces.length > 1) && piece.joined) identifiers.push(piece.joined);
      labelled = name === ALERT_LABEL;
    }
    if (all.length === 1) exact = exactTerms(apart, stemmer);
    const across = before === null ? null : pairAcross(before, apart, number + 1 === all.length ? 'A' : span, stemmer);
    if (apart.pieces.length > 0 || ends(span)) before = lastWord(apart, span);
    const alone = addChunk(apart, stemmer, pasted, across, slots);
    if (single !== null && alone !== null) {
      const joined = term(single.word + alone, stemmer);
      slots[single.at].wider.push(joined);
      slots[first].wider.push(joined);
    }
    const [{ words: [particle, another] } = { words: [] }, other] = apart.pieces;
    if (single !== null && PARTICLES.includes(particle) && (another ?? other) === undefined) slots[single.at].wider.push(term(single.word + particle, stemmer));
    single = alone === null || pasted ? null : { at: first, word: alone };
  }
  if (slots.length > 0 && !/\p{White_Space}$/u.test(text)) slots[slots.length - 1].last = !pasted;
  if (all.length === 1 && slots.length === 1 && slots[0].single && slots[0].narrow.length === 0) slots[0].narrow.push(slots[0].term);
  const names = [...alerts, ...identifiers];
  const named = alerts.map((name) => term(name, stemmer));
  const asked = slots.filter((slot) => !slot.single || slot.narrow.length > 0);
  return { slots: chosen(asked, pasted, named), whole, meant: null, destroys: false, numbered: pasted ? [] : numbered(whole), pasted, isLine: pasted || chunks >= LINE_CHUNKS, identifiers: names, alerts: alerts.length, named, exact };
}

/** A text with blanks in place of what holds JSON together. */
function spread(text) {
  return text.replace(/[ \t\r\n{}[\],:"\\]+/g, (run) => (run.includes('"') && /[{}[\],:]/.test(run) ? ' ' : run));
}

/** The terms that only the very form of a chunk has. */
function exactTerms(apart, stemmer) {
  const { pieces, path } = apart;
  const [{ marked, joined }] = pieces.length === 1 ? pieces : [{}];
  if (path || marked) return [path || marked];
  if (joined) return [term(joined, stemmer)];
  const both = pairs(apart, stemmer);
  const only = apart.symbol ?? (both.length === 1 ? both[0]?.term : null);
  return only ? [only] : [];
}

/** Adds the words of a chunk; its word if it has but one. `across` is the pair of the word before it and its first one. */
function addChunk(apart, stemmer, pasted, across, slots) {
  const first = slots.length;
  const near = [across, ...pairs(apart, stemmer).map((pair) => pair?.term)];
  let at = 0;
  for (const piece of apart.pieces) {
    const from = slots.length;
    const noisy = pasted && piece.words.some(isNoise);
    for (const word of piece.words) {
      const narrow = near.slice(at, at + 2).filter(Boolean).flatMap(withJoined);
      at += 1;
      if (isSingle(word) && !pasted) {
        narrow.push(...[piece.marked, apart.symbol].filter(Boolean));
        if (narrow.length > 0 || !isStop(word)) slots.push(slotOf(narrow[0] ?? term(word, stemmer), word, { single: true, narrow }));
      } else if (isAsked(word, pasted)) {
        const split = digitParts(word).map((part) => term(part, stemmer));
        const spaced = /^[a-z]{2}$/.test(word) || (/[0-9]$/.test(word) && changesIn(word) === 1 && split.length < 2);
        slots.push(slotOf(term(word, stemmer), word, { wider: spaced ? [PAIR + word] : [], parts: changesIn(word) > 1 ? [] : split }));
      }
    }
    const wider = piece.joined && !noisy ? [term(piece.joined, stemmer)] : [];
    if (piece.marked) wider.push(piece.marked);
    for (const slot of slots.slice(from)) if (!slot.single) slot.wider.push(...wider);
  }
  if (apart.path) for (const slot of slots.slice(first)) slot.wider.push(apart.path);
  const one = apart.pieces.length === 1 && apart.pieces[0].words.length === 1;
  return one && slots.length === first + 1 ? apart.pieces[0].words[0] : null;
}

const slotOf = (term, word, more) => ({ term, typed: squash(word), wider: [], parts: [], last: false, single: false, narrow: [], ...more });

/** A pair, and its words as one, as they are found where they alone are a piece. */
function withJoined(pair) {
  const joined = pair.replace(/^\++/, '');
  return /^[\p{Alphabetic}\p{N}.]*$/u.test(joined) ? [pair, joined] : [pair];
}

/** How often a word changes between letters and digits. */
function changesIn(word) {
  return (word.match(/[0-9](?=[^0-9])|[^0-9](?=[0-9])/gu) ?? []).length;
}

function isAsked(word, pasted) {
  if (length(word) < 2 && !isCjk(word)) return false;
  return !isStop(word) && !(pasted && (isNoise(word) || LOG_STOP.includes(word)));
}

/** Each word once, and of a pasted line the words of the alerts, whose terms are `named`, and then the longest. */
function chosen(slots, pasted, named) {
  const kept = [];
  const isNamed = (slot) => named.some((name) => name === slot.term || slot.wider.includes(name));
  if (pasted) slots.sort((a, b) => isNamed(b) - isNamed(a) || length(b.term) - length(a.term));
  for (const slot of slots) {
    const other = kept.find((other) => other.term === slot.term);
    if (other) {
      other.last ||= slot.last;
      other.wider.push(...slot.wider);
      other.narrow.push(...slot.narrow);
    } else {
      kept.push(slot);
    }
  }
  return kept.slice(0, pasted ? PASTED_WORDS : TYPED_WORDS);
}
