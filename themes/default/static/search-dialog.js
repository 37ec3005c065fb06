// The search dialog: a combobox with a list of hits (ARIA APG, «editable combobox with list
// autocomplete»). It shows what it is given and reports what the reader does.

import { element } from './search-element.js';

const say = (key, values) => opslore.say(`search_${key}`, values);

// A pasted log is not shown again as a whole.
const shortened = (text) => (text.length > 120 ? `${text.slice(0, 120)}…` : text);

const pageOf = (hit) => hit?.path.replace(/#.*/, '');

const markedText = (pieces) => pieces.map(([text, isMarked]) => (isMarked ? element('mark', {}, text) : text));

/**
 * Builds the dialog; `on` has `query(text)`, `choose(facet, term)`, `clear()`, `filters()`, `pick(hit)`, `more()`,
 * `read(count)` (so many hits are looked at), `enter(option, apart)` (in a tab apart) and `close()`.
 */
export function buildDialog(root, on) {
  const input = element('input', {
    type: 'search', class: 'search-input', role: 'combobox', 'aria-label': opslore.say('search'),
    'aria-autocomplete': 'list', 'aria-controls': 'ol:search:list', 'aria-expanded': 'false',
    placeholder: say('hint'), autocomplete: 'off', autocapitalize: 'off', autocorrect: 'off',
    spellcheck: 'false', enterkeyhint: 'go',
  });
  const closeButton = element('button', { type: 'button', class: 'search-close' }, say('close'));
  const facets = element('div', { class: 'search-facets' });
  const status = element('p', { class: 'search-status', role: 'status' });
  const list = element('div', { id: 'ol:search:list', class: 'search-list', role: 'listbox', 'aria-label': say('results') });
  const note = element('div', { class: 'search-note' });
  const scroll = element('div', { class: 'search-scroll' }, list, note);
  scroll.addEventListener('scroll', () => on.read(Infinity));
  const help = element('p', { class: 'search-help' },
    element('kbd', {}, '↑'), element('kbd', {}, '↓'), ` ${say('move')} `, element('kbd', {}, 'Enter'), ` ${say('open')} `,
    element('kbd', {}, 'Esc'), ` ${say('esc')}`);
  const dialog = element('dialog', { class: 'search-dialog', 'aria-label': opslore.say('search') },
    element('div', { class: 'search-bar' }, input, closeButton), facets, status,
    scroll, help);
  document.body.append(dialog);

  let hits = [];
  let active = -1;
  // Which hit to go on from when more are shown.
  let keep = 0;
  // Whether the reader has asked for all filters, and is to be taken to the first of the new ones.
  let expanding = false;
  const close = () => dialog.close();

  const activate = (position) => {
    const options = list.children;
    options[active]?.setAttribute('aria-selected', 'false');
    active = options.length === 0 ? -1 : (position + options.length) % options.length;
    const option = options[active];
    if (!option) return input.removeAttribute('aria-activedescendant');
    option.setAttribute('aria-selected', 'true');
    input.setAttribute('aria-activedescendant', option.id);
    option.scrollIntoView({ block: 'nearest' });
    if (active > 0) on.read(Infinity);
  };

  const fill = (options, all, first = 0) => {
    hits = all;
    list.replaceChildren(...options);
    input.setAttribute('aria-expanded', String(options.length > 0));
    activate(first);
  };

  const option = (hit, position, ...content) => {
    const attributes = { id: `ol:search:hit:${position}`, class: 'search-hit', role: 'option', 'aria-selected': 'false' };
    return element('a', { ...attributes, tabindex: '-1', href: root + hit.path }, ...content);
  };

  /** What is known of a hit's page: its severity as in lists, then the services it is about. */
  const labelsOf = (labels) => labels.map(({ label, value, text, rank }) => {
    if (label === 'ref') return element('span', { class: 'search-ref' }, text);
    return element('span', { class: 'badge', 'data-field': label, 'data-value': value, ...(rank === null ? {} : { 'data-rank': String(rank) }) }, text);
  });

  /** A hit; among others of the same name it tells where it is. */
  const hitOption = (hit, position, withPath) => {
    const path = withPath ? element('span', { class: 'search-path' }, pageOf(hit).replace(/\/(index\.html)?$/, '')) : null;
    const key = hit.key.length > 0 ? element('span', { class: 'search-key' }, ...markedText(hit.key)) : null;
    const heading = hit.heading.length > 0 ? element('span', { class: 'search-heading' }, ...markedText(hit.heading)) : null;
    const excerpt = hit.excerpt.length > 0 ? element('span', { class: 'search-excerpt' }, ...markedText(hit.excerpt)) : null;
    return option(hit, position,
      element('span', { class: 'search-first' },
        element('span', { class: 'search-title' }, ...markedText(hit.title)),
        element('span', { class: 'search-labels' }, ...labelsOf(hit.labels),
          element('span', { class: 'search-type', 'data-type': hit.type }, hit.typeTitle))),
      path, key, heading, excerpt);
  };

  const recentOption = (page, position) => option(page, position,
    element('span', { class: 'search-first' },
      element('span', { class: 'search-title' }, page.name),
      element('span', { class: 'search-type' }, page.typeTitle ?? '')));

  const chip = (facet, { value, label, count, chosen }) => {
    const number = element('span', { class: 'search-count' }, String(count));
    const attributes = { type: 'button', class: 'search-chip', 'aria-pressed': String(chosen) };
    const button = element('button', attributes, `${label} `, number);
    button.dataset.key = `${facet.name}:${value}`;
    button.addEventListener('click', () => on.choose(facet.name, value));
    return button;
  };

  const fillFacets = (all, more = false, total = 0) => {
    const focused = facets.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    const rows = all.map((facet) => {
      const title = facet.title || say('type');
      return element('div', { role: 'group', 'aria-label': say('filter', { name: title }) },
        element('span', { class: 'search-facet', 'aria-hidden': 'true' }, title), ...facet.terms.map((term) => chip(facet, term)));
    });
    const known = facets.querySelectorAll('[role=group]').length;
    const button = element('button', { type: 'button', class: 'search-chip search-filters', 'aria-expanded': 'false' }, say('more_filters'));
    button.addEventListener('click', () => {
      expanding = true;
      on.filters();
    });
    facets.classList.toggle('search-row', more);
    facets.replaceChildren(...rows, ...(more && total > 0 ? [button] : []));
    if (expanding && rows.length > known) {
      expanding = false;
      rows[known].querySelector('button').focus();
    }
    // The chips are new; a reader who pressed one is still there.
    if (focused !== null) [...facets.querySelectorAll('button')].find(({ dataset }) => dataset.key === focused)?.focus();
  };

  /** How many hits are in sight. */
  const seen = () => {
    const { bottom } = scroll.getBoundingClientRect();
    return [...list.children].filter((hit) => hit.getBoundingClientRect().top < bottom).length;
  };

  const moreButton = () => {
    const button = element('button', { type: 'button', class: 'search-more' }, say('more'));
    button.addEventListener('click', () => {
      keep = hits.length;
      input.focus();
      on.more();
    });
    return button;
  };

  /** That the filters hide all hits, and the way out. */
  const hidden = (count) => {
    const button = element('button', { type: 'button', class: 'search-more' }, opslore.say('clear_filters'));
    button.addEventListener('click', () => {
      input.focus();
      on.clear();
    });
    return [element('p', {}, say('hidden', { count })), button];
  };

  const browse = () => element('a', { href: `${root}index-a-z/` }, say('all_pages'));

  input.addEventListener('input', () => on.query(input.value));
  closeButton.addEventListener('click', close);
  dialog.addEventListener('close', () => on.close());
  dialog.addEventListener('cancel', (event) => {
    event.preventDefault();
    close();
  });
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) close();
  });
  list.addEventListener('click', (event) => {
    const position = [...list.children].indexOf(event.target.closest('.search-hit'));
    if (position >= 0) on.pick(hits[position]);
  });
  input.addEventListener('keydown', (event) => {
    const keys = { ArrowDown: active + 1, ArrowUp: active - 1 };
    if (event.isComposing) return;
    if (event.key in keys) {
      event.preventDefault();
      activate(keys[event.key]);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      on.enter(list.children[active] ?? null, event.ctrlKey || event.metaKey || event.shiftKey);
    } else if (event.key === 'Escape') {
      // A search field would only be emptied.
      event.preventDefault();
      close();
    }
  });

  return {
    isOpen: () => dialog.open,
    close,
    focus() {
      input.focus();
      input.select();
    },
    open(query, select) {
      if (!dialog.open) dialog.showModal();
      input.value = query;
      input.focus();
      if (select) input.select();
    },
    /** Shows hits, or that there are none. */
    results({ query, hits: found, total, facets: all, more, partial, incomplete, unfiltered }) {
      // The hit that the reader has moved to is still there.
      const kept = found.length > keep ? keep : 0;
      const same = active > 0 && pageOf(hits[active]) === pageOf(found[active]) ? active : kept;
      const names = found.map(({ name }) => name);
      const isAmbiguous = (name) => names.indexOf(name) !== names.lastIndexOf(name);
      fill(found.map((hit, position) => hitOption(hit, position, isAmbiguous(hit.name))), found, same);
      if (!partial) keep = 0;
      fillFacets(all, more, unfiltered);
      const none = total === 0 && !partial;
      const count = total === 0 ? say('none') : say('hits', { count: total });
      status.textContent = partial ? say('running') : incomplete ? say('partial', { hits: count }) : count;
      if (!partial) on.read(seen());
      if (total > found.length) return note.replaceChildren(moreButton());
      if (none && unfiltered > 0) return note.replaceChildren(...hidden(unfiltered));
      note.replaceChildren(...(none ? [
        element('p', {}, say('nothing', { query: shortened(query) })),
        element('ul', {}, element('li', {}, say('fewer')), element('li', {}, say('leave_out')), element('li', {}, browse())),
      ] : []));
    },
    /** Shows what was opened last. */
    recent(pages) {
      fill(pages.map(recentOption), pages);
      fillFacets([]);
      status.textContent = pages.length > 0 ? say('recent') : '';
      note.replaceChildren(...(pages.length > 0 ? [] : [element('p', {}, say('start')), element('p', {}, browse())]));
    },
    /** Says that the search does not work. */
    failed() {
      fill([], []);
      fillFacets([]);
      status.textContent = say('failed');
      const why = location.protocol === 'file:' ? 'failed_disk' : 'failed_text';
      note.replaceChildren(element('p', {}, say(why)), element('p', {}, browse()));
    },
    searching() {
      note.replaceChildren();
      status.textContent = say('running');
    },
  };
}
