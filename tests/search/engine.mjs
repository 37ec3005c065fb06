// The browser's engine over files in a folder or an object, as the worker runs it.

import { hitOf } from "../../themes/default/static/search-excerpt.js";
import { addFile, open } from "../../themes/default/static/search-index.js";
import { rank } from "../../themes/default/static/search-rank.js";

/** Searches as the browser does: rank, fetch what was missing, rank again; all hits, or the first `most`. */
export function searchWith(index, read, query, most = Infinity) {
  const complete = (step) => {
    for (;;) {
      index.missing.clear();
      const result = step();
      if (index.missing.size === 0) return result;
      for (const name of [...index.missing]) addFile(index, name, read(name));
    }
  };
  const { pages, terms } = complete(() => rank(index, query));
  return complete(() => pages.slice(0, most).map((page) => hitOf(index, page, terms)));
}

export { open };
