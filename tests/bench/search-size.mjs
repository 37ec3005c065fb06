// What a reader's first query costs: bytes (gzip -9, all that the search fetches, its scripts included)
// and milliseconds of script once they are there, for a built site.
//
//   node tests/bench/search-size.mjs SITE [QUERY…]
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { hitOf } from '../../themes/default/static/search-excerpt.js';
import { facetsOf } from '../../themes/default/static/search-facets.js';
import { addFile, open } from '../../themes/default/static/search-index.js';
import { rank } from '../../themes/default/static/search-rank.js';

// As many as the dialog asks for at first: search.js.
const HITS = 10;
const TEXTS = 5;

const [site, ...asked] = process.argv.slice(2);
const packed = (bytes) => gzipSync(bytes, { level: 9 }).length;
const assets = join(site, 'assets');
const scripts = readdirSync(assets).filter((name) => /^search.*\.(js|css)$/.test(name));
const client = scripts.reduce((sum, name) => sum + packed(readFileSync(join(assets, name))), 0);

/** Sizes by kind of file, round trips and milliseconds of one query on an empty cache. */
export const cost = (query) => {
  const sizes = {};
  let [trips, time] = [1, 0];
  const timed = (work) => {
    const start = performance.now();
    const result = work();
    time += performance.now() - start;
    return result;
  };
  const read = (name) => {
    const bytes = readFileSync(join(site, 'search', name));
    sizes[name[0]] = (sizes[name[0]] ?? 0) + packed(bytes);
    return bytes.toString();
  };
  const first = read('index.json');
  const index = timed(() => open(JSON.parse(first)));
  const complete = (step) => {
    for (;;) {
      index.missing.clear();
      const result = timed(step);
      if (index.missing.size === 0) return result;
      trips += 1;
      for (const name of [...index.missing]) {
        const text = read(name);
        timed(() => addFile(index, name, JSON.parse(text)));
      }
    }
  };
  const ranking = complete(() => rank(index, query));
  const hits = complete(() => {
    facetsOf(index, ranking.pages, {}, false);
    return ranking.pages.slice(0, HITS).map((page, at) => hitOf(index, page, ranking.terms, at < TEXTS));
  });
  const total = client + Object.values(sizes).reduce((sum, size) => sum + size, 0);
  return { query, kB: Math.round(total / 100) / 10, ms: Math.round(time * 10) / 10, trips, sizes, best: hits[0]?.title ?? '' };
};

const queries = asked.length > 0 ? asked : ['restart', 'node not ready', 'etcd quorum lost', 'certificate expiring soon', 'disk full', 'cluster memory pressure metrics'];
console.log(`client ${client} bytes in ${scripts.length} files`);
for (const query of queries) {
  const { sizes, ...rest } = cost(query);
  console.log(JSON.stringify(rest), JSON.stringify(sizes));
}
