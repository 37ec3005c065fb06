// Every system call of a build fails in turn, or is the last one before a kill. strace counts the calls
// of each thread by itself, so the n-th call of Git's processes fails as well as ours.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { Bench, callsOf, isThorough, sample } from './bench.mjs';

const WRITING = ['ENOSPC', 'EIO', 'EACCES', 'EROFS'];
const ERRORS = {
  openat: ['EIO', 'EACCES', 'EMFILE', 'ENOENT', 'ENOSPC', 'EROFS', 'EINTR'],
  openat2: ['EIO', 'EACCES', 'EMFILE', 'ENOENT', 'ENOSYS', 'EINTR'],
  read: ['EIO', 'EINTR'],
  pread64: ['EIO'],
  write: ['ENOSPC', 'EIO', 'EFBIG', 'EDQUOT', 'EINTR'],
  fstat: ['EIO', 'ENOMEM'],
  statx: ['EIO', 'EACCES', 'ENOENT', 'ENOMEM'],
  newfstatat: ['EIO', 'EACCES', 'ENOENT'],
  readlink: ['EIO'],
  readlinkat: ['EIO'],
  getdents64: ['EIO', 'ENOMEM'],
  lseek: ['EIO'],
  mkdir: WRITING,
  mkdirat: WRITING,
  rename: WRITING,
  renameat2: [...WRITING, 'EINVAL', 'EXDEV', 'EBUSY', 'ENOSYS'],
  link: [...WRITING, 'EMLINK', 'EXDEV', 'EPERM'],
  linkat: [...WRITING, 'EMLINK', 'EXDEV', 'EPERM'],
  unlink: ['EIO', 'EACCES', 'EBUSY'],
  unlinkat: ['EIO', 'EACCES', 'EBUSY'],
  rmdir: ['EIO', 'EBUSY'],
  chmod: ['EIO', 'EPERM'],
  fchmod: ['EIO', 'EPERM'],
  utimensat: ['EIO', 'EPERM'],
  flock: ['EIO', 'ENOLCK', 'EINTR'],
  fsync: ['EIO', 'ENOSPC'],
  mmap: ['ENOMEM'],
  mprotect: ['ENOMEM'],
  brk: ['ENOMEM'],
  clone: ['EAGAIN', 'ENOMEM'],
  clone3: ['EAGAIN', 'ENOSYS'],
  vfork: ['EAGAIN'],
  execve: ['ENOENT', 'EACCES', 'EIO'],
  pipe2: ['EMFILE'],
  wait4: ['EINTR', 'ECHILD'],
  waitid: ['EINTR', 'ECHILD'],
  poll: ['EINTR', 'EIO'],
};
// A thread that cannot wait for another, or that the system does not let go, is nobody's to survive; and
// strace's `close` that fails leaves the file open, which that of a system never does: a process then
// holds the writing end of a pipe whose end it waits for.
const LEFT_OUT = /^(close|futex|exit|exit_group|rt_sigreturn|restart_syscall|sched_yield|arch_prctl|set_tid_address|rseq|.*_robust_list)$/;
// Where the system does not take back a thread's stack, the C library aborts without a message.
const SILENT = /^munmap:/;
// The fault may meet the message about the one before it. A message whose writing is refused is said
// nowhere: the exit code and the site are all that is left to look at.
const REFUSED_MESSAGE = /^\d+ +write\(2, "error: .*\(INJECTED\)$/m;
const KILLED_AT = /^(openat|write|close|mkdir|mkdirat|rename|renameat2|link|linkat|unlink|unlinkat|rmdir|flock|chmod|fchmod)$/;

const { error, status, stderr } = spawnSync('strace', ['-o', '/dev/null', 'true'], { encoding: 'utf8' });
const skip = status === 0 ? false : `strace cannot be used: ${error?.message ?? stderr.trim()}`;

let bench;
let calls;
before(() => {
  if (skip) return;
  bench = new Bench();
  calls = callsOf(bench);
});

const tries = (wanted, kinds) =>
  [...calls].flatMap(([call, count]) => kinds(call).flatMap((kind) => sample(count, wanted).map((n) => `${call}:${kind}:when=${n}`)));

/** Runs a build for each fault; what went wrong, with the words that reproduce it. */
const troubles = (faults) => {
  const found = [];
  const log = join(bench.folder, 'injected');
  for (const fault of faults) {
    bench.reset();
    const run = bench.build(['strace', '-f', '-qq', '-o', log, '-e', `trace=${fault.split(':')[0]}`, '-e', `inject=${fault}`]);
    const isSilent = SILENT.test(fault) || REFUSED_MESSAGE.test(readFileSync(log, 'latin1'));
    const problem = bench.problem(run, isSilent);
    if (problem) found.push(`-e inject=${fault}: ${problem}`);
    if (problem && isThorough) process.stderr.write(`${found.at(-1)}\n`);
  }
  return found;
};

test('a call that fails loses no site', { skip }, (context) => {
  const only = process.env.FAULTS_ONLY?.split(',');
  const errors = (call) => (LEFT_OUT.test(call) || (only && !only.includes(call)) ? [] : (ERRORS[call] ?? ['EIO']).map((error) => `error=${error}`));
  const faults = isThorough ? tries(Number(process.env.FAULTS_EACH ?? 40), errors) : tries(2, (call) => errors(call).slice(0, 1));
  context.diagnostic(`${faults.length} faults`);
  assert.deepEqual(troubles(faults), []);
});

test('a kill at any call loses no site', { skip }, (context) => {
  const signals = (call) => (KILLED_AT.test(call) ? ['signal=SIGKILL'] : []);
  const faults = tries(isThorough ? 80 : 2, signals);
  context.diagnostic(`${faults.length} kills`);
  assert.deepEqual(troubles(faults), []);
});
