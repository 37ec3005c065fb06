// A published index, of which parts are loaded as they are needed: what src/search/files.rs writes.
// Whoever asks for a part that is not there gets nothing, and `missing` names the file.

import { stemmerOf } from './search-text.js';

const VERSION = 5;
// How many terms with the same beginning are looked through.
const SCANNED = 600;
// So many shards are fetched at once to begin with, until it is known how many terms are in one.
const AHEAD = 3;

/** Reads `index.json`. */
export function open(data) {
  if (data.version !== VERSION) throw new Error(`search index version ${data.version}`);
  const { shards, directories } = data.words;
  return {
    ...data,
    groups: data.heads,
    stemmer: stemmerOf(data.language),
    // Where terms are looked up: one list of shards, or many.
    directories: directories ? namesOf(directories, 'd') : { borders: [''], names: [''] },
    shards: shards ? namesOf(shards, 'w') : null,
    // By name.
    files: new Map(),
    missing: new Set(),
    // What cannot be had, and is done without.
    lost: new Set(),
    // By number.
    heads: [],
    signatures: [],
    texts: [],
  };
}

/** Keeps a file that was missing. */
export function addFile(index, name, data) {
  if (name.startsWith('h-')) addHeads(index, data);
  else if (name.startsWith('t-')) for (const row of data) (index.texts[row[0]] ??= [])[row[1]] = row.slice(2);
  else if (name.startsWith('s-')) for (const [slot, ...lines] of data) index.signatures[slot] = lines;
  else if (name.startsWith('w-')) data = shardOf(data);
  else if (name.startsWith('d-')) data = namesOf(data, 'w');
  index.files.set(name, data);
  index.missing.delete(name);
}

/** Pairs of the key at which a file begins and its hash as two lists. */
function namesOf(pairs, kind) {
  const { terms, lists } = shardOf(pairs);
  return { borders: terms, names: lists.map((hash) => `${kind}-${hash}.json`) };
}

function shardOf(data) {
  return { terms: data.filter((_, at) => at % 2 === 0), lists: data.filter((_, at) => at % 2 === 1) };
}

function addHeads(index, [heads, neighbours, signatures]) {
  const common = { places: neighbours.flatMap(placesOf), signatures: signatures.split(',') };
  let slot = 0;
  for (const [distance, title, url, kind, lead, id, names] of heads) {
    slot += distance;
    const [type, typeTitle] = index.kinds[kind];
    const keys = names.map((key) => key || url.split('/').at(-2));
    index.heads[slot] = { slot, title, url, type, typeTitle, lead, id: id || url.slice(1, -1), keys, ...common };
  }
}

/** Where files of texts begin, as [page, section, hash], from a hash and what it stands for. */
function placesOf([hash, ...numbers]) {
  let [slot, section] = [0, 0];
  return numbers.flatMap((number) => {
    if (number < 0) [slot, section] = [slot + ~number, 0];
    else return [[slot, section += number, hash]];
    return [];
  });
}

function fileOf(index, name) {
  const file = index.files.get(name);
  if (file === undefined && !index.lost.has(name)) index.missing.add(name);
  return file ?? null;
}

/** What is known of a page, null while it is missing. */
export function headOf(index, slot) {
  const group = Math.floor(slot / index.group);
  const name = `h-${group}-${index.groups[group]}.json`;
  return index.heads[slot] ?? (fileOf(index, name), null);
}

/** The error signatures of a page, none while they are missing. */
export function signaturesOf(index, head) {
  const number = Math.floor(head.slot / index.lines);
  const hash = head.signatures[number % (index.group / index.lines)];
  if (!hash) return [];
  const name = `s-${number}-${hash}.json`;
  return fileOf(index, name) === null ? [] : index.signatures[head.slot] ?? [];
}

/** A section as [heading, anchor, text, code], null while it is missing or where there is none. */
export function sectionOf(index, head, section) {
  const kept = index.texts[head.slot]?.[section];
  if (kept) return kept;
  const isBefore = ([slot, first]) => slot < head.slot || (slot === head.slot && first <= section);
  const place = head.places.findLast(isBefore);
  if (place) fileOf(index, `t-${place[0]}-${place[1]}-${place[2]}.json`);
  return null;
}

/** The list of shards in which a term may be: `{ borders, names }`. */
const shardsAt = (index, number) => index.shards ?? fileOf(index, index.directories.names[number]);

/** The pages of a term or key as [distance, points × 4 + sections, …], null where there are none. */
export function listOf(index, term) {
  const directory = lastNotAfter(index.directories.borders, term);
  const shards = directory < 0 ? null : shardsAt(index, directory);
  const number = shards === null ? -1 : lastNotAfter(shards.borders, term);
  const shard = number < 0 ? null : fileOf(index, shards.names[number]);
  if (shard === null) return null;
  const at = lastNotAfter(shard.terms, term);
  if (shard.terms[at] !== term) return null;
  const list = shard.lists[at];
  return typeof list === 'string' ? fileOf(index, `l-${list}.json`) : list;
}

/** Terms that begin so, in order: the first `most` of them. */
export function beginningWith(index, start, most = SCANNED) {
  const found = [];
  let read = 0;
  const within = (borders, number) => number < borders.length && (borders[number] <= start || borders[number].startsWith(start));
  const { borders } = index.directories;
  for (let directory = Math.max(lastNotAfter(borders, start), 0); within(borders, directory); directory += 1) {
    const shards = shardsAt(index, directory);
    if (shards === null) break;
    for (let number = Math.max(lastNotAfter(shards.borders, start), 0); within(shards.borders, number); number += 1) {
      const shard = fileOf(index, shards.names[number]);
      if (shard === null) {
        // One round trip for the next ones too, which will be needed.
        const ahead = most === SCANNED ? shardsFor(most - found.length, found.length, read) : 1;
        for (let next = number + 1; next < number + ahead && within(shards.borders, next); next += 1) fileOf(index, shards.names[next]);
        return found;
      }
      read += 1;
      for (let at = lastNotAfter(shard.terms, start, false) + 1; at < shard.terms.length && shard.terms[at].startsWith(start); at += 1) {
        // Meanings are no terms.
        if (shard.terms[at].endsWith(' ')) continue;
        if (found.length === most) return found;
        found.push(shard.terms[at]);
      }
    }
  }
  return found;
}

/** How many shards may hold so many terms, when those that were read held `found`. */
function shardsFor(terms, found, read) {
  return found === 0 ? AHEAD : Math.ceil((terms * read) / found);
}

/** Where the last of sorted strings is that is not after `key`; with `orSame` off, before it. */
function lastNotAfter(sorted, key, orSame = true) {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < key || (orSame && sorted[middle] === key)) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
