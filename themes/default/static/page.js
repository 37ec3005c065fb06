// What makes a page handier; every page can be read and used without it. It is published as one plain
// script with all that it imports, because browsers load no modules from a disk.

import { bringIntoView, followContents, openContents, openSearch, showSection } from './page-bar.js';
import { addCopyButtons } from './page-code.js';
import { all, element } from './page-dom.js';
import { setUpList } from './page-lists.js';
import { breakNames } from './page-names.js';
import { groupReviews, markOverdue } from './page-reviews.js';

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
breakNames();
showSection();
followContents();
openContents();
openSearch();
markOverdue();
groupReviews();
all('[data-list]').forEach(setUpList);
linkImages();
showCurrentInSidebar();
leadIntoMenu();
openIndexPages();
unfoldForPrint();
