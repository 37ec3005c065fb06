// Filters over ranked pages: src/search/facets.rs writes them as columns. The page's type is the first.

const MOST_TERMS = 8;
// The label of a facet whose terms name pages.
const REFERENCE = 'ref';

/** A facet's column, null while it is missing. */
function columnOf(index, facet) {
  if (facet.slots) return facet;
  const column = index.files.get(`f-${facet.file}.json`);
  if (!column && !index.lost.has(`f-${facet.file}.json`)) index.missing.add(`f-${facet.file}.json`);
  return column ?? null;
}

/** The numbers of a page's terms. */
function termsAt(column, slot) {
  const code = column.slots.charCodeAt(slot);
  return column.sets[code < 0xa1 ? code - 0x5d : code - 0xa1 + 34] ?? [];
}

/** The ranked pages that have, for each facet with chosen terms, one of these. */
export function filtered(index, ranked, chosen) {
  const filters = index.facets.filter(({ name }) => chosen[name]?.length > 0).map((facet) => {
    const column = columnOf(index, facet);
    return (slot) => column !== null && termsAt(column, slot).some((term) => chosen[facet.name].includes(column.terms[term][0]));
  });
  return filters.length === 0 ? ranked : ranked.filter(({ slot }) => filters.every((passes) => passes(slot)));
}

/** The terms that a hit shows, such as its severity and services: { label, text, value, rank }, labels first. */
export function labelsOf(index, slot) {
  const shown = index.facets.filter(({ label, slots, first }) => label && (slots || first));
  const columns = shown.map((facet) => columnOf(index, facet)).filter(Boolean);
  columns.sort((a, b) => Number(a.label === REFERENCE) - Number(b.label === REFERENCE));
  return columns.flatMap((column) => termsAt(column, slot).map((term) => {
    const [value, text, rank = null] = column.terms[term];
    return { label: column.label, value, text, rank };
  }));
}

/** Whether there are more facets than the first. */
export const hasMore = (index) => index.facets.some(({ terms, file }, at) => at > 0 && (file || terms.length > 1));

/**
 * The facets to offer, each term with the number of hits it would leave: those that fit what is
 * chosen in the other facets. All of them where `all` is set, else the first: more rows leave no room for hits.
 */
export function facetsOf(index, ranked, chosen, all) {
  const wanted = index.facets.filter(({ name }, at) => all || at === 0 || chosen[name]?.length > 0);
  const facets = wanted.map((facet) => {
    const others = Object.fromEntries(Object.entries(chosen).filter(([other]) => other !== facet.name));
    const column = columnOf(index, facet);
    const pages = column === null ? [] : filtered(index, ranked, others);
    return { name: facet.name, title: facet.title, terms: column === null ? [] : counted(column, pages, chosen[facet.name] ?? []) };
  });
  return facets.filter(({ terms }) => terms.length > 1 || terms.some((term) => term.chosen));
}

function counted(column, pages, chosen) {
  const counts = column.terms.map(() => 0);
  for (const { slot } of pages) for (const term of termsAt(column, slot)) counts[term] += 1;
  const terms = column.terms.map(([value, label], at) => ({ value, label, count: counts[at], chosen: chosen.includes(value) }));
  const offered = terms.filter((term) => term.count > 0 || term.chosen);
  return offered.sort((a, b) => b.chosen - a.chosen || b.count - a.count).slice(0, MOST_TERMS);
}
