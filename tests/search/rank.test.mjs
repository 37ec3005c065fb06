// The browser's ranking over the vectors that hold the terminal's: `node --test tests/search/`.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { hitOf, marked, missingSections } from "../../themes/default/static/search-excerpt.js";
import { addSections, addText, open, rank } from "../../themes/default/static/search-rank.js";
import { terms } from "../../themes/default/static/search-text.js";

const read = (name) => JSON.parse(readFileSync(new URL(name, import.meta.url), "utf8"));
const vectors = read("vectors.json");
const files = read("index.json");

/** Searches as the browser does: rank, fetch what was missing, rank again. */
function search(index, query) {
  let ranking = rank(index, query);
  while (ranking.missing.length > 0) {
    for (const number of ranking.missing) addText(index, number, files[index.text[number].file]);
    ranking = rank(index, query);
  }
  return ranking.pages.map((page) => {
    const number = missingSections(index, page.page);
    if (number !== null) addSections(index, number, files[index.sections[number].file]);
    return hitOf(index, page, ranking.terms);
  });
}

for (const { query, hits, first, url, excerpt } of vectors.queries) {
  test(`query ${JSON.stringify(query)}`, () => {
    const found = search(open(files["index.json"]), query);
    const ids = found.map((hit) => hit.id);
    assert.deepEqual(first ? ids.slice(0, hits.length) : ids, hits);
    if (url) assert.equal(found[0].url, url);
    if (excerpt) assert.ok(found[0].excerpt.includes(excerpt), found[0].excerpt);
  });
}

for (const { text, terms: expected } of vectors.terms) {
  test(`terms of ${JSON.stringify(text)}`, () => assert.deepEqual(terms(text, true), expected));
}

test("marks what was found", () => {
  const found = terms("crash looping", true);
  assert.deepEqual(marked("A KubePodCrashLooping pod crashes.", found, "crash looping", true), [
    ["A ", false],
    ["KubePodCrashLooping", true],
    [" pod ", false],
    ["crashes", true],
    [".", false],
  ]);
  assert.deepEqual(marked("etcdMembersDown", [], "embersd", true), [
    ["etcdM", false],
    ["embersD", true],
    ["own", false],
  ]);
});

test("refuses an index it does not know", () => {
  assert.throws(() => open({ version: 99 }));
});
