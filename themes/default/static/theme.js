// Colours as the reader chose them. Loaded before anything is painted, so that no page flashes.
(() => {
  const KEY = 'opslore-theme';
  const NEXT = { auto: 'light', light: 'dark', dark: 'auto' };
  const root = document.documentElement;

  // Reading and writing fail where the reader forbids storage; the switch then lasts for the page.
  const read = () => {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null;
    }
  };
  const write = (choice) => {
    try {
      localStorage.setItem(KEY, choice);
    } catch {}
  };

  const apply = (choice) => {
    root.dataset.choice = choice;
    if (choice === 'auto') delete root.dataset.theme;
    else root.dataset.theme = choice;
    for (const label of document.querySelectorAll('[data-theme-label]')) {
      label.textContent = opslore.say(`colours_${choice}`);
    }
    for (const icon of document.querySelectorAll('[data-when]')) icon.hidden = icon.dataset.when !== choice;
  };

  const stored = read();
  apply(stored in NEXT ? stored : 'auto');

  document.addEventListener('DOMContentLoaded', () => {
    apply(root.dataset.choice);
    for (const button of document.querySelectorAll('[data-theme-switch]')) {
      button.hidden = false;
      button.addEventListener('click', () => {
        const choice = NEXT[root.dataset.choice];
        apply(choice);
        write(choice);
      });
    }
  });
})();
