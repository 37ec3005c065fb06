// Diagrams: seen on every ground, read aloud, scrolled on a phone, printed; nothing of them is a script's.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import axe from 'axe-core';
import { openPage, startBrowser } from '../support/browser.mjs';
import { startPreview } from '../support/preview.mjs';

const DIAGRAMS = `# Diagrams

## Who is called

\`\`\`mermaid
flowchart LR
    accTitle: From alert to engineer
    accDescr: The alert pages the engineer, who may escalate.
    A[Alert] --> B[Pager] --> C[Engineer on call] --> D{Alone?}
    D -->|yes| E[Fix it] --> F[Write it down] --> G[Tell the others]
    D -->|no| H[Escalate to the incident commander]
    style E fill:#9f9
    style H fill:#006
\`\`\`

## Sequence

\`\`\`mermaid
sequenceDiagram
    Client->>+Proxy: GET /
    Note over Client,Proxy: over TLS
    Proxy-->>-Client: 200
\`\`\`

## Charts

\`\`\`mermaid
gantt
    dateFormat YYYY-MM-DD
    section Plan
    First quarter : 2024-01-01, 90d
    The rest of the year and all that has been forgotten before : crit, 2024-12-11, 2024-12-31
\`\`\`

\`\`\`mermaid
pie
    "Hardware that failed although nobody had touched it for years" : 42
    "b" : 20
\`\`\`

## Broken

\`\`\`mermaid
flowchart TD
    A[Unclosed --> B
\`\`\`
`;

let preview;
let browser;

before(async () => {
  preview = await startPreview({ 'content/diagrams.md': DIAGRAMS });
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await preview?.stop();
});

const open = async (options) => {
  const page = await openPage(browser, options);
  await page.goto(preview.address('/diagrams/'));
  return page;
};

/** The colours of what a selector finds, as numbers. */
const colour = (page, selector, property) =>
  page.locator(selector).first().evaluate((node, name) => getComputedStyle(node)[name].match(/[\d.]+/g).map(Number), property);

const luminance = (rgb) => {
  const [r, g, b] = rgb.slice(0, 3).map((part) => part / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const contrast = (one, other) => {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
};

for (const colorScheme of ['light', 'dark']) {
  test(`diagrams are seen and stand in nobody's way, ${colorScheme}`, async () => {
    const page = await open({ colorScheme });
    const drawn = page.locator('figure.diagram svg');
    assert.equal(await drawn.count(), 4);
    assert.equal(await page.locator('figure.diagram marker').count() > 0, true);
    const text = (label) => `figure.diagram text:text-is("${label}")`;
    const node = (label) => `figure.diagram g:has(> g > text:text-is("${label}"), > g > g > text:text-is("${label}")) > rect`;
    for (const label of ['Alert', 'Fix it', 'Pager']) {
      const ratio = contrast(await colour(page, text(label), 'fill'), await colour(page, node(label), 'fill'));
      assert.ok(ratio >= 4.5, `${label}: ${ratio}`);
    }
    const ground = await colour(page, 'html', 'backgroundColor');
    const line = await colour(page, 'figure.diagram path[marker-end]', 'stroke');
    assert.ok(contrast(line, ground) >= 3, `lines: ${contrast(line, ground)}`);
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
    assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0].target}`), []);
    assert.deepEqual(page.troubles, []);
    await page.leave();
  });
}

test('a diagram says what it is, and its source is at hand', async () => {
  const page = await open();
  await page.getByRole('img', { name: 'From alert to engineer' }).waitFor();
  await page.getByRole('img', { name: 'Sequence diagram: Sequence' }).waitFor();
  const description = await page.locator('svg[aria-describedby] > desc').textContent();
  assert.equal(description, 'The alert pages the engineer, who may escalate.');
  const figure = page.locator('figure.diagram').first();
  assert.equal(await figure.locator('pre').isVisible(), false);
  await figure.locator('summary').click();
  assert.match(await figure.locator('pre').textContent(), /accTitle: From alert/);
  const ids = await page.evaluate(() => [...document.querySelectorAll('[id]')].map(({ id }) => id));
  assert.equal(new Set(ids).size, ids.length, 'ids are unique');
  await page.leave();
});

test('what cannot be drawn stays code', async () => {
  const page = await open();
  assert.match(await page.locator('.content > figure.code code[data-language=mermaid]').textContent(), /Unclosed/);
  await page.leave();
});

test('labels of charts are inside of them and beside each other', async () => {
  const page = await open();
  const troubles = await page.locator('figure.diagram svg').evaluateAll((drawings) =>
    drawings.slice(2).flatMap((drawing) => {
      const frame = drawing.getBoundingClientRect();
      const labels = [...drawing.querySelectorAll('text')].map((text) => [text.textContent, text.getBoundingClientRect()]);
      const cut = labels.filter(([, box]) => box.left < frame.left || box.right > frame.right).map(([text]) => `cut: ${text}`);
      const dates = labels.filter(([text]) => /^2024-/.test(text));
      const crowded = dates.slice(1).filter(([, box], nth) => box.left < dates[nth][1].right).map(([text]) => `crowded: ${text}`);
      return [...cut, ...crowded];
    }),
  );
  assert.deepEqual(troubles, []);
  assert.ok(await page.getByText('2024-01-01').first().isVisible());
  await page.leave();
});

test('on a phone a diagram scrolls and stays readable', async () => {
  const page = await open({ viewport: { width: 360, height: 700 } });
  const size = await page.evaluate(() => {
    const view = document.querySelector('figure.diagram > div');
    const text = view.querySelector('text');
    return {
      page: document.documentElement.scrollWidth,
      view: view.clientWidth,
      drawn: view.scrollWidth,
      letter: parseFloat(getComputedStyle(text).fontSize) * (view.querySelector('svg').getScreenCTM().a),
    };
  });
  assert.ok(size.page <= 360, `${size.page} px`);
  assert.ok(size.drawn > size.view, 'there is something to scroll');
  assert.ok(size.letter >= 12, `letters of ${size.letter} px`);
  await page.leave();
});

test('a diagram prints, and is there without JavaScript', async () => {
  const page = await open({ javaScriptEnabled: false });
  assert.equal(await page.locator('figure.diagram svg').first().isVisible(), true);
  await page.emulateMedia({ media: 'print' });
  assert.equal(await page.locator('figure.diagram svg').first().isVisible(), true);
  assert.equal(await page.locator('figure.diagram details').first().isVisible(), false);
  await page.leave();
});
