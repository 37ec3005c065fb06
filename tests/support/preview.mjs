// `opslore serve` on a copy of the repository's own knowledge base, so that tests may edit it.
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { opslore, repository, temporaryFolder } from './site.mjs';

const PATIENCE = 30_000;

// None may outlive the tests.
const servers = new Set();
process.once('exit', () => servers.forEach((server) => server.kill()));

class Preview {
  constructor(root, url, process, log) {
    Object.assign(this, { root, url, process, log });
  }

  /** The full address of a path of the site, with or without a slash at its start. */
  address(path) {
    return new URL(path.replace(/^\//, ''), this.url).href;
  }

  async json(path) {
    return (await fetch(this.address(path))).json();
  }

  read(file) {
    return readFileSync(join(this.root, file), 'utf8');
  }

  write(file, text) {
    writeFileSync(join(this.root, file), text);
  }

  remove(file) {
    rmSync(join(this.root, file));
  }

  /** What `opslore check` says of the same files. */
  check() {
    const { stdout } = spawnSync(opslore(), ['check', '--root', this.root, '--format', 'json'], { encoding: 'utf8' });
    return JSON.parse(stdout);
  }

  /** Replaces a text that the file must have. */
  edit(file, from, to) {
    const before = this.read(file);
    if (!before.includes(from)) throw new Error(`${file} has no ${JSON.stringify(from)}`);
    this.write(file, before.replace(from, () => to));
  }

  /** Ends the server, which must still be there. */
  async stop() {
    const { exitCode, signalCode } = this.process;
    if (exitCode !== null || signalCode !== null) {
      throw new Error(`opslore serve had ended with ${exitCode ?? signalCode}:\n${this.log()}`);
    }
    const ended = new Promise((done) => this.process.once('exit', done));
    this.process.kill();
    await ended;
  }
}

/** Starts a preview; `files` are written over the copy first. */
export const startPreview = async (files = {}) => {
  const root = temporaryFolder();
  for (const name of ['content', 'opslore.yaml']) {
    cpSync(join(repository, name), join(root, name), { recursive: true });
  }
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  const server = spawn(opslore(), ['serve', '--port', '0', '--root', root], { stdio: ['ignore', 'pipe', 'pipe'] });
  servers.add(server);
  let log = '';
  server.stderr.on('data', (data) => (log += data));
  const url = await new Promise((done, fail) => {
    const timer = setTimeout(() => fail(new Error(`opslore serve printed no address:\n${log}`)), PATIENCE);
    createInterface({ input: server.stdout }).once('line', (line) => done(clearTimeout(timer) ?? line.trim()));
    server.once('error', fail);
    server.once('exit', (code) => fail(new Error(`opslore serve ended with ${code}:\n${log}`)));
  });
  return new Preview(root, url, server, () => log);
};
