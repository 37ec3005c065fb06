// Headings by their beginning, and on a small site by that of each of their words: the same as
// src/search/headings.rs, which gives the reasons.

import { fitPart } from "./search-names.js";
import { length } from "./search-text.js";

const LONGEST_KEY = 64;
const MOST_HEADINGS = 12;
const HEADING_WORTH = 0.5;

/** How well headings fit what was asked for, in letters and digits: [number of the page, section, score]. */
export function headingFits(words, asked) {
  if (asked === "") return [];
  const fits = [];
  const query = length(asked);
  const start = `#${Array.from(asked).slice(0, LONGEST_KEY).join("")}`;
  for (const key of words.beginningWith(start, MOST_HEADINGS)) {
    const rest = length(key) - 1;
    const list = words.list(key) ?? [];
    let slot = 0;
    for (let i = 0; i < list.length && fits.length < MOST_HEADINGS; i += 4) {
      slot += list[i];
      fits.push([slot, list[i + 2], fitPart(query, rest, list[i + 1] >> 2) * HEADING_WORTH]);
    }
  }
  return fits;
}
