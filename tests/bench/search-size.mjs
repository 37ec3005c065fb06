// What a reader's first query costs on a built site: bytes (gzip -9, all that the search fetches, its
// scripts and style included) and milliseconds of script once they are there. Each query begins with an
// empty index; the time is the median of some runs after a first one that is not counted.
//
//   node tests/bench/search-size.mjs SITE [QUERY…]
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { hitOf } from '../../themes/default/static/search-excerpt.js';
import { facetsOf, labelsOf } from '../../themes/default/static/search-facets.js';
import { addFile, open } from '../../themes/default/static/search-index.js';
import { rank } from '../../themes/default/static/search-rank.js';

// As many as the dialog asks for at first: search.js.
const HITS = 10;
const TEXTS = 5;

const RUNS = 7;

const [site, ...asked] = process.argv.slice(2);
const packed = (bytes) => gzipSync(bytes, { level: 9 }).length;
const assets = join(site, 'assets');
const scripts = readdirSync(assets).filter((name) => /^search.*\.(js|css)$/.test(name));
const client = scripts.reduce((sum, name) => sum + packed(readFileSync(join(assets, name))), 0);

/** Sizes by kind of file, round trips and milliseconds of one query on an empty cache. */
const cost = (query) => {
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
    ranking.pages.slice(0, HITS).forEach(({ slot }) => labelsOf(index, slot));
    return ranking.pages.slice(0, HITS).map((page, at) => hitOf(index, page, ranking.terms, at < TEXTS));
  });
  const total = client + Object.values(sizes).reduce((sum, size) => sum + size, 0);
  return { query, kB: Math.round(total / 100) / 10, ms: Math.round(time * 10) / 10, trips, sizes, best: hits[0]?.title ?? '' };
};

/** The cost with the median of the times. */
const measured = (query) => {
  cost(query);
  const runs = Array.from({ length: RUNS }, () => cost(query)).sort((a, b) => a.ms - b.ms);
  return runs[RUNS >> 1];
};

/** What people ask: names of the site's own pages in some forms, and words, flags, lines and nonsense. */
const usual = () => {
  const { pages } = JSON.parse(readFileSync(join(site, 'api/pages.json'), 'utf8'));
  const page = (share) => pages[Math.floor(pages.length * share)];
  const name = (share) => page(share).id.split('/').at(-1);
  const without = (text, at) => text.slice(0, at) + text.slice(at + 1);
  return [
    page(0.2).title, page(0.5).title.toLowerCase(), name(0.8), name(0.3).slice(0, 9), without(name(0.6), 3), without(page(0.9).title, 5),
    'restart', 'node', 'node not ready', 'disk full', 'memory pressure', 'etcd quorum lost', 'certificate expiring soon', 'cluster memory pressure metrics',
    '--force', '/var/lib/etcd', 'HTTP 503', 'connection refused', '10.0.0.12:2379', '$NAMESPACE', 'crashloop', 'Störung', 'ノードが応答しない', 'qxvwk',
    '2026-11-22T03:14:15.926Z E1122 03:14:15 host-7 kubelet[1423]: failed to start container "app": context deadline exceeded (error code 4) pod=web-6d4cf56db6-x7xq2',
    '{"alertname":"KubePodCrashLooping","severity":"critical","namespace":"production","description":"Pod is restarting too often"}',
  ];
};

console.log(`client ${client} bytes in ${scripts.length} files`);
const costs = (asked.length > 0 ? asked : usual()).map(measured);
for (const { query, kB, ms, trips, sizes, best } of costs) {
  const kinds = Object.entries(sizes).map(([kind, size]) => `${kind} ${size}`).join(' ');
  console.log(`${String(kB).padStart(6)} kB ${String(ms).padStart(6)} ms ${trips} trips  ${query.slice(0, 40).padEnd(40)}  ${kinds}  ${best.slice(0, 40)}`);
}
const most = (measure) => Math.max(...costs.map((cost) => cost[measure]));
console.log(`at most ${most('kB')} kB, ${most('ms')} ms`);
