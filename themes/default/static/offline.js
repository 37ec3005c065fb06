// Lets the service worker keep the site, and says so when a page is a kept copy. Browsers have no
// service worker on plain HTTP or on a disk.
(() => {
  const { lang, dataset } = document.documentElement;

  const when = (time) => {
    const format = (options) => new Intl.DateTimeFormat(lang === 'en' ? 'en-GB' : lang, options).format(new Date(time));
    const day = format({ day: 'numeric', month: 'long', year: 'numeric' });
    return `${day}, ${format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })}`;
  };

  const say = (text) => {
    const bar = document.createElement('div');
    bar.className = 'offline';
    bar.setAttribute('role', 'status');
    document.querySelector('.layout, main')?.before(bar);
    bar.textContent = text;
  };

  // `sw.js` has written this into a kept copy: since when it is kept, or nothing for another page.
  if (dataset.kept) say(`Offline copy from ${when(dataset.kept)}`);
  else if (dataset.kept === '') say('Offline, and the page at this address is not kept on this device.');

  const keep = async () => {
    await navigator.serviceWorker.register(`${dataset.root}sw.js`);
    const { active } = await navigator.serviceWorker.ready;
    active.postMessage('keep');
  };
  const isPossible = window.isSecureContext && 'serviceWorker' in navigator && !('archive' in dataset);
  if (isPossible) addEventListener('load', () => keep().catch(() => {}));
})();
