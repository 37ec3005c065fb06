// What a page of another web site can do with a preview that runs on the reader's own machine: open it in
// a tab, and nothing else. The other site is another port of the same host (same-site) and another host.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { startBrowser } from '../support/browser.mjs';
import { startPreview } from '../support/preview.mjs';

const PATH = '/runbooks/etcd-no-leader/';

let preview;
let browser;
let other;

before(async () => {
  [preview, browser] = await Promise.all([startPreview(), startBrowser()]);
  other = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Other</title><p>Other');
  });
  await new Promise((done) => other.listen(0, done));
});
after(async () => {
  other?.closeAllConnections();
  other?.close();
  await browser?.close();
  await preview?.stop();
});

for (const [name, host] of [['the same site', '127.0.0.1'], ['another site', 'localhost']]) {
  const withPage = async (use) => {
    const context = await browser.newContext();
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    try {
      await page.goto(`http://${host}:${other.address().port}/`);
      await use(page, context);
    } finally {
      await context.close();
    }
  };

  test(`a page of ${name} reads and includes nothing`, () => withPage(async (page) => {
    const tried = await page.evaluate(async (address) => {
      const loads = (element, attributes) => new Promise((done) => {
        const node = Object.assign(document.createElement(element), attributes);
        node.addEventListener('load', () => done(true));
        node.addEventListener('error', () => done(false));
        document.body.append(node);
      });
      const reads = (path, options) => fetch(address + path, options).then(() => true, () => false);
      const listens = new Promise((done) => {
        const source = new EventSource(`${address}/__opslore/events?page=/`);
        source.addEventListener('open', () => done(true));
        source.addEventListener('error', () => done(false));
      });
      const talks = new Promise((done) => {
        const socket = new WebSocket(address.replace('http', 'ws'));
        socket.addEventListener('open', () => done(true));
        socket.addEventListener('error', () => done(false));
      });
      return {
        data: await reads('/api/pages.json'),
        opaque: await reads('/api/pages.json', { mode: 'no-cors' }),
        page: await reads('/', { mode: 'no-cors' }),
        post: await reads('/', { method: 'POST', mode: 'no-cors', body: 'x' }),
        events: await listens,
        socket: await talks,
        image: await loads('img', { src: `${address}/assets/icon.svg` }),
        script: await loads('script', { src: `${address}/assets/page.js` }),
        json: await loads('script', { src: `${address}/api/pages.json` }),
        style: await loads('link', { rel: 'stylesheet', href: `${address}/assets/style.css` }),
      };
    }, new URL(preview.url).origin);
    for (const [what, works] of Object.entries(tried)) assert.equal(works, false, what);
  }));

  test(`a page of ${name} shows nothing in a frame`, () => withPage(async (page) => {
    await page.evaluate((address) => {
      document.body.append(Object.assign(document.createElement('iframe'), { src: address }));
      document.body.append(Object.assign(document.createElement('object'), { data: address }));
    }, preview.address(PATH));
    await page.waitForTimeout(500);
    for (const frame of page.frames().slice(1)) assert.ok(!(await frame.content()).includes('etcd'), frame.url());
  }));

  test(`a link on a page of ${name} opens a tab that it cannot reach`, () => withPage(async (page, context) => {
    const opened = context.waitForEvent('page');
    await page.evaluate((address) => {
      globalThis.tab = open(address);
    }, preview.address(PATH));
    const tab = await opened;
    await tab.getByRole('heading', { level: 1, name: 'etcd has no leader' }).waitFor();
    assert.equal(await tab.evaluate(() => opener), null);
    assert.equal(await page.evaluate(() => globalThis.tab.closed), true);
  }));
}
