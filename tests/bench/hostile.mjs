// What a pull request can make slow: input that is nested, repeated or without an end, each at a size
// and at four times that. Prints processor time and the most memory of `opslore`, and fails where one
// takes more than 10 s or 1 GB, or more than six times as long for four times as much.
//
//   node tests/bench/hostile.mjs target/release/opslore [PATTERN]
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const [binary, pattern = ''] = process.argv.slice(2);
const SIZES = [250_000, 1_000_000];
const SECONDS = 10;
const MEGABYTES = 1024;

const repeat = (text) => (size) => text.repeat(size / text.length);
const count = (make) => (size) => {
  const parts = [];
  for (let nth = 0, length = 0; length < size; nth += 1) {
    parts.push(make(nth));
    length += parts[nth].length;
  }
  return parts.join('');
};
const around = (open, close) => (size) => {
  const depth = size / (open.length + close.length);
  return `${open.repeat(depth)}a${close.repeat(depth)}`;
};

/** Bodies of a page, by name. */
const bodies = {
  'broken links on one line': count((nth) => `[a](b${nth}.md) `),
  'broken anchors': (size) =>
    count((nth) => `## heading ${nth}\n`)(size / 2) + count((nth) => `[a](#headin-${nth}) `)(size / 2),
  'broken wiki links': count((nth) => `[[page ${nth}]] `),
  'undefined references': (size) =>
    count((nth) => `[a${nth}]: b\n`)(size / 2) + count((nth) => `[text here][b${nth}] `)(size / 2),
  'images of nothing': repeat('![[]()'),
  'unclosed links': repeat('[a](<b'),
  'nested links': around('[', '](b)'),
  'nested images': around('![', '](b)'),
  'nested emphasis': around('*a **a ', 'b** b*'),
  'nested quotes': around('> ', ''),
  'nested lists': around('- ', ''),
  'nested elements': around('<b>', '</b>'),
  'nested admonitions': around(':::note\n', '\n:::\n'),
  'indented admonitions': repeat('!!! note\n    a\n\n'),
  'open comments': repeat('<!-- a'),
  'tags without an end': repeat('<a b="'),
  'autolinks': repeat('https://a(www.b@c.d;'),
  'hosts that are none': repeat('www._'),
  'addresses before a tag': (size) => `${'(https://a'.repeat(size / 10)}<`,
  'headings of one name': repeat('# a\n'),
  'headings without a name': repeat('#\n'),
  'short lines': repeat('a\n'),
  'short paragraphs': repeat('a\n\n'),
  'short items': repeat('-\n'),
  'short emphasis': repeat('*a* '),
  'instructions': repeat('</<?'),
  'headings': count((nth) => `## heading ${nth}\n\ntext\n\n`),
  'footnotes': count((nth) => `[^${nth}]\n\n[^${nth}]: [^${nth + 1}]\n\n`),
  'anchors': count((nth) => `<a id="a${nth}"></a>\n`),
  'a table of 5,000 columns': (size) => `|${'a|'.repeat(5000)}\n|${'-|'.repeat(5000)}\n${'|b\n'.repeat(size / 3)}`,
  'rows': (size) => `|a|b|\n|-|-|\n${'|c|d|\n'.repeat(size / 6)}`,
  'code blocks': count((nth) => `\`\`\`x${nth}\na\n\`\`\`\n\n`),
  'quotes in a shell': (size) => `\`\`\`sh\n${'"$(a '.repeat(600)}\n${'\n```\n\n```sh\n$ a <<E \\\n'.repeat(size / 30)}\n\`\`\`\n`,
  'comments that ignore': repeat('<!-- opslore-ignore link/empty: x -->\n'),
  'comments that ignore on one line': repeat('<!-- opslore-ignore link/empty: x --> '),
  'secrets': count((nth) => `password=kD9x${nth}Zq! `),
  'invisible characters': repeat('`a\u200b` '),
  'one word': repeat('a'),
  'a chain of nodes': (size) => `\`\`\`mermaid\nflowchart TD\n${count((nth) => `a${nth}-->a${nth + 1}\n`)(size / 25)}\`\`\`\n`,
  'crossed nodes': () => `\`\`\`mermaid\nflowchart TD\n${'a & '.repeat(5000)}a --> ${'b & '.repeat(5000)}b\n\`\`\`\n`,
  'many diagrams': count((nth) => `\`\`\`mermaid\nflowchart TD\n${'a-->b\n'.repeat(300)}b${nth}\n\`\`\`\n\n`),
};

const page = (body) => ({ 'content/a.md': `---\ntitle: A\n---\n\n${body}`, 'opslore.yaml': 'title: X\n' });
const pages = (number, make) => Object.fromEntries(Array.from({ length: number }, (_, nth) => make(nth)));

const rules = (text) => ({
  'content/a.md': '# A\n',
  'rules/a.yaml': text,
  'opslore.yaml': 'title: X\nalerts: {rules: [rules/*.yaml]}\n',
});
const wrongSchema = (size) =>
  JSON.stringify({
    properties: Object.fromEntries(Array.from({ length: size / 40 }, (_, nth) => [`p${nth}`, { 'x-opslore': { facett: 1 } }])),
  });

/** Whole repositories, by name. */
const cases = {
  ...Object.fromEntries(Object.entries(bodies).map(([name, make]) => [name, (size) => page(make(size))])),
  'brackets in opslore.yaml': (size) => ({ 'content/a.md': '# A\n', 'opslore.yaml': `title: ${'['.repeat(size)}\n` }),
  'rules nobody knows': () => ({
    'content/a.md': '# A\n',
    'opslore.yaml': `rules:\n${count((nth) => `  a${nth}: error\n`)(120_000)}`,
  }),
  'brackets in front matter': () => ({ 'content/a.md': `---\na: ${'['.repeat(65_000)}\n---\n` }),
  'comments in a rule file': (size) => rules('- a:\n # opslore-ignore link/empty: x\n'.repeat(size / 39)),
  'comments above blank lines of a rule file': (size) => rules('  # opslore-ignore link/empty: x\n\n'.repeat(size / 34)),
  'a staircase in a rule file': (size) =>
    rules(count((nth) => `${' '.repeat(nth % 400)}# opslore-ignore link/empty: x\n${' '.repeat(nth % 400)}a:\n`)(size)),
  'number signs in a rule file': (size) => rules(`# opslore-ignore link/empty: x\n${'#'.repeat(size)}`),
  'schemas that are all wrong': (size) => ({
    'content/a.md': '# A\n',
    ...pages(size / 100_000, (nth) => [`schemas/s${nth}.schema.json`, wrongSchema(100_000)]),
  }),
  'tags': () => ({ 'content/a.md': `---\ntitle: A\ntags: [${count((nth) => `t${nth}, `)(60_000)}]\n---\n` }),
  'pages with links to nowhere': (size) => pages(size / 100, (nth) => [`content/p${nth}.md`, `[[q${nth}]] [a](r${nth}.md)\n`]),
  'pages of one name': (size) => ({
    ...pages(size / 200, (nth) => [`content/${nth}/page.md`, '# x\n']),
    'content/z.md': '[[page]] '.repeat(size / 9),
  }),
  'pages with a diagram': (size) =>
    pages(size / 5000, (nth) => [`content/p${nth}.md`, `\`\`\`mermaid\nflowchart TD\n${count((at) => `a${at}-->b${nth}\n`)(4000)}\`\`\`\n`]),
};

/** Runs in a folder; processor time in seconds, memory in MB, exit code. */
const measure = (folder, command) => {
  const usage = join(folder, 'usage');
  const script = 'import os,resource,subprocess,sys\n' +
    'code=subprocess.call(sys.argv[2:],stdout=subprocess.DEVNULL,stderr=subprocess.DEVNULL)\n' +
    'used=resource.getrusage(resource.RUSAGE_CHILDREN)\n' +
    "open(sys.argv[1],'w').write(f'{used.ru_utime+used.ru_stime} {used.ru_maxrss//1024} {code}')";
  execFileSync('python3', ['-c', script, usage, resolve(binary), ...command], { cwd: folder });
  const [seconds, megabytes, code] = readFileSync(usage, 'utf8').split(' ').map(Number);
  return { seconds, megabytes, code };
};

const write = (files) => {
  const folder = mkdtempSync(join(tmpdir(), 'hostile-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
};

if (!binary || spawnSync(resolve(binary), ['--version']).status !== 0) {
  console.error('name the program: node tests/bench/hostile.mjs target/release/opslore [PATTERN]');
  process.exit(2);
}
let failed = 0;
for (const [name, make] of Object.entries(cases).filter(([name]) => name.includes(pattern))) {
  for (const command of [['check'], ['build', '--keep-going']]) {
    const runs = SIZES.map((size) => {
      const folder = write(make(size));
      const run = measure(folder, command);
      rmSync(folder, { recursive: true });
      return run;
    });
    const [small, large] = runs;
    const isBad = runs.some((run) => run.seconds > SECONDS || run.megabytes > MEGABYTES || run.code > 2) ||
      (large.seconds > 1 && large.seconds > 6 * small.seconds);
    failed += isBad ? 1 : 0;
    const shown = runs.map((run) => `${run.seconds.toFixed(2)} s ${run.megabytes} MB`).join(', ');
    console.log(`${isBad ? 'BAD' : 'ok '} ${command[0].padEnd(6)} ${name.padEnd(34)} ${shown}`);
  }
}
process.exit(failed > 0 ? 1 : 0);
