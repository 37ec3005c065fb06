// How often one of the right pages is among the first three hits: opslore (in the browser's engine and
// in the terminal) next to Pagefind and MiniSearch, on the same pages and queries in one run.
//
//   node tests/bench/search.mjs [--gitlab DIR] [--show] [--queries FILE]
//
// DIR is a copy of https://gitlab.com/gitlab-com/runbooks at f921d0a (or set GITLAB_RUNBOOKS); without it
// only the queries over our own content are asked. The two others are installed into a temporary folder.
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { open, searchWith } from '../search/engine.mjs';
import { serveFolder } from '../support/server.mjs';
import { opslore, repository, temporaryFolder } from '../support/site.mjs';

const PEERS = ['pagefind@1.5.2', 'minisearch@7.2.0'];
const PLACES = 3;
// Nothing relevant means no hits.
const NONSENSE = ['qxvwk', 'kubezzz', 'blorptastic', 'zzyzx frobnicate', 'asdfghjkl', 'wibblewobble', 'xkcdqwrt 77312', 'florbish gromp'];

const { values: options } = parseArgs({
  options: {
    gitlab: { type: 'string', default: process.env.GITLAB_RUNBOOKS },
    queries: { type: 'string', default: join(import.meta.dirname, 'search-queries.json') },
    show: { type: 'boolean', default: false },
  },
});

const installPeers = () => {
  const folder = temporaryFolder();
  execFileSync('npm', ['install', '--prefix', folder, '--no-save', '--no-audit', '--no-fund', ...PEERS], { stdio: 'ignore' });
  return { require: createRequire(pathToFileURL(join(folder, 'index.js'))), pagefind: join(folder, 'node_modules/.bin/pagefind') };
};

/** A knowledge base, built, with its pages as the peers see them. */
const build = (name, root, config) => {
  const folder = join(temporaryFolder(), 'public');
  const where = ['--root', root, ...(config ? ['--config', config] : [])];
  const built = spawnSync(opslore(), ['build', '--quiet', '--keep-going', '--out', folder, ...where], { encoding: 'utf8' });
  if (built.status > 1) throw new Error(built.stderr);
  const pages = JSON.parse(readFileSync(join(folder, 'api/pages.json'), 'utf8')).pages;
  return { name, folder, where, pages };
};

/** A page's Markdown, taken apart as one would for an index without a generator's help. */
const partsOf = (folder, { url, title, id }) => {
  const text = readFileSync(join(folder, decodeURIComponent(url), 'index.md'), 'utf8').replace(/^\uFEFF?---\r?\n.*?\r?\n---\r?\n/s, '');
  const headings = (text.match(/^#+ .*$/gm) ?? []).join('\n');
  return { id: url, title, name: id.replaceAll(/[-_/]/g, ' '), headings, text };
};

const contestants = {
  'opslore (browser)': ({ folder }) => {
    const read = (name) => JSON.parse(readFileSync(join(folder, 'search', name), 'utf8'));
    const index = open(read('index.json'));
    return (queries) => queries.map((query) => searchWith(index, read, query, 10).map(({ url }) => url));
  },
  'opslore (terminal)': ({ where }) => (queries) => {
    const { stdout } = spawnSync(opslore(), ['search', '--stdin', ...where], { input: `${queries.join('\n')}\n`, encoding: 'utf8', maxBuffer: 1 << 28 });
    return stdout.trim().split('\n').map((line) => JSON.parse(line).map(({ url }) => url));
  },
  MiniSearch: ({ folder, pages }, { require }) => {
    const { default: MiniSearch } = require('minisearch');
    const fields = ['title', 'name', 'headings', 'text'];
    const search = new (MiniSearch ?? require('minisearch'))({
      fields,
      searchOptions: { prefix: true, fuzzy: 0.2, boost: { title: 6, name: 4, headings: 2 } },
    });
    search.addAll(pages.map((page) => partsOf(folder, page)));
    return (queries) => queries.map((query) => search.search(query).map(({ id }) => id));
  },
  Pagefind: async ({ folder }, { pagefind: binary }) => {
    execFileSync(binary, ['--site', folder, '--root-selector', 'main', '--quiet'], { stdio: 'ignore' });
    const server = await serveFolder(folder);
    const pagefind = await import(pathToFileURL(join(folder, 'pagefind/pagefind.js')));
    await pagefind.options({ basePath: `${server.url}pagefind/`, baseUrl: '/' });
    await pagefind.init();
    return async (queries) => {
      const found = [];
      for (const query of queries) {
        const { results } = await pagefind.search(query);
        const data = await Promise.all(results.slice(0, 20).map((result) => result.data()));
        found.push(data.map(({ url }) => url));
      }
      await pagefind.destroy();
      await server.close();
      return found;
    };
  },
};

const pathOf = (url) => decodeURIComponent(new URL(url, 'http://x').pathname);

/** The queries whose pages are not among the first hits. */
const missed = (site, cases, found) => {
  const urls = new Map(site.pages.flatMap(({ path, id, url }) => [[path, url], [id, url], [path.replace(/^content\//, '').replace(/\.md$/, ''), url]]));
  // Pagefind indexes lists too, which are no answer to any of the queries.
  const pages = new Set([...urls.values()].map((url) => decodeURIComponent(url)));
  return cases.flatMap(([query, expected], at) => {
    const wanted = expected.map((name) => {
      if (!urls.has(name)) throw new Error(`no page ${name}`);
      return decodeURIComponent(urls.get(name));
    });
    const first = [...new Set(found[at].map(pathOf))].filter((path) => pages.has(path)).slice(0, PLACES);
    return first.some((path) => wanted.includes(path)) ? [] : [`${query}: ${first.join(' ')}`];
  });
};

const cases = JSON.parse(readFileSync(options.queries, 'utf8'));
const sites = [build('own', repository)];
if (options.gitlab) sites.push(build('gitlab', resolve(options.gitlab), join(repository, 'tests/adopt/gitlab/opslore.yaml')));
else console.log('skipped: the queries over the runbooks of GitLab; name a copy with --gitlab DIR or GITLAB_RUNBOOKS');

const peers = installPeers();
for (const [name, start] of Object.entries(contestants)) {
  let [right, all, junk] = [0, 0, 0];
  const wrong = [];
  for (const site of sites) {
    const asked = cases[site.name] ?? [];
    const ask = await start(site, peers);
    const found = await ask([...asked.map(([query]) => query), ...NONSENSE]);
    const misses = missed(site, asked, found);
    wrong.push(...misses);
    right += asked.length - misses.length;
    all += asked.length;
    junk += found.slice(asked.length).filter((hits) => hits.length > 0).length;
  }
  const share = ((100 * right) / all).toFixed(1);
  console.log(`${name.padEnd(20)} ${right} of ${all} in the first ${PLACES} (${share} %), hits for ${junk} of ${NONSENSE.length * sites.length} nonsense queries`);
  if (options.show) console.log(wrong.map((line) => `    ${line}`).join('\n'));
}
process.exit(0);
