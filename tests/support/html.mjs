// HTML as a browser would read it.
import { parse } from 'parse5';

/** All elements of a document in order, each with its name, its attributes and its text. */
export const elementsOf = (html) => {
  const found = [];
  const visit = (node) => {
    if (node.tagName) {
      const attributes = Object.fromEntries(node.attrs.map(({ name, value }) => [name, value]));
      found.push({ name: node.tagName, attributes, text: textOf(node) });
    }
    for (const child of node.childNodes ?? []) visit(child);
  };
  visit(parse(html));
  return found;
};

/** The text in an element, without what is below its child elements. */
const textOf = (node) =>
  node.childNodes
    .filter(({ nodeName }) => nodeName === '#text')
    .map(({ value }) => value)
    .join('');

/** Whether a file only sends the reader on to another page. */
export const isRedirect = (html) => /<meta http-equiv="refresh"/.test(html);
