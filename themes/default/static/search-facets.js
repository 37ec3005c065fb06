// Filters over ranked pages. The page's type is a facet like those of the schemas.

const MOST_FACETS = 5;
const MOST_TERMS = 8;

/** The ranked pages that have, for each facet with chosen terms, one of these. */
export function filtered(index, ranked, chosen) {
  const facets = Object.entries(chosen).filter(([, terms]) => terms.length > 0);
  return ranked.filter(({ page }) =>
    facets.every(([name, terms]) => termsOf(index.pages[page], name).some(({ value }) => terms.includes(value))));
}

/**
 * The facets to offer, each term with the number of hits it would leave: those that fit what is
 * chosen in the other facets.
 */
export function facetsOf(index, ranked, chosen) {
  const names = ["type", ...index.facets];
  const facets = names.map((name) => {
    const others = Object.fromEntries(Object.entries(chosen).filter(([other]) => other !== name));
    return { name, terms: counted(index, filtered(index, ranked, others), name, chosen[name] ?? []) };
  });
  return facets.filter(({ terms }) => terms.length > 1 || terms.some((term) => term.chosen)).slice(0, MOST_FACETS);
}

function counted(index, ranked, name, chosen) {
  const terms = new Map(chosen.map((value) => [value, { value, label: value, count: 0, chosen: true }]));
  for (const { page } of ranked) {
    for (const { value, label } of termsOf(index.pages[page], name)) {
      const term = terms.get(value) ?? { value, label, count: 0, chosen: false };
      terms.set(value, { ...term, label, count: term.count + 1 });
    }
  }
  const sorted = [...terms.values()].sort((a, b) => b.chosen - a.chosen || b.count - a.count);
  return sorted.slice(0, MOST_TERMS);
}

function termsOf(page, name) {
  if (name === "type") return [{ value: page.type, label: page.typeTitle }];
  return (page.facets[name] ?? []).map((value) => ({ value, label: value }));
}
