// After one visit the site is there when the network, or the host of the site, is gone.
import assert from 'node:assert/strict';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openPage, startBrowser } from '../support/browser.mjs';
import { policyText } from '../support/headers.mjs';
import { startPreview } from '../support/preview.mjs';
import { hits, openSearch, search } from '../support/search.mjs';
import { serveFolder } from '../support/server.mjs';
import { buildSite, temporaryFolder } from '../support/site.mjs';

const RUNBOOK = 'runbooks/etcd-no-leader/';
const BAR = /^Offline copy from \d{1,2} [A-Z][a-z]+ \d{4}, \d{2}:\d{2}$/;

let browser;
let site;
let headers;

before(async () => {
  site = buildSite('https://example.org/ops');
  headers = { 'content-security-policy': policyText(site.text('_headers')) };
  browser = await startBrowser();
});
const servers = [];
const serve = async (...options) => {
  servers.push(await serveFolder(...options));
  return servers.at(-1);
};
after(async () => {
  await browser?.close();
  for (const server of servers) await server.close();
});

/** What the build wrote into the service worker. */
const listOf = (folder) => JSON.parse(readFileSync(join(folder, 'sw.js'), 'utf8').match(/^const SITE = (.*);$/m)[1]);

/**
 * The paths that are kept for the site at `root`, each with the hash that was noted. The worker goes
 * on meanwhile: what it removes after the addresses were listed is not kept.
 */
const kept = (page, root) =>
  page.evaluate(async (root) => {
    const cache = await caches.open(`opslore ${root}`);
    const entries = (await cache.keys()).map(async ({ url }) => {
      const response = await cache.match(url);
      return response ? [[url.slice(root.length), response.headers.get('x-opslore-hash')]] : [];
    });
    return Object.fromEntries((await Promise.all(entries)).flat());
  }, root);

/** Waits until everything on the list is kept, as it is now. */
const allKept = async (page, root, folder) => {
  const { first, rest } = listOf(folder);
  const wanted = [...first, ...rest];
  for (let patience = 600; patience > 0; patience -= 1) {
    const now = await kept(page, root);
    if (wanted.every(([path, hash]) => now[path] === hash)) return now;
    await new Promise((done) => setTimeout(done, 100));
  }
  const now = await kept(page, root);
  assert.fail(`not kept: ${wanted.filter(([path, hash]) => now[path] !== hash).slice(0, 5)}`);
};

const bar = (page) => page.locator('.offline');

test('one visit to the home page is enough for every page, the search and the look', async () => {
  const server = await serve(site.folder, '/ops/', headers);
  const page = await openPage(browser);
  await page.goto(server.url);
  await allKept(page, server.url, site.folder);
  assert.equal(await bar(page).count(), 0, 'nothing is said while the network is there');
  assert.deepEqual(page.troubles, []);
  await server.close();

  await page.goto(`${server.url}${RUNBOOK}`);
  assert.equal(await page.locator('h1').textContent(), 'etcd has no leader');
  assert.match(await bar(page).textContent(), BAR);
  assert.equal(await page.evaluate(() => getComputedStyle(document.querySelector('.brand')).textDecorationLine), 'none');
  assert.ok(await page.locator('figure.code button.copy').count() > 0, 'its script is there');

  await openSearch(page);
  await search(page, 'KubeNodeNotReady');
  assert.match(await page.locator('dialog .search-status').textContent(), /^\d+ results?$/, 'the texts are kept too');
  assert.match((await hits(page))[0], /\/ops\/runbooks\/kube-node-not-ready\/$/);
  await page.locator('dialog .search-hit').first().click();
  await page.waitForURL(/\/ops\/runbooks\/kube-node-not-ready\//);

  await page.goto(`${server.url}a/KubeNodeNotReady/`);
  await page.waitForURL(/\/ops\/runbooks\/kube-node-not-ready\//);
  await page.goto(`${server.url}runbooks/etcd-no-leader`);
  assert.equal(page.url(), `${server.url}${RUNBOOK}`, 'the slash may be forgotten');
  await page.leave();
});

test('a page that is not kept is no dead end', async () => {
  const server = await serve(site.folder, '/ops/', headers);
  const page = await openPage(browser);
  await page.goto(server.url);
  await allKept(page, server.url, site.folder);
  await server.close();
  await page.goto(`${server.url}no/such/page/`);
  assert.match(await bar(page).textContent(), /^You are offline, and this page is not stored/);
  await openSearch(page);
  await search(page, 'etcdNoLeader');
  assert.match((await hits(page))[0], /\/ops\/runbooks\/etcd-no-leader\//);
  await page.leave();
});

test('a slow network or a failing host shows the kept copy, the network a new one', async () => {
  const state = { delay: 0, status: 200 };
  const server = await serve(site.folder, '/', headers, state);
  const page = await openPage(browser);
  await page.goto(server.url);
  await allKept(page, server.url, site.folder);
  state.delay = 60_000;
  await page.goto(`${server.url}${RUNBOOK}`);
  assert.match(await bar(page).textContent(), BAR);
  const started = Date.now();
  await page.goto(`${server.url}runbooks/`);
  assert.match(await bar(page).textContent(), BAR);
  assert.ok(Date.now() - started < 3_000, 'once it was slow nobody waits as long again');
  // Not those pages again: a browser asks for one address at a time, and there it still waits.
  Object.assign(state, { delay: 0, status: 503 });
  await page.goto(`${server.url}services/`);
  assert.match(await bar(page).textContent(), BAR);
  state.status = 200;
  await page.goto(`${server.url}services/`);
  assert.equal(await bar(page).count(), 0);
  await page.leave();
  await server.close();
});

test('a new version comes quietly: what changed is fetched, what is gone leaves', async () => {
  const folder = join(temporaryFolder(), 'site');
  cpSync(site.folder, folder, { recursive: true });
  const asked = [];
  const server = await serve(folder, '/ops/', headers, { asked });
  const page = await openPage(browser);
  await page.goto(server.url);
  await allKept(page, server.url, folder);
  let loads = 0;
  page.on('load', () => (loads += 1));

  // As a build would: one page changed, one gone, and the list says so.
  const changed = 'services/etcd/';
  const gone = 'tools/';
  const file = join(folder, changed, 'index.html');
  writeFileSync(file, readFileSync(file, 'utf8').replace('<h1>', '<h1>New: '));
  rmSync(join(folder, gone, 'index.html'));
  const list = listOf(folder);
  const rest = list.rest.filter(([path]) => path !== gone).map(([path, hash]) => [path, path === changed ? 'new' : hash]);
  const worker = readFileSync(join(folder, 'sw.js'), 'utf8').replace(/^const SITE = .*;$/m, () => `const SITE = ${JSON.stringify({ ...list, rest })};`);
  writeFileSync(join(folder, 'sw.js'), worker);
  asked.length = 0;

  await page.goto(`${server.url}${RUNBOOK}`);
  await page.waitForTimeout(500);
  await page.goto(`${server.url}${RUNBOOK}`);
  const now = await allKept(page, server.url, folder);
  for (let patience = 50; patience > 0 && gone in (await kept(page, server.url)); patience -= 1) await page.waitForTimeout(100);
  assert.ok(!(gone in (await kept(page, server.url))), 'the page that is gone is forgotten');
  assert.equal(now[changed], 'new');
  assert.equal(loads, 2, 'no reload was forced on the reader');
  const pages = new Set(asked.filter((path) => path.endsWith('/')));
  assert.deepEqual([...pages].sort(), [`/ops/${RUNBOOK}`, `/ops/${changed}`], 'only what was opened or has changed');
  await server.close();
  await page.goto(`${server.url}${changed}`);
  assert.match(await page.locator('h1').textContent(), /^New: /);
  await page.leave();
});

test('two sites on one origin leave each other alone', async () => {
  const both = temporaryFolder();
  for (const name of ['one', 'two']) cpSync(site.folder, join(both, name), { recursive: true });
  const server = await serve(both, '/', headers);
  const page = await openPage(browser);
  for (const name of ['one', 'two']) {
    await page.goto(`${server.url}${name}/`);
    await allKept(page, `${server.url}${name}/`, site.folder);
  }
  await server.close();
  for (const name of ['one', 'two']) {
    await page.goto(`${server.url}${name}/${RUNBOOK}`);
    assert.match(await bar(page).textContent(), BAR);
  }
  await page.leave();
});

test('the site can be installed', async () => {
  const server = await serve(site.folder, '/ops/', headers);
  const page = await openPage(browser);
  await page.goto(server.url);
  const session = await page.context().newCDPSession(page);
  const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
  // The contexts of these tests are in-cognito, in which nothing is installed.
  const others = installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito');
  assert.deepEqual(others, []);
  const { errors } = await session.send('Page.getAppManifest');
  assert.deepEqual(errors, []);
  await page.leave();
  await server.close();
});

test('a preview keeps nothing and takes back what an earlier one has left', async () => {
  const preview = await startPreview();
  const page = await openPage(browser);
  await page.goto(preview.url);
  await page.evaluate(async () => {
    await (await caches.open(`opslore ${location.href}`)).put('x', new Response('x'));
    await (await caches.open('of somebody else')).put('x', new Response('x'));
    await navigator.serviceWorker.register('sw.js');
  });
  await page.waitForFunction(async () => (await navigator.serviceWorker.getRegistrations()).length === 0);
  assert.deepEqual(await page.evaluate(() => caches.keys()), ['of somebody else']);
  await page.reload();
  await page.waitForTimeout(500);
  assert.equal(await page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length), 0);
  await page.leave();
  await preview.stop();
});
