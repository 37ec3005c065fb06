// The search dialog: a combobox with a list of hits (ARIA APG, «editable combobox with list
// autocomplete»). It shows what it is given and reports what the reader does.

/** An element with attributes and children; strings become text, never HTML. */
function element(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null) node.setAttribute(key, value);
  }
  node.append(...children.filter((child) => child !== null));
  return node;
}

const markedText = (pieces) => pieces.map(([text, isMarked]) => (isMarked ? element("mark", {}, text) : text));

/**
 * Builds the dialog; `on` has `query(text)`, `choose(facet, term)`, `pick(hit)`,
 * `more()`, `enter(option)` and `close()`.
 */
export function buildDialog(root, on) {
  const input = element("input", {
    type: "search", class: "search-input", role: "combobox", "aria-label": "Search",
    "aria-autocomplete": "list", "aria-controls": "search-list", "aria-expanded": "false",
    placeholder: "Alert, error line or words", autocomplete: "off", autocapitalize: "off", autocorrect: "off",
    spellcheck: "false", enterkeyhint: "go",
  });
  const close = element("button", { type: "button", class: "search-close" }, "Close");
  const facets = element("div", { class: "search-facets" });
  const status = element("p", { class: "search-status", role: "status" });
  const list = element("div", { id: "search-list", class: "search-list", role: "listbox", "aria-label": "Results" });
  const note = element("div", { class: "search-note" });
  const help = element("p", { class: "search-help" },
    element("kbd", {}, "↑"), element("kbd", {}, "↓"), " to move, ", element("kbd", {}, "Enter"), " to open, ",
    element("kbd", {}, "Esc"), " to close");
  const dialog = element("dialog", { class: "search-dialog", "aria-label": "Search" },
    element("div", { class: "search-bar" }, input, close), facets, status,
    element("div", { class: "search-scroll" }, list, note), help);
  document.body.append(dialog);

  let hits = [];
  let active = -1;
  // Which hit to go on from when more are shown.
  let keep = 0;
  // Closing gives the focus back to the field in the page, which opens the dialog on focus.
  let closing = false;
  const closeNow = () => {
    closing = true;
    dialog.close();
    closing = false;
  };

  const activate = (position) => {
    const options = list.children;
    options[active]?.setAttribute("aria-selected", "false");
    active = options.length === 0 ? -1 : (position + options.length) % options.length;
    const option = options[active];
    if (!option) return input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  };

  const fill = (options, all, first = 0) => {
    hits = all;
    list.replaceChildren(...options);
    input.setAttribute("aria-expanded", String(options.length > 0));
    activate(first);
  };

  const option = (hit, position, ...content) => {
    const attributes = { id: `search-hit-${position}`, class: "search-hit", role: "option", "aria-selected": "false" };
    return element("a", { ...attributes, tabindex: "-1", href: root + hit.path }, ...content);
  };

  const hitOption = (hit, position) => {
    const heading = hit.heading.length > 0 ? element("span", { class: "search-heading" }, ...markedText(hit.heading)) : null;
    const excerpt = hit.excerpt.length > 0 ? element("span", { class: "search-excerpt" }, ...markedText(hit.excerpt)) : null;
    return option(hit, position,
      element("span", { class: "search-first" },
        element("span", { class: "search-title" }, ...markedText(hit.title)),
        element("span", { class: "search-type", "data-type": hit.type }, hit.typeTitle)),
      heading, excerpt);
  };

  const recentOption = (page, position) => option(page, position,
    element("span", { class: "search-first" },
      element("span", { class: "search-title" }, page.name),
      element("span", { class: "search-type" }, page.typeTitle ?? "")));

  const chip = (facet, { value, label, count, chosen }) => {
    const number = element("span", { class: "search-count" }, String(count));
    const attributes = { type: "button", class: "search-chip", "aria-pressed": String(chosen) };
    const button = element("button", attributes, `${label} `, number);
    button.dataset.key = `${facet.name}:${value}`;
    button.addEventListener("click", () => on.choose(facet.name, value));
    return button;
  };

  const fillFacets = (all) => {
    const focused = facets.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    facets.replaceChildren(...all.map((facet) => element("div", { role: "group", "aria-label": `Filter by ${facet.name}` },
      element("span", { class: "search-facet", "aria-hidden": "true" }, facet.name),
      ...facet.terms.map((term) => chip(facet, term)))));
    // The chips are new; a reader who pressed one is still there.
    if (focused !== null) [...facets.querySelectorAll("button")].find(({ dataset }) => dataset.key === focused)?.focus();
  };

  const moreButton = () => {
    const button = element("button", { type: "button", class: "search-more" }, "Show more");
    button.addEventListener("click", () => {
      keep = hits.length;
      input.focus();
      on.more();
    });
    return button;
  };

  const browse = () => element("a", { href: `${root}index-a-z/` }, "all pages from A to Z");

  input.addEventListener("input", () => on.query(input.value));
  close.addEventListener("click", closeNow);
  dialog.addEventListener("close", () => on.close());
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    closeNow();
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) closeNow();
  });
  list.addEventListener("click", (event) => {
    const position = [...list.children].indexOf(event.target.closest(".search-hit"));
    if (position >= 0) on.pick(hits[position]);
  });
  input.addEventListener("keydown", (event) => {
    const keys = { ArrowDown: active + 1, ArrowUp: active - 1 };
    if (event.isComposing) return;
    if (event.key in keys) {
      event.preventDefault();
      activate(keys[event.key]);
    } else if (event.key === "Enter") {
      event.preventDefault();
      on.enter(list.children[active] ?? null);
    } else if (event.key === "Escape") {
      // A search field would only be emptied.
      event.preventDefault();
      closeNow();
    }
  });

  return {
    isBusy: () => dialog.open || closing,
    close: closeNow,
    open(query, select) {
      if (!dialog.open) dialog.showModal();
      input.value = query;
      input.focus();
      if (select) input.select();
    },
    /** Shows hits, or that there are none. */
    results({ query, hits: found, total, facets: all, partial, incomplete }) {
      fill(found.map(hitOption), found, found.length > keep ? keep : 0);
      if (!partial) keep = 0;
      fillFacets(all);
      const none = total === 0 && !partial;
      const count = `${total === 0 ? "No" : total} ${total === 1 ? "hit" : "hits"}`;
      const where = incomplete ? " in titles and alerts; the texts cannot be reached" : "";
      status.textContent = partial ? "Searching…" : count + where;
      if (total > found.length) return note.replaceChildren(moreButton());
      note.replaceChildren(...(none ? [
        element("p", {}, `Nothing found for “${query}”.`),
        element("ul", {},
          element("li", {}, "Fewer words find more: an alert’s name or one telling word is enough."),
          element("li", {}, "Leave out what differs each time, such as host names and ids."),
          element("li", {}, "Or browse ", browse(), ".")),
      ] : []));
    },
    /** Shows what was opened last. */
    recent(pages) {
      fill(pages.map(recentOption), pages);
      fillFacets([]);
      status.textContent = pages.length > 0 ? "Opened last" : "";
      const hint = ["Type an alert’s name or a part of it, paste a line from a log, or browse ", browse(), "."];
      note.replaceChildren(...(pages.length > 0 ? [] : [element("p", {}, ...hint)]));
    },
    /** Says that the search does not work. */
    failed() {
      fill([], []);
      fillFacets([]);
      status.textContent = "The search index could not be loaded.";
      note.replaceChildren(element("p", {}, "Check the connection and try again, or browse ", browse(), "."));
    },
    searching() {
      note.replaceChildren();
      status.textContent = "Searching…";
    },
  };
}
