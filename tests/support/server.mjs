// A plain host: it knows files, folders with an index page, and `404.html`, and nothing else. Whether
// the site needs more than that is what the tests find out.
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { createGzip } from 'node:zlib';

const TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.md': 'text/markdown; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
  '.xml': 'application/xml',
};

/**
 * Serves a folder below `prefix`, which has `/` at both ends, with the given headers on everything;
 * with `compress` as hosts do where the browser takes it. `state` may say how long an answer takes
 * (`delay`) and how it fails (`status`), and notes what was asked for (`asked`).
 */
export const serveFolder = async (folder, prefix = '/', headers = {}, state = {}) => {
  const { compress = false } = state;
  const find = (path) => {
    if (!path.startsWith(prefix)) return null;
    const file = join(folder, path.slice(prefix.length), path.endsWith('/') ? 'index.html' : '');
    return existsSync(file) && statSync(file).isFile() ? file : null;
  };
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url, 'http://localhost').pathname);
    state.asked?.push(path);
    if (state.delay) await new Promise((done) => setTimeout(done, state.delay).unref());
    if (state.status >= 500) return response.writeHead(state.status).end();
    const file = find(path);
    if (!file && find(`${path}/`)) {
      return response.writeHead(301, { location: `${path}/` }).end();
    }
    const shown = file ?? join(folder, '404.html');
    const type = TYPES[extname(shown)] ?? 'application/octet-stream';
    const packed = compress && /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
    const encoding = packed ? { 'content-encoding': 'gzip' } : {};
    response.writeHead(file ? 200 : 404, { ...headers, ...encoding, 'content-type': type });
    const body = createReadStream(shown);
    (packed ? body.pipe(createGzip()) : body).pipe(response);
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const close = () => {
    server.closeAllConnections();
    return new Promise((done) => server.close(done));
  };
  return { url: `http://127.0.0.1:${server.address().port}${prefix}`, close };
};
