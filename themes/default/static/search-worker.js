// The engine of the search, kept off the page's thread where a worker can start. A message is a
// request with a number; only the latest counts. Loaded into a page it hands over the engine itself.

import { load, search } from "./search-engine.js";
import { useIndex } from "./search-source.js";

let latest = 0;

async function answer({ data: { number, request } }) {
  latest = Math.max(latest, number);
  const isStale = () => number < latest;
  try {
    if (request) await search(request, (result) => self.postMessage({ number, result }), isStale);
    else await load();
  } catch (error) {
    self.postMessage({ number, error: String(error) });
  }
}

if (typeof document === "undefined") {
  // Static files are published in `assets/`, the index next to it in `search/`.
  useIndex(new URL("../search/", self.location));
  self.addEventListener("message", answer);
  self.postMessage({ ready: true });
} else {
  self.opsloreSearch = { load, search, useIndex };
}
