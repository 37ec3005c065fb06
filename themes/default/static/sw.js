// Keeps what a reader has opened, so that it opens again when the network is gone, or the very
// platform that serves the site. Pages come from the network first, so that nobody acts on an old
// one while a newer can be had; files whose address carries a hash never change.
const KEPT = 'opslore-1';
// How long a page may take before the kept copy is shown instead, in milliseconds.
const PATIENCE = 4000;
// What every reader needs to find anything at all.
const FIRST = ['./', 'index-a-z/', 'search/index.json'];

self.addEventListener('install', (event) => {
  const keep = async () => {
    const cache = await caches.open(KEPT);
    await Promise.allSettled(FIRST.map((path) => cache.add(path)));
    await self.skipWaiting();
  };
  event.waitUntil(keep());
});

self.addEventListener('activate', (event) => {
  const tidy = async () => {
    const names = await caches.keys();
    const old = names.filter((name) => name.startsWith('opslore-') && name !== KEPT);
    await Promise.all(old.map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  event.waitUntil(tidy());
});

const fromNetwork = async (request) => {
  const response = await fetch(request);
  if (response.ok && response.status === 200) {
    const cache = await caches.open(KEPT);
    await cache.put(request, response.clone());
  }
  return response;
};

const fromCache = async (request) => {
  const cache = await caches.open(KEPT);
  return cache.match(request, { ignoreSearch: request.mode === 'navigate' });
};

const late = (time) => new Promise((resolve) => setTimeout(resolve, time, undefined));

const networkFirst = async (request) => {
  const kept = await fromCache(request);
  const network = fromNetwork(request);
  if (!kept) return network;
  const answer = await Promise.race([network.catch(() => undefined), late(PATIENCE)]);
  return answer || kept;
};

const cacheFirst = async (request) => (await fromCache(request)) || fromNetwork(request);

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin || request.headers.has('range')) return;
  event.respondWith(url.searchParams.has('v') ? cacheFirst(request) : networkFirst(request));
});
