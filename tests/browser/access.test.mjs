// Accessibility of every kind of page, in both colour schemes, judged by axe.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import axe from 'axe-core';
import { kindsOfPages, openPage, startBrowser } from '../support/browser.mjs';
import { startPreview } from '../support/preview.mjs';
import { openSearch, search } from '../support/search.mjs';

let browser;
let preview;
let kinds;

before(async () => {
  preview = await startPreview();
  browser = await startBrowser();
  kinds = await kindsOfPages(preview);
});
after(async () => {
  await browser?.close();
  await preview?.stop();
});

const violations = async (page, name) => {
  // Handed over by the debugger: the policy of the page lets no script in.
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${name}: ${id} at ${target.join(' ')}: ${failureSummary.split('\n')[1]?.trim()}`),
  );
};

for (const colorScheme of ['light', 'dark']) {
  test(`nothing stands in anyone's way, ${colorScheme}`, async () => {
    const page = await openPage(browser, { colorScheme });
    const found = [];
    for (const [name, path] of Object.entries(kinds)) {
      await page.goto(preview.address(path));
      found.push(...(await violations(page, name)));
    }
    await openSearch(page);
    found.push(...(await violations(page, 'empty search')));
    await search(page, 'etcd');
    found.push(...(await violations(page, 'search')));
    await search(page, 'zzqxjkvw');
    found.push(...(await violations(page, 'search without hits')));
    assert.deepEqual([...new Set(found)], []);
    await page.leave();
  });

  test(`the overlay of the preview stands in nobody's way, ${colorScheme}`, async () => {
    const file = 'content/runbooks/etcd-no-leader.md';
    const source = preview.read(file);
    const page = await openPage(browser, { colorScheme });
    await page.goto(preview.address('/runbooks/etcd-no-leader/'));
    preview.edit(file, 'severity: critical', 'severity: catastrophic');
    await page.locator('.opslore-live-failed').waitFor();
    const found = await violations(page, 'overlay');
    preview.write(file, source);
    await page.locator('.opslore-live').waitFor({ state: 'detached' });
    assert.deepEqual(found, []);
    await page.leave();
  });
}

test('the skip link is the first stop and leads to the text', async () => {
  const page = await openPage(browser);
  await page.goto(preview.address('/runbooks/etcd-no-leader/'));
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.className), 'skip');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'ol:main');
  await page.leave();
});
