// Every kind of page, as published with its headers and in the preview: no error in the console, no
// broken rule of the policy, no word to another host.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { kindsOfPages, openPage, startBrowser } from '../support/browser.mjs';
import { policyText } from '../support/headers.mjs';
import { startPreview } from '../support/preview.mjs';
import { openSearch, search } from '../support/search.mjs';
import { serveFolder } from '../support/server.mjs';
import { buildSite } from '../support/site.mjs';

let browser;
let preview;
let server;
let kinds;

before(async () => {
  const site = buildSite('https://example.org');
  const headers = { 'content-security-policy': policyText(site.text('_headers')), 'x-content-type-options': 'nosniff' };
  preview = await startPreview();
  server = await serveFolder(site.folder, '/', headers);
  browser = await startBrowser();
  kinds = await kindsOfPages(preview);
});
after(async () => {
  await browser?.close();
  await preview?.stop();
  await server?.close();
});

/** What a page may say: that there is none at its address. */
const expected = (path) => (trouble) => path === kinds['missing page'] && /404/.test(trouble);

const visit = async (page, root, path) => {
  await page.goto(new URL(path.slice(1), root).href);
  await page.waitForLoadState('load');
  await page.mouse.wheel(0, 2_000);
  return page.troubles.splice(0).filter((trouble) => !expected(path)(trouble));
};

for (const where of ['published', 'in the preview']) {
  test(`every kind of page is quiet, ${where}`, async () => {
    const root = where === 'published' ? server.url : preview.url;
    const page = await openPage(browser);
    const troubles = [];
    for (const path of Object.values(kinds)) troubles.push(...(await visit(page, root, path)));
    await page.goto(root);
    await openSearch(page);
    await search(page, 'etcd');
    assert.deepEqual([...troubles, ...page.troubles], []);
    await page.leave();
  });
}

test('a missing page says so and offers a way on, at any depth', async () => {
  const page = await openPage(browser);
  for (const path of ['nothing', 'no/such/page/', 'runbooks/nothing.html']) {
    const response = await page.goto(preview.address(path));
    assert.equal(response.status(), 404);
    assert.equal(await page.locator('h1').textContent(), 'Page not found');
    const colour = await page.evaluate(() => getComputedStyle(document.querySelector('.brand')).textDecorationLine);
    assert.equal(colour, 'none', 'the style sheet is there');
    await page.locator('main a[href$="index-a-z/"]').click();
    await page.waitForURL(/\/index-a-z\/$/);
  }
  await page.leave();
});

test('the short address of an alert leads to its runbook, in any casing', async () => {
  const page = await openPage(browser);
  const { alerts } = await preview.json('api/alerts.json');
  for (const { name, url } of alerts) {
    for (const spelling of [name, name.toLowerCase()]) {
      await page.goto(preview.address(`/a/${encodeURIComponent(spelling)}/`));
      await page.waitForURL((address) => address.pathname === url);
    }
  }
  assert.deepEqual(page.troubles, []);
  await page.leave();
});
