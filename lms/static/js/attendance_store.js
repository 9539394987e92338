/* Ticks that a trainer's phone still has to send, in IndexedDB: one for each person of a list, the newest choice.
   Everything here is forgotten at sign-out. */

const NAME = "leerspoor-attendance";
export const CACHE = "leerspoor-attendance";

function opened() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("ticks", { keyPath: "slot" });
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

async function withTicks(mode, work) {
  const database = await opened();
  try {
    return await new Promise((resolve, reject) => {
      const change = database.transaction("ticks", mode);
      const asked = work(change.objectStore("ticks"));
      change.oncomplete = () => resolve(asked?.result);
      change.onerror = () => reject(change.error);
    });
  } finally {
    database.close();
  }
}

/** Keep this tick instead of an earlier one about the same person. */
export function keep(tick) {
  return withTicks("readwrite", (ticks) => ticks.put(tick));
}

/** Every tick that `who` made on the list at `here` and that is not settled. */
export async function held(who, here) {
  const all = await withTicks("readonly", (ticks) => ticks.getAll());
  return all.filter((tick) => tick.who === who && tick.here === here);
}

/** Let go of a tick, unless a newer one took its place meanwhile. */
export async function drop(tick) {
  const now = await withTicks("readonly", (ticks) => ticks.get(tick.slot));
  if (now?.key === tick.key) await withTicks("readwrite", (ticks) => ticks.delete(tick.slot));
}

/** How many ticks wait on this phone, of anybody. */
export async function count() {
  if (!(await indexedDB.databases?.() ?? [{ name: NAME }]).some((one) => one.name === NAME)) return 0;
  return withTicks("readonly", (ticks) => ticks.count());
}

/** Nothing of any list stays on this device. */
export async function forgetAll() {
  const workers = await navigator.serviceWorker?.getRegistrations() ?? [];
  await Promise.all(workers.map((worker) => worker.unregister()));
  await globalThis.caches?.delete(CACHE);
  indexedDB.deleteDatabase(NAME);
}
