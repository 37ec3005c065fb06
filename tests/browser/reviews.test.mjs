// What is due for review, by the reader's clock.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openPage, startBrowser } from '../support/browser.mjs';
import { startPreview } from '../support/preview.mjs';

let preview;
let browser;

const drill = (title, owner, reviewed) =>
  `---\ntitle: ${title}\nowner: ${owner}\nupdated: 2025-06-01\n${reviewed ? `reviewed_at: ${reviewed}\n` : ''}review_every: 1 month\n---\n\nText.\n`;

before(async () => {
  preview = await startPreview({
    'content/drills/a.md': drill('Restore a backup', 'Storage', '2025-01-10'),
    'content/drills/b.md': drill('Fail over', 'Network', '2025-05-20'),
    'content/drills/c.md': drill('Rotate keys', 'Storage', '2025-08-01'),
    'content/drills/d.md': drill('Lose a site', 'Network'),
  });
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await preview?.stop();
});

const openAt = async (time, path, options) => {
  const page = await openPage(browser, options);
  if (time) await page.clock.setFixedTime(new Date(time));
  await page.goto(preview.address(path));
  return page;
};
const done = async (page) => {
  assert.deepEqual(page.troubles, []);
  await page.leave();
};
/** The titles of our pages in each group that is seen. */
const groups = async (page) => {
  const all = await page.locator('[data-review]:not([hidden])').evaluateAll((sections) =>
    sections.map((section) => [
      section.dataset.review,
      [...section.querySelectorAll('li:not([hidden]) a[href*="/drills/"]')].map((link) => link.textContent),
    ]));
  return Object.fromEntries(all.filter(([, titles]) => titles.length > 0));
};

test('pages are grouped by the day on which they are read', async () => {
  for (const [time, expected] of [
    ['2025-02-09T12:00:00', { soon: ['Restore a backup'], later: ['Fail over', 'Rotate keys'] }],
    ['2025-02-11T12:00:00', { overdue: ['Restore a backup'], later: ['Fail over', 'Rotate keys'] }],
    ['2025-06-20T23:59:00', { overdue: ['Restore a backup'], soon: ['Fail over'], later: ['Rotate keys'] }],
    ['2030-01-01T00:00:00', { overdue: ['Restore a backup', 'Fail over', 'Rotate keys'] }],
  ]) {
    const page = await openAt(time, '/reviews/');
    assert.deepEqual(await groups(page), { ...expected, never: ['Lose a site'] }, time);
    assert.equal(await page.locator('[data-as-of]').count(), 0, 'the clock of the build is of no interest');
    await done(page);
  }
});

test('the list is narrowed by owner and sorted, each group for itself', async () => {
  const page = await openAt('2030-01-01T00:00:00', '/reviews/');
  await page.locator('[data-term="owner/storage"]').click();
  await page.locator('[data-filter]').fill('text');
  await page.locator('[data-filter]').fill('');
  const { overdue, never } = await groups(page);
  assert.deepEqual([overdue, never], [['Restore a backup', 'Rotate keys'], undefined]);
  assert.match(await page.locator('[data-review=overdue] [data-number]').textContent(), /^\d+$/);
  await page.locator('[data-clear]').first().click();
  await page.locator('[data-sort]').selectOption('title');
  assert.deepEqual((await groups(page)).overdue, ['Fail over', 'Restore a backup', 'Rotate keys']);
  await page.locator('[data-sort]').selectOption('owner');
  assert.deepEqual((await groups(page)).overdue, ['Fail over', 'Restore a backup', 'Rotate keys']);
  assert.deepEqual((await groups(page)).never, ['Lose a site']);
  await done(page);
});

test('without scripts the page says of which day it is', async () => {
  const page = await openAt(null, '/reviews/', { javaScriptEnabled: false });
  assert.match(await page.locator('[data-as-of]').textContent(), /^As of \d+ \w+ \d{4}/);
  assert.ok((await groups(page)).overdue.includes('Restore a backup'));
  await done(page);
});

test('lists mark what is overdue, and the home page shows only what is due', async () => {
  const page = await openAt('2025-06-25T12:00:00', '/drills/');
  const marked = await page.locator('.row', { has: page.locator('[data-field=overdue]') }).locator('.row-text > a').allTextContents();
  assert.deepEqual(marked.toSorted(), ['Fail over', 'Restore a backup']);
  await page.goto(preview.address('/'));
  const due = page.locator('section[data-due-soon] li:not([hidden])');
  assert.deepEqual(await due.locator('a').allTextContents(), ['Restore a backup', 'Fail over']);
  await done(page);
  const early = await openAt('2020-01-01T12:00:00', '/');
  assert.equal(await early.locator('section[data-due-soon]').isVisible(), false, 'nothing is due');
  await done(early);
});
