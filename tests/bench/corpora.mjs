// Pages as people write them: those of public repositories, as often as it takes to have enough, under new
// titles and without links, raw HTML and shortcodes, so that a generator that knows no others does the same
// work. The same folder and number give the same pages.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const FENCE = /^[\s>]*(?:[-*+]\s+|\d+[.)]\s+)?(```+|~~~+)(.*)$/;
const SCALAR = /^(description|weight|owner|keywords): *([^\s&*!|>{["'#-].*)$/;

/** A line of prose without what leads elsewhere or belongs to one tool only. */
const plain = (line) =>
  line
    .replace(/!\[[^\]]*\]\([^)]*\)/g, '')
    .replace(/\[([^\]]*)\](\([^)]*\)|\[[^\]]*\])/g, '$1')
    .replace(/^\s*\[[^\]]+\]:.*$/, '')
    .replace(/https?:\/\/\S+|www\.\S+/g, 'the documentation')
    .replace(/<[^>]*>/g, '')
    // What is left of links that go over two lines.
    .replace(/\]\([^)]*\)?/g, '')
    .replace(/\[\[|\]\]/g, '');

const body = (text) => {
  let fence = null;
  const lines = text.split('\n').map((line) => {
    const [, mark, info] = line.match(FENCE) ?? [];
    if (fence && mark?.startsWith(fence) && info.trim() === '') fence = null;
    else if (!fence && mark && !info.includes('`')) fence = mark;
    else if (!fence) return plain(line);
    return line;
  });
  return lines.join('\n').replace(/\{\{/g, '{ {').replace(/\{%/g, '{ %');
};

/** A page's front matter without its fences, and the rest. */
const split = (text) => {
  const found = text.match(/^---\r?\n([\s\S]*?)\r?\n---\r?\n/);
  return found ? [found[1], text.slice(found[0].length)] : ['', text];
};

const page = (text, title) => {
  const [front, rest] = split(text);
  const kept = front.split('\n').filter((line) => SCALAR.test(line) && !line.includes(': ', line.indexOf(': ') + 1));
  return `---\ntitle: ${JSON.stringify(title)}\n${[...kept, ''].join('\n')}---\n${body(rest)}`;
};

const named = (path) => path.replace(/\.md$/, '').split('/').at(-1).replaceAll(/[-_]+/g, ' ');

/** Writes `count` pages made of those below `source`. */
export function copies(source, folder, count) {
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.md')).sort();
  if (files.length === 0) throw new Error(`there are no pages below ${source}`);
  const texts = files.map((path) => readFileSync(join(source, path), 'utf8'));
  for (let number = 0; number < count; number += 1) {
    const [round, at] = [Math.floor(number / files.length), number % files.length];
    const file = join(folder, `copy-${round}`, `${files[at].replace(/\.md$/, '')}-${number}.md`.replaceAll(/[^\w./-]/g, '_'));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, page(texts[at], `${named(files[at])} ${number}`));
  }
}
