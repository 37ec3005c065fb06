// Keeps the search off the page's thread. A message is a request with a number; only the latest counts.

import { load, search } from "./search-engine.js";

let latest = 0;

self.addEventListener("message", async ({ data }) => {
  const { number, request } = data;
  latest = Math.max(latest, number);
  const isStale = () => number < latest;
  try {
    if (request) await search(request, (result) => self.postMessage({ number, result }), isStale);
    else await load();
  } catch (error) {
    self.postMessage({ number, error: String(error) });
  }
});

self.postMessage({ ready: true });
