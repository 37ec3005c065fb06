// The browser's ranking over the vectors that hold the terminal's: `node --test tests/search/`.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { marked } from '../../themes/default/static/search-excerpt.js';
import { stemmerOf, terms } from '../../themes/default/static/search-text.js';
import { open, searchWith } from './engine.mjs';

const read = (name) => JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'));
const vectors = read('vectors.json');
// As for a small site, with all names, and as for a large one, with keys.
const indexes = read('index.json');

for (const [size, files] of Object.entries(indexes)) for (const { query, hits, first, url, excerpt } of vectors.queries) {
  test(`query ${JSON.stringify(query)} in a ${size} index`, () => {
    const found = searchWith(open(files['index.json']), (name) => files[name], query);
    const ids = found.map((hit) => hit.id);
    assert.deepEqual(first ? ids.slice(0, hits.length) : ids, hits);
    if (url) assert.equal(found[0].url, url);
    if (excerpt) assert.ok(found[0].excerpt.includes(excerpt), found[0].excerpt);
  });
}

for (const { text, language = 'en', terms: expected } of vectors.terms) {
  test(`terms of ${JSON.stringify(text)}`, () => assert.deepEqual(terms(text, stemmerOf(language)), expected));
}

test('marks what was found', () => {
  const found = terms('crash looping', 'en');
  assert.deepEqual(marked('A KubePodCrashLooping pod crashes.', found, 'crash looping', 'en'), [
    ['A ', false],
    ['KubePodCrashLooping', true],
    [' pod ', false],
    ['crashes', true],
    ['.', false],
  ]);
  assert.deepEqual(marked('etcdMembersDown', [], 'embersd', 'en'), [
    ['etcdM', false],
    ['embersD', true],
    ['own', false],
  ]);
});

test('refuses an index it does not know', () => {
  assert.throws(() => open({ version: 99 }));
});
