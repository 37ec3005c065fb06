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

test('a page with a mistake shows its newest state, and the mistake on one line that opens', async () => {
  preview.write(FILE, source.replace('severity: critical', 'severity: catastrophic').replace(SENTENCE, 'Still being written.'));
  await page.getByText('Still being written.').waitFor();
  const overlay = page.locator('.opslore-live-failed');
  await overlay.waitFor();
  assert.match(await overlay.locator('summary').textContent(), /^1 error/);
  assert.ok((await overlay.boundingBox()).height < 70, 'one line');
  const place = overlay.getByRole('link', { name: /content\/runbooks\/etcd-no-leader\.md:8:/ });
  assert.equal(await place.isVisible(), false);
  await overlay.locator('summary').click();
  assert.equal(await place.getAttribute('href'), PATH);
  // What is being read stays open while the file is saved.
  preview.edit(FILE, 'Still being written.', 'Nearly there.');
  await page.getByText('Nearly there.').waitFor();
  preview.write(FILE, source.replace(SENTENCE, 'It is fixed.'));
  await page.getByText('It is fixed.').waitFor();
  await overlay.waitFor({ state: 'detached' });
});

test('front matter that cannot be read takes nothing of the text away', async () => {
  preview.write(FILE, source.replace(TITLE, 'title: [').replace(SENTENCE, 'The text is here.'));
  await page.getByText('The text is here.').waitFor();
  await page.locator('.opslore-live-failed').waitFor();
  preview.write(FILE, '---\ntitle: [\n---\n');
  await page.getByText('The text is here.').waitFor({ state: 'detached' });
  await page.locator('.opslore-live-failed').waitFor();
});

test('a new page with a mistake is there, and a place leads to it', async () => {
  const file = 'content/runbooks/half-done.md';
  preview.write(file, '---\ntitle: Half done\nseverity: huge\n---\n\nThe first draft. [x](gone.md)\n');
  const overlay = page.locator('.opslore-live-failed');
  await overlay.waitFor();
  await overlay.locator('summary').click();
  await overlay.getByRole('link', { name: /half-done\.md:6:/ }).click();
  await page.waitForURL(/\/runbooks\/half-done\/$/);
  await page.getByText('The first draft.').waitFor();
  assert.match(await overlay.locator('summary').textContent(), /^2 errors/);
  preview.remove(file);
  await page.goto(preview.address(PATH));
});

test('the same findings as check has, also with an address of the site', async () => {
  const [, address] = preview.read('opslore.yaml').match(/^base_url: (.*)$/m);
  preview.write('content/absolute.md', `---\ntitle: Absolute\n---\n\n[x](${address}/no/such/page/)\n`);
  const overlay = page.locator('.opslore-live');
  await overlay.waitFor();
  const { summary } = preview.check();
  const said = await overlay.locator('summary').textContent();
  assert.ok(summary.errors > 0 && said.startsWith(`${summary.errors} error`), said);
  preview.remove('content/absolute.md');
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
