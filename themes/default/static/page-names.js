// Long names without spaces, such as those of alerts, break between their words and not within one.

import { all } from './page-dom.js';

const PLACES = 'h1, h2, h3, h4, .row-text a, .row-title, .card-title, .nav a, .contents a, .links a, .chips, .facts, dd code';
const LONG = /\S{16}/;
const BETWEEN = /(?<=[a-z\d])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[_./:])(?=\w)/;

export const breakNames = () => {
  for (const place of all(PLACES)) {
    if (!LONG.test(place.textContent)) continue;
    const texts = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
    const long = /** @type {any[]} */ ([]);
    while (texts.nextNode()) if (LONG.test(texts.currentNode.nodeValue)) long.push(texts.currentNode);
    for (const text of long) {
      const [first, ...rest] = text.nodeValue.split(BETWEEN);
      if (rest.length) text.replaceWith(first, ...rest.flatMap((part) => [document.createElement('wbr'), part]));
    }
  }
};
