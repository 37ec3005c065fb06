// Headings by the beginnings that are keys: the same as src/search/headings.rs, which gives the reasons.

import { fitMistypedWhole, fitPart, sameNumbers } from './search-names.js';
import { length, squash } from './search-text.js';
import { HEADING_WORTH, LONG, LONGEST_HEADING, MOST_HEADINGS, SURE_LETTERS } from './search-ranking.js';

/** How well headings fit what was asked for, in letters and digits: [number of the page, section, score, whether it destroys]. */
export function headingFits(words, asked, closed) {
  if (asked === '') return [];
  const fits = [];
  const query = length(asked);
  const start = keyOf(asked);
  for (const key of words.beginningWith(start, MOST_HEADINGS)) {
    if (closed && /[0-9]$/.test(asked) && /^[0-9]/.test(key.slice(start.length))) continue;
    const rest = length(key) - 1;
    for (const [slot, section, whole, destroys] of placesOf(words, key)) {
      if (fits.length < MOST_HEADINGS) fits.push([slot, section, fitPart(query, rest, whole) * HEADING_WORTH, destroys]);
    }
  }
  return fits;
}

/** The same for what was mistyped, but for the first letters of all of it or, where rests are keys too, of all but its first word. */
export function mistypedHeadings(words, query, hasRests) {
  const whole = query.squashed;
  const found = near(words, whole, query.closed, 1);
  const [, second = query.compact.length] = query.starts;
  const rest = squash(query.compact.slice(second));
  if (found.length > 0 || !hasRests || length(rest) < LONG) return found;
  return near(words, rest, query.closed, rest.length / Math.max(whole.length, 1));
}

function near(words, typed, closed, share) {
  if (length(typed) < SURE_LETTERS) return [];
  return words.beginningWith(keyOf(typed, SURE_LETTERS)).flatMap((key) => {
    const score = sameNumbers(typed, key.slice(1), closed) ? fitMistypedWhole(typed, key.slice(1)) : null;
    if (score === null) return [];
    const rest = length(key) - 1;
    const worth = (whole) => score * share * (0.5 + 0.5 * (rest / Math.max(whole, 1))) * HEADING_WORTH;
    return placesOf(words, key).map(([slot, section, whole, destroys]) => [slot, section, worth(whole), destroys]);
  });
}

const keyOf = (text, most = LONGEST_HEADING) => `#${Array.from(text).slice(0, most).join('')}`;

/** The headings of a key: [number of the page, section, length of the whole heading, whether it destroys]. */
function placesOf(words, key) {
  const list = words.list(key) ?? [];
  const places = [];
  let slot = 0;
  for (let i = 0; i < list.length; i += 4) {
    slot += list[i];
    places.push([slot, list[i + 2], list[i + 1] >> 2, list[i + 3] & 1]);
  }
  return places;
}
