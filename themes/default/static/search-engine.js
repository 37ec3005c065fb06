// Search over a published index: fetches what a ranking misses and hands out hits ready to show. Runs
// in the worker, or in the page where a worker cannot start.

import { hitOf, marked } from "./search-excerpt.js";
import { facetsOf, filtered, hasMore, labelsOf } from "./search-facets.js";
import { addFile, headOf, open } from "./search-index.js";
import { wordsOf } from "./search-names.js";
import { rank } from "./search-rank.js";
import { fetchJson } from "./search-source.js";

// What is known so far is shown when the rest takes longer than this; sooner, it would only flicker.
const PATIENCE = 120;

let opened = null;

/** Loads the index, once; again after a failure. */
export function load() {
  opened ??= fetchJson("index.json", "no-cache").then(open);
  opened.catch(() => {
    opened = null;
  });
  return opened;
}

/** Searches, and calls `show` with the result: perhaps first with a part of it (`partial`). */
export async function search(request, show, isStale = () => false) {
  try {
    await searchOnce(request, show, isStale);
  } catch {
    // A file that has gone was replaced by a newer build: begin again with the index of that. Where the
    // network has gone, what was loaded before is still there.
    opened = null;
    await searchOnce(request, show, isStale, true);
  }
}

/** Searches once; `isPatient` does without the files that cannot be had. */
async function searchOnce(request, show, isStale, isPatient = false) {
  const index = await load();
  index.missing.clear();
  const fetchMissing = async (partial) => {
    const names = [...index.missing];
    index.missing.clear();
    const fetched = names.map(async (name) => {
      try {
        addFile(index, name, await fetchJson(name));
      } catch (error) {
        if (!isPatient) throw error;
        index.lost.add(name);
      }
    });
    await patiently(Promise.all(fetched), () => show(partial()));
    index.missing.clear();
    return names.length > 0 && !isStale();
  };
  let ranking;
  do {
    ranking = rank(index, request.query);
  } while (await fetchMissing(() => result(index, ranking, request, true)));
  let found;
  do {
    if (isStale()) return;
    found = result(index, ranking, request, false);
  } while (await fetchMissing(() => ({ ...found, partial: true })));
  if (!isStale()) show({ ...found, incomplete: index.lost.size > 0 });
}

async function patiently(work, meanwhile) {
  const timer = setTimeout(meanwhile, PATIENCE);
  try {
    await work;
  } finally {
    clearTimeout(timer);
  }
}

/** Whether a key says more than the title of its page, and is not the name of its file. */
function isNamed(key, title, path) {
  const isFile = key === path.replace(/#.*/, "").split("/").at(-2);
  return !isFile && wordsOf(key).join("") !== wordsOf(title).join("");
}

function result(index, ranking, { query, chosen, limit, texts, facets }, partial) {
  const pages = filtered(index, ranking.pages, chosen);
  const mark = (text) => marked(text, ranking.terms, query, index.stemmer);
  const hits = pages.slice(0, limit).flatMap((page, at) => {
    const hit = hitOf(index, page, ranking.terms, at < texts);
    if (hit === null) return [];
    const { type, typeTitle, title } = headOf(index, page.slot);
    const path = hit.url.replace(/^\//, "");
    const labels = labelsOf(index, page.slot);
    const key = isNamed(hit.key, title, path) ? mark(hit.key) : [];
    return [{ type, typeTitle, name: title, path, title: mark(title), key, labels, heading: mark(hit.heading), excerpt: mark(hit.excerpt) }];
  });
  const offered = facetsOf(index, ranking.pages, chosen, facets);
  const more = !facets && hasMore(index);
  const unfiltered = ranking.pages.length;
  return { query, hits, total: pages.length, unfiltered, facets: offered, more, partial, unread: pages.length > 0 && texts < Math.min(limit, pages.length) };
}
