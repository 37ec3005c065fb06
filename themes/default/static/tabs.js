// Tabs. Without this script, and on paper, all of them are shown with their titles.
(() => {
  const KEY = 'opslore-tabs';
  let chosen = [];
  // Storage may be forbidden.
  try {
    chosen = JSON.parse(localStorage.getItem(KEY)) || [];
  } catch {}

  const groups = [...document.querySelectorAll('.tabs')].map((box, number) => {
    const panels = [...box.children];
    const list = document.createElement('div');
    list.className = 'tab-list';
    list.role = 'tablist';
    const tabs = panels.map((panel, nth) => {
      const tab = document.createElement('button');
      tab.id = `ol:tab:${number}:${nth}`;
      tab.role = 'tab';
      tab.append(...panel.querySelector('.tab-title').cloneNode(true).childNodes);
      tab.querySelectorAll('a, [id]').forEach((link) => link.replaceWith(link.textContent));
      panel.id = `ol:panel:${number}:${nth}`;
      panel.role = 'tabpanel';
      tab.setAttribute('aria-controls', panel.id);
      panel.setAttribute('aria-labelledby', tab.id);
      // Searching in the page finds what is hidden.
      panel.onbeforematch = () => show(nth);
      list.append(tab);
      return tab;
    });
    const show = (shown) => shown >= 0 && panels.forEach((panel, nth) => {
      const on = nth === shown;
      tabs[nth].ariaSelected = String(on);
      tabs[nth].tabIndex = on ? 0 : -1;
      panel.hidden = on ? false : 'until-found';
    });
    const showTitle = (title) => show(tabs.findIndex((tab) => tab.textContent === title));
    const choose = (nth) => {
      const top = () => list.getBoundingClientRect().top;
      const before = top();
      const title = tabs[nth].textContent;
      chosen = [...chosen.filter((other) => other !== title), title].slice(-20);
      try {
        localStorage.setItem(KEY, JSON.stringify(chosen));
      } catch {}
      groups.forEach((group) => group.showTitle(title));
      show(nth);
      tabs[nth].focus();
      // Groups above may have another height now.
      scrollBy(0, top() - before);
    };
    list.onclick = ({ target }) => target !== list && choose(tabs.indexOf(target.closest('button')));
    list.onkeydown = (event) => {
      const last = tabs.length - 1;
      const at = tabs.indexOf(/** @type {any} */ (event.target));
      const to = { ArrowRight: at < last ? at + 1 : 0, ArrowLeft: at ? at - 1 : last, Home: 0, End: last }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      choose(to);
    };
    box.prepend(list);
    show(0);
    chosen.forEach(showTitle);
    return { panels, show, showTitle };
  });

  // A link to something in a tab opens it.
  const open = () => {
    const target = document.querySelector(':target');
    if (!target?.closest('.tab')) return;
    for (const { panels, show } of groups) show(panels.findIndex((panel) => panel.contains(target)));
    (target.matches('.tab-title') ? target.closest('.tabs') : target).scrollIntoView();
  };
  addEventListener('hashchange', open);
  // Browsers look for the target themselves once all is there, and do not find a title that is hidden.
  addEventListener('load', open);
  open();
})();
