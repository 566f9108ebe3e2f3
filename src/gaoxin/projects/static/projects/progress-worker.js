// Lets the report form open without a network: the last copy of it, its script and its style. Everything else goes to the network.
// Copies of forms are dropped as soon as any page of progress shows that nobody is signed in.
"use strict";
const CACHE = "gaoxin-progress-1";
const FORM = /^\/progress\/[^/]+\/report\/$/;
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const request = event.request, url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  const form = request.mode === "navigate" && FORM.test(url.pathname);
  const asset = ["script", "style"].includes(request.destination) && url.pathname.includes("/static/");
  if (!form && !asset) return;
  event.respondWith((async () => {
    const cache = await caches.open(CACHE);
    try {
      const answer = await fetch(request);
      if (answer.ok && !answer.redirected) await cache.put(form ? url.pathname : request, answer.clone());
      else if (form) await caches.delete(CACHE);
      return answer;
    } catch (error) {
      const kept = await cache.match(form ? url.pathname : request);
      if (kept) return kept;
      throw error;
    }
  })());
});
