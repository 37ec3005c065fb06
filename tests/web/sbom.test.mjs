// The bill of materials, judged by the schema of CycloneDX and by what Cargo says itself.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { sbom } from '../sbom.mjs';
import { repository } from '../support/site.mjs';

const TARGET = 'x86_64-unknown-linux-gnu';
const bom = sbom(TARGET);
const objections = (bom) => new Validation.JsonStrictValidator(Spec.Version.v1dot6).validate(JSON.stringify(bom));

test('it is what CycloneDX 1.6 asks for', async () => {
  assert.equal(await objections(bom), null);
  const [first, ...rest] = bom.components;
  assert.notEqual(await objections({ ...bom, components: [{ ...first, scope: 'perhaps' }, ...rest] }), null);
});

const named = (scopes) => new Set(bom.components.filter(({ scope }) => scopes.includes(scope)).map(({ name }) => name));

test('it lists what is in the program and what builds it, and nothing that only tests do', () => {
  const { dependencies } = JSON.parse(
    execFileSync('cargo', ['metadata', '--locked', '--no-deps', '--format-version', '1'], { cwd: repository, encoding: 'utf8' }),
  ).packages[0];
  const wanted = dependencies.filter(({ kind, target }) => kind === null && target === null).map(({ name }) => name);
  assert.ok(wanted.length > 30);
  for (const name of wanted) assert.ok(named(['required']).has(name), name);
  assert.ok(named(['required']).has('rustls'), 'what a dependency depends on');
  assert.ok(named(['excluded']).has('serde_derive') && named(['excluded']).has('cc'), 'what runs in the compiler only');
  for (const { name } of dependencies.filter(({ kind }) => kind === 'dev')) {
    if (!wanted.includes(name)) assert.ok(!named(['required', 'excluded']).has(name), name);
  }
});

test('every crate has its checksum and a licence, and a place in the graph', () => {
  const refs = new Set(bom.dependencies.map(({ ref }) => ref));
  for (const { name, hashes, licenses, 'bom-ref': ref } of bom.components) {
    assert.match(hashes[0].content, /^[0-9a-f]{64}$/, name);
    assert.ok(licenses[0].expression, name);
    assert.ok(refs.has(ref), name);
  }
  for (const { dependsOn } of bom.dependencies) for (const ref of dependsOn) assert.ok(refs.has(ref), ref);
});

test('the same lock gives the same bytes', () => {
  assert.equal(JSON.stringify(sbom(TARGET)), JSON.stringify(bom));
});
