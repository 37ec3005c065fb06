// Keeps the site for the hour in which the network is gone, or the very platform that serves the
// site. The build writes `SITE` before this: `first` and `rest` are what to keep, each an address
// below the site's root and a hash of what is there; `complete` says whether no page is left out.
//
// Pages come from the network first, so that nobody acts on an old one while a newer can be had.
// Where it is slow or gone the kept copy is shown, and the page is told since when it has been kept.

const SCOPE = self.registration.scope;
// Another site on this origin has a cache of its own.
const KEPT = `opslore ${SCOPE}`;
const HASH = 'x-opslore-hash';
const TIME = 'x-opslore-kept';
// How long the network may take before the kept copy is shown, in milliseconds; and once it was too
// slow, for how long it gets how much less.
const PATIENCE = 4000;
const SLOW_FOR = 60_000;
const LITTLE_PATIENCE = 500;
// So many requests at once leave the reader's own room; after so many failures the network is gone.
const AT_ONCE = 3;
const GIVE_UP = 3;
// What a reader opened besides the list, such as images.
const MOST_OTHERS = 300;

const address = (path) => new URL(path, SCOPE).href;
const LIST = new Map([...SITE.first, ...SITE.rest].map(([path, hash]) => [address(path), hash]));
const isHashed = (url) => url.searchParams.has('v') || /\/search\/[^/]*-[0-9a-f]{8,}\.\w+$/.test(url.pathname);

// --- Keeping ----------------------------------------------------------------------------------------

const copy = (response, hash) => {
  const headers = new Headers(response.headers);
  // The body is no longer as it was sent.
  for (const name of ['content-encoding', 'content-length']) headers.delete(name);
  const sent = Date.parse(headers.get('date'));
  headers.set(TIME, new Date(Number.isNaN(sent) ? Date.now() : sent).toISOString());
  if (hash) headers.set(HASH, hash);
  if (!response.redirected) return new Response(response.body, { headers });
  // Under this address the links of the other page would lead nowhere.
  headers.set('location', response.url);
  return new Response(null, { status: 302, headers });
};

const keep = async (cache, url, hash) => {
  const kept = await cache.match(url);
  if (kept?.headers.get(HASH) === hash) return;
  const response = await fetch(url, { cache: isHashed(new URL(url)) ? 'default' : 'no-cache' });
  if (response.status >= 500 || response.status === 429) throw new Error(url);
  if (response.status === 200 && response.url.startsWith(SCOPE)) await cache.put(url, copy(response, hash));
};

const keepFirst = async () => {
  const cache = await caches.open(KEPT);
  await Promise.allSettled(SITE.first.map(([path, hash]) => keep(cache, address(path), hash)));
  await self.skipWaiting();
};

// A later version has taken over.
const isReplaced = () => self.serviceWorker?.state === 'redundant';

// Goes through the whole list; what is kept already costs no request. So it may end at any point and
// begin again with the next page that is opened.
const keepAll = async () => {
  const { saveData, effectiveType = '' } = navigator.connection ?? {};
  if (saveData || effectiveType.includes('2g')) return;
  const cache = await caches.open(KEPT);
  const left = [...LIST];
  let failures = 0;
  const work = async () => {
    while (left.length > 0 && failures < GIVE_UP && !isReplaced()) {
      await keep(cache, ...left.shift()).catch(() => (failures += 1));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  if (failures === 0 && !isReplaced()) await removeOld(cache);
};

// Only once the new version is there as a whole: files and pages of which the list knows nothing any
// more, and the oldest of what was opened besides.
const removeOld = async (cache) => {
  const others = [];
  for (const request of await cache.keys()) {
    if (LIST.has(request.url)) continue;
    // A page that turned out to be gone may have been removed since the addresses were listed.
    const headers = (await cache.match(request))?.headers;
    if (!headers) continue;
    const isPage = SITE.complete && headers.get('content-type')?.startsWith('text/html');
    if (isPage || headers.has(HASH) || isHashed(new URL(request.url))) await cache.delete(request);
    else others.push(request);
  }
  for (const request of others.slice(0, -MOST_OTHERS)) await cache.delete(request);
};

// --- Answering --------------------------------------------------------------------------------------

let slowUntil = 0;
const late = () => new Promise((resolve) => setTimeout(resolve, Date.now() < slowUntil ? LITTLE_PATIENCE : PATIENCE));

const isNavigation = (request) => request.mode === 'navigate';

// A search in a page's address does not make it another page.
const keyOf = (request) => (isNavigation(request) ? request.url.replace(/[?#].*/, '') : request.url);

const fromNetwork = async (event, cache) => {
  const response = await fetch(event.request);
  const key = keyOf(event.request);
  // The reader does not wait for it, and where there is no room for a copy sees the page all the same.
  if (response.status === 200) event.waitUntil(cache.put(key, copy(response.clone())).catch(() => {}));
  if (response.status === 404 || response.status === 410) event.waitUntil(cache.delete(key));
  return response;
};

// `offline.js` shows the reader what the page is told here.
const marked = async (response, time) => {
  const html = await response.text();
  const headers = new Headers(response.headers);
  return new Response(html.replace(/<html\b/i, `<html data-kept="${time}"`), { headers });
};

const shown = (kept, request) => {
  if (!isNavigation(request) || kept.status !== 200) return kept;
  return marked(kept, kept.headers.get(TIME));
};

// For a page that is not kept: the same address with the slash that was forgotten, else a page with
// the search, which still works.
const lost = async (cache, request) => {
  const folder = `${keyOf(request)}/`;
  if (await cache.match(folder)) return Response.redirect(folder, 302);
  const missing = await cache.match(address('404.html'));
  return missing ? marked(missing, '') : Response.error();
};

const networkFirst = async (event) => {
  const { request } = event;
  const cache = await caches.open(KEPT);
  const network = fromNetwork(event, cache);
  event.waitUntil(network.catch(() => {}));
  const kept = await cache.match(keyOf(request));
  if (!kept) return isNavigation(request) ? network.catch(() => lost(cache, request)) : network;
  const answer = await Promise.race([network.catch(Response.error), late()]);
  slowUntil = answer ? 0 : Date.now() + SLOW_FOR;
  // A host whose platform is down may still answer, with an error.
  return answer && answer.type !== 'error' && answer.status < 500 ? answer : shown(kept, request);
};

const cacheFirst = async (event) => {
  const cache = await caches.open(KEPT);
  return (await cache.match(event.request)) ?? fromNetwork(event, cache);
};

self.addEventListener('install', (event) => event.waitUntil(keepFirst()));

self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

// A page that has been loaded says so; before that the line is the reader's.
let keeping = null;
self.addEventListener('message', (event) => {
  keeping ??= keepAll().catch(() => {}).finally(() => (keeping = null));
  event.waitUntil(keeping);
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET' || !request.url.startsWith(SCOPE) || request.headers.has('range')) return;
  event.respondWith(isHashed(new URL(request.url)) ? cacheFirst(event) : networkFirst(event));
});
