// Linked files, opened on their own from a host that sends no headers: nothing runs, nothing is asked
// for elsewhere, nothing leads away. The pull request that brings them is a stranger's.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openPage, startBrowser } from '../support/browser.mjs';
import { opslore, temporaryFolder } from '../support/site.mjs';

const HTML = 'xmlns="http://www.w3.org/1999/xhtml"';
const ACTIVE = [
  '<script>alert(1)</script>',
  '<script href="data:text/javascript,alert(1)"/>',
  `<script ${HTML}>alert(1)</script>`,
  `<iframe ${HTML} srcdoc="&lt;script>alert(1)&lt;/script>"/>`,
  `<img ${HTML} src="x" onerror="alert(1)"/>`,
  `<meta ${HTML} http-equiv="refresh" content="0;url=http://elsewhere.test/"/>`,
  `<link ${HTML} rel="stylesheet" href="http://elsewhere.test/a.css"/>`,
  `<foreignObject><body ${HTML} onload="alert(1)"/></foreignObject>`,
  '<g><animate attributeName="x" dur="1s" onbegin="alert(1)"/></g>',
  '<image href="http://elsewhere.test/a.png" width="9" height="9"/>',
  '<use href="http://elsewhere.test/a.svg#a"/>',
  '<style>@import "http://elsewhere.test/a.css";</style>',
  '<style>@font-face{font-family:a;src:url(http://elsewhere.test/a.woff2)}text{font-family:a}</style><text>a</text>',
  '<style>*{background:u\\72l(http://elsewhere.test/a.png)}</style>',
  '<rect style="mask-image:image-set(\'http://elsewhere.test/a.png\' 1x)" width="9" height="9"/>',
  '<rect fill="url(http://elsewhere.test/a.svg#a)" width="9" height="9"/>',
  '<style>&lt;/style>&lt;script>alert(1)&lt;/script></style>',
];
const MARKUP = ['<script>alert(1)</script>', ' \n<!-- x --><script>alert(1)</script>', '<html/><body onload="alert(1)">',
  '<picture><img src="x" onerror="alert(1)"></picture>'];
const DRAWN = '<rect id="drawn" width="40" height="40" fill="rgb(1,2,3)"/>';

let browser;
let folder;
let server;

before(async () => {
  folder = temporaryFolder();
  const files = Object.fromEntries(
    ACTIVE.map((part, at) => [
      `image${at}.svg`, `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">${DRAWN}${part}</svg>`,
    ]),
  );
  MARKUP.forEach((text, at) => ['txt', 'tf', 'png', 'svg'].forEach((end) => (files[`text${at}.${end}`] = text)));
  MARKUP.forEach((text, at) => (files[`README${at}`] = text));
  const links = Object.keys(files).map((name) => `- [x](${name})\n`).join('');
  mkdirSync(join(folder, 'content'));
  for (const [name, text] of Object.entries({ ...files, 'a.md': `# A\n\n${links}`, 'b.md': MARKUP[0] })) {
    writeFileSync(join(folder, 'content', name), text);
  }
  spawnSync(opslore(), ['build', '--root', folder, '--keep-going']);
  server = createServer((request, response) => {
    const file = join(folder, 'public', decodeURIComponent(request.url));
    if (!existsSync(file)) return response.writeHead(404).end();
    // Of everything but images the browser has to guess what it is.
    const types = { svg: 'image/svg+xml', png: 'image/png' };
    const type = types[file.split('.').pop()];
    response.writeHead(200, type ? { 'content-type': type } : {}).end(readFileSync(file));
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  browser = await startBrowser();
});

after(async () => {
  await browser?.close();
  server?.close();
});

/** What happens when a file is opened: dialogs, and requests to other hosts. */
const open = async (name, look) => {
  const page = await openPage(browser);
  const events = [];
  page.on('dialog', (dialog) => {
    events.push(`dialog: ${dialog.message()}`);
    return dialog.dismiss();
  });
  const own = `http://127.0.0.1:${server.address().port}/`;
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(own) && !url.startsWith('data:')) events.push(`request: ${url}`);
  });
  await page.goto(own + name);
  await page.waitForTimeout(100);
  const seen = look ? await page.evaluate(look) : null;
  assert.deepEqual(events, [], name);
  assert.equal(page.url(), own + name);
  await page.leave();
  return seen;
};

test('an image draws and does nothing else', async () => {
  for (const at of ACTIVE.keys()) {
    const width = await open(`image${at}.svg`, () => document.getElementById('drawn')?.getBBox().width);
    assert.equal(width, 40, `image${at}.svg`);
  }
});

test('text that a browser could take for a page is not published', () => {
  const names = MARKUP.flatMap((_, at) => [...['txt', 'tf', 'png', 'svg'].map((end) => `text${at}.${end}`), `README${at}`]);
  assert.deepEqual(names.filter((name) => existsSync(join(folder, 'public', name))), []);
});

test('the Markdown of a page is text to a browser that has to guess', async () => {
  const type = await open('b/index.md', () => document.contentType);
  assert.equal(type, 'text/plain');
});
