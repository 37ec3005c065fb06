// On 404.html, which alone loads it: the pages whose names are nearest to the address.

import { connect } from './search-client.js';
import { element } from './search-element.js';

const MOST_OFFERED = 5;

const place = document.querySelector('[data-nearest]');
const engine = document.querySelector('script[data-engine]')?.dataset.engine;
if (place && engine) offerPages(place.dataset.nearest);

/** Fills the place for them. */
function offerPages(root) {
  const queries = queriesFor(location.pathname, new URL(root, location.href).pathname);
  const client = connect({ engine, index: new URL(`${root}search/`, document.baseURI) }, (result) => {
    if (result.partial) return;
    if (result.hits.length > 0) return place.replaceChildren(...offered(root, result.hits));
    ask();
  }, () => {});
  const ask = () => {
    const query = queries.shift();
    if (query) client.ask({ query, chosen: {}, limit: MOST_OFFERED, texts: 0, facets: false });
  };
  ask();
}

/** What the address says, from its last part on: each alone, then all together. */
function queriesFor(path, root) {
  const below = path.startsWith(root) ? path.slice(root.length) : path;
  const parts = below.split('/').map(decoded).map((part) => part.replace(/\.(html?|md)$/, '')).filter((part) => part !== '' && part !== 'index');
  const last = parts[parts.length - 1];
  if (!last) return [];
  const words = last.split(/[^\p{L}\p{N}]+/u).filter((word) => word.length > 2);
  return [...new Set([last, words.join(' '), ...parts.slice(0, -1).reverse()])].slice(0, 4);
}

function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function offered(root, hits) {
  const rows = hits.map(({ name, path, typeTitle }) => (
    element('li', {}, element('a', { href: root + path.replace(/#.*/, '') }, name), ` ${typeTitle}`)));
  return [element('h2', {}, opslore.say('search_nearest')), element('ul', {}, ...rows)];
}
