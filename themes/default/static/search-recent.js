// The pages last opened from the search. Storage may be forbidden or full; the search goes on without.

const MOST = 8;

/** Recent pages of the site at `root`, which may share its origin with others. */
export function recentPages(root) {
  const key = `opslore-recent:${new URL(root, document.baseURI).pathname}`;
  const read = () => {
    try {
      const pages = JSON.parse(localStorage.getItem(key) ?? '[]');
      return Array.isArray(pages) ? pages.filter((page) => typeof page?.path === 'string' && typeof page.name === 'string') : [];
    } catch {
      return [];
    }
  };
  const add = ({ name, path, typeTitle }) => {
    const page = path.replace(/#.*/, '');
    const pages = [{ name, path: page, typeTitle }, ...read().filter((other) => other.path !== page)];
    try {
      localStorage.setItem(key, JSON.stringify(pages.slice(0, MOST)));
    } catch {
      // Nothing depends on it.
    }
  };
  return { read, add };
}
