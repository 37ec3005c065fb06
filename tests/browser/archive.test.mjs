// The archive, unpacked and opened from the disk: no server, no fetch, no worker.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { openPage, startBrowser } from '../support/browser.mjs';
import { elementsOf } from '../support/html.mjs';
import { hits, openSearch, search } from '../support/search.mjs';
import { opslore, repository, temporaryFolder } from '../support/site.mjs';

let browser;
let folder;

before(async () => {
  const root = temporaryFolder();
  const zip = join(root, 'kb.zip');
  const built = spawnSync(opslore(), ['build', '--root', repository, '--archive', zip], { encoding: 'utf8' });
  assert.equal(built.status, 0, built.stderr);
  // A place as people have it.
  const place = join(root, 'On call, #2 ä%20');
  execFileSync('unzip', ['-q', zip, '-d', place]);
  assert.deepEqual(readdirSync(place), ['kb']);
  folder = join(place, 'kb');
  browser = await startBrowser();
});
after(() => browser?.close());

const address = (path) => pathToFileURL(join(folder, path)).href;
const heading = (page) => page.locator('h1').textContent();
const fileOf = (page) => fileURLToPath(page.url().replace(/[?#].*/, ''));

test('every link to a page names a file that is there', () => {
  const files = readdirSync(folder, { recursive: true }).filter((file) => file.endsWith('.html'));
  assert.ok(files.length > 100);
  const lost = [];
  for (const file of files) {
    for (const { name, attributes } of elementsOf(readFileSync(join(folder, file), 'utf8'))) {
      const refresh = attributes['http-equiv'] === 'refresh' ? attributes.content.replace(/^.*url=/, '') : undefined;
      const link = attributes.href ?? attributes.src ?? attributes.action ?? refresh;
      if (link === undefined || /^([a-z]+:|#)/.test(link)) continue;
      const to = join(folder, dirname(file), decodeURIComponent(link.replace(/[?#].*/, '')));
      if (!existsSync(to) || /\/$/.test(to)) lost.push(`${file}: <${name}> ${link}`);
    }
  }
  assert.deepEqual(lost, []);
});

test('it looks and works as on the web, search included', async () => {
  const page = await openPage(browser);
  await page.goto(address('index.html'));
  assert.equal(await page.evaluate(() => getComputedStyle(document.querySelector('.brand')).textDecorationLine), 'none');
  await page.locator('.cards a[href*="runbooks"]').first().click();
  await page.waitForURL(/\/runbooks\/index\.html$/);
  await page.locator('main a[href*="etcd-no-leader"]').first().click();
  await page.waitForURL(/\/etcd-no-leader\/index\.html$/);
  assert.equal(await heading(page), 'etcd has no leader');
  assert.ok(await page.locator('figure.code button.copy').count() > 0);

  await openSearch(page);
  await search(page, 'KubeNodeNotReady');
  assert.match((await hits(page))[0], /\/runbooks\/kube-node-not-ready\/index\.html$/);
  await search(page, 'quorum');
  assert.match(await page.locator('dialog .search-status').textContent(), /^\d+ results?$/);
  assert.ok((await page.locator('dialog .search-excerpt').count()) > 0);
  await search(page, 'KubeNodeNotReady');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/kube-node-not-ready\/index\.html/);
  assert.ok(existsSync(fileOf(page)));

  await page.locator('[data-theme-switch]').click();
  const theme = () => page.evaluate(() => document.documentElement.dataset.theme);
  const chosen = await theme();
  assert.ok(chosen);
  await page.reload();
  assert.equal(await theme(), chosen, 'the choice lasts');
  await page.locator('.brand').click();
  await page.waitForURL(/\/kb\/index\.html$/);
  assert.deepEqual(page.troubles, []);
  await page.leave();
});

test('a short address leads on', async () => {
  const page = await openPage(browser);
  await page.goto(address('a/KubeNodeNotReady/index.html'));
  await page.waitForURL(/\/runbooks\/kube-node-not-ready\/index\.html$/);
  await page.leave();
});

test('a plain output opens from the disk too', async () => {
  const plain = join(temporaryFolder(), 'public');
  const built = spawnSync(opslore(), ['build', '--root', repository, '--out', plain], { encoding: 'utf8' });
  assert.equal(built.status, 0, built.stderr);
  const page = await openPage(browser);
  await page.goto(pathToFileURL(join(plain, 'index.html')).href);
  await page.locator('.cards a[href*="runbooks"]').first().click();
  await page.waitForURL(/\/runbooks\/index\.html$/);
  await page.locator('main a[href*="etcd-no-leader"]').first().focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/etcd-no-leader\/index\.html$/);
  assert.equal(await heading(page), 'etcd has no leader');
  // Browsers fetch nothing there; the search says so, and what to do.
  await page.keyboard.press('/');
  await page.keyboard.type('etcd');
  await page.locator('dialog .search-note', { hasText: '--archive' }).waitFor();
  await page.leave();
});

test('without JavaScript links and the form lead to pages', async () => {
  const page = await openPage(browser, { javaScriptEnabled: false });
  await page.goto(address('index.html'));
  await page.locator('footer a[href*="index-a-z"]').click();
  await page.waitForURL(/\/index-a-z\/index\.html$/);
  await page.locator('main a[href*="etcd-no-leader"]').first().click();
  assert.equal(await heading(page), 'etcd has no leader');
  await page.locator('input[name="q"]').fill('etcd');
  await page.locator('form[role="search"] button').click();
  await page.waitForURL(/\/index-a-z\/index\.html\?q=etcd$/);
  await page.leave();
});
