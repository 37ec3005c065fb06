// What crawlers, feed readers and installers read.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { buildSite, fileOf } from '../support/site.mjs';

const BASE = 'https://example.org/ops';
// RFC 3339, section 5.6.
const DATE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

let site;
before(() => {
  site = buildSite(BASE);
});

const parseXml = (file) => {
  const text = site.text(file);
  assert.equal(XMLValidator.validate(text), true, file);
  const isArray = (name) => ['entry', 'url', 'link', 'author'].includes(name);
  return new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '@', parseTagValue: false, isArray }).parse(text);
};

/** Asserts that a full address belongs to a file of this site. */
const assertOwn = (address) => {
  assert.ok(address.startsWith(`${BASE}/`), address);
  assert.ok(site.has(fileOf(new URL(address).pathname.slice('/ops'.length))), address);
};

const assertDate = (date) => {
  assert.match(date, DATE_TIME);
  assert.ok(!Number.isNaN(Date.parse(date)), date);
};

test('the feed is Atom (RFC 4287)', () => {
  const { feed } = parseXml('feed.xml');
  assert.equal(feed['@xmlns'], 'http://www.w3.org/2005/Atom');
  assert.ok(feed.title && feed.id && feed.author[0].name);
  assertDate(feed.updated);
  const self = feed.link.find((link) => link['@rel'] === 'self');
  assert.equal(self['@href'], `${BASE}/feed.xml`);
  assert.equal(self['@type'], 'application/atom+xml');
  assert.ok(feed.entry.length > 0);
  assert.equal(new Set(feed.entry.map(({ id }) => id)).size, feed.entry.length, 'ids are unique');
  for (const entry of feed.entry) {
    assert.ok(entry.title, JSON.stringify(entry));
    assert.ok(URL.canParse(entry.id), entry.id);
    assertDate(entry.updated);
    assert.ok(entry.updated <= feed.updated, `${entry.id} is newer than the feed`);
    const alternates = entry.link.filter((link) => (link['@rel'] ?? 'alternate') === 'alternate');
    assert.equal(alternates.length, 1, entry.id);
    assertOwn(alternates[0]['@href']);
  }
  const times = feed.entry.map(({ updated }) => Date.parse(updated));
  assert.deepEqual(times, [...times].sort((a, b) => b - a), 'newest first');
});

test('the site map has every page once (sitemaps.org 0.9)', () => {
  const { urlset } = parseXml('sitemap.xml');
  assert.equal(urlset['@xmlns'], 'http://www.sitemaps.org/schemas/sitemap/0.9');
  const addresses = urlset.url.map(({ loc }) => loc);
  assert.ok(addresses.length <= 50_000);
  assert.equal(new Set(addresses).size, addresses.length, 'each once');
  addresses.forEach(assertOwn);
  for (const entry of urlset.url) {
    const known = ['loc', 'lastmod', 'changefreq', 'priority'];
    assert.deepEqual(Object.keys(entry).filter((name) => !known.includes(name)), []);
    if (entry.lastmod && !/^\d{4}-\d{2}-\d{2}$/.test(entry.lastmod)) assertDate(entry.lastmod);
  }
  for (const { url } of site.pages()) assert.ok(addresses.includes(BASE + url), url);
  assert.deepEqual(addresses.filter((address) => /\/(a|404\.html)\//.test(address)), [], 'no redirects');
});

test('robots.txt lets everyone in and names the site map', () => {
  const lines = site.text('robots.txt').split('\n');
  assert.ok(lines.includes('User-agent: *'));
  assert.ok(lines.includes(`Sitemap: ${BASE}/sitemap.xml`));
  assert.deepEqual(lines.filter((line) => /^Disallow: *\S/.test(line)), []);
});

test('llms.txt lists every page as Markdown (llmstxt.org)', () => {
  const lines = site.text('llms.txt').split('\n');
  assert.match(lines[0], /^# \S/);
  assert.equal(lines.filter((line) => line.startsWith('# ')).length, 1);
  const links = lines.filter((line) => line.startsWith('- ')).map((line) => {
    const [, title, address] = line.match(/^- \[((?:[^\]\\]|\\.)+)\]\(([^)\s]+)\)(: .+)?$/) ?? assert.fail(line);
    assert.ok(title);
    assertOwn(address);
    return address;
  });
  assert.deepEqual(links.toSorted(), site.pages().map(({ url }) => `${BASE}${url}index.md`).toSorted());
});

test('the manifest has what an installer needs', () => {
  const manifest = site.json('manifest.webmanifest');
  const address = new URL(`${BASE}/manifest.webmanifest`);
  assert.ok(manifest.name && manifest.short_name);
  assert.equal(new URL(manifest.start_url, address).href, `${BASE}/`);
  assert.equal(new URL(manifest.scope, address).href, `${BASE}/`);
  assert.ok(['fullscreen', 'standalone', 'minimal-ui', 'browser'].includes(manifest.display));
  assert.ok(manifest.icons.length > 0);
  for (const { src, sizes, type } of manifest.icons) {
    assertOwn(new URL(src, address).href);
    assert.match(sizes, /^(any|\d+x\d+)$/);
    assert.match(type, /^image\//);
  }
});
