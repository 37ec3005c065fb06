// Every link and anchor leads somewhere, wherever the site is published, on a host that only knows files.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LinkChecker } from 'linkinator';
import { elementsOf, isRedirect } from '../support/html.mjs';
import { serveFolder } from '../support/server.mjs';
import { buildSite, fileOf } from '../support/site.mjs';

for (const prefix of ['/', '/docs/ops/']) {
  test(`no link or anchor is broken below ${prefix}`, async () => {
    const site = buildSite(`https://example.org${prefix}`);
    const server = await serveFolder(site.folder, prefix);
    try {
      const pages = site.htmlFiles.map((file) => server.url + encodeURI(file).replace(/(^|\/)index\.html$/, '$1'));
      const { links } = await new LinkChecker().check({
        path: pages,
        recurse: true,
        checkFragments: true,
        checkCss: true,
        redirects: 'error',
        timeout: 30_000,
        linksToSkip: async (link) => !link.startsWith(new URL('/', server.url).href),
      });
      const broken = links.filter(({ state }) => state === 'BROKEN');
      assert.deepEqual(broken.map(({ url, parent, status }) => `${parent} -> ${url} (${status})`), []);
      const seen = new Set(links.filter(({ state }) => state === 'OK').map(({ url }) => url.replace(/#.*/, '')));
      for (const { url } of site.pages()) assert.ok(seen.has(new URL(url.slice(1), server.url).href), url);
    } finally {
      await server.close();
    }
  });
}

test('every page says where it is published', () => {
  const site = buildSite('https://example.org/docs/ops');
  for (const file of site.htmlFiles.filter((file) => file !== '404.html')) {
    const html = site.text(file);
    const canonical = elementsOf(html).filter(({ name, attributes }) => name === 'link' && attributes.rel === 'canonical');
    assert.equal(canonical.length, 1, `${file} has ${canonical.length} canonical links`);
    const { href } = canonical[0].attributes;
    assert.ok(href.startsWith(`${site.baseUrl}/`), `${file}: ${href}`);
    const target = fileOf(href.slice(site.baseUrl.length));
    assert.ok(isRedirect(html) ? site.has(target) : target === file, `${file}: ${href}`);
  }
});
