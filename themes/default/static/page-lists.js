// Lists that are filtered and sorted.

import { askSearch } from './page-bar.js';
import { all } from './page-dom.js';

// What is typed and chosen is kept in the address, so that a filtered list can be shared.
export const setUpList = (list) => {
  const [filter, sort, count, empty] = ['filter', 'sort', 'count', 'empty'].map((name) => list.querySelector(`[data-${name}]`));
  const rows = all('[data-items] > li', list).map((item) => ({
    item,
    // An address often has the name of an alert in one word, where the title has several.
    text: [item.textContent, item.dataset.names, item.querySelector('a')?.pathname.split('/').at(-2)].join(' ').toLowerCase(),
    title: item.querySelector('a')?.textContent ?? '',
    isBelow: 'below' in item.dataset,
    keys: (item.dataset.keys ?? '').split('|'),
    terms: (item.dataset.terms ?? '').split(' '),
  }));
  const chips = all('[data-term]', list);
  const cards = list.querySelector('[data-cards]');
  const handOver = list.querySelector('[data-hand-over]');
  const picked = new Map();

  const apply = () => {
    const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    const facets = [...picked].filter(([, terms]) => terms.size);
    const isNarrowed = words.length > 0 || facets.length > 0;
    const totals = new Map();
    let shown = 0;
    for (const { item, text, terms, isBelow } of rows) {
      const missed = facets.filter(([, wanted]) => !terms.some((term) => wanted.has(term)));
      const fits = words.every((word) => text.includes(word));
      const isShown = fits && !missed.length && (isNarrowed || !isBelow);
      if (item.hidden === isShown) item.hidden = !isShown;
      if (!item.hidden) shown += 1;
      if (!fits || missed.length > 1) continue;
      // A term counts what choosing it would show: what else of its own facet is chosen does not matter.
      for (const term of terms) {
        if (!missed.length || term.startsWith(`${missed[0][0]}/`)) totals.set(term, (totals.get(term) ?? 0) + 1);
      }
    }
    for (const group of all('[data-group]', list)) {
      const { length } = group.querySelectorAll('[data-items] > li:not([hidden])');
      group.hidden = !length;
      const number = group.querySelector('[data-number]');
      if (number) number.textContent = length;
    }
    for (const chip of chips) {
      chip.setAttribute('aria-pressed', facets.some(([, terms]) => terms.has(chip.dataset.term)));
      chip.querySelector('.count').textContent = totals.get(chip.dataset.term) ?? 0;
    }
    const isAll = !isNarrowed || shown === rows.length;
    count.textContent = isAll ? String(rows.length) : opslore.say('shown', { shown, count: rows.length });
    empty.hidden = !isNarrowed || shown > 0 || Boolean(handOver);
    if (cards) cards.hidden = isNarrowed && !handOver;
    if (handOver) {
      count.hidden = !rows.length;
      handOver.hidden = !words.length;
    }
    list.querySelector('[data-clear]').hidden = !isNarrowed;
  };

  const { compare } = new Intl.Collator(document.documentElement.lang, { numeric: true });
  const reorder = () => {
    const at = sort.selectedIndex - 2;
    const key = (row) => (at < 0 ? row.title : row.keys[at]);
    const sign = sort.value.startsWith('-') ? -1 : 1;
    const order = (a, b) => Number(!key(a)) - Number(!key(b)) || sign * compare(key(a), key(b)) || compare(a.title, b.title);
    const sorted = sort.value ? [...rows].sort(order) : rows;
    for (const { item } of sorted) item.parentElement.append(item);
  };

  const pick = (term) => {
    const [facet] = term.split('/');
    if (!picked.has(facet)) picked.set(facet, new Set());
    if (!picked.get(facet).delete(term)) picked.get(facet).add(term);
  };

  let timer;
  const remember = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const query = new URLSearchParams();
      if (filter.value) query.set('filter', filter.value);
      for (const [facet, terms] of picked) for (const term of terms) query.append(facet, term.slice(facet.length + 1));
      if (sort?.value) query.set('sort', sort.value);
      // Browsers change no address of a file on a disk.
      if (location.protocol !== 'file:') history.replaceState(null, '', `${query.size ? `?${query}` : location.pathname}${location.hash}`);
    }, 150);
  };
  const changed = () => {
    apply();
    remember();
  };

  filter.addEventListener('input', changed);
  handOver?.querySelector('button').addEventListener('click', () => askSearch(filter.value));
  filter.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && handOver && filter.value.trim()) askSearch(filter.value);
  });
  sort?.addEventListener('change', () => {
    reorder();
    remember();
  });
  for (const chip of chips) {
    chip.setAttribute('role', 'button');
    const toggle = (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      pick(chip.dataset.term);
      changed();
    };
    chip.addEventListener('click', toggle);
    chip.addEventListener('keydown', (event) => event.key === ' ' && toggle(event));
  }
  for (const button of all('[data-clear]', list)) {
    button.addEventListener('click', () => {
      filter.value = '';
      picked.clear();
      changed();
      filter.focus();
    });
  }

  for (const [name, value] of new URLSearchParams(location.search)) {
    if (name === 'filter') filter.value = value;
    else if (name === 'sort' && sort) sort.value = value;
    else if (rows.some(({ terms }) => terms.includes(`${name}/${value}`))) pick(`${name}/${value}`);
  }
  if (sort && sort.selectedIndex < 0) sort.selectedIndex = 0;
  if (sort?.value) reorder();
  list.querySelector('[data-list-tools]').hidden = false;
  apply();
};
