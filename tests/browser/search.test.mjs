// An operator with an alert's name, half a title or a line from a log finds the page for it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { parse } from 'yaml';
import { openPage, startBrowser } from '../support/browser.mjs';
import { startPreview } from '../support/preview.mjs';
import { misses, openSearch, search } from '../support/search.mjs';

let preview;
let browser;
let page;
let pages;
let alerts;

before(async () => {
  preview = await startPreview();
  browser = await startBrowser();
  ({ pages } = await preview.json('api/pages.json'));
  ({ alerts } = await preview.json('api/alerts.json'));
  page = await openPage(browser);
  await page.goto(preview.address('/runbooks/'));
  await openSearch(page);
});
after(async () => {
  await browser?.close();
  await preview?.stop();
});

test('every page comes first for its title', async () => {
  const titles = pages.map(({ title }) => ({
    query: title,
    expected: pages.filter((other) => other.title === title).map(({ url }) => url),
  }));
  assert.ok(titles.length > 60);
  assert.deepEqual(await misses(page, titles), []);
});

test('the runbook comes first for each of its alerts, however it is written', async () => {
  for (const write of [(name) => name, (name) => name.toLowerCase(), (name) => name.replace(/(?<=[a-z])(?=[A-Z])/g, ' ')]) {
    const queries = alerts.map(({ name, url }) => ({ query: write(name), expected: url }));
    assert.deepEqual(await misses(page, queries), []);
  }
});

test('the runbook comes first for an alert with a slip of the finger', async () => {
  const names = alerts.filter(({ name }) => /^[A-Za-z]{8,}$/.test(name));
  assert.ok(names.length > 20);
  const swapped = (name, at) => name.slice(0, at) + name[at + 1] + name[at] + name.slice(at + 2);
  const dropped = (name, at) => name.slice(0, at) + name.slice(at + 1);
  for (const slip of [swapped, dropped]) {
    const queries = names.map(({ name, url }) => ({ query: slip(name, Math.floor(name.length / 2)), expected: url }));
    assert.deepEqual(await misses(page, queries), []);
  }
});

test('a line from a log leads to a page that has it', async () => {
  const signatures = new Map();
  for (const { path, url } of pages) {
    const [, frontMatter] = preview.read(path).match(/^---\n(.*?)\n---\n/s);
    for (const line of parse(frontMatter).error_signatures ?? []) {
      signatures.set(line, [...(signatures.get(line) ?? []), url]);
    }
  }
  assert.ok(signatures.size > 30);
  const queries = [...signatures].map(([query, expected]) => ({ query, expected }));
  assert.deepEqual(await misses(page, queries), []);
});

test('a sentence from the text of a page leads to it', async () => {
  const sentences = pages.flatMap(({ path, url }) => {
    const body = preview.read(path).replace(/^---\n.*?\n---\n/s, '').replace(/^ *```.*?^ *```$/gms, '');
    const lines = body.split('\n').flatMap((line) => line.match(/^[A-Z][A-Za-z0-9 ,'-]{60,}\./) ?? []);
    return lines.slice(0, 1).map((query) => ({ query, expected: url }));
  });
  assert.ok(sentences.length > 40, `${sentences.length} sentences`);
  assert.deepEqual(await misses(page, sentences, 3), []);
});

test('a query without hits says so and offers the list of all pages', async () => {
  await search(page, 'zzqxjkvw');
  assert.match(await page.locator('dialog .search-status').textContent(), /^No results/);
  assert.match(await page.locator('dialog').textContent(), /zzqxjkvw/);
  await page.locator('dialog a[href$="index-a-z/"]').click();
  await page.waitForURL(/\/index-a-z\/$/);
  await openSearch(page);
});

test('nothing went wrong meanwhile', () => {
  assert.deepEqual(page.troubles, []);
});
