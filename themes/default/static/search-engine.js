// Search over a published index: fetches what a ranking misses and hands out hits ready to show. Runs
// in the worker, or in the page where a worker cannot start.

import { hitOf, marked, missingSections } from "./search-excerpt.js";
import { facetsOf, filtered } from "./search-facets.js";
import { addSections, addText, open, rank } from "./search-rank.js";
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
    // A shard that has gone was replaced by a newer build: begin anew with the index of that. Where the
    // network has gone, titles and keys are still there.
    opened = null;
    await searchOnce(request, show, isStale, new Set());
  }
}

/** `lost` gathers the shards that cannot be had; without it, the first of them is an error. */
async function searchOnce(request, show, isStale, lost = null) {
  const index = await load();
  const fetchInto = async (add, list, number) => {
    const { file } = list[number];
    try {
      add(index, number, await fetchJson(file));
    } catch (error) {
      if (!lost) throw error;
      lost.add(file);
    }
  };
  const missing = () => ranking.missing.filter((number) => !lost?.has(index.text[number].file));
  let ranking = rank(index, request.query);
  while (missing().length > 0) {
    const fetched = missing().map((number) => fetchInto(addText, index.text, number));
    await patiently(Promise.all(fetched), () => show(result(index, ranking, request, true)));
    if (isStale()) return;
    ranking = rank(index, request.query);
  }
  const shown = filtered(index, ranking.pages, request.chosen).slice(0, request.limit);
  const numbers = new Set(shown.map(({ page }) => missingSections(index, page)));
  numbers.delete(null);
  const fetched = [...numbers].map((number) => fetchInto(addSections, index.sections, number));
  await patiently(Promise.all(fetched), () => show(result(index, ranking, request, true)));
  if (!isStale()) show({ ...result(index, ranking, request, false), incomplete: lost !== null && lost.size > 0 });
}

async function patiently(work, meanwhile) {
  const timer = setTimeout(meanwhile, PATIENCE);
  try {
    await work;
  } finally {
    clearTimeout(timer);
  }
}

function result(index, ranking, { query, chosen, limit }, partial) {
  const pages = filtered(index, ranking.pages, chosen);
  const mark = (text) => marked(text, ranking.terms, query, index.stemmed);
  const hits = pages.slice(0, limit).map((page) => {
    const hit = hitOf(index, page, ranking.terms);
    const { type, typeTitle, title, facets } = index.pages[page.page];
    const path = hit.url.replace(/^\//, "");
    return { type, typeTitle, facets, name: title, path, title: mark(title), heading: mark(hit.heading), excerpt: mark(hit.excerpt) };
  });
  return { query, hits, total: pages.length, facets: facetsOf(index, ranking.pages, chosen), partial };
}
