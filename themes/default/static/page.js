// What makes a page handier; every page can be read and used without it. A plain script and not a
// module, because browsers load no modules from a disk.
(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  const element = (name, attributes, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  };

  // --- Copying code -------------------------------------------------------------------------------

  // What a reader wants to paste. A session has prompts (`.p`): they stay, and so does output (`.g`).
  const commands = (code) => {
    const kept = code.cloneNode(true);
    const left = kept.querySelector('.p') ? all('.p, .g', kept) : [];
    for (const piece of left) piece.remove();
    return kept.textContent.replace(/\n+$/, '') || code.textContent;
  };

  // Plain http has no clipboard interface, and many a knowledge base is read inside a network.
  const write = async (text) => {
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    const area = element('textarea', { class: 'hidden', 'aria-hidden': 'true' });
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    if (!done) throw new Error('the browser refused');
  };

  const addCopyButtons = () => {
    const status = element('div', { class: 'hidden', role: 'status' });
    document.body.append(status);
    for (const figure of all('figure.code')) {
      const code = figure.querySelector('code');
      if (!code) continue;
      const button = element('button', { type: 'button', class: 'copy' }, opslore.say('copy'));
      const show = (text) => {
        button.textContent = text;
        status.textContent = text;
        setTimeout(() => {
          button.textContent = opslore.say('copy');
          status.textContent = '';
        }, 2000);
      };
      button.addEventListener('click', () => {
        write(commands(code)).then(() => show(opslore.say('copied')), () => show(opslore.say('copy_failed')));
      });
      figure.append(button);
    }
  };

  // --- Contents that follow the reader ------------------------------------------------------------

  /** Scrolls a box, and nothing around it, so that an entry in it is seen. */
  const bringIntoView = (entry, box) => {
    const below = entry.getBoundingClientRect().bottom - box.getBoundingClientRect().top;
    if (below < 0 || below > box.clientHeight) box.scrollTop += below - box.clientHeight / 2;
  };

  const followContents = () => {
    const links = new Map();
    for (const link of all('.contents a[href^="#"]')) {
      const heading = document.getElementById(link.getAttribute('href').slice(1));
      if (heading) links.set(heading, link);
    }
    if (!links.size || !window.IntersectionObserver) return;
    const headings = [...links.keys()];
    let current = null;
    const update = () => {
      const passed = headings.filter((heading) => heading.getBoundingClientRect().top < 100);
      const atEnd = innerHeight + scrollY >= document.documentElement.scrollHeight - 4;
      const link = links.get(atEnd && scrollY > 0 ? headings.at(-1) : passed.at(-1));
      if (link === current) return;
      current?.removeAttribute('aria-current');
      link?.setAttribute('aria-current', 'location');
      if (link) bringIntoView(link, link.closest('.panel'));
      current = link;
    };
    const observer = new IntersectionObserver(update, { rootMargin: '-100px 0px -60% 0px', threshold: [0, 1] });
    headings.forEach((heading) => observer.observe(heading));
    document.addEventListener('scrollend', update);
  };

  // --- Freshness ----------------------------------------------------------------------------------

  // The site is built once and read for months: only the reader's clock knows what is overdue.
  const markOverdue = () => {
    const now = new Date();
    const two = (number) => String(number).padStart(2, '0');
    const today = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
    for (const due of all('[data-review-due]')) {
      if (due.dataset.reviewDue.slice(0, 10) >= today) continue;
      due.after(' ', element('span', { class: 'badge', 'data-field': 'overdue' }, opslore.say('overdue')));
    }
  };

  // --- Lists --------------------------------------------------------------------------------------

  // What is typed and chosen is kept in the address, so that a filtered list can be shared.
  const setUpList = (list) => {
    const [filter, sort, count, empty] = ['filter', 'sort', 'count', 'empty'].map((name) => list.querySelector(`[data-${name}]`));
    const rows = all('[data-items] > li', list).map((item) => ({
      item,
      text: item.textContent.toLowerCase(),
      title: item.querySelector('a')?.textContent ?? '',
      keys: (item.dataset.keys ?? '').split('|'),
      terms: (item.dataset.terms ?? '').split(' '),
    }));
    const chips = all('[data-term]', list);
    const picked = new Map();

    const apply = () => {
      const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
      const facets = [...picked].filter(([, terms]) => terms.size);
      const totals = new Map();
      let shown = 0;
      for (const { item, text, terms } of rows) {
        const missed = facets.filter(([, wanted]) => !terms.some((term) => wanted.has(term)));
        const fits = words.every((word) => text.includes(word));
        if (item.hidden !== !(fits && !missed.length)) item.hidden = !item.hidden;
        if (!item.hidden) shown += 1;
        if (!fits || missed.length > 1) continue;
        // A term counts what choosing it would show: what else of its own facet is chosen does not matter.
        for (const term of terms) {
          if (!missed.length || term.startsWith(`${missed[0][0]}/`)) totals.set(term, (totals.get(term) ?? 0) + 1);
        }
      }
      for (const group of all('[data-group]', list)) {
        group.hidden = !group.querySelector('[data-items] > li:not([hidden])');
      }
      for (const chip of chips) {
        chip.setAttribute('aria-pressed', facets.some(([, terms]) => terms.has(chip.dataset.term)));
        chip.querySelector('.count').textContent = totals.get(chip.dataset.term) ?? 0;
      }
      count.textContent = shown === rows.length ? String(shown) : opslore.say('shown', { shown, count: rows.length });
      empty.hidden = shown > 0 || !rows.length;
      list.querySelector('[data-clear]').hidden = !words.length && !facets.length;
    };

    const { compare } = new Intl.Collator(document.documentElement.lang, { numeric: true });
    const reorder = () => {
      const at = sort.selectedIndex - 2;
      const key = (row) => (at < 0 ? row.title : row.keys[at]);
      const sign = sort.value.startsWith('-') ? -1 : 1;
      const order = (a, b) => !key(a) - !key(b) || sign * compare(key(a), key(b)) || compare(a.title, b.title);
      const sorted = sort.value ? [...rows].sort(order) : rows;
      sorted[0]?.item.parentElement.append(...sorted.map(({ item }) => item));
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

  // --- Small things -------------------------------------------------------------------------------

  const linkImages = () => {
    for (const image of all('.content img')) {
      if (image.closest('a')) continue;
      const link = element('a', { class: 'zoom', href: image.getAttribute('src') });
      if (!image.alt) link.setAttribute('aria-label', opslore.say('open_image'));
      image.replaceWith(link);
      link.append(image);
    }
  };

  const showCurrentInSidebar = () => {
    const sidebar = document.querySelector('.sidebar');
    const current = sidebar && [...all('.open', sidebar), ...all('[aria-current]', sidebar)].pop();
    if (!current) return;
    const show = () => bringIntoView(current, sidebar);
    show();
    document.querySelector('.menu')?.addEventListener('toggle', show);
  };

  // The menu's entries are far from its button; the keyboard gets to them and back.
  const leadIntoMenu = () => {
    const menu = document.querySelector('.menu');
    const sidebar = document.querySelector('.sidebar');
    if (!menu || !sidebar) return;
    const button = menu.querySelector('summary');
    button.addEventListener('keydown', (event) => {
      if (event.key !== 'Tab' || event.shiftKey || !menu.open) return;
      event.preventDefault();
      sidebar.querySelector('a, summary').focus();
    });
    document.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || !menu.open) return;
      if (sidebar.contains(document.activeElement)) button.focus();
      menu.open = false;
    });
  };

  // On a disk there is no server that would show a folder's index page.
  const openIndexPages = () => {
    if (location.protocol !== 'file:') return;
    const complete = (event) => {
      const link = event.target.closest?.('a[href]');
      if (link?.protocol === 'file:' && link.pathname.endsWith('/')) link.pathname += 'index.html';
    };
    for (const name of ['click', 'auxclick', 'focusin']) document.addEventListener(name, complete, true);
  };

  // Paper cannot be unfolded.
  const unfoldForPrint = () => {
    let opened = [];
    addEventListener('beforeprint', () => {
      opened = all('.main details:not([open], .fold)');
      for (const details of opened) details.open = true;
    });
    addEventListener('afterprint', () => {
      for (const details of opened) details.open = false;
    });
  };

  addCopyButtons();
  followContents();
  markOverdue();
  all('[data-list]').forEach(setUpList);
  linkImages();
  showCurrentInSidebar();
  leadIntoMenu();
  openIndexPages();
  unfoldForPrint();
})();
