// Live reload for `opslore serve`, which adds this script to the pages it shows; no published page has it.
// It reloads a page when that page or something it uses has changed, and shows what `opslore check` would
// say. Where there is no such server it does nothing.

const own = document.querySelector("script[data-opslore-page]");
if (own && globalThis.opsloreLive !== true) {
  globalThis.opsloreLive = true;
  const findings = overlay();
  connect(own.dataset.opslorePage, findings.show);
}

/** Follows the server's events while the page is visible: browsers allow few connections to one host. */
function connect(tag, showFindings) {
  const page = decoded(location.pathname);
  let source = null;
  let seen = null;

  function hello({ version, run, page: current }) {
    const missed = seen !== null && seen !== `${run}.${version}`;
    seen = `${run}.${version}`;
    if (current !== null && current !== tag) reload();
    else if (missed) document.querySelectorAll('link[rel~="stylesheet"]').forEach(refresh);
  }

  function change({ version, changed }) {
    seen = seen?.replace(/\.\d+$/, `.${version}`) ?? null;
    const paths = new Set(changed);
    if (paths.has(page) || paths.has(page.replace(/index\.html$/, "")) || usesAnyOf(paths)) return reload();
    for (const link of document.querySelectorAll('link[rel~="stylesheet"]')) {
      if (paths.has(pathOf(link.href))) refresh(link);
    }
  }

  function open() {
    if (source || document.hidden) return;
    source = new EventSource(`/__opslore/events?page=${encodeURIComponent(page)}`);
    source.addEventListener("hello", (event) => hello(JSON.parse(event.data)));
    source.addEventListener("message", (event) => change(JSON.parse(event.data)));
    source.addEventListener("findings", (event) => showFindings(JSON.parse(event.data)));
    source.addEventListener("error", () => {
      // A dropped connection comes back by itself; a refusal does not.
      if (source?.readyState === EventSource.CLOSED) {
        close();
        setTimeout(open, 3000);
      }
    });
  }

  function close() {
    source?.close();
    source = null;
  }

  document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
  addEventListener("pagehide", close);
  addEventListener("pageshow", open);
  open();
}

/** Whether the page has loaded a script or an image that changed; data it fetched does not count. */
function usesAnyOf(paths) {
  return performance
    .getEntriesByType("resource")
    .filter(({ initiatorType }) => ["script", "img", "image", "css", "iframe", "other"].includes(initiatorType))
    .some(({ name }) => !/\/(sw\.js|manifest\.webmanifest)$/.test(name) && paths.has(pathOf(name)));
}

/** Loads a style sheet again and drops the old one once the new one is there: nothing flashes. */
function refresh(link) {
  const url = new URL(link.href);
  if (url.origin !== location.origin) return;
  url.searchParams.set("live", Date.now());
  const fresh = link.cloneNode();
  fresh.href = url.href;
  fresh.addEventListener("load", () => link.remove());
  fresh.addEventListener("error", () => fresh.remove());
  link.after(fresh);
}

/** Reloads; browsers keep the scroll position, also where the address has a fragment. */
function reload() {
  location.reload();
}

function pathOf(url) {
  const { origin, pathname } = new URL(url, location.href);
  return origin === location.origin ? decoded(pathname) : null;
}

function decoded(path) {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/**
 * The panel with findings: one line until it is opened. Built from text only, so that nothing in a finding
 * can be markup.
 */
function overlay() {
  let panel = null;
  let current = "";

  function show({ failed, report }) {
    const entries = report?.entries ?? [];
    current = JSON.stringify([failed, entries]);
    // What is being read stays open while files are saved.
    const wasOpen = panel?.querySelector("details").open ?? false;
    panel?.remove();
    panel = null;
    if (entries.length === 0 || dismissed() === current) return;
    style();
    panel = build(failed, entries, wasOpen);
    document.body.append(panel);
    panel.querySelector("[role=status]").textContent = headline(failed, report.summary, entries);
  }

  function build(failed, entries, isOpen) {
    const panel = element("section", { class: "opslore-live", "aria-label": "Findings in the content" });
    if (failed || entries[0].severity === "error") panel.classList.add("opslore-live-failed");
    const details = element("details", isOpen ? { open: "" } : {});
    // The text comes after the panel is there: a status is read out when it changes.
    const summary = element("summary", {});
    summary.append(element("span", { role: "status" }));
    details.append(summary);
    const items = element("ol", { tabindex: "0", "aria-label": "Findings" });
    items.append(...entries.map(item));
    details.append(items);
    const button = element("button", { type: "button", "aria-label": "Dismiss findings" }, "×");
    button.addEventListener("click", dismiss);
    panel.addEventListener("keydown", (event) => event.key === "Escape" && dismiss());
    panel.append(details, button);
    return panel;
  }

  function item({ code, severity, message, help, url, count, places, more }) {
    const item = element("li", { class: `opslore-live-${severity}` });
    const link = element("a", { href: /^https?:/.test(url) ? url : "#", rel: "noopener", target: "_blank" }, code);
    item.append(element("strong", {}, severity), " ", link, ` ${message}`);
    if (count > 1) item.append(` (${count} times)`);
    const list = element("ul", {});
    list.append(...places.map(spot));
    if (more > 0) list.append(element("li", {}, `and ${more} more`));
    item.append(list);
    if (help) item.append(element("p", {}, help));
    return item;
  }

  /** A place; it opens in the editor that was named, or on its page. */
  function spot({ name, place, page, editor }) {
    const item = element("li", {});
    const href = editor ?? page;
    const code = element("code", {}, place);
    const link = href ? element("a", { href }) : element("span", {});
    link.append(code);
    item.append(link);
    if (editor && page && page !== here()) item.append(" ", element("a", { href: page }, "page"));
    if (name) item.append(` ${name}`);
    return item;
  }

  function headline(failed, { errors, warnings }, entries) {
    const count = (number, word) => (number ? [`${number} ${word}${number === 1 ? "" : "s"}`] : []);
    const text = [...count(errors, "error"), ...count(warnings, "warning")].join(" and ");
    if (failed) return `${text}. This is the last successful build.`;
    const isHere = ({ page }) => page === here();
    const own = entries.flatMap(({ places }) => places.filter(isHere)).length;
    return own > 0 ? `${text}, ${own} on this page` : text;
  }

  function here() {
    return location.pathname.replace(/index\.html$/, "");
  }

  function dismiss() {
    panel?.remove();
    panel = null;
    try {
      sessionStorage.setItem("opslore-dismissed", current);
    } catch {
      // Without storage it comes back with the next page.
    }
  }

  function dismissed() {
    try {
      return sessionStorage.getItem("opslore-dismissed");
    } catch {
      return null;
    }
  }

  function style() {
    if (document.querySelector("link[data-opslore-live]")) return;
    document.head.append(element("link", { rel: "stylesheet", href: "/__opslore/live.css", "data-opslore-live": "" }));
  }

  return { show };
}

function element(name, attributes, text = "") {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.textContent = text;
  return element;
}
