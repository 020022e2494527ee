// Keeps the page for a visit without network.  Each edition has its own store; the one before it is thrown away.
const EDITION = "$edition";
const FILES = $files;

self.addEventListener("install", (event) => {
  const fetched = FILES.map((name) => new Request(name, { cache: "no-cache" }));
  event.waitUntil(caches.open(EDITION).then((store) => store.addAll(fetched)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const others = caches.keys().then((names) => Promise.all(names.filter((name) => name !== EDITION && name.startsWith("guideline-explorer ")).map((name) => caches.delete(name))));
  event.waitUntil(others.then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  if (event.request.method !== "GET" || new URL(event.request.url).origin !== location.origin) return;
  const kept = caches.open(EDITION).then((store) => store.match(event.request, { ignoreSearch: true }));
  event.respondWith(kept.then((found) => found ?? fetch(event.request)));
});
