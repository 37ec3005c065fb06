// A machine that is full, small, read-only or in a hurry: what is left is the old site or the new one,
// and the exit code says which.
import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { before, beforeEach, test } from 'node:test';
import { opslore } from '../support/site.mjs';
import { Bench, isThorough, KEPT } from './bench.mjs';

let bench;
before(() => {
  bench = new Bench();
});
beforeEach(() => bench.reset());

const range = (from, to, step) => Array.from({ length: Math.ceil((to - from) / step) }, (_, index) => from + index * step);

/** Options with which a process is not root's, for whom many limits do not count. */
const asNobody = () => {
  if (process.getuid() !== 0) return {};
  execFileSync('chown', ['-R', '65534:65534', bench.root]);
  chmodSync(bench.folder, 0o755);
  return { uid: 65534, gid: 65534 };
};

/** Builds under each limit of the shell's `ulimit`; what went wrong. */
const underLimits = (option, values, options = () => ({})) =>
  values.flatMap((value) => {
    bench.reset();
    const run = bench.build(['sh', '-c', `ulimit ${option} ${value} && exec "$@"`, 'sh'], {}, options());
    const problem = bench.problem(run);
    return problem ? `ulimit ${option} ${value}: ${problem}` : [];
  });

test('a limit on the size of files is an error, not a signal', () => {
  assert.deepEqual(underLimits('-f', isThorough ? range(0, 400, 1) : [0, 1, 8, 64]), []);
  bench.reset();
  const run = bench.build(['sh', '-c', 'ulimit -f 1 && exec "$@"', 'sh']);
  assert.equal(run.status, 2);
  assert.match(run.stderr, /File too large/);
});

test('too few open files', () => {
  assert.deepEqual(underLimits('-n', isThorough ? range(3, 40, 1) : [4, 6, 9, 14]), []);
});

test('too little memory', () => {
  const sizes = isThorough ? range(20_000, 400_000, 4000) : [40_000, 80_000, 120_000];
  assert.deepEqual(underLimits('-v', sizes), []);
});

test('too few processes and threads', () => {
  // Git has to be started, and scripts are read in a thread of their own.
  assert.deepEqual(underLimits('-u', [1, 2, 3, 4, 6], asNobody), []);
});

test('a disk that is full', (context) => {
  const disk = join(bench.folder, 'disk');
  mkdirSync(disk, { recursive: true });
  const sizes = isThorough ? range(40, 1500, 20) : [60, 200, 400];
  for (const size of sizes) {
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}k`, 'none', disk], { encoding: 'utf8' });
    if (mounted.status !== 0) return context.skip(`no small disk can be mounted: ${mounted.stderr.trim()}`);
    try {
      const run = spawnSync(opslore(), ['build', '--root', bench.root, '--out', join(disk, 'public')], { encoding: 'utf8' });
      const left = readdirSync(disk).filter((name) => name !== KEPT);
      if (run.status === 0) assert.deepEqual(left, ['public'], `${size} kB`);
      else {
        assert.equal(run.status, 2, run.stderr);
        assert.match(run.stderr, /No space left on device/);
        assert.deepEqual(left, [], `${size} kB: nothing is left`);
      }
    } finally {
      execFileSync('umount', [disk]);
    }
  }
});

test('folders and files that must not be written or read', () => {
  const cases = { '.': 0o555, public: 0o555, 'public/runbooks': 0o555, 'content/runbooks': 0, 'content/index.md': 0, 'opslore.yaml': 0, content: 0 };
  for (const [path, mode] of Object.entries(cases)) {
    bench.reset();
    const options = asNobody();
    chmodSync(join(bench.root, path), mode);
    const run = bench.build([], {}, options);
    chmodSync(join(bench.root, path), 0o755);
    if (options.uid) execFileSync('chown', ['-R', '0:0', bench.root]);
    assert.equal(bench.problem(run), undefined, path);
    assert.equal(run.status === 0, path.startsWith('public') || path === '.', `${path}: ${run.stderr}`);
  }
});

test('a disk that is read-only', (context) => {
  const mounted = spawnSync('mount', ['--bind', '-o', 'ro', bench.root, bench.root], { encoding: 'utf8' });
  if (mounted.status !== 0) return context.skip(`nothing can be mounted: ${mounted.stderr.trim()}`);
  try {
    const run = bench.build();
    assert.equal(run.status, 2, run.stderr);
    assert.match(run.stderr, /Read-only file system/);
    assert.equal(bench.state(), 'old');
  } finally {
    execFileSync('umount', [bench.root]);
  }
});

/** Builds in the background, in a process that may be killed. */
const start = (words = []) => {
  const child = spawn(opslore(), ['build', '--quiet', ...words], { cwd: bench.root, stdio: ['ignore', 'ignore', 'pipe'] });
  child.said = '';
  child.stderr.on('data', (bytes) => (child.said += bytes));
  child.ended = new Promise((resolve) => child.on('close', (status, signal) => resolve({ status, signal, stderr: child.said })));
  return child;
};

const durationOfBuild = async () => {
  const started = performance.now();
  await start().ended;
  bench.reset();
  return performance.now() - started;
};

test('signals at any moment', async (context) => {
  const duration = await durationOfBuild();
  const count = isThorough ? 1000 : 12;
  const states = {};
  for (let round = 0; round < count; round += 1) {
    const child = start();
    await sleep(Math.random() * duration * 1.1);
    child.kill(['SIGKILL', 'SIGKILL', 'SIGTERM', 'SIGINT'][round % 4]);
    const run = await child.ended;
    const state = bench.state();
    states[state] = (states[state] ?? 0) + 1;
    assert.ok(['old', 'new', 'undated'].includes(state), `${state} after ${run.signal ?? run.status}`);
    if (state !== 'old' || round % 10 === 0) bench.reset();
  }
  context.diagnostic(JSON.stringify(states));
  assert.equal((await start().ended).status, 0);
  assert.deepEqual(readdirSync(bench.root).filter((name) => name.includes('opslore-') && name !== KEPT), []);
});

test('builds at the same time', async () => {
  for (let round = 0; round < (isThorough ? 100 : 3); round += 1) {
    bench.reset();
    const runs = await Promise.all(Array.from({ length: 3 }, () => start().ended));
    for (const run of runs) {
      assert.ok([0, 2].includes(run.status), JSON.stringify(run));
      if (run.status === 2) assert.match(run.stderr, /^error: /m, 'what fails says why');
    }
    assert.equal(bench.problem(runs.find(({ status }) => status === 0) ?? runs[0]), undefined);
  }
});

test('pages that come and go while a build reads them', async () => {
  const page = join(bench.root, 'content/runbooks/new.md');
  const aside = join(bench.folder, 'aside.md');
  for (let round = 0; round < (isThorough ? 200 : 4); round += 1) {
    const child = start();
    let isOver = false;
    child.ended.then(() => (isOver = true));
    while (!isOver) {
      renameSync(page, aside);
      await sleep(Math.random() * 3);
      renameSync(aside, page);
      await sleep(Math.random() * 3);
    }
    const run = await child.ended;
    if (run.status === 0) continue;
    assert.match(run.stderr, /new\.md/, 'names the page');
  }
  assert.equal((await start().ended).status, 0);
  assert.equal(bench.state(), 'new');
});

test('clocks that are wrong', () => {
  for (const [path, age] of [['content/index.md', -2_000_000_000], ['content/services/ceph.md', 15_000_000_000], ['opslore.yaml', 0]]) {
    utimesSync(join(bench.root, path), age, age);
  }
  assert.equal(bench.build().status, 0);
  for (const garbage of ['', 'yesterday', '1.5', '99999999999999999999', '9223372036854775807', '-9223372036854775808']) {
    const run = bench.build([], { SOURCE_DATE_EPOCH: garbage });
    assert.equal(run.status, 2, `\`${garbage}\`: ${run.stderr}`);
    assert.match(run.stderr, /SOURCE_DATE_EPOCH/);
  }
  for (const odd of ['-1', '0', '4102444800', '253402207200']) {
    const run = bench.build([], { SOURCE_DATE_EPOCH: odd });
    assert.equal(run.status, 0, `\`${odd}\`: ${run.stderr}`);
    assert.equal(bench.state(), 'new');
  }
});

/** Runs a line of the shell in which `opslore` is the program. */
const shell = (line) => spawnSync('bash', ['-c', `opslore() { "$OPSLORE" "$@"; }; ${line}`], {
  cwd: bench.root, encoding: 'utf8', env: { ...process.env, OPSLORE: opslore() },
});

const RESULTS = ['check --format json', 'search disk', 'search --json disk', 'explain', '--help', '--version'];

test('a result that cannot be written is an error', { skip: process.platform !== 'linux' && 'there is no /dev/full' }, () => {
  for (const words of RESULTS) {
    const run = shell(`opslore ${words} >/dev/full`);
    assert.equal(run.status, 2, words);
    assert.match(run.stderr, /standard output.*No space left/, words);
  }
});

test('a reader that has seen enough is none', () => {
  for (const words of [...RESULTS, 'check', 'build']) {
    const run = shell(`opslore ${words} 2>&1 | head -c 1 >/dev/null; exit "\${PIPESTATUS[0]}"`);
    assert.equal(run.status, 0, words);
    assert.equal(run.stderr, '', words);
  }
});

test('streams that are closed', () => {
  for (const streams of ['<&-', '>&-', '2>&-', '<&- >&- 2>&-', '2>/dev/full']) {
    bench.reset();
    const run = shell(`opslore build ${streams}`);
    assert.equal(run.status, 0, streams);
    assert.equal(bench.state(), 'new', streams);
  }
  writeFileSync(join(bench.root, 'content/wrong.md'), '---\ntitle: [\n---\n');
  assert.equal(shell('opslore build 2>/dev/full').status, 1);
  rmSync(join(bench.root, 'content/wrong.md'));
});
