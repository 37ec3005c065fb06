// Makes a search of the form in the header, which without this leads to the list of all pages.

import { connect } from './search-client.js';
import { buildDialog } from './search-dialog.js';
import { recentPages } from './search-recent.js';

// As many as are looked at.
const LIMIT = 10;
// As many as are seen on a phone; each may cost a request for its excerpt.
const SEEN = 5;
// A longer query, such as a pasted log, stays out of the address: servers refuse long ones.
const LONGEST = 500;
// Long enough to join the letters of a fast typist, too short to be seen.
const PAUSE = 40;

// An archive is read from a disk, where a folder's address does not lead to its index page.
const isArchive = document.documentElement.hasAttribute('data-archive');
const engine = document.querySelector('script[data-engine]')?.dataset.engine;
const form = document.querySelector('form[data-search-root]');
if (form && engine) start(form, form.dataset.searchRoot);

function start(form, root) {
  const field = form.querySelector('input[name="q"]');
  const recent = recentPages(root);
  const state = { query: '', chosen: {}, limit: LIMIT, texts: SEEN, facets: false, unread: false, shown: null, go: false, timer: 0 };
  let dialog = null;

  const index = new URL(`${root}search/`, document.baseURI);
  const client = connect({ engine, index, asScripts: isArchive }, (result) => {
    if (result.query !== state.query) return;
    if (isArchive) result.hits.forEach(completePath);
    // What is asked again for more of it, such as excerpts, stays shown meanwhile.
    if (!result.partial) state.shown = result.query;
    state.unread = result.unread && !result.partial;
    dialog?.results(result);
    if (state.go && !result.partial && result.hits.length > 0) follow(result.hits[0]);
    state.go &&= result.partial;
  }, () => {
    state.go = false;
    dialog?.failed();
  });

  const follow = (hit) => {
    recent.add(hit);
    location.assign(root + hit.path);
  };

  const remember = () => writeUrl(state.query.length > LONGEST ? '' : state.query.trim(), state.chosen);

  const ask = () => {
    const { query, chosen, limit, texts, facets } = state;
    client.ask({ query, chosen, limit, texts, facets });
  };

  const query = (text) => {
    Object.assign(state, { query: text, limit: LIMIT, texts: SEEN, unread: false });
    state.shown = null;
    state.go = false;
    clearTimeout(state.timer);
    const isEmpty = text.trim() === '';
    if (isEmpty) Object.assign(state, { chosen: {}, facets: false });
    remember();
    if (isEmpty) return dialog.recent(recent.read());
    dialog.searching();
    state.timer = setTimeout(ask, PAUSE);
  };

  const choose = (facet, term) => {
    const terms = state.chosen[facet] ?? [];
    const rest = terms.filter((other) => other !== term);
    state.chosen = { ...state.chosen, [facet]: rest.length < terms.length ? rest : [...terms, term] };
    remember();
    ask();
  };

  const more = () => {
    state.limit += LIMIT;
    state.texts = state.limit;
    ask();
  };

  const clear = () => {
    state.chosen = {};
    remember();
    ask();
  };

  const filters = () => {
    state.facets = true;
    ask();
  };

  const read = (count) => {
    if (!state.unread || count <= state.texts) return;
    state.unread = false;
    state.texts = Math.min(count, state.limit);
    ask();
  };

  const show = (text, select) => {
    dialog ??= buildDialog(root, {
      query,
      choose,
      clear,
      filters,
      more,
      read,
      pick: (hit) => recent.add(hit),
      enter: (option, apart) => {
        // Enter right after a paste: the hits to come are meant, not those of before.
        const isShown = state.query.trim() === '' || state.shown === state.query;
        if (isShown && apart) window.open(option?.href, '_blank', 'noopener');
        else if (isShown) option?.click();
        else state.go = true;
      },
      close: () => {
        state.go = false;
        field.value = '';
        writeUrl('', {});
      },
    });
    if (dialog.isOpen()) return dialog.focus();
    dialog.open(text, select);
    client.warm();
    query(text);
  };

  field.setAttribute('aria-haspopup', 'dialog');
  field.addEventListener('click', () => show(field.value, true));
  // What an input method is still making would be lost.
  for (const name of ['input', 'compositionend']) {
    field.addEventListener(name, (event) => event.isComposing || show(field.value, false));
  }
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    show(field.value, true);
  });
  document.addEventListener('keydown', (event) => {
    const control = (event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'k';
    const slash = event.key === '/' && !event.ctrlKey && !event.metaKey && !event.altKey && !isTyping(event.target);
    if (!control && !slash) return;
    event.preventDefault();
    show(field.value, true);
  });

  // A hit on this very page.
  window.addEventListener('hashchange', () => dialog?.close());

  const asked = new URLSearchParams(location.search);
  if (!asked.get('q')) return;
  state.chosen = chosenIn(asked);
  show(asked.get('q'), false);
}

/** The terms that an address chooses, by facet: `in=severity:critical`. */
function chosenIn(asked) {
  const chosen = {};
  for (const pair of asked.getAll('in')) {
    const at = pair.indexOf(':');
    if (at > 0) (chosen[pair.slice(0, at)] ??= []).push(pair.slice(at + 1));
  }
  return chosen;
}

function completePath(hit) {
  hit.path = hit.path.replace(/(^|\/)(#|$)/, '$1index.html$2');
}

function isTyping(target) {
  return target instanceof Element && target.closest('input, textarea, select, [contenteditable]') !== null;
}

/** Keeps the query and what is chosen in the address, so that they can be shared and survive going back. */
function writeUrl(query, chosen) {
  const url = new URL(location.href);
  url.searchParams.delete('q');
  url.searchParams.delete('in');
  if (query !== '') {
    url.searchParams.set('q', query);
    for (const [facet, terms] of Object.entries(chosen)) for (const term of terms) url.searchParams.append('in', `${facet}:${term}`);
  }
  // `file:` pages and sandboxed frames may refuse.
  try {
    history.replaceState(history.state, '', url);
  } catch {
    // The search works without.
  }
}
