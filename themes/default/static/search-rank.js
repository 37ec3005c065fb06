// The ranking, without a browser in it: the same sums in the same order as src/search/rank.rs, which
// gives the reasons for the constants.
//
// The index comes in shards. Ranking uses those it has and names those it misses, so the caller shows
// what names alone give, fetches, and ranks again.

import { HEADING, TITLE, allowed, distance, fit, fitMistyped, fitWithin, parts } from "./search-names.js";
import { parseQuery } from "./search-query.js";

const VERSION = 1;
const K1 = 4;
const B = 0.5;
const SECTION = 0.5;
const ALL_WORDS = 25;
const LEAST_SHARE = 0.4;
const LEAST_SHARE_PASTED = 0.2;
const COMPLETIONS = 16;
const CORRECTIONS = 8;

/** Reads `index.json`. */
export function open(data) {
  if (data.version !== VERSION) throw new Error(`search index version ${data.version}`);
  const pages = [];
  const pageOf = [];
  for (const [id, kind, title, url, description, count, length, facets] of data.pages) {
    const first = pageOf.length;
    const [type, typeTitle] = data.kinds[kind];
    for (let i = 0; i < count; i += 1) pageOf.push(pages.length);
    pages.push({ id, type, typeTitle, title, url, description, first, count, length, facets: facetsOf(data, facets) });
  }
  return {
    language: data.language,
    stemmed: data.language === "en" || data.language.startsWith("en-"),
    average: data.average,
    facets: data.facets.map(([name]) => name),
    pages,
    pageOf,
    names: namesOf(data, pages, pageOf),
    text: data.text.map(([first, file]) => ({ first, file, terms: null, postings: null })),
    sections: data.sections.map(([first, file]) => ({ first, file, pages: null })),
  };
}

function facetsOf(data, pairs) {
  const facets = {};
  for (let i = 0; i < pairs.length; i += 2) {
    const [name, terms] = data.facets[pairs[i]];
    (facets[name] ??= []).push(terms[pairs[i + 1]]);
  }
  return facets;
}

function namesOf(data, pages, pageOf) {
  const named = pages.map(({ title }, page) => ({ page, section: null, class: TITLE, parts: parts(title) }));
  for (const [at, kind, text] of data.names) {
    const section = kind === HEADING ? at : null;
    named.push({ page: section === null ? at : pageOf[at], section, class: kind, parts: parts(text) });
  }
  // Page by page, as they were written, so that the first of equals is the same one everywhere.
  return named.sort((a, b) => a.page - b.page);
}

/** Keeps a shard of terms: `["term", [section, weight, …], …]`. */
export function addText(index, number, data) {
  const shard = index.text[number];
  shard.terms = data.filter((_, at) => at % 2 === 0);
  shard.postings = data.filter((_, at) => at % 2 === 1);
}

/** Keeps a shard of texts: for each page `[[heading, anchor, text, code], …]`. */
export function addSections(index, number, data) {
  index.sections[number].pages = data;
}

/** The number of the shard that holds `key`, -1 before the first. */
export function shardOf(shards, key) {
  let [low, high] = [0, shards.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (shards[middle].first <= key) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Ranks every page: `{ pages: [{ page, section, score }], terms, missing }`. */
export function rank(index, text) {
  const query = parseQuery(text, index.stemmed);
  const missing = new Set();
  const names = rankNames(index, query);
  const { best, terms } = rankTexts(index, query, missing);
  const pages = [];
  for (let page = 0; page < index.pages.length; page += 1) {
    const score = names[page].score + best[page].score;
    if (score > 0) {
      const section = names[page].score >= best[page].score ? names[page].section : best[page].section;
      pages.push({ page, section, score: Math.round(score * 1000) / 1000 });
    }
  }
  pages.sort((a, b) => b.score - a.score || a.page - b.page);
  return { pages, terms, missing: [...missing] };
}

function rankNames(index, query) {
  const best = index.pages.map(() => ({ score: 0, section: null }));
  const keep = (name, score) => {
    if (score > best[name.page].score) best[name.page] = { score, section: name.section };
  };
  let typed = false;
  for (const name of index.names) {
    // Also for what looks pasted: a title may be long.
    const score = Math.max(fit(query.whole, name), fitWithin(query, name));
    typed ||= score > 0 && name.class !== HEADING;
    keep(name, score);
  }
  if (!typed && !query.pasted) for (const name of index.names) keep(name, fitMistyped(query.whole, name));
  return best;
}

function rankTexts(index, query, missing) {
  const count = index.pages.length;
  const sums = {
    pages: new Float64Array(count),
    sections: new Float64Array(index.pageOf.length),
    covered: new Float64Array(count),
    words: new Uint16Array(count),
  };
  const terms = [];
  let [total, found] = [0, 0];
  for (const slot of query.slots) {
    const standIns = standInsOf(index, slot, query.pasted, missing);
    if (standIns.length > 0) {
      found += 1;
      total += add(index, standIns, sums);
      terms.push(...standIns.map(({ term }) => term));
    }
  }
  const none = { score: 0, section: null };
  if (found * 2 < query.slots.length && !query.pasted) return { best: index.pages.map(() => none), terms };
  const least = query.pasted ? LEAST_SHARE_PASTED : LEAST_SHARE;
  const best = index.pages.map((_, page) => {
    const share = total > 0 ? sums.covered[page] / total : 0;
    if (share < least || (query.pasted && found > 1 && sums.words[page] < 2)) return none;
    const { section, score } = bestSection(index, page, sums.sections);
    const bonus = found > 1 && sums.words[page] === found && !query.pasted ? ALL_WORDS : 0;
    return { section, score: (sums.pages[page] + SECTION * score) * (0.3 + 0.7 * share * share) + bonus };
  });
  return { best, terms };
}

function bestSection(index, page, scores) {
  const { first, count } = index.pages[page];
  let best = { section: null, score: 0 };
  for (let section = first + 1; section < first + count; section += 1) {
    if (scores[section] > best.score) best = { section, score: scores[section] };
  }
  return best;
}

/** Adds one word, by the best of the terms that stand for it; the word's rarity. */
function add(index, standIns, sums) {
  const pages = new Float64Array(index.pages.length);
  const sections = new Float64Array(index.pageOf.length);
  let rarity = 0;
  standIns.forEach(({ postings, factor }, position) => {
    const weights = new Map();
    let section = 0;
    for (let i = 0; i < postings.length; i += 2) {
      section += postings[i];
      const page = index.pageOf[section];
      weights.set(page, (weights.get(page) ?? 0) + postings[i + 1]);
    }
    const idf = idfOf(index.pages.length, weights.size);
    if (position === 0) rarity = idf;
    for (const [page, weight] of weights) {
      const length = index.pages[page].length / index.average;
      pages[page] = Math.max(pages[page], factor * idf * saturated(weight, 1 - B + B * length));
    }
    section = 0;
    for (let i = 0; i < postings.length; i += 2) {
      section += postings[i];
      sections[section] = Math.max(sections[section], factor * idf * saturated(postings[i + 1], 1));
    }
  });
  pages.forEach((score, page) => {
    if (score > 0) {
      sums.pages[page] += score;
      sums.covered[page] += rarity;
      sums.words[page] += 1;
    }
  });
  sections.forEach((score, section) => {
    sums.sections[section] += score;
  });
  return rarity;
}

function saturated(weight, length) {
  return (weight * (K1 + 1)) / (weight + K1 * length);
}

function idfOf(pages, having) {
  return Math.log(1 + (pages - having + 0.5) / (having + 0.5));
}

/** The terms that stand for a word and what each is worth. */
function standInsOf(index, slot, pasted, missing) {
  const exact = (term, factor) => {
    const postings = postingsOf(index, term, missing);
    return postings === null ? [] : [{ term, postings, factor }];
  };
  const found = exact(slot.term, 1);
  const hasExact = found.length > 0;
  found.push(...slot.wider.flatMap((term) => exact(term, 1.2)));
  if (!hasExact) found.push(...slot.parts.flatMap((term) => exact(term, 0.5)));
  if (!pasted) {
    const shortest = slot.last ? 2 : 3;
    if ((slot.last || found.length === 0) && slot.typed.length >= shortest) {
      found.push(...completions(index, slot.typed, missing));
    }
    if (found.length === 0) {
      const ending = ["in", "i"].find((ending) => slot.typed.endsWith(ending));
      if (ending) found.push(...exact(slot.typed.slice(0, -ending.length), 0.9));
    }
    if (found.length === 0) found.push(...corrections(index, slot.term, missing));
  }
  const seen = new Set();
  return found.filter(({ term }) => !seen.has(term) && seen.add(term));
}

function completions(index, typed, missing) {
  const longer = beginningWith(index, typed, missing).filter(({ term }) => term.length > typed.length);
  longer.sort((a, b) => a.term.length - b.term.length);
  const worth = (term) => 0.4 + (0.4 * typed.length) / term.length;
  return longer.slice(0, COMPLETIONS).map((entry) => ({ ...entry, factor: worth(entry.term) }));
}

function corrections(index, word, missing) {
  const limit = allowed(word.length);
  if (limit === 0 || /[0-9]/.test(word)) return [];
  let nearest = [];
  let least = limit;
  for (const entry of beginningWith(index, word.slice(0, 2), missing)) {
    const mistakes = distance(word, entry.term, false, least);
    if (mistakes === null) continue;
    if (mistakes < least) nearest = [];
    least = mistakes;
    nearest.push(entry);
  }
  return nearest.slice(0, CORRECTIONS).map((entry) => ({ ...entry, factor: least < 2 ? 0.6 : 0.4 }));
}

/** Where a term occurs, null where it does not or its shard is missing. */
function postingsOf(index, term, missing) {
  const number = shardOf(index.text, term);
  if (number < 0) return null;
  const { terms, postings } = index.text[number];
  if (terms === null) {
    missing.add(number);
    return null;
  }
  const at = lowerBound(terms, term);
  return terms[at] === term ? postings[at] : null;
}

function beginningWith(index, start, missing) {
  const found = [];
  for (let number = Math.max(shardOf(index.text, start), 0); number < index.text.length; number += 1) {
    const { first, terms, postings } = index.text[number];
    if (first > start && !first.startsWith(start)) break;
    if (terms === null) {
      missing.add(number);
      continue;
    }
    for (let at = lowerBound(terms, start); at < terms.length && terms[at].startsWith(start); at += 1) {
      found.push({ term: terms[at], postings: postings[at] });
    }
  }
  return found;
}

function lowerBound(sorted, key) {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
