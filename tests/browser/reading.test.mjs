// Reading a page: copying commands, colours, small screens, paper, and no JavaScript.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { kindsOfPages, openPage, startBrowser } from '../support/browser.mjs';
import { startPreview } from '../support/preview.mjs';

const SESSIONS = `# Sessions

\`\`\`console
$ systemctl status etcd
● etcd.service - etcd
   Active: active (running)
$ cat <<'END' > /tmp/a
> first:
>   second
> END
$ cat <<END
third
END
third
\`\`\`

\`\`\`console
root@db-1:~# mysql -e 'SHOW STATUS'
Uptime  12
root@db-1:~# exit
\`\`\`

\`\`\`console {2}
# systemctl stop etcd
# psql -U app
postgres=# SELECT 1;
 1
# exit
\`\`\`

\`\`\`console
# drain the node first
kubectl drain node-1
\`\`\`

\`\`\`sh
# systemctl stop etcd
systemctl start etcd
\`\`\`
`;

const LONG_NAME = 'CortexCompactorHasNotSuccessfullyCleanedUpBlocksSinceTheLastRestart';
const LONG_PAGE = `# ${LONG_NAME}

See [the sessions](sessions.md).

\`\`\`text
one
two
three
\`\`\`

\`\`\`text {2-3}
one
two
three
\`\`\`

${Array.from({ length: 60 }, (_, nth) => `## ${LONG_NAME}${nth}\n\nText.\n\nMore.\n`).join('\n')}`;

let preview;
let browser;
let pages;

before(async () => {
  preview = await startPreview({ 'content/sessions.md': SESSIONS, 'content/long.md': LONG_PAGE });
  browser = await startBrowser();
  ({ pages } = await preview.json('api/pages.json'));
});
after(async () => {
  await browser?.close();
  await preview?.stop();
});

/** What the copy buttons of a page put into the clipboard, in order. */
const copies = async (page) => {
  const copied = [];
  // The source of a diagram is folded away.
  await page.evaluate(() => document.querySelectorAll('details').forEach((details) => (details.open = true)));
  for (const button of await page.locator('figure.code button.copy').all()) {
    await page.evaluate(() => navigator.clipboard.writeText('nothing'));
    // In a tab that is not shown.
    const tab = await button.evaluate((element) => element.closest('[role=tabpanel][hidden]')?.getAttribute('aria-labelledby'));
    if (tab) await page.locator(`[id="${tab}"]`).click();
    await button.click();
    await page.waitForFunction(async () => (await navigator.clipboard.readText()) !== 'nothing');
    copied.push(await page.evaluate(() => navigator.clipboard.readText()));
  }
  return copied;
};

/** The fenced code blocks of a Markdown file, without the indentation of their fences. */
const codeBlocks = (markdown) =>
  [...markdown.matchAll(/^( *)(`{3,})(\w*)[^\n]*\n(.*?)^ *\2$/gms)].map(([, indent, , language, code]) => ({
    language,
    code: code.replace(new RegExp(`^${indent}`, 'gm'), '').replace(/\n$/, ''),
  }));

test('copying gives the commands and not what they print', async () => {
  const page = await openPage(browser, { permissions: ['clipboard-read', 'clipboard-write'] });
  await page.goto(preview.address('/sessions/'));
  assert.deepEqual(await copies(page), [
    "systemctl status etcd\ncat <<'END' > /tmp/a\nfirst:\n  second\nEND\ncat <<END\nthird\nEND",
    "mysql -e 'SHOW STATUS'\nexit",
    'systemctl stop etcd\npsql -U app\nSELECT 1;\nexit',
    '# drain the node first\nkubectl drain node-1',
    '# systemctl stop etcd\nsystemctl start etcd',
  ]);
  assert.deepEqual(page.troubles, []);
  await page.leave();
});

test('every code block of every page copies as it was written', async () => {
  const page = await openPage(browser, { permissions: ['clipboard-read', 'clipboard-write'] });
  let count = 0;
  for (const { path, url } of pages.filter(({ path }) => path !== 'content/sessions.md')) {
    const blocks = codeBlocks(preview.read(path));
    if (blocks.length === 0) continue;
    await page.goto(preview.address(url));
    const copied = await copies(page);
    assert.equal(copied.length, blocks.length, path);
    for (const [index, { language, code }] of blocks.entries()) {
      const commands = code.split('\n').filter((line) => /^[$#] /.test(line)).map((line) => line.replace('$ ', ''));
      const isSession = language === 'console' && /^\$ /m.test(code);
      // A line of a session may be continued below it; those pages have their own test above.
      assert.equal(copied[index], isSession ? commands.join('\n') : code, `${path}, block ${index + 1}`);
      count += 1;
    }
  }
  assert.ok(count > 100, `${count} blocks`);
  await page.leave();
});

test('the choice of colours lasts', async () => {
  const page = await openPage(browser, { colorScheme: 'light' });
  const background = () => page.evaluate(() => getComputedStyle(document.body.parentElement).backgroundColor);
  await page.goto(preview.url);
  const light = await background();
  const button = page.locator('[data-theme-switch]');
  while (!/dark/.test(await button.textContent())) await button.click();
  const dark = await background();
  assert.notEqual(dark, light);
  await page.goto(preview.address('/runbooks/'));
  assert.equal(await background(), dark);
  await page.reload();
  assert.equal(await background(), dark);
  await button.click();
  await page.emulateMedia({ colorScheme: 'dark' });
  assert.equal(await background(), dark, 'back to what the system says');
  await page.emulateMedia({ colorScheme: 'light' });
  assert.equal(await background(), light);
  await page.leave();
});

test('no page scrolls sideways on the smallest screen', async () => {
  const page = await openPage(browser, { viewport: { width: 320, height: 640 } });
  const kinds = Object.values(await kindsOfPages(preview));
  const wide = [];
  for (const path of new Set([...kinds, ...pages.map(({ url }) => url)])) {
    await page.goto(preview.address(path));
    const width = await page.evaluate(() => Math.max(document.documentElement.scrollWidth, document.body.scrollWidth));
    if (width > 320) wide.push(`${path}: ${width} px`);
  }
  assert.deepEqual(wide, []);
  await page.leave();
});

test('the sidebar shows where one is in a folder of hundreds', async () => {
  const number = (nth) => String(nth).padStart(3, '0');
  const files = Array.from({ length: 300 }, (_, nth) => [`content/reference/z${number(nth)}.md`, `# Z ${number(nth)}\n`]);
  const large = await startPreview(Object.fromEntries(files));
  for (const viewport of [{ width: 1280, height: 800 }, { width: 390, height: 800 }]) {
    const page = await openPage(browser, { viewport });
    await page.goto(large.address('/reference/z299/'));
    if (viewport.width < 900) await page.locator('.menu summary').click();
    const current = page.locator('.nav [aria-current]');
    await current.waitFor();
    await page.waitForFunction(() => {
      const inside = document.querySelector('.nav [aria-current]').getBoundingClientRect();
      const outside = document.querySelector('.sidebar').getBoundingClientRect();
      return inside.top >= outside.top && inside.bottom <= Math.min(outside.bottom, innerHeight);
    });
    assert.equal(await page.evaluate(() => scrollY), 0);
    await page.leave();
  }
  await large.stop();
});

for (const language of ['en', 'de']) {
  test(`no field is too narrow for its text on the smallest screen, ${language}`, async () => {
    const own = await startPreview({ 'opslore.yaml': `title: Operations of the Platform\nlanguage: ${language}\n` });
    const page = await openPage(browser, { viewport: { width: 320, height: 640 } });
    for (const path of ['/', '/runbooks/', '/index-a-z/']) {
      await page.goto(own.address(path));
      const cut = await page.evaluate(() => {
        const pen = document.createElement('canvas').getContext('2d');
        const isCut = (field) => {
          const { font, paddingLeft, paddingRight } = getComputedStyle(field);
          pen.font = font;
          const arrow = field.matches('select') ? 20 : 0;
          const room = field.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight) - arrow;
          const texts = field.matches('select') ? [...field.options].map(({ text }) => text) : [field.placeholder];
          return texts.some((text) => pen.measureText(text).width > room);
        };
        const fields = [...document.querySelectorAll('input[placeholder], select')].filter((field) => field.offsetParent);
        const brand = document.querySelector('.brand span');
        return [...fields.filter(isCut).map(({ id }) => id), ...(brand.scrollWidth > brand.clientWidth ? ['brand'] : [])];
      });
      assert.deepEqual(cut, [], path);
    }
    await page.leave();
    await own.stop();
  });
}

test('long names break in the navigation, and the contents follow the reader', async () => {
  const page = await openPage(browser, { viewport: { width: 1440, height: 700 } });
  for (const path of ['/long/', '/sessions/']) {
    await page.goto(preview.address(path));
    const cut = await page.evaluate(() =>
      ['.sidebar', '.panel', '.links'].filter((name) => {
        const box = document.querySelector(name);
        return box && box.scrollWidth > box.clientWidth;
      }));
    assert.deepEqual(cut, [], path);
  }
  await page.goto(preview.address('/long/'));
  for (const nth of [30, 45, 5]) {
    await page.evaluate((nth) => document.querySelectorAll('.content h2')[nth].scrollIntoView(), nth);
    await page.waitForFunction((nth) => {
      const current = document.querySelector('.contents [aria-current]');
      const { top, bottom } = current?.getBoundingClientRect() ?? {};
      return current?.textContent.endsWith(`Restart${nth}`) && top > 0 && bottom < innerHeight;
    }, nth);
  }
  assert.deepEqual(page.troubles, []);
  await page.leave();
});

test('marked lines stand one below the other', async () => {
  const page = await openPage(browser);
  await page.goto(preview.address('/long/'));
  const [plain, marked] = await page.locator('.content pre').evaluateAll((blocks) => blocks.map((block) => block.clientHeight));
  assert.equal(marked, plain);
  await page.leave();
});

test('the navigation can be reached on a small screen', async () => {
  const page = await openPage(browser, { viewport: { width: 360, height: 640 } });
  await page.goto(preview.address('/runbooks/etcd-no-leader/'));
  const link = page.locator('nav.sidebar a[href$="runbooks/"]');
  assert.equal(await link.isVisible(), false);
  await page.locator('.menu summary').click();
  await link.click();
  await page.waitForURL(/\/runbooks\/$/);
  await page.leave();
});

test('the keyboard gets from the menu into the navigation and back', async () => {
  const page = await openPage(browser, { viewport: { width: 360, height: 640 } });
  await page.goto(preview.address('/runbooks/etcd-no-leader/'));
  const focused = (selector) => page.evaluate((selector) => document.activeElement.matches(selector), selector);
  await page.locator('.menu summary').focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  assert.equal(await focused('.sidebar *'), true);
  await page.keyboard.press('Escape');
  assert.equal(await focused('.menu summary'), true);
  assert.equal(await page.locator('.menu').getAttribute('open'), null);
  await page.leave();
});

test('a long word in a neighbour\'s title breaks', async () => {
  const page = (title) => `---\ntitle: ${title}\n---\n\nText.\n`;
  const own = await startPreview({
    'content/words/a.md': page('Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft'.repeat(2)),
    'content/words/b.md': page('Short'),
  });
  const phone = await openPage(browser, { viewport: { width: 320, height: 640 } });
  await phone.goto(own.address('/words/b/'));
  assert.ok((await phone.evaluate(() => document.documentElement.scrollWidth)) <= 320);
  await phone.leave();
  await own.stop();
});

test('a page prints', async () => {
  const page = await openPage(browser);
  await page.goto(preview.address('/runbooks/etcd-no-leader/'));
  const pdf = await page.pdf({ format: 'A4' });
  assert.equal(pdf.subarray(0, 5).toString(), '%PDF-');
  assert.ok(pdf.length > 20_000, `${pdf.length} bytes`);
  await page.emulateMedia({ media: 'print' });
  assert.equal(await page.locator('header.header').isVisible(), false);
  assert.equal(await page.locator('nav.sidebar').isVisible(), false);
  assert.equal(await page.locator('h1').isVisible(), true);
  assert.equal(await page.locator('article.content').isVisible(), true);
  await page.leave();
});

test('without JavaScript everything can be read and found', async () => {
  const page = await openPage(browser, { javaScriptEnabled: false });
  await page.goto(preview.url);
  assert.equal(await page.locator('[data-theme-switch]').isVisible(), false, 'no button that does nothing');
  await page.locator('.hero input').fill('etcd');
  await page.locator('.hero input').press('Enter');
  await page.waitForURL(/\/index-a-z\/\?q=etcd$/);
  const listed = await page.locator('main a').evaluateAll((links) => links.map(({ href }) => new URL(href).pathname));
  assert.deepEqual(pages.map(({ url }) => url).filter((url) => url !== '/' && !listed.includes(url)), []);
  await page.locator('nav.sidebar a[href$="runbooks/"]').click();
  await page.waitForURL(/\/runbooks\/$/);
  assert.equal(await page.locator('[data-list-tools]').isVisible(), false);
  await page.locator('main a[href$="runbooks/etcd-no-leader/"]').click();
  assert.equal(await page.locator('h1').textContent(), 'etcd has no leader');
  assert.equal(await page.locator('button.copy').count(), 0);
  assert.deepEqual(page.troubles, []);
  await page.leave();
});
