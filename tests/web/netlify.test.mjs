// What Netlify reads, read by Netlify's own parsers.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { resolveConfig } from '@netlify/config';
import { parseAllHeaders } from '@netlify/headers-parser';
import { parseAllRedirects } from '@netlify/redirect-parser';
import { policyText } from '../support/headers.mjs';
import { elementsOf } from '../support/html.mjs';
import { buildSite, fileOf, opslore, repository, temporaryFolder } from '../support/site.mjs';

let site;
before(() => {
  site = buildSite('https://example.org');
});

const readHeaders = async (options) => {
  const { headers, errors } = await parseAllHeaders({ minimal: true, ...options });
  assert.deepEqual(errors, []);
  return Object.fromEntries(headers.map(({ for: path, values }) => [path, values]));
};

test('_headers has no errors and protects every page', async () => {
  const headers = await readHeaders({ headersFiles: [join(site.folder, '_headers')] });
  const all = headers['/*'];
  assert.equal(all['Content-Security-Policy'], policyText(site.text('_headers')));
  assert.equal(all['X-Content-Type-Options'], 'nosniff');
  assert.equal(headers['/api/*']['Access-Control-Allow-Origin'], '*');
  assert.equal(headers['/sw.js']['Cache-Control'], 'no-cache');
});

test('_redirects has no errors and leads to pages', async () => {
  const { redirects, errors } = await parseAllRedirects({ redirectsFiles: [join(site.folder, '_redirects')], minimal: true });
  assert.deepEqual(errors, []);
  const sources = redirects.map(({ from, path }) => from ?? path);
  assert.equal(new Set(sources).size, sources.length, 'no rule stands behind another');
  for (const { to, status } of redirects) {
    assert.equal(status, 301);
    assert.ok(site.has(fileOf(to)), to);
  }
  for (const { name } of site.json('api/alerts.json').alerts) {
    const spellings = [`/a/${encodeURIComponent(name)}/`, `/a/${encodeURIComponent(name).toLowerCase()}/`];
    for (const path of spellings) assert.ok(sources.includes(path), path);
  }
});

// A blank would end the path, `/:name` and `*` would match anything.
test('an old URL in any spelling is one plain rule for each', async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'content'));
  const aliases = ['/%C3%BCber/', '/My Page/', '/wiki/Help:Foo/', '/:name/', '/a%2Ab/', '/c%23d/', '/e=f&g/'];
  writeFileSync(join(folder, 'content/new.md'), `---\naliases: ${JSON.stringify(aliases)}\n---\n# New\n`);
  const built = spawnSync(opslore(), ['build', '--root', folder], { encoding: 'utf8' });
  assert.equal(built.status, 0, built.stderr);
  const { redirects, errors } = await parseAllRedirects({ redirectsFiles: [join(folder, 'public/_redirects')] });
  assert.deepEqual(errors, []);
  const known = new Set(redirects.map(({ path, to, query, status }) => {
    assert.deepEqual([to, query, status], ['/new/', {}, 301], path);
    assert.doesNotMatch(path, /\*|\/:/);
    return decodeURIComponent(path);
  }));
  for (const alias of aliases) assert.ok(known.has(decodeURIComponent(alias)), alias);
});

const CONTEXTS = { production: '$URL', 'deploy-preview': '$DEPLOY_PRIME_URL', 'branch-deploy': '$DEPLOY_PRIME_URL' };

for (const [context, address] of Object.entries(CONTEXTS)) {
  test(`netlify.toml builds for ${context}`, async () => {
    const { config, configPath } = await resolveConfig({
      repositoryRoot: repository, cwd: repository, context, branch: 'main', mode: 'require', offline: true, env: {},
    });
    assert.equal(configPath, join(repository, 'netlify.toml'));
    assert.equal(config.build.publish, join(repository, 'public'));
    assert.match(config.build.command, /^cargo run --locked --release -- build /);
    assert.ok(config.build.command.includes(`--base-url "${address}"`), config.build.command);
    const all = config.headers.find(({ for: path }) => path === '/*').values;
    assert.equal(all['Content-Security-Policy'], policyText(site.text('_headers')));
  });
}

// Browsers do not ask again for what is called immutable.
test('what has a hash of its contents in its address is cached for good, and nothing else', async () => {
  const headers = await readHeaders({ headersFiles: [join(site.folder, '_headers')] });
  const cached = Object.keys(headers).filter((path) => /immutable/.test(headers[path]['Cache-Control']));
  assert.ok(cached.length > 5);
  const isCached = (path) => cached.some((pattern) => pattern === path || (pattern.endsWith('*') && path.startsWith(pattern.slice(0, -1))));
  for (const file of site.files.filter((file) => isCached(`/${file}`))) {
    assert.match(file, /^(assets\/[^/]+|search\/[a-z]-(\w+-)*[0-9a-f]{6,}\.json)$/);
  }
  const asked = new Set();
  for (const file of site.htmlFiles) {
    for (const { attributes } of elementsOf(site.text(file))) {
      const { pathname, search } = new URL(attributes.src ?? attributes.href ?? '', `https://own.invalid/${file}`);
      asked.add(pathname);
      if (isCached(pathname)) assert.match(search, /^\?v=\w{8,}$/, `${file}: ${pathname}`);
      if (search.startsWith('?v=')) assert.ok(isCached(pathname), `${file}: ${pathname} is asked for again and again`);
    }
  }
  assert.ok(asked.has('/assets/search.js'));
  assert.ok(!isCached('/search/index.json') && !isCached('/sw.js') && !isCached('/runbooks/'));
});

test('no two rules give a path two lives in a cache', async () => {
  const own = await readHeaders({ headersFiles: [join(site.folder, '_headers')] });
  const { headers } = await parseAllHeaders({ netlifyConfigPath: join(repository, 'netlify.toml'), minimal: true });
  assert.deepEqual(headers.filter(({ values }) => values['Cache-Control']), [], 'the build writes them');
  assert.equal(own['/*']['Cache-Control'], undefined, 'Cloudflare would join it to all others');
});

test('the netlify.toml of a new knowledge base has no errors', async () => {
  const folder = temporaryFolder();
  const made = spawnSync(opslore(), ['init', folder], { encoding: 'utf8' });
  assert.equal(made.status, 0, made.stderr);
  const { config } = await resolveConfig({
    repositoryRoot: folder, cwd: folder, context: 'production', branch: 'main', mode: 'require', offline: true, env: {},
  });
  assert.equal(config.build.publish, join(folder, 'public'));
  assert.ok(config.build.command.includes('--base-url "$URL"'), config.build.command);
});
