// Chromium, started again with an empty profile, and an eye on what a page does after the reader's back.
import { chromium } from 'playwright-core';

const ARGUMENTS = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
];

export const startBrowser = () =>
  chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium', args: ARGUMENTS });

/** A page whose troubles are noted: errors, broken rules of the policy, requests to other hosts. */
export const openPage = async (browser, options = {}) => {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const troubles = [];
  const note = (what) => troubles.push(`${page.url()}: ${what}`);
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) note(`${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => note(`exception: ${error}`));
  page.on('requestfailed', (request) => {
    // A page that is left stops loading what it had asked for.
    if (request.failure().errorText !== 'net::ERR_ABORTED') note(`${request.failure().errorText}: ${request.url()}`);
  });
  page.on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    const own = request.isNavigationRequest() ? origin : new URL(page.url()).origin;
    if (protocol.startsWith('http') && origin !== own) note(`asked another host: ${request.url()}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) note(`${response.status()}: ${response.url()}`);
  });
  return Object.assign(page, { troubles, leave: () => context.close() });
};

/** One page of every kind of a preview, by name. */
export const kindsOfPages = async (preview) => {
  const { pages } = await preview.json('api/pages.json');
  return kindsAmong(pages, await (await fetch(preview.address('sitemap.xml'))).text());
};

/** One page of every kind, by name. Short addresses only lead to another and have tests of their own. */
export const kindsAmong = (pages, siteMap) => {
  const kinds = { home: '/', 'A to Z': '/index-a-z/', map: '/map/' };
  for (const { type, url } of pages) {
    if (url === '/') continue;
    kinds[`${type} list`] ??= url.replace(/[^/]+\/$/, '');
    kinds[type] ??= url;
  }
  for (const [, path, facet, term] of siteMap.matchAll(/<loc>[^<]*(\/by\/([^\/<]+)\/([^\/<]+\/)?)<\/loc>/g)) {
    kinds[term ? `term of ${facet}` : `terms of ${facet}`] ??= path;
  }
  if (siteMap.includes('/reviews/</loc>')) kinds.reviews = '/reviews/';
  kinds['missing page'] = '/no/such/page/';
  return kinds;
};
