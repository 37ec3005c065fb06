// What a hit shows: its section and a piece of text around what was found, the same as
// src/search/excerpt.rs and `Index::hit` in src/search.rs; and which parts of a text to mark.

import { headOf, sectionOf } from "./search-index.js";
import { length, spans, terms } from "./search-text.js";

const LENGTH = 180;
const LEAD = 50;

/** A hit as `opslore search --json` shows it; null while its page is missing. Texts are asked for `withText`. */
export function hitOf(index, ranked, found, withText = true) {
  const head = headOf(index, ranked.slot);
  if (head === null) return null;
  const at = ranked.section ?? 0;
  const section = withText && at > 0 ? sectionOf(index, head, at) : null;
  const named = section !== null && section[0] !== "" && section[0] !== head.title;
  const [heading, anchor] = named ? section : ["", ""];
  return {
    id: head.id,
    type: head.type,
    title: head.title,
    url: anchor === "" ? head.url : `${head.url}#${anchor}`,
    score: ranked.score,
    heading,
    excerpt: withText ? excerptOf(index, head, at, section, found) : "",
    key: ranked.key,
  };
}

function excerptOf(index, head, at, section, found) {
  const full = (section) => section !== null && (section[2].trim() !== "" || section[3].trim() !== "");
  // A section that is still missing is no empty one.
  if (at > 0 && section === null) return "";
  const shown = full(section) ? section : sectionOf(index, head, head.lead);
  return full(shown) ? excerpt(shown[2], shown[3], found, index.stemmer) : "";
}

function excerpt(text, code, found, stemmer) {
  const [prose, program] = [text, code].map((text) => text.replace(/\p{White_Space}+/gu, " ").replace(/^ | $/g, ""));
  const [inProse, inProgram] = [prose, program].map((text) => densest(text, found, stemmer));
  const useProgram = inProgram.count > inProse.count || prose === "";
  return useProgram ? cut(program, inProgram.at) : cut(prose, inProse.at);
}

/** Where the most of the terms are close together, the first of equals. */
function densest(text, found, stemmer) {
  const matches = [];
  let [characters, units] = [0, 0];
  for (const [start, end] of spans(text)) {
    characters += length(text.slice(units, start));
    units = start;
    const own = terms(text.slice(start, end), stemmer);
    found.forEach((term, number) => {
      if (own.includes(term)) matches.push([characters, number]);
    });
  }
  let best = { at: 0, count: 0 };
  matches.forEach(([at], position) => {
    const near = new Set();
    for (let i = position; i < matches.length && matches[i][0] < at + LENGTH - LEAD; i += 1) near.add(matches[i][1]);
    if (near.size > best.count) best = { at, count: near.size };
  });
  return best;
}

function cut(text, at) {
  const characters = Array.from(text);
  let start = Math.max(at - LEAD, 0);
  if (start > 0) {
    const space = characters.slice(start, at).indexOf(" ");
    start += space + 1;
  }
  let end = characters.length;
  if (start + LENGTH < end) {
    const space = characters.slice(start, start + LENGTH).lastIndexOf(" ");
    end = space > LENGTH / 2 ? start + space : start + LENGTH;
  }
  const [before, after] = [start > 0 ? "…" : "", end < characters.length ? "…" : ""];
  return before + characters.slice(start, end).join("") + after;
}

/** A text as pieces `[text, marked]`: marked are the words by which it was found, or else the query. */
export function marked(text, found, query, stemmer) {
  const known = new Set(found);
  const ranges = [];
  for (const run of text.matchAll(/[\p{Alphabetic}\p{N}]+(?:[-_.:@/+][\p{Alphabetic}\p{N}]+)*(?:#|\+\+)?/gu)) {
    for (const [start, end] of spans(run[0])) {
      const has = terms(run[0].slice(start, end), stemmer).some((term) => known.has(term));
      if (has) ranges.push([run.index + start, run.index + end]);
    }
  }
  const at = ranges.length === 0 ? text.toLowerCase().indexOf(query.trim().toLowerCase()) : -1;
  if (at >= 0) ranges.push([at, at + query.trim().length]);
  const pieces = [];
  let done = 0;
  for (const [start, end] of ranges) {
    const from = Math.max(start, done);
    if (from > done) pieces.push([text.slice(done, from), false]);
    if (end > from) pieces.push([text.slice(from, end), true]);
    done = Math.max(done, end);
  }
  if (done < text.length) pieces.push([text.slice(done), false]);
  return pieces;
}
