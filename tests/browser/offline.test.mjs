// What has been opened once opens again when the network, or the host of the site, is gone.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openPage, startBrowser } from '../support/browser.mjs';
import { policyText } from '../support/headers.mjs';
import { hits, openSearch, search } from '../support/search.mjs';
import { serveFolder } from '../support/server.mjs';
import { buildSite } from '../support/site.mjs';

let browser;
let server;
let page;

before(async () => {
  const site = buildSite('https://example.org/ops');
  const headers = { 'content-security-policy': policyText(site.text('_headers')) };
  server = await serveFolder(site.folder, '/ops/', headers);
  browser = await startBrowser();
  page = await openPage(browser);
  await page.goto(server.url);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.goto(`${server.url}runbooks/etcd-no-leader/`);
  await openSearch(page);
  await search(page, 'etcdNoLeader');
  await page.keyboard.press('Escape');
  await page.waitForURL((address) => address.search === '');
  assert.deepEqual(page.troubles, []);
  await server.close();
});
after(() => browser?.close());

const isStyled = () => page.evaluate(() => getComputedStyle(document.querySelector('.brand')).textDecorationLine === 'none');

test('a page that was opened opens again, as it looked', async () => {
  await page.reload();
  assert.equal(await page.locator('h1').textContent(), 'etcd has no leader');
  assert.ok(await isStyled());
  assert.ok(await page.locator('figure.code button.copy').count() > 0, 'its script is there');
});

test('the home page and the list of all pages open', async () => {
  await page.locator('.brand').click();
  await page.locator('.hero').waitFor();
  assert.ok(await isStyled());
  await page.locator('footer a[href$="index-a-z/"]').click();
  await page.locator('.letters').waitFor();
  assert.ok(await isStyled());
});

test('the search still finds an alert', async () => {
  await openSearch(page);
  await search(page, 'KubeNodeNotReady');
  assert.match(await page.locator('dialog .search-status').textContent(), /^\d+ hits? in titles and alerts/);
  assert.match((await hits(page))[0], /\/ops\/runbooks\/kube-node-not-ready\/$/);
});
