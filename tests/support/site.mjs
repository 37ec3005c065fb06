// Builds the repository's own knowledge base, as its readers would get it, into a folder that is
// removed at the end.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';

export const repository = resolve(import.meta.dirname, '../..');

/** The binary under test: the one that the environment names, or the release build. */
export const opslore = () => {
  const named = process.env.OPSLORE;
  if (named) return resolve(named);
  const metadata = execFileSync('cargo', ['metadata', '--no-deps', '--format-version', '1'], { cwd: repository });
  const binary = join(JSON.parse(metadata).target_directory, 'release/opslore');
  if (!existsSync(binary)) throw new Error(`${binary} does not exist; build it: tests/run release`);
  return binary;
};

const folders = [];
process.once('exit', () => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** A folder that lives as long as this process. */
export const temporaryFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), 'opslore-test-'));
  folders.push(folder);
  return folder;
};

/** The site as it is published at `baseUrl`. */
export const buildSite = (baseUrl) => {
  const folder = join(temporaryFolder(), 'public');
  const built = spawnSync(opslore(), ['build', '--root', repository, '--out', folder, '--base-url', baseUrl], {
    encoding: 'utf8',
  });
  if (built.status !== 0) throw new Error(`opslore build ended with ${built.status}:\n${built.error ?? built.stderr}`);
  return new Site(folder, baseUrl);
};

/** A built site; paths are relative to its root. */
class Site {
  constructor(folder, baseUrl) {
    this.folder = folder;
    this.baseUrl = baseUrl;
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile());
    this.files = files.map((entry) => relative(folder, join(entry.parentPath ?? entry.path, entry.name))).sort();
    this.htmlFiles = this.files.filter((file) => file.endsWith('.html'));
  }

  has(file) {
    return existsSync(join(this.folder, file));
  }

  text(file) {
    return readFileSync(join(this.folder, file), 'utf8');
  }

  json(file) {
    return JSON.parse(this.text(file));
  }

  /** The pages of the knowledge base. */
  pages() {
    return this.json('api/pages.json').pages;
  }
}

/** The file that a path of the site, such as `/runbooks/a/`, is kept in. */
export const fileOf = (path) => {
  const file = decodeURIComponent(path).replace(/^\//, '');
  return file === '' || file.endsWith('/') ? `${file}index.html` : file;
};
