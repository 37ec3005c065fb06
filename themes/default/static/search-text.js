// From text to terms: the same as src/search/tokens.rs, which gives the reasons. The test vectors in
// tests/search/ hold both to it, so a change here is a change there.

import { LONGEST_JOINED, LONGEST_WORD, STOP } from './search-ranking.js';

const BETWEEN_PIECES = /[/,;|()[\]{}<>"'=+*!?&`~^\\]/u;

const CJK = '\\u0E00-\\u0EFF\\u3040-\\u30FF\\u3400-\\u4DBF\\u4E00-\\u9FFF\\uAC00-\\uD7AF\\uF900-\\uFAFF'
  + '\\u{20000}-\\u{2FA1F}';
const ALL_CJK = new RegExp(`^[${CJK}]*$`, 'u');
const STARTS_CJK = new RegExp(`^[${CJK}]`, 'u');
const RUNS = new RegExp(`[${CJK}]+|[^\\p{White_Space}${CJK}]+`, 'gu');
const WORDS = /[\p{Alphabetic}\p{N}]+/gu;
const UPPER = /^\p{Uppercase}$/u;
const LOWER = /^\p{Lowercase}$/u;
const VERSION = /^v(?=[0-9]+$)/;
const CONTRACTED = /['\u2019][stdm](?![\p{Alphabetic}\p{N}])/gu;
// A letter with the signs that make another name of it: C#, C++, C:\Windows.
const SYMBOL = /^[^\p{Alphabetic}\p{N}]*([a-z])(#(?![\p{Alphabetic}\p{N}])|\+\+(?![\p{Alphabetic}\p{N}])|:(?=[^\p{Alphabetic}\p{N}]*$|[\\/]))/iu;
const SPELT = { ß: 'ss', æ: 'ae', œ: 'oe', þ: 'th', ø: 'o', ł: 'l', đ: 'd', ð: 'd', ı: 'i' };

/** The number of characters, not of UTF-16 units. */
export function length(text) {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

const STOP_WORDS = new Set(STOP);
export const isStop = (word) => STOP_WORDS.has(word);
export const isCjk = (text) => ALL_CJK.test(text);
export const startsCjk = (text) => STARTS_CJK.test(text);

/** The term of a word in lower case. */
export function term(word, stemmer) {
  return stemmer === 'de' ? stem(squash(word), stemmer) : squash(stem(word, stemmer));
}

/** Every term of a text, in order. */
export function terms(text, stemmer) {
  const found = [];
  for (const [start, end] of spans(text)) {
    const apart = chunk(text.slice(start, end));
    for (const piece of apart.pieces) {
      for (const word of piece.words.filter(isTerm)) {
        found.push(term(word, stemmer), ...digitParts(word).map((part) => term(part, stemmer)));
      }
      if (piece.joined) found.push(term(piece.joined, stemmer));
      if (piece.marked) found.push(piece.marked);
    }
    found.push(...pairs(apart, stemmer).filter((pair) => pair && !pair.isJoined).map((pair) => pair.term));
    if (apart.symbol) found.push(apart.symbol);
    if (apart.path) found.push(apart.path);
  }
  return found;
}

function isTerm(word) {
  return length(word) <= LONGEST_WORD && !isStop(word);
}

/** The pairs of neighbouring words of a chunk with a single character: { term, isJoined }, null for others. */
export function pairs(chunk, stemmer) {
  const all = chunk.pieces.flatMap((piece) => piece.words.map((word, at) => [piece, word, at]));
  return all.slice(1).map(([next, other, then], at) => {
    const [piece, word] = all[at];
    if (!isSingle(word) && !isSingle(other)) return null;
    const isJoined = then > 0 && piece.words.length === 2 && piece.joined !== null && !VERSION.test(word);
    return { term: pair(word, other, then === 0 && isNegative(next), stemmer), isJoined };
  });
}

/** The pair of the last word of a chunk and the first of the next one, `source` as written; null for none. */
export function pairAcross(before, { pieces: [piece] }, source, stemmer) {
  const word = piece?.words[0];
  if (word === undefined || !isSingle(word) || isStop(before) || length(before) > LONGEST_WORD) return null;
  if (/[0-9]/.test(word) ? /[0-9]$/.test(before) : isSingle(before)) return null;
  return isStop(word) && !/\p{Uppercase}/u.test(source) ? null : pair(before, word, isNegative(piece), stemmer);
}

function pair(before, word, negative, stemmer) {
  const left = before.replace(VERSION, '');
  const sign = negative ? '-' : /[0-9]$/.test(left) && /^[0-9]/.test(word) ? '.' : '';
  return PAIR + term(left, stemmer) + sign + term(word, stemmer);
}

/** What begins a pair; no word does. */
export const PAIR = '+';

const isNegative = ({ words, marked }) => marked?.[0] === '-' && /^[0-9]+$/.test(words[0]);

/** The last word of a chunk that no punctuation parts from the next, null for none. */
export function lastWord({ pieces }, source) {
  return pieces.length === 0 || ends(source) ? null : pieces.at(-1).words.at(-1);
}

/** Whether what follows a chunk belongs to something else. */
export const ends = (source) => /[.,;!?]$/.test(source) || startsCjk(source);

/** Whether a word is a letter or a digit that says little without its neighbour. */
export const isSingle = (word) => !isCjk(word) && length(word) === 1;

/** The chunks of a text, as [start, end]. */
export function spans(text) {
  const found = [];
  for (const run of text.matchAll(RUNS)) {
    if (!startsCjk(run[0])) {
      found.push([run.index, run.index + run[0].length]);
      continue;
    }
    const characters = Array.from(run[0]);
    let at = run.index;
    if (characters.length === 1) found.push([at, at + run[0].length]);
    for (let i = 1; i < characters.length; i += 1) {
      const next = at + characters[i - 1].length;
      found.push([at, next + characters[i].length]);
      at = next;
    }
  }
  return found;
}

/** Takes a chunk apart. */
export function chunk(source) {
  const text = fold(source).replaceAll('${', '$').replaceAll('\u2212', '-').replace(CONTRACTED, '');
  if (isCjk(text)) return { pieces: [{ words: [text], joined: null, marked: null }], path: null, symbol: null };
  const pieces = text.split(BETWEEN_PIECES).map(piece).filter(Boolean);
  const all = pieces.flatMap((piece) => piece.words);
  const compact = all.join('');
  const isPath = text.startsWith('/') && all.length > 1 && length(compact) <= LONGEST_JOINED;
  return { pieces, path: isPath ? `/${compact}` : null, symbol: text.match(SYMBOL)?.slice(1).join('').toLowerCase() ?? null };
}

function piece(text) {
  const all = words(text).map(lower);
  if (all.length === 0) return null;
  const compact = all.join('');
  const count = length(compact);
  const fits = count >= 3 && count <= LONGEST_JOINED;
  const mark = count <= LONGEST_JOINED ? text.match(/^(?:\$|-|::)/) : null;
  const isNumber = count <= LONGEST_JOINED && /^[0-9]+$/.test(compact);
  return { words: all, joined: all.length < 2 || !(fits || isNumber) ? null : isNumber ? all.join('.') : compact, marked: mark ? mark[0] + compact : null };
}

/** The words of a text: runs of letters and digits, cut where camelCase and HTTPServer are. */
export function words(text) {
  return (text.match(WORDS) ?? []).flatMap(camelParts);
}

function camelParts(run) {
  if (/^[a-z0-9]*$/.test(run)) return [run];
  const characters = Array.from(run);
  const parts = [];
  let part = characters[0];
  for (let i = 1; i < characters.length; i += 1) {
    const here = characters[i];
    const afterLower = LOWER.test(characters[i - 1]);
    const lowerAfter = i + 1 < characters.length && LOWER.test(characters[i + 1]);
    const plural = i + 2 === characters.length && characters[i + 1] === 's';
    if (UPPER.test(here) && (afterLower || (lowerAfter && !plural))) {
      parts.push(part);
      part = '';
    }
    part += here;
  }
  parts.push(part);
  return parts;
}

/** The letters and the digits of a word that has both, where there are two or more of them. */
export function digitParts(word) {
  if (!/[0-9]/.test(word) || !/[^0-9]/.test(word)) return [];
  return word.match(/[0-9]+|[^0-9]+/gu).filter((part) => length(part) > 1);
}

/** Takes accents off and spells ligatures and other compatibility characters out. */
export function fold(text) {
   
  if (/^[\0-\x7f]*$/.test(text)) return text;
  return text.normalize('NFKD').replace(/[\u0300-\u036f]/g, '').normalize('NFC');
}

/** Lower case, with the letters that have no decomposition spelt out. */
export function lower(word) {
  return word.toLowerCase().replace(/[ßæœþøłđðı]/g, (letter) => SPELT[letter]);
}

/** Writes ae, oe and ue as the vowel alone where they may stand for an umlaut. */
export function squash(word) {
  let squashed = '';
  let before = ' ';
  for (let i = 0; i < word.length; i += 1) {
    const character = word[i];
    squashed += character;
    const umlaut = 'aou'.includes(character) && !'aeiouq'.includes(before);
    if (umlaut && word[i + 1] === 'e') {
      i += 1;
      if (character === 'u' && i + 1 === word.length) squashed += 'e';
      before = 'e';
    } else {
      before = character;
    }
  }
  return squashed;
}

/** Takes endings off, by language: the same as src/search/stem.rs. */
export function stem(word, stemmer) {
  if (stemmer === '' || !/^[a-z]{4,}$/.test(word)) return word;
  return stemmer === 'de' ? stemGerman(word) : stemEnglish(word);
}

/** How endings come off in a language, a BCP 47 tag: "en", "de" or "". */
export function stemmerOf(language) {
  const [primary] = language.split('-');
  return primary === 'en' || primary === 'de' ? primary : '';
}

function stemEnglish(word) {
  let stem = withoutPlural(word);
  for (const ending of ['ing', 'ed']) {
    const rest = stem.slice(0, -ending.length);
    if (stem.endsWith(ending) && rest.length > 2 && /[aeiouy]/.test(rest) && !stem.endsWith('eed')) {
      stem = /([^aeioulsz])\1$/.test(rest) ? rest.slice(0, -1) : rest;
      break;
    }
  }
  if (stem.endsWith('e') && stem.length > 3) stem = stem.slice(0, -1);
  return stem.length > 3 && /[^aeiou]y$/.test(stem) ? `${stem.slice(0, -1)}i` : stem;
}

function withoutPlural(word) {
  if (word.endsWith('sses') || (word.endsWith('ies') && word.length > 4)) return word.slice(0, -2);
  return word.endsWith('s') && !/(ss|us|is)$/.test(word) ? word.slice(0, -1) : word;
}

function stemGerman(word) {
  let stem = word;
  while (stem.length > 3) {
    const rest = stem.replace(stem.length > 5 ? /(em|er|nd|[esnt])$/ : /[esnt]$/, '');
    if (rest === stem) break;
    stem = rest;
  }
  return stem;
}
