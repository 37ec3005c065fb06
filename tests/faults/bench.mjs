// A knowledge base with an old and a new site, and the judge over a build that something went wrong with.
import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { opslore, repository, temporaryFolder } from '../support/site.mjs';

/** What a build keeps of itself next to the site. */
export const KEPT = '.public.opslore-kept';

/** How much to try: a sample, or everything with `FAULTS=all`. */
export const isThorough = process.env.FAULTS === 'all';

const ENVIRONMENT = {
  ...process.env,
  SOURCE_DATE_EPOCH: '1767225600',
  // One thread: the same calls in the same order every time.
  RAYON_NUM_THREADS: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
};

/** Numbers from 1 to `last`, about `wanted` of them: the first ones, where each does something else, and evenly spaced ones. */
export const sample = (last, wanted) => {
  const half = Math.ceil(wanted / 2);
  const spaced = Array.from({ length: wanted - half }, (_, index) => 1 + Math.floor(((index + 1) * (last - 1)) / (wanted - half)));
  const first = Array.from({ length: half }, (_, index) => index + 1);
  return [...new Set([...first, ...spaced])].filter((number) => number <= last);
};

/** Every file below a folder, by path: its bytes as text, or what a link leads to. */
export const treeOf = (folder) => {
  if (!existsSync(folder)) return undefined;
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => !entry.isDirectory()).map((entry) => [entry, join(entry.parentPath ?? entry.path, entry.name)]);
  const contents = ([entry, path]) => (entry.isSymbolicLink() ? `-> ${readlinkSync(path)}` : readFileSync(path, 'latin1'));
  return new Map(paths.map((one) => [relative(folder, one[1]), contents(one)]).sort());
};

const isSame = (a, b) => a && b && a.size === b.size && [...a].every(([path, bytes]) => b.get(path) === bytes);

const difference = (a, b) => {
  const paths = [...new Set([...a.keys(), ...b.keys()])].filter((path) => a.get(path) !== b.get(path));
  return paths.slice(0, 5).map((path) => (a.has(path) ? (b.has(path) ? path : `+${path}`) : `-${path}`)).join(' ');
};

/** A knowledge base whose pages have changed since the site in `public` was built. */
export class Bench {
  constructor() {
    this.folder = temporaryFolder();
    this.root = join(this.folder, 'kb');
    this.template = join(this.folder, 'template');
    execFileSync('cp', ['-r', join(repository, 'tests/sites/small/input'), this.root]);
    appendFileSync(join(this.root, 'opslore.yaml'), 'alerts: {rules: [rules.yaml]}\n');
    writeFileSync(join(this.root, 'rules.yaml'), RULES);
    this.#git('init', '-q');
    this.#commit();
    this.#mustBuild();
    this.old = treeOf(this.site);
    rmSync(join(this.root, 'content/about.md'));
    appendFileSync(join(this.root, 'content/services/ceph.md'), '\nMore of it.\n');
    writeFileSync(join(this.root, 'content/runbooks/new.md'), '---\ntitle: New\nseverity: critical\n---\n\n## Meaning\n\nText.\n');
    this.#commit();
    execFileSync('cp', ['-a', this.root, this.template]);
    this.#mustBuild();
    this.new = treeOf(this.site);
    this.reset();
    this.#mustBuild({ PATH: '/nonexistent' });
    this.undated = treeOf(this.site);
    this.reset();
  }

  get site() {
    return join(this.root, 'public');
  }

  /** The old site, about to become the new one. */
  reset() {
    rmSync(this.root, { recursive: true, force: true });
    execFileSync('cp', ['-a', this.template, this.root]);
  }

  /** Runs `opslore build` after the words of `prefix`. */
  build(prefix = [], environment = {}, options = {}) {
    const [program, ...rest] = [...prefix, opslore(), 'build'];
    const run = spawnSync(program, rest, {
      cwd: this.root, env: { ...ENVIRONMENT, ...environment }, encoding: 'utf8', timeout: 120_000, killSignal: 'SIGKILL', ...options,
    });
    if (run.error && run.error.code !== 'ETIMEDOUT') throw run.error;
    return run;
  }

  /** What a build has left: `old`, `new`, `undated` (new without what Git knows), or what is wrong with it. */
  state() {
    const found = treeOf(this.site);
    if (!found) return 'gone';
    const name = ['old', 'new', 'undated'].find((candidate) => isSame(this[candidate], found));
    return name ?? `mixed (new: ${difference(this.new, found)}; old: ${difference(this.old, found)})`;
  }

  /** What is wrong after a build that had a fault: `undefined` where nothing is. One that `isSilent` need not say so. */
  problem(run, isSilent = false) {
    const state = this.state();
    const shown = `exit ${run.status ?? run.signal}, site ${state}, said: ${(run.stderr ?? '').trim().slice(0, 300)}`;
    const isLoader = run.status === 127 && /error while loading shared libraries|cannot/.test(run.stderr);
    if (run.status === 0 && !['new', 'undated'].includes(state)) return `success without the new site: ${shown}`;
    if (!['old', 'new', 'undated'].includes(state)) return `no whole site: ${shown}`;
    if (run.status === null && run.error) return `does not end: ${shown}`;
    // Nothing is wrong with the content, so nothing ends as 1.
    if (run.status !== null && ![0, 2].includes(run.status) && !isLoader) return `wrong exit code: ${shown}`;
    if (run.status > 0 && !isSilent && !run.stderr.trim()) return `fails without a word: ${shown}`;
    // Libraries panic where there is no memory or no random number; that ends as 2, and is not ours.
    if (/panicked at src\//.test(run.stderr)) return `panics: ${shown}`;
    return this.#leftover();
  }

  /** What the next build leaves next to the site; it has to put everything right. */
  #leftover() {
    const names = () => readdirSync(this.root).filter((name) => name.includes('opslore-') && name !== KEPT);
    if (names().length === 0 && !existsSync(join(this.site, '.opslore-stage'))) return undefined;
    const run = this.build();
    if (run.status !== 0 || this.state() !== 'new') return `the next build fails: ${run.status} ${this.state()} ${run.stderr}`;
    return names().length === 0 ? undefined : `left after the next build: ${names()}`;
  }

  #mustBuild(environment) {
    const run = this.build([], environment);
    if (run.status !== 0) throw new Error(`the build without a fault ends with ${run.status}:\n${run.stderr}`);
  }

  #git(...words) {
    execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.org', '-c', 'commit.gpgSign=false', ...words], {
      cwd: this.root, env: { ...ENVIRONMENT, GIT_AUTHOR_DATE: '2025-05-01T00:00:00Z', GIT_COMMITTER_DATE: '2025-05-01T00:00:00Z' },
    });
  }

  #commit() {
    this.#git('add', '--all', '--', ':!public');
    this.#git('commit', '-q', '-m', 'Pages');
  }
}

const RULES = `groups:
  - name: disks
    rules:
      - {alert: NodeDiskFull, expr: up == 0, annotations: {runbook_url: https://ops.example.org/kb/a/nodediskfull/}}
`;

/** The largest number of times that one thread makes each system call in a build, by the call's name. */
export const callsOf = (bench) => {
  const log = join(bench.folder, 'calls');
  bench.reset();
  bench.build(['strace', '-f', '-qq', '-o', log]);
  const counts = new Map();
  for (const [, thread, call] of readFileSync(log, 'latin1').matchAll(/^(\d+) +([a-z0-9_]+)\(/gm)) {
    const threads = counts.get(call) ?? counts.set(call, new Map()).get(call);
    threads.set(thread, (threads.get(thread) ?? 0) + 1);
  }
  return new Map([...counts].map(([call, threads]) => [call, Math.max(...threads.values())]));
};
