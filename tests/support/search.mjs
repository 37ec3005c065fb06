// The search dialog as a reader uses it.

export const openSearch = async (page) => {
  await page.keyboard.press('/');
  await page.locator('dialog[open] input').waitFor();
};

/** Types a query at once, as a paste would, and waits until all of the index has been looked through. */
export const search = async (page, query) => {
  await page.locator('dialog[open] input').fill(query);
  await page.waitForFunction(() => !/^(Searching…)?$/.test(document.querySelector('dialog .search-status').textContent));
};

/** The paths of the pages that were found, best first, each once. */
export const hits = async (page) => {
  const addresses = await page.locator('dialog .search-hit').evaluateAll((links) => links.map(({ href }) => href));
  return [...new Set(addresses.map((address) => new URL(address).pathname))];
};

/** Searches for many things and tells which did not come first. `expected` is one path or several. */
export const misses = async (page, queries, places = 1) => {
  const missed = [];
  for (const { query, expected } of queries) {
    await search(page, query);
    const found = await hits(page);
    const wanted = [expected].flat();
    if (!found.slice(0, places).some((path) => wanted.includes(path))) {
      missed.push(`${query}: ${wanted.join(' or ')} is not among ${found.slice(0, 3).join(', ')}`);
    }
  }
  return missed;
};
