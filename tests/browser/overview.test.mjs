// Overviews: what the home page shows, lists that filter and sort, what refers to a service, the map.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import axe from 'axe-core';
import { openPage, startBrowser } from '../support/browser.mjs';
import { startPreview } from '../support/preview.mjs';

/** As many rows as a large collection has. */
const MANY = 2_000;
const stub = (number) =>
  `---\ntitle: Drill ${number}\nseverity: sev${1 + (number % 4)}\nstarted_at: 2024-01-${String(1 + (number % 28)).padStart(2, '0')}\ntags: [drill, tag-${number % 30}]\n---\n\n# Drill ${number}\n\nText of drill ${number}.\n`;

let preview;
let browser;

before(async () => {
  preview = await startPreview({
    'content/runbooks/overdue.md': '---\ntitle: Never looked at\nreviewed_at: 2020-01-01\nreview_every: 1 month\n---\n\n# Never looked at\n',
  });
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await preview?.stop();
});

const open = async (path, options) => {
  const page = await openPage(browser, options);
  await page.goto(preview.address(path));
  return page;
};
const done = async (page) => {
  assert.deepEqual(page.troubles, []);
  await page.leave();
};
const titles = (page) => page.locator('.rows > li:not([hidden]) .row-text > a').allTextContents();
const query = (page, text) => page.waitForFunction((text) => location.search === text, text);

test('the home page shows services, the latest incidents and what is to be reviewed', async () => {
  const page = await open('/');
  const headings = await page.locator('main h2').allTextContents();
  assert.deepEqual(headings.slice(0, 3).map((text) => text.replace(/ all( \d+)?$/, '')), ['Services', 'Recent incidents', 'Due for review']);
  const card = page.locator('.card', { hasText: 'Ceph' }).first();
  assert.match(await card.textContent(), /Owner: storage.*Tier: 1.*Runbooks: \d/s);
  const incidents = page.locator('section[aria-labelledby="ol:section:postmortem"] .row-text > a');
  assert.match(await incidents.first().textContent(), /Roblox/, 'the latest first');
  const due = page.locator('section[aria-labelledby="ol:due"] li').first();
  assert.match(await due.textContent(), /Never looked at.*overdue/s);
  await done(page);
});

test('a list filters by terms and text, sorts, and keeps both in the address', async () => {
  const page = await open('/postmortems/');
  const all = await titles(page);
  const chip = page.locator('[data-term="categories/configuration"]');
  const count = Number(await chip.locator('.count').textContent());
  await chip.click();
  assert.equal(await chip.getAttribute('aria-pressed'), 'true');
  assert.equal((await titles(page)).length, count);
  await query(page, '?categories=configuration');
  await page.locator('[data-sort]').selectOption('-started_at');
  await query(page, '?categories=configuration&sort=-started_at');
  const sorted = await titles(page);
  await page.reload();
  assert.deepEqual(await titles(page), sorted, 'the address is enough');
  assert.equal(await chip.getAttribute('aria-pressed'), 'true');

  await page.locator('[data-filter]').fill('no such incident');
  assert.deepEqual(await titles(page), []);
  assert.match(await page.locator('[data-count]').textContent(), /^0 of 7$/);
  await query(page, '?filter=no+such+incident&categories=configuration&sort=-started_at');
  await page.reload();
  assert.deepEqual(await titles(page), []);
  assert.equal(await page.locator('dialog[open]').count(), 0, 'a filter is no search');
  await page.locator('[data-empty] button').click();
  assert.equal((await titles(page)).length, all.length);
  assert.equal(await page.evaluate(() => document.activeElement.id), 'ol:filter');
  await query(page, '?sort=-started_at');
  await page.locator('[data-sort]').selectOption('');
  assert.deepEqual(await titles(page), all, 'as it was');
  await done(page);
});

const nested = (count) => Object.fromEntries([
  ['content/alerts/index.md', '---\ntitle: All alerts\n---\n\nText.\n'],
  ...Array.from({ length: count }, (_, nth) => [
    `content/alerts/${nth % 2 ? 'node' : 'etcd/deep'}/alert${nth}fires.md`,
    `---\ntitle: Alert ${nth} fires\ntags: [${nth % 3 ? 'common' : 'rare'}]\n---\n\nText of ${nth}.\n`,
  ]),
]);

test('the filter of a list with folders finds what is below them', async () => {
  const own = await startPreview(nested(12));
  const page = await openPage(browser);
  await page.goto(own.address('/alerts/'));
  assert.deepEqual(await titles(page), []);
  assert.equal(await page.locator('[data-empty]').isVisible(), false, 'nothing was asked for yet');
  const filter = page.locator('[data-filter]');
  await filter.fill('alert 7 fires');
  assert.deepEqual(await titles(page), ['Alert 7 fires']);
  assert.equal(await page.locator('[data-cards]').isVisible(), false);
  await filter.fill('alert10fires');
  assert.deepEqual(await titles(page), ['Alert 10 fires'], 'by the name in its address');
  await filter.fill('deep');
  assert.equal((await titles(page)).length, 6, 'by the folder');
  await filter.fill('');
  await page.locator('[data-term="tags/rare"]').click();
  assert.equal((await titles(page)).length, 4);
  await filter.fill('no such alert');
  assert.match(await page.locator('[data-count]').textContent(), /^0 of 12$/);
  assert.equal(await page.locator('[data-empty]').isVisible(), true);
  await page.locator('[data-empty] button').click();
  assert.equal(await page.locator('[data-cards]').isVisible(), true);
  await done(page);
  await own.stop();
});

test('the filter of a list finds names that its rows have no room for', async () => {
  const alerts = ['DiskFull', 'DiskSlow', 'DiskGone', 'DiskHot', 'DiskWornOut'];
  const own = await startPreview({
    'content/runbooks/disk.md': `---\ntitle: Storage\nalerts: [${alerts}]\n---\n\nText.\n`,
    'content/runbooks/cpu.md': '---\ntitle: Processor\n---\n\nText.\n',
    'schemas/check.schema.json': JSON.stringify({
      type: 'object',
      properties: { code: { type: 'string', 'x-opslore': { key: 'code' } } },
      'x-opslore': { collection: { title: 'Checks', folder: 'checks' } },
    }),
    'content/checks/probe.md': '---\ntitle: Probe\ncode: E1234\n---\n\nText.\n',
  });
  const page = await openPage(browser);
  await page.goto(own.address('/runbooks/'));
  for (const name of alerts) {
    await page.locator('[data-filter]').fill(name);
    assert.deepEqual(await titles(page), ['Storage'], name);
  }
  await page.goto(own.address('/checks/'));
  await page.locator('[data-filter]').fill('e1234');
  assert.deepEqual(await titles(page), ['Probe'], 'of a type that shows nothing in lists');
  await done(page);
  await own.stop();
});

test('a list with thousands of pages below hands the filter over to the search', async () => {
  const own = await startPreview(nested(501));
  const page = await openPage(browser);
  await page.goto(own.address('/alerts/'));
  assert.equal(await page.locator('[data-hand-over]').isVisible(), false);
  await page.locator('[data-filter]').fill('alert 444');
  assert.match(await page.locator('[data-hand-over]').textContent(), /501 pages in subfolders/);
  assert.equal(await page.locator('[data-empty]').isVisible(), false, 'it is not known that there is nothing');
  await page.locator('[data-filter]').press('Enter');
  await page.locator('dialog[open] .search-hit', { hasText: 'Alert 444 fires' }).first().waitFor();
  assert.equal(await page.locator('dialog[open] input').inputValue(), 'alert 444');
  await page.keyboard.press('Escape');
  await page.locator('[data-hand-over] button').click();
  await page.locator('dialog[open] .search-hit', { hasText: 'Alert 444 fires' }).first().waitFor();
  await done(page);
  await own.stop();
});

test('terms are chosen with the keyboard, several of a facet widen the list', async () => {
  const page = await open('/runbooks/?severity=critical');
  const critical = (await titles(page)).length;
  const chip = page.locator('[data-term="severity/warning"]');
  const more = Number(await chip.locator('.count').textContent());
  await chip.focus();
  await page.keyboard.press('Space');
  assert.equal((await titles(page)).length, critical + more);
  await page.keyboard.press('Enter');
  assert.equal((await titles(page)).length, critical);
  await page.locator('[data-term="services/ceph"]').focus();
  await page.keyboard.press('Enter');
  await query(page, '?severity=critical&services=ceph');
  assert.ok((await titles(page)).length < critical);
  await done(page);
});

test('without scripts terms lead to their pages', async () => {
  const page = await open('/runbooks/', { javaScriptEnabled: false });
  await page.locator('[data-term="severity/critical"]').click();
  await page.waitForURL(/\/by\/severity\/critical\/$/);
  await done(page);
});

test('a keystroke in a list of thousands takes less than 50 ms of script', async () => {
  const files = Array.from({ length: MANY }, (_, number) => [`content/postmortems/drill-${number}.md`, stub(number)]);
  const large = await startPreview(Object.fromEntries(files));
  const page = await openPage(browser);
  await page.goto(large.address('/postmortems/'));
  const times = await page.evaluate(() => {
    const filter = document.querySelector('[data-filter]');
    return ['d', 'dr', 'drill', 'drill 1', 'drill 19', ''].map((text) => {
      filter.value = text;
      const start = performance.now();
      filter.dispatchEvent(new Event('input'));
      return performance.now() - start;
    });
  });
  assert.ok(Math.max(...times) < 50, `${times.map((time) => time.toFixed(1))} ms`);
  await done(page);
  await large.stop();
});

test('a service shows what refers to it above its text, the worst first', async () => {
  const page = await open('/services/kubernetes/');
  const [groups, text] = await page.evaluate(() => [
    document.querySelector('.referrers').getBoundingClientRect().bottom,
    document.querySelector('article.content').getBoundingClientRect().top,
  ]);
  assert.ok(groups <= text);
  const titles = await page.locator('.referrers h2').allTextContents();
  assert.match(titles[0], /Runbooks/);
  const severities = await page.locator('.referrers section:first-child .badge[data-field="severity"]').allTextContents();
  assert.ok(severities.lastIndexOf('critical') < severities.indexOf('warning'));
  assert.equal(await page.locator('.links h2', { hasText: 'Runbooks' }).count(), 0, 'and not again at the end');
  await done(page);
});

test('what replaces a page is told once, in the language of the site', async () => {
  const german = await startPreview({
    'opslore.yaml': 'title: Betrieb\nlanguage: de\n',
    'content/services/etcd-new.md': '---\ntitle: etcd anew\nowner: platform\ntier: 1\nsupersedes: [etcd]\n---\n\n# etcd anew\n',
  });
  const page = await openPage(browser);
  await page.goto(german.address('/services/etcd/'));
  assert.equal(await page.locator(':is(.alert, .referrers) a[href$="services/etcd-new/"]').count(), 1);
  assert.match(await page.locator('.alert', { hasText: 'etcd anew' }).textContent(), /Abgelöst durch/);
  await done(page);
  await german.stop();
});

test('the map links every page once and shows the references of the one in focus', async () => {
  const page = await open('/map/');
  const { pages } = await preview.json('api/pages.json');
  const linked = await page.locator('.map .spot a').evaluateAll((links) => links.map(({ href }) => new URL(href.baseVal, location).pathname));
  assert.deepEqual(linked.toSorted(), pages.map(({ url }) => url).filter((url) => url !== '/').toSorted());
  const spot = page.locator('.spot', { has: page.locator('text:text-is("Ceph")') });
  const lines = () => spot.locator('use').evaluateAll((uses) => uses.filter((use) => getComputedStyle(use).display !== 'none').length);
  assert.equal(await lines(), 0);
  await spot.locator('a').focus();
  assert.ok((await lines()) > 5);
  const names = await page.locator('.map use').evaluateAll((uses) => uses.every((use) => document.getElementById(use.getAttribute('href').slice(1))));
  assert.ok(names, 'every line is drawn');
  assert.equal(await page.locator('.map [style], .map style').count(), 0);
  await page.locator('.orphan', { hasText: 'Never looked at' }).waitFor();
  await page.locator('[id="ol:outline"] summary').click();
  await page.locator('[id="ol:outline"] a', { hasText: 'etcd has no leader' }).click();
  await page.waitForURL(/\/runbooks\/etcd-no-leader\/$/);
  await done(page);
});

test('a page of the content that is called map keeps its place', async () => {
  const own = await startPreview({ 'content/map.md': '---\ntitle: Our sites\n---\n\n# Our sites\n' });
  const page = await openPage(browser);
  await page.goto(own.address('/map/'));
  assert.equal(await page.locator('h1').textContent(), 'Our sites');
  assert.equal(await page.locator('.map').count(), 0);
  await done(page);
  await own.stop();
});

for (const colorScheme of ['light', 'dark']) {
  test(`overviews stand in nobody's way, ${colorScheme}`, async () => {
    const page = await openPage(browser, { colorScheme });
    const found = [];
    for (const path of ['/', '/map/', '/reviews/', '/services/kubernetes/', '/runbooks/?severity=critical&filter=zzz', '/runbooks/?severity=critical']) {
      await page.goto(preview.address(path));
      if (path === '/map/') await page.evaluate(() => document.querySelectorAll('details').forEach((details) => (details.open = true)));
      await page.evaluate(axe.source);
      const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
      found.push(...violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${path}: ${id} at ${target}`)));
    }
    assert.deepEqual(found, []);
    await done(page);
  });
}

test('overviews fit the smallest screen', async () => {
  const page = await openPage(browser, { viewport: { width: 320, height: 640 } });
  for (const path of ['/', '/map/', '/services/kubernetes/', '/runbooks/?severity=critical']) {
    await page.goto(preview.address(path));
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 320, path);
  }
  await done(page);
});
