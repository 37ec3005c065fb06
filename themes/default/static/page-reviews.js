// What is due for review, by the reader's clock.

import { all, element } from './page-dom.js';

// The site is built once and read for months: only the reader's clock knows what is overdue.
const day = (ahead) => {
  const date = new Date();
  date.setDate(date.getDate() + ahead);
  const two = (number) => String(number).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
};
const today = day(0);
const soon = day(30);
const dueGroup = (iso) => (iso.slice(0, 10) < today ? 'overdue' : iso.slice(0, 10) <= soon ? 'soon' : 'later');

export const markOverdue = () => {
  for (const due of all('[data-review-due]')) {
    if (dueGroup(due.dataset.reviewDue) !== 'overdue') continue;
    const badge = element('span', { class: 'badge', 'data-field': 'overdue', 'data-tone': 'red' }, opslore.say('overdue'));
    if (due.localName === 'li') due.querySelector('.row-meta')?.prepend(badge);
    else due.after(' ', badge);
  }
};

export const groupReviews = () => {
  for (const section of all('[data-due-soon]')) {
    const items = all('[data-due]', section);
    for (const item of items) item.hidden = dueGroup(item.dataset.due) === 'later';
    section.hidden = items.every((item) => item.hidden);
  }
  const list = document.querySelector('[data-reviews]');
  if (!list) return;
  document.querySelector('[data-as-of]')?.remove();
  for (const item of all('[data-due]', list)) {
    list.querySelector(`[data-review=${dueGroup(item.dataset.due)}] [data-items]`).append(item);
  }
};
