// The terminal's ranking and the browser's give the same hits, scores and excerpts, for many
// queries made from a site's own words: on a small site, whose names are all looked through, and on
// one so large that keys lead to them.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { generate } from '../bench/generate.mjs';
import { opslore, repository, temporaryFolder } from '../support/site.mjs';
import { listOf, open, searchWith, withFiles } from './engine.mjs';

const QUERIES = 600;
const MOST = 10;

/** Mulberry32: small, and the same numbers everywhere. */
const numbers = (seed) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
};

/** Names and pieces of lines, half of them changed as fingers and clipboards do. */
const queriesOf = (texts, seed) => {
  const random = numbers(seed);
  const below = (limit) => Math.floor(random() * limit);
  const at = (text) => Array.from(text)[below(Array.from(text).length)] ?? '';
  const changes = [
    (text) => text,
    (text) => text.replace(at(text), ''),
    (text) => text.replace(at(text), at(text)),
    (text) => text.toLowerCase(),
    (text) => text.replaceAll(/[^\p{L}\p{N}]/gu, ''),
    (text) => text.replaceAll(/(?<=\p{Ll})(?=\p{Lu})/gu, ' '),
    (text) => text.slice(below(text.length), text.length),
    (text) => `2026-01-12T03:14:15.926Z E0112 host-7 app[123]: ${text}`,
    (text) => `{"alertname":"${text}","severity":"critical"}`,
  ];
  return Array.from({ length: QUERIES }, () => {
    const words = texts[below(texts.length)].split(/\s+/);
    const start = below(words.length);
    const text = words.slice(start, start + 1 + below(7)).join(' ');
    return changes[below(changes.length)](text).replaceAll(/[\r\n]/g, ' ');
  });
};

const compare = (root, folder, isWhole, seed) => {
  const built = spawnSync(opslore(), ['build', '--quiet', '--root', root, '--out', folder], { encoding: 'utf8' });
  assert.equal(built.status, 0, built.stderr);
  const read = (name) => JSON.parse(readFileSync(join(folder, 'search', name), 'utf8'));
  const index = open(read('index.json'));
  assert.equal(index.whole, isWhole);
  const { pages } = JSON.parse(readFileSync(join(folder, 'api/pages.json'), 'utf8'));
  const texts = pages.slice(0, 300).flatMap(({ path, title }) => [title, ...readFileSync(join(root, path), 'utf8').split('\n').filter((line) => line.trim() !== '')]);
  const queries = queriesOf(texts, seed);
  const terminal = spawnSync(opslore(), ['search', '--stdin', '--limit', String(MOST), '--root', root], {
    input: `${queries.join('\n')}\n`, encoding: 'utf8', maxBuffer: 1 << 28,
  });
  // A browser knows no files, and facets by their columns.
  const known = ({ path: _path, facets: _facets, ...hit }) => hit;
  const expected = terminal.stdout.trim().split('\n').map((line) => JSON.parse(line).map(known));
  assert.equal(expected.length, queries.length, terminal.stderr);
  queries.forEach((query, at) => {
    assert.deepEqual(searchWith(index, read, query, MOST), expected[at], JSON.stringify(query));
  });
  assert.deepEqual(lostTerms(folder), []);
};

/** The published terms that looking them up does not find. */
const lostTerms = (folder) => {
  const read = (name) => JSON.parse(readFileSync(join(folder, 'search', name), 'utf8'));
  const index = open(read('index.json'));
  const names = readdirSync(join(folder, 'search')).filter((name) => name.startsWith('w-'));
  const terms = names.flatMap((name) => read(name).filter((_, at) => at % 2 === 0));
  assert.ok(terms.length > 1000, `${terms.length} terms`);
  return terms.filter((term) => withFiles(index, read, () => listOf(index, term)) === null);
};

test('a small site', () => compare(repository, join(temporaryFolder(), 'public'), true, 1));

test('a large site', () => {
  const root = temporaryFolder();
  generate(join(root, 'content'), 1200);
  writeFileSync(join(root, 'opslore.yaml'), 'title: Large\n');
  compare(root, join(root, 'public'), false, 2);
});
