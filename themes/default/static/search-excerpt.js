// What a hit shows: its section and a piece of text around what was found, the same as
// src/search/excerpt.rs and `Index::hit` in src/search.rs; and which parts of a text to mark.

import { shardOf } from "./search-rank.js";
import { length, spans, terms as termsOf } from "./search-text.js";

const LENGTH = 180;
const LEAD = 50;

/** The number of the shard with a page's texts where it is not there yet, else null. */
export function missingSections(index, page) {
  const number = shardOf(index.sections, page);
  return number >= 0 && index.sections[number].pages === null ? number : null;
}

/** A hit as `opslore search --json` shows it. */
export function hitOf(index, ranked, found) {
  const page = index.pages[ranked.page];
  const sections = sectionsOf(index, ranked.page);
  const section = ranked.section === null ? null : sections[ranked.section - page.first - 1] ?? null;
  const named = section !== null && section[0] !== "" && section[0] !== page.title;
  const [heading, anchor] = named ? section : ["", ""];
  return {
    id: page.id,
    type: page.type,
    title: page.title,
    url: anchor === "" ? page.url : `${page.url}#${anchor}`,
    score: ranked.score,
    heading,
    excerpt: excerptOf(index, page, sections, section, found),
  };
}

function sectionsOf(index, page) {
  const shard = index.sections[shardOf(index.sections, page)];
  return shard?.pages?.[page - shard.first] ?? [];
}

function excerptOf(index, page, sections, section, found) {
  const full = (section) => section !== null && (section[2].trim() !== "" || section[3].trim() !== "");
  const chosen = full(section) ? section : null;
  if (chosen === null && page.description !== "") return excerpt(page.description, "", found, index.stemmed);
  const shown = chosen ?? sections.find(full);
  return shown ? excerpt(shown[2], shown[3], found, index.stemmed) : "";
}

function excerpt(text, code, found, stemmed) {
  const [prose, program] = [text, code].map((text) => text.replace(/\p{White_Space}+/gu, " ").replace(/^ | $/g, ""));
  const [inProse, inProgram] = [prose, program].map((text) => densest(text, found, stemmed));
  const useProgram = inProgram.terms > inProse.terms || prose === "";
  return useProgram ? cut(program, inProgram.at) : cut(prose, inProse.at);
}

/** Where the most of the terms stand close together, the first of equals. */
function densest(text, found, stemmed) {
  const matches = [];
  let [characters, units] = [0, 0];
  for (const [start, end] of spans(text)) {
    characters += length(text.slice(units, start));
    units = start;
    const chunk = termsOf(text.slice(start, end), stemmed);
    found.forEach((term, number) => {
      if (chunk.includes(term)) matches.push([characters, number]);
    });
  }
  let best = { at: 0, terms: 0 };
  matches.forEach(([at], position) => {
    const near = new Set();
    for (let i = position; i < matches.length && matches[i][0] < at + LENGTH - LEAD; i += 1) near.add(matches[i][1]);
    if (near.size > best.terms) best = { at, terms: near.size };
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
export function marked(text, found, query, stemmed) {
  const known = new Set(found);
  const ranges = [];
  for (const run of text.matchAll(/[\p{Alphabetic}\p{N}]+(?:[-_.:@][\p{Alphabetic}\p{N}]+)*/gu)) {
    for (const [start, end] of spans(run[0])) {
      const has = termsOf(run[0].slice(start, end), stemmed).some((term) => known.has(term));
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
