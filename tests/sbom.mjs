#!/usr/bin/env node
// What a release is made of, as a CycloneDX 1.6 bill of materials: every crate of Cargo.lock that goes into the
// program, and those that only build it (`excluded`). The same lock gives the same bytes.
//
//   node tests/sbom.mjs [TARGET] >opslore.cdx.json       TARGET is a Rust target triple; default: this machine's
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const repository = resolve(import.meta.dirname, '..');
const run = (program, ...args) =>
  execFileSync(program, args, { cwd: repository, encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'inherit'] });

const hostTriple = () => /^host: (.*)$/m.exec(run('rustc', '-vV'))[1];

/** The SHA-256 of each crate's archive, by `name version`. */
const checksums = () => {
  const lock = readFileSync(join(repository, 'Cargo.lock'), 'utf8');
  const packages = lock.matchAll(/name = "(.*)"\nversion = "(.*)"\nsource = ".*"\nchecksum = "(.*)"/g);
  return new Map([...packages].map(([, name, version, sum]) => [`${name} ${version}`, sum]));
};

/** The crates, as `name version`, that edges of these kinds lead to. `cargo metadata` would add what only tests turn on. */
const tree = (target, edges) => {
  const lines = run('cargo', 'tree', '--locked', '--target', target, '--edges', edges, '--prefix', 'none', '--format', '{p}');
  return new Set([...lines.matchAll(/^(\S+) v(\S+)/gm)].map(([, name, version]) => `${name} ${version}`));
};

const key = ({ name, version }) => `${name} ${version}`;
const purl = ({ name, version }) => `pkg:cargo/${name}@${encodeURIComponent(version)}`;

const component = (crate, isInside, sums) => ({
  type: 'library',
  'bom-ref': purl(crate),
  name: crate.name,
  version: crate.version,
  scope: isInside ? 'required' : 'excluded',
  hashes: [{ alg: 'SHA-256', content: sums.get(key(crate)) }],
  // Crates from before SPDX expressions put a stroke between licences that one may choose from.
  licenses: [{ expression: crate.license.replace(/ ?\/ ?/g, ' OR ') }],
  purl: purl(crate),
  ...(crate.repository && { externalReferences: [{ type: 'vcs', url: crate.repository }] }),
});

/** The bill of materials for a target. */
export const sbom = (target = hostTriple()) => {
  const metadata = JSON.parse(run('cargo', 'metadata', '--locked', '--format-version', '1', '--filter-platform', target));
  const [all, inside] = [tree(target, 'normal,build'), tree(target, 'normal,no-proc-macro')];
  const crates = new Map(metadata.packages.filter((crate) => all.has(key(crate))).map((crate) => [crate.id, crate]));
  const root = metadata.resolve.root;
  const used = [...crates.values()].sort((a, b) => (purl(a) < purl(b) ? -1 : 1));
  const nodes = new Map(metadata.resolve.nodes.map((node) => [node.id, node]));
  const edges = ({ id }) =>
    nodes.get(id).deps.filter(({ pkg, dep_kinds }) => crates.has(pkg) && dep_kinds.some(({ kind }) => kind !== 'dev'));
  const sums = checksums();
  const { name, version, license, repository: url } = crates.get(root);
  const itself = { type: 'application', 'bom-ref': purl({ name, version }), name, version };
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      tools: { components: [{ type: 'application', name: 'cargo', version: run('cargo', '--version').split(' ')[1] }] },
      component: { ...itself, licenses: [{ expression: license }], purl: purl({ name, version }), externalReferences: [{ type: 'vcs', url }] },
      properties: [{ name: 'cdx:rustc:target', value: target }],
    },
    components: used.filter(({ id }) => id !== root).map((crate) => component(crate, inside.has(key(crate)), sums)),
    dependencies: used.map((crate) => ({
      ref: purl(crate),
      dependsOn: edges(crate).map(({ pkg }) => purl(crates.get(pkg))).sort(),
    })),
  };
};

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.stdout.write(`${JSON.stringify(sbom(process.argv[2]), null, 2)}\n`);
}
