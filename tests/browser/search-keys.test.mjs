// The search by keyboard and by address, on the site as it is published.
import assert from 'node:assert/strict';
import { after, before, beforeEach, afterEach, test } from 'node:test';
import { openPage, startBrowser } from '../support/browser.mjs';
import { policyText } from '../support/headers.mjs';
import { hits, openSearch, search } from '../support/search.mjs';
import { serveFolder } from '../support/server.mjs';
import { buildSite } from '../support/site.mjs';

const RUNBOOK = /\/ops\/runbooks\/kube-node-not-ready\/(#.*)?$/;

let server;
let browser;
let page;

before(async () => {
  const site = buildSite('https://example.org/ops');
  const headers = { 'content-security-policy': policyText(site.text('_headers')) };
  server = await serveFolder(site.folder, '/ops/', headers);
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await server?.close();
});
beforeEach(async () => {
  page = await openPage(browser);
  await page.goto(`${server.url}services/etcd/`);
});
afterEach(async () => {
  assert.deepEqual(page.troubles, []);
  await page.leave();
});

const dialogIsOpen = () => page.evaluate(() => document.querySelector('dialog')?.open ?? false);
const activeHit = () => page.locator('dialog .search-hit[aria-selected="true"]').getAttribute('id');

test('a slash opens the search, Escape closes it and nothing else is lost', async () => {
  await openSearch(page);
  await page.keyboard.type('etcdNo');
  assert.equal(await page.locator('dialog input').inputValue(), 'etcdNo');
  await page.keyboard.press('Escape');
  assert.equal(await dialogIsOpen(), false);
  // The browser tells of a closed dialog in a task of its own.
  await page.waitForURL((url) => url.search === '', { timeout: 5_000 });
  assert.ok(page.url().endsWith('/ops/services/etcd/'));
  await page.keyboard.press('Control+k');
  assert.equal(await dialogIsOpen(), true);
});

test('the field in the header opens the search once something is done with it', async () => {
  const field = page.locator('form[data-search-root] input');
  const isFocused = () => field.evaluate((element) => element === document.activeElement);
  assert.equal(await field.getAttribute('aria-haspopup'), 'dialog');
  await page.locator('.brand').focus();
  await page.keyboard.press('Tab');
  assert.equal(await isFocused(), true);
  assert.equal(await dialogIsOpen(), false, 'not on focus');
  await page.keyboard.type('etcdNo');
  assert.equal(await dialogIsOpen(), true);
  assert.equal(await page.locator('dialog input').inputValue(), 'etcdNo', 'nothing typed is lost');
  await page.keyboard.press('Escape');
  await page.waitForURL((url) => url.search === '', { timeout: 5_000 });
  assert.deepEqual([await dialogIsOpen(), await isFocused()], [false, true]);
  await page.keyboard.press('Enter');
  assert.equal(await dialogIsOpen(), true);
  const { outlineStyle, outlineWidth } = await page.locator('dialog input').evaluate((input) => ({ ...getComputedStyle(input) }));
  assert.deepEqual([outlineStyle, outlineWidth], ['solid', '2px'], 'its focus is seen');
  await page.keyboard.press('Escape');
  assert.deepEqual([await dialogIsOpen(), await isFocused()], [false, true]);
  await field.click();
  assert.equal(await dialogIsOpen(), true);
});

test('a slash in a field is a slash', async () => {
  await page.goto(`${server.url}runbooks/`);
  await page.locator('[id="ol:filter"]').pressSequentially('a/b');
  assert.equal(await page.locator('[id="ol:filter"]').inputValue(), 'a/b');
  assert.equal(await dialogIsOpen(), false);
});

test('arrows move through the hits and around the ends', async () => {
  await openSearch(page);
  await search(page, 'etcd');
  const first = await activeHit();
  await page.keyboard.press('ArrowDown');
  const second = await activeHit();
  assert.notEqual(second, first);
  assert.equal(await page.locator('dialog input').getAttribute('aria-activedescendant'), second);
  await page.keyboard.press('ArrowUp');
  assert.equal(await activeHit(), first);
  await page.keyboard.press('ArrowUp');
  assert.notEqual(await activeHit(), first);
  await page.keyboard.press('ArrowDown');
  assert.equal(await activeHit(), first);
});

test('Enter opens the chosen hit', async () => {
  await openSearch(page);
  await search(page, 'etcd');
  const [, second] = await page.locator('dialog .search-hit').evaluateAll((links) => links.map(({ href }) => href));
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.waitForURL(second);
});

test('Enter with Ctrl opens the hit in a tab of its own', async () => {
  await openSearch(page);
  await search(page, 'KubeNodeNotReady');
  const opened = page.context().waitForEvent('page');
  await page.keyboard.press('Control+Enter');
  const other = await opened;
  await other.waitForURL(RUNBOOK);
  await other.close();
  assert.equal(await dialogIsOpen(), true);
});

test('a slash or Ctrl-K leads back to the field from anywhere in the dialog', async () => {
  await openSearch(page);
  await search(page, 'etcd');
  for (const key of ['/', 'Control+k']) {
    await page.locator('dialog .search-chip').first().focus();
    await page.keyboard.press(key);
    assert.equal(await page.locator('dialog input').evaluate((input) => input === document.activeElement), true, key);
    assert.equal(await page.locator('dialog input').inputValue(), 'etcd');
  }
});

test('all filters come on demand, and the focus goes to the first new one', async () => {
  await openSearch(page);
  await search(page, 'etcd');
  const groups = page.locator('dialog .search-facets [role="group"]');
  const before = await groups.count();
  await page.locator('dialog .search-chip[aria-expanded="false"]').press('Enter');
  // In one look: the filters are drawn again as more of the index has been read.
  const focused = await page.waitForFunction(() => {
    const chip = document.activeElement;
    const own = chip.closest('dialog .search-facets [role="group"]');
    return own && [[...own.parentElement.children].indexOf(own), own.querySelector('button') === chip];
  });
  const [group, isFirst] = await focused.jsonValue();
  assert.ok(group >= before && isFirst, `group ${group} of ${before} that were there`);
});

test('what is chosen is in the address and comes back with it', async () => {
  await openSearch(page);
  await search(page, 'etcd');
  await page.locator('dialog .search-chip', { hasText: 'Runbook' }).first().click();
  await page.waitForURL((url) => url.searchParams.get('in') === 'type:runbook');
  await page.reload();
  await page.locator('dialog .search-chip[aria-pressed="true"]', { hasText: 'Runbook' }).waitFor();
  const types = await page.locator('dialog .search-hit .search-type').allTextContents();
  assert.deepEqual([...new Set(types)], ['Runbook']);
  await page.keyboard.press('Escape');
  await page.waitForURL((url) => url.search === '');
});

test('filters that hide every hit say so and can be cleared there', async () => {
  await page.goto(`${server.url}runbooks/?q=xz+backdoor&in=type:runbook`);
  const clear = page.locator('dialog .search-note button');
  await clear.waitFor();
  assert.match(await page.locator('dialog .search-note').textContent(), /filters hide/);
  await clear.press('Enter');
  await page.locator('dialog .search-hit').first().waitFor();
  await page.waitForURL((url) => !url.searchParams.has('in'));
});

test('a pasted log stays out of the address', async () => {
  await openSearch(page);
  await search(page, `${'qxvwk zzqj '.repeat(200)}`);
  assert.equal(new URL(page.url()).search, '');
  assert.ok((await page.locator('dialog .search-note').textContent()).length < 600);
});

test('every hit in sight has its excerpt', async () => {
  await openSearch(page);
  await search(page, 'node');
  await page.waitForFunction(() => {
    const { bottom } = document.querySelector('dialog .search-scroll').getBoundingClientRect();
    const seen = [...document.querySelectorAll('dialog .search-hit')].filter((hit) => hit.getBoundingClientRect().top < bottom);
    return seen.length > 4 && seen.every((hit) => hit.querySelector('.search-excerpt'));
  });
});

test('Enter right after a paste opens the best hit', async () => {
  await openSearch(page);
  await page.keyboard.insertText('KubeNodeNotReady');
  await page.keyboard.press('Enter');
  await page.waitForURL(RUNBOOK);
  assert.equal(await page.locator('h1').count(), 1);
});

test('the query is in the address, which can be shared', async () => {
  await openSearch(page);
  await search(page, 'node not ready');
  const address = page.url();
  assert.equal(new URL(address).searchParams.get('q'), 'node not ready');
  const other = await openPage(browser);
  await other.goto(address);
  await other.locator('dialog[open] .search-hit').first().waitFor();
  assert.equal(await other.locator('dialog input').inputValue(), 'node not ready');
  assert.ok((await hits(other)).some((path) => RUNBOOK.test(path)));
  assert.deepEqual(other.troubles, []);
  await other.leave();
});

test('the field of the home page searches too', async () => {
  await page.goto(server.url);
  await page.locator('.hero input').click();
  await search(page, 'KubeNodeNotReady');
  await page.locator('dialog .search-hit').first().click();
  await page.waitForURL(RUNBOOK);
});

test('a filter leaves as many hits as it says, and can be taken back', async () => {
  await openSearch(page);
  await search(page, 'etcd');
  const all = await hits(page);
  const chip = page.locator('dialog button.search-chip', { hasText: /^Runbook/ });
  const count = Number((await chip.textContent()).match(/\d+/)[0]);
  await chip.click();
  await page.locator('dialog button.search-chip[aria-pressed="true"]').waitFor();
  const some = await hits(page);
  assert.equal(some.length, count);
  assert.deepEqual(some.filter((path) => !path.startsWith('/ops/runbooks/')), []);
  // What was among the first hits of all is still first, in the same order.
  const before = all.filter((path) => path.startsWith('/ops/runbooks/'));
  assert.ok(before.length > 0);
  assert.deepEqual(some.slice(0, before.length), before);
  await chip.click();
  await page.waitForFunction(() => !document.querySelector('dialog button[aria-pressed="true"]'));
  assert.deepEqual(await hits(page), all);
});

test('filters are called as their schemas call them', async () => {
  await openSearch(page);
  await search(page, 'etcd');
  const groups = await page.locator('dialog .search-facets [role="group"]').evaluateAll((rows) => rows.map((row) => row.getAttribute('aria-label')));
  assert.ok(groups.length > 0 && groups.every((label) => /^Filter by [A-Z]/.test(label)), groups.join(', '));
});

test('a hit says how severe it is, of which service and for which alert', async () => {
  await openSearch(page);
  await search(page, 'KubePodCrashLooping');
  const hit = page.locator('dialog .search-hit').first();
  assert.equal(await hit.locator('.badge[data-field="severity"]').textContent(), 'warning');
  assert.equal(await hit.locator('.search-ref').first().textContent(), 'Kubernetes');
  assert.equal(await hit.locator('.search-key').textContent(), 'KubePodCrashLooping');
  await search(page, 'Pod is crash looping');
  assert.equal(await page.locator('dialog .search-hit').first().locator('.search-key').count(), 0);
});

test('filters take one row until more are asked for', async () => {
  await openSearch(page);
  await search(page, 'node');
  const groups = page.locator('dialog .search-facets [role="group"]');
  assert.equal(await groups.count(), 1);
  const tops = () => page.locator('dialog .search-facets button').evaluateAll((all) => new Set(all.map((one) => Math.round(one.getBoundingClientRect().top / 8))).size);
  assert.equal(await tops(), 1);
  await page.locator('dialog .search-filters').click();
  await groups.nth(2).waitFor();
  assert.equal(await page.locator('dialog .search-filters').count(), 0);
});

test('an address that leads nowhere offers the pages that it may mean', async () => {
  await page.goto(`${server.url}runbooks/kube-node-notready.html`);
  const first = page.locator('[data-nearest] a').first();
  await first.waitFor();
  assert.match(await first.getAttribute('href'), /runbooks\/kube-node-not-ready\/$/);
  await page.goto(`${server.url}zzqxjkvw/`);
  assert.equal(await page.locator('[data-nearest] a').count(), 0);
  // The browser tells of the answers themselves.
  page.troubles.splice(0, page.troubles.length, ...page.troubles.filter((trouble) => !/404/.test(trouble)));
});
