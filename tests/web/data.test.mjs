// The knowledge base as data, in the shapes that other programs rely on, and the addresses that
// never change.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { parse } from 'yaml';
import { elementsOf } from '../support/html.mjs';
import { buildSite, fileOf, repository } from '../support/site.mjs';

let site;
let pages;
before(() => {
  site = buildSite('https://example.org');
  pages = site.pages();
});

const isText = (value) => typeof value === 'string' && value !== '';
const assertTexts = (values, what) => assert.ok(Array.isArray(values) && values.every(isText), what);

test('every file that users rely on is there', () => {
  const files = [
    'index.html', 'index-a-z/index.html', '404.html', 'feed.xml', 'sitemap.xml', 'robots.txt', 'llms.txt',
    'manifest.webmanifest', 'sw.js', '_headers', '_redirects', 'api/pages.json', 'api/alerts.json', 'api/graph.json',
  ];
  assert.deepEqual(files.filter((file) => !site.has(file)), []);
  assert.ok(site.files.some((file) => file.startsWith('search/')));
  const collections = ['advisories', 'best-practices', 'dashboards', 'decisions', 'postmortems', 'runbooks', 'services', 'tools'];
  assert.deepEqual(collections.filter((name) => !site.has(`${name}/index.html`)), []);
});

test('api/pages.json has every page', () => {
  assert.equal(site.json('api/pages.json').version, 1);
  assert.ok(pages.length > 60);
  for (const page of pages) {
    for (const name of ['id', 'type', 'title', 'url', 'path', 'lang']) assert.ok(isText(page[name]), `${page.path}: ${name}`);
    assert.ok(page.updated === null || /^\d{4}-\d{2}-\d{2}/.test(page.updated), page.path);
    for (const [name, terms] of Object.entries(page.facets)) assertTexts(terms, `${page.path}: ${name}`);
    for (const [name, ids] of Object.entries(page.references)) assertTexts(ids, `${page.path}: ${name}`);
    assert.match(page.url, /^\/([a-z0-9%._~-]+\/)*$/, 'lower-case, ending in a slash');
    assert.ok(site.has(fileOf(page.url)), page.url);
  }
  for (const name of ['id', 'url', 'path']) {
    assert.equal(new Set(pages.map((page) => page[name])).size, pages.length, `${name} is unique`);
  }
  const ids = new Set(pages.map(({ id }) => id));
  for (const page of pages) {
    for (const id of Object.values(page.references).flat()) assert.ok(ids.has(id), `${page.path} refers to ${id}`);
  }
});

test('every Markdown file of the knowledge base is a page', () => {
  const known = new Set(pages.map(({ path }) => path));
  const sources = site.files.filter((file) => file.endsWith('/index.md') || file === 'index.md');
  assert.equal(sources.length, known.size);
});

test('index.md beside a page is its source, byte for byte', () => {
  for (const { url, path } of pages) {
    const published = readFileSync(join(site.folder, fileOf(url).replace(/\.html$/, '.md')));
    assert.ok(published.equals(readFileSync(join(repository, path))), path);
  }
});

test('api/alerts.json names the runbook of every alert', () => {
  const { version, alerts } = site.json('api/alerts.json');
  assert.equal(version, 1);
  assert.ok(alerts.length > 20);
  assert.equal(new Set(alerts.map(({ name }) => name)).size, alerts.length);
  const byId = new Map(pages.map((page) => [page.id, page]));
  for (const alert of alerts) {
    assert.ok(isText(alert.name));
    assertTexts(alert.rules, alert.name);
    assertTexts(alert.pages, alert.name);
    assert.ok(['covered', 'missing', 'orphan'].includes(alert.status), alert.name);
    assert.ok(alert.pages.length > 0, alert.name);
    assert.deepEqual(alert.pages.filter((id) => !byId.has(id)), [], alert.name);
    assert.equal(alert.url, byId.get(alert.pages[0]).url, alert.name);
  }
});

test('every alert in the front matter of a runbook has its short address', () => {
  const { alerts } = site.json('api/alerts.json');
  const runbooks = pages.filter(({ type }) => type === 'runbook');
  const inFrontMatter = runbooks.flatMap(({ path, url }) => {
    const [, frontMatter] = readFileSync(join(repository, path), 'utf8').match(/^---\n(.*?)\n---\n/s);
    return (parse(frontMatter).alerts ?? []).map((name) => ({ name, url }));
  });
  assert.ok(inFrontMatter.length >= runbooks.length);
  for (const { name, url } of inFrontMatter) assert.equal(alerts.find((alert) => alert.name === name)?.url, url, name);
  for (const { name, url } of alerts) {
    const file = `a/${name}/index.html`;
    assert.ok(site.has(file), file);
    const refresh = elementsOf(site.text(file)).find(({ attributes }) => attributes['http-equiv'] === 'refresh');
    const target = refresh.attributes.content.replace(/^0; *url=/, '');
    assert.equal(new URL(target, `https://example.org/a/${name}/`).pathname, url, file);
  }
});

test('api/graph.json connects pages that exist', () => {
  const { version, nodes, edges } = site.json('api/graph.json');
  assert.equal(version, 1);
  assert.deepEqual(nodes.map(({ id }) => id).toSorted(), pages.map(({ id }) => id).toSorted());
  const ids = new Set(nodes.map(({ id }) => id));
  assert.ok(edges.length > pages.length);
  for (const { from, to } of edges) assert.ok(ids.has(from) && ids.has(to), `${from} -> ${to}`);
});

test('the same input gives the same bytes', () => {
  const again = buildSite('https://example.org');
  assert.deepEqual(again.files, site.files);
  for (const file of site.files) assert.equal(again.text(file), site.text(file), file);
});
