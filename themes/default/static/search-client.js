// The page's end of the search: a worker, or the same engine in the page where none can start.

/** `ask(request)` searches; `show` gets the results, `fail` what went wrong, of the last request only. */
export function connect(show, fail) {
  let number = 0;
  let current = null;
  let send = null;

  const receive = (message) => {
    if (message.number !== number) return;
    if (message.error) fail(message.error);
    else show(message.result);
  };

  const inPage = async (message) => {
    try {
      const engine = await import("./search-engine.js");
      const isStale = () => message.number < number;
      const answer = (result) => receive({ number: message.number, result });
      if (message.request) await engine.search(message.request, answer, isStale);
      else await engine.load();
    } catch (error) {
      receive({ number: message.number, error: String(error) });
    }
  };

  const start = () => {
    try {
      const worker = new Worker(new URL("search-worker.js", import.meta.url), { type: "module" });
      let ready = false;
      send = (message) => worker.postMessage(message);
      worker.addEventListener("message", ({ data }) => {
        ready ||= data.ready === true;
        if (!data.ready) receive(data);
      });
      // Fires when the script cannot be loaded, as in browsers without module workers.
      worker.addEventListener("error", () => {
        if (ready) return;
        send = inPage;
        if (current) send(current);
      });
    } catch {
      send = inPage;
    }
  };

  return {
    ask(request) {
      if (!send) start();
      number += 1;
      current = { number, request };
      send(current);
    },
    /** Loads the index before anything is asked. */
    warm() {
      this.ask(null);
    },
  };
}
