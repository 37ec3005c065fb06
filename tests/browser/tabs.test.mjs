// Tabs: by mouse and keyboard, by links, remembered, printed, and without JavaScript.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import axe from 'axe-core';
import { openPage, startBrowser } from '../support/browser.mjs';
import { startPreview } from '../support/preview.mjs';

const TABS = `# Tabs

[To the step](#deep-step), [to Red Hat](#red-hat)

\`\`\`sh tab="Debian"
apt install etcd
\`\`\`

\`\`\`sh tab="Red Hat"
dnf install etcd
\`\`\`

## Restart

<!-- tabs:start -->

### Debian

Text for Debian.

### Red Hat

Text for Red Hat.

#### Deep step

### Other

Text for others.

<!-- tabs:end -->

:::warning Mind the gap
Between the train and the platform.
:::
`;

const MARKUP = `# Drain a node[^1]

=== "With \`kubectl\`"

    Text of the first.

=== "By [hand](tabs.md)"

    Text of the second.

<details><summary><h3>A heading in a summary</h3></summary>

Text that was folded.

</details>

Before <ul><li>an item</li></ul> after, <a href="tabs.md"><b>bold</b></a>.

<a href="tabs.md"><h4>A heading that is a link</h4></a>

[^1]: A footnote of the title.
`;

let preview;
let browser;

before(async () => {
  preview = await startPreview({ 'content/tabs.md': TABS, 'content/markup.md': MARKUP });
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await preview?.stop();
});

const open = async (options, hash = '') => {
  const page = await openPage(browser, options);
  await page.goto(preview.address(`/tabs/${hash}`));
  return page;
};

/** The titles of the tabs that are open, in order. */
const shown = (page) => page.locator('[role=tab][aria-selected=true]').allTextContents();
const isVisible = (page, text) => page.getByText(text).isVisible();

for (const colorScheme of ['light', 'dark']) {
  test(`tabs stand in nobody's way, ${colorScheme}`, async () => {
    const page = await open({ colorScheme });
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
    assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0].target}`), []);
    assert.deepEqual(page.troubles, []);
    await page.leave();
  });
}

test('one tab is shown, and keys lead to the others', async () => {
  const page = await open();
  assert.deepEqual(await shown(page), ['Debian', 'Debian']);
  assert.equal(await isVisible(page, 'Text for Red Hat.'), false);
  const first = page.getByRole('tablist').nth(1).getByRole('tab', { name: 'Debian' });
  await first.focus();
  const focused = () => page.evaluate(() => document.activeElement.textContent);
  for (const [key, title] of [['ArrowRight', 'Red Hat'], ['End', 'Other'], ['ArrowRight', 'Debian'], ['ArrowLeft', 'Other'], ['Home', 'Debian']]) {
    await page.keyboard.press(key);
    assert.equal(await focused(), title, key);
    assert.equal(await isVisible(page, title === 'Other' ? 'Text for others.' : `Text for ${title}.`), true, key);
  }
  await page.keyboard.press('Tab');
  assert.notEqual(await focused(), 'Red Hat', 'one stop for each list');
  await page.leave();
});

test('a choice counts for all groups and lasts', async () => {
  const page = await open();
  await page.getByRole('tab', { name: 'Red Hat' }).first().click();
  assert.deepEqual(await shown(page), ['Red Hat', 'Red Hat']);
  await page.getByRole('tab', { name: 'Other' }).click();
  assert.deepEqual(await shown(page), ['Red Hat', 'Other']);
  await page.reload();
  assert.deepEqual(await shown(page), ['Red Hat', 'Other']);
  assert.deepEqual(page.troubles, []);
  await page.leave();
});

test('links to what is in a tab open it', async () => {
  const page = await open({}, '#deep-step');
  assert.equal(await isVisible(page, 'Text for Red Hat.'), true);
  await page.getByRole('tab', { name: 'Other' }).click();
  await page.getByRole('link', { name: 'to Red Hat' }).click();
  await page.getByText('Text for Red Hat.').waitFor();
  assert.deepEqual(page.troubles, []);
  await page.leave();
});

test('a link from elsewhere to a tab leads to it', async () => {
  const page = await open({ viewport: { width: 1280, height: 400 } }, '#red-hat');
  assert.equal(await isVisible(page, 'Text for Red Hat.'), true);
  await page.waitForFunction(() => {
    const { top, bottom } = document.querySelectorAll('.tabs')[1].getBoundingClientRect();
    return scrollY > 0 && top >= 0 && bottom <= innerHeight;
  });
  await page.leave();
});

test('all tabs are shown on paper and without JavaScript', async () => {
  const page = await open();
  await page.emulateMedia({ media: 'print' });
  const texts = ['Text for Debian.', 'Text for Red Hat.', 'Text for others.', 'dnf install etcd'];
  const titles = (page) => page.locator('.tab-title').evaluateAll((all) => all.filter((title) => title.checkVisibility()).length);
  for (const text of texts) assert.equal(await isVisible(page, text), true, text);
  assert.equal(await titles(page), 5);
  assert.equal(await page.getByRole('tablist').count(), 0);
  await page.leave();
  const plain = await open({ javaScriptEnabled: false });
  for (const text of texts) assert.equal(await isVisible(plain, text), true, text);
  await plain.leave();
});

test('storage that is forbidden is no trouble', async () => {
  const page = await openPage(browser);
  await page.addInitScript(() => {
    Object.defineProperty(window, 'localStorage', { get: () => { throw new DOMException('no', 'SecurityError'); } });
  });
  await page.goto(preview.address('/tabs/'));
  await page.getByRole('tab', { name: 'Other' }).click();
  assert.equal(await isVisible(page, 'Text for others.'), true);
  await page.leave();
});

test('colons are an alert', async () => {
  const page = await open();
  assert.equal(await page.locator('.alert-warning .alert-title').textContent(), 'Mind the gap');
  await page.leave();
});

test('a tab shows the markup of its title, without links', async () => {
  const page = await openPage(browser);
  await page.goto(preview.address('/markup/'));
  const tabs = page.locator('[role=tab]');
  assert.deepEqual(await tabs.evaluateAll((all) => all.map((tab) => tab.innerHTML)), ['With <code>kubectl</code>', 'By hand']);
  await tabs.nth(1).click();
  assert.equal(await isVisible(page, 'Text of the second.'), true);
  await page.locator('[role=tab] code').click();
  assert.equal(await isVisible(page, 'Text of the first.'), true);
  assert.deepEqual(page.troubles, []);
  await page.leave();
});

test('what the browser builds is what was written', async () => {
  const page = await openPage(browser, { javaScriptEnabled: false });
  const address = preview.address('/markup/');
  await page.goto(address);
  const article = (html) => html.slice(html.indexOf('<article'), html.indexOf('</article>'));
  const same = (html) => html.replaceAll('=""', '').replaceAll('&quot;', '"');
  assert.equal(same(article(await page.content())), same(article(await (await fetch(address)).text())));
  await page.getByText('A heading in a summary').click();
  assert.equal(await isVisible(page, 'Text that was folded.'), true);
  await page.leave();
});

test('a footnote of the title leads there and back', async () => {
  const page = await openPage(browser);
  await page.goto(preview.address('/markup/'));
  await page.locator('h1 a').click();
  assert.match(page.url(), /#fn-1$/);
  await page.locator('#fn-1 .footnote-back').click();
  assert.match(page.url(), /#fnref-1$/);
  assert.equal(await page.locator('h1 #fnref-1').count(), 1);
  await page.leave();
});
