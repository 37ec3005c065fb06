// The ranking, without a browser in it: the same sums in the same order as src/search/rank.rs, which
// gives the reasons for the constants.
//
// The index comes in files. Ranking uses those it has and notes those it misses in `index.missing`, so
// the caller shows what is known, fetches, and ranks again.

import { bestPages, namedPages } from './search-candidates.js';
import { demote, rounded } from './search-danger.js';
import { headingFits, mistypedHeadings } from './search-headings.js';
import { beginningWith, headOf, listOf, signaturesOf } from './search-index.js';
import { KEY, SIGNATURE, TITLE, bitsOf, fit, fitMistyped, fitWithin, isNumbered, mistakesOf, parts } from './search-names.js';
import { understand } from './search-meanings.js';
import { parseQuery } from './search-query.js';
import { isCjk, squash } from './search-text.js';
import {
  ALL_WORDS, COMPLETED, COMPLETED_SHARE, COMPLETIONS, CORRECTED, CORRECTED_TWICE, CORRECTIONS, COVERED, EXACT,
  HALF, LEAST_SHARE, LEAST_SHARE_NAMED, LEAST_SHARE_PASTED, MEANT, MENTIONED, OTHER_NUMBER, PART, PHRASE,
  PHRASE_RARE, QUOTED, SECTION, SIGNED, SYNONYM, SYNONYM_RARE, TOGETHER, UNCOVERED, WIDER,
} from './search-ranking.js';

const POINTS = 5;
const TELLING = 24;
// More sections than a page has.
const SECTIONS = 4096;

/** Ranks the pages: `{ pages: [{ slot, section, score }], terms }`; none before what it needs is loaded. */
export function rank(index, text) {
  const query = parseQuery(text, index.stemmer);
  const same = understand(index, query);
  const words = {
    list: (term) => listOf(index, term),
    beginningWith: (start, most) => beginningWith(index, start, most),
  };
  const standIns = query.slots.map((slot, at) => standInsOf(index, slot, query.pasted, same[at].length > 0));
  const lists = (terms) => terms.map((term) => words.list(term));
  const [exact, mentioned] = [lists(query.exact), lists(query.named)];
  const fits = ({ compact, closed }) => headingFits(words, squash(compact), closed);
  const whole = fits(query.whole);
  const headings = whole.length === 0 && query.meant ? fits(query.meant) : whole;
  const named = index.whole ? null : namedPages(words, query);
  if (index.missing.size > 0) return { pages: [], terms: [] };
  const texts = rankTexts(index, query, standIns, same, exact, mentioned);
  const byText = bestPages(texts.scores);
  const slots = named === null ? Array.from({ length: index.slots }, (_, slot) => slot) : [...new Set([...named, ...byText])];
  const isUnknown = ({ single, term }, at) => !single && standIns[at][0]?.term !== term;
  const hasUnknown = exact.includes(null) || query.slots.some(isUnknown);
  const mistyped = () => (hasUnknown ? mistypedHeadings(words, query.whole, index.whole) : []);
  const names = rankNames(index, query, slots, new Set(named === null ? byText.slice(0, SIGNED) : slots), headings, mistyped);
  if (index.missing.size > 0) return { pages: [], terms: texts.terms };
  return { pages: summed(index, query, names, texts), terms: texts.terms };
}

function summed(index, query, { best: names, others }, texts) {
  const pages = [];
  for (let slot = 0; slot < index.slots; slot += 1) {
    const name = names.get(slot);
    const score = (name?.score ?? 0) + texts.scores[slot] * (others.has(slot) ? OTHER_NUMBER : 1);
    if (score > 0) pages.push(rankedPage(query, slot, score, name, texts));
  }
  demote(pages);
  return pages.sort((a, b) => b.score - a.score || a.slot - b.slot);
}

/** A page by the best of its names and its text. */
function rankedPage(query, slot, score, name, texts) {
  const best = texts.best.get(slot);
  const own = texts.masks.get(slot * SECTIONS);
  const isMeant = () => !query.pasted && (texts.telling.get(slot * SECTIONS + best.section) & ~own) !== 0;
  const byText = best && (!name || isMeant()) ? best : null;
  const { section, destroys } = name?.section ? name : byText ?? { section: null, destroys: false };
  const words = own | (section ? texts.masks.get(slot * SECTIONS + section) : 0);
  return { slot, section, score: rounded(score), key: name?.key ?? '', destroys: Boolean(destroys) && !query.destroys && !query.pasted, words };
}

/** The best name of each of the pages, or the best of its headings, by number; of those `signed` also of their error signatures. */
function rankNames(index, query, slots, signed, headings, mistyped) {
  const best = new Map();
  const keep = (slot, score, section, destroys, key) => {
    if (score > (best.get(slot)?.score ?? 0)) best.set(slot, { score, section, destroys, key });
  };
  const keyOf = (name) => (name.class === KEY ? name.text : '');
  const names = [];
  for (const slot of slots) {
    const head = headOf(index, slot);
    if (head !== null) names.push(...knownNames(head), ...(query.isLine && signed.has(slot) ? knownSignatures(index, head) : []));
  }
  // A letter that pages have is meant, not what it begins.
  const [{ single, term } = {}, second] = query.slots;
  let typed = single && second === undefined ? listOf(index, term) !== null : false;
  for (const name of names) {
    // Also for what looks pasted: a title may be long.
    const meant = query.meant ? MEANT * fit(query.meant, name) : 0;
    const score = Math.max(fit(query.whole, name), meant, fitWithin(query, name));
    typed ||= score > 0;
    keep(name.slot, score, null, false, keyOf(name));
  }
  const found = typed || headings.length > 0 || query.pasted ? headings : mistyped();
  for (const [slot, section, score, destroys] of found) keep(slot, score, section, destroys, '');
  if (!typed) for (const name of names) keep(name.slot, fitMistyped(query.whole, name), null, false, keyOf(name));
  const same = new Map();
  for (const name of names) {
    const isSame = isNumbered(name, query.numbered, query.whole.closed);
    if (isSame !== null) same.set(name.slot, isSame || same.get(name.slot) === true);
  }
  return { best, others: new Set([...same.keys()].filter((slot) => !same.get(slot))) };
}

const known = (head, kind, text) => ({ slot: head.slot, class: kind, text, parts: parts(text) });

/** The names of a page, taken apart once. */
function knownNames(head) {
  head.known ??= [known(head, TITLE, head.title), ...head.keys.map((key) => known(head, KEY, key))];
  return head.known;
}

function knownSignatures(index, head) {
  return signaturesOf(index, head).map((line) => known(head, SIGNATURE, line));
}

function rankTexts(index, query, allStandIns, same, exact, mentioned) {
  const sums = {
    pages: new Float64Array(index.slots),
    covered: new Float64Array(index.slots),
    words: new Uint16Array(index.slots),
    sections: new Map(),
    masks: new Map(),
    telling: new Map(),
    destroys: new Set(),
  };
  const exactly = gains(index, exact, EXACT);
  const mentions = gains(index, mentioned, MENTIONED);
  const places = placesOf(mentioned);
  const terms = [];
  let [total, asked, found, sure] = [0, 0, 0, false];
  allStandIns.forEach((standIns, at) => {
    terms.push(...standIns.map(({ term }) => term));
    if (!query.slots[at].single || standIns.length > 0) asked += 1;
    if (standIns.length > 0 || same[at].length > 0) {
      total += addWord(index, standIns, same[at], 1 << found, sums);
      found += 1;
      sure ||= same[at].length > 0 || standIns.some(({ factor }) => factor > CORRECTED);
    }
  });
  const scores = new Float64Array(index.slots);
  const { masks, telling } = sums;
  const best = bestSections(sums, query.destroys || query.pasted);
  const guessed = !sure && found < asked;
  if ((found * 2 < asked || guessed) && !query.pasted) return { scores, best: new Map(), terms, masks, telling };
  for (let slot = 0; slot < index.slots; slot += 1) {
    const share = total > 0 ? sums.covered[slot] / total : 0;
    const own = masks.get(slot * SECTIONS);
    const least = query.pasted ? LEAST_SHARE_PASTED : own && query.exact.length === 0 ? LEAST_SHARE_NAMED : LEAST_SHARE;
    if (share < least || (query.pasted && found > 1 && sums.words[slot] < 2)) {
      best.delete(slot);
      continue;
    }
    const all = found > 1 && sums.words[slot] === found && !query.pasted;
    const { section, score } = best.get(slot) ?? { section: 0, score: 0 };
    const near = own | (section ? masks.get(slot * SECTIONS + section) : 0);
    const together = bitsOf(near) === found;
    const quoted = query.pasted && together && found === query.slots.length && found > 3;
    const gain = all ? ALL_WORDS + (together ? TOGETHER : 0) : quoted ? QUOTED : exactly[slot];
    scores[slot] = (sums.pages[slot] + SECTION * score) * (UNCOVERED + COVERED * share) + gain + mentions[slot];
    if (places.has(slot)) best.set(slot, places.get(slot));
  }
  return { scores, best, terms, masks, telling };
}

/** What each page gains that is in one of the lists. */
function gains(index, lists, gain) {
  const gains = new Float64Array(index.slots);
  for (const list of lists) eachPage(list ?? [], (slot) => (gains[slot] = gain));
  return gains;
}

/** The section of each page that says most of what is in one of the lists, the first of equals. */
function placesOf(lists) {
  const most = new Map();
  const places = new Map();
  for (const list of lists) {
    eachPage(list ?? [], (slot, _, at, count) => {
      for (let i = at; i < at + 2 * count; i += 2) {
        if (list[i] === 0 || list[i + 1] <= (most.get(slot) ?? 0)) continue;
        most.set(slot, list[i + 1]);
        places.set(slot, { section: list[i], destroys: list[i + 1] & 1 });
      }
    });
  }
  return places;
}

/** The best section of each page, the first of equals; one that destroys something only if no other has its words, or with `any`. */
function bestSections({ sections, masks, destroys }, any) {
  const bySlot = new Map();
  for (const [key, score] of sections) {
    const slot = Math.floor(key / SECTIONS);
    const section = key % SECTIONS;
    if (section === 0) continue;
    if (!bySlot.has(slot)) bySlot.set(slot, []);
    bySlot.get(slot).push({ section, score, destroys: destroys.has(key), mask: masks.get(key) });
  }
  const best = new Map();
  for (const [slot, all] of bySlot) {
    all.sort((a, b) => b.score - a.score || a.section - b.section);
    const [first] = all;
    const missing = first.mask & ~masks.get(slot * SECTIONS);
    const same = any || !first.destroys ? first : all.find(({ destroys, mask }) => !destroys && (missing & ~mask) === 0);
    if (same || missing !== 0) best.set(slot, same ?? first);
  }
  return best;
}

/** Calls `see(slot, points, sections)` for each page of a list; sections are [number, points, …]. */
function eachPage(list, see) {
  let slot = 0;
  for (let i = 0; i < list.length;) {
    slot += list[i];
    const sections = list[i + 1] & 3;
    see(slot, list[i + 1] >> 2, i + 2, sections);
    i += 2 + 2 * sections;
  }
}

/** Adds one word, by the best of the terms and other words that stand for it; the word's rarity. */
function addWord(index, standIns, same, word, sums) {
  const pages = new Float64Array(index.slots);
  const sections = new Map();
  let rarity = 0;
  const idfIn = (list) => {
    let having = 0;
    eachPage(list, () => (having += 1));
    return idfOf(index.pages, having);
  };
  for (const { list } of same) {
    // No section of them is known, so it is the page's own data.
    eachPage(list, (slot) => sums.masks.set(slot * SECTIONS, sums.masks.get(slot * SECTIONS) | word));
  }
  const least = standIns.length === 0 ? Infinity : idfIn(standIns[0].list);
  const others = same.map(({ list, isPhrase }) => {
    const [factor, rare] = isPhrase ? [PHRASE, PHRASE_RARE] : [SYNONYM, SYNONYM_RARE];
    return { list, factor, most: Math.max(least, rare) };
  });
  [...standIns, ...others].forEach(({ list, factor, most = Infinity }, position) => {
    const idf = Math.min(idfIn(list), most);
    if (position === 0) rarity = idf;
    const worth = (points) => factor * idf * (points / POINTS);
    eachPage(list, (slot, points, at, count) => {
      pages[slot] = Math.max(pages[slot], worth(points));
      for (let i = at; i < at + 2 * count; i += 2) {
        const key = slot * SECTIONS + list[i];
        sums.masks.set(key, sums.masks.get(key) | word);
        if (list[i + 1] >= TELLING) sums.telling.set(key, sums.telling.get(key) | word);
        if (list[i + 1] & 1) sums.destroys.add(key);
        sections.set(key, Math.max(sections.get(key) ?? 0, worth(list[i + 1])));
      }
    });
  });
  pages.forEach((score, slot) => {
    if (score > 0) {
      sums.pages[slot] += score;
      sums.covered[slot] += rarity;
      sums.words[slot] += 1;
    }
  });
  for (const [key, score] of sections) sums.sections.set(key, (sums.sections.get(key) ?? 0) + score);
  return rarity;
}

function idfOf(pages, having) {
  return Math.log(1 + (pages - having + 0.5) / (having + 0.5));
}

/** The terms that stand for a word and what each is worth. */
function standInsOf(index, slot, pasted, isKnown) {
  const before = index.missing.size;
  const exact = (term, factor) => {
    const list = listOf(index, term);
    return list === null ? [] : [{ term, list, factor }];
  };
  if (slot.single) return slot.narrow.flatMap((term) => exact(term, 1));
  const found = exact(slot.term, 1);
  const hasExact = found.length > 0;
  found.push(...slot.wider.flatMap((term) => exact(term, WIDER)));
  if (!hasExact) found.push(...slot.parts.flatMap((term) => exact(term, PART)));
  // What is not loaded yet is no mistake.
  if (!pasted && index.missing.size === before) {
    const shortest = slot.last ? 2 : 3;
    if (isCjk(slot.typed) || ((slot.last || found.length === 0) && slot.typed.length >= shortest)) found.push(...completions(index, slot.typed, exact));
    if (found.length === 0 && !isKnown && index.missing.size === before) {
      const ending = ['in', 'i'].find((ending) => slot.typed.endsWith(ending));
      if (ending) found.push(...exact(slot.typed.slice(0, -ending.length), HALF));
    }
    if (found.length === 0 && !isKnown && index.missing.size === before) found.push(...corrections(index, slot.term, exact));
  }
  const seen = new Set();
  return found.filter(({ term }) => !seen.has(term) && seen.add(term));
}

function completions(index, typed, exact) {
  const longer = beginningWith(index, typed).filter((term) => term.length > typed.length);
  longer.sort((a, b) => a.length - b.length);
  return longer.slice(0, COMPLETIONS).flatMap((term) => exact(term, COMPLETED + (COMPLETED_SHARE * typed.length) / term.length));
}

function corrections(index, word, exact) {
  if (word.length < 4 || /[0-9]/.test(word)) return [];
  const before = index.missing.size;
  let { least, terms } = nearest(index, word, 3);
  if (terms.length === 0 && index.missing.size === before) ({ least, terms } = nearest(index, word, 2));
  return terms.slice(0, CORRECTIONS).flatMap((term) => exact(term, least < 2 ? CORRECTED : CORRECTED_TWICE));
}

/** The terms with the fewest mistakes among those with the same first letters. */
function nearest(index, word, same) {
  let terms = [];
  let least = Infinity;
  for (const term of beginningWith(index, word.slice(0, same))) {
    const mistakes = mistakesOf(word, term);
    if (mistakes === null || mistakes > least) continue;
    if (mistakes < least) terms = [];
    least = mistakes;
    terms.push(term);
  }
  return { terms, least };
}
