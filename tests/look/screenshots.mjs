// Pictures of ten pages, on a phone and a desktop, light, dark and on paper, to be looked at:
//
//   node tests/look/screenshots.mjs [FOLDER]      (default: target/screenshots)
//
// They are not compared with anything: fonts differ from machine to machine, and taste is no figure.
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { startBrowser } from '../support/browser.mjs';
import { openSearch, search } from '../support/search.mjs';
import { serveFolder } from '../support/server.mjs';
import { buildSite, repository } from '../support/site.mjs';

const PAGES = {
  home: '',
  runbook: 'runbooks/etcd-no-leader/',
  runbooks: 'runbooks/',
  service: 'services/etcd/',
  postmortem: 'postmortems/',
  practice: 'best-practices/',
  map: 'map/',
  'a-to-z': 'index-a-z/',
  missing: 'runbooks/etcd-no-lader/',
  search: '',
};
const SCREENS = { phone: { width: 390, height: 844 }, desktop: { width: 1440, height: 900 } };

const folder = resolve(process.argv[2] ?? join(process.env.CARGO_TARGET_DIR || join(repository, 'target'), 'screenshots'));
mkdirSync(folder, { recursive: true });
const site = buildSite('https://example.org');
const firstOf = (collection) => site.pages().find(({ url }) => url.startsWith(`/${collection}`)).url.slice(1);
const server = await serveFolder(site.folder);
const browser = await startBrowser();
for (const [screen, viewport] of Object.entries(SCREENS)) {
  for (const colorScheme of ['light', 'dark']) {
    const context = await browser.newContext({ viewport, colorScheme, hasTouch: screen === 'phone', serviceWorkers: 'block' });
    for (const [name, path] of Object.entries(PAGES)) {
      const page = await context.newPage();
      await page.goto(server.url + (['postmortem', 'practice'].includes(name) ? firstOf(path) : path));
      if (name === 'search') {
        await openSearch(page);
        await search(page, 'etcd leader');
      }
      await page.waitForTimeout(300);
      await page.screenshot({ path: join(folder, `${name}-${screen}-${colorScheme}.png`) });
      await page.close();
    }
    await context.close();
  }
}
const page = await browser.newPage();
await page.goto(server.url + PAGES.runbook);
await page.pdf({ path: join(folder, 'runbook-paper.pdf'), format: 'A4' });
await browser.close();
await server.close();
console.log(`${Object.keys(PAGES).length} pages in ${folder}`);
