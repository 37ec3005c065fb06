// What a contributor sees while editing.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { openPage, startBrowser } from '../support/browser.mjs';
import { startPreview } from '../support/preview.mjs';

const FILE = 'content/runbooks/etcd-no-leader.md';
const PATH = '/runbooks/etcd-no-leader/';
const TITLE = 'title: etcd has no leader';
const SENTENCE = 'Without a majority nothing can be written.';

let preview;
let browser;
let page;
let source;

before(async () => {
  preview = await startPreview();
  browser = await startBrowser();
  source = preview.read(FILE);
});
after(async () => {
  await browser?.close();
  await preview?.stop();
});
beforeEach(async () => {
  page = await openPage(browser);
  await page.goto(preview.address(PATH));
});
afterEach(async () => {
  preview.write(FILE, source);
  await page.getByText(SENTENCE).waitFor();
  await page.locator('.opslore-live').waitFor({ state: 'detached' });
  assert.deepEqual(page.troubles, []);
  await page.leave();
});

test('an edit is shown at once, where the reader was', async () => {
  await page.evaluate(() => scrollTo(0, 500));
  preview.edit(FILE, SENTENCE, 'Nothing at all is written.');
  await page.getByText('Nothing at all is written.').waitFor();
  assert.equal(await page.getByText(SENTENCE).count(), 0);
  assert.ok((await page.evaluate(() => scrollY)) > 300);
});

test('an edit of another page reloads nothing here', async () => {
  await page.evaluate(() => (globalThis.isStillHere = true));
  const other = await openPage(browser);
  await other.goto(preview.address('/runbooks/ceph-osd-down/'));
  preview.edit('content/runbooks/ceph-osd-down.md', '## Impact\n', '## Impact\n\nAn edit far away.\n');
  await other.getByText('An edit far away.').waitFor();
  assert.equal(await page.evaluate(() => globalThis.isStillHere), true);
  await other.leave();
});

test('a new title is shown wherever the page is named', async () => {
  await page.goto(preview.address('/runbooks/'));
  preview.edit(FILE, TITLE, 'title: etcd went headless');
  await page.locator('main').getByText('etcd went headless').first().waitFor();
  await page.goto(preview.address(PATH));
});

test('an edit of the configuration is shown', async () => {
  const config = preview.read('opslore.yaml');
  preview.edit('opslore.yaml', 'title: opslore', 'title: Night shift');
  await page.locator('.brand').getByText('Night shift').waitFor();
  preview.write('opslore.yaml', config);
  await page.locator('.brand').getByText('opslore').waitFor();
});

test('a mistake is shown over the last good page, until it is mended', async () => {
  preview.edit(FILE, 'severity: critical', 'severity: catastrophic');
  const overlay = page.locator('.opslore-live-failed');
  await overlay.waitFor();
  assert.match(await overlay.textContent(), /1 error/);
  assert.match(await overlay.textContent(), /content\/runbooks\/etcd-no-leader\.md:8:/);
  assert.equal(await page.getByText(SENTENCE).isVisible(), true);
  await page.reload();
  await overlay.waitFor();
  assert.equal(await page.getByText(SENTENCE).isVisible(), true);
  preview.write(FILE, source.replace(SENTENCE, 'It is mended.'));
  await page.getByText('It is mended.').waitFor();
  await overlay.waitFor({ state: 'detached' });
});

test('a page that cannot be read at all breaks nothing', async () => {
  preview.write(FILE, '---\ntitle: [\n---\n');
  await page.locator('.opslore-live-failed').waitFor();
  assert.equal(await page.getByText(SENTENCE).isVisible(), true);
});

test('a mistake in the configuration is shown too', async () => {
  const config = preview.read('opslore.yaml');
  preview.write('opslore.yaml', `${config}\ncolections: {}\n`);
  const overlay = page.locator('.opslore-live-failed');
  await overlay.waitFor();
  assert.match(await overlay.textContent(), /colections/);
  preview.write('opslore.yaml', config);
  await overlay.waitFor({ state: 'detached' });
});

test('a new page appears', async () => {
  await page.goto(preview.address('/runbooks/'));
  preview.write('content/runbooks/brand-new.md', source.replace(TITLE, 'title: Brand new').replace(/^alerts: .*$/m, 'alerts: [BrandNew]'));
  await page.locator('main').getByText('Brand new').first().waitFor();
  await page.goto(preview.address('/a/BrandNew/'));
  await page.waitForURL(/\/runbooks\/brand-new\/$/);
  await page.goto(preview.address(PATH));
});
