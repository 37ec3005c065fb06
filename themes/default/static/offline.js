// Lets the service worker keep the site, and says so when a page is a kept copy. Browsers have no
// service worker on plain HTTP or on a disk.
(() => {
  const { lang, dataset } = document.documentElement;

  const when = (time) => {
    const format = (options) => new Intl.DateTimeFormat(lang === 'en' ? 'en-GB' : lang, options).format(new Date(time));
    const day = format({ day: 'numeric', month: 'long', year: 'numeric' });
    return `${day}, ${format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })}`;
  };

  const say = (key, values) => {
    const bar = document.createElement('div');
    bar.className = 'offline';
    bar.setAttribute('role', 'status');
    document.querySelector('.layout, main')?.before(bar);
    bar.textContent = opslore.say(key, values);
  };

  // `sw.js` has written this into a kept copy: since when it is kept, or nothing for another page.
  if (dataset.kept) say('offline_copy', { time: when(dataset.kept) });
  else if (dataset.kept === '') say('offline_missing');

  // The worker keeps the rest once the page is there; so does a new one that takes over.
  const worker = window.isSecureContext && !('archive' in dataset) && navigator.serviceWorker;
  const keep = () => worker.controller?.postMessage('keep');
  const start = () => {
    worker.addEventListener('controllerchange', keep);
    worker.register(`${dataset.root}sw.js`).then(keep, () => {});
  };
  if (worker) addEventListener('load', start);
})();
