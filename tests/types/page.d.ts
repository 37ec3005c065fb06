// What the theme's scripts find in a page besides what the browser has. A script knows by its selector
// what kind of element it asks for, which a type does not.

/** `words.js`: the site's words. */
declare const opslore: { say(key: string, values?: Record<string, string | number>): string };

interface Window {
  /** The search's part that a script outside of the bundle calls. */
  opsloreSearch: any;
  /** Takes the files of the index that are loaded as scripts. */
  opsloreData: any;
}

interface ParentNode {
  querySelector(selectors: string): any;
  querySelectorAll(selectors: string): NodeListOf<any>;
}

interface Document {
  readonly activeElement: any;
}

interface EventTarget {
  closest(selectors: string): any;
}
