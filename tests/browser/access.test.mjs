// Accessibility of every kind of page, in both colour schemes, judged by axe.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import axe from 'axe-core';
import { kindsOfPages, openPage, startBrowser } from '../support/browser.mjs';
import { startPreview } from '../support/preview.mjs';
import { openSearch, search } from '../support/search.mjs';
import { repository } from '../support/site.mjs';

/** Rules with a runbook and without one. */
const RULES = `groups:
  - name: node
    rules:
      - {alert: etcdNoLeader, expr: up, annotations: {runbook_url: https://ops.example.org/runbooks/etcd-no-leader/}}
      - {alert: KubeNodeFilesystemAlmostOutOfSpace, expr: up, labels: {severity: warning}}
`;

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
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'], rules: { 'target-size': { enabled: true } } }));
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${name}: ${id} at ${target.join(' ')}: ${failureSummary.split('\n')[1]?.trim()}`),
  );
};

test('nothing stands in anyone\'s way on a phone', async () => {
  const page = await openPage(browser, { viewport: { width: 390, height: 844 }, hasTouch: true });
  const found = [];
  for (const [name, path] of Object.entries(kinds)) {
    await page.goto(preview.address(path));
    found.push(...(await violations(page, name)));
  }
  await page.goto(preview.address('/runbooks/etcd-no-leader/'));
  await page.locator('[data-to-contents]').click();
  found.push(...(await violations(page, 'contents')));
  await page.locator('.menu summary').click();
  found.push(...(await violations(page, 'menu')));
  assert.deepEqual([...new Set(found)], []);
  await page.leave();
});

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
    // The page shows its newest state, so it is loaded again.
    await page.getByText('catastrophic').first().waitFor();
    await page.locator('.opslore-live-failed').waitFor();
    const found = await violations(page, 'overlay');
    preview.write(file, source);
    await page.locator('.opslore-live').waitFor({ state: 'detached' });
    assert.deepEqual(found, []);
    await page.leave();
  });
}

test('what alerts have which runbook stands in nobody\'s way', async () => {
  const own = await startPreview({
    'opslore.yaml': `${readFileSync(join(repository, 'opslore.yaml'), 'utf8')}alerts: {rules: rules/*.yaml}\nrepository: https://git.example.org/ops/kb\n`,
    'rules/node.yaml': RULES,
  });
  for (const viewport of [{ width: 390, height: 844 }, { width: 1440, height: 900 }]) {
    const page = await openPage(browser, { viewport });
    await page.goto(own.address('/alert-coverage/'));
    assert.ok((await page.locator('.places a').count()) > 1);
    assert.deepEqual(await violations(page, `${viewport.width} px`), []);
    await page.leave();
  }
  await own.stop();
});

test('the skip link is the first stop and leads to the text', async () => {
  const page = await openPage(browser);
  await page.goto(preview.address('/runbooks/etcd-no-leader/'));
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.className), 'skip');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'ol:main');
  await page.leave();
});
