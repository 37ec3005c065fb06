// What the hot paths cost in instructions, which a busy machine does not change: valgrind counts those of
// commands on generated pages, on one thread. Five per cent more than `baseline.json` says fails, and so does
// as much less: what was gained is to be kept. `UPDATE=1 tests/run release counts` writes the new figures.
//
// The figures are those of one compiler, C library and kind of processor; with another there is nothing to hold
// them against, and the tests say so.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { generate } from '../bench/generate.mjs';
import { opslore } from '../support/site.mjs';

const FILE = new URL('baseline.json', import.meta.url);
const PAGES = 120;
const TOLERANCE = 0.05;

/** What the figures depend on besides the program. */
const machine = () => {
  const compiler = execFileSync('rustc', ['-vV'], { encoding: 'utf8' });
  const [host, release] = ['host', 'release'].map((name) => compiler.match(new RegExp(`^${name}: (.*)$`, 'm'))[1]);
  const { glibcVersionRuntime } = process.report.getReport().header;
  const flags = existsSync('/proc/cpuinfo') ? readFileSync('/proc/cpuinfo', 'utf8') : '';
  return `rustc ${release}, ${host}, glibc ${glibcVersionRuntime ?? 'none'}${/\bavx2\b/.test(flags) ? ', AVX2' : ''}`;
};
const baseline = JSON.parse(readFileSync(FILE, 'utf8'));
const seen = { machine: machine(), counts: {} };

const work = mkdtempSync(join(tmpdir(), 'opslore-counts-'));
after(() => rmSync(work, { recursive: true, force: true }));
const root = join(work, 'root');
mkdirSync(root);
writeFileSync(join(root, 'opslore.yaml'), 'title: Counts\n');
generate(join(root, 'content'), PAGES);

/** How many instructions a command takes, in millions. */
const count = (...command) => {
  const valgrind = ['--tool=cachegrind', '--cache-sim=no', '--cachegrind-out-file=/dev/null', opslore()];
  const env = { PATH: process.env.PATH, RAYON_NUM_THREADS: '1' };
  const { status, stderr } = spawnSync('valgrind', [...valgrind, ...command, '--root', root, '--no-sandbox'], { encoding: 'utf8', env, maxBuffer: 1 << 28 });
  assert.equal(status, 0, stderr);
  const [, instructions] = stderr.match(/I\s+refs:\s+([\d,]+)/);
  return Math.round(Number(instructions.replaceAll(',', '')) / 1e6);
};

const out = join(work, 'out');
const measures = {
  'check': () => count('check'),
  'build, nothing kept': () => count('build', '--out', out),
  'build, nothing changed': () => count('build', '--out', out),
  'search': () => count('search', 'disk filling up'),
};

const skip = spawnSync('valgrind', ['--version']).status !== 0 && 'there is no valgrind here';
for (const [name, measure] of Object.entries(measures)) {
  test(`${name} costs what it did`, { skip }, (t) => {
    const counted = measure();
    seen.counts[name] = counted;
    t.diagnostic(`${counted} million instructions, ${baseline.counts[name]} before`);
    if (process.env.UPDATE) return;
    if (baseline.machine !== seen.machine) {
      t.skip(`the figures are those of ${baseline.machine}, and this is ${seen.machine}`);
      return;
    }
    const change = counted / baseline.counts[name] - 1;
    assert.ok(Math.abs(change) <= TOLERANCE, `${(100 * change).toFixed(1)} % from what it was: ${counted} instead of ${baseline.counts[name]} million instructions`);
  });
}

test('the figures are those of this program', { skip: !process.env.UPDATE }, () => {
  writeFileSync(FILE, `${JSON.stringify(seen, null, 2)}\n`);
});
