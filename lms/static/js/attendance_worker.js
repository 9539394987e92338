/* Lets one attendance page open without network. Its scope is that page's own address: of the rest of the site
   nothing is kept and nothing is answered. Only the page itself puts its assets in the cache; signing out empties it. */

const CACHE = "leerspoor-attendance";
const HERE = new URL(self.registration.scope).pathname;
const PATIENCE = 5000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin) return;
  if (event.request.mode === "navigate") {
    if (url.pathname === HERE) event.respondWith(page(event.request));
  } else if (url.pathname.includes("/static/")) {
    event.respondWith(asset(event.request));
  }
});

function kept(request) {
  return caches.open(CACHE).then((cache) => cache.match(request, { ignoreVary: true }));
}

/** From the network, kept for later; from what was kept when the network is gone or takes too long. */
async function page(request) {
  const late = new Promise((resolve) => { setTimeout(resolve, PATIENCE); });
  const fresh = fetch(request).then(async (answer) => {
    const cache = await caches.open(CACHE);
    if (answer.ok) await cache.put(HERE, answer.clone());
    else if (answer.status < 500) await cache.delete(HERE);
    return answer;
  });
  const first = await Promise.race([fresh.catch(() => undefined), late]);
  return first ?? await kept(HERE) ?? fresh;
}

async function asset(request) {
  try {
    return await fetch(request);
  } catch (error) {
    const found = await kept(request);
    if (found) return found;
    throw error;
  }
}
