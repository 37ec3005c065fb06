// A button at each block of code that copies what a reader wants to paste.

import { all, element } from './page-dom.js';

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

export const addCopyButtons = () => {
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
