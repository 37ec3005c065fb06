// A page asks nobody else for anything, and would run under the strictest policy.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { elementsOf } from '../support/html.mjs';
import { policyOf } from '../support/headers.mjs';
import { buildSite } from '../support/site.mjs';

let site;
before(() => {
  site = buildSite('https://example.org');
});

// Links that a browser follows by itself. A canonical address is only a name.
const LOADED_RELATIONS = /\b(stylesheet|icon|manifest|preload|modulepreload|prefetch|preconnect|dns-prefetch|alternate)\b/;

/** Addresses that a browser loads without being asked. */
const resourcesOf = ({ name, attributes }) => {
  if (name === 'link') return LOADED_RELATIONS.test(attributes.rel) ? [attributes.href] : [];
  if (name === 'a' || name === 'area') return attributes.ping ? [attributes.ping] : [];
  const sets = (attributes.srcset ?? '').split(',').map((source) => source.trim().split(/\s/)[0]);
  return [attributes.src, attributes.data, attributes.poster, attributes.background, ...sets].filter(Boolean);
};

test('no page loads anything from another host', () => {
  const foreign = [];
  for (const file of site.htmlFiles) {
    const page = new URL(file, 'https://own.invalid/');
    for (const element of elementsOf(site.text(file))) {
      assert.notEqual(element.name, 'base', file);
      for (const address of resourcesOf(element)) {
        if (new URL(address, page).origin !== page.origin) foreign.push(`${file}: <${element.name}> ${address}`);
      }
    }
  }
  assert.deepEqual(foreign, []);
});

test('no style sheet or script names another host', () => {
  for (const file of site.files.filter((file) => file.endsWith('.css'))) {
    const addresses = [...site.text(file).matchAll(/@import|url\(\s*["']?([^"')]+)/g)].map(([, address]) => address ?? '@import');
    assert.deepEqual(addresses.filter((address) => !/^(data:|#)/.test(address)), [], file);
  }
  for (const file of site.files.filter((file) => file.endsWith('.js'))) {
    const code = site.text(file).replace(/^\s*(\/\/|\*|\/\*).*$/gm, '');
    assert.doesNotMatch(code, /(fetch|import|importScripts|Worker|EventSource)\(\s*["'`](https?:)?\/\//, file);
  }
});

test('no script, style or handler is written into a page', () => {
  const found = [];
  for (const file of site.htmlFiles) {
    for (const { name, attributes, text } of elementsOf(site.text(file))) {
      const handlers = Object.keys(attributes).filter((attribute) => /^on/.test(attribute));
      const isInline = (name === 'script' && (!attributes.src || text.trim() !== '')) || name === 'style';
      const runs = Object.values(attributes).some((value) => /^\s*(javascript|vbscript):/i.test(value));
      if (isInline || runs || handlers.length > 0 || 'style' in attributes) {
        found.push(`${file}: <${name} ${Object.keys(attributes).join(' ')}>`);
      }
    }
  }
  assert.deepEqual(found, []);
});

test('the content security policy lets in nothing but the site itself', () => {
  const policy = policyOf(site.text('_headers'));
  assert.equal(policy['default-src'], "'none'");
  assert.equal(policy['base-uri'], "'none'");
  assert.equal(policy['frame-ancestors'], "'none'");
  for (const [directive, sources] of Object.entries(policy)) {
    assert.ok(["'self'", "'none'"].includes(sources), `${directive} ${sources}`);
  }
});
