// On the page that says that an address leads nowhere: the pages whose names are nearest to it.

import { connect } from "./search-client.js";
import { element } from "./search-element.js";

const MOST_OFFERED = 5;

/** Fills the place for them, which only `404.html` has; `sourceAt(root)` tells where to connect to. */
export function offerPages(sourceAt) {
  const place = document.querySelector("[data-nearest]");
  if (!place) return;
  const root = place.dataset.nearest;
  const queries = queriesFor(location.pathname, new URL(root, location.href).pathname);
  const client = connect(sourceAt(root), (result) => {
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
  const parts = below.split("/").map(decoded).map((part) => part.replace(/\.(html?|md)$/, "")).filter((part) => part !== "" && part !== "index");
  const last = parts[parts.length - 1];
  if (!last) return [];
  const words = last.split(/[^\p{L}\p{N}]+/u).filter((word) => word.length > 2);
  return [...new Set([last, words.join(" "), ...parts.slice(0, -1).reverse()])].slice(0, 4);
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
    element("li", {}, element("a", { href: root + path.replace(/#.*/, "") }, name), ` ${typeTitle}`)));
  return [element("h2", {}, opslore.say("search_nearest")), element("ul", {}, ...rows)];
}
