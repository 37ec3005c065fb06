// Narrow screens: a bar that stays, with the search, the contents and the section that is read.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openPage, startBrowser } from '../support/browser.mjs';
import { startPreview } from '../support/preview.mjs';

let preview;
let browser;

before(async () => {
  preview = await startPreview();
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await preview?.stop();
});

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true };
const open = async (path, options = PHONE) => {
  const page = await openPage(browser, options);
  await page.goto(preview.address(path));
  return page;
};
const done = async (page) => {
  assert.deepEqual(page.troubles, []);
  await page.leave();
};
const scrollTo = (page, selector) => page.evaluate((selector) => document.querySelector(selector).scrollIntoView(), selector);
/** Whether all of something is on the screen and nothing is in front of its middle. */
const isInReach = (locator) => locator.evaluate((element) => {
  const { left, right, top, bottom } = element.getBoundingClientRect();
  const front = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
  return top >= 0 && bottom <= innerHeight && left >= 0 && right <= innerWidth && element.contains(front);
});

test('the search is one tap away wherever one is', async () => {
  for (const path of ['/', '/runbooks/', '/runbooks/etcd-no-leader/']) {
    const page = await open(path);
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    const button = page.locator('.header :is(.search button, [data-to-search])');
    assert.ok(await isInReach(button), path);
    await button.click();
    await page.locator('dialog[open] input').waitFor();
    await done(page);
  }
});

test('the bar names the section that is read', async () => {
  const page = await open('/runbooks/etcd-no-leader/');
  const here = page.locator('[data-here]');
  assert.equal(await here.isVisible(), false);
  assert.equal(await page.locator('.brand span').isVisible(), true);
  for (const name of ['Diagnosis', 'Mitigation', 'Impact']) {
    await scrollTo(page, `#${name.toLowerCase()}`);
    await page.waitForFunction((name) => document.querySelector('[data-here]').textContent === name, name);
    assert.equal(await here.isVisible(), true);
  }
  await page.goto(preview.address('/runbooks/'));
  await page.evaluate(() => scrollTo(0, 900));
  await here.waitFor();
  assert.equal(await here.textContent(), 'Runbooks');
  await done(page);
});

test('the contents open from the bar and lead to their section', async () => {
  const page = await open('/runbooks/etcd-no-leader/');
  const button = page.locator('[data-to-contents]');
  const sheet = page.locator('.sheet');
  await scrollTo(page, '#impact');
  await button.click();
  assert.equal(await button.getAttribute('aria-expanded'), 'true');
  await sheet.locator('a', { hasText: 'Mitigation' }).click();
  await sheet.waitFor({ state: 'detached' });
  await page.waitForFunction(() => {
    const { top } = document.querySelector('#mitigation').getBoundingClientRect();
    return top >= document.querySelector('.header').offsetHeight && top < 200;
  });
  await button.focus();
  await page.keyboard.press('Space');
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.closest('.sheet') !== null), true);
  await page.keyboard.press('Escape');
  assert.equal(await sheet.count(), 0);
  assert.equal(await page.evaluate(() => document.activeElement.matches('[data-to-contents]')), true);
  await button.click();
  await page.mouse.click(200, 800);
  assert.equal(await sheet.count(), 0, 'a tap beside it closes it');
  await done(page);
});

test('without scripts the contents are above the facts, and the bar leads there', async () => {
  const page = await open('/runbooks/etcd-no-leader/', { ...PHONE, javaScriptEnabled: false });
  const contents = await page.locator('[id="ol:on-this-page"]').boundingBox();
  const facts = await page.locator('.meta').boundingBox();
  assert.ok(contents.y + contents.height <= facts.y);
  assert.equal(await page.locator('[data-to-contents]').getAttribute('href'), '#ol:on-this-page');
  await done(page);
});

test('the menu fills the screen where one is, and shows that it goes on', async () => {
  const page = await open('/runbooks/etcd-no-leader/', { ...PHONE, viewport: { width: 390, height: 500 } });
  await scrollTo(page, '#mitigation');
  await page.locator('.menu summary').click();
  const menu = page.locator('.sidebar');
  const { y, height } = await menu.boundingBox();
  assert.ok(y >= 0 && Math.round(y + height) <= 500 && height > 400, `${y} ${height}`);
  const [hasMore, shade] = await menu.evaluate((menu) => [menu.scrollHeight > menu.clientHeight, getComputedStyle(menu).backgroundImage]);
  assert.ok(hasMore && shade.includes('gradient'));
  assert.ok(await isInReach(page.locator('.nav [aria-current]')), 'the page shown is in sight');
  await done(page);
});

test('on a wide screen there is no second way to them', async () => {
  const page = await open('/runbooks/etcd-no-leader/', { viewport: { width: 1440, height: 900 } });
  assert.equal(await page.locator('[data-to-contents]').isVisible(), false);
  assert.equal(await page.locator('.header .search input').isVisible(), true);
  const contents = await page.locator('.panel > .contents').boundingBox();
  const facts = await page.locator('.meta').boundingBox();
  assert.ok(facts.y + facts.height <= contents.y);
  await done(page);
});

test('numbers in cards stay whole, and a home page without a description keeps its distance', async () => {
  const files = Array.from({ length: 120 }, (_, nth) => [`content/kubernetes-clusters-and-their-networks/${nth}.md`, `# Page ${nth}\n`]);
  const own = await startPreview({
    'opslore.yaml': 'title: Operations\n',
    'content/index.md': '# Operations\n',
    ...Object.fromEntries(files),
  });
  for (const width of [390, 900, 1440]) {
    const page = await openPage(browser, { viewport: { width, height: 900 } });
    await page.goto(own.address('/'));
    const heights = await page.locator('.card .count').evaluateAll((counts) => counts.map((count) => count.getBoundingClientRect().height));
    assert.ok(Math.max(...heights) < 30, `${width}: ${heights}`);
    const heading = await page.locator('h1').boundingBox();
    const field = await page.locator('.hero .search').boundingBox();
    assert.ok(field.y - heading.y - heading.height >= 16, `${width}`);
    await page.leave();
  }
  await own.stop();
});

test('copy buttons are seen without pointing, and dots of a severity are printed', async () => {
  const page = await open('/runbooks/etcd-no-leader/', { viewport: { width: 1440, height: 900 } });
  assert.equal(await page.locator('.copy').first().evaluate((button) => getComputedStyle(button).opacity), '1');
  await page.emulateMedia({ media: 'print' });
  const dot = await page.locator('.byline [data-field=severity]').evaluate((badge) => {
    const { borderTopWidth, borderTopStyle } = getComputedStyle(badge, '::before');
    return [parseFloat(borderTopWidth) >= 2, borderTopStyle];
  });
  assert.deepEqual(dot, [true, 'solid'], 'browsers print borders, but no backgrounds');
  await done(page);
});

test('names of alerts break between their words', async () => {
  const name = 'KubePersistentVolumeFillingUpSoonerThanExpected';
  const own = await startPreview({
    [`content/runbooks/${name}.md`]: `---\ntitle: ${name}\nalerts: ${name}\n---\n\nText.\n\n## ${name}\n\nText.\n`,
  });
  const page = await openPage(browser, { viewport: { width: 320, height: 640 } });
  for (const path of [`/runbooks/${name.toLowerCase()}/`, '/runbooks/']) {
    await page.goto(own.address(path));
    const lines = await page.evaluate((name) => {
      const places = [...document.querySelectorAll('h1, h2, .row-text a, .chips a, .facts a')].filter((place) => place.textContent.startsWith(name));
      return places.map((place) => {
        const range = document.createRange();
        const walker = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
        const lines = new Map();
        while (walker.nextNode()) {
          [...walker.currentNode.data].forEach((letter, at) => {
            range.setStart(walker.currentNode, at);
            range.setEnd(walker.currentNode, at + 1);
            const { bottom } = range.getBoundingClientRect();
            lines.set(bottom, (lines.get(bottom) ?? '') + letter);
          });
        }
        return [...lines.values()];
      });
    }, name);
    assert.ok(lines.length > 0, path);
    for (const line of lines.flat()) assert.match(line, /^[A-Z][A-Za-z]*[a-z](\s*#)?$/, path);
  }
  await page.leave();
  await own.stop();
});
