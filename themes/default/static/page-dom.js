// What the scripts of a page share.

export const all = (selector, within = document) => [...within.querySelectorAll(selector)];

export const element = (name, attributes, ...children) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
};
