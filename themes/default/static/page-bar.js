// Where the reader is: the contents that follow, and the bar that stays at the top of narrow screens.

import { all, element } from './page-dom.js';

/** Scrolls a box, and nothing around it, so that an entry in it is seen. */
export const bringIntoView = (entry, box) => {
  const below = entry.getBoundingClientRect().bottom - box.getBoundingClientRect().top;
  if (below < 0 || below > box.clientHeight) box.scrollTop += below - box.clientHeight / 2;
};

// On a narrow screen the bar at the top names the section that is read, once its title is out of sight.
const bar = document.querySelector('.header');
const here = document.querySelector('[data-here]');
const heading = document.querySelector('h1');

const nameSection = (text) => {
  if (here) here.textContent = text ?? heading?.textContent ?? '';
};

export const showSection = () => {
  if (!here || !heading || !window.IntersectionObserver) return;
  nameSection();
  new IntersectionObserver(([{ isIntersecting, boundingClientRect }]) => {
    bar.toggleAttribute('data-scrolled', !isIntersecting && boundingClientRect.top < 100);
  }, { rootMargin: '-60px 0px 0px 0px' }).observe(heading);
};

// The contents, from the bar.
export const openContents = () => {
  const button = document.querySelector('[data-to-contents]');
  const contents = document.querySelector('.contents ul');
  if (!button || !contents) return;
  let sheet = null;
  button.setAttribute('role', 'button');
  button.setAttribute('aria-expanded', 'false');
  const close = () => {
    sheet?.remove();
    sheet = null;
    button.setAttribute('aria-expanded', 'false');
  };
  const open = () => {
    document.querySelector('.menu')?.removeAttribute('open');
    sheet = element('nav', { class: 'contents sheet', 'aria-label': button.textContent.trim() }, contents.cloneNode(true));
    button.after(sheet);
    button.setAttribute('aria-expanded', 'true');
    const current = sheet.querySelector('[aria-current]');
    if (current) bringIntoView(current, sheet);
  };
  button.addEventListener('click', (event) => {
    event.preventDefault();
    if (sheet) close();
    else open();
  });
  button.addEventListener('keydown', (event) => {
    if (event.key === ' ') {
      event.preventDefault();
      button.click();
    }
  });
  document.addEventListener('click', ({ target }) => {
    if (sheet && !button.contains(target) && (!sheet.contains(target) || target.closest('a'))) close();
  });
  document.addEventListener('keydown', ({ key }) => {
    if (key !== 'Escape' || !sheet) return;
    if (sheet.contains(document.activeElement)) button.focus();
    close();
  });
  document.querySelector('.menu')?.addEventListener('toggle', ({ target }) => target.open && close());
};

// Where the field itself is out of sight, the bar opens the search.
export const askSearch = (query) => {
  const form = document.querySelector('form[data-search-root]');
  if (query !== undefined) form.querySelector('[name=q]').value = query;
  form.requestSubmit();
};

export const openSearch = () => {
  document.querySelector('[data-to-search]')?.addEventListener('click', (event) => {
    event.preventDefault();
    askSearch();
  });
};

export const followContents = () => {
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
    nameSection(link?.textContent);
    current = link;
  };
  const observer = new IntersectionObserver(update, { rootMargin: '-100px 0px -60% 0px', threshold: [0, 1] });
  headings.forEach((heading) => observer.observe(heading));
  document.addEventListener('scrollend', update);
};
