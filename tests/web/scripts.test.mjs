// The theme's scripts, and these tests, as ESLint and TypeScript read them.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { repository } from '../support/site.mjs';

const modules = join(repository, 'tests/node_modules');

/** What a program of a package says against the scripts; nothing where it is content. */
const complaints = (program, ...options) =>
  new Promise((resolve) => {
    execFile(process.execPath, [join(modules, program), ...options], { cwd: repository }, (error, stdout, stderr) =>
      resolve(error ? stdout + stderr || String(error) : ''));
  });

test('ESLint finds nothing', async () => {
  const said = await complaints('eslint/bin/eslint.js', '--config', 'tests/eslint.config.mjs', 'themes', 'tests');
  assert.equal(said, '');
});

for (const [scripts, project] of [['pages', 'tests/tsconfig.json'], ['the service worker', 'tests/tsconfig.worker.json']]) {
  test(`the types of the scripts of ${scripts} fit`, async () => {
    assert.equal(await complaints('typescript/bin/tsc', '--project', project), '');
  });
}
