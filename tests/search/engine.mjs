// The browser's engine over files in a folder or an object, as the worker runs it.

import { hitOf } from '../../themes/default/static/search-excerpt.js';
import { addFile, listOf, open } from '../../themes/default/static/search-index.js';
import { rank } from '../../themes/default/static/search-rank.js';

/** What a step gives once no file is missing: those it asks for are read, and it is tried again. */
export function withFiles(index, read, step) {
  for (;;) {
    index.missing.clear();
    const result = step();
    if (index.missing.size === 0) return result;
    for (const name of [...index.missing]) addFile(index, name, read(name));
  }
}

/** Searches as the browser does: rank, fetch what was missing, rank again; all hits, or the first `most`. */
export function searchWith(index, read, query, most = Infinity) {
  const { pages, terms } = withFiles(index, read, () => rank(index, query));
  return withFiles(index, read, () => pages.slice(0, most).map((page) => hitOf(index, page, terms)));
}

export { listOf, open };
