// The page's end of the search: a worker, or the same engine in the page where none can start.

/**
 * `ask(request)` searches; `show` gets the results, `fail` what went wrong, of the last request only.
 * `site` has the address of the engine, the folder of the index, and whether its files are scripts.
 */
export function connect(site, show, fail) {
  let number = 0;
  let current = null;
  let send = null;
  let engine = null;

  const receive = (message) => {
    if (message.number !== number) return;
    if (message.error) fail(message.error);
    else show(message.result);
  };

  const loadEngine = () => new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = site.engine;
    script.onload = () => resolve(self.opsloreSearch);
    script.onerror = () => reject(new Error(site.engine));
    document.head.append(script);
  });

  const inPage = async (message) => {
    try {
      engine ??= loadEngine();
      const { load, search, useIndex } = await engine;
      useIndex(site.index, site.asScripts);
      const isStale = () => message.number < number;
      const answer = (result) => receive({ number: message.number, result });
      if (message.request) await search(message.request, answer, isStale);
      else await load();
    } catch (error) {
      if (!self.opsloreSearch) engine = null;
      receive({ number: message.number, error: String(error) });
    }
  };

  const start = () => {
    send = inPage;
    // Browsers start no worker from a disk.
    if (site.asScripts) return;
    try {
      const worker = new Worker(site.engine);
      let ready = false;
      send = (message) => worker.postMessage(message);
      worker.addEventListener('message', ({ data }) => {
        ready ||= data.ready === true;
        if (!data.ready) receive(data);
      });
      // Fires when the script cannot be loaded.
      worker.addEventListener('error', () => {
        if (ready) return;
        send = inPage;
        if (current) send(current);
      });
    } catch {
      // A browser without workers.
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
