// Where the search has its data from: the files of the index, or, in an archive on a disk, from which
// browsers fetch nothing, scripts that hand over the same data.

let read = null;

/** Sets the folder of the index, and whether its files are scripts. */
export function useIndex(folder, asScripts = false) {
  read = (name, cache) => (asScripts ? runScript(folder, name) : fetchFile(folder, name, cache));
}

/** The data of a file of the index. */
export function fetchJson(name, cache = 'default') {
  return read(name, cache);
}

async function fetchFile(folder, name, cache) {
  const response = await fetch(new URL(name, folder), { cache });
  if (!response.ok) throw new Error(`${name}: ${response.status}`);
  return response.json();
}

const received = new Map();

/** Each script calls `opsloreData` with its name and its data. */
function runScript(folder, name) {
  // A page can hold an element of this id, which is then found under the name.
  if (typeof self.opsloreData !== 'function') self.opsloreData = (name, data) => received.set(name, data);
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = new URL(name.replace(/json$/, 'js'), folder).href;
    script.onload = () => resolve(received.get(name));
    script.onerror = () => reject(new Error(name));
    document.head.append(script);
  }).finally(() => received.delete(name));
}
